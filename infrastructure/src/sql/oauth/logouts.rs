//! What hangs on sessions that have ended.

use super::{client_metadata, words::client_id};
use crate::sql::{Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::oauth::Logouts};
use oathgate_domain::{
    ids::{AccountId, SessionId},
    oauth::ClientId,
};
use time::OffsetDateTime;

statements! {
    USE_UP_CODES = "UPDATE oauth_authorization_codes SET used_at = $2 \
         WHERE account = $1 AND used_at IS NULL AND session IN (SELECT sessions.id FROM sessions \
             WHERE sessions.account = $1 AND sessions.revoked_at = $2)";
    END_DEVICES = "UPDATE oauth_device_requests SET state = 'denied' \
         WHERE account = $1 AND state = 'allowed' AND session IN (SELECT sessions.id FROM sessions \
             WHERE sessions.account = $1 AND sessions.revoked_at = $2)";
    OF_ENDED = "SELECT DISTINCT oauth_grants.session, oauth_grants.client, oauth_clients.metadata \
         FROM oauth_grants \
         JOIN sessions ON sessions.id = oauth_grants.session \
         JOIN oauth_clients ON oauth_clients.id = oauth_grants.client \
         WHERE oauth_grants.account = $1 AND sessions.account = $1 AND sessions.revoked_at = $2 \
         AND NOT oauth_clients.is_disabled";
}

#[async_trait]
impl<S: Session> Logouts for SqlUnit<S> {
    async fn settle(
        &mut self,
        account: AccountId,
        ended_at: OffsetDateTime,
    ) -> Result<Vec<(SessionId, ClientId)>, PortError> {
        // Codes first, as where one is exchanged: whoever is just opening a grant is waited for, and the
        // last statement sees that grant.
        let ended = params![account.0, ended_at];
        self.session.execute(USE_UP_CODES, ended.clone()).await?;
        self.session.execute(END_DEVICES, ended.clone()).await?;
        let mut found = Vec::new();
        for row in self.session.query(OF_ENDED, ended).await? {
            let metadata = client_metadata::read(&row.text(2)?).ok_or(SqlError::Column(2))?;
            if metadata.backchannel_logout_uri.is_some() {
                found.push((SessionId(row.uuid(0)?), client_id(&row, 1)?));
            }
        }
        Ok(found)
    }
}
