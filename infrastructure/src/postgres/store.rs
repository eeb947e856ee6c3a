//! The store on PostgreSQL.

use crate::{postgres::PostgresDatabase, sql::SqlUnit};
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

/// The store on PostgreSQL.
#[derive(Clone)]
pub struct PostgresStore {
    database: PostgresDatabase,
    hints: Arc<dyn Hints>,
}

impl PostgresStore {
    /// The store in `database`. Runs that were started or signalled are given to `hints` after
    /// each commit.
    pub fn new(database: PostgresDatabase, hints: Arc<dyn Hints>) -> Self {
        Self { database, hints }
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn begin(&self) -> Result<Unit, PortError> {
        let session = self.database.unit().await?;
        Ok(Unit::new(Box::new(SqlUnit::new(session, self.hints.clone()))))
    }

    async fn begin_read(&self) -> Result<Unit, PortError> {
        let session = self.database.reader().await?;
        Ok(Unit::new(Box::new(SqlUnit::new(session, self.hints.clone()))))
    }

    async fn ping(&self) -> Result<(), PortError> {
        match timeout(PING_LIMIT, self.database.query("SELECT 1", &[])).await {
            Ok(answer) => Ok(answer.map(drop)?),
            Err(elapsed) => Err(PortError::unavailable("database", elapsed)),
        }
    }
}
