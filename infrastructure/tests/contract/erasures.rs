//! The end of accounts, and the addresses to say goodbye to.

use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{
        FAR, LATER, NOW, account, account_id, challenge, digest, email, id, registration, session, unverified,
    },
    world::{World, race},
};
use oathgate_application::{error::PortError, ports::farewells::Farewell, transact::transact};
use oathgate_domain::{
    account::{Account, AccountStatus},
    contact::Contact,
    ids::RunId,
};

contract! { both;
    an_export_passes_over_who_is_to_be_erased,
    an_erasure_is_planned_once_and_taken_back_while_the_account_is_active,
    of_freezing_and_taking_back_at_once_one_wins,
    a_frozen_account_is_not_enabled_again,
    an_anonymous_account_tells_nothing,
    a_purged_account_is_gone_with_everything,
    a_farewell_is_kept_until_it_is_forgotten,
}

async fn find(world: &World) -> Option<Account> {
    world.reader().await.accounts().find(account_id(1)).await.unwrap()
}

async fn plan(world: &World, number: u128) -> bool {
    transact(&*world.store, async |unit| unit.erasures().plan(account_id(number), FAR, LATER).await)
        .await
        .unwrap()
}

async fn freeze(world: &World) -> bool {
    transact(&*world.store, async |unit| unit.erasures().freeze(account_id(1), FAR, FAR).await).await.unwrap()
}

async fn cancel(world: &World) -> bool {
    transact(&*world.store, async |unit| unit.erasures().cancel(account_id(1), FAR, NOW).await).await.unwrap()
}

async fn an_erasure_is_planned_once_and_taken_back_while_the_account_is_active(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &unverified(2)).await;
    assert!(plan(&world, 1).await);
    let planned = Account { erasure_due_at: Some(FAR), updated_at: LATER, ..account(1) };
    assert_eq!(find(&world).await, Some(planned));
    for refused in [1, 2, 9] {
        assert!(!plan(&world, refused).await, "{refused}");
    }
    let mut unit = world.unit().await;
    assert!(!unit.erasures().cancel(account_id(1), LATER, NOW).await.unwrap());
    assert!(!unit.erasures().freeze(account_id(1), LATER, NOW).await.unwrap());
    assert!(!unit.erasures().purge(account_id(1)).await.unwrap());
    drop(unit);
    assert!(cancel(&world).await);
    assert_eq!(find(&world).await, Some(account(1)));
    assert!(!cancel(&world).await);
    assert!(!freeze(&world).await);
}

async fn of_freezing_and_taking_back_at_once_one_wins(world: World) {
    insert_account(&world, &account(1)).await;
    plan(&world, 1).await;
    let won = race(8, |number| {
        let world = world.clone();
        async move { if number % 2 == 0 { freeze(&world).await } else { cancel(&world).await } }
    })
    .await;
    let frozen = find(&world).await.unwrap().status == AccountStatus::Disabled;
    let (freezes, cancels) = (won.iter().step_by(2), won.iter().skip(1).step_by(2));
    assert_eq!(freezes.filter(|won| **won).count() > 0, frozen);
    assert_eq!(cancels.filter(|won| **won).count(), usize::from(!frozen));
}

async fn a_frozen_account_is_not_enabled_again(world: World) {
    insert_account(&world, &account(1)).await;
    plan(&world, 1).await;
    let enable = async |now| {
        let from = [AccountStatus::Disabled];
        transact(&*world.store, async |unit| {
            unit.accounts().set_status(account_id(1), &from, AccountStatus::Active, now).await
        })
        .await
        .unwrap()
    };
    let from = [AccountStatus::Active];
    let disabled = transact(&*world.store, async |unit| {
        unit.accounts().set_status(account_id(1), &from, AccountStatus::Disabled, NOW).await
    });
    assert!(disabled.await.unwrap());
    assert!(!enable(FAR).await);
    assert!(enable(LATER).await);
}

async fn fill(world: &World) {
    insert_account(world, &account(1)).await;
    let mut unit = world.unit().await;
    unit.registrations().insert(&registration(1)).await.unwrap();
    unit.accounts().claim_username(&registration(1).username.unwrap(), account_id(1).0).await.unwrap();
    unit.challenges().insert(&challenge(1)).await.unwrap();
    unit.sessions().open(&session(1, 1), digest(1)).await.unwrap();
    unit.known_devices().note(account_id(1), digest(1), NOW).await.unwrap();
    unit.commit().await.unwrap();
    plan(world, 1).await;
    freeze(world).await;
}

