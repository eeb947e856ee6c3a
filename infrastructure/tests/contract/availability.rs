//! What happens while the database is away, and after.

use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{LATER, account, account_id, hash},
    world::{RecordedHints, World, administer, server},
};
use futures_util::future::{join, join3};
use oathgate_application::{error::PortError, patience, ports::store::Store};
use oathgate_infrastructure::postgres::{PostgresDatabase, PostgresOptions, PostgresStore};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::net::TcpListener;

contract! { postgres;
    connections_that_were_cut_are_replaced,
    a_server_that_is_not_there_is_noticed_at_once,
    a_server_that_does_not_answer_is_noticed_in_time,
    a_pool_in_use_is_waited_for_and_given_up,
    who_waits_is_told_sooner_that_the_server_hangs,
    a_change_under_way_elsewhere_is_contention,
}

async fn connections_that_were_cut_are_replaced(world: World) {
    insert_account(&world, &account(1)).await;
    let mut unit = world.unit().await;
    assert!(unit.accounts().set_password(account_id(1), &hash("$lost$"), LATER).await.unwrap());
    let mut readers = Vec::new();
    for _ in 0..4 {
        let mut reader = world.reader().await;
        reader.accounts().find(account_id(1)).await.unwrap();
        readers.push(reader);
    }
    let name = url::Url::parse(world.address()).unwrap().path().trim_start_matches('/').to_owned();
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    administer(&server().unwrap(), &cut).await.unwrap();

    let begun = Instant::now();
    let error = unit.accounts().find(account_id(1)).await.unwrap_err();
    assert!(matches!(error, PortError::Unavailable { what: "database", .. }), "{error:?}");
    let error = unit.commit().await.unwrap_err();
    assert!(!matches!(error, PortError::Contended), "{error:?}");
    for mut reader in readers {
        let error = reader.accounts().find(account_id(1)).await.unwrap_err();
        assert!(matches!(error, PortError::Unavailable { .. }), "{error:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());

    for _ in 0..20 {
        let mut unit = world.unit().await;
        let password = unit.accounts().password_of(account_id(1)).await.unwrap().unwrap();
        assert_eq!(password.as_str(), "$first$");
        unit.commit().await.unwrap();
    }
}

fn store(address: &str, pool_size: usize) -> PostgresStore {
    let options = PostgresOptions { pool_size, ..PostgresOptions::default() };
    let database = PostgresDatabase::connect(address, &options).unwrap();
    PostgresStore::new(database, Arc::new(RecordedHints::default()))
}

async fn is_away(store: &PostgresStore, within: Duration) {
    let timed = |limit: Duration, error: Option<PortError>, begun: Instant| {
        let error = error.unwrap();
        assert!(matches!(error, PortError::Unavailable { what: "database", .. }), "{error:?}");
        assert!(begun.elapsed() < limit, "{:?}", begun.elapsed());
    };
    let begun = Instant::now();
    join3(
        async { timed(within, store.begin().await.err(), begun) },
        async { timed(within, store.begin_read().await.err(), begun) },
        async { timed(Duration::from_millis(2_500), store.ping().await.err(), begun) },
    )
    .await;
}

async fn a_server_that_is_not_there_is_noticed_at_once(_: World) {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    is_away(&store(&format!("postgresql://u:p@{free}/x"), 4), Duration::from_secs(1)).await;
}

async fn a_server_that_does_not_answer_is_noticed_in_time(_: World) {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("postgresql://u:p@{}/x", silent.local_addr().unwrap());
    is_away(&store(&address, 4), Duration::from_secs(4)).await;
    drop(silent);
}

async fn a_pool_in_use_is_waited_for_and_given_up(world: World) {
    let store = store(world.address(), 1);
    let held = store.begin().await.unwrap();
    let begun = Instant::now();
    let error = store.begin().await.err().unwrap();
    assert!(matches!(error, PortError::Unavailable { .. }), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    drop(held);
    store.begin().await.unwrap().accounts().find(account_id(1)).await.unwrap();
}

async fn who_waits_is_told_sooner_that_the_server_hangs(world: World) {
    insert_account(&world, &account(1)).await;
    let mut holds = world.unit().await;
    assert!(holds.accounts().set_password(account_id(1), &hash("$a$"), LATER).await.unwrap());
    // It would wait for the other as long as the server lets it.
    let mut waits = world.unit().await;
    let begun = Instant::now();
    let password = hash("$b$");
    let work = waits.accounts().set_password(account_id(1), &password, LATER);
    let error = patience::within(Duration::from_millis(500), work).await.unwrap_err();
    assert!(matches!(error, PortError::Unavailable { what: "database", .. }), "{error:?}");
    let took = begun.elapsed();
    assert!((Duration::from_millis(500)..Duration::from_secs(5)).contains(&took), "{took:?}");
}

async fn a_change_under_way_elsewhere_is_contention(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &account(2)).await;
    let (mut first, mut second) = (world.unit().await, world.unit().await);
    assert!(first.accounts().set_password(account_id(1), &hash("$a$"), LATER).await.unwrap());
    assert!(second.accounts().set_password(account_id(2), &hash("$b$"), LATER).await.unwrap());
    // Each waits for the other: a deadlock, which the server ends for one of them.
    let (one, two) = (hash("$c$"), hash("$d$"));
    let (left, right) = join(
        async {
            let result = first.accounts().set_password(account_id(2), &one, LATER).await;
            drop(first);
            result
        },
        async {
            let result = second.accounts().set_password(account_id(1), &two, LATER).await;
            drop(second);
            result
        },
    )
    .await;
    let contended = [&left, &right].iter().filter(|side| matches!(side, Err(PortError::Contended))).count();
    assert_eq!(contended, 1, "{left:?} {right:?}");
}

contract! { sqlite;
    another_process_that_keeps_writing_is_given_up,
    another_process_that_writes_for_a_moment_is_waited_for,
}

/// As another process would open it.
fn other_process(world: &World) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(world.sqlite().path()).unwrap();
    other.busy_timeout(Duration::from_secs(5)).unwrap();
    other
}

async fn another_process_that_keeps_writing_is_given_up(world: World) {
    insert_account(&world, &account(1)).await;
    let other = other_process(&world);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = Instant::now();
    let error = world.store.begin().await.err().unwrap();
    assert!(matches!(error, PortError::Unavailable { what: "database", .. }), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(7), "{:?}", begun.elapsed());
    // Reading goes on meanwhile.
    assert!(world.reader().await.accounts().find(account_id(1)).await.unwrap().is_some());
    world.store.ping().await.unwrap();
    other.execute_batch("ROLLBACK").unwrap();
    insert_account(&world, &account(2)).await;
}

async fn another_process_that_writes_for_a_moment_is_waited_for(world: World) {
    let other = other_process(&world);
    other.execute_batch("BEGIN IMMEDIATE; DELETE FROM mail_requests").unwrap();
    let store = world.store.clone();
    let waiting = tokio::spawn(async move {
        let mut unit = store.begin().await.unwrap();
        assert!(unit.accounts().insert(&account(1), &hash("$x$")).await.unwrap());
        unit.commit().await.unwrap();
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished());
    other.execute_batch("COMMIT").unwrap();
    waiting.await.unwrap();
    assert!(world.reader().await.accounts().find(account_id(1)).await.unwrap().is_some());
}
