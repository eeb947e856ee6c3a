//! Accounts.

use crate::{
    contract,
    samples::{
        FAR, LATER, NOW, account, account_id, contact, digest, email, hash, names, registration, unverified,
        username,
    },
    world::{World, race},
};
use oathgate_application::{
    error::PortError,
    ports::accounts::{AccountFilter, CreatedFilter, Login, Recorded, SetEmail},
    transact::transact,
};
use oathgate_domain::{
    account::{Account, AccountStatus, PersonNames},
    contact::Contact,
    ids::AccountId,
    locale::Locale,
};
use time::Duration;

contract! { both;
    many_are_inserted_at_once_as_they_are_one_by_one,
    of_many_at_once_none_takes_what_is_somebody_elses,
    what_was_inserted_is_found_by_id_address_and_login,
    an_account_with_nothing_but_what_must_be_is_kept,
    a_taken_address_is_refused_whatever_its_case,
    of_many_with_one_address_one_is_inserted,
    an_account_without_a_claimed_user_name_cannot_take_anothers,
    an_unverified_account_takes_over_later_credentials,
    activation_takes_the_credentials_of_its_registration,
    of_many_activations_one_wins,
    credentials_never_reach_an_account_of_another_address,
    passwords_are_set,
    a_rehash_never_overwrites_a_new_password,
    profiles_are_set_and_cleared,
    addresses_are_set_and_verify_the_account,
    an_address_of_another_account_is_not_taken,
    of_many_who_want_one_address_one_gets_it,
    the_present_address_is_marked_verified_once,
    sign_ins_are_noted_unless_overtaken,
    states_change_only_from_where_they_are_expected,
    deleting_an_unverified_account_takes_everything_of_it_along,
    lists_are_newest_first_and_paged,
    lists_are_filtered_by_state_and_beginning,
    lists_are_filtered_by_when_accounts_were_made,
    administrators_are_noticed,
    accounts_are_found_by_the_beginning_of_their_names,
    accounts_are_counted_by_state,
    a_wrong_address_is_corrected_as_long_as_nothing_was_verified,
}

pub(crate) async fn insert(world: &World, account: &Account) {
    let mut unit = world.unit().await;
    assert!(unit.accounts().insert(account, &hash("$first$")).await.unwrap());
    unit.commit().await.unwrap();
}

async fn find(world: &World, id: AccountId) -> Option<Account> {
    world.reader().await.accounts().find(id).await.unwrap()
}

async fn password(world: &World, id: AccountId) -> Option<String> {
    let hash = world.reader().await.accounts().password_of(id).await.unwrap();
    hash.map(|hash| hash.as_str().to_owned())
}

async fn what_was_inserted_is_found_by_id_address_and_login(world: World) {
    let ada = account(1);
    insert(&world, &ada).await;
    let mut unit = world.reader().await;
    let accounts = unit.accounts();
    assert_eq!(accounts.find(ada.id).await.unwrap(), Some(ada.clone()));
    assert_eq!(accounts.find_by_email(&email("PERSON1@example.com")).await.unwrap(), Some(ada.clone()));
    for login in [Login::Email(email("person1@EXAMPLE.com")), Login::Username(username("person-1"))] {
        let (found, password) = accounts.find_by_login(&login).await.unwrap().unwrap();
        assert_eq!((found, password.as_str()), (ada.clone(), "$first$"));
    }
    assert_eq!(accounts.password_of(ada.id).await.unwrap(), Some(hash("$first$")));

    assert_eq!(accounts.find(account_id(2)).await.unwrap(), None);
    assert_eq!(accounts.find_by_email(&email("other@example.com")).await.unwrap(), None);
    assert_eq!(accounts.find_by_login(&Login::Email(email("other@example.com"))).await.unwrap(), None);
    assert_eq!(accounts.find_by_login(&Login::Username(username("other"))).await.unwrap(), None);
    assert_eq!(accounts.password_of(account_id(2)).await.unwrap(), None);
}

async fn an_account_with_nothing_but_what_must_be_is_kept(world: World) {
    insert(&world, &unverified(1)).await;
    insert(&world, &unverified(2)).await;
    assert_eq!(find(&world, account_id(1)).await, Some(unverified(1)));
    assert_eq!(find(&world, account_id(2)).await, Some(unverified(2)));
}

