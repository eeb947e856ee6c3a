//! Units of work: all or nothing, and nothing left behind.

use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{LATER, NOW, account, account_id, digest, hash, id, session, unverified},
    world::{Database, World, eventually},
};
use futures_util::FutureExt;
use oathgate_application::{
    error::PortError,
    ports::workflow_runs::{NewRun, Started},
};
use oathgate_domain::{
    account::Account,
    email::EmailAddress,
    ids::{MailRequestId, RunId},
    session::Session,
    workflow::{Priority, Reuse},
};
use std::{
    fmt::Write,
    time::{Duration, Instant},
};

contract! { both;
    a_dropped_unit_rolls_back,
    an_empty_unit_is_committed,
    a_unit_that_failed_cannot_be_committed,
    readers_neither_wait_for_a_writer_nor_see_what_it_has_not_committed,
    a_reading_unit_sees_what_was_committed_since_it_began,
    a_reading_unit_cannot_write,
    text_that_no_engine_keeps_is_an_error,
    text_that_is_too_long_is_an_error,
    moments_keep_their_microseconds,
    a_statement_that_was_given_up_leaves_nothing_behind,
    a_unit_cannot_go_on_after_a_statement_that_was_given_up,
    the_store_gives_a_sign_of_life,
    runs_are_hinted_after_the_commit_and_only_then,
}

async fn exists(world: &World, number: u128) -> bool {
    world.reader().await.accounts().find(account_id(number)).await.unwrap().is_some()
}

async fn a_dropped_unit_rolls_back(world: World) {
    let mut unit = world.unit().await;
    assert!(unit.accounts().insert(&account(1), &hash("$x$")).await.unwrap());
    assert!(unit.accounts().find(account_id(1)).await.unwrap().is_some());
    drop(unit);
    // The next unit does not inherit anything, whichever connection it gets.
    for _ in 0..20 {
        let mut unit = world.unit().await;
        assert_eq!(unit.accounts().find(account_id(1)).await.unwrap(), None);
    }
    assert!(!exists(&world, 1).await);
}

async fn an_empty_unit_is_committed(world: World) {
    world.unit().await.commit().await.unwrap();
    world.reader().await.commit().await.unwrap();
    drop(world.unit().await);
    insert_account(&world, &account(1)).await;
}

async fn a_unit_that_failed_cannot_be_committed(world: World) {
    let mut unit = world.unit().await;
    assert!(unit.accounts().insert(&account(1), &hash("$x$")).await.unwrap());
    // Its account does not exist.
    unit.sessions().open(&session(1, 9), digest(1)).await.unwrap_err();
    let error = unit.accounts().find(account_id(1)).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    let error = unit.commit().await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    assert!(!exists(&world, 1).await);
    insert_account(&world, &account(1)).await;
}

async fn readers_neither_wait_for_a_writer_nor_see_what_it_has_not_committed(world: World) {
    insert_account(&world, &account(1)).await;
    let mut unit = world.unit().await;
    assert!(unit.accounts().set_password(account_id(1), &hash("$new$"), LATER).await.unwrap());
    assert!(unit.accounts().insert(&account(2), &hash("$x$")).await.unwrap());
    let begun = Instant::now();
    for _ in 0..50 {
        let mut reader = world.reader().await;
        let password = reader.accounts().password_of(account_id(1)).await.unwrap().unwrap();
        assert_eq!(password.as_str(), "$first$");
        assert_eq!(reader.accounts().find(account_id(2)).await.unwrap(), None);
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "readers waited {:?}", begun.elapsed());
    unit.commit().await.unwrap();
    assert!(exists(&world, 2).await);
}

async fn a_reading_unit_sees_what_was_committed_since_it_began(world: World) {
    let mut reader = world.reader().await;
    assert_eq!(reader.accounts().find(account_id(1)).await.unwrap(), None);
    insert_account(&world, &account(1)).await;
    assert!(reader.accounts().find(account_id(1)).await.unwrap().is_some());
}

async fn a_reading_unit_cannot_write(world: World) {
    let mut reader = world.reader().await;
    let error = reader.accounts().insert(&account(1), &hash("$x$")).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    let now = LATER;
    let purpose = oathgate_domain::challenge::Purpose::VerifyEmail;
    let challenge = crate::samples::challenge(1).id;
    reader.challenges().consume(challenge, purpose, now).await.unwrap_err();
    drop(reader);
    assert!(!exists(&world, 1).await);
}

async fn text_that_no_engine_keeps_is_an_error(world: World) {
    let bad = EmailAddress::from_storage("a\0b@example.com".to_owned());
    let mut unit = world.unit().await;
    let error = unit.mail_requests().insert(MailRequestId(id(1)), &bad, NOW).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    // The unit that failed is in nobody's way, although it is still there.
    insert_account(&world, &account(2)).await;
    let error = world.reader().await.accounts().find_by_email(&bad).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    insert_account(&world, &account(1)).await;
}

