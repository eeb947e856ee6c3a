//! What keeps runs going when workers come, go and die.

use super::claim;
use crate::{
    sql::{
        Row, SqlError,
        ledger::{Statements, listed},
        values,
        workflow_changes::micros,
    },
    sqlite::run,
};
use oathgate_application::{
    ports::{
        hints::Hint,
        workflow_store::{Beat, StillHeld, Swept, WorkflowHealth},
    },
    workflow::Held,
};
use oathgate_domain::{
    ids::{RunId, WorkerId},
    workflow::Priority,
};
use rusqlite::Connection;
use serde_json::json;
use std::time::Duration;

const RELEASE: &str = "
UPDATE workflow_runs SET state = 0, wake_at = workflow_now(), owner = NULL, lease_until = NULL
WHERE id = $1 AND fence = $2 AND state = 1
RETURNING id, priority";

const SIGN_OF_LIFE: &str = "
INSERT INTO workflow_workers (id, host, kinds, slots, draining, since, seen_at)
VALUES ($1, $2, $3, $4, $5, workflow_now(), workflow_now())
ON CONFLICT (id) DO UPDATE SET host = excluded.host, kinds = excluded.kinds, slots = excluded.slots,
    draining = excluded.draining, seen_at = excluded.seen_at";

const RENEW: &str = "
UPDATE workflow_runs SET lease_until = workflow_after($3)
WHERE id = $1 AND fence = $2 AND state = 1
RETURNING cancel_requested";

const RETIRE: &str = "DELETE FROM workflow_workers WHERE id = $1";

const FORGET_WORKERS: &str = "DELETE FROM workflow_workers WHERE seen_at < workflow_after(-86400000000)";

/// A worker that has given no sign of life for so long does not count.
macro_rules! alive {
    () => {
        "NOT draining AND seen_at > workflow_after(-30000000)"
    };
}

const EXPIRED: &str = "
SELECT id, owner, deaths + 1, 1 < (
    SELECT count(*) FROM workflow_runs AS other
    WHERE other.state = 1 AND other.lease_until <= workflow_now() AND other.owner IS runs.owner)
FROM workflow_runs AS runs
WHERE state = 1 AND lease_until <= workflow_now() ORDER BY lease_until LIMIT 500";

/// Of runs that died together nobody knows which one killed the worker. Taken up together again, it
/// would take the others with it until all are stopped. So a run that has died twice comes at a time
/// of its own, and the third death stops it only where it died alone; in company, the tenth does.
const OPEN: &str = "
UPDATE workflow_runs SET state = 0, deaths = $2, owner = NULL,
    wake_at = workflow_after(CASE WHEN $2 > 1 THEN abs(random() % 10000000) ELSE 0 END),
    lease_until = NULL, sequence = sequence + 1
WHERE id = $1";

const PAUSE: &str = "
UPDATE workflow_runs SET state = 2, deaths = $2, wake_at = workflow_now(), owner = NULL,
    lease_until = NULL, sequence = sequence + 2, fault_code = $3, fault_detail = $4
WHERE id = $1";

/// An event whose number is the run's own, less `$4`.
const NOTE: &str = "
INSERT INTO workflow_events (run, sequence, recorded_at, kind, data)
SELECT id, sequence - $4, workflow_now(), $2, $3 FROM workflow_runs WHERE id = $1";

const LIVE_KINDS: &str = concat!(
    "SELECT json_group_array(DISTINCT kind.value)
FROM workflow_workers, json_each(workflow_workers.kinds) AS kind WHERE ",
    alive!()
);

const SCHEDULES_DUE: &str =
    "SELECT 1 FROM workflow_schedules WHERE NOT paused AND next_at <= workflow_now() LIMIT 1";

const HEALTH: &str = concat!(
    "SELECT (SELECT count(*) FROM workflow_workers WHERE ",
    alive!(),
    "),
    due.runs, due.micros, (SELECT count(*) FROM workflow_runs WHERE state = 2)
FROM (
    SELECT count(*) AS runs, coalesce(workflow_now() - min(wake_at), 0) AS micros
    FROM (
        SELECT wake_at FROM workflow_runs WHERE state = 0 AND limit_key IS NULL
            AND priority IN (0, 1) AND wake_at <= workflow_now()
        UNION ALL
        SELECT wake_at FROM workflow_runs WHERE state = 0 AND limit_key IS NOT NULL
            AND wake_at <= workflow_now()) AS open) AS due"
);

