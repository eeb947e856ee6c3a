//! Takes up runs as far as there are free slots: those that were hinted, and whatever is due
//! while there is more to do than hints tell.

use crate::{
    carrier,
    engine::Shared,
    outage::{Outage, answer_by},
};
use oathgate_application::{error::PortError, ports::workflow_store::Claim, workflow::Lease};
use oathgate_domain::ids::RunId;
use std::{future::Future, pin::Pin, sync::Arc, time::Duration};
use tokio::{sync::OwnedSemaphorePermit, task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

/// How long one request for hints waits.
const PATIENCE: Duration = Duration::from_secs(2);

/// Most hints that are taken at once, as the port allows.
const MOST_HINTS: usize = 512;

type Taking = Pin<Box<dyn Future<Output = Result<Vec<RunId>, PortError>> + Send>>;

/// What to ask the store for.
enum Ask {
    /// Whatever is due.
    Any,
    /// These, if they are due.
    Only(Vec<RunId>),
}

/// The intake of an engine.
pub(crate) struct Intake<P> {
    shared: Arc<Shared<P>>,
    tasks: JoinSet<()>,
    /// The one request for hints that is under way. It is never dropped while the worker works:
    /// what it has taken would be gone.
    taking: Option<Taking>,
    /// No request for hints before this time.
    take_at: Instant,
    /// With the hints away, the next look into the store.
    poll_at: Instant,
    hints_away: Outage,
    store_away: Outage,
    /// Whether the last request gave as many runs as there was room for.
    backlog: bool,
}

impl<P: Send + Sync + 'static> Intake<P> {
    pub(crate) fn new(shared: &Arc<Shared<P>>) -> Self {
        let now = Instant::now();
        Self {
            shared: Arc::clone(shared),
            tasks: JoinSet::new(),
            taking: None,
            take_at: now,
            poll_at: now,
            hints_away: Outage::of("hints; the store is polled instead").tolerating(1),
            store_away: Outage::of("workflow store, for claims"),
            // What is due when the worker starts was perhaps hinted to nobody.
            backlog: true,
        }
    }

    /// Takes up runs until `leaving`. Gives the tasks that are still at work.
    pub(crate) async fn run(mut self, leaving: &CancellationToken) -> JoinSet<()> {
        loop {
            let step = async {
                self.shared.alive().await;
                let slot = Arc::clone(&self.shared.slots).acquire_owned().await.ok()?;
                Some((slot, self.ask().await))
            };
            let next = tokio::select! {
                biased;
                () = leaving.cancelled() => None,
                next = step => next,
            };
            let Some((slot, ask)) = next else {
                self.shared.agenda.close();
                return self.tasks;
            };
            // A request for work is never abandoned half-way: its runs would be held by nobody.
            self.claim(slot, &ask, leaving).await;
        }
    }

    /// How many runs there is room for, with one slot in hand.
    fn room(&self) -> usize {
        self.shared.slots.available_permits() + 1
    }

    /// Waits until there is something to ask the store for. Cancel-safe.
    async fn ask(&mut self) -> Ask {
        loop {
            if self.shared.agenda.take_look() || self.backlog {
                return Ask::Any;
            }
            let due = self.shared.agenda.take_due(self.room());
            if !due.is_empty() {
                return Ask::Only(due);
            }
            let limit = self.room().min(MOST_HINTS);
            let away = self.hints_away.is_on();
            let Self { shared, taking, take_at, .. } = self;
            tokio::select! {
                taken = take(shared, taking, *take_at, limit) => self.hinted(taken),
                () = shared.agenda.changed() => {}
                () = tokio::time::sleep_until(self.poll_at), if away => {
                    self.poll_at = Instant::now() + self.shared.settings.poll;
                    return Ask::Any;
                }
            }
        }
    }

    fn hinted(&mut self, taken: Result<Vec<RunId>, PortError>) {
        let now = Instant::now();
        match taken {
            Ok(runs) => {
                self.hints_away.over();
                self.take_at = now;
                self.shared.agenda.add(now, runs);
            }
            Err(error) => {
                self.take_at = now + self.hints_away.failed(&error, &*self.shared.services.entropy);
            }
        }
    }

    /// Leases runs and begins to carry them out.
    async fn claim(&mut self, slot: OwnedSemaphorePermit, ask: &Ask, leaving: &CancellationToken) {
        let limit = self.room();
        let claimed = claim(&self.shared, limit, ask).await;
        match claimed {
            Ok(leases) => {
                self.store_away.over();
                self.backlog = leases.len() >= limit;
                if leaving.is_cancelled() || !*self.shared.beating.borrow() {
                    let held: Vec<_> = leases.into_iter().map(|lease| lease.held).collect();
                    if !held.is_empty() {
                        self.shared.release(&held).await;
                    }
                } else {
                    self.begin(slot, leases);
                }
            }
            Err(error) => {
                let wait = self.store_away.failed(&error, &*self.shared.services.entropy);
                // What was asked for is forgotten, so ask for everything next.
                self.backlog = true;
                drop(slot);
                tokio::select! {
                    () = leaving.cancelled() => {}
                    () = tokio::time::sleep(wait) => {}
                }
            }
        }
    }

    fn begin(&mut self, slot: OwnedSemaphorePermit, leases: Vec<Lease>) {
        let mut slot = Some(slot);
        for lease in leases {
            // Nobody else takes slots, so those that were counted are there.
            let next = slot.take().or_else(|| Arc::clone(&self.shared.slots).try_acquire_owned().ok());
            if let Some(slot) = next {
                carrier::begin(&self.shared, &mut self.tasks, slot, lease);
            }
        }
        while let Some(ended) = self.tasks.try_join_next() {
            if ended.is_err_and(|error| error.is_panic()) {
                tracing::error!("the engine itself panicked over a run; its lease must run out");
            }
        }
    }
}

