//! How a worker gets runs, with all that it needs to go on.

use super::reading::{events, events_of, get, query, query_on, signals as read_signals, signals_of};
use crate::{
    postgres::PostgresDatabase,
    sql::{
        SqlError,
        ledger::{Statements, listed},
        workflow_changes::micros,
    },
};
use deadpool_postgres::Object;
use futures_util::future::join_all;
use oathgate_application::{
    ports::workflow_store::Claim,
    workflow::{Held, Lease, PendingSignal},
};
use oathgate_domain::{
    ids::{AccountId, RunId, WorkerId},
    trace::TraceParent,
};
use std::collections::HashMap;
use time::OffsetDateTime;
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

/// Leases the runs that `$picked` finds.
///
/// Rows that somebody else has locked are passed over: most likely another worker takes them. What
/// is read besides is as old as the beginning of the statement, and the row that was locked may be
/// newer; then `is_whole` is false, because the last event and the number of signals, which
/// the row knows, are not found. Of a run that has but begun, neither is looked for. The rows are named by an array, since the planner takes joined ones for so
/// many that it would read the whole table.
///
/// Nobody waits for the disk here (`synchronous_commit`): a server that crashes within its `wal_writer_delay`
/// may forget a lease, and the run is due again. Whoever had it must not be taken for its next holder then, so a
/// fence has the time (in milliseconds, above its last 16 bits, which count the leases): what was forgotten
/// is not given again.
macro_rules! claim {
    ($picked:expr, $those:literal) => {
        concat!(
            "WITH RECURSIVE ",
            $picked,
            ",
claimed AS (
    UPDATE workflow_runs r SET state = 1, owner = $1,
        fence = (greatest((extract(epoch FROM clock_timestamp()) * 1000)::bigint, fence >> 16) << 16)
            + ((fence + 1) & 65535),
        lease_until = workflow_after($2), cancel_seen = cancel_requested
    WHERE r.id ",
            $those,
            "
        AND (SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL
    RETURNING r.*)
SELECT c.id, c.fence, c.kind, c.version, c.input, c.created_at, c.step, c.attempt,
    c.first_failed_at, workflow_now() AS leased_at, c.inbox, c.cancel_requested, c.subject, c.trace,
    c.traceparent, c.limit_key IS NOT NULL AS is_limited, c.parent, c.deadline,
    e.*, s.*, c.priority, c.wake_at,
    CASE WHEN c.sequence > 1 THEN c.sequence = (SELECT max(sequence) FROM workflow_events WHERE run = c.id)
        ELSE true END
    AND CASE WHEN c.inbox > 0 THEN c.inbox = (SELECT count(*) FROM workflow_signals WHERE run = c.id)
        ELSE true END AS is_whole
FROM claimed c
CROSS JOIN LATERAL ",
            events_of!("c.id", " AND c.sequence > 1"),
            " CROSS JOIN LATERAL ",
            signals_of!("c.id", " AND c.inbox > 0"),
            " ORDER BY c.priority, c.wake_at"
        )
    };
}

/// One run, as most hints are about: there is no order and no queue to be made, which would cost more than
/// the lease.
const CLAIM_ONE: &str = claim!(
    "picked AS MATERIALIZED (
    SELECT id FROM workflow_runs
    WHERE id = $4 AND state = 0 AND wake_at <= workflow_now() AND kind = ANY ($3)
        AND (limit_key IS NULL OR workflow_room(limit_key) > 0)
    FOR NO KEY UPDATE SKIP LOCKED)",
    "= (SELECT id FROM picked)"
);

/// Up to how many hints are asked for one by one, though in one round trip.
const FEW: usize = 4;

/// The list of ids comes as text, so that the planner cannot see how long it is. It would take a
/// general plan for far dearer than one for the one or two ids at hand, and make a new one each
/// time, which costs more than to carry it out.
const CLAIM_HINTED: &str = claim!(
    "hinted AS MATERIALIZED (
    SELECT id, limit_key, priority, wake_at FROM workflow_runs
    WHERE id = ANY ($5::text::uuid[]) AND state = 0 AND wake_at <= workflow_now() AND kind = ANY ($3)
    ORDER BY priority, wake_at LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED),
placed AS (
    SELECT id, limit_key, row_number() OVER (PARTITION BY limit_key ORDER BY priority, wake_at, id) AS place
    FROM hinted),
picked AS MATERIALIZED (
    SELECT id FROM placed WHERE limit_key IS NULL OR place <= workflow_room(limit_key))",
    "= ANY (ARRAY(SELECT id FROM picked))"
);

