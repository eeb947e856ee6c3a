//! Finds what nobody hinted: runs whose hint was lost, whose sleep is over, or whose worker died.

use crate::{engine::Shared, outage::Outage};
use oathgate_application::{error::PortError, ports::workflow_store::Swept};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// How long one sweep may take.
const LIMIT: Duration = Duration::from_secs(10);

/// How many times its slots of hints a worker lets wait. The backlog stays in the store.
const DEPTH: usize = 4;

/// Sweeps until the worker leaves.
pub(crate) async fn run<P: Send + Sync + 'static>(shared: &Arc<Shared<P>>, leaving: &CancellationToken) {
    let mut outage = Outage::of("workflow store, for sweeps");
    loop {
        let spread = 0.8 + 0.4 * shared.services.entropy.chance();
        tokio::select! {
            () = leaving.cancelled() => return,
            () = tokio::time::sleep(shared.settings.sweep.mul_f64(spread)) => {}
        }
        // After an outage of the store every lease looks expired. Whoever is alive gives a sign
        // of life first; only then are the dead counted.
        if !*shared.beating.borrow() {
            continue;
        }
        let limit = shared.settings.slot_count().saturating_mul(DEPTH);
        let swept = timeout(LIMIT, shared.services.runs.sweep(limit))
            .await
            .unwrap_or_else(|late| Err(PortError::unavailable("database", late)));
        match swept {
            Ok(swept) => {
                outage.over();
                shared.stats.note_sweep(&*shared.services.clock);
                pass_on(shared, &swept).await;
            }
            Err(error) => {
                let wait = outage.failed(&error, &*shared.services.entropy);
                tokio::select! {
                    () = leaving.cancelled() => return,
                    () = tokio::time::sleep(wait) => {}
                }
            }
        }
    }
}

/// Takes up due runs here as far as there is room, and hints the others.
async fn pass_on<P: Send + Sync + 'static>(shared: &Arc<Shared<P>>, swept: &Swept) {
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
