//! What operators learn of a statement: its name, how long it took, and that it was slow. Never its values.

use crate::sql::{Dialect, SqlError, ledger, statements};
use oathgate_application::telemetry::{Timer, measures};
use std::{
    collections::HashMap,
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tracing::{Instrument, Span};

/// Names of statements, as `repository` and `NAME`.
type Names = HashMap<&'static str, (&'static str, &'static str)>;

/// What a statement is called that stands in no repository, as a sign of life does.
const OTHER: (&str, &str) = ("other", "OTHER");

static NAMES: LazyLock<[Names; 2]> = LazyLock::new(|| [names(Dialect::Postgres), names(Dialect::Sqlite)]);

/// From which duration on a statement is slow, in microseconds.
static SLOW: AtomicU64 = AtomicU64::new(u64::MAX);

fn names(dialect: Dialect) -> Names {
    let all = statements(dialect).into_iter();
    all.flat_map(|(module, list)| list.iter().map(move |(name, sql)| (*sql, (module, *name)))).collect()
}

fn name_of(dialect: Dialect, sql: &'static str) -> (&'static str, &'static str) {
    let names = match dialect {
        Dialect::Postgres => &NAMES[0],
        Dialect::Sqlite => &NAMES[1],
    };
    names.get(sql).copied().unwrap_or(OTHER)
}

/// Logs statements of this process that take at least so long; none where it is none.
pub fn log_slow(from: Option<Duration>) {
    let micros = from.map_or(u64::MAX, |from| u64::try_from(from.as_micros()).unwrap_or(u64::MAX));
    SLOW.store(micros, Ordering::Relaxed);
}

/// Runs a statement on PostgreSQL.
pub(crate) async fn watched<T>(
    sql: &'static str,
    work: impl Future<Output = Result<T, SqlError>>,
) -> Result<T, SqlError> {
    let (repository, name) = begin(Dialect::Postgres, sql);
    let span = span("postgresql", repository, name);
    async {
        let timer = Timer::start();
        let result = work.await;
        end(repository, name, timer.elapsed(), result.as_ref().err());
        result
    }
    .instrument(span)
    .await
}

/// Runs a statement on SQLite, on the present thread.
pub(crate) fn watched_here<T>(
    sql: &'static str,
    work: impl FnOnce() -> Result<T, SqlError>,
) -> Result<T, SqlError> {
    let (repository, name) = begin(Dialect::Sqlite, sql);
    span("sqlite", repository, name).in_scope(|| {
        let timer = Timer::start();
        let result = work();
        end(repository, name, timer.elapsed(), result.as_ref().err());
        result
    })
}

fn begin(dialect: Dialect, sql: &'static str) -> (&'static str, &'static str) {
    ledger::note(dialect, sql);
    name_of(dialect, sql)
}

/// The span of a statement, for traces (OpenTelemetry's conventions for databases).
fn span(system: &'static str, repository: &'static str, name: &'static str) -> Span {
    tracing::debug_span!(
        target: "oathgate::trace",
        "statement",
        otel.name = format_args!("{repository}.{name}"),
        otel.kind = "client",
        db.system.name = system,
        db.operation.name = name,
        db.collection.name = repository,
    )
}

fn end(repository: &'static str, name: &'static str, took: Duration, fault: Option<&SqlError>) {
    measures::STATEMENT_DURATION.observe([repository], took);
    match fault {
        // What must be unique and is there already is an answer like others.
        None | Some(SqlError::Unique(_)) => {}
        Some(SqlError::Away(_)) => measures::STATEMENT_FAULTS.count(["away"]),
        Some(SqlError::Contended) => measures::STATEMENT_FAULTS.count(["contended"]),
        Some(_) => measures::STATEMENT_FAULTS.count(["defect"]),
    }
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    if micros >= SLOW.load(Ordering::Relaxed) {
        measures::STATEMENTS_SLOW.count([]);
        tracing::warn!(
            target: "oathgate::database",
            statement = format_args!("{repository}.{name}"),
            duration_ms = micros / 1_000,
            "slow statement"
        );
    }
}

/// Waits for a connection, or for a turn at the writer.
pub(crate) async fn turn<T>(work: impl Future<Output = Result<T, SqlError>>) -> Result<T, SqlError> {
    let timer = Timer::start();
    measures::POOL_WAITING.shift([], 1.0);
    let _waits = Waits;
    let result = work.await;
    measures::TURN_DURATION.observe([], timer.elapsed());
    if result.is_err() {
        measures::TURN_FAULTS.count([]);
    }
    result
}

/// Lowers the number of those who wait, also where one gives up.
struct Waits;

impl Drop for Waits {
    fn drop(&mut self) {
        measures::POOL_WAITING.shift([], -1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_of_a_repository_has_its_name() {
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            for (module, list) in statements(dialect) {
                for (_, sql) in list {
                    assert_ne!(name_of(dialect, sql), OTHER, "{module}");
                }
            }
        }
        assert_eq!(name_of(Dialect::Sqlite, "SELECT 1"), OTHER);
    }
}