async fn a_taken_address_is_refused_whatever_its_case(world: World) {
    insert(&world, &account(1)).await;
    let mut unit = world.unit().await;
    let second = Account { email: email("PERSON1@EXAMPLE.COM"), ..unverified(2) };
    assert!(!unit.accounts().insert(&second, &hash("$second$")).await.unwrap());
    // The unit goes on all the same.
    assert!(unit.accounts().insert(&unverified(3), &hash("$third$")).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(&world, second.id).await, None);
    assert_eq!(find(&world, account_id(1)).await, Some(account(1)));
    assert_eq!(find(&world, account_id(3)).await, Some(unverified(3)));
}

async fn of_many_with_one_address_one_is_inserted(world: World) {
    let inserted = race(32, |racer| {
        let world = world.clone();
        async move {
            let id = account_id(racer as u128 + 1);
            let account = Account { id, email: email("one@example.com"), ..unverified(1) };
            transact(&*world.store, async |unit| unit.accounts().insert(&account, &hash("$x$")).await)
                .await
                .unwrap()
        }
    })
    .await;
    assert_eq!(inserted.into_iter().filter(|won| *won).count(), 1);
    let filter = AccountFilter { limit: 200, ..AccountFilter::default() };
    assert_eq!(world.reader().await.accounts().list(&filter).await.unwrap().len(), 1);
}

async fn an_account_without_a_claimed_user_name_cannot_take_anothers(world: World) {
    insert(&world, &account(1)).await;
    let mut unit = world.unit().await;
    let thief = Account { username: Some(username("PERSON-1")), ..account(2) };
    let error = unit.accounts().insert(&thief, &hash("$x$")).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
}

async fn an_unverified_account_takes_over_later_credentials(world: World) {
    insert(&world, &unverified(1)).await;
    insert(&world, &account(2)).await;
    let mut unit = world.unit().await;
    assert!(unit.accounts().replace_unverified(account_id(1), &registration(1), LATER).await.unwrap());
    assert!(!unit.accounts().replace_unverified(account_id(2), &registration(2), LATER).await.unwrap());
    assert!(!unit.accounts().replace_unverified(account_id(3), &registration(3), LATER).await.unwrap());
    unit.commit().await.unwrap();
    let expected = Account {
        email: email("person1@example.COM"),
        username: registration(1).username,
        names: registration(1).names,
        locale: registration(1).locale,
        updated_at: LATER,
        ..unverified(1)
    };
    assert_eq!(find(&world, account_id(1)).await, Some(expected));
    assert_eq!(password(&world, account_id(1)).await.as_deref(), Some("$registered$"));
    assert_eq!(find(&world, account_id(2)).await, Some(account(2)));
    assert_eq!(password(&world, account_id(2)).await.as_deref(), Some("$first$"));
}

async fn activation_takes_the_credentials_of_its_registration(world: World) {
    insert(&world, &unverified(1)).await;
    let mut unit = world.unit().await;
    assert!(unit.accounts().activate(account_id(1), &registration(1), LATER).await.unwrap());
    assert!(!unit.accounts().activate(account_id(1), &registration(1), FAR).await.unwrap());
    assert!(!unit.accounts().activate(account_id(3), &registration(3), LATER).await.unwrap());
    unit.commit().await.unwrap();
    let expected = Account {
        email: email("person1@example.COM"),
        username: registration(1).username,
        names: registration(1).names,
        locale: registration(1).locale,
        status: AccountStatus::Active,
        email_verified_at: Some(LATER),
        updated_at: LATER,
        ..unverified(1)
    };
    assert_eq!(find(&world, account_id(1)).await, Some(expected));
    assert_eq!(password(&world, account_id(1)).await.as_deref(), Some("$registered$"));
}

async fn of_many_activations_one_wins(world: World) {
    insert(&world, &unverified(1)).await;
    let won = race(16, |_| {
        let world = world.clone();
        async move {
            transact(&*world.store, async |unit| {
                unit.accounts().activate(account_id(1), &registration(1), LATER).await
            })
            .await
            .unwrap()
        }
    })
    .await;
    assert_eq!(won.into_iter().filter(|won| *won).count(), 1);
}

async fn credentials_never_reach_an_account_of_another_address(world: World) {
    insert(&world, &unverified(1)).await;
    let mut unit = world.unit().await;
    assert!(!unit.accounts().replace_unverified(account_id(1), &registration(2), LATER).await.unwrap());
    assert!(!unit.accounts().activate(account_id(1), &registration(2), LATER).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(&world, account_id(1)).await, Some(unverified(1)));
}

