//! The database, whichever of the two engines it is.

use crate::{
    config::{Database, Storage},
    failure::Failure,
};
use oathgate_application::ports::{clock::Clock, hints::Hints, store::Store, workflow_store::WorkflowStore};
use oathgate_infrastructure::{
    migrate::{MigrateError, Status, Step},
    postgres::{PostgresDatabase, PostgresOptions, PostgresStore, PostgresWorkflows},
    sqlite::{SqliteDatabase, SqliteStore, SqliteWorkflows},
};
use std::{path::Path, sync::Arc};

/// A database.
#[derive(Clone)]
pub(crate) enum OpenDatabase {
    /// A file, open.
    Sqlite(SqliteDatabase),
    /// A server; connections are opened when they are needed.
    Postgres(PostgresDatabase),
}

impl OpenDatabase {
    /// Opens the database of the settings. A file is made where there is none.
    ///
    /// # Errors
    /// When the address or the file cannot be used.
    pub(crate) fn open(storage: &Storage, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        match &storage.database {
            Database::Sqlite(path) => Self::open_file(path, clock),
            Database::Postgres(address) => {
                let options = PostgresOptions { pool_size: storage.pool, ..PostgresOptions::default() };
                PostgresDatabase::connect(address.expose(), &options)
                    .map(Self::Postgres)
                    .map_err(|error| Failure::because("DATABASE_URL cannot be used", error))
            }
        }
    }

    fn open_file(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        SqliteDatabase::open(path, clock)
            .map(Self::Sqlite)
            .map_err(|error| Failure::because("DATABASE_URL cannot be used", error))
    }

    /// Units of work; runs that they start are given to `hints`.
    pub(crate) fn store(&self, hints: Arc<dyn Hints>) -> Arc<dyn Store> {
        match self.clone() {
            Self::Sqlite(database) => Arc::new(SqliteStore::new(database, hints)),
            Self::Postgres(database) => Arc::new(PostgresStore::new(database, hints)),
        }
    }

    /// The workers' and operators' side of the workflow store.
    pub(crate) fn runs(&self, hints: Arc<dyn Hints>) -> Arc<dyn WorkflowStore> {
        match self.clone() {
            Self::Sqlite(database) => Arc::new(SqliteWorkflows::new(database, hints)),
            Self::Postgres(database) => Arc::new(PostgresWorkflows::new(database, hints)),
        }
    }

    /// Reports how its connections stand.
    pub(crate) fn report(&self) {
        match self {
            Self::Sqlite(database) => database.report(),
            Self::Postgres(database) => database.report(),
        }
    }

    /// Which migrations it has.
    ///
    /// # Errors
    /// [`MigrateError`].
    pub(crate) async fn status(&self) -> Result<Status, MigrateError> {
        match self {
            Self::Sqlite(database) => database.migration_status().await,
            Self::Postgres(database) => database.migration_status().await,
        }
    }

    /// Brings the schema up to date and tells which migrations were applied.
    ///
    /// # Errors
    /// [`MigrateError`].
    pub(crate) async fn migrate(&self) -> Result<Vec<Step>, MigrateError> {
        match self {
            Self::Sqlite(database) => database.migrate().await,
            Self::Postgres(database) => database.migrate().await,
        }
    }
}
