//! What a worker does to a run that it holds. Every change is fenced.

use crate::{
    sql::{
        SqlError,
        ledger::{Statements, listed},
        values,
        workflow_changes::Change,
        workflow_statements::{ADD_EVENTS_SQLITE, TAKE_SIGNALS_SQLITE},
    },
    sqlite::run,
};
use oathgate_application::{
    ports::{workflow_runs::Fencing, workflow_store::Suspension},
    workflow::Held,
};
use oathgate_domain::ids::RunId;
use rusqlite::Connection;

const STILL_HELD: &str = "SELECT 1 FROM workflow_runs WHERE id = $1 AND fence = $2 AND state = 1";

/// The statements of this module.
pub(super) const STATEMENTS: Statements = listed![STILL_HELD];

pub(super) fn change(
    connection: &Connection,
    sql: &'static str,
    of: RunId,
    change: &Change,
) -> Result<Fencing, SqlError> {
    let (_, rows) = run(connection, sql, &change.params)?;
    let Some(row) = rows.first() else { return Ok(Fencing::Lost) };
    let params = values![of.0, row.int(0)?, change.json_events()];
    run(connection, ADD_EVENTS_SQLITE, &params)?;
    if change.takes_signals() {
        run(connection, TAKE_SIGNALS_SQLITE, &params)?;
    }
    Ok(Fencing::Kept)
}

pub(super) fn suspend(
    connection: &Connection,
    sql: &'static str,
    held: Held,
    sleep: &Change,
) -> Result<Suspension, SqlError> {
    if change(connection, sql, held.run, sleep)? == Fencing::Kept {
        return Ok(Suspension::Suspended);
    }
    // Either a signal came, or the run is somebody else's: the row tells.
    let (_, rows) = run(connection, STILL_HELD, &values![held.run.0, held.fence])?;
    Ok(if rows.is_empty() { Suspension::Lost } else { Suspension::Signalled })
}
