//! How often a unit of work waits for the network.

use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{LATER, account, digest, session},
    sessions::{NEW_END, open},
    world::{RecordedHints, World},
};
use oathgate_application::{ports::store::Store, transact::transact};
use oathgate_domain::session::StoredRefresh;
use oathgate_infrastructure::{
    postgres::{PostgresDatabase, PostgresOptions, PostgresStore},
    sql::round_trips::counted,
};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

contract! { postgres;
    a_rotation_costs_one_round_trip_and_the_commit,
}

contract! { sqlite;
    every_statement_is_counted,
}

/// Passes bytes on and counts how often the client speaks after the server has answered.
async fn listen(server: (String, u16), turns: Arc<AtomicU32>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let mut server = TcpStream::connect((server.0.as_str(), server.1)).await.unwrap();
            let turns = turns.clone();
            tokio::spawn(async move {
                let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
                let mut server_spoke = true;
                loop {
                    tokio::select! {
                        read = client.read(&mut up) => {
                            let Ok(read @ 1..) = read else { return };
                            if server_spoke {
                                turns.fetch_add(1, Ordering::SeqCst);
                            }
                            server_spoke = false;
                            server.write_all(&up[..read]).await.unwrap();
                        }
                        read = server.read(&mut down) => {
                            let Ok(read @ 1..) = read else { return };
                            server_spoke = true;
                            client.write_all(&down[..read]).await.unwrap();
                        }
                    }
                }
            });
        }
    });
    port
}

async fn rotate(store: &PostgresStore, from: u32) {
    let presented = StoredRefresh { generation: from, digest: digest(1) };
    let rotated = transact(store, async |unit| {
        unit.sessions().rotate(session(1, 1).id, presented, digest(1), LATER, NEW_END).await
    })
    .await
    .unwrap();
    assert!(rotated.is_some());
}

async fn a_rotation_costs_one_round_trip_and_the_commit(world: World) {
    insert_account(&world, &account(1)).await;
    open(&world, &session(1, 1), digest(1)).await;
    let mut address = url::Url::parse(world.address()).unwrap();
    let server = (address.host_str().unwrap().to_owned(), address.port().unwrap());
    let turns = Arc::new(AtomicU32::new(0));
    let port = listen(server, turns.clone()).await;
    address.set_host(Some("127.0.0.1")).unwrap();
    address.set_port(Some(port)).unwrap();
    // One thread, so that nothing is sent before everything that belongs together was queued.
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let database = PostgresDatabase::connect(address.as_str(), &PostgresOptions::default()).unwrap();
            let store = PostgresStore::new(database, Arc::new(RecordedHints::default()));
            store.ping().await.unwrap();
            let before = turns.load(Ordering::SeqCst);
            let ((), counted_first) = counted(rotate(&store, 0)).await;
            let first = turns.load(Ordering::SeqCst) - before;
            // Prepare; begin and rotate; commit.
            assert_eq!((first, counted_first), (3, 3));
            let before = turns.load(Ordering::SeqCst);
            let ((), counted_second) = counted(rotate(&store, 1)).await;
            let second = turns.load(Ordering::SeqCst) - before;
            // Begin and rotate; commit.
            assert_eq!((second, counted_second), (2, 2));
        });
    })
    .await
    .unwrap();
}

async fn every_statement_is_counted(world: World) {
    let ((), count) = counted(async {
        let mut unit = world.unit().await;
        unit.accounts().has_administrator().await.unwrap();
        unit.commit().await.unwrap();
        world.reader().await.accounts().has_administrator().await.unwrap();
    })
    .await;
    // Getting the writer, the statement, the commit, and what was read.
    assert_eq!(count, 4);
}
