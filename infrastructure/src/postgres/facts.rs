//! What an operator wants to know of a PostgreSQL server, for a check of the installation.

use crate::{postgres::PostgresDatabase, sql::SqlError};
use time::OffsetDateTime;

const FACTS: &str = "SELECT current_setting('server_version'), clock_timestamp(), pg_is_in_recovery(), \
     COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), FALSE), \
     CAST(current_setting('max_connections') AS BIGINT) \
     - CAST(current_setting('superuser_reserved_connections') AS BIGINT)";

/// What a server tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresFacts {
    /// Its version, for example `17.2`.
    pub version: String,
    /// Its time of day.
    pub now: OffsetDateTime,
    /// Whether it is a replica, which refuses writes.
    pub is_replica: bool,
    /// Whether the connection is encrypted.
    pub encrypted: bool,
    /// Most connections that it takes from everybody together.
    pub connections: i64,
}

impl PostgresDatabase {
    /// Asks for them.
    ///
    /// # Errors
    /// [`SqlError`] when there is no answer.
    pub async fn facts(&self) -> Result<PostgresFacts, SqlError> {
        let rows = self.query(FACTS, &[]).await?;
        let row = rows.first().ok_or(SqlError::Column(0))?;
        Ok(PostgresFacts {
            version: row.text(0)?,
            now: row.time(1)?,
            is_replica: row.bool(2)?,
            encrypted: row.bool(3)?,
            connections: row.int(4)?,
        })
    }
}
