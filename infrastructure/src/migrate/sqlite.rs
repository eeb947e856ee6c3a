//! Migrations on SQLite, guarded by a lock on a file beside the database.

use super::{APPLIED, MigrateError, Status, Step, compare, failed, newly_applied, runner, step};
use crate::{
    sql::SqlError,
    sqlite::{SqliteDatabase, run},
};
use rusqlite::Connection;
use std::{
    fs::{File, TryLockError},
    path::PathBuf,
    time::Duration,
};
use tokio::{task::spawn_blocking, time::sleep};

/// How often, and at what distance, the lock is tried: two minutes in all.
const TRIES: u32 = 2_400;
const DISTANCE: Duration = Duration::from_millis(50);

impl SqliteDatabase {
    /// Which migrations the database has.
    ///
    /// # Errors
    /// [`MigrateError::TooNew`] or [`MigrateError::Database`].
    pub async fn migration_status(&self) -> Result<Status, MigrateError> {
        compare(&self.read(applied).await?)
    }

    /// Brings the schema up to date and tells which migrations were applied. Any number of
    /// processes may do so at once.
    ///
    /// # Errors
    /// [`MigrateError`].
    pub async fn migrate(&self) -> Result<Vec<Step>, MigrateError> {
        let _lock = self.lock().await?;
        let before = self.migration_status().await?;
        if before.is_current() {
            return Ok(Vec::new());
        }
        let mut connection = self.own_connection()?;
        let runner = runner(|migration| migration.sqlite)?;
        spawn_blocking(move || runner.run(&mut connection).map(drop).map_err(failed))
            .await
            .map_err(|error| MigrateError::Failed(error.into()))??;
        Ok(newly_applied(&before, &self.migration_status().await?))
    }

    /// The lock, which is free again when the file is closed, at the latest by the end of the
    /// process. The file itself stays: were it deleted, two processes could lock two files.
    async fn lock(&self) -> Result<File, MigrateError> {
        let path = PathBuf::from(format!("{}.lock", self.path().display()));
        let broken = |cause: std::io::Error| MigrateError::Failed(cause.into());
        let file = File::options().create(true).write(true).truncate(false).open(path).map_err(broken)?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => sleep(DISTANCE).await,
                Err(TryLockError::Error(cause)) => return Err(broken(cause)),
            }
        }
        Err(MigrateError::Locked)
    }
}

/// Which migrations the database of a connection has.
///
/// # Errors
/// [`MigrateError::TooNew`] or [`MigrateError::Database`].
pub(crate) fn status_of(connection: &Connection) -> Result<Status, MigrateError> {
    compare(&applied(connection)?)
}

fn applied(connection: &Connection) -> Result<Vec<Step>, SqlError> {
    let table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'";
    if run(connection, table, &[])?.1.is_empty() {
        return Ok(Vec::new());
    }
    run(connection, APPLIED, &[])?.1.iter().map(step).collect()
}
