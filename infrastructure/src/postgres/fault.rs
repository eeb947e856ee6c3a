//! What PostgreSQL's and its driver's errors mean for a caller.

use crate::sql::SqlError;
use deadpool_postgres::{PoolError, TimeoutType};
use tokio_postgres::error::{DbError, Error, SqlState};

/// An error that the server reported, without the parts that quote values: its detail says which
/// key exists already, or shows the whole row that broke a rule.
#[derive(Debug, thiserror::Error)]
#[error("{severity} {code}: {message}{}", place(self))]
struct ServerFault {
    severity: String,
    code: String,
    message: String,
    table: Option<String>,
    constraint: Option<String>,
}

fn place(fault: &ServerFault) -> String {
    match (&fault.table, &fault.constraint) {
        (Some(table), Some(constraint)) => format!(" (table {table}, constraint {constraint})"),
        (Some(table), None) => format!(" (table {table})"),
        _ => String::new(),
    }
}

impl From<&DbError> for ServerFault {
    fn from(error: &DbError) -> Self {
        Self {
            severity: error.severity().to_owned(),
            code: error.code().code().to_owned(),
            message: error.message().to_owned(),
            table: error.table().map(str::to_owned),
            constraint: error.constraint().map(str::to_owned),
        }
    }
}

/// What an error of a statement means.
pub(crate) fn statement_fault(error: &Error) -> SqlError {
    let Some(reported) = error.as_db_error() else {
        return if is_ours(error) { SqlError::defect(chain(error)) } else { SqlError::away(chain(error)) };
    };
    let fault = ServerFault::from(reported);
    let code = reported.code();
    match code.code().get(..2) {
        _ if *code == SqlState::UNIQUE_VIOLATION => SqlError::Unique(fault.into()),
        _ if is_contention(code) => SqlError::Contended,
        // Connection exceptions, insufficient resources (too many connections among them),
        // operator intervention (shutdown, a statement that ran out of time), system errors.
        Some("08" | "53" | "57" | "58") => SqlError::away(fault),
        // A transaction that idled too long, and a server that takes no writes (a standby).
        _ if matches!(code.code(), "25P03" | "25P04" | "25006") => SqlError::away(fault),
        _ => SqlError::defect(fault),
    }
}

/// Serialisation failure, deadlock, lock not available; and a prepared statement whose plan or
/// name was lost to a change of the schema or of the server behind a proxy, which is prepared anew.
fn is_contention(code: &SqlState) -> bool {
    [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::LOCK_NOT_AVAILABLE]
        .contains(code)
        || is_stale_statement(code)
}

/// Whether the server no longer knows, or no longer wants, a statement as it was prepared.
pub(crate) fn is_stale_statement(code: &SqlState) -> bool {
    *code == SqlState::FEATURE_NOT_SUPPORTED || *code == SqlState::INVALID_SQL_STATEMENT_NAME
}

/// Whether the driver refused what we asked of it, rather than losing the server.
fn is_ours(error: &Error) -> bool {
    // The driver keeps the kind of its errors to itself; its words are the only way to tell.
    let words = error.to_string();
    ["error serializing parameter", "error deserializing column", "invalid column", "expected "]
        .iter()
        .any(|beginning| words.starts_with(beginning))
        || words.starts_with("error encoding message")
}

/// What an error on the way to a connection means: the database is away, whatever the reason.
pub(crate) fn pool_fault(error: PoolError) -> SqlError {
    SqlError::away(match error {
        PoolError::Timeout(TimeoutType::Wait) => "every connection of the pool is in use".to_owned(),
        PoolError::Timeout(_) => "the server did not answer in time".to_owned(),
        PoolError::Backend(error) => error
            .as_db_error()
            .map_or_else(|| chain(&error), |reported| ServerFault::from(reported).to_string()),
        other => other.to_string(),
    })
}

/// An error with its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        next = cause.source();
    }
    line
}
