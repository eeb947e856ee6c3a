//! Signs of life: renews the leases, stops runs that were lost or must be cancelled, and stops
//! everything when the store has not answered for so long that others may soon take over.

use crate::{
    engine::Shared,
    outage::{Outage, answer_by},
};
use oathgate_application::{
    error::PortError,
    ports::workflow_store::{Beat, StillHeld},
    workflow::Held,
};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The heart of an engine.
pub(crate) struct Heart<P> {
    shared: Arc<Shared<P>>,
    /// When the last sign of life that was answered was given.
    last: Instant,
    /// What was stopped because the store was silent, and is still leased there.
    abandoned: Vec<Held>,
    outage: Outage,
}

impl<P: Send + Sync + 'static> Heart<P> {
    pub(crate) fn new(shared: &Arc<Shared<P>>) -> Self {
        Self {
            shared: Arc::clone(shared),
            last: Instant::now(),
            abandoned: Vec::new(),
            outage: Outage::of("workflow store, for signs of life"),
        }
    }

    /// Beats until `stop`; from `leaving` on it says that the worker is about to stop.
    pub(crate) async fn run(mut self, leaving: &CancellationToken, stop: &CancellationToken) {
        let mut next = Instant::now();
        let mut draining = false;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = leaving.cancelled(), if !draining => draining = true,
                () = tokio::time::sleep_until(next) => {}
            }
            tokio::select! {
                () = stop.cancelled() => return,
                then = self.beat(draining) => next = then,
            }
        }
    }

    /// One sign of life. Gives the time of the next.
    async fn beat(&mut self, draining: bool) -> Instant {
        let settings = &self.shared.settings;
        let held = self.shared.roster.held();
        let begun = Instant::now();
        let limit = self.fence_at().map_or(begun + settings.beat, |fence| fence.min(begun + settings.beat));
        match answer_by(limit, self.ask(&held, draining)).await {
            Ok(still) => {
                self.outage.over();
                self.last = begun;
                self.shared.stats.count_beat();
                self.stop_lost(&held, &still);
                self.give_back().await;
                self.shared.beating.send_replace(true);
                begun + self.shared.settings.beat
            }
            Err(error) => {
                let wait = self.outage.failed(&error, &*self.shared.services.entropy);
                let now = Instant::now();
                if self.fence_at().is_some_and(|fence| fence <= now) {
                    self.stop_all();
                }
                let next = now + wait;
                self.fence_at().map_or(next, |fence| fence.min(next))
            }
        }
    }

    async fn ask(&self, held: &[Held], draining: bool) -> Result<Vec<StillHeld>, PortError> {
        let settings = &self.shared.settings;
        let beat = Beat {
            worker: self.shared.worker,
            host: settings.host.clone(),
            kinds: self.shared.kinds.clone(),
            slots: settings.slots,
            draining,
        };
        self.shared.services.runs.beat(&beat, held, settings.lease).await
    }

    /// When this worker must stop all that it does. None while it has stopped already.
    fn fence_at(&self) -> Option<Instant> {
        self.shared.beating.borrow().then(|| self.last + self.shared.settings.self_fence)
    }

    fn stop_lost(&self, held: &[Held], still: &[StillHeld]) {
        for lost in self.shared.roster.reconcile(held, still) {
            self.shared.stats.count_lost();
            tracing::info!(run = %lost.run, fence = lost.fence, "held by somebody else; stopped");
        }
    }

    fn stop_all(&mut self) {
        self.shared.beating.send_replace(false);
        let stopped = self.shared.roster.abort_all();
        tracing::error!(runs = stopped.len(), "the store is silent; stopped before the leases end");
        self.abandoned.extend(stopped);
    }

    /// Gives back what was stopped, rather than let it count as a death of its worker.
    async fn give_back(&mut self) {
        if self.abandoned.is_empty() {
            return;
        }
        let limit = Instant::now() + Duration::from_secs(5);
        // Where this fails it comes with the next sign of life; failing that, the leases end.
        if answer_by(limit, self.shared.services.runs.release(&self.abandoned)).await.is_ok() {
            self.abandoned.clear();
        }
    }
}
