//! How a worker gets runs, with all that it needs to go on.

use crate::{
    sql::{
        Row, SqlError, Value,
        ledger::{Statements, listed},
        params, values,
        workflow_changes::{event_kind, micros},
    },
    sqlite::run,
};
use oathgate_application::{
    ports::workflow_store::Claim,
    workflow::{Held, Lease, PendingSignal},
};
use oathgate_domain::{
    ids::{AccountId, RunId, WorkerId},
    trace::TraceParent,
    workflow::Event,
};
use rusqlite::Connection;
use serde_json::json;
use std::collections::{HashMap, hash_map::Entry};
use time::OffsetDateTime;
use uuid::Uuid;

/// The hints lead: without the CROSS the planner might go through all that is due.
const HINTED: &str = "
SELECT r.id, r.priority, r.wake_at, r.limit_key
FROM json_each($3) AS hinted CROSS JOIN workflow_runs AS r ON r.id = unhex(hinted.value)
WHERE r.state = 0 AND r.wake_at <= workflow_now() AND r.kind IN (SELECT value FROM json_each($1))
GROUP BY r.id ORDER BY r.priority, r.wake_at LIMIT $2";

/// Of one priority and without a limit, so that the index gives the oldest at once.
const DUE: &str = "
SELECT id, priority, wake_at FROM workflow_runs
WHERE state = 0 AND limit_key IS NULL AND priority = $3 AND wake_at <= workflow_now()
    AND kind IN (SELECT value FROM json_each($1))
ORDER BY wake_at LIMIT $2";

/// The same of one limit.
const DUE_LIMITED: &str = "
SELECT id, priority, wake_at FROM workflow_runs
WHERE state = 0 AND limit_key = $4 AND priority = $3 AND wake_at <= workflow_now()
    AND kind IN (SELECT value FROM json_each($1))
ORDER BY wake_at LIMIT $2";

/// The limits under which something is due, by leaps through their index.
const LIMITS: &str = "
WITH RECURSIVE limits (key) AS (
    SELECT min(limit_key) FROM workflow_runs WHERE state = 0 AND limit_key IS NOT NULL
    UNION ALL
    SELECT (SELECT min(limit_key) FROM workflow_runs WHERE state = 0 AND limit_key > limits.key)
    FROM limits WHERE limits.key IS NOT NULL)
SELECT key FROM limits WHERE key IS NOT NULL AND (
    EXISTS (SELECT 1 FROM workflow_runs WHERE state = 0 AND limit_key = limits.key AND priority = 0
        AND wake_at <= workflow_now())
    OR EXISTS (SELECT 1 FROM workflow_runs WHERE state = 0 AND limit_key = limits.key AND priority = 1
        AND wake_at <= workflow_now()))";

/// How many more runs with a limit may be taken up.
const ROOM: &str = "
SELECT coalesce(
        (SELECT max_running FROM workflow_limits WHERE key = $1),
        (SELECT max_running FROM workflow_limits WHERE key = substr($1, 1, instr($1, ':'))),
        2147483647)
    - (SELECT count(*) FROM workflow_runs WHERE state = 1 AND limit_key = $1)";

const LEASE: &str = "
UPDATE workflow_runs SET state = 1, fence = fence + 1, owner = $2, lease_until = workflow_after($3),
    cancel_seen = cancel_requested
WHERE id = $1
RETURNING fence, kind, version, input, created_at, step, attempt, first_failed_at, workflow_now(),
    inbox, cancel_requested, subject, trace, traceparent, limit_key IS NOT NULL, parent, deadline";

const MEMORY: &str = "
SELECT sequence, recorded_at, kind, name, attempt, data FROM workflow_events
WHERE run = $1 AND kind IN (2, 4, 5, 6, 7, 8) ORDER BY sequence";

const WAITING: &str = "
SELECT id, name, data, sent_at FROM workflow_signals
WHERE run = $1 AND taken_by IS NULL ORDER BY sent_at, id";

const INBOX: &str = "SELECT inbox FROM workflow_runs WHERE id = $1";

/// The statements of this module.
pub(super) const STATEMENTS: Statements =
    listed![HINTED, DUE, DUE_LIMITED, LIMITS, ROOM, LEASE, MEMORY, WAITING, INBOX];

/// A [`Claim`] that can go to the database's thread.
pub(super) struct Wanted {
    worker: WorkerId,
    kinds: String,
    limit: usize,
    only: Option<String>,
    lease: i64,
}

impl Wanted {
    /// What `claim` asks for, unless that is nothing.
    pub(super) fn of(claim: &Claim<'_>) -> Option<Self> {
        if claim.limit == 0 || claim.kinds.is_empty() || claim.only.is_some_and(<[RunId]>::is_empty) {
            return None;
        }
        let hex = |run: &RunId| run.0.simple().to_string();
        Some(Self {
            worker: claim.worker,
            kinds: json!(claim.kinds).to_string(),
            limit: claim.limit,
            only: claim.only.map(|runs| json!(runs.iter().map(hex).collect::<Vec<_>>()).to_string()),
            lease: micros(claim.lease),
        })
    }

