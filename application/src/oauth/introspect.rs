//! A client asks what a token is (RFC 7662).

use super::{
    live_grant::{is_enabled, live_grant},
    scopes::PROFILE,
    subjects::Subjects,
};
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
use oathgate_domain::{
    names::Username,
    oauth::{Actor, Client, Resources},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Tells clients what tokens are.
pub struct Introspect {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Verifies access tokens.
    pub access_tokens: Arc<dyn AccessTokens>,
    /// Tells who people are to clients.
    pub subjects: Subjects,
    /// Reads refresh tokens.
    pub keys: Arc<dyn TokenKeys>,
    /// The issuer identifier.
    pub issuer: String,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Introspect {
    /// What a token is, for `caller`: a client learns about tokens that were issued to it or are for it, and
    /// of others no more than of one that is not live, for whatever reason: `{"active": false}` (RFC 7662
    /// §2.2, §4).
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.introspect", skip_all)]
    pub async fn run(&self, caller: &Client, token: &str) -> Result<Map<String, Value>, PortError> {
        let described = match RefreshToken::read(token, &*self.keys) {
            Some(refresh) => self.refresh_token(caller, &refresh).await?,
            None => self.access_token(caller, token).await?,
        };
        Ok(described.and_then(|value| value.as_object().cloned()).unwrap_or_else(|| {
            let mut inactive = Map::new();
            inactive.insert("active".to_owned(), Value::Bool(false));
            inactive
        }))
    }

    /// A refresh token is for the client alone that it was given to.
    async fn refresh_token(&self, caller: &Client, token: &RefreshToken) -> Result<Option<Value>, PortError> {
        let Family::Grant(id) = token.family() else {
            return Ok(None);
        };
        let live = self.store.begin_read().await?.grants().find_live(id, self.clock.now()).await?;
        let live =
            live.filter(|live| live.grant.client == caller.id && live.grant.generation == token.generation());
        Ok(live.map(|live| {
            let mut described = json!({
                "active": true,
                "token_type": "refresh_token",
                "client_id": live.grant.client.as_str(),
                "sub": self.subjects.sub(caller, live.account.id),
                "scope": live.grant.scopes.to_string(),
                "exp": live.grant.expires_at.unix_timestamp(),
                "iat": live.grant.rotated_at.unix_timestamp(),
                "iss": self.issuer,
                "aud": self.audience(&live.grant.resources),
            });
            put_name(&mut described, live.account.username.as_ref(), &live.grant.scopes.to_string());
            described
        }))
    }

    async fn access_token(&self, caller: &Client, token: &str) -> Result<Option<Value>, PortError> {
        let now = self.clock.now();
        let Ok(claims) = self.access_tokens.read(token, now) else {
            return Ok(None);
        };
        if claims.client != caller.id.as_str() && !self.is_for(caller, &claims.audience) {
            return Ok(None);
        }
        let mut unit = self.store.begin_read().await?;
        let mut username = None;
        let live = match (claims.subject, claims.grant, claims.session) {
            (Subject::Client, ..) => is_enabled(&mut unit, &claims.client).await?,
            (_, Some(grant), _) => match live_grant(&mut unit, grant, &claims.client, now).await? {
                Some(live) => {
                    username = live.account.username;
                    true
                }
                None => false,
            },
            (_, None, Some(session)) => match unit.sessions().find_live(session, now).await? {
                Some((_, account)) => {
                    let live = account.may_sign_in().is_ok();
                    username = account.username;
                    live
                }
                None => false,
            },
            _ => false,
        };
        if !live {
            return Ok(None);
        }
        let mut described = json!({
            "active": true,
            "token_type": if claims.confirmation.is_some() { "DPoP" } else { "Bearer" },
            "client_id": claims.client,
            "sub": claims.subject.name(&claims.client),
            "scope": claims.scope,
            "exp": claims.expires_at.unix_timestamp(),
            "iat": claims.issued_at.unix_timestamp(),
            "jti": claims.id.to_string(),
            "iss": self.issuer,
            "aud": self.audience(&claims.audience),
        });
        put_name(&mut described, username.as_ref(), &claims.scope);
        // RFC 9449 §6.2.
        if let Some(key) = claims.confirmation {
            described["cnf"] = json!({ "jkt": key.to_string() });
        }
        // RFC 8693 §4.1.
        if let Some(actor) = &claims.actor {
            described["act"] = acting(actor);
        }
        Ok(Some(described))
    }

    /// Whether a token for these is for `caller`. Without a resource it is for the server itself, whose
    /// tokens a client sees that has the issuer for an audience.
    fn is_for(&self, caller: &Client, resources: &Resources) -> bool {
        let own = &caller.metadata.audiences;
        if resources.is_empty() {
            return own.contains(&self.issuer);
        }
        resources.iter().any(|resource| own.contains(resource))
    }

    /// `aud`: one, or several.
    fn audience(&self, resources: &Resources) -> Value {
        let all: Vec<&str> = resources.iter().collect();
        match all.as_slice() {
            [] => self.issuer.as_str().into(),
            [only] => (*only).into(),
            several => several.into(),
        }
    }
}

/// `username`, for those who may know names (OpenID Connect Core §5.4).
fn put_name(described: &mut Value, username: Option<&Username>, scope: &str) {
    if let Some(username) = username.filter(|_| scope.split(' ').any(|scope| scope == PROFILE)) {
        described["username"] = username.as_str().into();
    }
}

fn acting(actor: &Actor) -> Value {
    let mut described = json!({ "sub": actor.subject, "client_id": actor.client });
    if let Some(before) = &actor.before {
        described["act"] = acting(before);
    }
    described
}
