//! Changes of many runs in one statement. While enough are on their way to the server, those that come
//! meanwhile wait, and then leave together: the more there is to do, the less each costs. Who comes alone
//! never waits.

use super::reading::{get, query_on};
use crate::{
    postgres::PostgresDatabase,
    sql::{
        SqlError, Value,
        ledger::{Statements, listed},
        round_trips,
        value::check,
    },
};
use deadpool_postgres::Object;
use oathgate_application::{ports::workflow_runs::Fencing, telemetry::database::wait};
use std::{
    iter::repeat_n,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{runtime::Handle, sync::oneshot};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Most changes in one statement.
const MOST: usize = 64;

/// How many may be on their way for another group to leave.
const FLIGHTS: usize = 2;

/// How many may be on their way for somebody else to go alone: a statement for two or three costs more than
/// as many of their own.
const ALONE: usize = 4;

/// How many statements a connection is kept for, one after the other, before others who wait for a
/// connection get it: each would have to wait behind them otherwise, and with it all whose changes it has.
const KEPT: u32 = 32;

/// Checkpoints and ends of runs, as [`CLOSE_POSTGRES`](crate::sql::workflow_statements::CLOSE_POSTGRES) has
/// its parameters, but each a list with a value for each run; without a state (`$5`) it is a checkpoint.
///
/// A run whose row is locked just now is passed over, so that nobody else waits for it. Its change is
/// carried out alone, as is one whose run is somebody else's. The first list comes as text, so that the
/// planner cannot see how long it is and make a new plan each time.
const CHANGE_MANY: &str = "
WITH wanted AS MATERIALIZED (
    SELECT place, id, ($2::bigint[])[place] AS fence, ($3::bigint[])[place] AS events,
        ($4::text[])[place] AS step, ($5::smallint[])[place] AS state, ($6::text[])[place] AS output,
        ($7::text[])[place] AS fault_code, ($8::text[])[place] AS fault_detail
    FROM unnest($1::text::uuid[]) WITH ORDINALITY AS listed (id, place)),
mine AS MATERIALIZED (
    SELECT w.place FROM wanted w JOIN workflow_runs r ON r.id = w.id
    WHERE r.fence = w.fence AND r.state = 1 FOR NO KEY UPDATE OF r SKIP LOCKED),
changed AS (
    UPDATE workflow_runs r SET sequence = r.sequence + w.events, step = coalesce(w.step, r.step),
        state = coalesce(w.state, r.state), output = w.output,
        fault_code = w.fault_code, fault_detail = w.fault_detail,
        attempt = CASE WHEN w.state IS NULL THEN 0 ELSE r.attempt END,
        first_failed_at = CASE WHEN w.state IS NULL THEN NULL ELSE r.first_failed_at END,
        deaths = CASE WHEN w.state IS NULL THEN 0 ELSE r.deaths END,
        owner = CASE WHEN w.state IS NULL THEN r.owner END,
        lease_until = CASE WHEN w.state IS NULL THEN r.lease_until END,
        closed_at = CASE WHEN w.state IS NULL THEN r.closed_at ELSE workflow_now() END
    FROM mine JOIN wanted w USING (place)
    WHERE r.id = w.id AND r.fence = w.fence AND r.state = 1
    RETURNING r.id, w.place, r.sequence - w.events AS base),
added AS (
    INSERT INTO workflow_events (run, sequence, kind, name, attempt, data)
    SELECT c.id, c.base + e.number, e.kind, e.name, e.attempt, e.data
    FROM changed c CROSS JOIN LATERAL (VALUES
        (1, ($9::smallint[])[place], ($10::text[])[place], ($11::bigint[])[place], ($12::text[])[place]),
        (2, ($13::smallint[])[place], ($14::text[])[place], ($15::bigint[])[place], ($16::text[])[place])
    ) AS e (number, kind, name, attempt, data)
    WHERE e.kind IS NOT NULL)
SELECT place FROM changed";

/// How many parameters it has.
const PARAMETERS: usize = 16;

/// Where those of an end stand that a checkpoint does not have, and how many they are.
const OF_AN_END: (usize, usize) = (4, 4);

/// The statements of this module.
pub(super) const STATEMENTS: Statements = listed![CHANGE_MANY];

/// The changes that wait, and how many statements are on their way.
pub(super) struct Together {
    database: PostgresDatabase,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    changes: Vec<Waiter>,
    flights: usize,
}

/// A change that waits. What became of it goes to `answer`: nothing where it is to be carried out alone.
struct Waiter {
    params: Vec<Value>,
    answer: oneshot::Sender<Result<Option<Fencing>, SqlError>>,
}

/// A change that can go with others.
pub(super) struct Single {
    /// The statement that carries it out alone.
    pub(super) sql: &'static str,
    /// The parameters of that.
    pub(super) params: Vec<Value>,
    /// Whether it ends its run.
    pub(super) ends: bool,
}

impl Together {
    /// Changes in `database`.
    pub(super) fn new(database: PostgresDatabase) -> Arc<Self> {
        Arc::new(Self { database, waiting: Mutex::default() })
    }

    /// Carries out a change, with others where others are on their way.
    ///
    /// # Errors
    /// [`SqlError`].
    pub(super) async fn carry_out(self: &Arc<Self>, change: Single) -> Result<Fencing, SqlError> {
        if let Some(_flight) = self.depart_alone() {
            return self.alone(&change).await;
        }
        check(&change.params)?;
        let (answer, answered) = oneshot::channel();
        let mut params = change.params.clone();
        if !change.ends {
            let (at, count) = OF_AN_END;
            params.splice(at..at, repeat_n(Value::Null, count));
        }
        self.lock().changes.push(Waiter { params, answer });
        self.depart();
        round_trips::note();
        match wait(answered).await {
            Ok(Ok(Some(fencing))) => Ok(fencing),
            Ok(Ok(None)) => self.alone(&change).await,
            Ok(Err(error)) => Err(error),
            Err(_) => Err(SqlError::away("the statement that it went with was given up")),
        }
    }

    async fn alone(&self, change: &Single) -> Result<Fencing, SqlError> {
        let rows = self.database.query(change.sql, &change.params).await?;
        Ok(if rows.is_empty() { Fencing::Lost } else { Fencing::Kept })
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Every change is complete before anything could panic.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A flight for one, where nobody waits and few are on their way.
    fn depart_alone(self: &Arc<Self>) -> Option<Flight> {
        let mut waiting = self.lock();
        let is_quiet = waiting.flights < ALONE && waiting.changes.is_empty();
        waiting.flights += usize::from(is_quiet);
        is_quiet.then(|| Flight(Arc::clone(self)))
    }

    /// Sends what waits, unless enough is on the way: then it leaves when that is back.
    fn depart(self: &Arc<Self>) {
        // Where there is none the process ends, and nobody waits.
        let Ok(runtime) = Handle::try_current() else { return };
        let Some(mut group) = self.take_group(true) else { return };
        let flight = Flight(Arc::clone(self));
        // A task of its own: whoever gives up waiting does not give up the others.
        runtime.spawn(async move {
            let mut client = None;
            for number in 1.. {
                let changed = change_many(&flight.0.database, &mut client, &mut group).await;
                answer(group, &changed);
                if number % KEPT == 0 {
                    client = None;
                }
                match flight.0.take_group(false) {
                    Some(next) => group = next,
                    None => return,
                }
            }
        });
    }

    /// Takes what waits; for a new flight unless enough are on the way.
    fn take_group(&self, new: bool) -> Option<Vec<Waiter>> {
        let mut waiting = self.lock();
        waiting.changes.retain(|change| !change.answer.is_closed());
        if waiting.changes.is_empty() || new && waiting.flights >= FLIGHTS {
            return None;
        }
        waiting.flights += usize::from(new);
        let count = waiting.changes.len().min(MOST);
        Some(waiting.changes.drain(..count).collect())
    }
}

/// A statement on its way. When it is back, what waits may leave.
struct Flight(Arc<Together>);

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.lock().flights -= 1;
        self.0.depart();
    }
}

