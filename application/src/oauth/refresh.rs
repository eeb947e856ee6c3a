//! A client exchanges its refresh token (RFC 6749 §6, RFC 9700 §4.14.2).

use super::{
    GrantedTokens, OAuthIssuer, Refusal,
    issuer::{Basis, Share},
    resources,
};
use crate::{
    error::Failure,
    ports::{oauth::LiveGrant, store::Store},
    retried,
    telemetry::measures,
    tokens::{Family, RefreshToken},
    transact::transact,
};
use oathgate_domain::{
    oauth::{Client, GrantType, KeyThumbprint, OAuthError, Resources, Scopes},
    session::Stale,
};
use std::sync::Arc;

/// Rotates clients' refresh tokens.
pub struct RefreshGrant {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Issues tokens.
    pub issuer: OAuthIssuer,
}

/// What the client shows and asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask<'a> {
    /// `refresh_token`.
    pub token: &'a str,
    /// `scope`: fewer than were granted.
    pub scope: Option<&'a str>,
    /// `resource`: fewer than were granted (RFC 8707 §2.2). The grant keeps them all.
    pub resources: Resources,
    /// The key that it has proven to hold (RFC 9449 §5).
    pub proven: Option<KeyThumbprint>,
}

impl RefreshGrant {
    /// Exchanges a refresh token. One that is bound to a key needs it `proven`; the access token is bound to
    /// what was proven.
    ///
    /// # Errors
    /// [`Failure`]. That a token was reused is committed before it is told.
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.refresh", skip_all)]
    pub async fn run(&self, client: &Client, ask: Ask<'_>) -> Result<GrantedTokens, Failure<Refusal>> {
        let Ask { token, scope, proven, .. } = ask;
        let refused = |error, why| Failure::Refused(Refusal::new(error, why));
        let invalid = || refused(OAuthError::InvalidGrant, "the refresh token is not valid");
        if !client.may_use(GrantType::RefreshToken) {
            return Err(refused(OAuthError::UnauthorizedClient, "the client may not use this grant type"));
        }
        let keys = &*self.issuer.keys;
        let presented = RefreshToken::read(token, keys).ok_or_else(invalid)?;
        let next = presented.successor(keys).ok_or_else(invalid)?;
        let Family::Grant(id) = presented.family() else {
            return Err(invalid());
        };
        let now = self.issuer.clock.now();
        let mut unit = self.store.begin_read().await?;
        let before =
            unit.grants().find(id).await?.filter(|grant| grant.client == client.id).ok_or_else(invalid)?;
        drop(unit);
        if before.dpop_key.is_some() && before.dpop_key != proven {
            return Err(refused(OAuthError::InvalidGrant, "the refresh token is bound to another key"));
        }
        let scopes = match scope {
            None => before.scopes.clone(),
            Some(text) => Scopes::parse(text)
                .filter(|asked| asked.is_subset(&before.scopes) && !asked.is_empty())
                .ok_or_else(|| refused(OAuthError::InvalidScope, "more is asked for than was granted"))?,
        };
        let resources = before.resources.narrowed(&ask.resources, &self.issuer.issuer);
        let resources = resources.ok_or_else(|| refused(OAuthError::InvalidTarget, resources::WIDER))?;
        let expires_at = self.issuer.grant_expiry(&before.scopes, now);
        let found: Option<LiveGrant> = retried!(transact(&*self.store, async |unit| {
            let (presented, digest) = (presented.stored(), next.stored().digest);
            let grants = unit.grants();
            if grants.rotate(id, &client.id, presented, digest, now, expires_at).await?.is_some() {
                return grants.find_live(id, now).await;
            }
            let Some(grant) = grants.find(id).await? else {
                return Ok(None);
            };
            if grant.generation == presented.generation {
                return Ok(None);
            }
            match grant.judge_stale(presented.generation, self.issuer.reuse_grace, now) {
                Stale::Ended => Ok(None),
                Stale::Repeated => grants.find_live(id, now).await,
                Stale::Reused => {
                    measures::TOKENS_REUSED.count(["grant"]);
                    tracing::warn!(grant = %id, "a refresh token was reused; its grant has been ended");
                    grants.revoke(id, None, now).await?;
                    Ok(None)
                }
            }
        }))?;
        let LiveGrant { grant, account } = found.ok_or_else(invalid)?;
        let share = Share { scopes: &scopes, resources: &resources, proven };
        let basis = Basis { client, grant: &grant, account: &account, share };
        Ok(self.issuer.of_grant(basis, Some(&next), now)?)
    }
}
