//! Runs of workflows as far as they belong to a change: started, signalled and checkpointed in
//! the unit of work of the change itself.

use crate::{error::PortError, ports::workflow_store::Closing, workflow::Held};
use async_trait::async_trait;
use oathgate_domain::{
    ids::{AccountId, RunId},
    trace::TraceParent,
    workflow::{EventKind, Priority, Reuse},
};
use time::OffsetDateTime;

/// A run to be started.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// Its identifier, drawn by the caller.
    pub id: RunId,
    /// The workflow's name.
    pub kind: &'static str,
    /// The version of the workflow's code that starts it.
    pub version: i16,
    /// The business key: at most one run is open under a kind and key.
    pub key: Option<String>,
    /// Whether an ended run under the same key stands in the way.
    pub reuse: Reuse,
    /// Its priority.
    pub priority: Priority,
    /// Runs that share a limit, for example `smtp`, or `hook:` and an endpoint.
    pub limit_key: Option<String>,
    /// The account that it is about.
    pub subject: Option<AccountId>,
    /// The run that started it.
    pub parent: Option<RunId>,
    /// Whether it is cancelled when that ends.
    pub ends_with_parent: bool,
    /// When it must be over; it fails where it is not.
    pub deadline: Option<OffsetDateTime>,
    /// The request that it descends from: the same id as in the log.
    pub trace: Option<String>,
    /// Its place in the trace of that request, where one is recorded.
    pub traced: Option<TraceParent>,
    /// When it is first due; at once where none is given.
    pub first_due: Option<OffsetDateTime>,
    /// What it was started with, as JSON. Holds ids, never a secret.
    pub input: String,
}

/// What came of starting a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// It was accepted under this id.
    New(RunId),
    /// A run under the same key stands in the way: this one.
    Existing(RunId),
}

impl Started {
    /// The run, new or not.
    pub fn run(self) -> RunId {
        match self {
            Self::New(run) | Self::Existing(run) => run,
        }
    }
}

/// Which run a signal is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addressee {
    /// The run with this id.
    Run(RunId),
    /// The open run of this kind under this key.
    Key {
        /// The workflow's name.
        kind: &'static str,
        /// The business key.
        key: String,
    },
}

/// A signal to be sent.
#[derive(Debug, Clone)]
pub struct NewSignal {
    /// Names this very signal: a second one with the same name for the same run is dropped.
    pub id: String,
    /// Which signal.
    pub name: &'static str,
    /// What it carries, as JSON. Holds ids, never a secret.
    pub data: String,
}

/// What came of sending a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signalled {
    /// The run has it, now or from an earlier time.
    Accepted,
    /// There is no such run, or it is over.
    NoOpenRun,
}

/// An event to be added to a run's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// What it says.
    pub kind: EventKind,
    /// The step, wait or signal it is about.
    pub name: Option<String>,
    /// Which attempt, from 1.
    pub attempt: Option<u32>,
    /// Particulars, as JSON.
    pub data: Option<String>,
    /// For [`EventKind::SignalTaken`]: the id of the signal that is taken with it.
    pub takes_signal: Option<String>,
}

/// Whether a change to a run that somebody held took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Fencing {
    /// It did.
    Kept,
    /// It did not, and nothing was changed: the run is no longer held under that fence.
    Lost,
}

/// Runs of workflows in a unit of work.
#[async_trait]
pub trait WorkflowRuns: Send {
    /// Accepts a run, with its first event. It is its own outbox: after the commit it is hinted,
    /// and whatever was not hinted is found by the sweeper.
    async fn start(&mut self, run: &NewRun) -> Result<Started, PortError>;

    /// Sends a signal: keeps it, wakes the run if it sleeps, and lets a run that is about to
    /// sleep notice it. A lost wake-up is impossible.
    async fn signal(&mut self, to: &Addressee, signal: &NewSignal) -> Result<Signalled, PortError>;

    /// Asks for a run to be cancelled, and wakes it unless somebody holds it. `by` goes into its
    /// history. False where there is no such run, or it is over.
    async fn request_cancel(&mut self, run: RunId, by: &str) -> Result<bool, PortError>;

    /// Adds remembered events to a run that is held, in order, resets its count of attempts and
    /// deaths, and names its last step. [`Fencing::Lost`] must be followed by a rollback.
    async fn checkpoint(&mut self, held: &Held, events: &[NewEvent]) -> Result<Fencing, PortError>;

    /// Ends a run that is held, with the remembered events from before it. [`Fencing::Lost`] must be
    /// followed by a rollback.
    async fn close(
        &mut self,
        held: &Held,
        pending: &[NewEvent],
        closing: &Closing,
    ) -> Result<Fencing, PortError>;

    /// The unfinished runs that `run` started and that are cancelled when it ends, at most 1,000.
    async fn dependants(&mut self, run: RunId) -> Result<Vec<RunId>, PortError>;

    /// The run that started `run`.
    async fn parent(&mut self, run: RunId) -> Result<Option<RunId>, PortError>;
}
