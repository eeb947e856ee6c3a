//! Copies everything from a database of one engine to an empty one of the other, in one transaction there.
//!
//! Which tables and columns there are is read from both databases, so that none can be forgotten. Rows
//! travel as PostgreSQL's binary copies write them; their digests are summed up when they leave and once
//! more when they were read back, and both sums must be the same before anything is committed.

mod cells;
mod plan;
mod postgres;
mod sqlite;
mod tuples;

use crate::{migrate::MigrateError, postgres::PostgresDatabase, sql::SqlError};
use oathgate_application::ports::clock::Clock;
use oathgate_domain::audit::AuditEntry;
use std::{fmt, path::Path, sync::Arc};

/// What sessions of a transfer are called in the server's own lists; pass it in the
/// [`PostgresOptions`](crate::postgres::PostgresOptions) of the database.
pub const APPLICATION: &str = "oathgate migrate-store";

/// Tables that are not copied, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("schema_migrations", "each database has its own"),
    ("workflow_workers", "workers announce themselves where they run"),
];

/// Tables in which migrations put rows; what the source has takes their place.
const FILLED: &[&str] = &["workflow_limits"];

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transferred {
    /// Every table that was, in the order of their names.
    pub tables: Vec<(String, Sum)>,
}

/// What a table holds: the number of its rows, and a sum of their digests, in which their order does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many rows.
    pub rows: u64,
    digests: u128,
}

impl Sum {
    /// Adds a row as a binary copy writes it.
    fn add(&mut self, tuple: &[u8]) {
        let mut digest = [0; 16];
        blake3::Hasher::new().update(tuple).finalize_xof().fill(&mut digest);
        self.rows += 1;
        self.digests = self.digests.wrapping_add(u128::from_be_bytes(digest));
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.digests)
    }
}

/// Why nothing was copied. No form of it holds a value.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// There is no file to copy.
    #[error("there is no file {0}")]
    NoFile(String),
    /// Another program has the source open.
    #[error("{0} has the source open; stop every server and worker that uses it, then begin again")]
    Held(String),
    /// Another program uses the target.
    #[error("another program uses the target; stop it, and begin again")]
    TargetHeld,
    /// The schema of the source is not that of this program.
    #[error("the source lacks {0} migrations; run `oathgate migrate` on it with this version first")]
    Behind(usize),
    /// A schema cannot be used.
    #[error(transparent)]
    Schema(#[from] MigrateError),
    /// The target holds something.
    #[error("the target is not empty: {0}; give an empty database")]
    NotEmpty(String),
    /// Tables or columns are not the same on both sides.
    #[error("source and target do not have the same tables and columns: {0}")]
    Different(String),
    /// A value that the other engine cannot hold.
    #[error("table {table}, column {column}: a value is no {kind}")]
    Unfit {
        /// Where.
        table: String,
        /// Where in it.
        column: String,
        /// What it should be.
        kind: &'static str,
    },
    /// What arrived is not what left.
    #[error("what arrived in the table {0} is not what was read; nothing was kept")]
    Changed(String),
    /// A database failed.
    #[error("the database cannot be used")]
    Database(#[from] SqlError),
}

/// Copies the database in the file `from` to `to`, which must hold nothing; its schema is made where it is
/// missing. The file stays as it is, and nobody else can open it meanwhile. `note` is given the number of rows, and
/// what it makes of it is in the audit trail of the target from the moment on at which the rows are there.
///
/// # Errors
/// [`TransferError`]; nothing was copied then.
pub async fn to_postgres(
    from: &Path,
    to: &PostgresDatabase,
    note: impl FnOnce(u64) -> AuditEntry,
) -> Result<Transferred, TransferError> {
    let source = sqlite::Source::hold(from)?;
    to.migrate().await?;
    let target = postgres::Session::begin_target(to).await?;
    let plan = plan::Plan::of(target.tables().await?, &source.tables()?)?;
    target.require_empty(&plan).await?;
    let (mut source, mut tables) = (source, Vec::new());
    for table in &plan.tables {
        let left;
        (source, left) = target.fill(table, source).await?;
        if target.sum(table).await? != left {
            return Err(TransferError::Changed(table.name.clone()));
        }
        tables.push((table.name.clone(), left));
    }
    target.note(&note(rows(&tables))).await?;
    target.commit().await?;
    Ok(in_order(tables))
}

/// Copies the database `from` to one in the file `to`, which must hold nothing; it is made where there is none.
/// `from` stays as it is, and nobody else can change it meanwhile. `note` is as with [`to_postgres`].
///
/// # Errors
/// [`TransferError`]; nothing was copied then.
pub async fn to_sqlite(
    from: &PostgresDatabase,
    to: &Path,
    clock: Arc<dyn Clock>,
    note: impl FnOnce(u64) -> AuditEntry,
) -> Result<Transferred, TransferError> {
    let status = from.migration_status().await?;
    if !status.is_current() {
        return Err(TransferError::Behind(status.pending().count()));
    }
    let source = postgres::Session::begin_source(from).await?;
    let target = sqlite::Target::begin(to, clock).await?;
    let plan = plan::Plan::of(source.tables().await?, &target.tables()?)?;
    source.lock(&plan).await?;
    target.require_empty(&plan)?;
    let (mut target, mut tables) = (target, Vec::new());
    for table in &plan.tables {
        let left;
        (target, left) = source.pour(table, target).await?;
        if target.sum(table)? != left {
            return Err(TransferError::Changed(table.name.clone()));
        }
        tables.push((table.name.clone(), left));
    }
    target.note(&note(rows(&tables)))?;
    target.commit()?;
    Ok(in_order(tables))
}

fn rows(tables: &[(String, Sum)]) -> u64 {
    tables.iter().map(|(_, sum)| sum.rows).sum()
}

fn in_order(mut tables: Vec<(String, Sum)>) -> Transferred {
    tables.sort_by(|(a, _), (b, _)| a.cmp(b));
    Transferred { tables }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_knows_no_order_and_every_byte() {
        let sum = |rows: &[&str]| {
            let mut sum = Sum::default();
            for row in rows {
                sum.add(row.as_bytes());
            }
            sum
        };
        assert_eq!(sum(&["a", "b", "c"]), sum(&["c", "a", "b"]));
        assert_ne!(sum(&["a", "b"]), sum(&["a", "c"]));
        assert_ne!(sum(&["a", "b"]), sum(&["a", "b", "b"]));
        assert_ne!(sum(&["ab"]), sum(&["a", "b"]));
    }
}
