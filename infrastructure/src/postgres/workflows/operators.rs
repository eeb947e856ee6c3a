//! What people see of runs.

use super::reading::{get, query_on, signals, signals_of};
use crate::{
    postgres::{PostgresDatabase, pool::in_time},
    sql::{
        SqlError,
        ledger::{Statements, listed},
        round_trips,
        workflow_changes::{event_kind, like, run_state},
    },
};
use futures_util::{TryStreamExt, future::join3};
use oathgate_application::ports::workflow_store::{RunDetail, RunFilter, RunSummary};
use oathgate_domain::{
    ids::{AccountId, RunId, WorkerId},
    workflow::{Event, Fault, RunState, RunStatus},
};
use std::{fmt::Write, pin::pin};
use tokio_postgres::{
    Row,
    types::{ToSql, Type},
};
use uuid::Uuid;

/// Most runs in a list.
const PAGE: u16 = 200;

macro_rules! summary {
    () => {
        "SELECT id, kind, version, key, state, wake_at <= workflow_now() AS is_due, step, attempt,
    CASE WHEN state = 0 AND wake_at > workflow_now() AND isfinite(wake_at) THEN wake_at END AS due_at,
    subject, trace, fault_code, fault_detail, owner, cancel_requested, created_at, closed_at"
    };
}

const LIST: &str = concat!(summary!(), " FROM workflow_runs WHERE true");
const ONE: &str = concat!(summary!(), ", input, output FROM workflow_runs WHERE id = $1");
const EVENTS: &str = "
SELECT sequence, recorded_at, kind, name, attempt, data
FROM workflow_events WHERE run = $1 ORDER BY sequence DESC LIMIT 1000";
const SIGNALS: &str = concat!("SELECT s.* FROM ", signals_of!("$1", ""));

/// The statements of this module.
pub(super) const STATEMENTS: Statements = listed![ONE, EVENTS, SIGNALS];

pub(super) async fn list(
    database: &PostgresDatabase,
    filter: &RunFilter,
) -> Result<Vec<RunSummary>, SqlError> {
    let limit = i64::from(filter.limit.min(PAGE));
    let subject = filter.subject.map(|subject| subject.0);
    let before = filter.before.map(|before| before.0);
    let pattern = filter.fault.as_deref().map(like);
    let mut sql = LIST.to_owned();
    let mut params: Vec<(&(dyn ToSql + Sync), Type)> = vec![(&limit, Type::INT8)];
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
    let mut only = |condition: &str, value, kind| {
        params.push((value, kind));
        // Writing to a string does not fail.
        let _ = write!(sql, " AND {condition} ${}", params.len());
    };
    if let Some(kind) = &filter.kind {
        only("kind =", kind, Type::TEXT);
    }
    if let Some(subject) = &subject {
        only("subject =", subject, Type::UUID);
    }
    if let Some(since) = &filter.since {
        only("created_at >=", since, Type::TIMESTAMPTZ);
    }
    if let Some(until) = &filter.until {
        only("created_at <", until, Type::TIMESTAMPTZ);
    }
    if let Some(before) = &before {
        only("id <", before, Type::UUID);
    }
    if let Some((fault, pattern)) = filter.fault.as_ref().zip(pattern.as_ref()) {
        params.extend([(fault as &(dyn ToSql + Sync), Type::TEXT), (pattern, Type::TEXT)]);
        let (code, text) = (params.len() - 1, params.len());
        let _ = write!(sql, " AND (fault_code = ${code} OR fault_detail ILIKE ${text} ESCAPE '\\')");
    }
    sql.push_str(" ORDER BY id DESC LIMIT $1");

    let client = database.client().await?;
    round_trips::note();
    // Not prepared: the many forms would crowd out the statements that count.
    let rows: Vec<Row> = in_time(async {
        let params = params.iter().map(|(value, kind)| (*value, kind.clone()));
        let rows = pin!(client.query_typed_raw(&sql, params).await?);
        rows.try_collect().await
    })
    .await?;
    rows.iter().map(read_summary).collect()
}

pub(super) async fn detail(database: &PostgresDatabase, run: RunId) -> Result<Option<RunDetail>, SqlError> {
    let client = database.client().await?;
    let params: [&(dyn ToSql + Sync); 1] = [&run.0];
    // One behind the other on the wire, so this takes one round trip.
    let (found, events, waiting) = Box::pin(join3(
        query_on(&client, ONE, &params),
        query_on(&client, EVENTS, &params),
        query_on(&client, SIGNALS, &params),
    ))
    .await;
    let (found, events, waiting) = (found?, events?, waiting?);
    let Some(row) = found.first() else { return Ok(None) };
    Ok(Some(RunDetail {
        summary: read_summary(row)?,
        input: get(row, "input")?,
        output: get(row, "output")?,
        events: events.iter().rev().map(read_event).collect::<Result<_, _>>()?,
        signals: waiting.first().map(signals).transpose()?.unwrap_or_default(),
    }))
}

fn state_of(row: &Row) -> Result<RunState, SqlError> {
    run_state(get::<i16>(row, "state")?.into())
}

fn read_summary(row: &Row) -> Result<RunSummary, SqlError> {
    let state = state_of(row)?;
    let code: Option<String> = get(row, "fault_code")?;
    let detail: Option<String> = get(row, "fault_detail")?;
    Ok(RunSummary {
        id: RunId(get(row, "id")?),
        kind: get(row, "kind")?,
        version: get::<i16>(row, "version")?.into(),
        key: get(row, "key")?,
        status: RunStatus::of(state, get(row, "is_due")?),
        step: get(row, "step")?,
        attempt: get(row, "attempt")?,
        due_at: get(row, "due_at")?,
        subject: get::<Option<Uuid>>(row, "subject")?.map(AccountId),
        trace: get(row, "trace")?,
        fault: code.map(|code| Fault { code, detail: detail.unwrap_or_default() }),
        worker: get::<Option<Uuid>>(row, "owner")?.map(WorkerId),
        cancel_requested: get(row, "cancel_requested")?,
        created_at: get(row, "created_at")?,
        closed_at: get(row, "closed_at")?,
    })
}

fn read_event(row: &Row) -> Result<Event, SqlError> {
    Ok(Event {
        sequence: get(row, "sequence")?,
        at: get(row, "recorded_at")?,
        kind: event_kind(get::<i16>(row, "kind")?.into())?,
        name: get(row, "name")?,
        attempt: get(row, "attempt")?,
        data: get(row, "data")?,
    })
}
