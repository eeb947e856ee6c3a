//! Grants and their refresh tokens.

use super::words::{client_id, opt_digest, resources, scopes, wanted_claims};
use crate::sql::{
    Row, Session, SqlError, SqlUnit,
    account_statements::{account, columns as account_columns},
    ledger::statements,
    params,
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    oauth::scopes::OFFLINE_ACCESS,
    ports::oauth::{Grants, LiveGrant},
};
use oathgate_domain::{
    ids::{AccountId, GrantId, SessionId},
    oauth::{ClientId, Grant, KeyThumbprint},
    secret::TokenDigest,
    session::StoredRefresh,
};
use time::OffsetDateTime;

/// The columns of a grant in the order that [`grant`] reads.
macro_rules! columns {
    () => {
        "oauth_grants.id, oauth_grants.client, oauth_grants.account, oauth_grants.session, \
         oauth_grants.scopes, oauth_grants.authenticated_at, oauth_grants.nonce, \
         oauth_grants.created_at, oauth_grants.expires_at, oauth_grants.revoked_at, \
         oauth_grants.generation, oauth_grants.rotated_at, oauth_grants.dpop_key, oauth_grants.resources, \
         oauth_grants.claims"
    };
}
/// How many columns that is.
const COLUMNS: usize = 15;

statements! {
    OPEN = "INSERT INTO oauth_grants (id, client, account, session, scopes, authenticated_at, nonce, \
         created_at, expires_at, revoked_at, generation, rotated_at, is_offline, refresh_digest, \
         dpop_key, resources, claims) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    /// Account, client and session are looked at in the same statement, so that ending one of them
    /// needs no race won.
    ROTATE = concat!(
        "UPDATE oauth_grants SET refresh_digest = $5, generation = generation + 1, rotated_at = $6, \
         expires_at = $7 \
         WHERE id = $1 AND client = $2 AND generation = $3 AND refresh_digest = $4 \
         AND revoked_at IS NULL AND expires_at > $6 \
         AND EXISTS (SELECT 1 FROM accounts \
             WHERE accounts.id = oauth_grants.account AND accounts.status = 'active') \
         AND EXISTS (SELECT 1 FROM oauth_clients \
             WHERE oauth_clients.id = oauth_grants.client AND NOT oauth_clients.is_disabled) \
         AND (is_offline OR EXISTS (SELECT 1 FROM sessions \
             WHERE sessions.id = oauth_grants.session \
             AND sessions.revoked_at IS NULL AND sessions.expires_at > $6)) \
         RETURNING ", columns!()
    );
    FIND = concat!("SELECT ", columns!(), " FROM oauth_grants WHERE id = $1");
    FIND_LIVE = concat!(
        "SELECT ", columns!(), ", ", account_columns!(), " FROM oauth_grants \
         JOIN accounts ON accounts.id = oauth_grants.account \
         JOIN oauth_clients ON oauth_clients.id = oauth_grants.client \
         LEFT JOIN sessions ON sessions.id = oauth_grants.session \
         WHERE oauth_grants.id = $1 \
         AND oauth_grants.revoked_at IS NULL AND oauth_grants.expires_at > $2 \
         AND accounts.status = 'active' AND NOT oauth_clients.is_disabled \
         AND (oauth_grants.is_offline \
             OR (sessions.revoked_at IS NULL AND sessions.expires_at > $2))"
    );
    REVOKE = "UPDATE oauth_grants SET revoked_at = $2 \
         WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2";
    REVOKE_OF_CLIENT = "UPDATE oauth_grants SET revoked_at = $2 \
         WHERE id = $1 AND client = $3 AND revoked_at IS NULL AND expires_at > $2";
    REVOKE_ALL = "UPDATE oauth_grants SET revoked_at = $2 \
         WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2";
    REVOKE_ALL_OF_CLIENT = "UPDATE oauth_grants SET revoked_at = $2 \
         WHERE account = $1 AND client = $3 AND revoked_at IS NULL AND expires_at > $2";
    USE_UP_CODES = "UPDATE oauth_authorization_codes SET used_at = $2 \
         WHERE account = $1 AND used_at IS NULL";
    END_DEVICES = "UPDATE oauth_device_requests SET state = 'denied' \
         WHERE account = $1 AND state = 'allowed'";
    END_DEVICES_OF_CLIENT = "UPDATE oauth_device_requests SET state = 'denied' \
         WHERE account = $1 AND client = $2 AND state = 'allowed'";
    USE_UP_CODES_OF_CLIENT = "UPDATE oauth_authorization_codes SET used_at = $2 \
         WHERE account = $1 AND client = $3 AND used_at IS NULL";
}

