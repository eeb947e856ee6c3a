//! A database, a clock, a world of toys, and engines that work on them.

use crate::{
    faults::{Faults, Faulty},
    toys::{self, Toys},
};
use oathgate_application::{
    accounts::origin::Origin,
    audit::By,
    error::Failure,
    operations::{Cancelled, Operate, Refusal},
    ports::{
        clock::Clock,
        entropy::Entropy,
        hints::Hints,
        store::Store,
        workflow_runs::{Signalled, Started},
        workflow_store::{RunDetail, WorkflowStore},
    },
    transact::transact,
    workflow::{self, Registry, Services, Start, Workflow},
};
use oathgate_domain::{
    audit::Actor,
    ids::{RunId, WorkerId},
    workflow::{EventKind, RunStatus},
};
use oathgate_infrastructure::{
    local::{FixedClock, LocalHints, OsEntropy, SystemClock},
    sqlite::{SqliteDatabase, SqliteStore, SqliteWorkflows},
};
use oathgate_worker::{Engine, EngineSettings};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) struct Workshop {
    pub(crate) directory: TempDir,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) services: Services,
    pub(crate) hints: Arc<dyn Hints>,
    pub(crate) toys: Arc<Toys>,
}

/// An engine at work.
pub(crate) struct Working {
    pub(crate) engine: Arc<Engine<Toys>>,
    pub(crate) shutdown: CancellationToken,
    pub(crate) abort: CancellationToken,
    task: JoinHandle<()>,
    runs: Arc<dyn WorkflowStore>,
}

impl Working {
    /// Ends it in good order.
    pub(crate) async fn end(self) {
        self.shutdown.cancel();
        self.task.await.unwrap();
    }

    /// Ends it as the death of the process would.
    pub(crate) async fn kill(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
        // A last word that it had sent may still be under way; the next word comes after it.
        self.runs.retire(WorkerId(Uuid::nil())).await.unwrap();
    }
}

/// An engine's measures for tests: leases end only when a test moves the clock.
pub(crate) fn brisk() -> EngineSettings {
    EngineSettings {
        slots: 8,
        beat: Duration::from_millis(100),
        sweep: Duration::from_millis(50),
        poll: Duration::from_millis(30),
        drain: Duration::from_secs(10),
        ..EngineSettings::new("test")
    }
}

impl Workshop {
    /// With a clock that stands still.
    pub(crate) async fn still() -> Self {
        let clock = Arc::new(FixedClock::default());
        Self::with(Arc::clone(&clock), clock).await
    }

    /// With the machine's clock.
    pub(crate) async fn live() -> Self {
        Self::with(Arc::new(FixedClock::default()), Arc::new(SystemClock)).await
    }

