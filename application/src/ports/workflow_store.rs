//! The workers' side of the workflow store, and what operators see of runs. All times of leases, wake-ups and
//! events are the database's own (`workflow_now()`); a worker's clock decides nothing.
//!
//! It is the hot path: each engine has its own best statements for it.

use crate::{
    error::PortError,
    ports::{
        hints::Hint,
        workflow_runs::{Fencing, NewEvent},
    },
    workflow::{Held, Lease, PendingSignal},
};
use async_trait::async_trait;
use oathgate_domain::{
    ids::{AccountId, RunId, WorkerId},
    workflow::{Event, Fault, RunState, RunStatus},
};
use std::time::Duration;
use time::OffsetDateTime;

/// A request for work.
#[derive(Debug, Clone)]
pub struct Claim<'a> {
    /// Who asks.
    pub worker: WorkerId,
    /// The kinds that the worker has code for.
    pub kinds: &'a [&'static str],
    /// Most runs to give.
    pub limit: usize,
    /// Only these runs, as hinted; none to take whatever is due, urgent and oldest first.
    pub only: Option<&'a [RunId]>,
    /// How long the lease lasts without a heartbeat.
    pub lease: Duration,
}

/// An attempt at a step that failed and will be tried again.
#[derive(Debug, Clone)]
pub struct FailedAttempt {
    /// The step.
    pub step: String,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// What happened.
    pub fault: Fault,
    /// When the step is tried next, from now.
    pub retry_in: Duration,
}

/// What came of putting a run to sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Suspension {
    /// It sleeps.
    Suspended,
    /// A signal has come meanwhile: the run is still held, read the signals and go on.
    Signalled,
    /// It is no longer held under that fence. Nothing was changed.
    Lost,
}

/// How a run ends.
#[derive(Debug, Clone)]
pub struct Closing {
    /// A closed state.
    pub state: RunState,
    /// What it gave, as JSON.
    pub output: Option<String>,
    /// Why it failed.
    pub fault: Option<Fault>,
}

/// A worker's sign of life.
#[derive(Debug, Clone)]
pub struct Beat {
    /// Who.
    pub worker: WorkerId,
    /// The machine's name.
    pub host: String,
    /// The kinds that it has code for.
    pub kinds: Vec<&'static str>,
    /// How many runs it carries out at a time.
    pub slots: u32,
    /// Whether it is about to stop.
    pub draining: bool,
}

/// A run that a worker still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StillHeld {
    /// The run.
    pub run: RunId,
    /// Its fence.
    pub fence: i64,
    /// Whether somebody has asked for it to be cancelled.
    pub cancel: bool,
}

/// What a sweep did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Whether this process was the one that swept; another may have been at it.
    pub swept: bool,
    /// Runs whose lease had run out and which are due again.
    pub expired: u64,
    /// Runs that were stopped because their worker died three times without progress.
    pub poisoned: u64,
    /// Due runs that nobody works on, urgent and oldest first.
    pub due: Vec<Hint>,
    /// Whether the time of some schedule has come.
    pub schedules_due: bool,
}

/// A run in a list.
#[derive(Debug, Clone)]
pub struct RunSummary {
    /// The run.
    pub id: RunId,
    /// The workflow's name.
    pub kind: String,
    /// The version of the code that started it.
    pub version: i64,
    /// Its business key.
    pub key: Option<String>,
    /// Where it is.
    pub status: RunStatus,
    /// The last step that it did or tried.
    pub step: Option<String>,
    /// Failed attempts at the present step.
    pub attempt: i64,
    /// When it is due, where it sleeps until a time.
    pub due_at: Option<OffsetDateTime>,
    /// The account that it is about.
    pub subject: Option<AccountId>,
    /// The request that it descends from.
    pub trace: Option<String>,
    /// Why it is paused or failed, or why its last attempt failed.
    pub fault: Option<Fault>,
    /// Who holds it.
    pub worker: Option<WorkerId>,
    /// Whether somebody has asked for it to be cancelled.
    pub cancel_requested: bool,
    /// When it was accepted.
    pub created_at: OffsetDateTime,
    /// When it ended.
    pub closed_at: Option<OffsetDateTime>,
}

/// A run with its history.
#[derive(Debug, Clone)]
pub struct RunDetail {
    /// Where it is.
    pub summary: RunSummary,
    /// What it was started with, as JSON.
    pub input: String,
    /// What it gave, as JSON.
    pub output: Option<String>,
    /// What happened, oldest first; the latest 1,000 events.
    pub events: Vec<Event>,
    /// Signals that wait to be taken.
    pub signals: Vec<PendingSignal>,
}

