//! Carries out one leased run until it ends, sleeps, fails, or is lost.

use crate::{
    engine::Shared,
    outage::{chain, pace},
    outcome::{Answer, Outcome, entropy_millis},
    roster::Place,
};
use futures_util::FutureExt;
use oathgate_application::{
    error::PortError,
    ports::workflow_store::{Closing, FailedAttempt},
    workflow::{Context, Halt, Held, Lease},
};
use oathgate_domain::workflow::{Fault, OnExhaustion, RunState};
use serde_json::Value;
use std::{any::Any, panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::{sync::OwnedSemaphorePermit, task::JoinSet, time::Instant};
use tracing::Instrument;

/// How often a run starts over at once because other changes were under way.
const MOST_CONTENTIONS: u32 = 10;

/// How often a run starts over because signals came while it was about to sleep.
const MOST_SIGNALS: u32 = 1000;

/// Sleeps shorter than this are ended by a local timer; longer ones by the sweeper.
const SHORT_SLEEP: Duration = Duration::from_secs(1);

/// How much later than the store says a short sleep ends here: the two clocks are read apart.
const SLACK: Duration = Duration::from_millis(2);

/// Begins to carry out a leased run in a task of its own, which gives the slot back at its end.
pub(crate) fn begin<P: Send + Sync + 'static>(
    shared: &Arc<Shared<P>>,
    tasks: &mut JoinSet<()>,
    slot: OwnedSemaphorePermit,
    lease: Lease,
) {
    let held = lease.held;
    let span = tracing::info_span!(
        "run",
        run = %held.run,
        kind = lease.kind,
        request = lease.trace.as_deref(),
        worker = %held.worker,
    );
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
        _slot: slot,
    };
    let task = tasks.spawn(carrier.carry().instrument(span));
    shared.roster.carried_by(&held, task);
}

/// One run on its way.
struct Carrier<P> {
    shared: Arc<Shared<P>>,
    held: Held,
    kind: String,
    input: String,
    inbox: i64,
    context: Context<P>,
    begun: Instant,
    place: Place,
    _slot: OwnedSemaphorePermit,
}

