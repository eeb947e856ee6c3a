//! A client exchanges a token for one that is for somebody else (RFC 8693).

use super::{GrantedTokens, OAuthIssuer, Refusal, live_grant, resources, scopes::OFFLINE_ACCESS};
use crate::{
    error::Failure,
    ports::{
        access_tokens::{AccessClaims, Subject},
        store::Store,
    },
};
use oathgate_domain::{
    ids::GrantId,
    oauth::{Actor, Client, GrantType, KeyThumbprint, OAuthError, Resources, Scopes},
};
use std::sync::Arc;
use time::OffsetDateTime;

/// The type of an access token (RFC 8693 §3): the one that is taken and given.
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// Exchanges access tokens that people have granted.
pub struct ExchangeToken {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Issues tokens.
    pub issuer: OAuthIssuer,
}

/// What the client shows and asks for (RFC 8693 §2.1).
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// `subject_token`: whom the new token is to stand for.
    pub subject: &'a str,
    /// `subject_token_type`.
    pub subject_type: &'a str,
    /// `actor_token` with `actor_token_type`: who is to act for the subject.
    pub actor: Option<(&'a str, Option<&'a str>)>,
    /// `requested_token_type`.
    pub requested_type: Option<&'a str>,
    /// `scope`: fewer than the subject's token has.
    pub scope: Option<&'a str>,
    /// `resource` and `audience`: whom the new token is for. Without: whom the subject's token is for.
    pub resources: Resources,
    /// The key that the client has proven to hold (RFC 9449 §5).
    pub proven: Option<KeyThumbprint>,
}

impl ExchangeToken {
    /// Gives an access token for the subject of another one, which was issued to the client or is for it. It
    /// belongs to the same grant, and ends with it; it lives no longer than the other, and has no scope more.
    ///
    /// # Errors
    /// [`Failure`] as RFC 8693 §2.2.2 says.
    pub async fn run(&self, client: &Client, ask: Ask<'_>) -> Result<GrantedTokens, Failure<Refusal>> {
        if !client.may_use(GrantType::TokenExchange) || !client.is_confidential() {
            return Err(refused(OAuthError::UnauthorizedClient, "the client may not use this grant type"));
        }
        let actor_type = ask.actor.map(|(_, kind)| kind.unwrap_or_default());
        if [Some(ask.subject_type), actor_type, ask.requested_type]
            .into_iter()
            .flatten()
            .any(|kind| kind != ACCESS_TOKEN)
        {
            return Err(invalid("access tokens alone are exchanged, for access tokens"));
        }
        let now = self.issuer.clock.now();
        let subject = self.live(ask.subject, now).await?.ok_or_else(|| {
            invalid(
                "subject_token is no access token of this server that a person has granted and that is good",
            )
        })?;
        let is_own = subject.claims.client == client.id.as_str();
        if !is_own && !self.is_for(client, &subject.claims.audience) {
            return Err(invalid("subject_token was neither issued to the client nor is it for it"));
        }
        // Whoever a token is for has seen the proof that came with it; whoever it was issued to gives one here.
        if is_own && subject.claims.confirmation.is_some() && subject.claims.confirmation != ask.proven {
            return Err(invalid("subject_token is bound to another key"));
        }
        let actor = match ask.actor {
            None => subject.claims.actor.clone(),
            Some((token, _)) => Some(self.actor(client, token, subject.claims.actor.clone(), now).await?),
        };
        let scopes = granted(client, &subject.claims.scope, ask.scope)?;
        resources::check(&*self.store, &self.issuer.issuer, client, &ask.resources).await?;
        let audience = if ask.resources.is_empty() { subject.claims.audience.clone() } else { ask.resources };
        let expires_at = subject.claims.expires_at.min(now + self.issuer.access_lifetime);
        let access_token = self.issuer.access_tokens.sign(&AccessClaims {
            // As it was: by another name the client would learn that two names are one person's.
            subject: subject.claims.subject,
            session: subject.claims.session,
            grant: Some(subject.grant),
            client: client.id.as_str().to_owned(),
            scope: scopes.to_string(),
            authenticated_at: subject.claims.authenticated_at,
            issued_at: now,
            expires_at,
            id: self.issuer.entropy.ordered_id(),
            confirmation: ask.proven,
            audience,
            actor,
        })?;
        Ok(GrantedTokens {
            access_token,
            expires_in: expires_at - now,
            refresh_token: None,
            id_token: None,
            scopes,
            confirmation: ask.proven,
        })
    }

    /// Who acts: whoever a token of the client itself stands for.
    async fn actor(
        &self,
        client: &Client,
        token: &str,
        before: Option<Actor>,
        now: OffsetDateTime,
    ) -> Result<Actor, Failure<Refusal>> {
        let claims = self.issuer.access_tokens.read(token, now).ok();
        let claims = claims.filter(|claims| claims.client == client.id.as_str());
        let subject = match claims {
            Some(AccessClaims { subject: Subject::Client, client, .. }) => Some(client),
            Some(AccessClaims { subject, client, .. }) => {
                self.live(token, now).await?.map(|_| subject.name(&client))
            }
            None => None,
        };
        let subject =
            subject.ok_or_else(|| invalid("actor_token is no good access token of the client itself"))?;
        Actor::after(subject, client.id.as_str().to_owned(), before)
            .ok_or_else(|| invalid("too many act one for the other"))
    }

    /// The claims of a token of a grant that is live, as is the client that the token was issued to.
    async fn live(&self, token: &str, now: OffsetDateTime) -> Result<Option<Live>, Failure<Refusal>> {
        let Ok(claims) = self.issuer.access_tokens.read(token, now) else { return Ok(None) };
        let Some(grant) = claims.grant else { return Ok(None) };
        let mut unit = self.store.begin_read().await?;
        let live = live_grant(&mut unit, grant, &claims.client, now).await?;
        Ok(live.map(|_| Live { claims, grant }))
    }

    fn is_for(&self, client: &Client, audience: &Resources) -> bool {
        let own = &client.metadata.audiences;
        if audience.is_empty() {
            return own.contains(&self.issuer.issuer);
        }
        audience.iter().any(|name| own.contains(name))
    }
}

/// A token of a live grant.
struct Live {
    claims: AccessClaims,
    grant: GrantId,
}

/// What the new token allows: what the client may ask for, out of what the subject's token allows.
fn granted(client: &Client, had: &str, asked: Option<&str>) -> Result<Scopes, Failure<Refusal>> {
    let most = Scopes::parse(had).unwrap_or_default().intersection(&client.scopes).without(&[OFFLINE_ACCESS]);
    let Some(asked) = asked else { return Ok(most) };
    Scopes::parse(asked).filter(|asked| asked.is_subset(&most)).ok_or_else(|| {
        refused(OAuthError::InvalidScope, "more is asked for than subject_token or the client may")
    })
}

fn invalid(description: &'static str) -> Failure<Refusal> {
    refused(OAuthError::InvalidRequest, description)
}

fn refused(error: OAuthError, description: &'static str) -> Failure<Refusal> {
    Failure::Refused(Refusal::new(error, description))
}
