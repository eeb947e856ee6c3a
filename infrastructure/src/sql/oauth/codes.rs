//! Authorization codes.

use super::words::{client_id, opt_digest, resources, scopes, wanted_claims};
use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::oauth::{Codes, Taken},
};
use oathgate_domain::{
    ids::{AccountId, GrantId, SessionId},
    oauth::{AuthorizationCode, CODE_LIFETIME, CodeChallenge, KeyThumbprint},
    secret::TokenDigest,
};
use time::OffsetDateTime;

/// The columns of a code in the order that [`code`] reads.
macro_rules! columns {
    () => {
        "grant_id, client, account, session, redirect_uri, redirect_uri_was_given, scopes, nonce, \
         challenge, authenticated_at, created_at, dpop_key, resources, claims"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO oauth_authorization_codes (", columns!(), ", digest, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    );
    TAKE = concat!(
        "UPDATE oauth_authorization_codes SET used_at = $2 \
         WHERE digest = $1 AND used_at IS NULL RETURNING ", columns!()
    );
    GRANT_OF = "SELECT grant_id FROM oauth_authorization_codes WHERE digest = $1";
}

fn code(row: &Row, digest: TokenDigest) -> Result<AuthorizationCode, SqlError> {
    Ok(AuthorizationCode {
        digest,
        grant: GrantId(row.uuid(0)?),
        client: client_id(row, 1)?,
        account: AccountId(row.uuid(2)?),
        session: SessionId(row.uuid(3)?),
        redirect_uri: row.text(4)?,
        redirect_uri_was_given: row.bool(5)?,
        scopes: scopes(row, 6)?,
        nonce: row.opt_text(7)?,
        challenge: opt_digest(row, 8)?.map(CodeChallenge::from_bytes),
        authenticated_at: row.time(9)?,
        created_at: row.time(10)?,
        dpop_key: opt_digest(row, 11)?.map(KeyThumbprint),
        resources: resources(row, 12)?,
        claims: wanted_claims(row, 13)?,
    })
}

#[async_trait]
impl<S: Session> Codes for SqlUnit<S> {
    async fn insert(&mut self, code: &AuthorizationCode) -> Result<(), PortError> {
        self.session
            .execute(
                INSERT,
                params![
                    code.grant.0,
                    code.client.as_str(),
                    code.account.0,
                    code.session.0,
                    code.redirect_uri.as_str(),
                    code.redirect_uri_was_given,
                    code.scopes.to_string(),
                    code.nonce.as_deref(),
                    code.challenge.as_ref().map(|challenge| challenge.as_bytes().to_vec()),
                    code.authenticated_at,
                    code.created_at,
                    code.dpop_key.map(|key| key.0.to_vec()),
                    code.resources.to_string(),
                    code.claims.to_string(),
                    &code.digest.0[..],
                    code.created_at + CODE_LIFETIME,
                ],
            )
            .await?;
        Ok(())
    }

    async fn take(&mut self, digest: TokenDigest, now: OffsetDateTime) -> Result<Taken, PortError> {
        let rows = self.session.query(TAKE, params![&digest.0[..], now]).await?;
        if let Some(row) = rows.first() {
            return Ok(Taken::Fresh(Box::new(code(row, digest)?)));
        }
        let rows = self.session.query(GRANT_OF, params![&digest.0[..]]).await?;
        Ok(match rows.first() {
            Some(row) => Taken::Replayed(GrantId(row.uuid(0)?)),
            None => Taken::Unknown,
        })
    }
}
