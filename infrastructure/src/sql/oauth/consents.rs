//! What people have agreed to.

use super::words::{client_id, scopes};
use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::oauth::{Consent, Consents},
};
use oathgate_domain::{
    ids::AccountId,
    oauth::{ClientId, Scopes},
};
use time::OffsetDateTime;

statements! {
    SCOPES = "SELECT scopes FROM oauth_consents WHERE account = $1 AND client = $2";
    PUT = "INSERT INTO oauth_consents (account, client, scopes, given_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account, client) DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at";
    DELETE = "DELETE FROM oauth_consents WHERE account = $1 AND client = $2";
    LIST = "SELECT oauth_clients.id, oauth_clients.name, oauth_clients.home, oauth_consents.scopes, \
         oauth_consents.given_at FROM oauth_consents \
         JOIN oauth_clients ON oauth_clients.id = oauth_consents.client \
         WHERE oauth_consents.account = $1 \
         ORDER BY oauth_consents.given_at DESC, oauth_clients.id LIMIT 200";
}

fn consent(row: &Row) -> Result<Consent, SqlError> {
    Ok(Consent {
        client: client_id(row, 0)?,
        client_name: row.text(1)?,
        client_home: row.opt_text(2)?,
        scopes: scopes(row, 3)?,
        given_at: row.time(4)?,
    })
}

#[async_trait]
impl<S: Session> Consents for SqlUnit<S> {
    async fn scopes(&mut self, account: AccountId, client: &ClientId) -> Result<Scopes, PortError> {
        let rows = self.session.query(SCOPES, params![account.0, client.as_str()]).await?;
        Ok(rows.first().map(|row| scopes(row, 0)).transpose()?.unwrap_or_default())
    }

    async fn put(
        &mut self,
        account: AccountId,
        client: &ClientId,
        scopes: &Scopes,
        now: OffsetDateTime,
    ) -> Result<(), PortError> {
        self.session.execute(PUT, params![account.0, client.as_str(), scopes.to_string(), now]).await?;
        Ok(())
    }

    async fn delete(&mut self, account: AccountId, client: &ClientId) -> Result<bool, PortError> {
        self.changed(DELETE, params![account.0, client.as_str()]).await
    }

    async fn list(&mut self, account: AccountId) -> Result<Vec<Consent>, PortError> {
        let rows = self.session.query(LIST, params![account.0]).await?;
        Ok(rows.iter().map(consent).collect::<Result<_, _>>()?)
    }
}
