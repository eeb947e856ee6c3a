//! Carries out one leased run until it ends, sleeps, fails, or is lost.

use crate::{
    engine::Shared,
    outcome::{Answer, Outcome, entropy_millis},
    roster::Place,
};
use futures_util::FutureExt;
use oathgate_application::{
    telemetry::propagation,
    workflow::{Carried, Context, Halt, Held, Lease},
};
use oathgate_domain::workflow::Fault;
use serde_json::Value;
use std::{
    any::Any,
    future::poll_fn,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::Poll,
};
use tokio::{sync::OwnedSemaphorePermit, task::JoinSet, time::Instant};
use tracing::Instrument;

/// How often a run starts over at once because other changes were under way.
const MOST_CONTENTIONS: u32 = 10;

/// How often a run starts over because signals came while it was about to sleep.
const MOST_SIGNALS: u32 = 1000;

/// Begins to carry out a leased run in a task of its own, which gives the slot back at its end.
pub(crate) fn begin<P: Send + Sync + 'static>(
    shared: &Arc<Shared<P>>,
    tasks: &mut JoinSet<()>,
    slot: OwnedSemaphorePermit,
    lease: Lease,
) {
    let (held, limited) = (lease.held, lease.limited);
    let span = tracing::info_span!(
        "run",
        run = %held.run,
        kind = lease.kind,
        request = lease.trace.as_deref(),
        worker = %held.worker,
    );
    let trace = span.in_scope(|| {
        tracing::debug_span!(
            target: "oathgate::trace",
            "run",
            otel.name = lease.kind,
            otel.kind = "consumer",
            run = %held.run,
            request_id = lease.trace.as_deref(),
        )
    });
    propagation::adopt(&trace, lease.parent.as_ref());
    let place = shared.roster.enter(held);
    let carrier = Carrier {
        begun: Instant::now(),
        kind: lease.kind.clone(),
        input: lease.input.clone(),
        inbox: lease.inbox,
        context: Context::new(
            lease,
            shared.services.clone(),
            Arc::clone(&shared.ports),
            Arc::clone(&place.cancel),
        ),
        shared: Arc::clone(shared),
        held,
        place,
        unsure: false,
        _slot: slot,
    };
    let carried = {
        let shared = Arc::clone(shared);
        async move {
            carrier.carry().await;
            // Its place may be what others under the same limit were refused for.
            if limited {
                shared.agenda.look();
            }
        }
    };
    let task = tasks.spawn(carried.instrument(trace).instrument(span));
    shared.roster.carried_by(&held, task);
}

/// One run on its way.
pub(crate) struct Carrier<P> {
    pub(crate) shared: Arc<Shared<P>>,
    pub(crate) held: Held,
    pub(crate) kind: String,
    input: String,
    inbox: i64,
    pub(crate) context: Context<P>,
    pub(crate) begun: Instant,
    pub(crate) place: Place,
    /// Whether what is pending may be in the store already, which then refuses it.
    pub(crate) unsure: bool,
    _slot: OwnedSemaphorePermit,
}

impl<P: Send + Sync + 'static> Carrier<P> {
    async fn carry(mut self) {
        let (mut contentions, mut signals) = (0, 0);
        loop {
            match self.drive().await {
                Err(Halt::Contended) if contentions < MOST_CONTENTIONS => {
                    contentions += 1;
                    let most = 5 * contentions;
                    tokio::time::sleep(entropy_millis(&*self.shared.services.entropy, most)).await;
                    self.context.rewind(None);
                }
                Err(Halt::Sleep { until }) => {
                    signals += 1;
                    if !self.sleep(until, signals).await {
                        return;
                    }
                }
                ended => return self.end(ended).await,
            }
        }
    }

    /// Runs the workflow's function until it returns. A panic is an outcome like others: it
    /// stops this run, and nobody else's.
    async fn drive(&mut self) -> Result<Value, Halt> {
        let waits = self.context.waits();
        let Some(flow) = self.shared.registry.carry(&self.kind, &mut self.context, &self.input) else {
            let detail = format!("this worker has no code for {}", self.kind);
            return Err(Halt::Broken(Fault::new("unknown_kind", detail)));
        };
        AssertUnwindSafe(owned(flow, &waits))
            .catch_unwind()
            .await
            .unwrap_or_else(|panic| Err(Halt::Broken(Fault::new("panicked", said(&*panic)))))
    }

    /// Puts the run to sleep. True when a signal came first, and it goes on.
    async fn sleep(&mut self, until: Option<time::OffsetDateTime>, round: u32) -> bool {
        match self.store(&Outcome::Suspend { until, inbox: self.inbox }).await {
            Some(Answer::Signalled) if round < MOST_SIGNALS => return self.hear().await,
            Some(Answer::Signalled) => self.hand_back().await,
            Some(_) => {
                tracing::debug!(until = until.map(tracing::field::display), "sleeps");
                if let Some(until) = until {
                    let left = until - self.shared.services.clock.now();
                    self.wake_in(left.try_into().unwrap_or_default());
                }
            }
            None => {}
        }
        false
    }

    /// Stores what is pending and reads the signals, so that the run goes on with them.
    async fn hear(&mut self) -> bool {
        if self.store(&Outcome::Checkpoint).await.is_none() {
            return false;
        }
        self.context.forget_pending();
        let Some(Answer::Signals(inbox, signals)) = self.store(&Outcome::ReadSignals).await else {
            return false;
        };
        self.inbox = inbox;
        self.context.rewind(Some(signals));
        self.place.settling(false);
        true
    }
}

/// The same flow, which ends as soon as it waits for something that is not the engine's: a timer or
/// a channel of its own would be gone after a stop, and the run would never be woken for it.
async fn owned(mut flow: Carried<'_>, waits: &AtomicU32) -> Result<Value, Halt> {
    poll_fn(|task| match flow.as_mut().poll(task) {
        Poll::Pending if waits.load(Ordering::Relaxed) == 0 => {
            let detail = "the workflow's code waits for something outside of its steps";
            Poll::Ready(Err(Halt::Broken(Fault::new("foreign_wait", detail))))
        }
        other => other,
    })
    .await
}

/// What a panic said, where that was fixed when the code was written. A message that was made
/// at run time may hold anything, a secret too; it is in the process's own error output alone.
fn said(panic: &(dyn Any + Send)) -> &'static str {
    panic.downcast_ref::<&'static str>().copied().unwrap_or("the workflow's code panicked")
}
