//! Runs of workflows in a unit of work: started, signalled and checkpointed together with the
//! change that they belong to.
//!
//! On PostgreSQL each of the three is one statement, because each statement is a round trip and
//! holds locks. SQLite cannot change two tables in one statement, and needs not to.

use crate::sql::{
    Dialect, Session, SqlError, SqlUnit, Value,
    ledger::{Statements, listed},
    params,
    workflow_changes::Change,
    workflow_statements::{
        ADD_EVENTS_SQLITE, CHECKPOINT_POSTGRES, CHECKPOINT_SQLITE, CLOSE_POSTGRES, CLOSE_SQLITE,
        PostgresChange, TAKE_SIGNALS_SQLITE,
    },
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{
        hints::Hint,
        workflow_runs::{Addressee, Fencing, NewEvent, NewRun, NewSignal, Signalled, Started, WorkflowRuns},
        workflow_store::Closing,
    },
    workflow::Held,
};
use oathgate_domain::{
    ids::RunId,
    workflow::{Priority, Reuse},
};

/// How often a start is tried when the run that stood in its way has just gone out of it.
const TRIES: u8 = 3;

const START_POSTGRES: &str = "
WITH started AS (
    INSERT INTO workflow_runs (id, kind, version, key, priority, wake_at, limit_key, subject,
        parent, ends_with_parent, deadline, trace, input, sequence, traceparent)
    VALUES ($1, $2, $3, $4, $5, coalesce($6, workflow_now()), $7, $8, $9, $10, $11, $12, $13, 1, $14)
    ON CONFLICT DO NOTHING
    RETURNING id)
INSERT INTO workflow_events (run, sequence, kind) SELECT id, 1, 1 FROM started";

const START_SQLITE: &str = "
INSERT INTO workflow_runs (id, kind, version, key, priority, wake_at, limit_key, subject,
    parent, ends_with_parent, deadline, trace, input, sequence, created_at, traceparent)
VALUES ($1, $2, $3, $4, $5, coalesce($6, workflow_now()), $7, $8, $9, $10, $11, $12, $13, 1, workflow_now(), $14)
ON CONFLICT DO NOTHING";

const STARTED_SQLITE: &str = "
INSERT INTO workflow_events (run, sequence, recorded_at, kind) VALUES ($1, 1, workflow_now(), 1)";

const IN_THE_WAY: &str = "
SELECT id FROM workflow_runs WHERE id = $1
UNION ALL
SELECT id FROM workflow_runs WHERE kind = $2 AND key = $3 AND state <= 2";

const CLOSED_UNDER_KEY: &str = "
SELECT id FROM workflow_runs
WHERE kind = $1 AND key = $2 AND state > 2 AND (state = 3 OR $3)
ORDER BY id DESC LIMIT 1";

const UNDO_EVENTS: &str = "DELETE FROM workflow_events WHERE run = $1";
const UNDO_START: &str = "DELETE FROM workflow_runs WHERE id = $1";

/// The row is locked first, so that whoever is about to sleep or to end it is either through, and
/// seen here, or comes later and sees the inbox.
macro_rules! signal_postgres {
    ($addressee:literal) => {
        concat!(
            "WITH target AS MATERIALIZED (
    SELECT id FROM workflow_runs WHERE ",
            $addressee,
            " AND state <= 2 FOR NO KEY UPDATE),
added AS (
    INSERT INTO workflow_signals (run, id, name, data) SELECT id, $1, $2, $3 FROM target
    ON CONFLICT DO NOTHING
    RETURNING run),
woken AS (
    UPDATE workflow_runs r SET inbox = inbox + 1,
        wake_at = CASE WHEN state = 0 THEN least(wake_at, workflow_now()) ELSE wake_at END
    FROM added WHERE r.id = added.run
    RETURNING r.id, r.priority)
SELECT t.id, w.priority FROM target t LEFT JOIN woken w ON w.id = t.id"
        )
    };
}

