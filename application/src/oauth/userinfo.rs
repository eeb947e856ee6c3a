//! A client asks who signed in (OpenID Connect Core §5.3).

use super::{
    client_authentication::find,
    live_grant,
    scopes::{OPENID, claims},
};
use crate::{
    error::Failure,
    ports::{
        access_tokens::{AccessClaims, AccessTokens, TokenFault},
        clock::Clock,
        id_tokens::IdTokens,
        store::Store,
    },
};
use oathgate_domain::{
    oauth::{KeyThumbprint, Scopes, WantedClaims},
    secret::Secret,
};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Tells clients about people.
pub struct UserInfo {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Verifies access tokens.
    pub access_tokens: Arc<dyn AccessTokens>,
    /// Signs answers for clients that want them signed.
    pub id_tokens: Arc<dyn IdTokens>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Why nothing is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The access token is not valid (any more).
    Token(TokenFault),
    /// It was not granted `openid` (RFC 6750 §3.1 `insufficient_scope`).
    InsufficientScope,
}

/// What is told, in the form that the client has registered (`userinfo_signed_response_alg`).
#[derive(Debug, Clone)]
pub enum Told {
    /// As JSON.
    Plain(Map<String, Value>),
    /// As a JWT, with `iss` and `aud` (§5.3.2).
    Signed(Secret),
}

impl UserInfo {
    /// What [`Self::run`] gives, signed where the client has registered so.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn answer(
        &self,
        access_token: &str,
        proven: Option<KeyThumbprint>,
    ) -> Result<Told, Failure<Refusal>> {
        let (token, mut claims) = self.look(access_token, proven).await?;
        if token.grant.is_none() {
            return Ok(Told::Plain(claims));
        }
        let client = find(&mut self.store.begin_read().await?, &token.client).await?;
        let Some(algorithm) = client.and_then(|client| client.metadata.userinfo_algorithm) else {
            return Ok(Told::Plain(claims));
        };
        claims.insert("aud".to_owned(), token.client.into());
        claims.insert("iat".to_owned(), self.clock.now().unix_timestamp().into());
        Ok(Told::Signed(self.id_tokens.sign_for(algorithm, "JWT", claims)?))
    }

    /// The claims that the token's scopes open, and those that were asked for one by one, where the key that it is bound to was `proven`. One read.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.userinfo", skip_all)]
    pub async fn run(
        &self,
        access_token: &str,
        proven: Option<KeyThumbprint>,
    ) -> Result<Map<String, Value>, Failure<Refusal>> {
        Ok(self.look(access_token, proven).await?.1)
    }

    async fn look(
        &self,
        access_token: &str,
        proven: Option<KeyThumbprint>,
    ) -> Result<(AccessClaims, Map<String, Value>), Failure<Refusal>> {
        let now = self.clock.now();
        let told = self
            .access_tokens
            .verify(access_token, now)
            .map_err(|fault| Failure::Refused(Refusal::Token(fault)))?;
        // Bound to a key and shown without it, or the other way round (RFC 9449 §7.1).
        if told.confirmation != proven {
            return Err(Failure::Refused(Refusal::Token(TokenFault::Invalid)));
        }
        let scopes = Scopes::parse(&told.scope).unwrap_or_default();
        if !scopes.contains(OPENID) {
            return Err(Failure::Refused(Refusal::InsufficientScope));
        }
        let mut unit = self.store.begin_read().await?;
        let found = match (told.grant, told.session) {
            (Some(grant), _) => live_grant(&mut unit, grant, &told.client, now).await?.map(|live| {
                let wanted = live.grant.claims_for(&told.client, &scopes).cloned();
                (live.account, wanted.unwrap_or_default())
            }),
            (None, Some(session)) => {
                let found = unit.sessions().find_live(session, now).await?;
                found.map(|(_, account)| (account, WantedClaims::default()))
            }
            (None, None) => None,
        };
        let (account, wanted) = found
            .filter(|(account, _)| account.may_sign_in().is_ok())
            .ok_or(Failure::Refused(Refusal::Token(TokenFault::Invalid)))?;
        let mut answer = Map::new();
        answer.insert("sub".to_owned(), told.subject.name(&told.client).into());
        answer.extend(claims(&account, &scopes, &wanted.userinfo));
        Ok((told, answer))
    }
}
