//! Starting runs and sending them signals, in the unit of work of the change that they belong to.

use super::{
    durable::{Durable, Signal},
    registry::{Kind, Workflow},
};
use crate::{
    error::PortError,
    ports::workflow_runs::{Addressee, NewRun, NewSignal, Signalled, Started},
    telemetry::propagation,
    transact::Unit,
};
use oathgate_domain::{
    ids::{AccountId, RunId},
    workflow::Reuse,
};
use time::OffsetDateTime;

/// How a run is started, beside its input.
#[derive(Debug, Clone)]
pub struct Start {
    id: RunId,
    key: Option<String>,
    reuse: Reuse,
    limit: Option<String>,
    deadline: Option<OffsetDateTime>,
    subject: Option<AccountId>,
    trace: Option<String>,
    pub(super) parent: Option<RunId>,
    pub(super) ends_with_parent: bool,
}

impl Start {
    /// A run with this id.
    pub fn new(id: RunId) -> Self {
        Self {
            id,
            key: None,
            reuse: Reuse::Always,
            limit: None,
            deadline: None,
            subject: None,
            trace: None,
            parent: None,
            ends_with_parent: false,
        }
    }

    /// Under a business key: one open run at a time.
    #[must_use]
    pub fn key(mut self, key: &dyn std::fmt::Display) -> Self {
        self.key = Some(key.to_string());
        self
    }

    /// Also looks at runs under the same key that are over.
    #[must_use]
    pub fn reuse(mut self, reuse: Reuse) -> Self {
        self.reuse = reuse;
        self
    }

    /// With a limit of its own instead of that of its workflow, for example `hook:` and the name of
    /// an endpoint: no more runs under that key are carried out at a time than the limit allows, and
    /// whoever waits for it keeps no other run waiting.
    #[must_use]
    pub fn limit(mut self, key: &dyn std::fmt::Display) -> Self {
        self.limit = Some(key.to_string());
        self
    }

    /// To be over by then: from then on it does no new step, and fails with the code
    /// `deadline_passed`. What it must take back it may, as when it is cancelled.
    #[must_use]
    pub fn deadline(mut self, deadline: OffsetDateTime) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// About an account.
    #[must_use]
    pub fn subject(mut self, subject: AccountId) -> Self {
        self.subject = Some(subject);
        self
    }

    /// On behalf of a request.
    #[must_use]
    pub fn trace(mut self, trace: Option<String>) -> Self {
        self.trace = trace;
        self
    }

    /// The run of a workflow, for the store. `input` is JSON.
    pub(crate) fn run_of(&self, kind: Kind, input: String) -> NewRun {
        NewRun {
            id: self.id,
            kind: kind.name,
            version: kind.version,
            key: self.key.clone(),
            reuse: self.reuse,
            priority: kind.priority,
            limit_key: self.limit.clone().or_else(|| kind.limit.map(str::to_owned)),
            subject: self.subject,
            parent: self.parent,
            ends_with_parent: self.ends_with_parent,
            deadline: self.deadline,
            trace: self.trace.clone(),
            traced: propagation::present(),
            first_due: None,
            input,
        }
    }
}

/// Starts a run of `W` when the unit is committed.
///
/// # Errors
/// [`PortError`].
pub async fn start<W: Workflow>(
    unit: &mut Unit,
    start: &Start,
    input: &W::Input,
) -> Result<Started, PortError> {
    let run = start.run_of(Kind::of::<W>(), input.to_json().to_string());
    unit.workflows().start(&run).await
}

/// Sends a signal to the open run of `W` under `key` when the unit is committed. `id` names this
/// very signal; a repeat is dropped.
///
/// # Errors
/// [`PortError`].
pub async fn signal<W: Workflow, S: Signal>(
    unit: &mut Unit,
    key: &(dyn std::fmt::Display + Sync),
    id: &(dyn std::fmt::Display + Sync),
    signal: &S,
) -> Result<Signalled, PortError> {
    let to = Addressee::Key { kind: W::KIND, key: key.to_string() };
    let signal = NewSignal { id: id.to_string(), name: S::NAME, data: signal.to_json().to_string() };
    unit.workflows().signal(&to, &signal).await
}
