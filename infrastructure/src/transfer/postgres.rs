//! The side of a transfer that is a server.

use super::{
    APPLICATION, FILLED, Sum, TransferError,
    cells::Kind,
    plan::{Plan, Table},
    sqlite::{Source, Target},
    tuples::Tuples,
};
use crate::{
    postgres::{PostgresDatabase, statement_fault},
    sql::{SqlError, audit_insertion},
};
use bytes::Bytes;
use deadpool_postgres::{ClientWrapper, Object};
use futures_util::{SinkExt, TryStreamExt};
use oathgate_domain::audit::AuditEntry;
use std::{collections::BTreeSet, pin::pin};
use tokio::{
    sync::mpsc,
    task::{JoinError, spawn_blocking},
};

/// A copy takes as long as it takes; locks do not.
const SETTINGS: &str = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
    SET lock_timeout = '5s'";
const TABLES: &str = "\
    SELECT c.relname::text, a.attname::text, t.typname::text \
    FROM pg_class c \
    JOIN pg_namespace n ON n.oid = c.relnamespace \
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
    JOIN pg_type t ON t.oid = a.atttypid \
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') \
    ORDER BY c.relname, a.attnum";
const REFERENCES: &str = "\
    SELECT a.relname::text, b.relname::text \
    FROM pg_constraint f JOIN pg_class a ON a.oid = f.conrelid JOIN pg_class b ON b.oid = f.confrelid \
    WHERE f.contype = 'f'";
const OTHERS: &str = "\
    SELECT count(*) FROM pg_stat_activity \
    WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> $1";

/// Pieces that are under way.
const UNDER_WAY: usize = 4;
/// Rows that travel to a file at a time.
const ROWS: usize = 200;

/// A transaction on a connection of its own, whose end takes everything back.
pub(super) struct Session(ClientWrapper);

impl Session {
    /// A session on a database that is to be filled.
    ///
    /// # Errors
    /// [`TransferError::Database`].
    pub(super) async fn begin_target(database: &PostgresDatabase) -> Result<Self, TransferError> {
        Self::begin(database, "BEGIN").await
    }

