//! A client pushes its authorization request, and sends the person with no more than a name for it (RFC 9126).

use super::{
    OAuthIssuer, Refusal, authorize::MAX_REQUEST, claims_request::read_request,
    request_object::RequestObjects, resources,
};
use crate::{
    error::Failure,
    ports::{oauth::PushedRequest, store::Store},
    retried,
    transact::transact,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_domain::{
    oauth::{Client, KeyThumbprint, OAuthError, Parameters},
    secret::TokenDigest,
};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::Duration;

/// How long a pushed request may be used.
pub const PUSHED_LIFETIME: Duration = Duration::seconds(60);
/// What every name of a pushed request begins with (RFC 9126 §2.2).
pub(super) const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// What shows the client, and is no part of its request.
const OF_THE_CLIENT: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// Takes pushed requests.
pub struct PushRequest {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Draws names.
    pub issuer: OAuthIssuer,
    /// Reads requests that clients have signed.
    pub objects: RequestObjects,
}

impl PushRequest {
    /// Takes the request of a client that has shown that it is itself, and gives its `request_uri`, which
    /// works once, for this client, within [`PUSHED_LIFETIME`]. A key that was `proven` is the one that the
    /// code will be bound to (RFC 9449 §10.1). One write.
    ///
    /// # Errors
    /// [`Failure`] with what the authorization endpoint would have told.
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.push_request", skip_all)]
    pub async fn run(
        &self,
        client: &Client,
        parameters: &Parameters,
        proven: Option<KeyThumbprint>,
    ) -> Result<String, Failure<Refusal>> {
        let refused = |error, why: String| Failure::Refused(Refusal::new(error, why));
        let invalid = |why: &str| refused(OAuthError::InvalidRequest, why.to_owned());
        if parameters.encode().len() > MAX_REQUEST {
            return Err(invalid("the request is too long"));
        }
        if parameters.has("request_uri") {
            return Err(invalid("a pushed request does not name another (RFC 9126 section 2.1)"));
        }
        let mut parameters = parameters.without(&OF_THE_CLIENT);
        let is_named = parameters.one("client_id").map_err(|repeat| invalid(&repeat.to_string()))?;
        match is_named {
            Some(id) if id == client.id.as_str() => {}
            Some(_) => return Err(invalid("client_id is that of another client")),
            None => parameters.set("client_id", client.id.as_str()),
        }
        if let Some(signed) = self.objects.resolve(client, &parameters).await.map_err(Failure::Refused)? {
            parameters = signed;
        }
        let request =
            read_request(&parameters, client).map_err(|fault| refused(fault.error, fault.description))?;
        resources::check(&*self.store, &self.issuer.issuer, client, &request.resources).await?;
        match (request.dpop_key, proven) {
            (Some(named), Some(proven)) if named != proven => {
                return Err(invalid("dpop_jkt is not the key of the proof"));
            }
            (None, Some(proven)) => parameters.set("dpop_jkt", &proven.to_string()),
            _ => {}
        }
        let mut secret = [0; 32];
        self.issuer.entropy.fill(&mut secret);
        let uri = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(secret));
        let pushed = PushedRequest {
            digest: digest(&uri),
            client: client.id.clone(),
            query: parameters.encode(),
            expires_at: self.issuer.clock.now() + PUSHED_LIFETIME,
        };
        retried!(transact(&*self.store, async |unit| unit.pushed_requests().insert(&pushed).await))?;
        Ok(uri)
    }
}

/// The form in which a `request_uri` is stored.
pub(super) fn digest(uri: &str) -> TokenDigest {
    TokenDigest(Sha256::digest(uri).into())
}
