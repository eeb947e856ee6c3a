//! What keeps runs going when workers come, go and die.

use super::{
    claim::due_runs,
    reading::{get, query, query_on},
};
use crate::{
    postgres::PostgresDatabase,
    sql::{
        SqlError,
        ledger::{Statements, listed},
        values,
        workflow_changes::micros,
    },
};
use futures_util::future::join;
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
use std::time::Duration;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// In order of their ids, so that two who give back the same runs do not wait for each other.
const RELEASE: &str = "
WITH mine AS MATERIALIZED (
    SELECT r.id FROM unnest($1::uuid[], $2::bigint[]) AS held (id, fence)
    JOIN workflow_runs r ON r.id = held.id AND r.fence = held.fence
    WHERE r.state = 1 ORDER BY r.id FOR NO KEY UPDATE OF r)
UPDATE workflow_runs r SET state = 0, wake_at = workflow_now(), owner = NULL, lease_until = NULL
FROM mine WHERE r.id = mine.id
RETURNING r.id, r.priority";

const SIGN_OF_LIFE: &str = "
INSERT INTO workflow_workers AS w (id, host, kinds, slots, draining, seen_at)
VALUES ($1, $2, $3, $4, $5, workflow_now())
ON CONFLICT (id) DO UPDATE SET host = excluded.host, kinds = excluded.kinds, slots = excluded.slots,
    draining = excluded.draining, seen_at = excluded.seen_at";

/// A row that is locked just now is passed over rather than waited for: a unit of work with a
/// checkpoint has it, which is shorter than a lease, and the leases of all other runs must not
/// depend on it. It is still told to be held.
const RENEW: &str = "
WITH held AS MATERIALIZED (SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS held (id, fence)),
mine AS MATERIALIZED (
    SELECT r.id FROM workflow_runs r JOIN held USING (id)
    WHERE r.fence = held.fence AND r.state = 1 FOR NO KEY UPDATE OF r SKIP LOCKED),
renewed AS (
    UPDATE workflow_runs r SET lease_until = workflow_after($3) FROM mine WHERE r.id = mine.id)
SELECT r.id, r.fence, r.cancel_requested FROM workflow_runs r JOIN held USING (id)
WHERE r.fence = held.fence AND r.state = 1";

const RETIRE: &str = "DELETE FROM workflow_workers WHERE id = $1";

/// A worker that has given no sign of life for so long does not count.
macro_rules! alive {
    () => {
        "NOT draining AND seen_at > workflow_now() - interval '30 s'"
    };
}

