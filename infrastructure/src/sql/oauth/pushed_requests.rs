//! Authorization requests that clients have pushed.

use crate::sql::{Session, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::oauth::{PushedRequest, PushedRequests},
};
use oathgate_domain::{oauth::ClientId, secret::TokenDigest};
use time::OffsetDateTime;

statements! {
    INSERT = "INSERT INTO oauth_pushed_requests (digest, client, query, expires_at) VALUES ($1, $2, $3, $4)";
    TAKE = "DELETE FROM oauth_pushed_requests WHERE digest = $1 AND client = $2 AND expires_at > $3 \
         RETURNING query";
}

#[async_trait]
impl<S: Session> PushedRequests for SqlUnit<S> {
    async fn insert(&mut self, request: &PushedRequest) -> Result<(), PortError> {
        let PushedRequest { digest, client, query, expires_at } = request;
        let values = params![&digest.0[..], client.as_str(), query.as_str(), *expires_at];
        self.session.execute(INSERT, values).await?;
        Ok(())
    }

    async fn take(
        &mut self,
        digest: TokenDigest,
        client: &ClientId,
        now: OffsetDateTime,
    ) -> Result<Option<String>, PortError> {
        let rows = self.session.query(TAKE, params![&digest.0[..], client.as_str(), now]).await?;
        Ok(rows.first().map(|row| row.text(0)).transpose()?)
    }
}
