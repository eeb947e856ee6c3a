//! Authorization requests that a client has signed (RFC 9101).

use super::{Refusal, client_keys::KeysOfClients, signed_jwt::SignedJwt};
use crate::ports::clock::Clock;
use oathgate_domain::oauth::{Client, OAuthError, Parameters};
use serde_json::Value;
use std::sync::Arc;
use time::Duration;

/// Longest request object that is read, in bytes.
const MAX_OBJECT: usize = 12 * 1024;
/// Longest life of one that says when it ends (FAPI 2.0 Message Signing §5.3.1).
const LONGEST_LIFE: Duration = Duration::hours(1);
/// What a request object says of itself, and is no parameter (RFC 7519 §4.1).
const OF_ITSELF: [&str; 6] = ["iss", "aud", "exp", "nbf", "iat", "jti"];

/// Reads request objects.
#[derive(Clone)]
pub struct RequestObjects {
    /// Verifies what clients have signed.
    pub client_keys: Arc<KeysOfClients>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The issuer identifier: for whom they must be.
    pub issuer: String,
}

impl RequestObjects {
    /// The parameters of a request, where the client has signed them; none where it has not, and need not.
    /// What is pushed was resolved when it was.
    ///
    /// # Errors
    /// [`Refusal`].
    pub(super) async fn resolve(
        &self,
        client: &Client,
        parameters: &Parameters,
    ) -> Result<Option<Parameters>, Refusal> {
        match parameters.one("request") {
            Ok(Some(text)) => {
                let read = self.read(client, text).await;
                read.map(Some).map_err(|why| Refusal::new(OAuthError::InvalidRequestObject, why))
            }
            Ok(None) if client.metadata.requires_signed_request => {
                Err(Refusal::new(OAuthError::InvalidRequest, "the client must sign its requests (RFC 9101)"))
            }
            Ok(None) => Ok(None),
            Err(repeated) => Err(Refusal::new(OAuthError::InvalidRequest, repeated.to_string())),
        }
    }

    /// The parameters of the object `text` of `client`. Parameters beside it do not count (RFC 9101 §6.3).
    ///
    /// # Errors
    /// What is wrong with the object, for `invalid_request_object`.
    async fn read(&self, client: &Client, text: &str) -> Result<Parameters, &'static str> {
        let jwt = SignedJwt::read(text, MAX_OBJECT)
            .filter(|jwt| jwt.algorithm.is_of_pair())
            .ok_or("the request object is no signed JWT, or its algorithm is not supported")?;
        let only = client.metadata.request_object_algorithm;
        if only.is_some_and(|only| only != jwt.algorithm) {
            return Err("the client has registered another algorithm for its request objects");
        }
        if !self.client_keys.has_signed(client, &jwt).await {
            return Err("the request object is not signed with a key of the client");
        }
        if jwt.typ.as_deref().is_some_and(|typ| typ != "jwt" && typ != "oauth-authz-req+jwt") {
            return Err("the typ of the request object is that of something else");
        }
        let claims = &jwt.claims;
        let is_named = |name| claims.text(name) == Some(client.id.as_str());
        if !is_named("client_id") || (claims.has("iss") && !is_named("iss")) {
            return Err("client_id and iss of the request object must be the client_id");
        }
        if claims.has("aud") && !claims.is_for(|audience| audience.trim_end_matches('/') == self.issuer) {
            return Err("the request object is not for this server; aud must be the issuer");
        }
        // It need not say when it ends (RFC 9101 §4); the code challenge and the state are for one use.
        if !claims.is_now(LONGEST_LIFE, self.clock.now()) {
            return Err("the request object is not valid now, or for more than an hour");
        }
        if claims.has("request") || claims.has("request_uri") {
            return Err("a request object holds no other (RFC 9101 section 4)");
        }
        let mut pairs = Vec::new();
        for (name, value) in claims.all().iter().filter(|(name, _)| !OF_ITSELF.contains(&name.as_str())) {
            match value {
                Value::Null => {}
                Value::String(text) => pairs.push((name.clone(), text.clone())),
                // `resource` may be several (RFC 8707 §2.1).
                Value::Array(all) => pairs.extend(all.iter().map(|value| (name.clone(), plain(value)))),
                other => pairs.push((name.clone(), plain(other))),
            }
        }
        if pairs.iter().any(|(_, value)| value.contains('\0')) {
            return Err("the request object holds the character NUL");
        }
        Ok(Parameters::from_pairs(pairs))
    }
}

/// A value as a parameter has it: numbers and truth values in their own words, objects as JSON (OpenID
/// Connect Core §6.1).
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
