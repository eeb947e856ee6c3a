//! How often a worker waits for PostgreSQL, counted where it cannot be fooled: on the wire.

use super::{KINDS, LEASE, Works, beat, done, keyed, new_signal, taken, worker};
use crate::{
    contract,
    world::{World, eventually, patient},
};
use futures_util::future::join_all;
use oathgate_application::{
    ports::{
        workflow_runs::{Addressee, Fencing},
        workflow_store::{Claim, Closing, FailedAttempt, Suspension, WorkflowStore},
    },
    workflow::Held,
};
use oathgate_domain::workflow::{Fault, RunState};
use oathgate_infrastructure::postgres::{PostgresDatabase, PostgresStore, PostgresWorkflows};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

contract! { postgres;
    each_call_is_one_statement,
    a_run_of_three_steps_takes_five_commits,
    a_checkpoint_touches_no_index,
    a_crowd_shares_statements,
    one_of_a_crowd_whose_run_is_locked_is_waited_for_by_nobody_else,
}

/// Passes on what goes to the server and counts the statements: the messages `Sync`, one of which
/// ends each, and simple queries.
struct Counter {
    port: u16,
    statements: Arc<AtomicUsize>,
}

impl Counter {
    async fn before(server: &str) -> Self {
        let server = url::Url::parse(server).unwrap();
        let server = (server.host_str().unwrap().to_owned(), server.port().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let statements = Arc::new(AtomicUsize::new(0));
        let counted = statements.clone();
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let server = TcpStream::connect(server.clone()).await.unwrap();
                let (from_client, mut to_client) = client.into_split();
                let (mut from_server, to_server) = server.into_split();
                tokio::spawn(pass_on(from_client, to_server, counted.clone()));
                tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
            }
        });
        Self { port, statements }
    }

    /// How many statements were sent since the last call.
    fn count(&self) -> usize {
        self.statements.swap(0, Ordering::SeqCst)
    }
}

async fn pass_on(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, counted: Arc<AtomicUsize>) {
    // The first message has no kind.
    let mut has_kind = false;
    loop {
        let kind = if has_kind { from.read_u8().await.ok() } else { Some(0) };
        let Some(kind) = kind else { return };
        let Ok(length) = from.read_u32().await else { return };
        let mut message = vec![0; length as usize - 4];
        if from.read_exact(&mut message).await.is_err() {
            return;
        }
        if matches!(kind, b'S' | b'Q') {
            counted.fetch_add(1, Ordering::SeqCst);
        }
        if has_kind && to.write_u8(kind).await.is_err() {
            return;
        }
        has_kind = true;
        let _ = to.write_u32(length).await;
        let _ = to.write_all(&message).await;
    }
}

/// The works behind a counter, on one connection without TLS.
async fn counted(world: &World) -> (Works, Counter) {
    let counter = Counter::before(world.address()).await;
    let mut address = url::Url::parse(world.address()).unwrap();
    address.set_host(Some("127.0.0.1")).unwrap();
    address.set_port(Some(counter.port)).unwrap();
    address.set_query(Some("sslmode=disable"));
    let database = PostgresDatabase::connect(address.as_str(), &patient(1)).unwrap();
    let mut works = Works::new(world.clone());
    works.world.store = Arc::new(PostgresStore::new(database.clone(), world.hints.clone()));
    works.store = Arc::new(PostgresWorkflows::new(database, world.hints.clone()));
    (works, counter)
}

async fn each_call_is_one_statement(world: World) {
    let (works, counter) = counted(&world).await;
    let store: &dyn WorkflowStore = &*works.store;
    let fault = Fault::new("broken", "it is");
    let failed =
        FailedAttempt { step: "b".to_owned(), attempt: 1, fault: fault.clone(), retry_in: Duration::ZERO };
    let closing = Closing { state: RunState::Done, output: None, fault: None };
    // The first time each statement is prepared; from the second on it is sent and nothing else.
    for round in 0..3_u128 {
        let first = round == 0;
        let one = |what: &str| {
            let count = counter.count();
            assert!(first || count == 1, "{what} took {count} statements");
        };
        let (a, b, c) = (round * 10, round * 10 + 1, round * 10 + 2);
        for number in [a, b, c] {
            works.begin(number).await;
        }
        works.signal(super::run_id(a), "s").await;
        counter.count();
        let held = works.claim(super::run_id(a)).await.held;
        one("a claim");
        let claim = Claim { worker: worker(1), kinds: KINDS, limit: 2, only: None, lease: LEASE };
        let others = store.claim(&claim).await.unwrap();
        one("polling");
        assert_eq!(store.checkpoint(&held, &[done("a"), taken("w", "s")]).await.unwrap(), Fencing::Kept);
        one("a checkpoint");
        store.signals(held.run).await.unwrap();
        one("reading signals");
        assert_eq!(store.fail_attempt(&held, &[done("x")], &failed).await.unwrap(), Fencing::Kept);
        one("a failed attempt");
        let held = works.claim(held.run).await.held;
        counter.count();
        assert_eq!(store.suspend(&held, &[done("c")], None, 1).await.unwrap(), Suspension::Suspended);
        one("falling asleep");
        assert_eq!(store.pause(&others[0].held, &[], &fault).await.unwrap(), Fencing::Kept);
        one("pausing");
        store.release(&[others[1].held]).await.unwrap();
        one("giving back");
        store.sweep(100).await.unwrap();
        one("a sweep");
        store.health().await.unwrap();
        one("health");
        let held = works.claim(others[1].held.run).await.held;
        counter.count();
        assert_eq!(store.close(&held, &[done("z")], &closing).await.unwrap(), Fencing::Kept);
        one("the end");
        store.beat(&beat(1, KINDS), &[held], LEASE).await.unwrap();
        let count = counter.count();
        assert!(first || count == 2, "a heartbeat took {count} statements");
    }
}