/// Asks the store for up to `limit` runs.
async fn claim<P>(shared: &Shared<P>, limit: usize, ask: &Ask) -> Result<Vec<Lease>, PortError> {
    let claim = Claim {
        worker: shared.worker,
        kinds: &shared.kinds,
        limit,
        only: match ask {
            Ask::Any => None,
            Ask::Only(runs) => Some(runs),
        },
        lease: shared.settings.lease,
    };
    let deadline = Instant::now() + shared.settings.claim_limit();
    let leases = answer_by(deadline, shared.services.runs.claim(&claim)).await?;
    shared.stats.count_claimed(leases.len());
    Ok(leases)
}

/// Goes on with the request for hints, or begins one.
async fn take<P>(
    shared: &Shared<P>,
    taking: &mut Option<Taking>,
    not_before: Instant,
    limit: usize,
) -> Result<Vec<RunId>, PortError> {
    tokio::time::sleep_until(not_before).await;
    let under_way = taking.get_or_insert_with(|| {
        let hints = Arc::clone(&shared.hints);
        Box::pin(async move { hints.take(limit, PATIENCE).await })
    });
    let taken = under_way.await;
    *taking = None;
    taken
}

/// Leases and carries out everything that is due, batch by batch, until nothing is.
pub(crate) async fn until_idle<P: Send + Sync + 'static>(shared: &Arc<Shared<P>>) -> Result<u64, PortError> {
    /// More batches than any installation has runs that are due at one moment.
    const MOST_BATCHES: u32 = 100_000;

    let mut carried = 0;
    let mut tasks = JoinSet::new();
    for _ in 0..MOST_BATCHES {
        let leases = claim(shared, shared.settings.slot_count(), &Ask::Any).await?;
        if leases.is_empty() {
            return Ok(carried);
        }
        for lease in leases {
            carried += 1;
            if let Ok(slot) = Arc::clone(&shared.slots).acquire_owned().await {
                carrier::begin(shared, &mut tasks, slot, lease);
            }
        }
        while tasks.join_next().await.is_some() {}
    }
    Err(PortError::defect("workflow runs", "they are due again and again"))
}