    pub(super) fn claim(self, connection: &Connection) -> Result<Vec<Lease>, SqlError> {
        let picked = match &self.only {
            Some(hinted) => self.hinted(connection, hinted)?,
            None => due(connection, &self.kinds, self.limit)?.into_iter().map(|due| due.run).collect(),
        };
        picked.into_iter().map(|id| self.lease(connection, id)).collect()
    }

    /// Those of the hinted runs that are due, as far as their limits have room.
    fn hinted(&self, connection: &Connection, hinted: &str) -> Result<Vec<Uuid>, SqlError> {
        let most = i64::try_from(self.limit).unwrap_or(i64::MAX);
        let mut rooms: HashMap<String, i64> = HashMap::new();
        let mut picked = Vec::new();
        for row in run(connection, HINTED, &values![self.kinds.as_str(), most, hinted])?.1 {
            if let Some(key) = row.opt_text(3)? {
                let room = match rooms.entry(key) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(unknown) => {
                        let room = room(connection, unknown.key())?;
                        unknown.insert(room)
                    }
                };
                *room -= 1;
                if *room < 0 {
                    continue;
                }
            }
            picked.push(row.uuid(0)?);
        }
        Ok(picked)
    }

    fn lease(&self, connection: &Connection, id: Uuid) -> Result<Lease, SqlError> {
        let (_, rows) = run(connection, LEASE, &values![id, self.worker.0, self.lease])?;
        let row = rows.first().ok_or_else(|| SqlError::defect("a due run is not there"))?;
        Ok(Lease {
            held: Held { run: RunId(id), fence: row.int(0)?, worker: self.worker },
            kind: row.text(1)?,
            version: row.int(2)?,
            input: row.text(3)?,
            created_at: row.time(4)?,
            step: row.opt_text(5)?,
            attempt: row.count(6)?,
            first_failed_at: row.opt_time(7)?,
            leased_at: row.time(8)?,
            inbox: row.int(9)?,
            cancel: row.bool(10)?,
            subject: row.opt_uuid(11)?.map(AccountId),
            trace: row.opt_text(12)?,
            parent: row.opt_text(13)?.as_deref().and_then(TraceParent::parse),
            limited: row.bool(14)?,
            started_by: row.opt_uuid(15)?.map(RunId),
            deadline: row.opt_time(16)?,
            events: run(connection, MEMORY, &values![id])?
                .1
                .iter()
                .map(read_event)
                .collect::<Result<_, _>>()?,
            signals: waiting(connection, id)?,
        })
    }
}

/// A run that may be taken up.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Due {
    pub(super) priority: i64,
    wake_at: OffsetDateTime,
    pub(super) run: Uuid,
}

/// Due runs of these kinds (a JSON array), urgent and oldest first, as far as their limits have room.
///
/// # Errors
/// [`SqlError`].
pub(super) fn due(connection: &Connection, kinds: &str, limit: usize) -> Result<Vec<Due>, SqlError> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    let mut look = |sql, most: i64, params: Vec<Value>| -> Result<(), SqlError> {
        let mut left = most;
        for priority in [0_i64, 1] {
            if left > 0 {
                let mut all = params![kinds, left, priority];
                all.extend(params.iter().cloned());
                for row in run(connection, sql, &all)?.1 {
                    left -= 1;
                    found.push(Due { priority: row.int(1)?, wake_at: row.time(2)?, run: row.uuid(0)? });
                }
            }
        }
        Ok(())
    };
    look(DUE, most, Vec::new())?;
    for row in run(connection, LIMITS, &[])?.1 {
        let key = row.text(0)?;
        look(DUE_LIMITED, room(connection, &key)?.min(most), params![key])?;
    }
    found.sort();
    found.truncate(limit);
    Ok(found)
}

fn room(connection: &Connection, key: &str) -> Result<i64, SqlError> {
    let (_, rows) = run(connection, ROOM, &values![key])?;
    rows.first().map_or(Ok(0), |row| row.int(0))
}

pub(super) fn signals(connection: &Connection, of: RunId) -> Result<(i64, Vec<PendingSignal>), SqlError> {
    let (_, rows) = run(connection, INBOX, &values![of.0])?;
    match rows.first() {
        Some(row) => Ok((row.int(0)?, waiting(connection, of.0)?)),
        None => Ok((0, Vec::new())),
    }
}

/// The signals of a run that nobody has taken, oldest first.
///
/// # Errors
/// [`SqlError`].
pub(super) fn waiting(connection: &Connection, of: Uuid) -> Result<Vec<PendingSignal>, SqlError> {
    let (_, rows) = run(connection, WAITING, &values![of])?;
    rows.iter()
        .map(|row| {
            Ok(PendingSignal { id: row.text(0)?, name: row.text(1)?, data: row.text(2)?, at: row.time(3)? })
        })
        .collect()
}

/// An event of the columns number, time, kind, name, attempt and data.
///
/// # Errors
/// [`SqlError`] where one does not hold what it should.
pub(super) fn read_event(row: &Row) -> Result<Event, SqlError> {
    Ok(Event {
        sequence: row.int(0)?,
        at: row.time(1)?,
        kind: event_kind(row.int(2)?)?,
        name: row.opt_text(3)?,
        attempt: row.opt_int(4)?,
        data: row.opt_text(5)?,
    })
}