async fn passwords_are_set(world: World) {
    insert(&world, &account(1)).await;
    let mut unit = world.unit().await;
    assert!(unit.accounts().set_password(account_id(1), &hash("$new$"), LATER).await.unwrap());
    assert!(!unit.accounts().set_password(account_id(2), &hash("$new$"), LATER).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(password(&world, account_id(1)).await.as_deref(), Some("$new$"));
    assert_eq!(find(&world, account_id(1)).await, Some(Account { updated_at: LATER, ..account(1) }));
}

async fn a_rehash_never_overwrites_a_new_password(world: World) {
    insert(&world, &account(1)).await;
    let mut unit = world.unit().await;
    let accounts = unit.accounts();
    assert!(accounts.rehash(account_id(1), &hash("$first$"), &hash("$again$")).await.unwrap());
    assert!(!accounts.rehash(account_id(1), &hash("$first$"), &hash("$lost$")).await.unwrap());
    assert!(!accounts.rehash(account_id(2), &hash("$first$"), &hash("$lost$")).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(password(&world, account_id(1)).await.as_deref(), Some("$again$"));
    assert_eq!(find(&world, account_id(1)).await, Some(account(1)));
}

async fn profiles_are_set_and_cleared(world: World) {
    insert(&world, &account(1)).await;
    let mut unit = world.unit().await;
    let (name, people) = (username("New.Name"), names("美咲", ""));
    let reached = Contact { phone: None, ..contact() };
    let accounts = unit.accounts();
    assert!(accounts.set_profile(account_id(1), Some(&name), &people, None, &reached, LATER).await.unwrap());
    let other = username("other");
    assert!(
        !accounts.set_profile(account_id(2), Some(&other), &people, None, &reached, LATER).await.unwrap()
    );
    unit.commit().await.unwrap();
    let expected = Account {
        username: Some(name),
        names: people,
        locale: None,
        contact: reached,
        updated_at: LATER,
        ..account(1)
    };
    assert_eq!(find(&world, account_id(1)).await, Some(expected));

    let mut unit = world.unit().await;
    assert!(
        unit.accounts()
            .set_profile(
                account_id(1),
                None,
                &names("", ""),
                Some(Locale::English),
                &Contact::default(),
                LATER,
            )
            .await
            .unwrap()
    );
    unit.commit().await.unwrap();
    let expected = Account {
        username: None,
        names: names("", ""),
        locale: Some(Locale::English),
        contact: Contact::default(),
        updated_at: LATER,
        ..account(1)
    };
    assert_eq!(find(&world, account_id(1)).await, Some(expected));
}

async fn addresses_are_set_and_verify_the_account(world: World) {
    insert(&world, &unverified(1)).await;
    insert(&world, &Account { status: AccountStatus::Disabled, ..unverified(2) }).await;
    let mut unit = world.unit().await;
    let accounts = unit.accounts();
    for (number, address) in [(1, "New1@example.com"), (2, "New2@example.com")] {
        let set = accounts.set_email(account_id(number), &email(address), LATER).await.unwrap();
        assert_eq!(set, SetEmail::Done);
    }
    // Its own address in another spelling is no other account's.
    let set = accounts.set_email(account_id(1), &email("NEW1@example.com"), LATER).await.unwrap();
    assert_eq!(set, SetEmail::Done);
    assert_eq!(
        accounts.set_email(account_id(3), &email("new3@example.com"), LATER).await.unwrap(),
        SetEmail::NoAccount
    );
    unit.commit().await.unwrap();
    let (first, second) = (find(&world, account_id(1)).await, find(&world, account_id(2)).await);
    let changed = |account: Account, address: &str, status| Account {
        email: email(address),
        email_verified_at: Some(LATER),
        updated_at: LATER,
        status,
        ..account
    };
    assert_eq!(first, Some(changed(unverified(1), "NEW1@example.com", AccountStatus::Active)));
    assert_eq!(second, Some(changed(unverified(2), "New2@example.com", AccountStatus::Disabled)));
}

async fn an_address_of_another_account_is_not_taken(world: World) {
    insert(&world, &account(1)).await;
    insert(&world, &account(2)).await;
    let mut unit = world.unit().await;
    let taken = unit.accounts().set_email(account_id(1), &email("PERSON2@example.com"), LATER).await.unwrap();
    assert_eq!(taken, SetEmail::Taken);
    unit.commit().await.unwrap();
    assert_eq!(find(&world, account_id(1)).await, Some(account(1)));
}

async fn of_many_who_want_one_address_one_gets_it(world: World) {
    for number in 1..=16 {
        insert(&world, &account(number)).await;
    }
    let got = race(16, |racer| {
        let world = world.clone();
        async move {
            // On a busy machine one may be told to try once more, as everywhere.
            loop {
                let id = account_id(racer as u128 + 1);
                let set = transact(&*world.store, async |unit| {
                    unit.accounts().set_email(id, &email("wanted@example.com"), LATER).await
                });
                match set.await {
                    Err(PortError::Contended) => {}
                    set => break set.unwrap(),
                }
            }
        }
    })
    .await;
    assert_eq!(got.iter().filter(|got| **got == SetEmail::Done).count(), 1);
    assert_eq!(got.iter().filter(|got| **got == SetEmail::Taken).count(), 15);
}

async fn the_present_address_is_marked_verified_once(world: World) {
    insert(&world, &unverified(1)).await;
    let mut unit = world.unit().await;
    let accounts = unit.accounts();
    let present = email("person1@example.com");
    let old = email("old@example.com");
    assert!(!accounts.mark_email_verified(account_id(1), &old, LATER).await.unwrap());
    assert!(!accounts.mark_email_verified(account_id(2), &present, LATER).await.unwrap());
    assert!(accounts.mark_email_verified(account_id(1), &present, LATER).await.unwrap());
    assert!(!accounts.mark_email_verified(account_id(1), &present, FAR).await.unwrap());
    unit.commit().await.unwrap();
    let expected = Account {
        status: AccountStatus::Active,
        email_verified_at: Some(LATER),
        updated_at: LATER,
        ..unverified(1)
    };
    assert_eq!(find(&world, account_id(1)).await, Some(expected));
}

async fn sign_ins_are_noted_unless_overtaken(world: World) {
    insert(&world, &account(1)).await;
    insert(&world, &unverified(2)).await;
    insert(&world, &Account { status: AccountStatus::Disabled, ..account(3) }).await;
    let mut unit = world.unit().await;
    let accounts = unit.accounts();
    let device = digest(1);
    let recorded = accounts.record_login(account_id(1), &hash("$first$"), device, FAR).await.unwrap();
    assert_eq!(recorded, Some(Recorded { device_seen_at: None }));
    assert_eq!(accounts.record_login(account_id(1), &hash("$old$"), device, NOW).await.unwrap(), None);
    for inactive in 2..=4 {
        let recorded = accounts.record_login(account_id(inactive), &hash("$first$"), device, FAR).await;
        assert_eq!(recorded.unwrap(), None);
    }
    unit.commit().await.unwrap();
    assert_eq!(find(&world, account_id(1)).await, Some(Account { last_login_at: Some(FAR), ..account(1) }));
    assert_eq!(find(&world, account_id(2)).await, Some(unverified(2)));
}

async fn states_change_only_from_where_they_are_expected(world: World) {
    use AccountStatus::{Active, Disabled, Unverified};
    insert(&world, &account(1)).await;
    let mut unit = world.unit().await;
    let accounts = unit.accounts();
    assert!(!accounts.set_status(account_id(1), &[], Disabled, LATER).await.unwrap());
    assert!(!accounts.set_status(account_id(1), &[Unverified], Disabled, LATER).await.unwrap());
    assert!(!accounts.set_status(account_id(1), &[Unverified, Disabled], Active, LATER).await.unwrap());
    assert!(accounts.set_status(account_id(1), &[Unverified, Active], Disabled, LATER).await.unwrap());
    assert!(!accounts.set_status(account_id(1), &[Unverified, Active], Disabled, FAR).await.unwrap());
    assert!(!accounts.set_status(account_id(2), &[Unverified, Active], Disabled, LATER).await.unwrap());
    unit.commit().await.unwrap();
    let expected = Account { status: Disabled, updated_at: LATER, ..account(1) };
    assert_eq!(find(&world, account_id(1)).await, Some(expected));
}

async fn deleting_an_unverified_account_takes_everything_of_it_along(world: World) {
    use crate::samples::{challenge, id};
    insert(&world, &unverified(1)).await;
    insert(&world, &account(2)).await;
    let mut unit = world.unit().await;
    // Another registration of the same address waits for the same account.
    let other = registration(7);
    for registration in [registration(1), registration(2), other.clone()] {
        unit.registrations().insert(&registration).await.unwrap();
    }
    unit.registrations().assign(other.id, account_id(1)).await.unwrap();
    unit.challenges().insert(&challenge(1)).await.unwrap();
    unit.challenges().insert(&challenge(2)).await.unwrap();
    for (name, holder) in [("of-account", id(1)), ("of-other", id(7)), ("of-second", id(2))] {
        assert!(unit.accounts().claim_username(&username(name), holder).await.unwrap());
    }
    assert!(unit.accounts().delete_unverified(account_id(1)).await.unwrap());
    assert!(!unit.accounts().delete_unverified(account_id(1)).await.unwrap());
    assert!(!unit.accounts().delete_unverified(account_id(2)).await.unwrap());
    unit.commit().await.unwrap();

    let mut unit = world.unit().await;
    assert_eq!(unit.accounts().find(account_id(1)).await.unwrap(), None);
    assert!(unit.registrations().find(registration(1).id).await.unwrap().is_none());
    assert!(unit.registrations().find(other.id).await.unwrap().is_none());
    assert_eq!(unit.challenges().find(challenge(1).id).await.unwrap(), None);
    assert!(unit.accounts().claim_username(&username("of-account"), id(9)).await.unwrap());
    assert!(unit.accounts().claim_username(&username("of-other"), id(9)).await.unwrap());
    // What belongs to the other account is left alone.
    assert_eq!(unit.accounts().find(account_id(2)).await.unwrap(), Some(account(2)));
    assert!(unit.registrations().find(registration(2).id).await.unwrap().is_some());
    assert!(unit.challenges().find(challenge(2).id).await.unwrap().is_some());
    assert!(!unit.accounts().claim_username(&username("of-second"), id(9)).await.unwrap());
}

async fn listed(world: &World, filter: AccountFilter) -> Vec<u128> {
    let found = world.reader().await.accounts().list(&filter).await.unwrap();
    found.into_iter().map(|account| account.id.0.as_u128()).collect()
}

async fn lists_are_newest_first_and_paged(world: World) {
    for number in 1..=5 {
        insert(&world, &account(number)).await;
    }
    let page = |before: Option<u128>, limit| AccountFilter {
        before: before.map(account_id),
        limit,
        ..AccountFilter::default()
    };
    assert_eq!(listed(&world, page(None, 2)).await, [5, 4]);
    assert_eq!(listed(&world, page(Some(4), 2)).await, [3, 2]);
    assert_eq!(listed(&world, page(Some(2), 2)).await, [1]);
    assert_eq!(listed(&world, page(None, 0)).await, [0_u128; 0]);
    assert_eq!(listed(&world, page(None, u16::MAX)).await, [5, 4, 3, 2, 1]);
}

async fn lists_are_filtered_by_state_and_beginning(world: World) {
    let named = |number, address: &str, name: &str| Account {
        email: email(address),
        username: Some(username(name)),
        ..account(number)
    };
    insert(&world, &named(1, "Ada_@example.com", "first")).await;
    insert(&world, &named(2, "adab@example.com", "second")).await;
    insert(&world, &named(3, "zoe@example.com", "Ada-three")).await;
    insert(&world, &Account { email: email("adä@example.com"), ..unverified(4) }).await;
    let with = |status, prefix: &str| AccountFilter {
        status,
        prefix: Some(prefix.to_owned()),
        limit: 200,
        ..AccountFilter::default()
    };
    assert_eq!(listed(&world, with(None, "ad")).await, [4, 3, 2, 1]);
    assert_eq!(listed(&world, with(None, "ada")).await, [3, 2, 1]);
    // Nothing in a beginning is a wildcard.
    assert_eq!(listed(&world, with(None, "ada_")).await, [1]);
    assert_eq!(listed(&world, with(None, "ada%")).await, [0_u128; 0]);
    assert_eq!(listed(&world, with(None, "adä")).await, [4]);
    assert_eq!(listed(&world, with(None, "")).await, [4, 3, 2, 1]);
    assert_eq!(listed(&world, with(Some(AccountStatus::Unverified), "ad")).await, [4]);
    let by_state = AccountFilter {
        status: Some(AccountStatus::Active),
        before: Some(account_id(3)),
        limit: 200,
        prefix: None,
    };
    assert_eq!(listed(&world, by_state).await, [2, 1]);
}

async fn lists_are_filtered_by_when_accounts_were_made(world: World) {
    // Whoever was taken over from elsewhere has an id that says nothing of when they came.
    let day = |day: i64| NOW + Duration::days(day);
    let made = |number, at| Account { created_at: at, ..account(number) };
    for account in [made(1, day(4)), made(2, day(1)), made(3, day(2)), made(4, day(2)), made(5, day(3))] {
        insert(&world, &account).await;
    }
    insert(&world, &Account { created_at: day(2), ..unverified(6) }).await;
    let all = CreatedFilter { status: None, since: None, until: None, before: None, limit: 200 };
    let listed = async |filter: CreatedFilter| -> Vec<u128> {
        let found = world.reader().await.accounts().list_created(&filter).await.unwrap();
        found.into_iter().map(|account| account.id.0.as_u128()).collect()
    };
    assert_eq!(listed(all).await, [1, 5, 6, 4, 3, 2]);
    // The beginning belongs to the span, the end does not.
    assert_eq!(listed(CreatedFilter { since: Some(day(2)), until: Some(day(3)), ..all }).await, [6, 4, 3]);
    assert_eq!(listed(CreatedFilter { since: Some(day(5)), ..all }).await, [0; 0]);
    assert_eq!(listed(CreatedFilter { until: Some(day(1)), ..all }).await, [0; 0]);
    let active = CreatedFilter { status: Some(AccountStatus::Active), ..all };
    assert_eq!(listed(CreatedFilter { until: Some(day(3)), ..active }).await, [4, 3, 2]);

    let page = |before: Option<(i64, u128)>| CreatedFilter {
        since: Some(day(2)),
        before: before.map(|(at, number)| (day(at), account_id(number))),
        limit: 2,
        ..all
    };
    assert_eq!(listed(page(None)).await, [1, 5]);
    assert_eq!(listed(page(Some((3, 5)))).await, [6, 4]);
    assert_eq!(listed(page(Some((2, 4)))).await, [3]);
    // What lies behind the end of the span is never shown, whatever a page says.
    let beyond = CreatedFilter { until: Some(day(3)), before: Some((day(9), account_id(9))), ..all };
    assert_eq!(listed(beyond).await, [6, 4, 3, 2]);
}

async fn administrators_are_noticed(world: World) {
    insert(&world, &account(1)).await;
    assert!(!world.reader().await.accounts().has_administrator().await.unwrap());
    insert(&world, &Account { is_admin: true, ..account(2) }).await;
    assert!(world.reader().await.accounts().has_administrator().await.unwrap());
    assert!(find(&world, account_id(2)).await.unwrap().is_admin);
}

async fn accounts_are_found_by_the_beginning_of_their_names(world: World) {
    for (number, address, name) in
        [(1, "ada@example.com", "zoe"), (2, "Adam@example.com", "Ada-2"), (3, "bob@example.com", "ada-1")]
    {
        let account = Account { email: email(address), username: Some(username(name)), ..account(number) };
        insert(&world, &account).await;
    }
    insert(&world, &Account { email: email("ad_x@example.com"), ..unverified(4) }).await;
    let ids = |found: Vec<Account>| found.iter().map(|account| account.id.0.as_u128()).collect::<Vec<_>>();
    let by_email = async |prefix: &str, after: Option<&str>, limit| {
        ids(world.reader().await.accounts().list_by_email(prefix, after, limit).await.unwrap())
    };
    assert_eq!(by_email("ad", None, 200).await, [4, 1, 2]);
    assert_eq!(by_email("ad", None, 2).await, [4, 1]);
    assert_eq!(by_email("ad", Some("ada@example.com"), 2).await, [2]);
    assert_eq!(by_email("ad_", None, 200).await, [4]);
    assert_eq!(by_email("ada@example.com", None, 200).await, [1]);
    assert_eq!(by_email("nobody", None, 200).await, [0; 0]);
    assert_eq!(by_email("%", None, 200).await, [0; 0]);
    let by_username = async |prefix: &str, after: Option<&str>| {
        ids(world.reader().await.accounts().list_by_username(prefix, after, 200).await.unwrap())
    };
    assert_eq!(by_username("ada", None).await, [3, 2]);
    assert_eq!(by_username("ada", Some("ada-1")).await, [2]);
}

async fn accounts_are_counted_by_state(world: World) {
    insert(&world, &account(1)).await;
    insert(&world, &account(2)).await;
    insert(&world, &unverified(3)).await;
    let counts = world.reader().await.accounts().counts().await.unwrap();
    assert_eq!(counts, [(AccountStatus::Active, 2), (AccountStatus::Unverified, 1)]);
    let filter =
        AccountFilter { status: Some(AccountStatus::Active), limit: 200, ..AccountFilter::default() };
    let before = Some(account_id(2));
    assert_eq!(listed(&world, filter.clone()).await, [2, 1]);
    assert_eq!(listed(&world, AccountFilter { before, ..filter }).await, [1]);
}

async fn a_wrong_address_is_corrected_as_long_as_nothing_was_verified(world: World) {
    insert(&world, &unverified(1)).await;
    insert(&world, &account(2)).await;
    let correct = async |number: u128, address: &str| {
        let address = email(address);
        let mut unit = world.unit().await;
        let set = unit.accounts().correct_email(account_id(number), &address, LATER).await.unwrap();
        unit.commit().await.unwrap();
        set
    };
    assert_eq!(correct(1, "PERSON2@example.com").await, SetEmail::Taken);
    assert_eq!(correct(2, "new@example.com").await, SetEmail::NoAccount);
    assert_eq!(correct(9, "new@example.com").await, SetEmail::NoAccount);
    assert_eq!(correct(1, "New@example.com").await, SetEmail::Done);
    let found = world.reader().await.accounts().find_by_email(&email("new@example.com")).await.unwrap();
    let expected = Account { email: email("New@example.com"), updated_at: LATER, ..unverified(1) };
    assert_eq!(found, Some(expected));
}

async fn many_are_inserted_at_once_as_they_are_one_by_one(world: World) {
    let bare = Account {
        username: None,
        names: PersonNames::default(),
        email_verified_at: None,
        last_login_at: None,
        is_admin: true,
        ..account(2)
    };
    let full = Account { last_login_at: Some(LATER), ..account(1) };
    let mut unit = world.unit().await;
    assert!(unit.accounts().present(&[]).await.unwrap().is_empty());
    assert!(!unit.accounts().clash(&[&full, &bare]).await.unwrap());
    unit.accounts().insert_all(&[(&full, &hash("$1$")), (&bare, &hash("$2$"))]).await.unwrap();
    unit.accounts().insert_all(&[]).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(find(&world, account_id(1)).await, Some(full.clone()));
    assert_eq!(find(&world, account_id(2)).await, Some(bare));
    assert_eq!(password(&world, account_id(2)).await.as_deref(), Some("$2$"));
    let mut reader = world.reader().await;
    let present = reader.accounts().present(&[&full, &account(3)]).await.unwrap();
    assert_eq!(present.into_iter().collect::<Vec<_>>(), [account_id(1)]);
    drop(reader);
    // Its user name is claimed.
    let mut unit = world.unit().await;
    assert!(!unit.accounts().claim_username(&full.username.unwrap(), account_id(9).0).await.unwrap());
}

async fn of_many_at_once_none_takes_what_is_somebody_elses(world: World) {
    let taken = account(1);
    insert(&world, &taken).await;
    let mut unit = world.unit().await;
    unit.accounts().claim_username(&username("holder"), account_id(8).0).await.unwrap();
    unit.commit().await.unwrap();
    let bare = |number| Account { username: None, ..account(number) };
    let same_address = Account { email: taken.email.clone(), ..bare(2) };
    let same_name = Account { username: Some(username("HOLDER")), ..account(3) };
    let own_name = Account { username: Some(username("Holder")), ..account(8) };
    for (wrong, is_clash) in [(&same_address, true), (&same_name, true), (&own_name, false)] {
        let mut unit = world.unit().await;
        assert_eq!(unit.accounts().clash(&[&bare(4), wrong]).await.unwrap(), is_clash);
        let inserted = unit.accounts().insert_all(&[(&bare(4), &hash("$1$")), (wrong, &hash("$2$"))]).await;
        assert_eq!(matches!(inserted, Err(PortError::Contended)), is_clash, "{inserted:?}");
    }
    let mut unit = world.unit().await;
    let again = unit.accounts().insert_all(&[(&bare(1), &hash("$1$"))]).await;
    assert!(matches!(again, Err(PortError::Contended)), "{again:?}");
    drop(unit);
    assert_eq!(find(&world, account_id(4)).await, None);
}
