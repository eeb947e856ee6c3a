//! The pair of tokens as it is answered.

use oathgate_application::accounts::tokens::TokenPair;
use poem_openapi::{Object, types::Example};
use time::OffsetDateTime;

/// An access token and a refresh token.
#[derive(Debug, Clone, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct Tokens {
    /// Send it as `Authorization: Bearer …`. A signed JWT (RFC 9068).
    access_token: String,
    /// Exchange it at `/auth/refresh` for another pair. It works once. Left out where the session cookie was
    /// exchanged, and where a page in a browser signs in: it is in the cookie alone then, out of the reach of
    /// scripts.
    refresh_token: Option<String>,
    /// Always `Bearer`.
    token_type: String,
    /// How many seconds the access token lives.
    expires_in: u64,
    /// When the account will be deleted, where its owner has asked for that. Told at the sign-in.
    pub(crate) erasure_due_at: Option<OffsetDateTime>,
}

impl Tokens {
    /// The same without the refresh token.
    pub(super) fn without_refresh(self) -> Self {
        Self { refresh_token: None, ..self }
    }
}

impl From<&TokenPair> for Tokens {
    fn from(pair: &TokenPair) -> Self {
        Self {
            access_token: pair.access_token.expose().to_owned(),
            refresh_token: Some(pair.refresh_token.expose().to_owned()),
            token_type: "Bearer".to_owned(),
            expires_in: pair.expires_in.whole_seconds().try_into().unwrap_or_default(),
            erasure_due_at: None,
        }
    }
}

impl Example for Tokens {
    fn example() -> Self {
        Self {
            access_token: "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTk4In0.c2lnbmF0dXJl"
                .to_owned(),
            refresh_token: Some("AAAAAQGYxfCNXnzAofArbTxOX2AAAAAB".to_owned()),
            token_type: "Bearer".to_owned(),
            expires_in: 1800,
            erasure_due_at: None,
        }
    }
}
