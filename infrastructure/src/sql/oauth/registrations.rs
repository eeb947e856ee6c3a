//! Clients that have registered themselves, and who may.

use super::words::digest;
use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::oauth::{ClientRegistrations, InitialToken},
};
use oathgate_domain::{oauth::ClientId, secret::TokenDigest};
use time::OffsetDateTime;
use uuid::Uuid;

statements! {
    ADD_TOKEN = "INSERT INTO oauth_registration_tokens (id, note, uses_left, created_at, expires_at, digest) \
         VALUES ($1, $2, $3, $4, $5, $6)";
    USE_TOKEN = "UPDATE oauth_registration_tokens SET uses_left = uses_left - 1 \
         WHERE digest = $1 AND uses_left > 0 AND expires_at > $2";
    CAN_USE = "SELECT 1 FROM oauth_registration_tokens \
         WHERE digest = $1 AND uses_left > 0 AND expires_at > $2";
    TOKENS = "SELECT id, note, uses_left, created_at, expires_at FROM oauth_registration_tokens \
         ORDER BY created_at DESC, id DESC LIMIT 200";
    DELETE_TOKEN = "DELETE FROM oauth_registration_tokens WHERE id = $1";
    NOTE = "INSERT INTO oauth_client_registrations (client, access_digest, is_open, registered_at) \
         VALUES ($1, $2, $3, $4)";
    ACCESS = "SELECT access_digest FROM oauth_client_registrations WHERE client = $1";
    FORGET_UNUSED = "DELETE FROM oauth_clients WHERE id IN \
         (SELECT r.client FROM oauth_client_registrations r \
          WHERE r.is_open = $2 AND r.registered_at < $1 \
          AND NOT EXISTS (SELECT 1 FROM oauth_consents c WHERE c.client = r.client) \
          ORDER BY r.registered_at LIMIT 500)";
}

fn token(row: &Row) -> Result<InitialToken, SqlError> {
    Ok(InitialToken {
        id: row.uuid(0)?,
        note: row.text(1)?,
        uses_left: row.count(2)?,
        created_at: row.time(3)?,
        expires_at: row.time(4)?,
    })
}

#[async_trait]
impl<S: Session> ClientRegistrations for SqlUnit<S> {
    async fn add_token(&mut self, token: &InitialToken, digest: TokenDigest) -> Result<(), PortError> {
        let InitialToken { id, note, uses_left, created_at, expires_at } = token;
        let values = params![*id, note.as_str(), *uses_left, *created_at, *expires_at, &digest.0[..]];
        self.session.execute(ADD_TOKEN, values).await?;
        Ok(())
    }

    async fn use_token(&mut self, digest: TokenDigest, now: OffsetDateTime) -> Result<bool, PortError> {
        self.changed(USE_TOKEN, params![&digest.0[..], now]).await
    }

    async fn can_use(&mut self, digest: TokenDigest, now: OffsetDateTime) -> Result<bool, PortError> {
        Ok(!self.session.query(CAN_USE, params![&digest.0[..], now]).await?.is_empty())
    }

    async fn tokens(&mut self) -> Result<Vec<InitialToken>, PortError> {
        let rows = self.session.query(TOKENS, params![]).await?;
        Ok(rows.iter().map(token).collect::<Result<_, _>>()?)
    }

    async fn delete_token(&mut self, id: Uuid) -> Result<bool, PortError> {
        self.changed(DELETE_TOKEN, params![id]).await
    }

    async fn note(
        &mut self,
        client: &ClientId,
        access: TokenDigest,
        open: bool,
        now: OffsetDateTime,
    ) -> Result<(), PortError> {
        self.session.execute(NOTE, params![client.as_str(), &access.0[..], open, now]).await?;
        Ok(())
    }

    async fn access(&mut self, client: &ClientId) -> Result<Option<TokenDigest>, PortError> {
        let rows = self.session.query(ACCESS, params![client.as_str()]).await?;
        Ok(rows.first().map(|row| digest(row, 0)).transpose()?)
    }

    async fn forget_unused(&mut self, before: OffsetDateTime) -> Result<u64, PortError> {
        Ok(self.session.execute(FORGET_UNUSED, params![before, true]).await?)
    }
}