async fn a_run_of_three_steps_takes_five_commits(world: World) {
    let (works, counter) = counted(&world).await;
    for round in 0..3_u128 {
        let run = keyed(round, &format!("k{round}"));
        counter.count();
        let mut unit = works.world.unit().await;
        unit.workflows().start(&run).await.unwrap();
        unit.commit().await.unwrap();
        // Begin, which goes along with the first statement, the statement, commit.
        let count = counter.count();
        assert!(round == 0 || count == 3, "a start took {count} statements");

        let held = works.claim(run.id).await.held;
        for step in ["a", "b"] {
            let _ = works.store.checkpoint(&held, &[done(step)]).await.unwrap();
        }
        let closing = Closing { state: RunState::Done, output: None, fault: None };
        let _ = works.store.close(&held, &[done("c")], &closing).await.unwrap();
        let count = counter.count();
        assert!(round == 0 || count == 4, "the work took {count} statements");

        let mut unit = works.world.unit().await;
        let nobody = Addressee::Run(run.id);
        unit.workflows().signal(&nobody, &new_signal("s")).await.unwrap();
        unit.commit().await.unwrap();
        let count = counter.count();
        assert!(round == 0 || count == 3, "a signal took {count} statements");
    }
}

async fn a_checkpoint_touches_no_index(world: World) {
    let (works, _) = counted(&world).await;
    let (client, connection) = tokio_postgres::connect(world.address(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    // A row's version that stays on its page and out of the indexes is called hot.
    let counts = async || {
        let sql = "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'workflow_runs'";
        let row = client.query_one(sql, &[]).await.unwrap();
        (row.get::<_, i64>(0), row.get::<_, i64>(1))
    };
    let held = works.begin_and_claim(1).await.held;
    // What a connection did is counted when it does something a second later.
    let settle = async || {
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        works.store.health().await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    settle().await;
    let before = counts().await;
    for step in 0..40 {
        let events = [done(&format!("step-{step}"))];
        assert_eq!(works.store.checkpoint(&held, &events).await.unwrap(), Fencing::Kept);
    }
    settle().await;
    let after = counts().await;
    assert_eq!(after.0 - before.0, 40);
    // Once in a while a page is full.
    assert!(after.1 - before.1 >= 36, "only {} of 40 were hot", after.1 - before.1);
}

async fn a_crowd_shares_statements(world: World) {
    let (works, counter) = counted(&world).await;
    let mut all = Vec::new();
    for number in 0..40 {
        all.push(works.begin_and_claim(number).await.held);
    }
    let closing = Closing { state: RunState::Done, output: None, fault: None };
    for round in 0..4 {
        counter.count();
        let step = [done(&format!("step-{round}"))];
        let checkpoints = all.iter().map(|held| works.store.checkpoint(held, &step));
        assert!(join_all(checkpoints).await.into_iter().all(|kept| kept.unwrap() == Fencing::Kept));
        let count = counter.count();
        // The first four leave at once, the others with those that wait.
        assert!(round == 0 || count <= 6, "40 checkpoints took {count} statements");
    }
    let last = [done("last")];
    let ends = all.iter().map(|held| works.store.close(held, &last, &closing));
    assert!(join_all(ends).await.into_iter().all(|kept| kept.unwrap() == Fencing::Kept));
    let count = counter.count();
    assert!(count <= 8, "40 ends took {count} statements");
}

async fn one_of_a_crowd_whose_run_is_locked_is_waited_for_by_nobody_else(world: World) {
    let works = Works::new(world);
    let mut all = Vec::new();
    for number in 0..80 {
        all.push(works.begin_and_claim(number).await.held);
    }
    // As a `tx` step does that is under way.
    let mut unit = works.world.unit().await;
    assert_eq!(unit.workflows().checkpoint(&all[40], &[done("tx")]).await.unwrap(), Fencing::Kept);
    let ended = AtomicUsize::new(0);
    let change = async |held: &Held| {
        let changed = works.store.checkpoint(held, &[done("a")]).await.unwrap();
        ended.fetch_add(1, Ordering::SeqCst);
        changed
    };
    let crowd = join_all(all.iter().map(change));
    let unlock = async {
        eventually("all others are through", || ended.load(Ordering::SeqCst) == all.len() - 1).await;
        unit.commit().await.unwrap();
    };
    let (changed, ()) = tokio::join!(crowd, unlock);
    assert!(changed.iter().all(|changed| *changed == Fencing::Kept));
    let names: Vec<_> =
        works.detail(all[40].run).await.events.into_iter().filter_map(|event| event.name).collect();
    assert_eq!(names, ["tx", "a"]);
}