/// Each schema has its own lock. Whoever does not get it does nothing: all that reads or writes
/// asks for it first.
///
/// Of runs that died together nobody knows which one killed the worker. Taken up together again, it
/// would take the others with it until all are stopped. So a run that has died twice comes at a time
/// of its own, and the third death stops it only where it died alone; in company, the tenth does.
const SWEEP: &str = concat!(
    "WITH RECURSIVE tick AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtextextended('workflow sweep ' || current_schema(), 0)) AS mine),
expired AS MATERIALIZED (
    SELECT id, owner FROM workflow_runs
    WHERE (SELECT mine FROM tick) AND state = 1 AND lease_until <= workflow_now()
    ORDER BY lease_until LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED),
judged AS (
    SELECT id, CASE WHEN count(*) OVER (PARTITION BY owner) = 1 THEN 2 ELSE 9 END AS spared FROM expired),
opened AS (
    UPDATE workflow_runs r SET deaths = deaths + 1, owner = NULL, lease_until = NULL,
        wake_at = workflow_now() + CASE WHEN deaths > 0 THEN random() ELSE 0 END * interval '10 s',
        state = CASE WHEN deaths < spared THEN 0 ELSE 2 END,
        sequence = sequence + CASE WHEN deaths < spared THEN 1 ELSE 2 END,
        fault_code = CASE WHEN deaths < spared THEN fault_code ELSE 'worker_died' END,
        fault_detail = CASE WHEN deaths < spared THEN fault_detail
            ELSE 'the worker died, or lost the run, three times in a row without progress' END
    FROM expired JOIN judged USING (id) WHERE r.id = expired.id
    RETURNING r.id, r.kind, r.priority, r.state, r.sequence, r.deaths, r.wake_at,
        r.fault_code, r.fault_detail, expired.owner),
noted AS (
    INSERT INTO workflow_events (run, sequence, kind, data)
    SELECT id, sequence - CASE WHEN state = 2 THEN 1 ELSE 0 END, 13,
        json_build_object('worker', owner, 'deaths', deaths)::text FROM opened
    UNION ALL
    SELECT id, sequence, 12, json_build_object('code', fault_code, 'detail', fault_detail)::text
    FROM opened WHERE state = 2),
gone AS (
    DELETE FROM workflow_workers
    WHERE (SELECT mine FROM tick) AND seen_at < workflow_now() - interval '1 day'),
live AS MATERIALIZED (
    SELECT DISTINCT unnest(kinds) AS kind FROM workflow_workers WHERE ",
    alive!(),
    "),
",
    due_runs!(
        "(SELECT mine FROM tick) AND ",
        "ARRAY(SELECT kind FROM live)",
        "$1",
        "",
        "
    UNION ALL
    SELECT id, priority, wake_at FROM opened WHERE state = 0 AND kind IN (SELECT kind FROM live)"
    ),
    "
SELECT (SELECT mine FROM tick) AS swept,
    (SELECT count(*) FROM opened WHERE state = 0) AS expired,
    (SELECT count(*) FROM opened WHERE state = 2) AS poisoned,
    (SELECT mine FROM tick) AND EXISTS (
        SELECT 1 FROM workflow_schedules WHERE NOT paused AND next_at <= workflow_now()) AS schedules_due,
    ARRAY(SELECT id FROM due ORDER BY priority, wake_at, id) AS runs,
    ARRAY(SELECT priority FROM due ORDER BY priority, wake_at, id) AS priorities"
);

const HEALTH: &str = concat!(
    "SELECT (SELECT count(*) FROM workflow_workers WHERE ",
    alive!(),
    "),
    due.runs, due.micros, (SELECT count(*) FROM workflow_runs WHERE state = 2)
FROM (
    SELECT count(*) AS runs,
        coalesce(extract(epoch FROM workflow_now() - min(wake_at)) * 1000000, 0)::bigint AS micros
    FROM (
        SELECT wake_at FROM workflow_runs WHERE state = 0 AND limit_key IS NULL
            AND priority IN (0, 1) AND wake_at <= workflow_now()
        UNION ALL
        SELECT wake_at FROM workflow_runs WHERE state = 0 AND limit_key IS NOT NULL
            AND wake_at <= workflow_now()) AS open) AS due"
);

/// The statements of this module.
pub(super) const STATEMENTS: Statements = listed![RELEASE, SIGN_OF_LIFE, RENEW, RETIRE, SWEEP, HEALTH];

/// Gives back runs; tells which it were.
pub(super) async fn release(database: &PostgresDatabase, held: &[Held]) -> Result<Vec<Hint>, SqlError> {
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let (runs, fences) = columns(held);
    let rows = query(database, RELEASE, &[&runs, &fences]).await?;
    rows.iter().map(|row| Ok(hint(get(row, "id")?, get(row, "priority")?))).collect()
}

pub(super) async fn beat(
    database: &PostgresDatabase,
    beat: &Beat,
    held: &[Held],
    lease: Duration,
) -> Result<Vec<StillHeld>, SqlError> {
    let slots = i32::try_from(beat.slots).unwrap_or(i32::MAX);
    let client = database.client().await?;
    let life: [&(dyn ToSql + Sync); 5] = [&beat.worker.0, &beat.host, &beat.kinds, &slots, &beat.draining];
    let sign = query_on(&client, SIGN_OF_LIFE, &life);
    if held.is_empty() {
        sign.await?;
        return Ok(Vec::new());
    }
    let (runs, fences) = columns(held);
    let lease = micros(lease);
    let renewal: [&(dyn ToSql + Sync); 3] = [&runs, &fences, &lease];
    // One behind the other on the wire, so this takes one round trip.
    let (rows, signed) = join(query_on(&client, RENEW, &renewal), sign).await;
    signed?;
    rows?
        .iter()
        .map(|row| {
            Ok(StillHeld {
                run: RunId(get(row, "id")?),
                fence: get(row, "fence")?,
                cancel: get(row, "cancel_requested")?,
            })
        })
        .collect()
}

pub(super) async fn retire(database: &PostgresDatabase, worker: WorkerId) -> Result<(), SqlError> {
    database.execute(RETIRE, &values![worker.0]).await?;
    Ok(())
}

pub(super) async fn sweep(database: &PostgresDatabase, limit: usize) -> Result<Swept, SqlError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = query(database, SWEEP, &[&limit]).await?;
    let Some(row) = rows.first() else { return Err(SqlError::defect("a sweep told nothing")) };
    let count = |column| Ok::<_, SqlError>(u64::try_from(get::<i64>(row, column)?).unwrap_or(0));
    let runs: Vec<Uuid> = get(row, "runs")?;
    let priorities: Vec<i16> = get(row, "priorities")?;
    Ok(Swept {
        swept: get(row, "swept")?,
        expired: count("expired")?,
        poisoned: count("poisoned")?,
        schedules_due: get(row, "schedules_due")?,
        due: runs.into_iter().zip(priorities).map(|(run, priority)| hint(run, priority)).collect(),
    })
}

pub(super) async fn health(database: &PostgresDatabase) -> Result<WorkflowHealth, SqlError> {
    let rows = database.query(HEALTH, &[]).await?;
    let Some(row) = rows.first() else { return Err(SqlError::defect("health told nothing")) };
    let count = |column| Ok::<_, SqlError>(u64::try_from(row.int(column)?).unwrap_or(0));
    Ok(WorkflowHealth {
        workers: count(0)?,
        due: count(1)?,
        oldest_due: Duration::from_micros(count(2)?),
        paused: count(3)?,
    })
}

fn columns(held: &[Held]) -> (Vec<Uuid>, Vec<i64>) {
    held.iter().map(|held| (held.run.0, held.fence)).unzip()
}

fn hint(run: Uuid, priority: i16) -> Hint {
    Hint::of(RunId(run), Priority::from_number(priority.into()))
}
