//! One connection to a database file: how it is set up, and how a statement is run on it.

use crate::{
    sql::{
        Row, SqlError, Value,
        statement::watched_here,
        value::{check, to_micros},
    },
    sqlite::fault::statement_fault,
};
use oathgate_application::ports::clock::Clock;
use rusqlite::{
    Connection, OpenFlags, ToSql,
    config::DbConfig,
    functions::FunctionFlags,
    types::{ToSqlOutput, Value as Owned, ValueRef},
};
use std::{
    cell::Cell,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// How long a connection waits for another process that writes.
const BUSY_LIMIT: Duration = Duration::from_secs(5);
/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 128;
/// Memory for pages of the writer and of each reader, in KiB.
const WRITER_CACHE: i64 = 2_048;
const READER_CACHE: i64 = 1_024;
/// The write-ahead log is cut back to this many bytes when it starts from the front again.
const LOG_LIMIT: i64 = 8 * 1_024 * 1_024;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The one that writes.
    Writer,
    /// One of those that only read.
    Reader,
}

/// A connection, and the time that statements on it see.
pub(crate) struct SqliteConnection {
    pub(super) inner: Connection,
    clock: Arc<dyn Clock>,
    now: Arc<AtomicI64>,
    /// Whether transactions are flushed to the disk before they end.
    flushes: Cell<bool>,
}

impl SqliteConnection {
    /// Opens the database file at `path`.
    ///
    /// # Errors
    /// [`SqlError::Away`] where it cannot be opened, [`SqlError::Contended`] where another process
    /// holds it for too long.
    pub(super) fn open(path: &Path, role: Role, clock: Arc<dyn Clock>) -> Result<Self, SqlError> {
        let access = match role {
            Role::Writer => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            Role::Reader => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
        // Each connection stays in one thread, so SQLite's own mutexes are not needed.
        let inner = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(statement_fault)?;
        let now = Arc::new(AtomicI64::new(0));
        set_up(&inner, role).map_err(statement_fault)?;
        add_functions(&inner, &now).map_err(statement_fault)?;
        Ok(Self { inner, clock, now, flushes: Cell::new(true) })
    }

    /// Lets `workflow_now()` tell the present time until the next call. A statement then sees one
    /// moment from its beginning to its end, as on PostgreSQL.
    ///
    /// # Errors
    /// [`SqlError::Defect`] where the clock is off by some 300,000 years.
    pub(super) fn set_time(&self) -> Result<(), SqlError> {
        self.now.store(to_micros(self.clock.now())?, Ordering::Relaxed);
        Ok(())
    }

    /// Runs one statement and gives the number of changed rows and its rows.
    ///
    /// # Errors
    /// [`SqlError`].
    pub(super) fn run(&self, sql: &'static str, params: &[Value]) -> Result<(u64, Vec<Row>), SqlError> {
        self.set_time()?;
        run(&self.inner, sql, params)
    }

    /// Whether the transactions from now on are flushed to the disk before they end. Not within one.
    pub(super) fn flush(&self, flush: bool) -> Result<(), SqlError> {
        if self.flushes.replace(flush) == flush {
            return Ok(());
        }
        let mode = if flush { "FULL" } else { "NORMAL" };
        // Set while it is being prepared, so that it cannot be kept prepared.
        self.inner.pragma_update(None, "synchronous", mode).map_err(statement_fault)
    }

    /// Runs a statement without parameters or rows, kept prepared.
    pub(super) fn command(&self, sql: &'static str) -> Result<(), SqlError> {
        let mut statement = self.inner.prepare_cached(sql).map_err(statement_fault)?;
        statement.raw_execute().map(drop).map_err(statement_fault)
    }
}

/// Runs one statement, in which `$n` stands for the n-th of `params`, and gives the number of
/// changed rows and its rows.
///
/// # Errors
/// [`SqlError`].
pub(crate) fn run(
    connection: &Connection,
    sql: &'static str,
    params: &[Value],
) -> Result<(u64, Vec<Row>), SqlError> {
    watched_here(sql, || run_prepared(connection, sql, params))
}

fn run_prepared(
    connection: &Connection,
    sql: &'static str,
    params: &[Value],
) -> Result<(u64, Vec<Row>), SqlError> {
    check(params)?;
    let mut statement = connection.prepare_cached(sql).map_err(statement_fault)?;
    if statement.parameter_count() != params.len() {
        return Err(SqlError::defect(format!(
            "the statement has {} parameters, and {} were given",
            statement.parameter_count(),
            params.len()
        )));
    }
    for (index, value) in params.iter().enumerate() {
        // `$1` is a name to SQLite, numbered by its first appearance.
        let name = format!("${}", index + 1);
        let place = statement
            .parameter_index(&name)
            .map_err(statement_fault)?
            .ok_or_else(|| SqlError::defect(format!("the statement has no {name}")))?;
        statement.raw_bind_parameter(place, value).map_err(statement_fault)?;
    }
    let mut taken = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(statement_fault)? {
        taken.push(read_row(row)?);
    }
    drop(rows);
    let changed = if statement.readonly() { 0 } else { connection.changes() };
    Ok((changed, taken))
}

/// Takes a row over from the driver.
///
/// # Errors
/// [`SqlError::Column`] where a column is of a type that no repository uses.
pub(crate) fn read_row(row: &rusqlite::Row<'_>) -> Result<Row, SqlError> {
    let columns = row.as_ref().column_count();
    let values = (0..columns).map(|index| match row.get_ref(index).map_err(statement_fault)? {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(text) => {
            let text = str::from_utf8(text).map_err(|_| SqlError::Column(index))?;
            Ok(Value::Text(text.to_owned()))
        }
        ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes.to_owned())),
        ValueRef::Real(_) => Err(SqlError::Column(index)),
    });
    values.collect::<Result<_, _>>().map(Row::new)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Owned::Null),
            Self::Bool(truth) => ToSqlOutput::Owned(Owned::Integer((*truth).into())),
            Self::Int(number) => ToSqlOutput::Owned(Owned::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Uuid(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Self::Time(time) => ToSqlOutput::Owned(Owned::Integer(
                to_micros(*time).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?,
            )),
        })
    }
}

fn set_up(connection: &Connection, role: Role) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_LIMIT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Whoever can change the file cannot make this program run functions from its schema.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    match role {
        Role::Writer => {
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "cache_size", -WRITER_CACHE)?;
            connection.pragma_update_and_check(None, "journal_size_limit", LOG_LIMIT, |_| Ok(()))?;
            // What is deleted, a password hash for example, is also wiped from the page.
            connection.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))
        }
        Role::Reader => {
            connection.pragma_update(None, "query_only", true)?;
            connection.pragma_update(None, "cache_size", -READER_CACHE)
        }
    }
}

/// `workflow_now()`: microseconds since 1970; `workflow_after(n)`: that many microseconds later.
fn add_functions(connection: &Connection, now: &Arc<AtomicI64>) -> rusqlite::Result<()> {
    // One statement always gets the same answer, see `set_time`.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let present = now.clone();
    connection
        .create_scalar_function("workflow_now", 0, flags, move |_| Ok(present.load(Ordering::Relaxed)))?;
    let present = now.clone();
    connection.create_scalar_function("workflow_after", 1, flags, move |context| {
        Ok(present.load(Ordering::Relaxed).saturating_add(context.get(0)?))
    })
}
