//! Runs of workflows: the [`WorkflowRuns`](oathgate_application::ports::workflow_runs::WorkflowRuns)
//! of a unit and the [`WorkflowStore`] of the workers.

mod claiming;
mod crowding;
mod ended;
mod families;
mod holding;
mod limits;
mod listing;
mod model;
mod operators;
mod racing;
mod schedules;
mod signalling;
mod starting;
mod upkeep;
mod wire;

use crate::{
    samples::id,
    world::{Database, World, patient},
};
use oathgate_application::{
    ports::{
        clock::Clock,
        workflow_runs::{Addressee, NewEvent, NewRun, NewSignal, Signalled, Started},
        workflow_store::{Beat, Claim, RunDetail, WorkflowStore},
    },
    workflow::{Held, Lease},
};
use oathgate_domain::{
    ids::{RunId, WorkerId},
    workflow::{EventKind, Priority, Reuse},
};
use oathgate_infrastructure::{
    postgres::{PostgresDatabase, PostgresWorkflows},
    sqlite::SqliteWorkflows,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use time::OffsetDateTime;

/// The usual length of a lease.
const LEASE: Duration = Duration::from_secs(30);
/// The usual kinds.
const KINDS: &[&str] = &["flow", "other"];

/// A world with the workers' side of its store.
#[derive(Clone)]
struct Works {
    world: World,
    store: Arc<dyn WorkflowStore>,
    /// How many of the given hints were looked at.
    seen: Arc<AtomicUsize>,
    /// When the case began, where time stands still by itself.
    begun: OffsetDateTime,
}

/// What came of an operator's wish to cancel a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CalledOff {
    /// It is over.
    Ended,
    /// Whoever holds it was asked.
    Asked,
    /// Nothing was changed.
    No,
}

impl Works {
    fn new(world: World) -> Self {
        let hints = world.hints.clone();
        let store: Arc<dyn WorkflowStore> = match &world.database {
            Database::Postgres(database, _) => Arc::new(PostgresWorkflows::new(database.clone(), hints)),
            Database::Sqlite(database) => Arc::new(SqliteWorkflows::new(database.clone(), hints)),
        };
        let begun = world.clock.now();
        Self { world, store, seen: Arc::default(), begun }
    }

    /// The same store, which finds that so much time has gone by since the case began.
    fn later(&self, by: Duration) -> Self {
        match &self.world.database {
            Database::Postgres(_, address) => {
                let joint = if address.contains('?') { '&' } else { '?' };
                self.on(&format!("{address}{joint}options=-c%20workflow.skew={}ms", by.as_millis()))
            }
            Database::Sqlite(..) => {
                self.world.clock.set(self.begun + by);
                self.clone()
            }
        }
    }

    /// The same on another address of the same PostgreSQL database.
    fn on(&self, address: &str) -> Self {
        let database = PostgresDatabase::connect(address, &patient(4)).unwrap();
        let store = Arc::new(PostgresWorkflows::new(database, self.world.hints.clone()));
        Self { store, ..self.clone() }
    }

    /// The time of the database, about.
    #[expect(clippy::disallowed_methods, reason = "the server has the machine's own clock")]
    fn now(&self) -> OffsetDateTime {
        match self.world.database {
            Database::Postgres(..) => OffsetDateTime::now_utc(),
            Database::Sqlite(..) => self.world.clock.now(),
        }
    }

    /// Starts a run in a unit of its own.
    async fn start(&self, run: &NewRun) -> Started {
        let mut unit = self.world.unit().await;
        let started = unit.workflows().start(run).await.unwrap();
        unit.commit().await.unwrap();
        started
    }

    /// Starts the n-th run, an ordinary one.
    async fn begin(&self, number: u128) -> RunId {
        assert_eq!(self.start(&new_run(number)).await, Started::New(run_id(number)));
        run_id(number)
    }

    /// Sends a signal in a unit of its own.
    async fn signal(&self, run: RunId, name: &str) -> Signalled {
        let mut unit = self.world.unit().await;
        let signalled = unit.workflows().signal(&Addressee::Run(run), &new_signal(name)).await.unwrap();
        unit.commit().await.unwrap();
        signalled
    }