async fn text_that_is_too_long_is_an_error(world: World) {
    let long = "x".repeat(3_000_000);
    let secret = "canary".repeat(1_000);
    let mut unit = world.unit().await;
    let bad = EmailAddress::from_storage(long);
    let error = unit.mail_requests().insert(MailRequestId(id(1)), &bad, NOW).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    drop(unit);
    let mut unit = world.unit().await;
    let error = unit.accounts().insert(&account(1), &hash(&secret)).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    let mut words = format!("{error:?}");
    let mut next: Option<&dyn std::error::Error> = Some(&error);
    while let Some(cause) = next {
        write!(words, "{cause} {cause:?}").unwrap();
        next = cause.source();
    }
    for secret in ["canary", "Person1", "person1", "Lovelace"] {
        assert!(!words.contains(secret), "{words}");
    }
}

async fn moments_keep_their_microseconds(world: World) {
    use time::macros::datetime;
    insert_account(&world, &account(1)).await;
    for (number, moment) in [
        (1, datetime!(2026-12-31 23:59:59.999999 UTC)),
        (2, datetime!(1969-07-20 20:17:40.000001 UTC)),
        (3, datetime!(9999-12-31 23:59:59.999999 UTC)),
    ] {
        let given = Session { rotated_at: moment, ..session(number, 1) };
        crate::sessions::open(&world, &given, digest(1)).await;
        let found = world.reader().await.sessions().find(given.id).await.unwrap();
        assert_eq!(found, Some(given));
    }
}

async fn a_statement_that_was_given_up_leaves_nothing_behind(world: World) {
    let mut given_up = 0;
    for number in 1..=40 {
        let mut unit = world.unit().await;
        if number % 2 == 0 {
            unit.accounts().insert(&unverified(number + 500), &hash("$x$")).await.unwrap();
        }
        // Begun and dropped before the answer, as when a client goes away.
        let account = account(number);
        let password = hash("$x$");
        if unit.accounts().insert(&account, &password).now_or_never().is_none() {
            given_up += 1;
        }
        drop(unit);
    }
    // Seldom enough a statement is through when it is first asked for.
    assert!(given_up > 0);
    for number in 1..=40 {
        let mut unit = world.unit().await;
        assert_eq!(unit.accounts().find(account_id(number)).await.unwrap(), None);
        assert_eq!(unit.accounts().find(account_id(number + 500)).await.unwrap(), None);
        let account = Account { username: None, ..account(number) };
        assert!(unit.accounts().insert(&account, &hash("$x$")).await.unwrap());
        unit.commit().await.unwrap();
    }
    if let Database::Postgres(_, address) = &world.database {
        idle_in_transaction_ends(address).await;
    }
}

/// No connection of the database holds a transaction without working on it.
async fn idle_in_transaction_ends(address: &str) {
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    for _ in 0..100 {
        let row = client
            .query_one(
                "SELECT count(*) FROM pg_stat_activity \
                 WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
                &[],
            )
            .await
            .unwrap();
        if row.get::<_, i64>(0) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a connection went back with an open transaction");
}

async fn a_unit_cannot_go_on_after_a_statement_that_was_given_up(world: World) {
    let mut unit = loop {
        let mut unit = world.unit().await;
        assert!(unit.accounts().insert(&account(1), &hash("$x$")).await.unwrap());
        // Seldom enough a statement is through when it is first asked for.
        if unit.accounts().insert(&account(2), &hash("$x$")).now_or_never().is_none() {
            break unit;
        }
    };
    unit.accounts().find(account_id(1)).await.unwrap_err();
    unit.commit().await.unwrap_err();
    assert!(!exists(&world, 1).await);
    assert!(!exists(&world, 2).await);
}

async fn the_store_gives_a_sign_of_life(world: World) {
    world.store.ping().await.unwrap();
}

async fn runs_are_hinted_after_the_commit_and_only_then(world: World) {
    let run = |number| NewRun {
        id: RunId(id(number)),
        kind: "contract",
        version: 1,
        key: None,
        reuse: Reuse::Always,
        priority: Priority::High,
        limit_key: None,
        subject: None,
        parent: None,
        ends_with_parent: false,
        deadline: None,
        trace: None,
        traced: None,
        first_due: None,
        input: "{}".to_owned(),
    };
    let mut unit = world.unit().await;
    assert_eq!(unit.workflows().start(&run(1)).await.unwrap(), Started::New(RunId(id(1))));
    drop(unit);
    let mut unit = world.unit().await;
    assert_eq!(unit.workflows().start(&run(2)).await.unwrap(), Started::New(RunId(id(2))));
    assert!(world.hints.given().is_empty());
    unit.commit().await.unwrap();
    eventually("the hint", || !world.hints.given().is_empty()).await;
    let given: Vec<_> = world.hints.given().iter().map(|hint| (hint.run, hint.priority)).collect();
    assert_eq!(given, [(RunId(id(2)), Priority::High)]);
}
