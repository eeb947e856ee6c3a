//! A run in the hands of a worker.

use oathgate_domain::{
    ids::{AccountId, RunId, WorkerId},
    trace::TraceParent,
    workflow::Event,
};
use time::OffsetDateTime;

/// The proof that a worker holds a run: every change to the run names it, and takes place only
/// while it is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Held {
    /// The run.
    pub run: RunId,
    /// Greater with each lease. No two leases of a run ever have the same, even where a database has
    /// forgotten one of them. The last 16 bits count the leases.
    pub fence: i64,
    /// Who holds it.
    pub worker: WorkerId,
}

/// A signal that waits to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingSignal {
    /// Names this very signal.
    pub id: String,
    /// Which signal.
    pub name: String,
    /// What it carries, as JSON.
    pub data: String,
    /// When it was sent.
    pub at: OffsetDateTime,
}

/// A leased run, with what a worker needs to go on.
#[derive(Debug, Clone)]
pub struct Lease {
    /// The proof.
    pub held: Held,
    /// The workflow's name.
    pub kind: String,
    /// The version of the code that started it.
    pub version: i64,
    /// What it was started with, as JSON.
    pub input: String,
    /// When it was accepted; the same at every attempt, so that timers may count from it.
    pub created_at: OffsetDateTime,
    /// The step whose attempts are counted.
    pub step: Option<String>,
    /// Failed attempts at that step.
    pub attempt: u32,
    /// When that step was first tried and failed.
    pub first_failed_at: Option<OffsetDateTime>,
    /// The database's time when it was leased.
    pub leased_at: OffsetDateTime,
    /// Count of signals that ever came.
    pub inbox: i64,
    /// Whether somebody has asked for it to be cancelled.
    pub cancel: bool,
    /// The account that it is about.
    pub subject: Option<AccountId>,
    /// The request that it descends from.
    pub trace: Option<String>,
    /// Its place in the trace of that request, where one is recorded.
    pub parent: Option<TraceParent>,
    /// Whether it shares a limit with others.
    pub limited: bool,
    /// The run that started it.
    pub started_by: Option<RunId>,
    /// When it must be over.
    pub deadline: Option<OffsetDateTime>,
    /// Its remembered events, oldest first.
    pub events: Vec<Event>,
    /// Its waiting signals, oldest first.
    pub signals: Vec<PendingSignal>,
}