const SIGNAL_RUN_POSTGRES: &str = signal_postgres!("id = $4");
const SIGNAL_KEY_POSTGRES: &str = signal_postgres!("kind = $4 AND key = $5");

const TARGET_RUN_SQLITE: &str = "SELECT id, priority FROM workflow_runs WHERE id = $1 AND state <= 2";
const TARGET_KEY_SQLITE: &str =
    "SELECT id, priority FROM workflow_runs WHERE kind = $1 AND key = $2 AND state <= 2";
const SIGNAL_SQLITE: &str = "
INSERT INTO workflow_signals (run, id, name, data, sent_at)
VALUES ($1, $2, $3, $4, workflow_now()) ON CONFLICT DO NOTHING";
const WAKE_SQLITE: &str = "
UPDATE workflow_runs SET inbox = inbox + 1,
    wake_at = CASE WHEN state = 0 THEN min(wake_at, workflow_now()) ELSE wake_at END
WHERE id = $1";

/// A paused run goes on as well: what is to be done about its cancellation its code knows.
const REQUEST_CANCEL: &str = "
UPDATE workflow_runs SET cancel_requested = TRUE, sequence = sequence + 1,
    state = CASE WHEN state = 2 THEN 0 ELSE state END,
    wake_at = CASE WHEN state = 1 THEN wake_at ELSE workflow_now() END
WHERE id = $1 AND state <= 2 AND NOT cancel_requested
RETURNING sequence, priority, state";
const CANCEL_REQUESTED: &str = "
INSERT INTO workflow_events (run, sequence, recorded_at, kind, data)
VALUES ($1, $2, workflow_now(), 9, $3)";
const DEPENDANTS: &str = "
SELECT id FROM workflow_runs WHERE parent = $1 AND state <= 2 AND ends_with_parent ORDER BY id LIMIT 1000";
const PARENT: &str = "SELECT parent FROM workflow_runs WHERE id = $1";
const IS_OPEN: &str = "SELECT 1 FROM workflow_runs WHERE id = $1 AND state <= 2";

/// What both engines run.
pub(super) const STATEMENTS: Statements = listed![
    IN_THE_WAY,
    CLOSED_UNDER_KEY,
    UNDO_EVENTS,
    UNDO_START,
    REQUEST_CANCEL,
    CANCEL_REQUESTED,
    DEPENDANTS,
    PARENT,
    IS_OPEN
];

/// What PostgreSQL runs besides.
pub(super) const POSTGRES_STATEMENTS: Statements = listed![
    START_POSTGRES,
    SIGNAL_RUN_POSTGRES,
    SIGNAL_KEY_POSTGRES,
    CHECKPOINT_POSTGRES.few,
    CHECKPOINT_POSTGRES.many,
    CLOSE_POSTGRES.few,
    CLOSE_POSTGRES.many,
];

/// What SQLite runs besides.
pub(super) const SQLITE_STATEMENTS: Statements = listed![
    START_SQLITE,
    STARTED_SQLITE,
    TARGET_RUN_SQLITE,
    TARGET_KEY_SQLITE,
    SIGNAL_SQLITE,
    WAKE_SQLITE,
    CHECKPOINT_SQLITE,
    CLOSE_SQLITE,
    ADD_EVENTS_SQLITE,
    TAKE_SIGNALS_SQLITE,
];

impl<S: Session> SqlUnit<S> {
    /// Inserts a run with its first event, unless another run stands in its way.
    async fn insert_run(&mut self, run: &NewRun) -> Result<bool, SqlError> {
        let params = params![
            run.id.0,
            run.kind,
            run.version,
            run.key.as_deref(),
            run.priority.number(),
            run.first_due,
            run.limit_key.as_deref(),
            run.subject.map(|subject| subject.0),
            run.parent.map(|parent| parent.0),
            run.ends_with_parent,
            run.deadline,
            run.trace.as_deref(),
            run.input.as_str(),
            run.traced.map(|parent| parent.to_string()),
        ];
        match S::DIALECT {
            Dialect::Postgres => Ok(self.session.execute(START_POSTGRES, params).await? > 0),
            Dialect::Sqlite => {
                let inserted = self.session.execute(START_SQLITE, params).await? > 0;
                if inserted {
                    self.session.execute(STARTED_SQLITE, params![run.id.0]).await?;
                }
                Ok(inserted)
            }
        }
    }

