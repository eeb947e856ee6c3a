//! Migrations on PostgreSQL, guarded by an advisory lock.

use super::{APPLIED, MigrateError, Status, Step, compare, failed, newly_applied, runner, step};
use crate::{
    postgres::{PostgresDatabase, statement_fault},
    sql::SqlError,
};
use deadpool_postgres::Object;

/// Names the lock: the letters `oathgate`.
const LOCK: i64 = i64::from_be_bytes(*b"oathgate");

/// A migration may take its time; waiting for another process that migrates may not take for ever.
const SETTINGS: &str = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
    SET lock_timeout = '2min'; SET client_min_messages = warning";

impl PostgresDatabase {
    /// Which migrations the database has.
    ///
    /// # Errors
    /// [`MigrateError::TooNew`] or [`MigrateError::Database`].
    pub async fn migration_status(&self) -> Result<Status, MigrateError> {
        let table = self.query("SELECT to_regclass('schema_migrations') IS NOT NULL", &[]).await?;
        if !table.first().ok_or(SqlError::Column(0))?.bool(0)? {
            return compare(&[]);
        }
        let rows = self.query(APPLIED, &[]).await?;
        compare(&rows.iter().map(step).collect::<Result<Vec<_>, _>>()?)
    }

    /// Brings the schema up to date and tells which migrations were applied. Any number of
    /// processes may do so at once.
    ///
    /// # Errors
    /// [`MigrateError`].
    pub async fn migrate(&self) -> Result<Vec<Step>, MigrateError> {
        // A connection of its own, whose end frees the lock whatever happens.
        let mut client = Object::take(self.client().await?);
        let fault = |error: tokio_postgres::Error| statement_fault(&error);
        client.batch_execute(SETTINGS).await.map_err(fault)?;
        client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await.map_err(
            |error| match statement_fault(&error) {
                SqlError::Contended => MigrateError::Locked,
                other => other.into(),
            },
        )?;
        let before = self.migration_status().await?;
        if before.is_current() {
            return Ok(Vec::new());
        }
        runner(|migration| migration.postgres)?.run_async(&mut *client).await.map_err(failed)?;
        Ok(newly_applied(&before, &self.migration_status().await?))
    }
}
