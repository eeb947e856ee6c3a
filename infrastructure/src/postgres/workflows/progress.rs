//! What a worker does to a run that it holds. Every change is fenced and stands alone.

use super::together::{Single, Together};
use crate::{
    postgres::PostgresDatabase,
    sql::{
        SqlError,
        ledger::{Statements, listed},
        values,
        workflow_changes::{Change, asleep, failed, paused},
        workflow_statements::{CHECKPOINT_POSTGRES, CLOSE_POSTGRES, PostgresChange, postgres_change},
    },
};
use oathgate_application::{
    ports::{
        workflow_runs::{Fencing, NewEvent},
        workflow_store::{Closing, FailedAttempt, Suspension},
    },
    workflow::Held,
};
use oathgate_domain::workflow::Fault;
use std::sync::Arc;
use time::OffsetDateTime;

const FAIL: PostgresChange = postgres_change!(failed!(), "", 10 11 12 13 14 15 16 17);
const SUSPEND: PostgresChange =
    postgres_change!(asleep!("'infinity'::timestamptz"), " AND inbox = $6", 7 8 9 10 11 12 13 14);
const PAUSE: PostgresChange = postgres_change!(paused!(), "", 8 9 10 11 12 13 14 15);
const STILL_HELD: &str = "SELECT 1 FROM workflow_runs WHERE id = $1 AND fence = $2 AND state = 1";

/// The statements of this module.
pub(super) const STATEMENTS: Statements =
    listed![FAIL.few, FAIL.many, SUSPEND.few, SUSPEND.many, PAUSE.few, PAUSE.many, STILL_HELD];

pub(super) async fn checkpoint(
    database: &PostgresDatabase,
    together: &Arc<Together>,
    held: &Held,
    events: &[NewEvent],
) -> Result<Fencing, SqlError> {
    let change = Change::checkpoint(held, events);
    carry_out_together(database, together, CHECKPOINT_POSTGRES, change, false).await
}

pub(super) async fn fail_attempt(
    database: &PostgresDatabase,
    held: &Held,
    pending: &[NewEvent],
    failed: &FailedAttempt,
) -> Result<Fencing, SqlError> {
    carry_out(database, FAIL, Change::failure(held, pending, failed)).await
}

pub(super) async fn suspend(
    database: &PostgresDatabase,
    held: &Held,
    pending: &[NewEvent],
    until: Option<OffsetDateTime>,
    inbox: i64,
) -> Result<Suspension, SqlError> {
    let change = Change::sleep(held, pending, until, inbox);
    if carry_out(database, SUSPEND, change).await? == Fencing::Kept {
        return Ok(Suspension::Suspended);
    }
    // Either a signal came, or the run is somebody else's: the row tells.
    let rows = database.query(STILL_HELD, &values![held.run.0, held.fence]).await?;
    Ok(if rows.is_empty() { Suspension::Lost } else { Suspension::Signalled })
}

pub(super) async fn pause(
    database: &PostgresDatabase,
    held: &Held,
    pending: &[NewEvent],
    fault: &Fault,
) -> Result<Fencing, SqlError> {
    carry_out(database, PAUSE, Change::pause(held, pending, fault)).await
}

pub(super) async fn close(
    database: &PostgresDatabase,
    together: &Arc<Together>,
    held: &Held,
    pending: &[NewEvent],
    closing: &Closing,
) -> Result<Fencing, SqlError> {
    let change = Change::close(held, pending, closing)?;
    carry_out_together(database, together, CLOSE_POSTGRES, change, true).await
}

/// Changes of the hot path may go with others.
async fn carry_out_together(
    database: &PostgresDatabase,
    together: &Arc<Together>,
    form: PostgresChange,
    change: Change,
    ends: bool,
) -> Result<Fencing, SqlError> {
    if !change.is_small() {
        return carry_out(database, form, change).await;
    }
    let (sql, params) = form.of(change);
    together.carry_out(Single { sql, params, ends }).await
}

async fn carry_out(
    database: &PostgresDatabase,
    form: PostgresChange,
    change: Change,
) -> Result<Fencing, SqlError> {
    let (sql, params) = form.of(change);
    let rows = database.query(sql, &params).await?;
    Ok(if rows.is_empty() { Fencing::Lost } else { Fencing::Kept })
}
