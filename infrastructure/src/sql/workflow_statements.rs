//! The statements by which a worker changes a run that it holds, in the forms of either engine. What
//! they set is in [`super::workflow_changes`].
//!
//! On PostgreSQL a change is one statement, and with it one round trip. SQLite cannot change two
//! tables in one statement, and needs not to.

use crate::sql::{
    Value,
    workflow_changes::{Change, closed, progressed},
};

/// A change of a run that is held, with the few events that it adds, in one statement.
macro_rules! change_few_postgres {
    ($set:expr, $guard:literal, $k1:literal $n1:literal $a1:literal $d1:literal
        $k2:literal $n2:literal $a2:literal $d2:literal) => {
        concat!(
            "WITH changed AS (
    UPDATE workflow_runs SET sequence = sequence + $3, ",
            $set,
            " WHERE id = $1 AND fence = $2 AND state = 1",
            $guard,
            " RETURNING id, sequence - $3 AS base),
added AS (
    INSERT INTO workflow_events (run, sequence, kind, name, attempt, data)
    SELECT c.id, c.base + p.place, p.kind, p.name, p.attempt, p.data FROM changed c, (VALUES
        (1, ",
            concat!("$", $k1, "::smallint, $", $n1, "::text, $", $a1, "::bigint, $", $d1, "::text), (2, "),
            concat!("$", $k2, "::smallint, $", $n2, "::text, $", $a2, "::bigint, $", $d2, "::text)"),
            ") AS p (place, kind, name, attempt, data)
    WHERE p.kind IS NOT NULL)
SELECT 1 FROM changed"
        )
    };
}

/// A change of a run that is held, with the events `$json` that it adds, in one statement.
macro_rules! change_postgres {
    ($set:expr, $guard:literal, $json:literal) => {
        concat!(
            "WITH pending AS MATERIALIZED (
    SELECT * FROM json_to_recordset($",
            $json,
            "::json) AS e (place bigint, kind smallint, name text, attempt bigint, data text, takes text)),
changed AS (
    UPDATE workflow_runs SET sequence = sequence + $3, ",
            $set,
            " WHERE id = $1 AND fence = $2 AND state = 1",
            $guard,
            " RETURNING id, sequence - $3 AS base),
taken AS (
    UPDATE workflow_signals s SET taken_by = c.base + p.place
    FROM changed c, pending p WHERE s.run = c.id AND s.id = p.takes),
added AS (
    INSERT INTO workflow_events (run, sequence, kind, name, attempt, data)
    SELECT c.id, c.base + p.place, p.kind, p.name, p.attempt, p.data FROM changed c, pending p)
SELECT 1 FROM changed"
        )
    };
}

/// The two forms of a change on PostgreSQL. The first is the hot path: no JSON to be read.
#[derive(Clone, Copy)]
pub(crate) struct PostgresChange {
    /// For few events.
    pub(crate) few: &'static str,
    /// For any number of events, and those that take signals.
    pub(crate) many: &'static str,
}

impl PostgresChange {
    /// The form for `change`, with all of its parameters.
    pub(crate) fn of(self, change: Change) -> (&'static str, Vec<Value>) {
        if let Some(few) = change.few_events() {
            let mut params = change.params;
            params.extend(few);
            return (self.few, params);
        }
        let events = change.json_events();
        let mut params = change.params;
        params.push(events.into());
        (self.many, params)
    }
}

/// Both forms of a change whose own parameters end before the first of the numbers.
macro_rules! postgres_change {
    ($set:expr, $guard:literal, $first:literal $($more:literal)+) => {
        $crate::sql::workflow_statements::PostgresChange {
            few: $crate::sql::workflow_statements::change_few_postgres!($set, $guard, $first $($more)+),
            many: $crate::sql::workflow_statements::change_postgres!($set, $guard, $first),
        }
    };
}

/// A change of a run that is held; gives the number of its last event before it. The events are
/// added afterwards.
macro_rules! change_sqlite {
    ($set:expr, $guard:literal) => {
        concat!(
            "UPDATE workflow_runs SET sequence = sequence + $3, ",
            $set,
            " WHERE id = $1 AND fence = $2 AND state = 1",
            $guard,
            " RETURNING sequence - $3"
        )
    };
}

pub(crate) use {change_few_postgres, change_postgres, change_sqlite, postgres_change};

pub(crate) const CHECKPOINT_POSTGRES: PostgresChange =
    postgres_change!(progressed!(), "", 5 6 7 8 9 10 11 12);
pub(crate) const CHECKPOINT_SQLITE: &str = change_sqlite!(progressed!(), "");
pub(crate) const CLOSE_POSTGRES: PostgresChange = postgres_change!(closed!(), "", 9 10 11 12 13 14 15 16);
pub(crate) const CLOSE_SQLITE: &str = change_sqlite!(closed!(), "");

/// The events `$3` of the run `$1`, after the one with the number `$2`.
pub(crate) const ADD_EVENTS_SQLITE: &str = "
INSERT INTO workflow_events (run, sequence, recorded_at, kind, name, attempt, data)
SELECT $1, $2 + (value ->> 'place'), workflow_now(), value ->> 'kind', value ->> 'name',
    value ->> 'attempt', value ->> 'data'
FROM json_each($3)";

/// Which signals those events took.
pub(crate) const TAKE_SIGNALS_SQLITE: &str = "
UPDATE workflow_signals SET taken_by = $2 + (e.value ->> 'place')
FROM json_each($3) AS e WHERE workflow_signals.run = $1 AND workflow_signals.id = e.value ->> 'takes'";
