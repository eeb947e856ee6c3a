//! The threads that read. They never wait for the writer: each statement sees what was committed
//! before it.

use crate::{sql::SqlError, sqlite::connection::SqliteConnection};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
};
use tokio::sync::mpsc;

/// Something to be read. It answers whoever waits by itself.
pub(super) type Reading = Box<dyn FnOnce(&SqliteConnection) + Send>;

/// Where the readers take their work from, one at a time.
pub(super) type Readings = Arc<Mutex<mpsc::Receiver<Reading>>>;

/// Works until nobody can ask any more.
pub(super) fn work(connection: &SqliteConnection, readings: &Readings) {
    loop {
        // The lock is held while waiting and given up before reading. A panic cannot happen in
        // between, so a poisoned lock still guards a sound channel.
        let next = readings.lock().unwrap_or_else(std::sync::PoisonError::into_inner).blocking_recv();
        let Some(reading) = next else { return };
        // Whoever waits learns of a panic by the answer that never comes.
        let _ = catch_unwind(AssertUnwindSafe(|| reading(connection)));
        if !connection.inner.is_autocommit() {
            let _ = connection.command("ROLLBACK");
        }
    }
}

/// Carries out `work` in one snapshot of the database.
///
/// # Errors
/// [`SqlError`].
pub(super) fn in_snapshot<T>(
    connection: &SqliteConnection,
    work: impl FnOnce(&rusqlite::Connection) -> Result<T, SqlError>,
) -> Result<T, SqlError> {
    connection.set_time()?;
    connection.command("BEGIN")?;
    let result = work(&connection.inner);
    connection.command("ROLLBACK")?;
    result
}