/// Why a run is stopped whose worker died, or lost it, again and again.
const WORKER_DIED: (&str, &str) =
    ("worker_died", "the worker died, or lost the run, three times in a row without progress");

/// Leases in a row that may run out before the run is stopped.
const MOST_DEATHS: i64 = 3;
/// The same of a run whose worker held others when it died.
const MOST_DEATHS_IN_COMPANY: i64 = 10;

/// The statements of this module.
pub(super) const STATEMENTS: Statements = listed![
    RELEASE,
    SIGN_OF_LIFE,
    RENEW,
    RETIRE,
    FORGET_WORKERS,
    EXPIRED,
    OPEN,
    PAUSE,
    NOTE,
    LIVE_KINDS,
    SCHEDULES_DUE,
    HEALTH
];

/// Gives back runs; tells which it were.
pub(super) fn release(connection: &Connection, held: &[Held]) -> Result<Vec<Hint>, SqlError> {
    let mut hints = Vec::new();
    for held in held {
        for row in run(connection, RELEASE, &values![held.run.0, held.fence])?.1 {
            hints.push(read_hint(&row)?);
        }
    }
    Ok(hints)
}

pub(super) fn beat(
    connection: &Connection,
    beat: &Beat,
    held: &[Held],
    lease: Duration,
) -> Result<Vec<StillHeld>, SqlError> {
    let kinds = json!(beat.kinds).to_string();
    let params = values![beat.worker.0, beat.host.as_str(), kinds, beat.slots, beat.draining];
    run(connection, SIGN_OF_LIFE, &params)?;
    let mut still = Vec::with_capacity(held.len());
    for held in held {
        let (_, rows) = run(connection, RENEW, &values![held.run.0, held.fence, micros(lease)])?;
        if let Some(row) = rows.first() {
            still.push(StillHeld { run: held.run, fence: held.fence, cancel: row.bool(0)? });
        }
    }
    Ok(still)
}

pub(super) fn retire(connection: &Connection, worker: WorkerId) -> Result<(), SqlError> {
    run(connection, RETIRE, &values![worker.0]).map(drop)
}

pub(super) fn sweep(connection: &Connection, limit: usize) -> Result<Swept, SqlError> {
    let mut swept = Swept { swept: true, ..Swept::default() };
    for row in run(connection, EXPIRED, &[])?.1 {
        let (id, deaths) = (row.uuid(0)?, row.int(2)?);
        let worker = row.opt_uuid(1)?.map(|worker| worker.to_string());
        let expired = json!({ "worker": worker, "deaths": deaths }).to_string();
        if deaths < if row.bool(3)? { MOST_DEATHS_IN_COMPANY } else { MOST_DEATHS } {
            run(connection, OPEN, &values![id, deaths])?;
            run(connection, NOTE, &values![id, 13_i64, expired, 0_i64])?;
            swept.expired += 1;
        } else {
            let (code, detail) = WORKER_DIED;
            run(connection, PAUSE, &values![id, deaths, code, detail])?;
            run(connection, NOTE, &values![id, 13_i64, expired, 1_i64])?;
            let fault = json!({ "code": code, "detail": detail }).to_string();
            run(connection, NOTE, &values![id, 12_i64, fault, 0_i64])?;
            swept.poisoned += 1;
        }
    }
    run(connection, FORGET_WORKERS, &[])?;
    swept.schedules_due = !run(connection, SCHEDULES_DUE, &[])?.1.is_empty();
    if let Some(row) = run(connection, LIVE_KINDS, &[])?.1.first() {
        let due = claim::due(connection, &row.text(0)?, limit)?;
        let hint = |due: claim::Due| Hint::of(RunId(due.run), Priority::from_number(due.priority));
        swept.due = due.into_iter().map(hint).collect();
    }
    Ok(swept)
}

pub(super) fn health(connection: &Connection) -> Result<WorkflowHealth, SqlError> {
    let (_, rows) = run(connection, HEALTH, &[])?;
    let Some(row) = rows.first() else { return Err(SqlError::defect("health told nothing")) };
    let count = |column| Ok::<_, SqlError>(u64::try_from(row.int(column)?).unwrap_or(0));
    Ok(WorkflowHealth {
        workers: count(0)?,
        due: count(1)?,
        oldest_due: Duration::from_micros(count(2)?),
        paused: count(3)?,
    })
}

fn read_hint(row: &Row) -> Result<Hint, SqlError> {
    Ok(Hint::of(RunId(row.uuid(0)?), Priority::from_number(row.int(1)?)))
}
