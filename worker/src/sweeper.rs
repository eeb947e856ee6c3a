//! Finds what nobody hinted: runs whose hint was lost, whose sleep is over, or whose worker died.

use crate::{
    engine::Shared,
    outage::{Outage, answer_by},
};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::workflow_store::Swept, telemetry::measures};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How long one sweep may take.
const LIMIT: Duration = Duration::from_secs(10);

/// How many times its slots of hints a worker lets wait. The backlog stays in the store.
const DEPTH: usize = 4;

/// Something that is built on the engine and starts runs of its own; see
/// [`Engine::after_sweeps`](crate::Engine::after_sweeps).
#[async_trait]
pub trait AfterSweep: Send + Sync {
    /// Does what is due after a sweep that was answered. It shares the time that a sweep may take.
    ///
    /// # Errors
    /// [`PortError`], which counts as one of the sweep.
    async fn follow(&self, swept: &Swept) -> Result<(), PortError>;
}

/// The sweeper of an engine.
pub(crate) struct Sweeper<'a, P> {
    shared: &'a Arc<Shared<P>>,
    then: Option<&'a dyn AfterSweep>,
    outage: Outage,
}

impl<'a, P: Send + Sync + 'static> Sweeper<'a, P> {
    pub(crate) fn new(shared: &'a Arc<Shared<P>>, then: Option<&'a dyn AfterSweep>) -> Self {
        Self { shared, then, outage: Outage::of("workflow store, for sweeps") }
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
            match answer_by(Instant::now() + LIMIT, self.sweep()).await {
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

    async fn sweep(&self) -> Result<(), PortError> {
        let limit = self.shared.settings.slot_count().saturating_mul(DEPTH);
        let swept = self.shared.services.runs.sweep(limit).await?;
        self.shared.stats.count_sweep();
        pass_on(self.shared, &swept).await;
        match self.then {
            Some(then) => then.follow(&swept).await,
            None => Ok(()),
        }
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
