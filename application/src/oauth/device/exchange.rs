//! A device asks whether its person has answered (RFC 8628 §3.4).

use crate::{
    error::Failure,
    oauth::{
        GrantedTokens, OAuthIssuer, Refusal,
        authorize::code_digest,
        issuer::{Basis, Share},
        resources,
    },
    ports::{oauth::LiveGrant, store::Store},
    retried,
    tokens::{Family, RefreshToken},
    transact::transact,
};
use oathgate_domain::{
    ids::GrantId,
    oauth::{Client, Grant, GrantType, KeyThumbprint, OAuthError, PollAnswer, Resources, WantedClaims},
};
use std::sync::Arc;

/// Exchanges devices' codes.
pub struct ExchangeDeviceCode {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Issues tokens.
    pub issuer: OAuthIssuer,
}

impl ExchangeDeviceCode {
    /// Exchanges a device's code, which works once; the tokens are bound to the key that was `proven`, and
    /// for the resources that are `asked` for out of those granted. While nobody has answered, a question
    /// costs one statement.
    ///
    /// # Errors
    /// [`Failure`], with the errors of RFC 8628 §3.5.
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "oauth.device_exchange",
        skip_all
    )]
    pub async fn run(
        &self,
        client: &Client,
        code: &str,
        asked: &Resources,
        proven: Option<KeyThumbprint>,
    ) -> Result<GrantedTokens, Failure<Refusal>> {
        let refused = |error, why| Err(Failure::Refused(Refusal::new(error, why)));
        if !client.may_use(GrantType::DeviceCode) {
            return refused(OAuthError::UnauthorizedClient, "the client may not use this grant type");
        }
        let now = self.issuer.clock.now();
        let digest = code_digest(code);
        let poll = retried!(transact(&*self.store, async |unit| {
            unit.devices().poll(digest, &client.id, now).await
        }))?;
        let unusable = "the device code is not valid, or was used";
        match poll.map(|poll| poll.answer(now)) {
            Some(PollAnswer::Allowed) => {}
            Some(PollAnswer::Pending) => {
                return refused(OAuthError::AuthorizationPending, "the person has not answered yet");
            }
            Some(PollAnswer::SlowDown) => {
                return refused(OAuthError::SlowDown, "wait for 5 more seconds between two questions");
            }
            Some(PollAnswer::Denied) => {
                return refused(OAuthError::AccessDenied, "the person did not agree");
            }
            Some(PollAnswer::Expired) => {
                return refused(OAuthError::ExpiredToken, "the person did not answer in time");
            }
            Some(PollAnswer::Used) | None => return refused(OAuthError::InvalidGrant, unusable),
        }
        let id = GrantId(self.issuer.entropy.ordered_id());
        let refresh = client
            .may_use(GrantType::RefreshToken)
            .then(|| RefreshToken::first(Family::Grant(id), &*self.issuer.keys, &*self.issuer.entropy));
        let digest_of_refresh = refresh.as_ref().map(|refresh| refresh.stored().digest);
        let opened = retried!(transact(&*self.store, async |unit| {
            let Some(allowed) = unit.devices().take(digest, &client.id, now).await? else {
                return Ok(None);
            };
            let grant = Grant {
                id,
                client: client.id.clone(),
                account: allowed.account,
                session: allowed.session,
                expires_at: self.issuer.grant_expiry(&allowed.scopes, now),
                scopes: allowed.scopes,
                resources: allowed.resources,
                authenticated_at: allowed.authenticated_at,
                claims: WantedClaims::default(),
                nonce: None,
                dpop_key: proven.filter(|_| !client.is_confidential()),
                created_at: now,
                revoked_at: None,
                generation: 0,
                rotated_at: now,
            };
            unit.grants().open(&grant, digest_of_refresh).await?;
            // The person may have signed out, or been disabled, since they agreed.
            unit.grants().find_live(id, now).await
        }))?;
        let Some(LiveGrant { grant, account }) = opened else {
            return refused(OAuthError::InvalidGrant, unusable);
        };
        // As with a code, whoever asks for too much may ask again with the refresh token.
        let Some(resources) = grant.resources.narrowed(asked, &self.issuer.issuer) else {
            return refused(OAuthError::InvalidTarget, resources::WIDER);
        };
        let share = Share { scopes: &grant.scopes, resources: &resources, proven };
        let basis = Basis { client, grant: &grant, account: &account, share };
        Ok(self.issuer.of_grant(basis, refresh.as_ref(), now)?)
    }
}
