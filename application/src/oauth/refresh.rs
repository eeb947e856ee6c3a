//! A client exchanges its refresh token (RFC 6749 §6, RFC 9700 §4.14.2).

use super::{GrantedTokens, OAuthIssuer, Refusal, issuer::Basis};
use crate::{
    error::Failure,
    ports::{oauth::LiveGrant, store::Store},
    retried,
    telemetry::measures,
    tokens::{Family, RefreshToken},
    transact::transact,
};
use oathgate_domain::{
    oauth::{Client, GrantType, KeyThumbprint, OAuthError, Scopes},
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

impl RefreshGrant {
    /// Exchanges a refresh token. `scope` may ask for fewer scopes than were granted. One
    /// that is bound to a key needs it `proven`; the access token is bound to what was proven.
    ///
    /// # Errors
    /// [`Failure`]. That a token was reused is committed before it is told.
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.refresh", skip_all)]
    pub async fn run(
        &self,
        client: &Client,
        token: &str,
        scope: Option<&str>,
        proven: Option<KeyThumbprint>,
    ) -> Result<GrantedTokens, Failure<Refusal>> {
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
        let basis = Basis { client, grant: &grant, account: &account, scopes: &scopes };
        Ok(self.issuer.of_grant(basis, Some(&next), proven, now)?)
    }
}
