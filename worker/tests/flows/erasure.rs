//! The end of an account.

use crate::{
    people::{EMAIL, signed_in},
    world::{PASSWORD, World},
};
use oathgate_application::{
    accounts::{
        authenticate::Principal,
        erase::{Erase, Refusal},
        origin::Origin,
    },
    error::Failure,
    ports::mailer::Content,
    transact::transact,
};
use oathgate_domain::{
    account::{Account, AccountStatus},
    password::Password,
    workflow::RunStatus,
};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

const GRACE: Duration = Duration::days(14);

fn erase(world: &World) -> Erase {
    Erase {
        store: Arc::clone(&world.store),
        hasher: Arc::clone(&world.hasher),
        links: world.links(),
        keys: world.keys.clone(),
        entropy: Arc::clone(&world.entropy),
        clock: world.clock.clone(),
        grace: GRACE,
    }
}

async fn plan(world: &World, who: &Principal) -> OffsetDateTime {
    erase(world).plan(who, &Origin::default(), None).await.unwrap()
}

async fn found(world: &World, who: &Principal) -> Option<Account> {
    world.reader().await.accounts().find(who.account.id).await.unwrap()
}

/// The token of the link in the first mail.
fn token(world: &World) -> String {
    let mails = world.mails();
    let Content::ErasurePlanned { link, .. } = &mails[0].content else { panic!("{:?}", mails[0].content) };
    link.expose().split_once("/cancel-erasure?token=").unwrap().1.to_owned()
}

pub(crate) async fn everything_goes_when_the_grace_is_over(world: &World) {
    let who = signed_in(world).await;
    let due_at = plan(world, &who).await;
    assert_eq!(due_at, world.now() + GRACE);
    world.work().await;
    let account = found(world, &who).await.unwrap();
    assert_eq!((account.status, account.erasure_due_at), (AccountStatus::Active, Some(due_at)));

    world.pass(GRACE - Duration::hours(1)).await;
    assert_eq!(found(world, &who).await.unwrap().status, AccountStatus::Active);
    world.pass(Duration::hours(1)).await;
    assert_eq!(found(world, &who).await, None);
    assert_eq!(world.reader().await.sessions().find(who.session.id).await.unwrap(), None);

    let mails = world.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|letter| letter.to.as_str() == EMAIL));
    assert!(matches!(&mails[1].content, Content::AccountErased { name, .. } if name == "ada"));
    world.assert_done().await;
    let runs = world.all_runs().await;
    let run = world.runs.detail(runs[0].id).await.unwrap().unwrap();
    assert_eq!(run.output.as_deref(), Some("\"Erased\""));
    assert!(!format!("{run:?}").contains("ada@"), "an address is in the history");
    assert_eq!(world.reader().await.farewells().find(runs[0].id).await.unwrap(), None);
    // The address is free again.
    world.account(EMAIL).await;
}

pub(crate) async fn the_link_keeps_the_account_once(world: &World) {
    let who = signed_in(world).await;
    plan(world, &who).await;
    world.work().await;
    world.pass(Duration::days(13)).await;
    let token = token(world);
    erase(world).keep_by_link(&token).await.unwrap();
    let again = erase(world).keep_by_link(&token).await.unwrap_err();
    assert!(matches!(again, Failure::Refused(Refusal::TokenInvalid)), "{again:?}");
    world.work().await;
    world.assert_done().await;
    world.pass(Duration::days(30)).await;
    let account = found(world, &who).await.unwrap();
    assert_eq!((account.status, account.erasure_due_at), (AccountStatus::Active, None));
    assert_eq!(world.mails().len(), 1);
}

#[tokio::test]
async fn who_is_signed_in_keeps_it_and_may_ask_again() {
    let world = World::new().await;
    let who = signed_in(&world).await;
    let nothing = erase(&world).keep(&who).await.unwrap_err();
    assert!(matches!(nothing, Failure::Refused(Refusal::NothingPlanned)), "{nothing:?}");
    let first = plan(&world, &who).await;
    world.pass(Duration::minutes(1)).await;
    assert_eq!(plan(&world, &who).await, first, "a repeat tells the same");
    let old_link = token(&world);
    erase(&world).keep(&who).await.unwrap();

    // Asked again before the first run has noticed.
    let second = plan(&world, &who).await;
    assert_eq!(second, first + Duration::minutes(1));
    let old = erase(&world).keep_by_link(&old_link).await.unwrap_err();
    assert!(matches!(old, Failure::Refused(Refusal::TokenInvalid)), "{old:?}");
    world.work().await;
    let states: Vec<_> = world.all_runs().await.iter().map(|run| run.status).collect();
    assert_eq!(states, [RunStatus::Waiting, RunStatus::Done]);
    world.pass(GRACE).await;
    assert_eq!(found(&world, &who).await, None);
}

#[tokio::test]
async fn it_asks_for_the_password_or_a_fresh_sign_in() {
    let world = World::new().await;
    let who = signed_in(&world).await;
    world.clock.advance(Duration::minutes(11));
    let ask = async |password: Option<&str>| {
        let password = password.map(|text| Password::typed("current_password", text).unwrap());
        erase(&world).plan(&who, &Origin::default(), password).await
    };
    assert!(matches!(ask(None).await, Err(Failure::Refused(Refusal::SignInAgain))));
    assert!(matches!(ask(Some("something else")).await, Err(Failure::Refused(Refusal::WrongPassword))));
    assert_eq!(found(&world, &who).await.unwrap().erasure_due_at, None);
    assert!(ask(Some(PASSWORD)).await.is_ok());
}

#[tokio::test]
async fn a_frozen_account_cannot_be_brought_back() {
    let world = World::new().await;
    let who = signed_in(&world).await;
    let due_at = plan(&world, &who).await;
    world.work().await;
    let link = token(&world);
    world.clock.advance(GRACE);
    let id = who.account.id;
    assert!(
        transact(&*world.store, async |unit| unit.erasures().freeze(id, due_at, due_at).await).await.unwrap()
    );
    assert!(erase(&world).keep_by_link(&link).await.is_err());
    assert!(erase(&world).keep(&who).await.is_err());
    let from = [AccountStatus::Disabled];
    let enabled = transact(&*world.store, async |unit| {
        unit.accounts().set_status(id, &from, AccountStatus::Active, due_at).await
    });
    assert!(!enabled.await.unwrap());
}
