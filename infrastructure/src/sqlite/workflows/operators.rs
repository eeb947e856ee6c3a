//! What people see of runs.

use super::claim::{read_event, waiting};
use crate::{
    sql::{
        Row, SqlError,
        ledger::{Statements, listed},
        params, values,
        workflow_changes::{like, run_state},
    },
    sqlite::{read_row, run, statement_fault},
};
use oathgate_application::ports::workflow_store::{RunDetail, RunFilter, RunSummary};
use oathgate_domain::{
    ids::{AccountId, RunId, WorkerId},
    workflow::{Fault, RunStatus},
};
use rusqlite::{Connection, params_from_iter};
use std::fmt::Write;

/// Most runs in a list.
const PAGE: u16 = 200;

macro_rules! summary {
    () => {
        "SELECT id, kind, version, key, state, wake_at <= workflow_now(), step, attempt,
    CASE WHEN state = 0 AND wake_at > workflow_now() AND wake_at < 9223372036854775807 THEN wake_at END,
    subject, trace, fault_code, fault_detail, owner, cancel_requested, created_at, closed_at"
    };
}

const LIST: &str = concat!(summary!(), " FROM workflow_runs WHERE true");
const ONE: &str = concat!(summary!(), ", input, output FROM workflow_runs WHERE id = $1");
const EVENTS: &str = "
SELECT sequence, recorded_at, kind, name, attempt, data
FROM workflow_events WHERE run = $1 ORDER BY sequence DESC LIMIT 1000";

/// The statements of this module.
pub(super) const STATEMENTS: Statements = listed![ONE, EVENTS];

pub(super) fn list(connection: &Connection, filter: &RunFilter) -> Result<Vec<RunSummary>, SqlError> {
    let mut sql = LIST.to_owned();
    let mut params = params![i64::from(filter.limit.min(PAGE))];
    // The state is spelled out, not a parameter: only so can an index over some states be used.
    sql.push_str(match filter.status {
        None => "",
        Some(RunStatus::Queued) => " AND state = 0 AND wake_at <= workflow_now()",
        Some(RunStatus::Waiting) => " AND state = 0 AND wake_at > workflow_now()",
        Some(RunStatus::Running) => " AND state = 1",
        Some(RunStatus::Paused) => " AND state = 2",
        Some(RunStatus::Done) => " AND state = 3",
        Some(RunStatus::Failed) => " AND state = 4",
        Some(RunStatus::Cancelled) => " AND state = 5",
    });
    let conditions = [
        ("kind =", filter.kind.as_deref().map(Into::into)),
        ("subject =", filter.subject.map(|subject| subject.0.into())),
        ("created_at >=", filter.since.map(Into::into)),
        ("created_at <", filter.until.map(Into::into)),
        ("id <", filter.before.map(|before| before.0.into())),
    ];
    for (condition, value) in conditions {
        if let Some(value) = value {
            params.push(value);
            // Writing to a string does not fail.
            let _ = write!(sql, " AND {condition} ?{}", params.len());
        }
    }
    if let Some(fault) = &filter.fault {
        params.extend([fault.as_str().into(), like(fault).into()]);
        let (code, text) = (params.len() - 1, params.len());
        let _ = write!(sql, " AND (fault_code = ?{code} OR fault_detail LIKE ?{text} ESCAPE '\\')");
    }
    sql.push_str(" ORDER BY id DESC LIMIT ?1");
    // Not kept prepared: the many forms would crowd out the statements that count.
    let mut statement = connection.prepare(&sql).map_err(statement_fault)?;
    let mut rows = statement.query(params_from_iter(params)).map_err(statement_fault)?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next().map_err(statement_fault)? {
        runs.push(read_summary(&read_row(row)?)?);
    }
    Ok(runs)
}

pub(super) fn detail(connection: &Connection, of: RunId) -> Result<Option<RunDetail>, SqlError> {
    let (_, rows) = run(connection, ONE, &values![of.0])?;
    let Some(row) = rows.first() else { return Ok(None) };
    let (_, events) = run(connection, EVENTS, &values![of.0])?;
    Ok(Some(RunDetail {
        summary: read_summary(row)?,
        input: row.text(17)?,
        output: row.opt_text(18)?,
        events: events.iter().rev().map(read_event).collect::<Result<_, _>>()?,
        signals: waiting(connection, of.0)?,
    }))
}

fn read_summary(row: &Row) -> Result<RunSummary, SqlError> {
    let detail = row.opt_text(12)?;
    Ok(RunSummary {
        id: RunId(row.uuid(0)?),
        kind: row.text(1)?,
        version: row.int(2)?,
        key: row.opt_text(3)?,
        status: RunStatus::of(run_state(row.int(4)?)?, row.bool(5)?),
        step: row.opt_text(6)?,
        attempt: row.int(7)?,
        due_at: row.opt_time(8)?,
        subject: row.opt_uuid(9)?.map(AccountId),
        trace: row.opt_text(10)?,
        fault: row.opt_text(11)?.map(|code| Fault { code, detail: detail.unwrap_or_default() }),
        worker: row.opt_uuid(13)?.map(WorkerId),
        cancel_requested: row.bool(14)?,
        created_at: row.time(15)?,
        closed_at: row.opt_time(16)?,
    })
}
