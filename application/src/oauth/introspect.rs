//! A client asks what a token is (RFC 7662).

use crate::{
    error::PortError,
    ports::{
        access_tokens::{AccessTokens, Subject},
        clock::Clock,
        store::Store,
        token_keys::TokenKeys,
    },
    tokens::{Family, RefreshToken},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Tells clients what tokens are.
pub struct Introspect {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Verifies access tokens.
    pub access_tokens: Arc<dyn AccessTokens>,
    /// Reads refresh tokens.
    pub keys: Arc<dyn TokenKeys>,
    /// The issuer identifier.
    pub issuer: String,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Introspect {
    /// What a token is. One that is not live, for whatever reason, is `{"active": false}` and
    /// nothing more (RFC 7662 §2.2).
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.introspect", skip_all)]
    pub async fn run(&self, token: &str) -> Result<Map<String, Value>, PortError> {
        let described = match RefreshToken::read(token, &*self.keys) {
            Some(refresh) => self.refresh_token(&refresh).await?,
            None => self.access_token(token).await?,
        };
        Ok(described.and_then(|value| value.as_object().cloned()).unwrap_or_else(|| {
            let mut inactive = Map::new();
            inactive.insert("active".to_owned(), Value::Bool(false));
            inactive
        }))
    }

    async fn refresh_token(&self, token: &RefreshToken) -> Result<Option<Value>, PortError> {
        let Family::Grant(id) = token.family() else {
            return Ok(None);
        };
        let live = self.store.begin_read().await?.grants().find_live(id, self.clock.now()).await?;
        Ok(live.filter(|live| live.grant.generation == token.generation()).map(|live| {
            json!({
                "active": true,
                "token_type": "refresh_token",
                "client_id": live.grant.client.as_str(),
                "sub": live.account.id.to_string(),
                "scope": live.grant.scopes.to_string(),
                "exp": live.grant.expires_at.unix_timestamp(),
                "iat": live.grant.rotated_at.unix_timestamp(),
                "iss": self.issuer,
            })
        }))
    }

    async fn access_token(&self, token: &str) -> Result<Option<Value>, PortError> {
        let now = self.clock.now();
        let Ok(claims) = self.access_tokens.verify(token, now) else {
            return Ok(None);
        };
        let mut unit = self.store.begin_read().await?;
        let live = match (claims.subject, claims.grant, claims.session) {
            (Subject::Client, ..) => super::client_authentication::find(&mut unit, &claims.client)
                .await?
                .is_some_and(|client| !client.is_disabled),
            (_, Some(grant), _) => unit.grants().find_live(grant, now).await?.is_some(),
            (_, None, Some(session)) => unit
                .sessions()
                .find_live(session, now)
                .await?
                .is_some_and(|(_, account)| account.may_sign_in().is_ok()),
            _ => false,
        };
        if !live {
            return Ok(None);
        }
        let subject = match claims.subject {
            Subject::Account(account) => account.to_string(),
            Subject::Client => claims.client.clone(),
        };
        let mut described = json!({
            "active": true,
            "token_type": if claims.confirmation.is_some() { "DPoP" } else { "Bearer" },
            "client_id": claims.client,
            "sub": subject,
            "scope": claims.scope,
            "exp": claims.expires_at.unix_timestamp(),
            "iat": claims.issued_at.unix_timestamp(),
            "jti": claims.id.to_string(),
            "iss": self.issuer,
            "aud": self.issuer,
        });
        // RFC 9449 §6.2.
        if let Some(key) = claims.confirmation {
            described["cnf"] = json!({ "jkt": key.to_string() });
        }
        Ok(Some(described))
    }
}