    /// A session on a database that is copied, and that nobody else uses. Its transaction begins with
    /// [`Self::lock`].
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) async fn begin_source(database: &PostgresDatabase) -> Result<Self, TransferError> {
        let session = Self::begin(database, "SELECT 1").await?;
        let row = session.0.query_one(OTHERS, &[&APPLICATION]).await.map_err(fault)?;
        let others: i64 = row.get(0);
        if others > 0 {
            return Err(TransferError::Held(format!("another program ({others} connections)")));
        }
        Ok(session)
    }

    async fn begin(database: &PostgresDatabase, first: &str) -> Result<Self, TransferError> {
        let client = Object::take(database.client().await?);
        client.batch_execute(&format!("{SETTINGS}; {first}")).await.map_err(fault)?;
        Ok(Self(client))
    }

    /// Its tables.
    ///
    /// # Errors
    /// [`TransferError::Database`].
    pub(super) async fn tables(&self) -> Result<Vec<Table>, TransferError> {
        let mut tables: Vec<Table> = Vec::new();
        for row in self.0.query(TABLES, &[]).await.map_err(fault)? {
            let (name, column, kind): (String, String, String) = (row.get(0), row.get(1), row.get(2));
            let column = (column, Kind::of(&kind));
            match tables.last_mut() {
                Some(last) if last.name == name => last.columns.push(column),
                _ => tables.push(Table { name, columns: vec![column], refers_to: BTreeSet::new() }),
            }
        }
        for row in self.0.query(REFERENCES, &[]).await.map_err(fault)? {
            let (from, to): (String, String) = (row.get(0), row.get(1));
            if let Some(table) = tables.iter_mut().find(|table| table.name == from) {
                table.refers_to.insert(to);
            }
        }
        Ok(tables)
    }

    /// Keeps everybody else from changing the tables, in which nobody must be at work, and reads one snapshot
    /// from here on.
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) async fn lock(&self, plan: &Plan) -> Result<(), TransferError> {
        let lock = format!("LOCK TABLE {} IN SHARE MODE NOWAIT", plan.list());
        let sql = format!("BEGIN ISOLATION LEVEL REPEATABLE READ; {lock}");
        match self.0.batch_execute(&sql).await.map_err(fault) {
            Err(SqlError::Contended) => Err(TransferError::Held("another program".to_owned())),
            locked => Ok(locked?),
        }
    }

    /// Refuses a database that holds something, and takes out what migrations put there. From here on nobody
    /// else can change it.
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) async fn require_empty(&self, plan: &Plan) -> Result<(), TransferError> {
        let lock = format!("LOCK TABLE {} IN EXCLUSIVE MODE", plan.list());
        match self.0.batch_execute(&lock).await.map_err(fault) {
            Err(SqlError::Contended) => return Err(TransferError::TargetHeld),
            locked => locked?,
        }
        let mut full = Vec::new();
        for table in &plan.tables {
            if FILLED.contains(&table.name.as_str()) {
                let sql = format!("DELETE FROM {}", table.quoted());
                self.0.batch_execute(&sql).await.map_err(fault)?;
                continue;
            }
            let sql = format!("SELECT count(*) FROM {}", table.quoted());
            let rows: i64 = self.0.query_one(&sql, &[]).await.map_err(fault)?.get(0);
            if rows > 0 {
                full.push(format!("{} ({rows})", table.name));
            }
        }
        if full.is_empty() { Ok(()) } else { Err(TransferError::NotEmpty(full.join(", "))) }
    }

    /// Fills a table from a file. Gives the file back, and what left it.
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) async fn fill(&self, table: &Table, source: Source) -> Result<(Source, Sum), TransferError> {
        let (give, mut pieces) = mpsc::channel::<Bytes>(UNDER_WAY);
        let read = table.clone();
        let reading = spawn_blocking(move || {
            let sum = source.read(&read, |piece| give.blocking_send(piece).is_ok());
            (source, sum)
        });
        let sql = format!("COPY {} ({}) FROM STDIN (FORMAT binary)", table.quoted(), table.list());
        let mut sink = pin!(self.0.copy_in::<_, Bytes>(&sql).await.map_err(fault)?);
        while let Some(piece) = pieces.recv().await {
            sink.send(piece).await.map_err(fault)?;
        }
        // Where the reading failed, the copy lacks its end, and is given up.
        let (source, sum) = reading.await.map_err(ended)?;
        let sum = sum?;
        sink.finish().await.map_err(fault)?;
        Ok((source, sum))
    }

    /// What a table holds.
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) async fn sum(&self, table: &Table) -> Result<Sum, TransferError> {
        let mut sum = Sum::default();
        let (mut pieces, mut tuples) = (pin!(self.copy(table).await?), Tuples::default());
        while let Some(piece) = pieces.try_next().await.map_err(fault)? {
            tuples.push(&piece);
            while let Some(tuple) = tuples.next()? {
                sum.add(tuple);
            }
        }
        Ok(sum)
    }

    /// Pours a table into a file. Gives the file back, and what left the table.
    ///
    /// # Errors
    /// [`TransferError`].
    pub(super) async fn pour(&self, table: &Table, target: Target) -> Result<(Target, Sum), TransferError> {
        let (give, mut taken) = mpsc::channel::<Vec<Bytes>>(UNDER_WAY);
        let write = table.clone();
        let writing = spawn_blocking(move || {
            let mut written = Ok(());
            while let Some(rows) = taken.blocking_recv() {
                written = target.add(&write, &rows);
                if written.is_err() {
                    break;
                }
            }
            (target, written)
        });
        let (mut sum, mut rows) = (Sum::default(), Vec::new());
        let (mut pieces, mut tuples) = (pin!(self.copy(table).await?), Tuples::default());
        let mut is_wanted = true;
        while is_wanted && let Some(piece) = pieces.try_next().await.map_err(fault)? {
            tuples.push(&piece);
            while let Some(tuple) = tuples.next()? {
                sum.add(tuple);
                rows.push(Bytes::copy_from_slice(tuple));
            }
            if rows.len() >= ROWS {
                is_wanted = give.send(std::mem::take(&mut rows)).await.is_ok();
            }
        }
        if is_wanted {
            // Whether it was taken is told by the writing itself.
            let _ = give.send(rows).await;
        }
        drop(give);
        let (target, written) = writing.await.map_err(ended)?;
        written?;
        Ok((target, sum))
    }

    async fn copy(&self, table: &Table) -> Result<tokio_postgres::CopyOutStream, TransferError> {
        let sql = format!("COPY {} ({}) TO STDOUT (FORMAT binary)", table.quoted(), table.list());
        Ok(self.0.copy_out(&sql).await.map_err(fault)?)
    }

    /// Adds an entry to the audit trail.
    ///
    /// # Errors
    /// [`TransferError::Database`].
    pub(super) async fn note(&self, entry: &AuditEntry) -> Result<(), TransferError> {
        let (sql, params) = audit_insertion(entry);
        self.0.execute_raw(sql, params).await.map_err(fault)?;
        Ok(())
    }

    /// Keeps everything, and lets the server look at it, which plans its queries by that.
    ///
    /// # Errors
    /// [`TransferError::Database`].
    pub(super) async fn commit(self) -> Result<(), TransferError> {
        self.0.batch_execute("COMMIT").await.map_err(fault)?;
        Ok(self.0.batch_execute("ANALYZE").await.map_err(fault)?)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed on by map_err")]
fn fault(error: tokio_postgres::Error) -> SqlError {
    statement_fault(&error)
}

fn ended(error: JoinError) -> SqlError {
    SqlError::defect(error)
}