/// Tells everybody what became of their changes; `changed` are the places of those that were made.
fn answer(group: Vec<Waiter>, changed: &Result<Vec<i64>, SqlError>) {
    for (waiter, place) in group.into_iter().zip(1_i64..) {
        let answer = match changed {
            Ok(places) if places.contains(&place) => Ok(Some(Fencing::Kept)),
            // Whether the server kept it is unknown.
            Err(error @ SqlError::Away(_)) => Err(error.again()),
            // Locked, somebody else's, or one spoilt it for all.
            Ok(_) | Err(_) => Ok(None),
        };
        // Nobody may be waiting any more.
        let _ = waiter.answer.send(answer);
    }
}

/// Gives the places of those that were changed, from 1 on. Takes their parameters.
async fn change_many(
    database: &PostgresDatabase,
    connection: &mut Option<Object>,
    group: &mut [Waiter],
) -> Result<Vec<i64>, SqlError> {
    let runs: Vec<String> = group.iter().map(|change| run_of(&change.params)).collect();
    let runs = format!("{{{}}}", runs.join(","));
    let mut column = |at: usize| -> Vec<Value> {
        let values = group.iter_mut().map(|change| change.params.get_mut(at).map(mem::take));
        values.map(Option::unwrap_or_default).collect()
    };
    let columns: Vec<_> = (1..PARAMETERS).map(&mut column).collect();
    let mut params: Vec<&(dyn ToSql + Sync)> = vec![&runs];
    params.extend(columns.iter().map(|column| column as &(dyn ToSql + Sync)));
    let client = match connection.take() {
        Some(client) if !client.is_closed() => client,
        _ => database.client().await?,
    };
    let rows = match query_on(&client, CHANGE_MANY, &params).await {
        Err(SqlError::Away(cause)) => {
            // Whoever gets this connection next would wait for the same answer.
            drop(Object::take(client));
            return Err(SqlError::Away(cause));
        }
        answered => {
            *connection = Some(client);
            answered?
        }
    };
    rows.iter().map(|row| get(row, "place")).collect()
}

/// The run that a change is about.
fn run_of(params: &[Value]) -> String {
    match params.first() {
        Some(Value::Uuid(run)) => run.to_string(),
        _ => Uuid::nil().to_string(),
    }
}
