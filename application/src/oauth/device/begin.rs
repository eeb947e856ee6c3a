//! A device asks for codes (RFC 8628 §3.1).

use super::user_code_digest;
use crate::{
    error::{Failure, PortError},
    oauth::{OAuthIssuer, Refusal, authorize::code_digest, resources},
    ports::store::Store,
    retried,
    transact::transact,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_domain::{
    oauth::{
        Client, DEVICE_INTERVAL, DEVICE_LIFETIME, DeviceRequest, GrantType, OAuthError, Resources, Scopes,
        UserCode,
    },
    secret::Secret,
};
use std::sync::Arc;
use time::Duration;

/// How often a code for a person is drawn anew where it is taken.
const DRAWS: u8 = 5;

/// Gives devices their codes.
pub struct BeginDevice {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Draws codes, digests them, tells the time.
    pub issuer: OAuthIssuer,
    /// `FRONTEND_URL` without a slash at its end.
    pub web_app: String,
}

/// What a device shows and keeps (RFC 8628 §3.2).
#[derive(Debug, Clone)]
pub struct Begun {
    /// What the device asks with.
    pub device_code: Secret,
    /// What the person types.
    pub user_code: UserCode,
    /// Where they type it.
    pub verification_uri: String,
    /// The same with the code in it, for a picture or a message.
    pub verification_uri_complete: String,
    /// How long they may take.
    pub expires_in: Duration,
    /// How many seconds the device waits between two questions.
    pub interval: u32,
}

impl BeginDevice {
    /// Gives codes. Without `scope` nothing is asked for but to know who it is.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.device_begin", skip_all)]
    pub async fn run(
        &self,
        client: &Client,
        scope: Option<&str>,
        asked: &Resources,
    ) -> Result<Begun, Failure<Refusal>> {
        let refused = |error, why| Failure::Refused(Refusal::new(error, why));
        if !client.may_use(GrantType::DeviceCode) {
            return Err(refused(OAuthError::UnauthorizedClient, "the client may not use this grant type"));
        }
        let scopes = Scopes::parse(scope.unwrap_or_default())
            .ok_or_else(|| refused(OAuthError::InvalidScope, "scope is malformed"))?;
        if !scopes.is_subset(&client.scopes) {
            return Err(refused(OAuthError::InvalidScope, "the client may not ask for one of the scopes"));
        }
        resources::check(&*self.store, &self.issuer.issuer, client, asked).await?;
        let mut secret = [0; 32];
        self.issuer.entropy.fill(&mut secret);
        let device_code = format!("ogd_{}", URL_SAFE_NO_PAD.encode(secret));
        let now = self.issuer.clock.now();
        for _ in 0..DRAWS {
            let mut drawn = [0; 8];
            self.issuer.entropy.fill(&mut drawn);
            let user_code = UserCode::of(u64::from_le_bytes(drawn));
            let request = DeviceRequest {
                device_code: code_digest(&device_code),
                user_code: user_code_digest(&user_code, &*self.issuer.keys)?,
                client: client.id.clone(),
                scopes: scopes.clone(),
                resources: asked.clone(),
                created_at: now,
                expires_at: now + DEVICE_LIFETIME,
            };
            if retried!(transact(&*self.store, async |unit| unit.devices().insert(&request).await))? {
                let verification_uri = format!("{}/device", self.web_app);
                return Ok(Begun {
                    device_code: Secret::new(device_code),
                    verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
                    verification_uri,
                    user_code,
                    expires_in: DEVICE_LIFETIME,
                    interval: DEVICE_INTERVAL,
                });
            }
        }
        Err(PortError::unavailable("user code", "each that was drawn is taken").into())
    }
}
