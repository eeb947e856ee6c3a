//! The side of a transfer that is a file.

use super::{
    FILLED, Sum, TransferError,
    plan::{Plan, Table},
    tuples::{HEAD, TAIL, values},
};
use crate::{
    migrate::status_of,
    sql::{SqlError, audit_insertion},
    sqlite::{SqliteDatabase, statement_fault},
};
use bytes::Bytes;
use oathgate_application::ports::clock::Clock;
use oathgate_domain::audit::AuditEntry;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
    time::Duration,
};

/// How long others may take to let go of a file.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many bytes travel at a time; a row may be longer.
const PIECE: usize = 64 * 1024;

/// A file that nobody else can open.
pub(super) struct Source(Connection);

impl Source {
    /// Takes the file for this program alone. Servers and workers keep theirs open as long as they live, with a
    /// shared lock on it.
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) fn hold(path: &Path) -> Result<Self, TransferError> {
        if !path.is_file() {
            return Err(TransferError::NoFile(path.display().to_string()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(statement_fault)?;
        connection.busy_timeout(PATIENCE).map_err(statement_fault)?;
        // Set before anything is read, it asks for the whole file instead of sharing the log's index.
        let alone = connection
            .pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))
            .and_then(|()| connection.execute_batch("BEGIN EXCLUSIVE"))
            .map_err(statement_fault);
        match alone {
            Err(SqlError::Contended) => {
                return Err(TransferError::Held("another program".to_owned()));
            }
            alone => alone?,
        }
        let status = status_of(&connection)?;
        if !status.is_current() {
            return Err(TransferError::Behind(status.pending().count()));
        }
        Ok(Self(connection))
    }

    /// Its tables and their columns.
    ///
    /// # Errors
    /// [`TransferError::Database`].
    pub(super) fn tables(&self) -> Result<BTreeMap<String, BTreeSet<String>>, TransferError> {
        tables(&self.0)
    }

    /// Gives a table piece by piece, as a binary copy. Ends early where `give` says so.
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) fn read(&self, table: &Table, give: impl FnMut(Bytes) -> bool) -> Result<Sum, TransferError> {
        read(&self.0, table, give)
    }
}

/// A file that is being filled in one transaction.
pub(super) struct Target(Connection);

impl Target {
    /// Opens the file at `path`, which is made where there is none, and its schema.
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) async fn begin(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, TransferError> {
        let database = SqliteDatabase::open(path, clock).map_err(SqlError::away)?;
        database.migrate().await?;
        let connection = database.own_connection()?;
        match connection.execute_batch("BEGIN IMMEDIATE").map_err(statement_fault) {
            Err(SqlError::Contended) => return Err(TransferError::TargetHeld),
            begun => begun?,
        }
        Ok(Self(connection))
    }

    /// Its tables and their columns.
    ///
    /// # Errors
    /// [`TransferError::Database`].
    pub(super) fn tables(&self) -> Result<BTreeMap<String, BTreeSet<String>>, TransferError> {
        tables(&self.0)
    }

    /// Refuses a file that holds something, and takes out what migrations put there.
    ///
    /// # Errors
    /// [`TransferError::NotEmpty`].
    pub(super) fn require_empty(&self, plan: &Plan) -> Result<(), TransferError> {
        let mut full = Vec::new();
        for table in &plan.tables {
            if FILLED.contains(&table.name.as_str()) {
                let sql = format!("DELETE FROM {}", table.quoted());
                self.0.execute(&sql, []).map_err(statement_fault)?;
                continue;
            }
            let sql = format!("SELECT count(*) FROM {}", table.quoted());
            let rows: i64 = self.0.query_row(&sql, [], |row| row.get(0)).map_err(statement_fault)?;
            if rows > 0 {
                full.push(format!("{} ({rows})", table.name));
            }
        }
        if full.is_empty() { Ok(()) } else { Err(TransferError::NotEmpty(full.join(", "))) }
    }

    /// Adds rows of a table.
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) fn add(&self, table: &Table, rows: &[Bytes]) -> Result<(), TransferError> {
        let places: Vec<String> = (1..=table.columns.len()).map(|place| format!("?{place}")).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.quoted(), table.list(), places.join(", "));
        let mut statement = self.0.prepare_cached(&sql).map_err(statement_fault)?;
        for row in rows {
            let mut cells = Vec::with_capacity(table.columns.len());
            for ((column, kind), value) in table.columns.iter().zip(values(row)) {
                cells.push(kind.read(value).ok_or_else(|| unfit(table, column, kind.as_str()))?);
            }
            statement.execute(params_from_iter(cells)).map_err(statement_fault)?;
        }
        Ok(())
    }

    /// What a table holds.
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) fn sum(&self, table: &Table) -> Result<Sum, TransferError> {
        read(&self.0, table, |_| true)
    }

    /// Adds an entry to the audit trail.
    ///
    /// # Errors
    /// [`TransferError::Database`].
    pub(super) fn note(&self, entry: &AuditEntry) -> Result<(), TransferError> {
        let (sql, params) = audit_insertion(entry);
        self.0.execute(sql, params_from_iter(params)).map_err(statement_fault)?;
        Ok(())
    }

    /// Keeps everything.
    ///
    /// # Errors
    /// [`TransferError::Database`].
    pub(super) fn commit(self) -> Result<(), TransferError> {
        Ok(self.0.execute_batch("COMMIT").map_err(statement_fault)?)
    }
}

fn tables(connection: &Connection) -> Result<BTreeMap<String, BTreeSet<String>>, TransferError> {
    let sql = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c \
               WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let mut statement = connection.prepare(sql).map_err(statement_fault)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(statement_fault)?;
    let mut tables = BTreeMap::<String, BTreeSet<String>>::new();
    for row in rows {
        let (table, column): (String, String) = row.map_err(statement_fault)?;
        tables.entry(table).or_default().insert(column);
    }
    Ok(tables)
}

fn read(
    connection: &Connection,
    table: &Table,
    mut give: impl FnMut(Bytes) -> bool,
) -> Result<Sum, TransferError> {
    let sql = format!("SELECT {} FROM {}", table.list(), table.quoted());
    let mut statement = connection.prepare(&sql).map_err(statement_fault)?;
    let mut rows = statement.query([]).map_err(statement_fault)?;
    let columns = i16::try_from(table.columns.len()).map_err(SqlError::defect)?;
    let (mut sum, mut piece) = (Sum::default(), HEAD.to_vec());
    while let Some(row) = rows.next().map_err(statement_fault)? {
        let begin = piece.len();
        piece.extend(columns.to_be_bytes());
        for (place, (column, kind)) in table.columns.iter().enumerate() {
            let value = row.get_ref(place).map_err(statement_fault)?;
            kind.write(value, &mut piece).ok_or_else(|| unfit(table, column, kind.as_str()))?;
        }
        sum.add(&piece[begin..]);
        if piece.len() >= PIECE && !give(std::mem::take(&mut piece).into()) {
            return Ok(sum);
        }
    }
    piece.extend(TAIL);
    give(piece.into());
    Ok(sum)
}

fn unfit(table: &Table, column: &str, kind: &'static str) -> TransferError {
    TransferError::Unfit { table: table.name.clone(), column: column.to_owned(), kind }
}
