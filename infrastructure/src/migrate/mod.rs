//! The schema's migrations: embedded in the program, applied in order, each in a transaction of
//! its own, by one process at a time however many start at once.
//!
//! The SQL is in `migrations/<engine>/NNNN_name.sql`, with the same numbers and names for both
//! engines. A migration that was released is never edited: its checksum is kept and compared.

mod postgres;
mod sqlite;

pub(crate) use sqlite::status_of;

use crate::sql::SqlError;
use oathgate_application::error::Cause;
use refinery::{Migration, Runner};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Where a database keeps which migrations it has.
const TABLE: &str = "schema_migrations";
/// What it has.
const APPLIED: &str = "SELECT version, name, applied_on FROM schema_migrations ORDER BY version";

/// A migration in the words of each engine.
struct Embedded {
    number: i64,
    /// Its name behind the number.
    name: &'static str,
    postgres: &'static str,
    sqlite: &'static str,
}

macro_rules! embedded {
    ($($number:literal $digits:literal $name:literal),* $(,)?) => {
        &[$(Embedded {
            number: $number,
            name: $name,
            postgres: embedded!(@file "postgres" $digits $name),
            sqlite: embedded!(@file "sqlite" $digits $name),
        }),*]
    };
    (@file $engine:literal $digits:literal $name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"), "/../migrations/", $engine, "/", $digits, "_", $name, ".sql"
        ))
    };
}

/// Every migration, in order.
const MIGRATIONS: &[Embedded] = embedded![
    1 "0001" "accounts",
    2 "0002" "workflows",
    3 "0003" "oauth",
    4 "0004" "client_metadata",
    5 "0005" "audit",
    6 "0006" "devices",
    7 "0007" "known_devices",
    8 "0008" "erasure",
    9 "0009" "data_exports",
    10 "0010" "schedules",
    11 "0011" "client_origins",
    12 "0012" "replays",
    13 "0013" "bound_and_pushed",
    14 "0014" "admin_lists",
    15 "0015" "observed",
    16 "0016" "key_rotation",
    17 "0017" "resources",
    18 "0018" "client_registrations",
    19 "0019" "workflow_limits",
    20 "0020" "pairwise_subjects",
    21 "0021" "client_documents",
    22 "0022" "locales",
    23 "0023" "contact",
    24 "0024" "wanted_claims",
    25 "0025" "users_by_creation",
];

/// What went wrong with the schema.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database was migrated by a later version of this program.
    #[error(
        "the database has migration {found} ({name}), and this version of the program knows migrations \
         up to {known} only: start the version that migrated it, or a later one"
    )]
    TooNew {
        /// The number of the first migration that is not known.
        found: i64,
        /// Its name.
        name: String,
        /// The number of the last one that is.
        known: i64,
    },
    /// Another process has been migrating the same database for too long.
    #[error("another process is migrating the database and does not come to an end")]
    Locked,
    /// A transaction has held a table that a migration changes for too long. What was applied before stays.
    #[error(
        "a transaction holds a table that the migration changes, and does not come to an end: see \
         pg_stat_activity, end it, and migrate again"
    )]
    Busy,
    /// The database did not let itself be read.
    #[error("the schema's state cannot be read")]
    Database(#[from] SqlError),
    /// A migration failed; it was rolled back, those before it were not.
    #[error("the migration failed")]
    Failed(#[source] Cause),
}

/// A migration and what has become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// When it was applied; none where it waits.
    pub applied_at: Option<OffsetDateTime>,
}

/// The state of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Every migration that this program knows, in order.
    pub steps: Vec<Step>,
}

impl Status {
    /// The migrations that wait to be applied.
    pub fn pending(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.applied_at.is_none())
    }

    /// Whether the program can work with this schema.
    pub fn is_current(&self) -> bool {
        self.pending().next().is_none()
    }
}

/// Compares what a database has with what this program knows.
fn compare(applied: &[Step]) -> Result<Status, MigrateError> {
    let known = MIGRATIONS.last().map_or(0, |last| last.number);
    if let Some(newer) = applied.iter().find(|step| step.number > known) {
        return Err(MigrateError::TooNew { found: newer.number, name: newer.name.clone(), known });
    }
    let steps = MIGRATIONS.iter().map(|migration| Step {
        number: migration.number,
        name: migration.name.to_owned(),
        applied_at: applied
            .iter()
            .find(|step| step.number == migration.number)
            .and_then(|step| step.applied_at),
    });
    Ok(Status { steps: steps.collect() })
}

fn step(row: &crate::sql::Row) -> Result<Step, SqlError> {
    let applied_at = OffsetDateTime::parse(&row.text(2)?, &Rfc3339).map_err(|_| SqlError::Column(2))?;
    Ok(Step { number: row.int(0)?, name: row.text(1)?, applied_at: Some(applied_at) })
}

/// The runner over the migrations in the words that `sql` picks.
fn runner(sql: fn(&Embedded) -> &'static str) -> Result<Runner, MigrateError> {
    let migrations = MIGRATIONS
        .iter()
        .map(|migration| {
            Migration::unapplied(&format!("V{}__{}", migration.number, migration.name), sql(migration))
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    let mut runner = Runner::new(&migrations);
    runner.set_migration_table_name(TABLE);
    Ok(runner)
}

fn failed(error: refinery::Error) -> MigrateError {
    // The causes name tables and columns; a migration carries no data.
    MigrateError::Failed(error.into())
}

/// What of `before` was pending and is not any more.
fn newly_applied(before: &Status, after: &Status) -> Vec<Step> {
    let was_pending = |step: &&Step| before.pending().any(|pending| pending.number == step.number);
    after.steps.iter().filter(|step| step.applied_at.is_some()).filter(was_pending).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeMap, path::Path};

    fn folder(engine: &str) -> BTreeMap<String, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(engine);
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, std::fs::read_to_string(path).unwrap())
            })
            .collect()
    }

    fn embedded(sql: fn(&Embedded) -> &'static str) -> BTreeMap<String, String> {
        MIGRATIONS
            .iter()
            .map(|migration| {
                (format!("{:04}_{}.sql", migration.number, migration.name), sql(migration).to_owned())
            })
            .collect()
    }

    #[test]
    fn every_file_of_both_folders_is_embedded() {
        assert_eq!(folder("postgres"), embedded(|migration| migration.postgres));
        assert_eq!(folder("sqlite"), embedded(|migration| migration.sqlite));
    }

    #[test]
    fn numbers_count_up_from_one() {
        let numbers: Vec<i64> = MIGRATIONS.iter().map(|migration| migration.number).collect();
        assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<i64>>());
    }

    #[test]
    fn a_later_schema_is_recognised() {
        let later =
            Step { number: 4711, name: "later".to_owned(), applied_at: Some(OffsetDateTime::UNIX_EPOCH) };
        let error = compare(&[later]).unwrap_err();
        assert!(error.to_string().contains("has migration 4711 (later)"), "{error}");
    }
}
