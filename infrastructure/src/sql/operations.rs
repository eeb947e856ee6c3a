//! What operators do to runs. No hot path: written once, one statement for the change and one for
//! its event, while the row is locked.

use crate::sql::{
    Dialect, Row, Session, SqlError, SqlUnit, Value,
    ledger::{Statements, listed},
    params,
    workflow_changes::run_state,
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{
        hints::Hint,
        operations::{HeldRun, LimitState, RunCount, RunFigures, RunOperations, Standing, WorkerState},
    },
};
use oathgate_domain::{
    ids::{AccountId, RunId, WorkerId},
    workflow::{EventKind, Fault, Priority},
};

/// Due now, or still at its place in the queue, with everything that failed forgotten.
macro_rules! due_now {
    () => {
        "state = 0, attempt = 0, deaths = 0, first_failed_at = NULL, \
         wake_at = CASE WHEN state = 0 AND wake_at < workflow_now() THEN wake_at ELSE workflow_now() END"
    };
}

const STANDING: &str = "SELECT id, kind, state, step, attempt, fault_code, fault_detail, subject, input \
     FROM workflow_runs WHERE id = $1";
const WAKE: &str = concat!(
    "UPDATE workflow_runs SET sequence = sequence + 1, ",
    due_now!(),
    " WHERE id = $1 AND state IN (0, 2) RETURNING sequence, priority"
);
const RESUME: &str = concat!(
    "UPDATE workflow_runs SET sequence = sequence + 1, ",
    due_now!(),
    " WHERE id = $1 AND state = 2 RETURNING sequence, priority"
);
const PAUSE: &str = "UPDATE workflow_runs SET sequence = sequence + 1, state = 2, owner = NULL, \
     lease_until = NULL, fault_code = $2, fault_detail = $3 \
     WHERE id = $1 AND state IN (0, 1) RETURNING sequence, priority";
const END: &str = "UPDATE workflow_runs SET sequence = sequence + 1, state = 5, cancel_requested = true, \
     closed_at = workflow_now(), owner = NULL, lease_until = NULL \
     WHERE id = $1 AND (state IN (0, 2) OR state = 1 AND $2) RETURNING sequence, priority";
const ASK: &str = "UPDATE workflow_runs SET sequence = sequence + 1, cancel_requested = true \
     WHERE id = $1 AND state = 1 AND NOT cancel_requested RETURNING sequence, priority";
/// Two events: the step, and the act.
const SKIP: &str = concat!(
    "UPDATE workflow_runs SET sequence = sequence + 2, step = $2, fault_code = NULL, fault_detail = NULL, ",
    due_now!(),
    " WHERE id = $1 AND state IN (0, 2) AND NOT EXISTS (SELECT 1 FROM workflow_events \
         WHERE run = $1 AND kind = 2 AND name = $2) RETURNING sequence, priority"
);
const NOTE: &str = "INSERT INTO workflow_events (run, sequence, recorded_at, kind, name, data) \
     VALUES ($1, $2, workflow_now(), $3, $4, $5)";

const FIRST_EVENT: &str = "SELECT min(sequence) FROM workflow_events \
     WHERE run = $1 AND name = $2 AND kind IN (2, 3, 4, 5, 6, 8)";
const BEGUN: &str =
    "SELECT data FROM workflow_events WHERE run = $1 AND kind = 8 AND sequence < $2 ORDER BY sequence";
const ADOPT: &str = "UPDATE workflow_runs SET parent = $3 WHERE id = $1 AND parent = $2 AND state <= 2";
/// The last event of the copy is the note about it.
const COPY: &str = "INSERT INTO workflow_runs (id, kind, version, key, priority, wake_at, limit_key, \
         subject, trace, traceparent, input, sequence, inbox, created_at) \
     SELECT $2, kind, version, key, priority, workflow_now(), limit_key, subject, trace, traceparent, input, $3, inbox, \
         workflow_now() \
     FROM workflow_runs AS source WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM workflow_runs AS other \
         WHERE other.kind = source.kind AND other.key = source.key AND other.state <= 2) \
     RETURNING sequence, priority";
const COPY_EVENTS: &str = "INSERT INTO workflow_events (run, sequence, recorded_at, kind, name, attempt, data) \
     SELECT $2, sequence, recorded_at, kind, name, attempt, data FROM workflow_events \
     WHERE run = $1 AND sequence < $3";
