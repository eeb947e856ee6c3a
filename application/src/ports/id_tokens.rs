//! ID tokens and whatever else is signed for a client, and the public keys that verify it.

use crate::error::PortError;
use oathgate_domain::{
    ids::SessionId, oauth::AuthenticationContext, secret::Secret, signing::SigningAlgorithm,
};
use serde_json::{Map, Value};
use time::OffsetDateTime;

/// What an ID token says (OpenID Connect Core §2).
#[derive(Debug, Clone)]
pub struct IdClaims {
    /// `sub`: the person as this client knows them.
    pub subject: String,
    /// `aud` and `azp`: the client.
    pub client: String,
    /// `nonce` of the request, given back as it came.
    pub nonce: Option<String>,
    /// `auth_time`.
    pub authenticated_at: OffsetDateTime,
    /// `acr` and `amr`.
    pub context: AuthenticationContext,
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

/// Whom an ID token of ours that comes back was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HintedPerson {
    /// `sub`: the person as that client knows them.
    pub subject: String,
    /// `aud`: the client.
    pub client: String,
    /// `sid`: the session.
    pub session: Option<SessionId>,
}

/// Signs what clients are told, and publishes keys. `iss` is the adapter's, from the settings.
pub trait IdTokens: Send + Sync {
    /// Signs an ID token by the algorithm of its client ([`ClientMetadata::signs_with`]).
    ///
    /// [`ClientMetadata::signs_with`]: oathgate_domain::oauth::ClientMetadata::signs_with
    ///
    /// # Errors
    /// [`PortError`] when there is no key or it cannot sign.
    fn sign(&self, algorithm: SigningAlgorithm, claims: &IdClaims) -> Result<Secret, PortError>;

    /// Signs any claims as a JWT of the type `typ` (`logout+jwt`, `JWT`, …); `iss` is added.
    ///
    /// # Errors
    /// As [`Self::sign`].
    fn sign_for(
        &self,
        algorithm: SigningAlgorithm,
        typ: &str,
        claims: Map<String, Value>,
    ) -> Result<Secret, PortError>;

    /// Whom an ID token of ours was made for, whether or not its time is up (`id_token_hint`, OpenID
    /// Connect Core §3.1.2.1). None where it is not ours, or no ID token.
    fn recognise(&self, token: &str) -> Option<HintedPerson>;

    /// The public keys as a JWK Set in JSON (RFC 7517 §5). Without those of `HS256`.
    fn jwks(&self) -> String;
}
