//! A client exchanges a code for tokens (RFC 6749 §4.1.3).

use super::{
    GrantedTokens, OAuthIssuer, Refusal,
    authorize::code_digest,
    issuer::{Basis, Share},
    resources,
};
use crate::{
    error::Failure,
    ports::{
        oauth::{LiveGrant, Taken},
        store::Store,
    },
    retried,
    tokens::{Family, RefreshToken},
    transact::transact,
};
use oathgate_domain::oauth::{Client, Grant, GrantType, KeyThumbprint, OAuthError, Resources};
use std::sync::Arc;

/// Exchanges codes.
pub struct ExchangeCode {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Issues tokens.
    pub issuer: OAuthIssuer,
}

/// What the client shows beside itself.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// `code`.
    pub code: &'a str,
    /// `redirect_uri`.
    pub redirect_uri: Option<&'a str>,
    /// `code_verifier`.
    pub verifier: Option<&'a str>,
    /// `resource`: fewer than were granted (RFC 8707 §2.2).
    pub resources: Resources,
    /// The key that it has proven to hold (RFC 9449 §5).
    pub proven: Option<KeyThumbprint>,
}

impl ExchangeCode {
    /// Exchanges a code. One that comes a second time ends what came from it (RFC 6749 §4.1.2),
    /// also when two exchanges race. A code that was shown with something that does not fit is
    /// used up.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "oauth.code_exchange",
        skip_all
    )]
    pub async fn run(&self, client: &Client, ask: Ask<'_>) -> Result<GrantedTokens, Failure<Refusal>> {
        if !client.may_use(GrantType::AuthorizationCode) {
            return Err(refused(OAuthError::UnauthorizedClient, "the client may not use this grant type"));
        }
        let now = self.issuer.clock.now();
        let digest = code_digest(ask.code);
        let mut secret = None;
        if client.may_use(GrantType::RefreshToken) {
            let mut bytes = [0; 32];
            self.issuer.entropy.fill(&mut bytes);
            secret = Some(bytes);
        }
        let opened = retried!(transact(&*self.store, async |unit| {
            let code = match unit.codes().take(digest, now).await? {
                Taken::Fresh(code) => code,
                Taken::Replayed(grant) => {
                    unit.grants().revoke(grant, None, now).await?;
                    return Ok(None);
                }
                Taken::Unknown => return Ok(None),
            };
            if code.redeem(&client.id, ask.redirect_uri, ask.verifier, ask.proven, now).is_err() {
                return Ok(None);
            }
            let refresh = secret.map(|secret| {
                RefreshToken::with_secret(Family::Grant(code.grant), secret, &*self.issuer.keys)
            });
            let grant = Grant {
                id: code.grant,
                client: code.client,
                account: code.account,
                session: code.session,
                expires_at: self.issuer.grant_expiry(&code.scopes, now),
                scopes: code.scopes,
                resources: code.resources,
                authenticated_at: code.authenticated_at,
                claims: code.claims,
                nonce: code.nonce,
                // What is bound to a client that shows itself anew each time needs no other bond.
                dpop_key: ask.proven.filter(|_| !client.is_confidential()),
                created_at: now,
                revoked_at: None,
                generation: 0,
                rotated_at: now,
            };
            unit.grants().open(&grant, refresh.as_ref().map(|refresh| refresh.stored().digest)).await?;
            // The person may have signed out, or been disabled, since they agreed.
            let live = unit.grants().find_live(grant.id, now).await?;
            Ok(live.map(|live| (live, refresh)))
        }))?;
        let Some((LiveGrant { grant, account }, refresh)) = opened else {
            return Err(refused(
                OAuthError::InvalidGrant,
                "the code is not valid, or does not fit this request",
            ));
        };
        // Whoever asks for too much may ask again with the refresh token; the code is used.
        let resources = grant.resources.narrowed(&ask.resources, &self.issuer.issuer);
        let resources = resources.ok_or_else(|| refused(OAuthError::InvalidTarget, resources::WIDER))?;
        let share = Share { scopes: &grant.scopes, resources: &resources, proven: ask.proven };
        let basis = Basis { client, grant: &grant, account: &account, share };
        Ok(self.issuer.of_grant(basis, refresh.as_ref(), now)?)
    }
}

fn refused(error: OAuthError, description: &'static str) -> Failure<Refusal> {
    Failure::Refused(Refusal::new(error, description))
}
