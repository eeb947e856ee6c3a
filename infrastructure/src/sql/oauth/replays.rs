//! What may be shown once only.

use crate::sql::{Session, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::oauth::Replays};
use oathgate_domain::secret::TokenDigest;
use time::OffsetDateTime;

statements! {
    INSERT = "INSERT INTO oauth_replays (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
    FORGET = "DELETE FROM oauth_replays WHERE digest IN \
         (SELECT digest FROM oauth_replays WHERE expires_at <= $1 ORDER BY expires_at LIMIT 10000)";
}

#[async_trait]
impl<S: Session> Replays for SqlUnit<S> {
    async fn is_first(&mut self, digest: TokenDigest, expires_at: OffsetDateTime) -> Result<bool, PortError> {
        self.changed(INSERT, params![&digest.0[..], expires_at]).await
    }

    async fn forget(&mut self, now: OffsetDateTime) -> Result<u64, PortError> {
        Ok(self.session.execute(FORGET, params![now]).await?)
    }
}
