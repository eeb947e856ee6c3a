//! Starting runs and sending them signals, in the unit of work of the change that they belong to.

use super::{
    durable::{Durable, Signal},
    registry::Workflow,
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

/// How a run is started, beside its input.
#[derive(Debug, Clone)]
pub struct Start {
    id: RunId,
    key: Option<String>,
    reuse: Reuse,
    subject: Option<AccountId>,
    trace: Option<String>,
}

impl Start {
    /// A run with this id.
    pub fn new(id: RunId) -> Self {
        Self { id, key: None, reuse: Reuse::Always, subject: None, trace: None }
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
    let run = NewRun {
        id: start.id,
        kind: W::KIND,
        version: W::VERSION,
        key: start.key.clone(),
        reuse: start.reuse,
        priority: W::PRIORITY,
        limit_key: None,
        subject: start.subject,
        parent: None,
        trace: start.trace.clone(),
        traced: propagation::present(),
        first_due: None,
        input: input.to_json().to_string(),
    };
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
