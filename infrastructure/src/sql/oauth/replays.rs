//! What may be shown once only.

use crate::sql::{Session, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::oauth::Replays};
use oathgate_domain::secret::TokenDigest;
use time::OffsetDateTime;

statements! {
    INSERT = "INSERT INTO oauth_replays (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
}

#[async_trait]
impl<S: Session> Replays for SqlUnit<S> {
    async fn is_first(&mut self, digest: TokenDigest, expires_at: OffsetDateTime) -> Result<bool, PortError> {
        self.changed(INSERT, params![&digest.0[..], expires_at]).await
    }
}