impl<P: Send + Sync + 'static> Carrier<P> {
    async fn carry(mut self) {
        let (mut contentions, mut signals) = (0, 0);
        loop {
            let halt = self.drive().await;
            let again = match halt {
                Err(Halt::Contended) if contentions < MOST_CONTENTIONS => {
                    contentions += 1;
                    let most = 5 * contentions;
                    tokio::time::sleep(entropy_millis(&*self.shared.services.entropy, most)).await;
                    self.context.rewind(None);
                    true
                }
                Err(Halt::Sleep { until }) => {
                    signals += 1;
                    self.sleep(until, signals).await
                }
                ended => {
                    self.end(ended).await;
                    false
                }
            };
            if !again {
                return;
            }
        }
    }

    /// Runs the workflow's function until it returns. A panic is an outcome like others: it
    /// stops this run, and nobody else's.
    async fn drive(&mut self) -> Result<Value, Halt> {
        let Some(flow) = self.shared.registry.carry(&self.kind, &mut self.context, &self.input) else {
            let detail = format!("this worker has no code for {}", self.kind);
            return Err(Halt::Broken(Fault::new("unknown_kind", detail)));
        };
        AssertUnwindSafe(flow).catch_unwind().await.unwrap_or_else(|panic| {
            self.shared.stats.count_panicked();
            Err(Halt::Broken(Fault::new("panicked", said(&*panic))))
        })
    }

    /// Puts the run to sleep. True when a signal came first, and it goes on.
    async fn sleep(&mut self, until: Option<time::OffsetDateTime>, round: u32) -> bool {
        let pending = self.context.take_pending();
        let outcome = Outcome::Suspend { pending, until, inbox: self.inbox };
        match self.store(&outcome).await {
            Answer::Kept => {
                tracing::debug!(until = until.map(tracing::field::display), "sleeps");
                if let Some(until) = until {
                    let left = until - self.shared.services.clock.now();
                    self.wake_in(left.try_into().unwrap_or_default());
                }
                false
            }
            Answer::Signalled if round < MOST_SIGNALS => self.hear(outcome).await,
            Answer::Signalled => {
                self.hand_back(outcome, true).await;
                false
            }
            other => {
                self.not_kept(outcome, other).await;
                false
            }
        }
    }

    /// Stores what is pending and reads the signals, so that the run goes on with them.
    async fn hear(&mut self, outcome: Outcome) -> bool {
        let outcome = Outcome::Checkpoint { pending: outcome.into_pending() };
        match self.store(&outcome).await {
            Answer::Kept => {}
            other => {
                self.not_kept(outcome, other).await;
                return false;
            }
        }
        match self.store(&Outcome::ReadSignals).await {
            Answer::Signals(inbox, signals) => {
                self.inbox = inbox;
                self.context.rewind(Some(signals));
                self.place.settling(false);
                true
            }
            other => {
                self.not_kept(Outcome::ReadSignals, other).await;
                false
            }
        }
    }

    /// Everything that ends this lease, but sleep.
    async fn end(&mut self, ended: Result<Value, Halt>) {
        let pending = self.context.take_pending();
        let close = |state, output, fault| Closing { state, output, fault };
        let outcome = match ended {
            Ok(output) => {
                Outcome::Close { pending, closing: close(RunState::Done, Some(output.to_string()), None) }
            }
            Err(Halt::Cancelled) => {
                Outcome::Close { pending, closing: close(RunState::Cancelled, None, None) }
            }
            Err(Halt::Retry { step, attempt, fault, retry_in }) => {
                let failed = FailedAttempt { step, attempt, fault, retry_in };
                Outcome::FailAttempt { pending, failed }
            }
            Err(Halt::Exhausted { step, attempt, fault, then }) => {
                tracing::warn!(step, attempt, code = fault.code, "step failed and is not tried again");
                let fault = Fault::new(fault.code, format!("{step}: {}", fault.detail));
                match then {
                    OnExhaustion::Pause => Outcome::Pause { pending, fault },
                    OnExhaustion::Fail => {
                        Outcome::Close { pending, closing: close(RunState::Failed, None, Some(fault)) }
                    }
                }
            }
            Err(Halt::Broken(fault)) => Outcome::Pause { pending, fault },
            Err(Halt::Lost) => return self.lost(),
            Err(Halt::Away(error)) => return self.away(pending, &error).await,
            Err(Halt::Contended | Halt::Sleep { .. }) => {
                return self.hand_back(Outcome::Checkpoint { pending }, true).await;
            }
        };
        match self.store(&outcome).await {
            Answer::Kept => self.tell(&outcome),
            other => self.not_kept(outcome, other).await,
        }
    }

    /// The store was away in the middle of a step: what it kept last is unknown. What is known
    /// for sure is stored, then the run is given back to be taken up from what is stored.
    async fn away(
        &mut self,
        pending: Vec<oathgate_application::ports::workflow_runs::NewEvent>,
        error: &PortError,
    ) {
        tracing::warn!(error = chain(error), "store away in a step");
        tokio::time::sleep(pace(1, &*self.shared.services.entropy)).await;
        let unsure = matches!(error, PortError::Unavailable { .. });
        self.hand_back(Outcome::Checkpoint { pending }, unsure).await;
    }

    /// Stores what is pending and gives the run back, due now. `unsure` says that some of it may
    /// have been stored already, which the store then refuses.
    async fn hand_back(&mut self, outcome: Outcome, unsure: bool) {
        let outcome = Outcome::Checkpoint { pending: outcome.into_pending() };
        match self.store(&outcome).await {
            Answer::Kept => self.release().await,
            Answer::Refused { unsure: later, .. } if unsure || later => self.release().await,
            other => self.not_kept(outcome, other).await,
        }
    }

    async fn release(&self) {
        if let Answer::Kept = self.store(&Outcome::Release).await {
            tracing::info!("given back, to be taken up again");
        }
    }

    /// The store did not take an outcome.
    async fn not_kept(&mut self, outcome: Outcome, answer: Answer) {
        match answer {
            Answer::Lost => self.lost(),
            Answer::Refused { unsure: true, .. } => self.release().await,
            Answer::Refused { error, unsure: false } => self.set_aside(outcome, &error).await,
            Answer::Silent | Answer::Kept | Answer::Signalled | Answer::Signals(..) => {
                tracing::warn!("outcome not stored while the lease could be held; given up");
            }
        }
    }

    /// The store cannot understand an outcome, and would not the next time. A person must look,
    /// since taking the run up again would only repeat what it did in the world.
    async fn set_aside(&mut self, outcome: Outcome, error: &PortError) {
        tracing::error!(error = chain(error), "outcome refused by the store");
        let fault = Fault::new("not_stored", error.to_string());
        for pending in [outcome.into_pending(), Vec::new()] {
            let pause = Outcome::Pause { pending, fault: fault.clone() };
            if let Answer::Kept = self.store(&pause).await {
                return self.tell(&pause);
            }
        }
    }

    fn lost(&self) {
        self.shared.stats.count_lost();
        tracing::info!("held by somebody else; dropped");
    }

    async fn store(&self, outcome: &Outcome) -> Answer {
        self.place.settling(true);
        let services = &self.shared.services;
        let patience = self.shared.settings.self_fence;
        outcome.store(&*services.runs, &self.held, &*services.entropy, patience).await
    }

    /// Counts an outcome that was stored, and tells the log.
    fn tell(&self, outcome: &Outcome) {
        let stats = &self.shared.stats;
        match outcome {
            Outcome::Close { closing, .. } => {
                match closing.state {
                    RunState::Done => stats.count_completed(),
                    RunState::Cancelled => stats.count_cancelled(),
                    _ => stats.count_failed(),
                }
                let since_start = self.shared.services.clock.now() - self.context.started();
                tracing::info!(
                    state = ?closing.state,
                    code = closing.fault.as_ref().map(|fault| &fault.code),
                    steps = self.context.steps(),
                    milliseconds = since_start.whole_milliseconds(),
                    busy_milliseconds = self.begun.elapsed().as_millis(),
                    "closed"
                );
            }
            Outcome::FailAttempt { failed, .. } => {
                stats.count_failed_attempt();
                self.wake_in(failed.retry_in);
                tracing::warn!(
                    step = failed.step,
                    attempt = failed.attempt,
                    code = failed.fault.code,
                    retry_in_milliseconds = failed.retry_in.as_millis(),
                    "attempt failed"
                );
            }
            Outcome::Pause { fault, .. } => {
                stats.count_paused();
                tracing::error!(code = fault.code, "paused until a person decides");
            }
            _ => {}
        }
    }

    /// Looks at the run again after a short sleep.
    fn wake_in(&self, sleep: Duration) {
        if sleep < SHORT_SLEEP {
            self.shared.agenda.add(Instant::now() + sleep + SLACK, [self.held.run]);
        }
    }
}

/// What a panic said, where that was fixed when the code was written. A message that was made
/// at run time may hold anything, a secret too; it is in the process's own error output alone.
fn said(panic: &(dyn Any + Send)) -> &'static str {
    panic.downcast_ref::<&'static str>().copied().unwrap_or("the workflow's code panicked")
}
