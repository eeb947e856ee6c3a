//! Finds what nobody hinted: runs whose hint was lost, whose sleep is over, or whose worker died.
//! It also starts what the clock asks for.

use crate::{
    engine::Shared,
    outage::{Outage, chain},
};
use oathgate_application::{
    error::PortError, ports::workflow_store::Swept, telemetry::measures, workflow::Fired,
};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// How long one sweep may take.
const LIMIT: Duration = Duration::from_secs(10);

/// How many times its slots of hints a worker lets wait. The backlog stays in the store.
const DEPTH: usize = 4;

/// The sweeper of an engine.
pub(crate) struct Sweeper<P> {
    shared: Arc<Shared<P>>,
    outage: Outage,
    /// Whether the program's own schedules are in the store.
    registered: bool,
    /// Schedules whose workflow this worker has no code for; told once.
    foreign: HashSet<String>,
}

impl<P: Send + Sync + 'static> Sweeper<P> {
    pub(crate) fn new(shared: &Arc<Shared<P>>) -> Self {
        Self {
            shared: Arc::clone(shared),
            outage: Outage::of("workflow store, for sweeps"),
            registered: false,
            foreign: HashSet::new(),
        }
    }

    /// Sweeps until the worker leaves.
    pub(crate) async fn run(mut self, leaving: &CancellationToken) {
        loop {
            let spread = 0.8 + 0.4 * self.shared.services.entropy.chance();
            tokio::select! {
                () = leaving.cancelled() => return,
                () = tokio::time::sleep(self.shared.settings.sweep.mul_f64(spread)) => {}
            }
            // After an outage of the store every lease looks expired. Whoever is alive gives a sign
            // of life first; only then are the dead counted.
            if !*self.shared.beating.borrow() {
                continue;
            }
            match timeout(LIMIT, self.sweep())
                .await
                .unwrap_or_else(|late| Err(PortError::unavailable("database", late)))
            {
                Ok(()) => self.outage.over(),
                Err(error) => {
                    let wait = self.outage.failed(&error, &*self.shared.services.entropy);
                    tokio::select! {
                        () = leaving.cancelled() => return,
                        () = tokio::time::sleep(wait) => {}
                    }
                }
            }
        }
    }

    async fn sweep(&mut self) -> Result<(), PortError> {
        if !self.registered {
            for (name, invalid) in self.shared.schedules.register().await? {
                tracing::error!(schedule = name, %invalid, "a schedule of the program means nothing; left out");
            }
            self.registered = true;
        }
        let limit = self.shared.settings.slot_count().saturating_mul(DEPTH);
        let swept = self.shared.services.runs.sweep(limit).await?;
        self.shared.stats.count_sweep();
        pass_on(&self.shared, &swept).await;
        if swept.schedules_due {
            self.fire().await?;
        }
        Ok(())
    }

    async fn fire(&mut self) -> Result<(), PortError> {
        for (schedule, fired) in self.shared.schedules.fire().await? {
            match fired {
                Fired::Started(run) => tracing::info!(schedule, %run, "scheduled run started"),
                Fired::Overlapping(run) => {
                    tracing::warn!(schedule, %run, "left out: an earlier run is not over");
                }
                Fired::Missed => tracing::warn!(schedule, "left out: its time is too long ago"),
                Fired::Broken(invalid) => {
                    tracing::error!(schedule, error = chain(&invalid), "schedule paused: it means nothing");
                }
                Fired::Unknown if self.foreign.insert(schedule.clone()) => {
                    tracing::warn!(schedule, "due, but this worker has no code for its workflow");
                }
                Fired::Unknown | Fired::Elsewhere => {}
            }
        }
        Ok(())
    }
}

/// Takes up due runs here as far as there is room, and hints the others.
async fn pass_on<P: Send + Sync + 'static>(shared: &Arc<Shared<P>>, swept: &Swept) {
    measures::LEASES_EXPIRED.add([], swept.expired + swept.poisoned);
    if swept.expired > 0 {
        tracing::warn!(runs = swept.expired, "leases had run out; their runs are due again");
    }
    if swept.poisoned > 0 {
        tracing::warn!(runs = swept.poisoned, "runs were paused because their workers died of them");
    }
    let room = shared.slots.available_permits().min(swept.due.len());
    let (here, elsewhere) = swept.due.split_at(room);
    if !here.is_empty() {
        shared.agenda.add(Instant::now(), here.iter().map(|hint| hint.run));
    }
    if elsewhere.is_empty() {
        return;
    }
    // With the carrier of hints away, the workers poll the store; there is nobody to tell.
    let most = u64::from(shared.settings.slots) * DEPTH as u64;
    if let Ok(depth) = shared.hints.depth().await
        && depth < most
        && let Err(error) = shared.hints.give(elsewhere).await
    {
        tracing::debug!(%error, "hints not given");
    }
}
