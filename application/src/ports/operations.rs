//! What an operator does to runs, each as one conditional change with an event of the run's history,
//! in the unit of work in which the audit trail notes it.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{
    ids::{AccountId, RunId, WorkerId},
    workflow::{Fault, RunState},
};
use time::OffsetDateTime;

/// A run that an operator changed, or found not to be as they thought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The run.
    pub run: RunId,
    /// The workflow's name.
    pub kind: String,
    /// Where it is.
    pub state: RunState,
    /// The step that it did or tried last.
    pub step: Option<String>,
    /// Failed attempts at that step.
    pub attempt: i64,
    /// Why it is paused or failed.
    pub fault: Option<Fault>,
    /// The account that it is about.
    pub subject: Option<AccountId>,
    /// What it was started with, as JSON.
    pub input: String,
}

/// How many runs of a workflow are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunCount {
    /// The workflow's name.
    pub kind: String,
    /// The state.
    pub state: RunState,
    /// Of open runs: whether they are due.
    pub is_due: bool,
    /// How many.
    pub runs: u64,
}

/// Unfinished runs of a workflow that are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFigures {
    /// The workflow's name.
    pub kind: String,
    /// The state.
    pub state: RunState,
    /// Of open runs: whether they are due.
    pub is_due: bool,
    /// How many.
    pub runs: u64,
    /// How many of them have a step that has failed and is tried again.
    pub failing: u64,
}

/// A worker that has given a sign of life within the last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerState {
    /// Which.
    pub id: WorkerId,
    /// The machine's name.
    pub host: String,
    /// The workflows that it has code for.
    pub kinds: Vec<String>,
    /// How many runs it carries out at a time.
    pub slots: i64,
    /// Whether it is about to stop.
    pub draining: bool,
    /// Since when it has been there.
    pub since: OffsetDateTime,
    /// Its last sign of life.
    pub seen_at: OffsetDateTime,
    /// Whether that is less than 30 s ago.
    pub alive: bool,
}

/// A run in the hands of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRun {
    /// The worker.
    pub worker: WorkerId,
    /// The run.
    pub run: RunId,
    /// The workflow's name.
    pub kind: String,
    /// The step that it did or tried last.
    pub step: Option<String>,
    /// When the lease ends without a sign of life.
    pub lease_until: OffsetDateTime,
}

/// How many runs that share a limit are carried out, and how many may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitState {
    /// What they name. One that ends with a colon stands for every key that begins with it and has
    /// no limit of its own.
    pub key: String,
    /// Most runs at a time, by all workers together. None where nothing is said of the key.
    pub max_running: Option<u32>,
    /// Runs that are carried out.
    pub running: u64,
    /// Runs that are due and wait.
    pub waiting: u64,
}

/// Operators' acts. Each gives true where it took place; where it did not, nothing was changed. `note`
/// goes into the history as the data of an event, a JSON object.
#[async_trait]
pub trait RunOperations: Send {
    /// Where a run is.
    async fn standing(&mut self, run: RunId) -> Result<Option<Standing>, PortError>;

    /// Makes an open or paused run due now, its attempts and deaths counted from the start again.
    /// One that is due already keeps its place.
    async fn wake(&mut self, run: RunId, note: &str) -> Result<bool, PortError>;

    /// As [`Self::wake`], for a paused run alone.
    async fn resume(&mut self, run: RunId, note: &str) -> Result<bool, PortError>;

    /// Stops an unfinished run that is not paused until a person decides, with a fault that says
    /// why. A worker that holds it loses it: what it does from then on is not kept.
    async fn pause(&mut self, run: RunId, fault: &Fault, note: &str) -> Result<bool, PortError>;

    /// Ends a run that nobody holds as cancelled; with `even_held`, one that a worker holds, too,
    /// who loses it.
    async fn end(&mut self, run: RunId, even_held: bool, note: &str) -> Result<bool, PortError>;

    /// Asks the worker that holds a run to cancel it. False where it was asked before, or nobody
    /// holds it.
    async fn ask_to_cancel(&mut self, run: RunId, note: &str) -> Result<bool, PortError>;

    /// Remembers a step of an open or paused run as done, with this data of the event, and makes
    /// the run due now. False also where the step was done before.
    async fn skip(&mut self, run: RunId, step: &str, done: &str, note: &str) -> Result<bool, PortError>;

    /// The number of the first event about a step, wait or timer of this name; of a failed attempt
    /// at it, too.
    async fn first_event(&mut self, run: RunId, name: &str) -> Result<Option<i64>, PortError>;

    /// Makes the unfinished runs that `run` started before the event `cut` those of `heir`, which hears of
    /// their end. Before `run` ends: whoever changes both changes the child first.
    async fn hand_over(&mut self, run: RunId, cut: i64, heir: RunId) -> Result<(), PortError>;

    /// Starts `copy` as a copy of `run`, due now, that remembers what happened before the event
    /// `cut`; signals that were not taken by then wait to be taken. False where an unfinished run
    /// stands in the way under the same key.
    async fn copy(&mut self, run: RunId, copy: RunId, cut: i64, note: &str) -> Result<bool, PortError>;

    /// How many runs there are, by workflow and state.
    async fn counts(&mut self) -> Result<Vec<RunCount>, PortError>;

    /// How many unfinished runs there are, by workflow and state. More than 100,000 in one state are not
    /// counted.
    async fn figures(&mut self) -> Result<Vec<RunFigures>, PortError>;

    /// The workers, by host.
    async fn workers(&mut self) -> Result<Vec<WorkerState>, PortError>;

    /// What the workers hold, at most 1,000 runs.
    async fn held(&mut self) -> Result<Vec<HeldRun>, PortError>;

    /// The limits that are set, and those that unfinished runs name, by key; at most 1,000.
    async fn limits(&mut self) -> Result<Vec<LimitState>, PortError>;

    /// Sets how many runs with this key may be carried out at a time.
    async fn set_limit(&mut self, key: &str, max_running: u32) -> Result<(), PortError>;

    /// Says nothing of a key any more. False where nothing was said.
    async fn drop_limit(&mut self, key: &str) -> Result<bool, PortError>;
}