    /// The unfinished run under the same id or key.
    async fn in_the_way(&mut self, run: &NewRun) -> Result<Option<RunId>, SqlError> {
        let params = params![run.id.0, run.kind, run.key.as_deref()];
        first_id(&self.session.query(IN_THE_WAY, params).await?)
    }

    /// The ended run because of which, by its own wish, `run` does not start. It is looked for
    /// after the insertion: a run that ended while that waited is seen as well.
    async fn used_up(&mut self, run: &NewRun) -> Result<Option<RunId>, SqlError> {
        let any = match run.reuse {
            Reuse::Always => return Ok(None),
            Reuse::IfFailed => false,
            Reuse::Reject => true,
        };
        let Some(key) = &run.key else { return Ok(None) };
        let rows = self.session.query(CLOSED_UNDER_KEY, params![run.kind, key.as_str(), any]).await?;
        first_id(&rows)
    }

    /// Takes a start back.
    async fn undo_start(&mut self, run: RunId) -> Result<(), SqlError> {
        self.session.execute(UNDO_EVENTS, params![run.0]).await?;
        self.session.execute(UNDO_START, params![run.0]).await?;
        Ok(())
    }

    /// Changes a run that is held.
    async fn change(
        &mut self,
        held: &Held,
        postgres: PostgresChange,
        sqlite: &'static str,
        change: Change,
    ) -> Result<Fencing, SqlError> {
        let rows = match S::DIALECT {
            Dialect::Postgres => {
                let (sql, params) = postgres.of(change);
                self.session.query(sql, params).await?
            }
            Dialect::Sqlite => {
                let (events, takes_signals) = (change.json_events(), change.takes_signals());
                let rows = self.session.query(sqlite, change.params).await?;
                if let Some(row) = rows.first() {
                    let params = params![held.run.0, row.int(0)?, events];
                    self.session.execute(ADD_EVENTS_SQLITE, params.clone()).await?;
                    if takes_signals {
                        self.session.execute(TAKE_SIGNALS_SQLITE, params).await?;
                    }
                }
                rows
            }
        };
        Ok(if rows.is_empty() { Fencing::Lost } else { Fencing::Kept })
    }

    /// Whether a run is not over yet.
    pub(super) async fn is_unfinished(&mut self, run: RunId) -> Result<bool, SqlError> {
        Ok(!self.session.query(IS_OPEN, params![run.0]).await?.is_empty())
    }

    async fn signal_postgres(
        &mut self,
        to: &Addressee,
        signal: &NewSignal,
    ) -> Result<Option<Woken>, SqlError> {
        let mut params = params![signal.id.as_str(), signal.name, signal.data.as_str()];
        let sql = match to {
            Addressee::Run(run) => {
                params.push(run.0.into());
                SIGNAL_RUN_POSTGRES
            }
            Addressee::Key { kind, key } => {
                params.extend([Value::from(*kind), Value::from(key.as_str())]);
                SIGNAL_KEY_POSTGRES
            }
        };
        let rows = self.session.query(sql, params).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let priority = row.opt_int(1)?;
        Ok(Some(Woken {
            run: RunId(row.uuid(0)?),
            fresh: priority.is_some(),
            priority: priority.unwrap_or(1),
        }))
    }

    async fn signal_sqlite(&mut self, to: &Addressee, signal: &NewSignal) -> Result<Option<Woken>, SqlError> {
        let rows = match to {
            Addressee::Run(run) => self.session.query(TARGET_RUN_SQLITE, params![run.0]).await?,
            Addressee::Key { kind, key } => {
                self.session.query(TARGET_KEY_SQLITE, params![*kind, key.as_str()]).await?
            }
        };
        let Some(row) = rows.first() else { return Ok(None) };
        let (run, priority) = (row.uuid(0)?, row.int(1)?);
        let params = params![run, signal.id.as_str(), signal.name, signal.data.as_str()];
        let fresh = self.session.execute(SIGNAL_SQLITE, params).await? > 0;
        if fresh {
            self.session.execute(WAKE_SQLITE, params![run]).await?;
        }
        Ok(Some(Woken { run: RunId(run), fresh, priority }))
    }
}

