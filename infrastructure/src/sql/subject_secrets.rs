//! The secret of pairwise subjects. It is sealed before it comes here.

use crate::sql::{Session, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::subject_secrets::SubjectSecrets};
use time::OffsetDateTime;

statements! {
    SEALED = "SELECT sealed FROM oauth_subject_secret WHERE id = 1";
    INSERT_IF_FIRST = "INSERT INTO oauth_subject_secret (id, sealed, created_at) VALUES (1, $1, $2) \
         ON CONFLICT (id) DO NOTHING";
    RESEAL = "UPDATE oauth_subject_secret SET sealed = $2 WHERE id = 1 AND sealed = $1";
}

#[async_trait]
impl<S: Session> SubjectSecrets for SqlUnit<S> {
    async fn sealed(&mut self) -> Result<Option<Vec<u8>>, PortError> {
        let rows = self.session.query(SEALED, params![]).await?;
        Ok(rows.first().map(|row| row.bytes(0)).transpose()?)
    }

    async fn insert_if_first(&mut self, sealed: &[u8], now: OffsetDateTime) -> Result<bool, PortError> {
        self.changed(INSERT_IF_FIRST, params![sealed, now]).await
    }

    async fn reseal(&mut self, before: &[u8], sealed: &[u8]) -> Result<bool, PortError> {
        self.changed(RESEAL, params![before, sealed]).await
    }
}
