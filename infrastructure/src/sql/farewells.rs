//! Sealed addresses of people whose accounts are gone.

use crate::sql::{Session, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::farewells::{Farewell, Farewells},
};
use oathgate_domain::ids::RunId;
use time::OffsetDateTime;

statements! {
    KEEP = "INSERT INTO farewells (run, sealed_key, sealed, created_at) VALUES ($1, $2, $3, $4)";
    FIND = "SELECT sealed_key, sealed FROM farewells WHERE run = $1";
    FORGET = "DELETE FROM farewells WHERE run = $1";
}

#[async_trait]
impl<S: Session> Farewells for SqlUnit<S> {
    async fn keep(&mut self, run: RunId, farewell: &Farewell, now: OffsetDateTime) -> Result<(), PortError> {
        let Farewell { sealed_key, sealed } = farewell;
        self.session.execute(KEEP, params![run.0, sealed_key.as_slice(), sealed.as_slice(), now]).await?;
        Ok(())
    }

    async fn find(&mut self, run: RunId) -> Result<Option<Farewell>, PortError> {
        let rows = self.session.query(FIND, params![run.0]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Farewell { sealed_key: row.bytes(0)?, sealed: row.bytes(1)? }))
    }

    async fn forget(&mut self, run: RunId) -> Result<(), PortError> {
        self.session.execute(FORGET, params![run.0]).await?;
        Ok(())
    }
}
