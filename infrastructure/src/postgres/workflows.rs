//! The workflow store on PostgreSQL. Each call is one statement, hence one round trip and one
//! transaction; what it says is fenced, and the rows that it locks it locks for that long. Where there is
//! much to do, several calls share a statement.

mod claim;
mod operators;
mod progress;
mod reading;
mod together;
mod upkeep;

use self::together::Together;
use crate::{
    postgres::PostgresDatabase,
    sql::{give, ledger::Statements},
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{
        hints::Hints,
        workflow_runs::{Fencing, NewEvent},
        workflow_store::{
            Beat, Claim, Closing, FailedAttempt, RunDetail, RunFilter, RunSummary, StillHeld, Suspension,
            Swept, WorkflowHealth, WorkflowStore,
        },
    },
    workflow::{Held, Lease, PendingSignal},
};
use oathgate_domain::{
    ids::{RunId, WorkerId},
    workflow::Fault,
};
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;

/// The statements of the store, by their modules.
pub(crate) const WORKFLOW_STATEMENTS: &[(&str, Statements)] = &[
    ("postgres::workflows::claim", claim::STATEMENTS),
    ("postgres::workflows::operators", operators::STATEMENTS),
    ("postgres::workflows::progress", progress::STATEMENTS),
    ("postgres::workflows::together", together::STATEMENTS),
    ("postgres::workflows::upkeep", upkeep::STATEMENTS),
];

/// The workflow store of one database.
#[derive(Clone)]
pub struct PostgresWorkflows {
    database: PostgresDatabase,
    together: Arc<Together>,
    hints: Arc<dyn Hints>,
}

impl PostgresWorkflows {
    /// The store in `database`. Runs that an operator wakes, or that a worker gives back, are
    /// hinted through `hints`.
    pub fn new(database: PostgresDatabase, hints: Arc<dyn Hints>) -> Self {
        Self { together: Together::new(database.clone()), database, hints }
    }
}

#[async_trait]
impl WorkflowStore for PostgresWorkflows {
    async fn claim(&self, claim: &Claim<'_>) -> Result<Vec<Lease>, PortError> {
        Ok(claim::claim(&self.database, claim).await?)
    }

    async fn checkpoint(&self, held: &Held, events: &[NewEvent]) -> Result<Fencing, PortError> {
        Ok(progress::checkpoint(&self.database, &self.together, held, events).await?)
    }

    async fn fail_attempt(
        &self,
        held: &Held,
        pending: &[NewEvent],
        failed: &FailedAttempt,
    ) -> Result<Fencing, PortError> {
        Ok(progress::fail_attempt(&self.database, held, pending, failed).await?)
    }

    async fn suspend(
        &self,
        held: &Held,
        pending: &[NewEvent],
        until: Option<OffsetDateTime>,
        inbox: i64,
    ) -> Result<Suspension, PortError> {
        Ok(progress::suspend(&self.database, held, pending, until, inbox).await?)
    }

    async fn signals(&self, run: RunId) -> Result<(i64, Vec<PendingSignal>), PortError> {
        Ok(claim::signals(&self.database, run).await?)
    }

    async fn pause(&self, held: &Held, pending: &[NewEvent], fault: &Fault) -> Result<Fencing, PortError> {
        Ok(progress::pause(&self.database, held, pending, fault).await?)
    }

    async fn close(
        &self,
        held: &Held,
        pending: &[NewEvent],
        closing: &Closing,
    ) -> Result<Fencing, PortError> {
        Ok(progress::close(&self.database, &self.together, held, pending, closing).await?)
    }

    async fn release(&self, held: &[Held]) -> Result<(), PortError> {
        give(upkeep::release(&self.database, held).await?, self.hints.clone());
        Ok(())
    }

    async fn beat(&self, beat: &Beat, held: &[Held], lease: Duration) -> Result<Vec<StillHeld>, PortError> {
        Ok(upkeep::beat(&self.database, beat, held, lease).await?)
    }

    async fn retire(&self, worker: WorkerId) -> Result<(), PortError> {
        Ok(upkeep::retire(&self.database, worker).await?)
    }

    async fn sweep(&self, limit: usize) -> Result<Swept, PortError> {
        Ok(upkeep::sweep(&self.database, limit).await?)
    }

    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunSummary>, PortError> {
        Ok(operators::list(&self.database, filter).await?)
    }

    async fn detail(&self, run: RunId) -> Result<Option<RunDetail>, PortError> {
        Ok(operators::detail(&self.database, run).await?)
    }

    async fn health(&self) -> Result<WorkflowHealth, PortError> {
        Ok(upkeep::health(&self.database).await?)
    }
}
