//! How a lease ends: brings the outcome to the store, and knows what to do when that does not
//! take it.

use crate::{
    carrier::Carrier,
    outage::{chain, pace},
    outcome::{Answer, Family, Outcome},
};
use oathgate_application::{
    error::PortError,
    ports::{
        workflow_runs::NewEvent,
        workflow_store::{Closing, FailedAttempt},
    },
    telemetry::measures,
    workflow::Halt,
};
use oathgate_domain::workflow::{Fault, OnExhaustion, RunState};
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// Sleeps shorter than this are ended by a local timer; longer ones by the sweeper.
const SHORT_SLEEP: Duration = Duration::from_secs(1);

/// How much later than the store says a short sleep ends here: the two clocks are read apart.
const SLACK: Duration = Duration::from_millis(2);

impl<P: Send + Sync + 'static> Carrier<P> {
    /// Everything that ends this lease, but sleep.
    pub(crate) async fn end(&mut self, ended: Result<Value, Halt>) {
        let pending = self.context.take_pending();
        let family =
            Family { is_child: self.context.parent().is_some(), has_children: self.context.has_children() };
        let close = |pending, state, output, fault| Outcome::Close {
            pending,
            closing: Closing { state, output, fault },
            family,
        };
        let outcome = match ended {
            Ok(output) => close(pending, RunState::Done, Some(output.to_string()), None),
            Err(Halt::Cancelled) => close(pending, RunState::Cancelled, None, None),
            Err(Halt::Overdue) => {
                let fault = Fault::new("deadline_passed", "the run was to be over by then");
                close(pending, RunState::Failed, None, Some(fault))
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
                    OnExhaustion::Fail => close(pending, RunState::Failed, None, Some(fault)),
                }
            }
            Err(Halt::Broken(fault)) => Outcome::Pause { pending, fault },
            Err(Halt::Lost) => return self.lost(),
            Err(Halt::Away(error)) => return self.away(pending, &error).await,
            Err(Halt::Contended | Halt::Sleep { .. }) => {
                return self.hand_back(Outcome::Checkpoint { pending }, false).await;
            }
        };
        match self.store(&outcome).await {
            Answer::Kept => self.tell(&outcome),
            other => self.not_kept(outcome, other).await,
        }
    }

    /// The store was away in the middle of a step: what it kept last is unknown. What is known
    /// for sure is stored, then the run is given back to be taken up from what is stored.
    async fn away(&mut self, pending: Vec<NewEvent>, error: &PortError) {
        tracing::warn!(error = chain(error), "store away in a step");
        // Not at once: where the store answers everybody but this step, it must not turn in circles.
        tokio::time::sleep(pace(3, &*self.shared.services.entropy)).await;
        let unsure = matches!(error, PortError::Unavailable { .. });
        self.hand_back(Outcome::Checkpoint { pending }, unsure).await;
    }

    /// Stores what is pending and gives the run back, due now. `unsure` says that some of it may
    /// have been stored already, which the store then refuses.
    pub(crate) async fn hand_back(&mut self, outcome: Outcome, unsure: bool) {
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
    pub(crate) async fn not_kept(&mut self, outcome: Outcome, answer: Answer) {
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
        tracing::info!("no longer held; dropped");
    }

    pub(crate) async fn store(&self, outcome: &Outcome) -> Answer {
        self.place.settling(true);
        outcome.store(&self.shared.services, &self.held, self.shared.settings.self_fence).await
    }

    /// Counts an outcome that was stored, and tells the log.
    fn tell(&self, outcome: &Outcome) {
        let stats = &self.shared.stats;
        match outcome {
            Outcome::Close { closing, .. } => {
                let outcome = match closing.state {
                    RunState::Done => {
                        stats.count_completed();
                        "done"
                    }
                    RunState::Cancelled => {
                        stats.count_cancelled();
                        "cancelled"
                    }
                    _ => {
                        stats.count_failed();
                        "failed"
                    }
                };
                measures::RUNS_ENDED.count([&self.kind, outcome]);
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
                measures::RUNS_ENDED.count([&self.kind, "paused"]);
                tracing::error!(code = fault.code, "paused until a person decides");
            }
            _ => {}
        }
    }

    /// Looks at the run again after a short sleep.
    pub(crate) fn wake_in(&self, sleep: Duration) {
        if sleep < SHORT_SLEEP {
            self.shared.agenda.add(Instant::now() + sleep + SLACK, [self.held.run]);
        }
    }
}
