//! The store on SQLite.

use crate::{sql::SqlUnit, sqlite::SqliteDatabase};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{hints::Hints, store::Store},
    transact::Unit,
};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long a sign of life may take.
const PING_LIMIT: Duration = Duration::from_secs(2);

/// The store on SQLite.
#[derive(Clone)]
pub struct SqliteStore {
    database: SqliteDatabase,
    hints: Arc<dyn Hints>,
}

impl SqliteStore {
    /// The store in `database`. Runs that were started or signalled are given to `hints` after
    /// each commit.
    pub fn new(database: SqliteDatabase, hints: Arc<dyn Hints>) -> Self {
        Self { database, hints }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn begin(&self) -> Result<Unit, PortError> {
        let session = self.database.unit().await?;
        Ok(Unit::new(Box::new(SqlUnit::new(session, self.hints.clone()))))
    }

    async fn begin_read(&self) -> Result<Unit, PortError> {
        let session = self.database.reader();
        Ok(Unit::new(Box::new(SqlUnit::new(session, self.hints.clone()))))
    }

    async fn ping(&self) -> Result<(), PortError> {
        // The schema is read from the file, so that a file that is gone or broken is noticed.
        let look = self.database.on_reader(|reader| reader.run("SELECT count(*) FROM sqlite_schema", &[]));
        match timeout(PING_LIMIT, look).await {
            Ok(answer) => Ok(answer.map(drop)?),
            Err(elapsed) => Err(PortError::unavailable("database", elapsed)),
        }
    }
}
