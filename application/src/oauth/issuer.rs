//! The tokens that a client is given.

use super::{
    scopes::{self, OFFLINE_ACCESS, OPENID},
    subjects::Subjects,
};
use crate::{
    error::PortError,
    ports::{
        access_tokens::{AccessClaims, AccessTokens, Subject},
        clock::Clock,
        entropy::Entropy,
        id_tokens::{IdClaims, IdTokens},
        token_keys::TokenKeys,
    },
    tokens::RefreshToken,
};
use oathgate_domain::{
    account::Account,
    oauth::{AuthenticationContext, Client, Grant, KeyThumbprint, Resources, Scopes},
    secret::Secret,
};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// How long an ID token may be used to sign somebody in.
const ID_TOKEN_LIFETIME: Duration = Duration::minutes(10);
/// How long a grant with `offline_access` lives if it is not used.
const OFFLINE_LIFETIME: Duration = Duration::days(30);

/// Issues tokens to clients.
#[derive(Clone)]
pub struct OAuthIssuer {
    /// The issuer identifier (RFC 8414 §2).
    pub issuer: String,
    /// Signs access tokens.
    pub access_tokens: Arc<dyn AccessTokens>,
    /// Signs ID tokens.
    pub id_tokens: Arc<dyn IdTokens>,
    /// Tells who people are to clients.
    pub subjects: Subjects,
    /// Derives refresh tokens.
    pub keys: Arc<dyn TokenKeys>,
    /// Draws ids and secrets.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How long an access token lives.
    pub access_lifetime: Duration,
    /// How long a grant without `offline_access` lives if it is not used.
    pub refresh_lifetime: Duration,
    /// In which the immediate predecessor of a refresh token gets the same successor again.
    pub reuse_grace: Duration,
}

/// What the token endpoint gives (RFC 6749 §5.1).
#[derive(Debug, Clone)]
pub struct GrantedTokens {
    /// The access token, a JWT (RFC 9068).
    pub access_token: Secret,
    /// How long it lives.
    pub expires_in: Duration,
    /// The refresh token.
    pub refresh_token: Option<Secret>,
    /// The ID token.
    pub id_token: Option<Secret>,
    /// What was granted.
    pub scopes: Scopes,
    /// The key that the access token is bound to: it is of the type `DPoP`, and else `Bearer`.
    pub confirmation: Option<KeyThumbprint>,
}

/// What of a grant tokens are made for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share<'a> {
    /// May be fewer scopes than the grant holds (RFC 6749 §6).
    pub(super) scopes: &'a Scopes,
    /// May be fewer resources than the grant holds (RFC 8707 §2.2).
    pub(super) resources: &'a Resources,
    /// The key that the access token is bound to.
    pub(super) proven: Option<KeyThumbprint>,
}

/// What tokens are made of.
#[derive(Clone, Copy)]
pub(super) struct Basis<'a> {
    /// Who gets them.
    pub(super) client: &'a Client,
    /// Of what grant.
    pub(super) grant: &'a Grant,
    /// Who agreed.
    pub(super) account: &'a Account,
    /// What for.
    pub(super) share: Share<'a>,
}

impl OAuthIssuer {
    /// When a grant of these scopes ends if it is not used from `now` on.
    pub(super) fn grant_expiry(&self, scopes: &Scopes, now: OffsetDateTime) -> OffsetDateTime {
        now + if scopes.contains(OFFLINE_ACCESS) { OFFLINE_LIFETIME } else { self.refresh_lifetime }
    }

    /// Tokens of a grant.
    pub(super) fn of_grant(
        &self,
        basis: Basis<'_>,
        refresh: Option<&RefreshToken>,
        now: OffsetDateTime,
    ) -> Result<GrantedTokens, PortError> {
        let Basis { client, grant, account, share } = basis;
        let Share { scopes, resources, proven } = share;
        let subject = self.subjects.subject(client, grant.account);
        let access_token = self.access_tokens.sign(&AccessClaims {
            subject,
            session: matches!(subject, Subject::Account(_)).then_some(grant.session),
            grant: Some(grant.id),
            client: grant.client.as_str().to_owned(),
            scope: scopes.to_string(),
            authenticated_at: Some(grant.authenticated_at),
            issued_at: now,
            expires_at: now + self.access_lifetime,
            id: self.entropy.ordered_id(),
            confirmation: proven,
            audience: resources.clone(),
            actor: None,
        })?;
        let id_token = if scopes.contains(OPENID) {
            let wanted = grant.claims_for(client.id.as_str(), scopes).cloned().unwrap_or_default();
            let claims = IdClaims {
                subject: subject.name(client.id.as_str()),
                client: grant.client.as_str().to_owned(),
                nonce: grant.nonce.clone(),
                authenticated_at: grant.authenticated_at,
                context: AuthenticationContext::PASSWORD,
                session: self.subjects.sid(client, grant.session),
                access_token: access_token.clone(),
                issued_at: now,
                expires_at: now + ID_TOKEN_LIFETIME,
                more: scopes::claims(account, scopes, &wanted.id_token),
            };
            Some(self.id_tokens.sign(client.metadata.signs_with(), &claims)?)
        } else {
            None
        };
        let refresh_token = match refresh {
            Some(refresh) => Some(
                refresh
                    .write(&*self.keys)
                    .ok_or_else(|| PortError::defect("refresh token", "its key is not known any more"))?,
            ),
            None => None,
        };
        Ok(GrantedTokens {
            access_token,
            expires_in: self.access_lifetime,
            refresh_token,
            id_token,
            scopes: scopes.clone(),
            confirmation: proven,
        })
    }

    /// An access token for a client by itself (RFC 6749 §4.4.3).
    pub(super) fn of_client(
        &self,
        client: &Client,
        share: Share<'_>,
        now: OffsetDateTime,
    ) -> Result<GrantedTokens, PortError> {
        let Share { scopes, resources, proven } = share;
        let access_token = self.access_tokens.sign(&AccessClaims {
            subject: Subject::Client,
            session: None,
            grant: None,
            client: client.id.as_str().to_owned(),
            scope: scopes.to_string(),
            authenticated_at: None,
            issued_at: now,
            expires_at: now + self.access_lifetime,
            id: self.entropy.ordered_id(),
            confirmation: proven,
            audience: resources.clone(),
            actor: None,
        })?;
        Ok(GrantedTokens {
            access_token,
            expires_in: self.access_lifetime,
            refresh_token: None,
            id_token: None,
            scopes: scopes.clone(),
            confirmation: proven,
        })
    }
}
