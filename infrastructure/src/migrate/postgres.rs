//! Migrations on PostgreSQL, guarded by an advisory lock.

use super::{APPLIED, MigrateError, Status, Step, compare, failed, newly_applied, runner, step};
use crate::{
    postgres::{PostgresDatabase, statement_fault},
    sql::SqlError,
};
use deadpool_postgres::Object;
use std::{error::Error, time::Duration};
use tokio::time::sleep;
use tokio_postgres::error::SqlState;

/// Names the lock: the letters `oathgate`.
const LOCK: i64 = i64::from_be_bytes(*b"oathgate");

/// A migration may take its time; waiting for another process that migrates may not take for ever.
const SETTINGS: &str = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
    SET lock_timeout = '2min'; SET client_min_messages = warning";

/// Whoever waits for a table that is in use holds up everybody who comes after, readers too. So a migration
/// waits this long only, steps back, lets those pass, and comes again.
const SHORT_WAIT: &str = "SET lock_timeout = '1s'";
const DISTANCE: Duration = Duration::from_secs(1);
/// Two minutes in all.
const TRIES: u32 = 60;

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
        self.migrate_trying(TRIES).await
    }

    /// The same, coming back to a table that is in use at most so many times, about two seconds apart.
    ///
    /// # Errors
    /// [`MigrateError`]; [`MigrateError::Busy`] where the table was in use each time.
    pub async fn migrate_trying(&self, tries: u32) -> Result<Vec<Step>, MigrateError> {
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
        client.batch_execute(SHORT_WAIT).await.map_err(fault)?;
        for _ in 0..tries {
            // What was applied stays applied, so it goes on where it stepped back.
            match runner(|migration| migration.postgres)?.run_async(&mut *client).await {
                Ok(_) => return Ok(newly_applied(&before, &self.migration_status().await?)),
                Err(error) if is_about_a_lock(&error) => sleep(DISTANCE).await,
                Err(error) => return Err(failed(error)),
            }
        }
        Err(MigrateError::Busy)
    }
}

/// Whether a table was in use for too long.
fn is_about_a_lock(error: &refinery::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(present) = cause {
        if let Some(told) = present.downcast_ref::<tokio_postgres::Error>() {
            return told.code() == Some(&SqlState::LOCK_NOT_AVAILABLE);
        }
        cause = present.source();
    }
    false
}
