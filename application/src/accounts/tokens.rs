//! The pair of tokens that a first-party session is given.

use crate::{
    error::PortError,
    ports::{
        access_tokens::{AccessClaims, AccessTokens, Subject},
        clock::Clock,
        entropy::Entropy,
        token_keys::TokenKeys,
    },
    tokens::RefreshToken,
};
use oathgate_domain::{ids::SessionId, oauth::Resources, secret::Secret, session::Session};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// The `client_id` of first-party tokens.
pub const FIRST_PARTY_CLIENT: &str = "oathgate";
/// The scope of everybody's first-party tokens.
const SCOPE: &str = "openid profile email";
/// The scope of an administrator's first-party tokens.
const ADMIN_SCOPE: &str = "openid profile email admin";

/// How long tokens live.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    /// Of an access token.
    pub access: Duration,
    /// Of a refresh token, and so of a session that is not used.
    pub refresh: Duration,
    /// In which the immediate predecessor of a refresh token gets the same successor again.
    pub reuse_grace: Duration,
}

/// Issues pairs of tokens.
#[derive(Clone)]
pub struct TokenIssuer {
    /// Signs access tokens.
    pub access_tokens: Arc<dyn AccessTokens>,
    /// Derives refresh tokens.
    pub keys: Arc<dyn TokenKeys>,
    /// Draws ids and secrets.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How long tokens live.
    pub lifetimes: Lifetimes,
}

/// An access token and a refresh token.
#[derive(Debug, Clone)]
pub struct TokenPair {
    /// The access token, a JWT (RFC 9068).
    pub access_token: Secret,
    /// The refresh token.
    pub refresh_token: Secret,
    /// How long the access token lives.
    pub expires_in: Duration,
    /// How long the refresh token lives if it is not used.
    pub refresh_expires_in: Duration,
    /// Their session.
    pub session: SessionId,
}

impl TokenIssuer {
    /// A pair for a session whose current refresh token is `refresh`.
    pub(super) fn issue(
        &self,
        session: &Session,
        is_admin: bool,
        refresh: &RefreshToken,
        now: OffsetDateTime,
    ) -> Result<TokenPair, PortError> {
        let refresh_token = refresh
            .write(&*self.keys)
            .ok_or_else(|| PortError::defect("refresh token", "its key is not known any more"))?;
        let access_token = self.access_tokens.sign(&AccessClaims {
            subject: Subject::Account(session.account),
            session: Some(session.id),
            grant: None,
            client: FIRST_PARTY_CLIENT.to_owned(),
            scope: if is_admin { ADMIN_SCOPE } else { SCOPE }.to_owned(),
            authenticated_at: Some(session.created_at),
            issued_at: now,
            expires_at: now + self.lifetimes.access,
            id: self.entropy.ordered_id(),
            confirmation: None,
            audience: Resources::default(),
            actor: None,
        })?;
        Ok(TokenPair {
            access_token,
            refresh_token,
            expires_in: self.lifetimes.access,
            refresh_expires_in: (session.expires_at - now).max(Duration::ZERO),
            session: session.id,
        })
    }
}
