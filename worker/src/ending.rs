//! How a lease ends: brings the outcome to the store, and knows what to do when that does not
//! take it.

use crate::{
    carrier::Carrier,
    engine::Shared,
    outage::{chain, pace},
    outcome::{Answer, Family, Outcome},
};
use oathgate_application::{
    error::PortError, ports::workflow_store::Closing, telemetry::measures, workflow::Halt,
};
use oathgate_domain::workflow::{Fault, OnExhaustion, RunState, RunStatus};
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
        let outcome = match ended {
            Ok(output) => self.close(RunState::Done, Some(output.to_string()), None),
            Err(Halt::Cancelled) => self.close(RunState::Cancelled, None, None),
            Err(Halt::Overdue) => {
                let fault = Fault::new("deadline_passed", "the run was to be over by then");
                self.close(RunState::Failed, None, Some(fault))
            }
            Err(Halt::Retry(failed)) => Outcome::FailAttempt(failed),
            Err(Halt::Exhausted { step, attempt, fault, then }) => {
                tracing::warn!(step, attempt, code = fault.code, "step failed and is not tried again");
                let fault = Fault::new(fault.code, format!("{step}: {}", fault.detail));
                match then {
                    OnExhaustion::Pause => Outcome::Pause(fault),
                    OnExhaustion::Fail => self.close(RunState::Failed, None, Some(fault)),
                }
            }
            Err(Halt::Broken(fault)) => Outcome::Pause(fault),
            Err(Halt::Lost) => return self.lost(),
            Err(Halt::Away(error)) => return self.away(&error).await,
            Err(Halt::Contended | Halt::Sleep { .. }) => return self.hand_back().await,
        };
        if self.store(&outcome).await.is_some() {
            self.tell(&outcome);
        }
    }

    fn close(&self, state: RunState, output: Option<String>, fault: Option<Fault>) -> Outcome {
        Outcome::Close {
            closing: Closing { state, output, fault },
            family: Family {
                is_child: self.context.parent().is_some(),
                has_children: self.context.has_children(),
            },
        }
    }

    /// The store was away in the middle of a step: what it kept last is unknown. What is known
    /// for sure is stored, then the run is given back to be taken up from what is stored.
    async fn away(&mut self, error: &PortError) {
        tracing::warn!(error = chain(error), "store away in a step");
        // Not at once: where the store answers everybody but this step, it must not turn in circles.
        tokio::time::sleep(pace(3, &*self.shared.services.entropy)).await;
        self.unsure = matches!(error, PortError::Unavailable { .. });
        self.hand_back().await;
    }

    /// Stores what is pending and gives the run back, due now.
    pub(crate) async fn hand_back(&mut self) {
        if self.store(&Outcome::Checkpoint).await.is_some() {
            self.release().await;
        }
    }

    async fn release(&self) {
        if let Answer::Kept = self.ask(&Outcome::Release).await {
            tracing::info!("given back, to be taken up again");
        }
    }

    /// Brings an outcome to the store. None where that did not take it: what follows from that is
    /// then done, and the lease has ended.
    pub(crate) async fn store(&mut self, outcome: &Outcome) -> Option<Answer> {
        match self.ask(outcome).await {
            Answer::Lost => self.lost(),
            Answer::Refused { unsure, .. } if unsure || self.unsure => self.release().await,
            Answer::Refused { error, .. } => self.set_aside(&error).await,
            Answer::Silent => {
                tracing::warn!("outcome not stored while the lease could be held; given up");
            }
            answer => return Some(answer),
        }
        None
    }

    /// What the store says to an outcome.
    async fn ask(&self, outcome: &Outcome) -> Answer {
        self.place.settling(true);
        let Shared { services, settings, .. } = &*self.shared;
        outcome.store(services, &self.held, self.context.pending(), settings.self_fence).await
    }

    /// The store cannot understand an outcome, and would not the next time. A person must look,
    /// since taking the run up again would only repeat what it did in the world.
    async fn set_aside(&mut self, error: &PortError) {
        tracing::error!(error = chain(error), "outcome refused by the store");
        let pause = Outcome::Pause(Fault::new("not_stored", error.to_string()));
        // If need be without the events, which may be what cannot be understood.
        for _ in 0..2 {
            if let Answer::Kept = self.ask(&pause).await {
                return self.tell(&pause);
            }
            self.context.forget_pending();
        }
    }

    fn lost(&self) {
        self.shared.stats.count_lost();
        tracing::info!("no longer held; dropped");
    }

    /// Counts an outcome that was stored, and tells the log.
    fn tell(&self, outcome: &Outcome) {
        match outcome {
            Outcome::Close { closing, .. } => {
                measures::RUNS_ENDED.count([&self.kind, RunStatus::of(closing.state, false).as_str()]);
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
            Outcome::FailAttempt(failed) => {
                self.wake_in(failed.retry_in);
                tracing::warn!(
                    step = failed.step,
                    attempt = failed.attempt,
                    code = failed.fault.code,
                    retry_in_milliseconds = failed.retry_in.as_millis(),
                    "attempt failed"
                );
            }
            Outcome::Pause(fault) => {
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