/// Due runs `due` with code `$kinds`, urgent and oldest first, at most `$limit`; `$lock` says what
/// becomes of their rows, `$guard` under which condition any are looked for, `$more` what is due
/// besides. Those without a limit
/// are one queue for each priority, and so are those of each limit, of which only as many are due as
/// there is room for. The limits are found by leaps through their index.
macro_rules! due_runs {
    ($guard:literal, $kinds:literal, $limit:literal, $lock:literal, $more:literal) => {
        concat!(
            "urgent AS MATERIALIZED (
    SELECT id, priority, wake_at FROM workflow_runs
    WHERE ",
            $guard,
            "state = 0 AND limit_key IS NULL AND priority = 0 AND wake_at <= workflow_now()
        AND kind = ANY (",
            $kinds,
            ")
    ORDER BY wake_at LIMIT ",
            $limit,
            $lock,
            "),
normal AS MATERIALIZED (
    SELECT id, priority, wake_at FROM workflow_runs
    WHERE ",
            $guard,
            "state = 0 AND limit_key IS NULL AND priority = 1 AND wake_at <= workflow_now()
        AND kind = ANY (",
            $kinds,
            ")
    ORDER BY wake_at LIMIT greatest(",
            $limit,
            " - (SELECT count(*) FROM urgent), 0)",
            $lock,
            "),
limits (key) AS (
    SELECT min(limit_key) FROM workflow_runs WHERE ",
            $guard,
            "state = 0 AND limit_key IS NOT NULL
    UNION ALL
    SELECT (SELECT min(limit_key) FROM workflow_runs WHERE state = 0 AND limit_key > limits.key)
    FROM limits WHERE limits.key IS NOT NULL),
rooms AS MATERIALIZED (SELECT key, workflow_room(key) AS room FROM limits WHERE key IS NOT NULL),
limited AS MATERIALIZED (
    SELECT run.id, run.priority, run.wake_at, rooms.key, rooms.room
    FROM rooms CROSS JOIN (VALUES (0), (1)) AS of (priority) CROSS JOIN LATERAL (
        SELECT id, priority, wake_at FROM workflow_runs
        WHERE state = 0 AND limit_key = rooms.key AND priority = of.priority
            AND wake_at <= workflow_now() AND kind = ANY (",
            $kinds,
            ")
        ORDER BY wake_at LIMIT least(rooms.room, ",
            $limit,
            ")",
            $lock,
            ") AS run),
fitting AS (
    SELECT id, priority, wake_at, room,
        row_number() OVER (PARTITION BY key ORDER BY priority, wake_at) AS place FROM limited),
due AS (
    SELECT id, priority, wake_at FROM urgent
    UNION ALL
    SELECT id, priority, wake_at FROM normal
    UNION ALL
    SELECT id, priority, wake_at FROM fitting WHERE place <= room",
            $more,
            "
    ORDER BY 2, 3 LIMIT ",
            $limit,
            ")"
        )
    };
}

pub(super) use due_runs;

const CLAIM_DUE: &str = claim!(
    concat!(
        due_runs!("", "$3", "$4", " FOR NO KEY UPDATE SKIP LOCKED", ""),
        ",
picked AS MATERIALIZED (SELECT id FROM due)"
    ),
    "= ANY (ARRAY(SELECT id FROM picked))"
);

const MEMORY: &str = concat!(
    "SELECT r.id, r.inbox, e.*, s.* FROM workflow_runs r CROSS JOIN LATERAL ",
    events_of!("r.id", ""),
    " CROSS JOIN LATERAL ",
    signals_of!("r.id", ""),
    " WHERE r.id = ANY ($1)"
);

const SIGNALS: &str = concat!(
    "SELECT r.inbox, s.* FROM workflow_runs r CROSS JOIN LATERAL ",
    signals_of!("r.id", ""),
    " WHERE r.id = $1"
);

/// The statements of this module.
pub(super) const STATEMENTS: Statements = listed![CLAIM_ONE, CLAIM_HINTED, CLAIM_DUE, MEMORY, SIGNALS];

pub(super) async fn claim(database: &PostgresDatabase, claim: &Claim<'_>) -> Result<Vec<Lease>, SqlError> {
    let limit = i64::try_from(claim.limit).unwrap_or(i64::MAX);
    let lease = micros(claim.lease);
    if limit == 0 || claim.kinds.is_empty() || claim.only.is_some_and(<[RunId]>::is_empty) {
        return Ok(Vec::new());
    }
    let rows = match claim.only {
        Some(few) if few.len() <= FEW.min(claim.limit) => claim_few(database, claim, few).await?,
        only => {
            let hinted = only.map(array_text);
            let mut params: Vec<&(dyn ToSql + Sync)> = vec![&claim.worker.0, &lease, &claim.kinds, &limit];
            let sql = hinted.as_ref().map_or(CLAIM_DUE, |hinted| {
                params.push(hinted);
                CLAIM_HINTED
            });
            query(database, sql, &params).await?
        }
    };
    let mut leases = Vec::with_capacity(rows.len());
    let mut incomplete = Vec::new();
    for row in &rows {
        if !get::<Option<bool>>(row, "is_whole")?.unwrap_or(false) {
            incomplete.push(get::<Uuid>(row, "id")?);
        }
        leases.push(read_lease(row, claim.worker)?);
    }
    if !incomplete.is_empty() {
        complete(database, &mut leases, &incomplete).await?;
    }
    Ok(leases)
}

/// Leases each of a few runs by a statement of its own, all in one round trip.
async fn claim_few(
    database: &PostgresDatabase,
    claim: &Claim<'_>,
    runs: &[RunId],
) -> Result<Vec<Row>, SqlError> {
    let lease = micros(claim.lease);
    let mut ids: Vec<Uuid> = runs.iter().map(|run| run.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let params: Vec<[&(dyn ToSql + Sync); 4]> =
        ids.iter().map(|id| [&claim.worker.0 as _, &lease as _, &claim.kinds as _, id as _]).collect();
    let client = database.client().await?;
    let asked = params.iter().map(|params| query_on(&client, CLAIM_ONE, params));
    let (mut leased, mut failed) = (Vec::new(), None);
    for answer in join_all(asked).await {
        match answer {
            Ok(rows) => {
                for row in rows {
                    leased.push((
                        get::<i16>(&row, "priority")?,
                        get::<OffsetDateTime>(&row, "wake_at")?,
                        row,
                    ));
                }
            }
            Err(error) => failed = Some(error),
        }
    }
    if matches!(failed, Some(SqlError::Away(_))) {
        // Whoever gets this connection next would wait for the same answers.
        drop(Object::take(client));
    }
    match failed {
        // What is leased must be carried out; what is not will be hinted again.
        Some(error) if leased.is_empty() => Err(error),
        _ => {
            leased.sort_by_key(|(priority, wake_at, _)| (*priority, *wake_at));
            Ok(leased.into_iter().map(|(.., row)| row).collect())
        }
    }
}

/// Reads once more what belongs to leased runs that changed while they were being leased. They
/// are held now: what is read is what there is.
async fn complete(database: &PostgresDatabase, leases: &mut [Lease], runs: &[Uuid]) -> Result<(), SqlError> {
    let rows = query(database, MEMORY, &[&runs]).await?;
    let by_id = rows
        .iter()
        .map(|row| Ok((RunId(get(row, "id")?), row)))
        .collect::<Result<HashMap<_, _>, SqlError>>()?;
    for lease in leases {
        if let Some(row) = by_id.get(&lease.held.run) {
            lease.inbox = get(row, "inbox")?;
            lease.events = events(row)?;
            lease.signals = read_signals(row)?;
        }
    }
    Ok(())
}

pub(super) async fn signals(
    database: &PostgresDatabase,
    run: RunId,
) -> Result<(i64, Vec<PendingSignal>), SqlError> {
    let rows = query(database, SIGNALS, &[&run.0]).await?;
    match rows.first() {
        Some(row) => Ok((get(row, "inbox")?, read_signals(row)?)),
        None => Ok((0, Vec::new())),
    }
}

/// A list of ids as PostgreSQL writes it.
fn array_text(runs: &[RunId]) -> String {
    let ids: Vec<String> = runs.iter().map(ToString::to_string).collect();
    format!("{{{}}}", ids.join(","))
}

fn read_lease(row: &Row, worker: WorkerId) -> Result<Lease, SqlError> {
    Ok(Lease {
        held: Held { run: RunId(get(row, "id")?), fence: get(row, "fence")?, worker },
        kind: get(row, "kind")?,
        version: get::<i16>(row, "version")?.into(),
        input: get(row, "input")?,
        created_at: get(row, "created_at")?,
        step: get(row, "step")?,
        attempt: u32::try_from(get::<i64>(row, "attempt")?).map_err(SqlError::defect)?,
        first_failed_at: get(row, "first_failed_at")?,
        leased_at: get(row, "leased_at")?,
        inbox: get(row, "inbox")?,
        cancel: get(row, "cancel_requested")?,
        subject: get::<Option<Uuid>>(row, "subject")?.map(AccountId),
        trace: get(row, "trace")?,
        parent: get::<Option<&str>>(row, "traceparent")?.and_then(TraceParent::parse),
        limited: get(row, "is_limited")?,
        started_by: get::<Option<Uuid>>(row, "parent")?.map(RunId),
        deadline: get(row, "deadline")?,
        events: events(row)?,
        signals: read_signals(row)?,
    })
}
