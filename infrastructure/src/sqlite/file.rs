//! The database's file: who may read it, and how its log is kept.

use crate::{
    sql::SqlError,
    sqlite::{connection::SqliteConnection, database::OpenError, fault::statement_fault},
};
use std::{
    fs,
    io::{self, ErrorKind},
    path::Path,
    thread,
    time::Duration,
};

/// How often, and at what distance, the kind of log is set where other processes open the same
/// new file.
const TRIES: u32 = 100;
const DISTANCE: Duration = Duration::from_millis(50);

/// Makes the folder and an empty file, for their owner alone, where there are none. SQLite gives
/// its log the same permissions.
pub(super) fn make(path: &Path) -> Result<(), OpenError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        |cause: io::Error| OpenError::File { path, cause }
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder).map_err(failed(folder))?;
    }
    // An existing file is not even opened: closing it again would drop the locks that another
    // connection of this process has on it.
    match make_file(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made.map_err(failed(path)),
    }
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(unix)]
fn make_file(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(not(unix))]
fn make_file(path: &Path) -> io::Result<()> {
    fs::OpenOptions::new().write(true).create_new(true).open(path).map(drop)
}

/// Switches the file to a write-ahead log, with which readers do not wait for the writer.
///
/// # Errors
/// [`SqlError`], also where the file system cannot share the memory that it needs.
pub(super) fn keep_log(writer: &SqliteConnection) -> Result<(), SqlError> {
    let mut left = TRIES;
    loop {
        let switched =
            writer.inner.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
        match switched.map_err(statement_fault) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => {
                return Err(SqlError::defect(format!(
                    "the file system allows no write-ahead log (the log is `{mode}`)"
                )));
            }
            // SQLite does not wait by itself for another that switches at the same time.
            Err(SqlError::Contended) if left > 0 => {
                left -= 1;
                thread::park_timeout(DISTANCE);
            }
            Err(error) => return Err(error),
        }
    }
}