    async fn with(fixed: Arc<FixedClock>, clock: Arc<dyn Clock>) -> Self {
        let directory = TempDir::new().unwrap();
        let database =
            SqliteDatabase::open(&directory.path().join("oathgate.db"), Arc::clone(&clock)).unwrap();
        database.migrate().await.unwrap();
        let hints: Arc<dyn Hints> = Arc::new(LocalHints::new());
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy::default());
        let services = Services {
            store: Arc::new(SqliteStore::new(database.clone(), Arc::clone(&hints))),
            runs: Arc::new(SqliteWorkflows::new(database, Arc::clone(&hints))),
            clock,
            entropy: Arc::clone(&entropy),
        };
        let toys = Arc::new(Toys::new(entropy));
        Self { directory, clock: fixed, services, hints, toys }
    }

    /// The same services, with faults.
    pub(crate) fn faulty(&self, faults: &Arc<Faults>) -> Services {
        Services {
            store: Faulty::<dyn Store>::new(&self.services.store, faults),
            runs: Faulty::<dyn WorkflowStore>::new(&self.services.runs, faults),
            ..self.services.clone()
        }
    }

    pub(crate) fn engine(&self) -> Engine<Toys> {
        self.engine_with(brisk(), self.services.clone())
    }

    pub(crate) fn engine_with(&self, settings: EngineSettings, services: Services) -> Engine<Toys> {
        let (toys, hints) = (Arc::clone(&self.toys), Arc::clone(&self.hints));
        Engine::new(settings, services, toys::registry(), toys, hints)
    }

    /// An engine whose code is that of other workflows.
    pub(crate) fn engine_of(&self, registry: Registry<Toys>) -> Engine<Toys> {
        let (toys, hints) = (Arc::clone(&self.toys), Arc::clone(&self.hints));
        Engine::new(brisk(), self.services.clone(), Arc::new(registry), toys, hints)
    }

    pub(crate) fn work(&self) -> Working {
        self.put_to_work(self.engine())
    }

    pub(crate) fn work_with(&self, settings: EngineSettings, services: Services) -> Working {
        self.put_to_work(self.engine_with(settings, services))
    }

    pub(crate) fn put_to_work(&self, engine: Engine<Toys>) -> Working {
        let engine = Arc::new(engine);
        let (shutdown, abort) = (CancellationToken::new(), CancellationToken::new());
        let task = tokio::spawn({
            let (engine, shutdown, abort) = (Arc::clone(&engine), shutdown.clone(), abort.clone());
            async move { engine.run(shutdown, abort).await }
        });
        Working { engine, shutdown, abort, task, runs: Arc::clone(&self.services.runs) }
    }

    /// Carries out what is due.
    pub(crate) async fn until_idle(&self) {
        self.engine().run_until_idle().await.unwrap();
    }

    /// Starts a run; its number is its input and its key.
    pub(crate) async fn start<W: Workflow<Input = i64>>(&self, number: i64) -> RunId {
        let id = RunId(self.services.entropy.ordered_id());
        let start = Start::new(id).key(&number).trace(Some(format!("request-{number}")));
        let started =
            transact(&*self.services.store, async |unit| workflow::start::<W>(unit, &start, &number).await);
        assert_eq!(started.await.unwrap(), Started::New(id));
        id
    }

    /// Rings at the run of `W` with a number.
    pub(crate) async fn ring<W: Workflow>(&self, number: i64, id: &str, times: i64) -> Signalled {
        let ring = toys::Ring { times };
        transact(&*self.services.store, async |unit| {
            workflow::signal::<W, toys::Ring>(unit, &number, &id, &ring).await
        })
        .await
        .unwrap()
    }

    /// An operator.
    pub(crate) fn operate(&self) -> Operate {
        let Services { store, runs, clock, entropy } = self.services.clone();
        Operate { store, runs, entropy, clock }
    }

    /// An operator makes a run due now.
    pub(crate) async fn retry(&self, run: RunId) {
        self.operate().retry(&somebody(), run).await.unwrap();
    }

    /// An operator cancels a run.
    pub(crate) async fn cancel(&self, run: RunId) -> Result<Cancelled, Failure<Refusal>> {
        self.operate().cancel(&somebody(), run, None).await
    }

    pub(crate) async fn detail(&self, run: RunId) -> RunDetail {
        self.services.runs.detail(run).await.unwrap().unwrap()
    }

    pub(crate) async fn status(&self, run: RunId) -> RunStatus {
        self.detail(run).await.summary.status
    }

    /// The events of a run, less its acceptance.
    pub(crate) async fn history(&self, run: RunId) -> Vec<(EventKind, Option<String>)> {
        let events = self.detail(run).await.events;
        events
            .into_iter()
            .filter(|event| event.kind != EventKind::Started)
            .map(|event| (event.kind, event.name))
            .collect()
    }

    pub(crate) async fn wait_for(&self, run: RunId, status: RunStatus) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self.status(run).await;
            if now == status {
                return;
            }
            assert!(Instant::now() < deadline, "{:?} is not {status:?}", self.detail(run).await);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// One number from the database.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        let file = self.directory.path().join("oathgate.db");
        let connection = rusqlite::Connection::open(file).unwrap();
        connection.busy_timeout(PATIENCE).unwrap();
        connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// How many marks `tx` steps left.
    pub(crate) fn marks(&self) -> i64 {
        self.count("SELECT count(*) FROM workflow_runs WHERE kind = 'mark'")
    }

    /// How many steps left more than one mark.
    pub(crate) fn doubled(&self) -> i64 {
        self.count(
            "SELECT count(*) FROM (SELECT 1 FROM workflow_runs WHERE kind = 'mark'
             GROUP BY parent, trace HAVING count(*) > 1)",
        )
    }
}

/// An operator at the machine itself.
pub(crate) fn somebody() -> By {
    By { actor: Actor::Operator, origin: Origin::new(None, None, None) }
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so().await {
        assert!(Instant::now() < deadline, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