/// Which runs a list shows.
#[derive(Debug, Clone, Default)]
pub struct RunFilter {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only in this status.
    pub status: Option<RunStatus>,
    /// Only about this account.
    pub subject: Option<AccountId>,
    /// Only those with this code of a fault, or whose fault says this text, whatever its case.
    pub fault: Option<String>,
    /// Only those that were accepted from then on.
    pub since: Option<OffsetDateTime>,
    /// Only those that were accepted before then.
    pub until: Option<OffsetDateTime>,
    /// Only runs older than this one (the last of the page before).
    pub before: Option<RunId>,
    /// Most runs to give, at most 200.
    pub limit: u16,
}

/// How the whole is doing.
#[derive(Debug, Clone, Default)]
pub struct WorkflowHealth {
    /// Workers that gave a sign of life within the last 30 s and are not about to stop.
    pub workers: u64,
    /// How long the oldest due run has waited.
    pub oldest_due: Duration,
    /// Runs that wait to be taken up.
    pub due: u64,
    /// Runs that wait for a person.
    pub paused: u64,
}

/// The workers' side of the store, and what operators see of runs.
#[async_trait]
pub trait WorkflowStore: Send + Sync {
    /// Leases due runs to a worker: each gets a new fence, so that whoever held it before can no
    /// longer change it. A lease need not last through a crash of the database, as long as no fence
    /// is ever given twice: the run is due again then. Gives what a worker needs to go on: remembered events and
    /// waiting signals. A run is due when it is open and its wake-up time has come.
    async fn claim(&self, claim: &Claim<'_>) -> Result<Vec<Lease>, PortError>;

    /// As [`crate::ports::workflow_runs::WorkflowRuns::checkpoint`], in a unit of its own: one
    /// round trip on Postgres.
    async fn checkpoint(&self, held: &Held, events: &[NewEvent]) -> Result<Fencing, PortError>;

    /// Notes a failed attempt and gives the run back until its next try. `pending` are remembered
    /// events from before it.
    async fn fail_attempt(
        &self,
        held: &Held,
        pending: &[NewEvent],
        failed: &FailedAttempt,
    ) -> Result<Fencing, PortError>;

    /// Puts a run to sleep until `until`, or until a signal comes where there is none, if no
    /// signal has come since `inbox` was read. `pending` are remembered events from before it,
    /// which are kept only when it sleeps.
    async fn suspend(
        &self,
        held: &Held,
        pending: &[NewEvent],
        until: Option<OffsetDateTime>,
        inbox: i64,
    ) -> Result<Suspension, PortError>;

    /// The signals of a run that nobody has taken, oldest first, with the count of its inbox.
    async fn signals(&self, run: RunId) -> Result<(i64, Vec<PendingSignal>), PortError>;

    /// Stops a run until a person decides, with a fault that says why.
    async fn pause(&self, held: &Held, pending: &[NewEvent], fault: &Fault) -> Result<Fencing, PortError>;

    /// Ends a run, in one statement with the remembered events from before it.
    async fn close(&self, held: &Held, pending: &[NewEvent], closing: &Closing)
    -> Result<Fencing, PortError>;

    /// Gives runs back at once, due now, because their worker stops. Those that are no longer
    /// held are left alone.
    async fn release(&self, held: &[Held]) -> Result<(), PortError>;

    /// Gives a sign of life and renews the leases of `held`, in one statement each. Tells which
    /// are still held under their fence.
    async fn beat(&self, beat: &Beat, held: &[Held], lease: Duration) -> Result<Vec<StillHeld>, PortError>;

    /// Takes a worker off the list.
    async fn retire(&self, worker: WorkerId) -> Result<(), PortError>;

    /// Opens the runs whose lease has run out (pausing those whose worker died for the third time
    /// without progress), finds up to `limit` due runs, and tells whether a schedule is due. One
    /// process at a time does it; the others get `swept: false` at once.
    async fn sweep(&self, limit: usize) -> Result<Swept, PortError>;

    /// Runs, newest first.
    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunSummary>, PortError>;

    /// One run with its history.
    async fn detail(&self, run: RunId) -> Result<Option<RunDetail>, PortError>;

    /// How the whole is doing.
    async fn health(&self) -> Result<WorkflowHealth, PortError>;
}