    /// An operator makes a run due now. False where it cannot be.
    async fn retry(&self, run: RunId) -> bool {
        let mut unit = self.world.unit().await;
        let woken = unit.operations().wake(run, r#"{"act":"retry","by":"ada"}"#).await.unwrap();
        unit.commit().await.unwrap();
        woken
    }

    /// An operator cancels a run.
    async fn cancel(&self, run: RunId) -> CalledOff {
        let mut unit = self.world.unit().await;
        let note = r#"{"state":"cancelled","by":"ada"}"#;
        let called_off = if unit.operations().end(run, false, note).await.unwrap() {
            CalledOff::Ended
        } else if unit.operations().ask_to_cancel(run, r#"{"act":"cancel","by":"ada"}"#).await.unwrap() {
            CalledOff::Asked
        } else {
            CalledOff::No
        };
        unit.commit().await.unwrap();
        called_off
    }

    /// Leases what is due.
    async fn poll(&self, limit: usize) -> Vec<Lease> {
        let claim = Claim { worker: worker(1), kinds: KINDS, limit, only: None, lease: LEASE };
        self.store.claim(&claim).await.unwrap()
    }

    /// Leases one run, if it is due.
    async fn try_claim(&self, run: RunId, lease: Duration) -> Option<Lease> {
        let claim = Claim { worker: worker(1), kinds: KINDS, limit: 10, only: Some(&[run]), lease };
        let mut leases = self.store.claim(&claim).await.unwrap();
        assert!(leases.len() < 2);
        leases.pop()
    }

    /// Leases one run, which must be due.
    async fn claim(&self, run: RunId) -> Lease {
        self.try_claim(run, LEASE).await.unwrap()
    }

    /// Starts the n-th run and leases it.
    async fn begin_and_claim(&self, number: u128) -> Lease {
        let run = self.begin(number).await;
        self.claim(run).await
    }

    async fn detail(&self, run: RunId) -> RunDetail {
        self.store.detail(run).await.unwrap().unwrap()
    }

    /// The kinds of events in a run's history, whose numbers must be without gaps.
    async fn history(&self, run: RunId) -> Vec<EventKind> {
        let events = self.detail(run).await.events;
        for (event, number) in events.iter().zip(1_i64..) {
            assert_eq!(event.sequence, number);
        }
        events.into_iter().map(|event| event.kind).collect()
    }

    /// A live worker with code for the usual kinds.
    async fn worker_lives(&self) {
        assert_eq!(self.store.beat(&beat(1, KINDS), &[], LEASE).await.unwrap(), []);
    }

    /// Waits until exactly these hints were given since the last call, in any order.
    async fn hinted(&self, runs: &[RunId]) {
        let mut runs = runs.to_vec();
        runs.sort();
        let hints = self.world.hints.clone();
        let seen = self.seen.load(Ordering::SeqCst);
        crate::world::eventually("the expected hints", || hints.given().len() >= seen + runs.len()).await;
        // One more that should not come would come now.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let given = hints.given();
        self.seen.store(given.len(), Ordering::SeqCst);
        let mut given: Vec<_> = given.iter().skip(seen).map(|hint| hint.run).collect();
        given.sort();
        assert_eq!(given, runs);
    }
}

fn run_id(number: u128) -> RunId {
    RunId(id(number))
}

fn worker(number: u128) -> WorkerId {
    WorkerId(id(0xabc0 + number))
}

fn beat(number: u128, kinds: &[&'static str]) -> Beat {
    Beat { worker: worker(number), host: "host".to_owned(), kinds: kinds.to_vec(), slots: 8, draining: false }
}

/// The n-th run: of the kind `flow`, due at once, without a key.
fn new_run(number: u128) -> NewRun {
    NewRun {
        id: run_id(number),
        kind: "flow",
        version: 1,
        key: None,
        reuse: Reuse::Always,
        priority: Priority::Normal,
        limit_key: None,
        subject: None,
        parent: None,
        ends_with_parent: false,
        deadline: None,
        trace: None,
        traced: None,
        first_due: None,
        input: format!(r#"{{"n":{number}}}"#),
    }
}

fn keyed(number: u128, key: &str) -> NewRun {
    NewRun { key: Some(key.to_owned()), ..new_run(number) }
}

fn new_signal(id: &str) -> NewSignal {
    NewSignal { id: id.to_owned(), name: "poke", data: format!(r#"{{"id":"{id}"}}"#) }
}

/// A step that was done.
fn done(name: &str) -> NewEvent {
    NewEvent {
        kind: EventKind::StepDone,
        name: Some(name.to_owned()),
        attempt: Some(1),
        data: Some(r#"{"value":"ä \"q\" \\"}"#.to_owned()),
        takes_signal: None,
    }
}

/// The end of a wait by the signal with this id.
fn taken(name: &str, signal: &str) -> NewEvent {
    NewEvent {
        kind: EventKind::SignalTaken,
        name: Some(name.to_owned()),
        attempt: None,
        data: Some("{}".to_owned()),
        takes_signal: Some(signal.to_owned()),
    }
}

/// Somebody who held the run before.
fn stale(held: Held) -> Held {
    Held { fence: held.fence - 1, ..held }
}

/// The how-manieth lease of its run one is.
fn number(lease: &Lease) -> i64 {
    lease.held.fence & 0xffff
}