const COPY_SIGNALS: &str = "INSERT INTO workflow_signals (run, id, name, data, sent_at, taken_by) \
     SELECT $2, id, name, data, sent_at, CASE WHEN taken_by < $3 THEN taken_by END FROM workflow_signals \
     WHERE run = $1";

const COUNTS: &str = "SELECT kind, state, state = 0 AND wake_at <= workflow_now(), count(*) \
     FROM workflow_runs GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
/// Each state by an index of its own, and of each not more than that many, so that a crowd of runs does
/// not make a scrape dear.
const FIGURES: &str = "SELECT kind, state, is_due, count(*), count(CASE WHEN attempt > 0 THEN 1 END) FROM ( \
         SELECT * FROM (SELECT kind, state, wake_at <= workflow_now() AS is_due, attempt FROM workflow_runs \
             WHERE state = 0 AND priority IN (0, 1) LIMIT 100000) AS open \
         UNION ALL SELECT * FROM (SELECT kind, state, state = 0, attempt FROM workflow_runs \
             WHERE state = 1 LIMIT 100000) AS held \
         UNION ALL SELECT * FROM (SELECT kind, state, state = 0, attempt FROM workflow_runs \
             WHERE state = 2 LIMIT 100000) AS paused) AS unfinished \
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
const WORKERS_POSTGRES: &str = "SELECT id, host, array_to_json(kinds), slots, draining, since, seen_at, \
     seen_at > workflow_after(-30000000) FROM workflow_workers ORDER BY host, id LIMIT 1000";
const WORKERS_SQLITE: &str = "SELECT id, host, kinds, slots, draining, since, seen_at, \
     seen_at > workflow_after(-30000000) FROM workflow_workers ORDER BY host, id LIMIT 1000";
const HELD: &str = "SELECT owner, id, kind, step, lease_until FROM workflow_runs WHERE state = 1 \
     AND owner IS NOT NULL ORDER BY lease_until, id LIMIT 1000";

/// Those that are set, those that are named, and how many runs of each are carried out and due.
const LIMITS: &str = "SELECT named.key, own.max_running, \
     (SELECT count(*) FROM workflow_runs WHERE state = 1 AND limit_key = named.key), \
     (SELECT count(*) FROM workflow_runs WHERE state = 0 AND limit_key = named.key \
         AND wake_at <= workflow_now()) \
     FROM (SELECT key FROM workflow_limits UNION \
         SELECT limit_key FROM workflow_runs WHERE state = 0 AND limit_key IS NOT NULL UNION \
         SELECT limit_key FROM workflow_runs WHERE state = 1 AND limit_key IS NOT NULL) AS named \
     LEFT JOIN workflow_limits AS own ON own.key = named.key ORDER BY named.key LIMIT 1000";
const SET_LIMIT: &str = "INSERT INTO workflow_limits (key, max_running) VALUES ($1, $2) \
     ON CONFLICT (key) DO UPDATE SET max_running = excluded.max_running";
const DROP_LIMIT: &str = "DELETE FROM workflow_limits WHERE key = $1";

/// What both engines run.
pub(super) const STATEMENTS: Statements = listed![
    STANDING,
    WAKE,
    RESUME,
    PAUSE,
    END,
    ASK,
    SKIP,
    NOTE,
    FIRST_EVENT,
    BEGUN,
    ADOPT,
    COPY,
    COPY_EVENTS,
    COPY_SIGNALS,
    COUNTS,
    FIGURES,
    HELD,
    LIMITS,
    SET_LIMIT,
    DROP_LIMIT,
];
/// What PostgreSQL runs besides.
pub(super) const POSTGRES_STATEMENTS: Statements = listed![WORKERS_POSTGRES];
/// What SQLite runs besides.
pub(super) const SQLITE_STATEMENTS: Statements = listed![WORKERS_SQLITE];

