//! The engine: its parts, its start, and its end.

use crate::{
    agenda::Agenda,
    heart::Heart,
    intake::{self, Intake},
    outage::{answer_by, chain, pace},
    roster::Roster,
    settings::EngineSettings,
    stats::EngineStats,
    sweeper::{AfterSweep, Sweeper},
};
use oathgate_application::{
    error::PortError,
    ports::hints::{Hint, Hints, NearWorker},
    telemetry::measures,
    workflow::{Held, Registry, Services},
};
use oathgate_domain::ids::WorkerId;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;

/// How long the last words to the store may take when the worker stops.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// What the parts of an engine share.
pub(crate) struct Shared<P> {
    pub(crate) settings: EngineSettings,
    pub(crate) worker: WorkerId,
    pub(crate) services: Services,
    pub(crate) registry: Arc<Registry<P>>,
    pub(crate) ports: Arc<P>,
    pub(crate) hints: Arc<dyn Hints>,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) stats: Arc<EngineStats>,
    pub(crate) roster: Arc<Roster>,
    pub(crate) agenda: Agenda,
    pub(crate) slots: Arc<Semaphore>,
    /// Whether the store answers signs of life, so that runs may be taken up.
    pub(crate) beating: watch::Sender<bool>,
}

/// Carries out the runs of the workflows in a registry, for the ports `P` of their steps. Any
/// number of engines may share a store.
pub struct Engine<P> {
    shared: Arc<Shared<P>>,
    after_sweeps: Option<Box<dyn AfterSweep>>,
}

impl<P: Send + Sync + 'static> Engine<P> {
    /// An engine with a worker's identity of its own. It does nothing until it is run. Settings
    /// that would break the promise of a lease are made to fit.
    pub fn new(
        settings: EngineSettings,
        services: Services,
        registry: Arc<Registry<P>>,
        ports: Arc<P>,
        hints: Arc<dyn Hints>,
    ) -> Self {
        let settings = settings.sound();
        let stats = Arc::<EngineStats>::default();
        let shared = Shared {
            worker: WorkerId(services.entropy.ordered_id()),
            kinds: registry.kinds(),
            roster: Arc::new(Roster::new(Arc::clone(&stats))),
            agenda: Agenda::default(),
            slots: Arc::new(Semaphore::new(settings.slot_count().min(Semaphore::MAX_PERMITS))),
            beating: watch::Sender::new(false),
            settings,
            services,
            registry,
            ports,
            hints,
            stats,
        };
        Self { shared: Arc::new(shared), after_sweeps: None }
    }

    /// Lets something follow each sweep that was answered: by this worker, or by word that another
    /// was at it.
    #[must_use]
    pub fn after_sweeps(self, then: impl AfterSweep + 'static) -> Self {
        Self { after_sweeps: Some(Box::new(then)), ..self }
    }

    /// What the engine has done so far.
    pub fn stats(&self) -> Arc<EngineStats> {
        Arc::clone(&self.shared.stats)
    }

    /// Works until `shutdown`: then it takes nothing up any more, lets running attempts end for
    /// as long as the settings say, and gives the rest back to the store. `abort` stops at once,
    /// and still gives everything back. Dropping the future is as if the process had died: the
    /// leases run out, and somebody else goes on.
    pub async fn run(&self, shutdown: CancellationToken, abort: CancellationToken) {
        let shared = &self.shared;
        tracing::info!(
            worker = %shared.worker,
            host = shared.settings.host,
            slots = shared.settings.slots,
            kinds = ?shared.kinds,
            "worker starts"
        );
        measures::SLOTS.set([], f64::from(shared.settings.slots));
        measures::HELD.set([], 0.0);
        // So that the very first run that fails is a growth.
        for kind in &shared.kinds {
            for outcome in ["done", "failed", "cancelled", "paused"] {
                measures::RUNS_ENDED.add([kind, outcome], 0);
            }
        }
        let near = Arc::downgrade(shared);
        shared.hints.meet(near);
        let (leaving, stop) = (CancellationToken::new(), CancellationToken::new());
        let ending = async {
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = abort.cancelled() => {}
            }
            leaving.cancel();
        };
        let work = async {
            let tasks = Intake::new(shared).run(&leaving).await;
            shared.drain(tasks, &abort).await;
            stop.cancel();
        };
        tokio::join!(
            ending,
            work,
            Heart::new(shared).run(&leaving, &stop),
            Sweeper::new(shared, self.after_sweeps.as_deref()).run(&leaving)
        );
        shared.beating.send_replace(false);
        shared.retire().await;
        tracing::info!(worker = %shared.worker, "worker stopped");
    }

    /// Carries out everything that is due now, and whatever becomes due by that, without hints
    /// and without waiting for timers or retries. Gives the number of leases that it took. Meant
    /// for tests and for jobs that run once; not beside [`Engine::run`] of the same engine.
    ///
    /// # Errors
    /// [`PortError`] when the store gives no runs out, or when runs never come to rest.
    pub async fn run_until_idle(&self) -> Result<u64, PortError> {
        self.shared.services.runs.sweep(0).await?;
        intake::until_idle(&self.shared).await
    }
}

impl<P: Send + Sync + 'static> NearWorker for Shared<P> {
    fn accept(&self, hints: &[Hint]) -> usize {
        let slots = if *self.beating.borrow() { self.slots.available_permits() } else { 0 };
        self.agenda.offer(hints.iter().map(|hint| hint.run), slots)
    }
}

impl<P: Send + Sync + 'static> Shared<P> {
    /// Waits for the tasks as long as that is allowed, then stops them and gives back what they
    /// held.
    async fn drain(&self, mut tasks: JoinSet<()>, abort: &CancellationToken) {
        let ended = async { while tasks.join_next().await.is_some() {} };
        tokio::select! {
            biased;
            () = ended => return,
            () = abort.cancelled() => {}
            () = tokio::time::sleep(self.settings.drain) => {}
        }
        let held = self.roster.abort_all();
        // A task that ignores this is busy without ever waiting; it is not waited for.
        let _ = timeout_at(Instant::now() + LAST_WORDS, tasks.shutdown()).await;
        if !held.is_empty() {
            tracing::warn!(runs = held.len(), "stopped runs that were under way, and gives them back");
            self.release(&held).await;
        }
    }

    /// Waits until the store has answered a sign of life.
    pub(crate) async fn alive(&self) {
        // The sender is in `self`, so that an end cannot come.
        let _ = self.beating.subscribe().wait_for(|beating| *beating).await;
    }

    /// Gives runs back to the store, which hints them to other workers.
    pub(crate) async fn release(&self, held: &[Held]) {
        let deadline = Instant::now() + LAST_WORDS;
        let mut failures = 0;
        while let Err(error) = answer_by(deadline, self.services.runs.release(held)).await {
            failures += 1;
            let wait = pace(failures, &*self.services.entropy);
            if Instant::now() + wait >= deadline {
                tracing::warn!(error = chain(&error), "runs not given back; their leases must run out");
                return;
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn retire(&self) {
        let deadline = Instant::now() + LAST_WORDS;
        if let Err(error) = answer_by(deadline, self.services.runs.retire(self.worker)).await {
            tracing::warn!(error = chain(&error), "worker not taken off the list; it fades by itself");
        }
    }
}