/// A run that has a signal.
struct Woken {
    run: RunId,
    /// Whether it did not have it before.
    fresh: bool,
    priority: i64,
}

fn first_id(rows: &[crate::sql::Row]) -> Result<Option<RunId>, SqlError> {
    rows.first().map(|row| row.uuid(0).map(RunId)).transpose()
}

#[async_trait]
impl<S: Session> WorkflowRuns for SqlUnit<S> {
    async fn start(&mut self, run: &NewRun) -> Result<Started, PortError> {
        for _ in 0..TRIES {
            if self.insert_run(run).await? {
                if let Some(earlier) = self.used_up(run).await? {
                    self.undo_start(run.id).await?;
                    return Ok(Started::Existing(earlier));
                }
                // Where it is due later, the sweeper tells.
                if run.first_due.is_none() {
                    self.hints.push(Hint {
                        run: run.id,
                        priority: run.priority,
                        limited: run.limit_key.is_some(),
                    });
                }
                return Ok(Started::New(run.id));
            }
            if let Some(other) = self.in_the_way(run).await? {
                return Ok(Started::Existing(other));
            }
        }
        Err(PortError::Contended)
    }

    async fn signal(&mut self, to: &Addressee, signal: &NewSignal) -> Result<Signalled, PortError> {
        let woken = match S::DIALECT {
            Dialect::Postgres => self.signal_postgres(to, signal).await?,
            Dialect::Sqlite => self.signal_sqlite(to, signal).await?,
        };
        let Some(woken) = woken else { return Ok(Signalled::NoOpenRun) };
        if woken.fresh {
            let priority = Priority::from_number(woken.priority);
            self.hints.push(Hint::of(woken.run, priority));
        }
        Ok(Signalled::Accepted)
    }

    async fn request_cancel(&mut self, run: RunId, by: &str) -> Result<bool, PortError> {
        let rows = self.session.query(REQUEST_CANCEL, params![run.0]).await?;
        let Some(row) = rows.first() else { return Ok(self.is_unfinished(run).await?) };
        let data = serde_json::json!({ "by": by }).to_string();
        self.session.execute(CANCEL_REQUESTED, params![run.0, row.int(0)?, data]).await?;
        if row.int(2)? == 0 {
            self.hints.push(Hint::of(run, Priority::from_number(row.int(1)?)));
        }
        Ok(true)
    }

    async fn checkpoint(&mut self, held: &Held, events: &[NewEvent]) -> Result<Fencing, PortError> {
        let change = Change::checkpoint(held, events);
        Ok(self.change(held, CHECKPOINT_POSTGRES, CHECKPOINT_SQLITE, change).await?)
    }

    async fn close(
        &mut self,
        held: &Held,
        pending: &[NewEvent],
        closing: &Closing,
    ) -> Result<Fencing, PortError> {
        let change = Change::close(held, pending, closing)?;
        Ok(self.change(held, CLOSE_POSTGRES, CLOSE_SQLITE, change).await?)
    }

    async fn dependants(&mut self, run: RunId) -> Result<Vec<RunId>, PortError> {
        let rows = self.session.query(DEPENDANTS, params![run.0]).await?;
        Ok(rows.iter().map(|row| row.uuid(0).map(RunId)).collect::<Result<_, _>>()?)
    }

    async fn parent(&mut self, run: RunId) -> Result<Option<RunId>, PortError> {
        let rows = self.session.query(PARENT, params![run.0]).await?;
        Ok(rows.first().map(|row| row.opt_uuid(0)).transpose()?.flatten().map(RunId))
    }
}
