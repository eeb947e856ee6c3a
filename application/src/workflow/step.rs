//! Steps: what they get, what they give, and how a run halts.

use crate::{error::PortError, ports::workflow_store::FailedAttempt};
use oathgate_domain::{
    ids::{AccountId, RunId},
    workflow::{Fault, OnExhaustion},
};
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;

/// What a part of a workflow gives: a value, or the reason why the run halts here for now.
pub type Flow<T> = Result<T, Halt>;

/// Why a workflow's function returns before its end. Made by [`super::Context`] and passed on
/// with `?`; the worker acts on it.
#[derive(Debug)]
pub enum Halt {
    /// The run sleeps until this time, or until a signal comes.
    Sleep {
        /// The time, where there is one.
        until: Option<OffsetDateTime>,
    },
    /// An attempt at a step failed; the step is tried again later.
    Retry(FailedAttempt),
    /// A step failed and is not tried again.
    Exhausted {
        /// The step.
        step: String,
        /// Which attempt failed last, from 1.
        attempt: u32,
        /// What happened.
        fault: Fault,
        /// What becomes of the run.
        then: OnExhaustion,
    },
    /// The code and the history do not fit together: a person must look.
    Broken(Fault),
    /// The run is held by somebody else now. Nothing may be changed.
    Lost,
    /// Another change was under way; going back to the start at once will do.
    Contended,
    /// The store is away, and what it kept last is unknown: the run must be taken up again from
    /// what is stored.
    Away(PortError),
    /// Somebody has asked for the run to be cancelled.
    Cancelled,
    /// The run's deadline has passed.
    Overdue,
}

/// Why an attempt at an effect did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepError {
    /// What happened, in the peer's words, redacted.
    pub fault: Fault,
    /// Whether trying again makes no sense.
    pub permanent: bool,
    /// How long the peer asks to wait.
    pub retry_after: Option<Duration>,
}

impl StepError {
    /// A fault that may pass.
    pub fn transient(fault: Fault) -> Self {
        Self { fault, permanent: false, retry_after: None }
    }
}

impl From<PortError> for StepError {
    fn from(error: PortError) -> Self {
        Self::transient(Fault::new("port_unavailable", error.to_string()))
    }
}

/// What an effect gave, with the peer's words for the history.
#[derive(Debug, Clone)]
pub struct Done<T> {
    /// The value, kept and given again whenever the run goes on.
    pub value: T,
    /// What the peer said, redacted; shown to operators.
    pub note: Option<String>,
}

impl<T> Done<T> {
    /// A value without a note.
    pub fn new(value: T) -> Self {
        Self { value, note: None }
    }

    /// A value with the peer's words.
    pub fn noted(value: T, note: impl Into<String>) -> Self {
        Self { value, note: Some(note.into()) }
    }
}

/// What a step may use.
#[derive(Debug)]
pub struct Scope<P> {
    /// The ports.
    pub ports: Arc<P>,
    /// The key of this step of this run, the same at every attempt: 32 hexadecimal digits.
    pub key: String,
    /// The time at which this attempt began.
    pub now: OffsetDateTime,
    /// A time that is the same at every attempt: that of the last thing that happened before the
    /// step (the start, a timer, a signal).
    pub dated: OffsetDateTime,
    /// The run.
    pub run: RunId,
    /// The account that it is about.
    pub subject: Option<AccountId>,
    /// The request that it descends from.
    pub trace: Option<String>,
}