impl<S: Session> SqlUnit<S> {
    /// Carries out a change of one run. None where it did not take place; else the number of its
    /// last event, and its priority.
    async fn act(
        &mut self,
        sql: &'static str,
        params: Vec<Value>,
    ) -> Result<Option<(i64, Priority)>, SqlError> {
        let rows = self.session.query(sql, params).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some((row.int(0)?, Priority::from_number(row.int(1)?))))
    }

    async fn note(
        &mut self,
        run: RunId,
        sequence: i64,
        kind: EventKind,
        name: Option<&str>,
        data: &str,
    ) -> Result<(), SqlError> {
        self.session.execute(NOTE, params![run.0, sequence, kind.number(), name, data]).await?;
        Ok(())
    }

    /// As [`Self::act`], with the event of an operator; the run is hinted.
    async fn woken(
        &mut self,
        sql: &'static str,
        run: RunId,
        params: Vec<Value>,
        note: &str,
    ) -> Result<bool, PortError> {
        let Some((sequence, priority)) = self.act(sql, params).await? else { return Ok(false) };
        self.note(run, sequence, EventKind::Operator, None, note).await?;
        self.hints.push(Hint::of(run, priority));
        Ok(true)
    }
}

#[async_trait]
impl<S: Session> RunOperations for SqlUnit<S> {
    async fn standing(&mut self, run: RunId) -> Result<Option<Standing>, PortError> {
        let rows = self.session.query(STANDING, params![run.0]).await?;
        Ok(rows.first().map(standing).transpose()?)
    }

    async fn wake(&mut self, run: RunId, note: &str) -> Result<bool, PortError> {
        self.woken(WAKE, run, params![run.0], note).await
    }

    async fn resume(&mut self, run: RunId, note: &str) -> Result<bool, PortError> {
        self.woken(RESUME, run, params![run.0], note).await
    }

    async fn pause(&mut self, run: RunId, fault: &Fault, note: &str) -> Result<bool, PortError> {
        let params = params![run.0, fault.code.as_str(), fault.detail.as_str()];
        let Some((sequence, _)) = self.act(PAUSE, params).await? else { return Ok(false) };
        self.note(run, sequence, EventKind::Paused, None, note).await?;
        Ok(true)
    }

    async fn end(&mut self, run: RunId, even_held: bool, note: &str) -> Result<bool, PortError> {
        let Some((sequence, _)) = self.act(END, params![run.0, even_held]).await? else { return Ok(false) };
        self.note(run, sequence, EventKind::Closed, None, note).await?;
        Ok(true)
    }

    async fn ask_to_cancel(&mut self, run: RunId, note: &str) -> Result<bool, PortError> {
        let Some((sequence, _)) = self.act(ASK, params![run.0]).await? else { return Ok(false) };
        self.note(run, sequence, EventKind::CancelRequested, None, note).await?;
        Ok(true)
    }

    async fn skip(&mut self, run: RunId, step: &str, done: &str, note: &str) -> Result<bool, PortError> {
        let Some((sequence, priority)) = self.act(SKIP, params![run.0, step]).await? else {
            return Ok(false);
        };
        self.note(run, sequence - 1, EventKind::StepDone, Some(step), done).await?;
        self.note(run, sequence, EventKind::Operator, Some(step), note).await?;
        self.hints.push(Hint::of(run, priority));
        Ok(true)
    }

    async fn first_event(&mut self, run: RunId, name: &str) -> Result<Option<i64>, PortError> {
        let rows = self.session.query(FIRST_EVENT, params![run.0, name]).await?;
        Ok(rows.first().map(|row| row.opt_int(0)).transpose()?.flatten())
    }

    async fn hand_over(&mut self, run: RunId, cut: i64, heir: RunId) -> Result<(), PortError> {
        for row in self.session.query(BEGUN, params![run.0, cut]).await? {
            let begun: serde_json::Value = serde_json::from_str(&row.text(0)?).map_err(SqlError::defect)?;
            let child = begun["value"].as_str().and_then(|id| id.parse::<RunId>().ok());
            let child = child.ok_or_else(|| SqlError::defect("a run that was started has no id"))?;
            self.session.execute(ADOPT, params![child.0, run.0, heir.0]).await?;
        }
        Ok(())
    }

    async fn copy(&mut self, run: RunId, copy: RunId, cut: i64, note: &str) -> Result<bool, PortError> {
        let (sequence, priority) = match self.act(COPY, params![run.0, copy.0, cut]).await {
            Ok(Some(copied)) => copied,
            Ok(None) => return Ok(false),
            // Another run took the key a moment ago, unseen by this statement.
            Err(SqlError::Unique(_)) => return Err(PortError::Contended),
            Err(error) => return Err(error.into()),
        };
        self.session.execute(COPY_EVENTS, params![run.0, copy.0, cut]).await?;
        self.session.execute(COPY_SIGNALS, params![run.0, copy.0, cut]).await?;
        self.note(copy, sequence, EventKind::Operator, None, note).await?;
        self.hints.push(Hint::of(copy, priority));
        Ok(true)
    }

