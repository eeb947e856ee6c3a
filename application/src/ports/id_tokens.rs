//! ID tokens, and the public keys by which clients verify what the server signed.

use crate::error::PortError;
use oathgate_domain::{
    ids::{AccountId, SessionId},
    secret::Secret,
};
use serde_json::{Map, Value};
use time::OffsetDateTime;

/// What an ID token says (OpenID Connect Core §2).
#[derive(Debug, Clone)]
pub struct IdClaims {
    /// `sub`.
    pub account: AccountId,
    /// `aud`: the client.
    pub client: String,
    /// `nonce` of the request, given back as it came.
    pub nonce: Option<String>,
    /// `auth_time`.
    pub authenticated_at: OffsetDateTime,
    /// `sid`.
    pub session: SessionId,
    /// The access token beside it, for `at_hash` (§3.1.3.6).
    pub access_token: Secret,
    /// `iat`, whole seconds.
    pub issued_at: OffsetDateTime,
    /// `exp`, whole seconds.
    pub expires_at: OffsetDateTime,
    /// Further claims, about the person.
    pub more: Map<String, Value>,
}

/// Signs ID tokens and publishes keys. `iss` is the adapter's, from the settings.
pub trait IdTokens: Send + Sync {
    /// Signs with RS256, which every client can verify (OpenID Connect Core §15.1).
    ///
    /// # Errors
    /// [`PortError`] when there is no key or it cannot sign.
    fn sign(&self, claims: &IdClaims) -> Result<Secret, PortError>;

    /// The account and the client that an ID token of ours was made for, whether or not its time
    /// is up (`id_token_hint`, OpenID Connect Core §3.1.2.1). None where it is not ours.
    fn recognise(&self, token: &str) -> Option<(AccountId, String)>;

    /// The public keys as a JWK Set in JSON (RFC 7517 §5). Without those of `HS256`.
    fn jwks(&self) -> String;
}
