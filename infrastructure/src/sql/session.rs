//! The tiny port between the repositories, which are written once, and the drivers.

use crate::sql::{Row, SqlError, Value};
use async_trait::async_trait;

/// Which SQL an engine speaks, for the few statements that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// PostgreSQL 13 or later.
    Postgres,
    /// SQLite 3.53, which comes with the program.
    Sqlite,
}

/// A connection to one of the engines, with or without an open transaction.
///
/// Dropped without a commit it rolls back. After an error, and after a call whose future was
/// dropped before its end, nothing more can be done with it: what became of that statement is
/// unknown.
#[async_trait]
pub trait Session: Send + 'static {
    /// Which SQL it speaks.
    const DIALECT: Dialect;

    /// Runs a statement and tells how many rows it changed. `$n` in it stands for the n-th of
    /// `params`.
    ///
    /// # Errors
    /// [`SqlError`].
    async fn execute(&mut self, sql: &'static str, params: Vec<Value>) -> Result<u64, SqlError>;

    /// Runs a statement and gives its rows.
    ///
    /// # Errors
    /// [`SqlError`].
    async fn query(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Row>, SqlError>;

    /// Commits the transaction, if there is one.
    ///
    /// # Errors
    /// [`SqlError`]. After [`SqlError::Away`] nobody knows whether it was committed.
    async fn commit(self) -> Result<(), SqlError>;
}

/// Whether a statement changes nothing, as far as its first word tells.
pub(crate) fn only_reads(sql: &str) -> bool {
    sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("SELECT"))
}
