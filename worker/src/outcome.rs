//! What came of carrying out a run, and how it gets into the store.

use crate::outage::{chain, pace};
use oathgate_application::{
    error::PortError,
    ports::{
        entropy::Entropy,
        workflow_runs::{Fencing, NewEvent},
        workflow_store::{Closing, FailedAttempt, Suspension},
    },
    workflow::{Held, PendingSignal, Services, cancel_dependants, tell_parent},
};
use oathgate_domain::workflow::Fault;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::{Instant, timeout_at};

/// A change to a held run. Remembered events that are not stored yet are stored with it.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is over.
    Close { closing: Closing, family: Family },
    /// It sleeps, unless a signal has come since `inbox` was read.
    Suspend { until: Option<OffsetDateTime>, inbox: i64 },
    /// A step failed and is tried again later.
    FailAttempt(FailedAttempt),
    /// A person must look.
    Pause(Fault),
    /// It goes on; so far so good.
    Checkpoint,
    /// It goes on; which signals wait?
    ReadSignals,
    /// Somebody takes it up again from what is stored.
    Release,
}

/// Whom else the end of a run concerns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Family {
    /// Whether another started it.
    pub(crate) is_child: bool,
    /// Whether it started others.
    pub(crate) has_children: bool,
}

impl Family {
    /// Ends a run, in one unit of work with what that means to the others.
    async fn close(
        self,
        services: &Services,
        held: &Held,
        pending: &[NewEvent],
        closing: &Closing,
    ) -> Result<Fencing, PortError> {
        if !self.is_child && !self.has_children {
            return services.runs.close(held, pending, closing).await;
        }
        let mut unit = services.store.begin().await?;
        if self.has_children {
            cancel_dependants(&mut unit, held.run).await?;
        }
        if unit.workflows().close(held, pending, closing).await? == Fencing::Lost {
            return Ok(Fencing::Lost);
        }
        if self.is_child {
            tell_parent(&mut unit, held.run, closing).await?;
        }
        unit.commit().await?;
        Ok(Fencing::Kept)
    }
}

/// What the store said to an [`Outcome`].
#[derive(Debug)]
#[must_use]
pub(crate) enum Answer {
    /// It is so.
    Kept,
    /// A signal has come; the run is still held, and nothing was changed.
    Signalled,
    /// The run is held by somebody else; nothing was changed.
    Lost,
    /// The inbox and the signals that wait.
    Signals(i64, Vec<PendingSignal>),
    /// The store does not understand it. `unsure` says that an earlier try may have been kept.
    Refused { error: PortError, unsure: bool },
    /// The store did not answer for as long as the lease could last.
    Silent,
}

impl Outcome {
    /// Brings the outcome to the store, with the events that are `pending`. While that is away it
    /// is tried again, for up to `patience`: what a step has just done in the world is not
    /// forgotten because a database restarts.
    pub(crate) async fn store(
        &self,
        services: &Services,
        held: &Held,
        pending: &[NewEvent],
        patience: Duration,
    ) -> Answer {
        let entropy = &*services.entropy;
        let deadline = Instant::now() + patience;
        let mut failures = 0;
        let mut unsure = false;
        loop {
            let error = match timeout_at(deadline, self.attempt(services, held, pending)).await {
                Ok(Ok(answer)) => return answer,
                Ok(Err(error @ PortError::Defect { .. })) => return Answer::Refused { error, unsure },
                Ok(Err(error)) => error,
                Err(_) => return Answer::Silent,
            };
            failures += 1;
            if failures == 1 {
                tracing::warn!(error = chain(&error), "outcome not stored yet");
            }
            let wait = match error {
                // Nothing was changed, and the other change is a short one.
                PortError::Contended if failures <= 10 => entropy_millis(entropy, 20),
                _ => pace(failures, entropy),
            };
            unsure |= matches!(error, PortError::Unavailable { .. });
            if Instant::now() + wait >= deadline {
                return Answer::Silent;
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn attempt(
        &self,
        services: &Services,
        held: &Held,
        pending: &[NewEvent],
    ) -> Result<Answer, PortError> {
        let store = &*services.runs;
        Ok(match self {
            Self::Close { closing, family } => family.close(services, held, pending, closing).await?.into(),
            Self::Suspend { until, inbox } => match store.suspend(held, pending, *until, *inbox).await? {
                Suspension::Suspended => Answer::Kept,
                Suspension::Signalled => Answer::Signalled,
                Suspension::Lost => Answer::Lost,
            },
            Self::FailAttempt(failed) => store.fail_attempt(held, pending, failed).await?.into(),
            Self::Pause(fault) => store.pause(held, pending, fault).await?.into(),
            Self::Checkpoint if pending.is_empty() => Answer::Kept,
            Self::Checkpoint => store.checkpoint(held, pending).await?.into(),
            Self::ReadSignals => {
                let (inbox, signals) = store.signals(held.run).await?;
                Answer::Signals(inbox, signals)
            }
            Self::Release => {
                store.release(std::slice::from_ref(held)).await?;
                Answer::Kept
            }
        })
    }
}

impl From<Fencing> for Answer {
    fn from(fencing: Fencing) -> Self {
        match fencing {
            Fencing::Kept => Self::Kept,
            Fencing::Lost => Self::Lost,
        }
    }
}

/// A random time below `most` milliseconds.
pub(crate) fn entropy_millis(entropy: &dyn Entropy, most: u32) -> Duration {
    Duration::from_millis(u64::from(most)).mul_f64(entropy.chance())
}
