//! The workflow store on SQLite. Each call that writes is one small write, which is grouped with
//! the others that wait into one transaction: a group costs one flush to the disk.

mod claim;
mod operators;
mod progress;
mod upkeep;

use crate::{
    sql::{
        give,
        ledger::{Statements, listed},
        workflow_changes::{Change, asleep, failed, paused},
        workflow_statements::{CHECKPOINT_SQLITE, CLOSE_SQLITE, change_sqlite},
    },
    sqlite::SqliteDatabase,
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

const FAIL: &str = change_sqlite!(failed!(), "");
const SUSPEND: &str = change_sqlite!(asleep!("9223372036854775807"), " AND inbox = $6");
const PAUSE: &str = change_sqlite!(paused!(), "");

/// The statements of the store, by their modules.
pub(crate) const WORKFLOW_STATEMENTS: &[(&str, Statements)] = &[
    ("sqlite::workflows", listed![FAIL, SUSPEND, PAUSE]),
    ("sqlite::workflows::claim", claim::STATEMENTS),
    ("sqlite::workflows::operators", operators::STATEMENTS),
    ("sqlite::workflows::progress", progress::STATEMENTS),
    ("sqlite::workflows::upkeep", upkeep::STATEMENTS),
];

/// The workflow store of one database.
#[derive(Clone)]
pub struct SqliteWorkflows {
    database: SqliteDatabase,
    hints: Arc<dyn Hints>,
}

impl SqliteWorkflows {
    /// The store in `database`. Runs that an operator wakes, or that a worker gives back, are
    /// hinted through `hints`.
    pub fn new(database: SqliteDatabase, hints: Arc<dyn Hints>) -> Self {
        Self { database, hints }
    }

    async fn change(&self, sql: &'static str, held: &Held, change: Change) -> Result<Fencing, PortError> {
        let run = held.run;
        Ok(self.database.write(move |connection| progress::change(connection, sql, run, &change)).await?)
    }
}

#[async_trait]
impl WorkflowStore for SqliteWorkflows {
    async fn claim(&self, claim: &Claim<'_>) -> Result<Vec<Lease>, PortError> {
        let Some(wanted) = claim::Wanted::of(claim) else { return Ok(Vec::new()) };
        // A lease that is forgotten with the power is one whose holder is gone as well.
        Ok(self.database.write_fleeting(move |connection| wanted.claim(connection)).await?)
    }

    async fn checkpoint(&self, held: &Held, events: &[NewEvent]) -> Result<Fencing, PortError> {
        self.change(CHECKPOINT_SQLITE, held, Change::checkpoint(held, events)).await
    }

    async fn fail_attempt(
        &self,
        held: &Held,
        pending: &[NewEvent],
        failed: &FailedAttempt,
    ) -> Result<Fencing, PortError> {
        self.change(FAIL, held, Change::failure(held, pending, failed)).await
    }

    async fn suspend(
        &self,
        held: &Held,
        pending: &[NewEvent],
        until: Option<OffsetDateTime>,
        inbox: i64,
    ) -> Result<Suspension, PortError> {
        let (held, change) = (*held, Change::sleep(held, pending, until, inbox));
        Ok(self
            .database
            .write(move |connection| progress::suspend(connection, SUSPEND, held, &change))
            .await?)
    }

    async fn signals(&self, run: RunId) -> Result<(i64, Vec<PendingSignal>), PortError> {
        Ok(self.database.read(move |connection| claim::signals(connection, run)).await?)
    }

    async fn pause(&self, held: &Held, pending: &[NewEvent], fault: &Fault) -> Result<Fencing, PortError> {
        self.change(PAUSE, held, Change::pause(held, pending, fault)).await
    }

    async fn close(
        &self,
        held: &Held,
        pending: &[NewEvent],
        closing: &Closing,
    ) -> Result<Fencing, PortError> {
        self.change(CLOSE_SQLITE, held, Change::close(held, pending, closing)?).await
    }

    async fn release(&self, held: &[Held]) -> Result<(), PortError> {
        let held = held.to_vec();
        let given_back = self.database.write(move |connection| upkeep::release(connection, &held)).await?;
        give(given_back, self.hints.clone());
        Ok(())
    }

    async fn beat(&self, beat: &Beat, held: &[Held], lease: Duration) -> Result<Vec<StillHeld>, PortError> {
        let (beat, held) = (beat.clone(), held.to_vec());
        Ok(self.database.write(move |connection| upkeep::beat(connection, &beat, &held, lease)).await?)
    }

    async fn retire(&self, worker: WorkerId) -> Result<(), PortError> {
        Ok(self.database.write(move |connection| upkeep::retire(connection, worker)).await?)
    }

    async fn sweep(&self, limit: usize) -> Result<Swept, PortError> {
        Ok(self.database.write(move |connection| upkeep::sweep(connection, limit)).await?)
    }

    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunSummary>, PortError> {
        let filter = filter.clone();
        Ok(self.database.read(move |connection| operators::list(connection, &filter)).await?)
    }

    async fn detail(&self, run: RunId) -> Result<Option<RunDetail>, PortError> {
        Ok(self.database.read(move |connection| operators::detail(connection, run)).await?)
    }

    async fn health(&self) -> Result<WorkflowHealth, PortError> {
        Ok(self.database.read(upkeep::health).await?)
    }
}