    async fn counts(&mut self) -> Result<Vec<RunCount>, PortError> {
        let rows = self.session.query(COUNTS, params![]).await?;
        let count = |row: &Row| -> Result<RunCount, SqlError> {
            Ok(RunCount {
                kind: row.text(0)?,
                state: run_state(row.int(1)?)?,
                is_due: row.bool(2)?,
                runs: u64::try_from(row.int(3)?).map_err(|_| SqlError::Column(3))?,
            })
        };
        Ok(rows.iter().map(count).collect::<Result<_, _>>()?)
    }

    async fn figures(&mut self) -> Result<Vec<RunFigures>, PortError> {
        let rows = self.session.query(FIGURES, params![]).await?;
        let figures = |row: &Row| -> Result<RunFigures, SqlError> {
            let count = |column| u64::try_from(row.int(column)?).map_err(|_| SqlError::Column(column));
            Ok(RunFigures {
                kind: row.text(0)?,
                state: run_state(row.int(1)?)?,
                is_due: row.bool(2)?,
                runs: count(3)?,
                failing: count(4)?,
            })
        };
        Ok(rows.iter().map(figures).collect::<Result<_, _>>()?)
    }

    async fn workers(&mut self) -> Result<Vec<WorkerState>, PortError> {
        let sql = match S::DIALECT {
            Dialect::Postgres => WORKERS_POSTGRES,
            Dialect::Sqlite => WORKERS_SQLITE,
        };
        let rows = self.session.query(sql, params![]).await?;
        Ok(rows.iter().map(worker).collect::<Result<_, _>>()?)
    }

    async fn held(&mut self) -> Result<Vec<HeldRun>, PortError> {
        let rows = self.session.query(HELD, params![]).await?;
        let held = |row: &Row| -> Result<HeldRun, SqlError> {
            Ok(HeldRun {
                worker: WorkerId(row.uuid(0)?),
                run: RunId(row.uuid(1)?),
                kind: row.text(2)?,
                step: row.opt_text(3)?,
                lease_until: row.time(4)?,
            })
        };
        Ok(rows.iter().map(held).collect::<Result<_, _>>()?)
    }

    async fn limits(&mut self) -> Result<Vec<LimitState>, PortError> {
        let rows = self.session.query(LIMITS, params![]).await?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let limit = |row: &Row| -> Result<LimitState, SqlError> {
            let max_running = row.opt_int(1)?.map(|most| u32::try_from(most).map_err(SqlError::defect));
            Ok(LimitState {
                key: row.text(0)?,
                max_running: max_running.transpose()?,
                running: count(row.int(2)?),
                waiting: count(row.int(3)?),
            })
        };
        Ok(rows.iter().map(limit).collect::<Result<_, _>>()?)
    }

    async fn set_limit(&mut self, key: &str, max_running: u32) -> Result<(), PortError> {
        self.session.execute(SET_LIMIT, params![key, max_running]).await?;
        Ok(())
    }

    async fn drop_limit(&mut self, key: &str) -> Result<bool, PortError> {
        Ok(self.session.execute(DROP_LIMIT, params![key]).await? > 0)
    }
}

fn standing(row: &Row) -> Result<Standing, SqlError> {
    let detail = row.opt_text(6)?;
    Ok(Standing {
        run: RunId(row.uuid(0)?),
        kind: row.text(1)?,
        state: run_state(row.int(2)?)?,
        step: row.opt_text(3)?,
        attempt: row.int(4)?,
        fault: row.opt_text(5)?.map(|code| Fault { code, detail: detail.unwrap_or_default() }),
        subject: row.opt_uuid(7)?.map(AccountId),
        input: row.text(8)?,
    })
}

fn worker(row: &Row) -> Result<WorkerState, SqlError> {
    Ok(WorkerState {
        id: WorkerId(row.uuid(0)?),
        host: row.text(1)?,
        kinds: serde_json::from_str(&row.text(2)?).map_err(SqlError::defect)?,
        slots: row.int(3)?,
        draining: row.bool(4)?,
        since: row.time(5)?,
        seen_at: row.time(6)?,
        alive: row.bool(7)?,
    })
}