fn grant(row: &Row) -> Result<Grant, SqlError> {
    Ok(Grant {
        id: GrantId(row.uuid(0)?),
        client: client_id(row, 1)?,
        account: AccountId(row.uuid(2)?),
        session: SessionId(row.uuid(3)?),
        scopes: scopes(row, 4)?,
        authenticated_at: row.time(5)?,
        nonce: row.opt_text(6)?,
        created_at: row.time(7)?,
        expires_at: row.time(8)?,
        revoked_at: row.opt_time(9)?,
        generation: row.count(10)?,
        rotated_at: row.time(11)?,
        dpop_key: opt_digest(row, 12)?.map(KeyThumbprint),
        resources: resources(row, 13)?,
        claims: wanted_claims(row, 14)?,
    })
}

#[async_trait]
impl<S: Session> Grants for SqlUnit<S> {
    async fn open(&mut self, grant: &Grant, refresh: Option<TokenDigest>) -> Result<(), PortError> {
        self.session
            .execute(
                OPEN,
                params![
                    grant.id.0,
                    grant.client.as_str(),
                    grant.account.0,
                    grant.session.0,
                    grant.scopes.to_string(),
                    grant.authenticated_at,
                    grant.nonce.as_deref(),
                    grant.created_at,
                    grant.expires_at,
                    grant.revoked_at,
                    grant.generation,
                    grant.rotated_at,
                    grant.scopes.contains(OFFLINE_ACCESS),
                    refresh.map(|refresh| refresh.0.to_vec()),
                    grant.dpop_key.map(|key| key.0.to_vec()),
                    grant.resources.to_string(),
                    grant.claims.to_string(),
                ],
            )
            .await?;
        Ok(())
    }

    async fn rotate(
        &mut self,
        id: GrantId,
        client: &ClientId,
        presented: StoredRefresh,
        next: TokenDigest,
        now: OffsetDateTime,
        expires_at: OffsetDateTime,
    ) -> Result<Option<Grant>, PortError> {
        let rows = self
            .session
            .query(
                ROTATE,
                params![
                    id.0,
                    client.as_str(),
                    presented.generation,
                    &presented.digest.0[..],
                    &next.0[..],
                    now,
                    expires_at,
                ],
            )
            .await?;
        Ok(rows.first().map(grant).transpose()?)
    }

    async fn find(&mut self, id: GrantId) -> Result<Option<Grant>, PortError> {
        let rows = self.session.query(FIND, params![id.0]).await?;
        Ok(rows.first().map(grant).transpose()?)
    }

    async fn find_live(&mut self, id: GrantId, now: OffsetDateTime) -> Result<Option<LiveGrant>, PortError> {
        let rows = self.session.query(FIND_LIVE, params![id.0, now]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(LiveGrant { grant: grant(row)?, account: account(row, COLUMNS)? }))
    }

    async fn revoke(
        &mut self,
        id: GrantId,
        client: Option<&ClientId>,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        match client {
            Some(client) => self.changed(REVOKE_OF_CLIENT, params![id.0, now, client.as_str()]).await,
            None => self.changed(REVOKE, params![id.0, now]).await,
        }
    }

    async fn revoke_all(
        &mut self,
        account: AccountId,
        client: Option<&ClientId>,
        now: OffsetDateTime,
    ) -> Result<u64, PortError> {
        // Codes first, as where one is exchanged: whoever is just opening a grant is waited for, and
        // the next statement sees that grant.
        if let Some(client) = client {
            let of = params![account.0, now, client.as_str()];
            self.session.execute(USE_UP_CODES_OF_CLIENT, of.clone()).await?;
            self.session.execute(END_DEVICES_OF_CLIENT, params![account.0, client.as_str()]).await?;
            return Ok(self.session.execute(REVOKE_ALL_OF_CLIENT, of).await?);
        }
        self.session.execute(USE_UP_CODES, params![account.0, now]).await?;
        self.session.execute(END_DEVICES, params![account.0]).await?;
        Ok(self.session.execute(REVOKE_ALL, params![account.0, now]).await?)
    }
}
