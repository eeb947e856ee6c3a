//! Clients that publish what would otherwise be registered about them.

use crate::sql::{Session, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::oauth::{ClientDocuments, Clients, DocumentCopy, Placed},
};
use oathgate_domain::oauth::{Client, ClientId};
use time::OffsetDateTime;

statements! {
    FIND = "SELECT fresh_until, usable_until FROM oauth_client_documents WHERE client = $1";
    CLAIM = "UPDATE oauth_client_documents SET fresh_until = $3 WHERE client = $1 AND fresh_until = $2";
    NOTE = "INSERT INTO oauth_client_documents (client, fresh_until, usable_until) VALUES ($1, $2, $3)";
    RENEW = "UPDATE oauth_client_documents SET fresh_until = $2, usable_until = $3 WHERE client = $1";
    SET_AUTHENTICATION = "UPDATE oauth_clients SET authentication = $2 WHERE id = $1";
    EXPIRE = "UPDATE oauth_client_documents SET fresh_until = $2, usable_until = $2 \
         WHERE client = $1 AND usable_until > $2";
    FORGET_UNUSED = "DELETE FROM oauth_clients WHERE id IN \
         (SELECT d.client FROM oauth_client_documents d JOIN oauth_clients k ON k.id = d.client \
          WHERE d.usable_until < $1 AND NOT k.is_disabled \
          AND NOT EXISTS (SELECT 1 FROM oauth_consents c WHERE c.client = d.client) \
          ORDER BY d.usable_until LIMIT 500)";
}

#[async_trait]
impl<S: Session> ClientDocuments for SqlUnit<S> {
    async fn find(&mut self, client: &ClientId) -> Result<Option<DocumentCopy>, PortError> {
        let rows = self.session.query(FIND, params![client.as_str()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(DocumentCopy { fresh_until: row.time(0)?, usable_until: row.time(1)? }))
    }

    async fn claim(
        &mut self,
        client: &ClientId,
        before: OffsetDateTime,
        until: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.changed(CLAIM, params![client.as_str(), before, until]).await
    }

    async fn put(&mut self, client: &Client, copy: DocumentCopy) -> Result<Placed, PortError> {
        let id = client.id.as_str();
        let DocumentCopy { fresh_until, usable_until } = copy;
        if Clients::insert(self, client).await? {
            self.session.execute(NOTE, params![id, fresh_until, usable_until]).await?;
            return Ok(Placed::New);
        }
        if !self.changed(RENEW, params![id, fresh_until, usable_until]).await? {
            return Ok(Placed::Taken);
        }
        self.session.execute(SET_AUTHENTICATION, params![id, client.authentication.as_str()]).await?;
        Clients::update(self, client).await?;
        Ok(Placed::Known)
    }

    async fn expire(&mut self, client: &ClientId, now: OffsetDateTime) -> Result<(), PortError> {
        self.session.execute(EXPIRE, params![client.as_str(), now]).await?;
        Ok(())
    }

    async fn forget_unused(&mut self, before: OffsetDateTime) -> Result<u64, PortError> {
        Ok(self.session.execute(FORGET_UNUSED, params![before]).await?)
    }
}