async fn anonymise(world: &World) -> bool {
    let stand_in = email("1@erased.invalid");
    transact(&*world.store, async |unit| unit.erasures().anonymise(account_id(1), &stand_in, FAR).await)
        .await
        .unwrap()
}

async fn an_anonymous_account_tells_nothing(world: World) {
    fill(&world).await;
    assert!(anonymise(&world).await);
    let nobody = Account {
        email: email("1@erased.invalid"),
        username: None,
        names: oathgate_domain::account::PersonNames::default(),
        locale: None,
        contact: Contact::default(),
        status: AccountStatus::Disabled,
        updated_at: FAR,
        email_verified_at: None,
        last_login_at: None,
        erasure_due_at: Some(FAR),
        ..account(1)
    };
    assert_eq!(find(&world).await, Some(nobody));
    let mut unit = world.unit().await;
    assert_eq!(unit.sessions().find(session(1, 1).id).await.unwrap(), None);
    assert_eq!(unit.challenges().find(challenge(1).id).await.unwrap(), None);
    assert!(unit.registrations().of_account(account_id(1)).await.unwrap().is_empty());
    let freed = registration(1).username.unwrap();
    assert!(unit.accounts().claim_username(&freed, id(77)).await.unwrap());
    assert!(
        unit.known_devices().note(account_id(1), digest(1), NOW).await.unwrap(),
        "the device was forgotten"
    );
}

async fn a_purged_account_is_gone_with_everything(world: World) {
    insert_account(&world, &account(1)).await;
    assert!(!anonymise(&world).await);
    let mut unit = world.unit().await;
    assert!(!unit.erasures().purge(account_id(1)).await.unwrap());
    unit.challenges().insert(&challenge(1)).await.unwrap();
    unit.commit().await.unwrap();
    plan(&world, 1).await;
    freeze(&world).await;
    let mut unit = world.unit().await;
    assert!(unit.erasures().purge(account_id(1)).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(&world).await, None);
    assert_eq!(world.reader().await.challenges().find(challenge(1).id).await.unwrap(), None);
}

async fn a_farewell_is_kept_until_it_is_forgotten(world: World) {
    let farewell = Farewell { sealed_key: vec![1; 61], sealed: vec![2; 200] };
    let (run, other) = (RunId(id(1)), RunId(id(2)));
    let mut unit = world.unit().await;
    unit.farewells().keep(run, &farewell, NOW).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(world.reader().await.farewells().find(run).await.unwrap(), Some(farewell.clone()));
    assert_eq!(world.reader().await.farewells().find(other).await.unwrap(), None);
    let error = world.unit().await.farewells().keep(run, &farewell, NOW).await.unwrap_err();
    assert!(matches!(error, PortError::Contended | PortError::Defect { .. }), "{error:?}");
    let mut unit = world.unit().await;
    unit.farewells().forget(run).await.unwrap();
    unit.farewells().forget(run).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(world.reader().await.farewells().find(run).await.unwrap(), None);
}

async fn an_export_passes_over_who_is_to_be_erased(world: World) {
    for number in [3, 1, 2] {
        insert_account(&world, &account(number)).await;
    }
    let exported = async |after, limit| {
        let page = world.reader().await.accounts().export(after, limit).await.unwrap();
        page.into_iter().map(|(account, hash)| (account, hash.as_str().to_owned())).collect::<Vec<_>>()
    };
    let row = |number| (account(number), "$first$".to_owned());
    assert_eq!(exported(None, 10).await, [row(1), row(2), row(3)]);
    assert_eq!(exported(None, 2).await, [row(1), row(2)]);
    assert_eq!(exported(Some(account_id(2)), 2).await, [row(3)]);
    assert_eq!(world.reader().await.accounts().being_erased().await.unwrap(), 0);
    assert!(plan(&world, 1).await);
    assert_eq!(exported(None, 10).await, [row(2), row(3)]);
    assert_eq!(world.reader().await.accounts().being_erased().await.unwrap(), 1);
}
