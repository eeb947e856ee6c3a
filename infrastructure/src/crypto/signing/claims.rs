//! The claims of an access token on the wire (RFC 9068 §2.2, RFC 7519 §4.1).

use oathgate_application::ports::access_tokens::{AccessClaims, Subject};
use oathgate_domain::oauth::{Actor, KeyThumbprint, Pseudonym, Resources};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// What is signed.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    iss: &'a str,
    sub: String,
    aud: Audience,
    exp: i64,
    iat: i64,
    jti: Uuid,
    client_id: &'a str,
    scope: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grant_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<Acting>,
}

/// Who acts (RFC 8693 §4.1).
#[derive(Serialize, Deserialize)]
struct Acting {
    sub: String,
    client_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<Box<Acting>>,
}

impl From<&Actor> for Acting {
    fn from(actor: &Actor) -> Self {
        Self {
            sub: actor.subject.clone(),
            client_id: actor.client.clone(),
            act: actor.before.as_deref().map(|before| Box::new(before.into())),
        }
    }
}

impl From<Acting> for Actor {
    fn from(acting: Acting) -> Self {
        let before = acting.act.map(|before| Box::new((*before).into()));
        Self { subject: acting.sub, client: acting.client_id, before }
    }
}

/// The key that the token is bound to (RFC 9449 §6.1).
#[derive(Serialize, Deserialize)]
struct Confirmation {
    jkt: String,
}

impl<'a> Written<'a> {
    /// Without a resource `issuer` is the audience too: the token is for the server's own API.
    pub(super) fn new(claims: &'a AccessClaims, issuer: &'a str) -> Self {
        Self {
            iss: issuer,
            sub: claims.subject.name(&claims.client),
            aud: Audience::of(&claims.audience, issuer),
            exp: claims.expires_at.unix_timestamp(),
            iat: claims.issued_at.unix_timestamp(),
            jti: claims.id,
            client_id: &claims.client,
            scope: &claims.scope,
            auth_time: claims.authenticated_at.map(OffsetDateTime::unix_timestamp),
            sid: claims.session.map(Uuid::from),
            grant_id: claims.grant.map(Uuid::from),
            cnf: claims.confirmation.map(|key| Confirmation { jkt: key.to_string() }),
            act: claims.actor.as_ref().map(Acting::from),
        }
    }
}

/// What a token with a good signature says. A claim that is missing, twice there or of another
/// type makes the token invalid; unknown ones do not (RFC 7519 §4).
#[derive(Deserialize)]
pub(super) struct Read {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    nbf: Option<i64>,
    iat: i64,
    jti: Uuid,
    client_id: String,
    scope: String,
    auth_time: Option<i64>,
    sid: Option<Uuid>,
    grant_id: Option<Uuid>,
    cnf: Option<Confirmation>,
    act: Option<Acting>,
}

/// One audience or several (RFC 7519 §4.1.3).
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn of(resources: &Resources, issuer: &str) -> Self {
        let mut all: Vec<String> = resources.iter().map(str::to_owned).collect();
        match all.pop() {
            None => Self::One(issuer.to_owned()),
            Some(only) if all.is_empty() => Self::One(only),
            Some(last) => {
                all.push(last);
                Self::Several(all)
            }
        }
    }

    fn names(&self) -> &[String] {
        match self {
            Self::One(audience) => std::slice::from_ref(audience),
            Self::Several(all) => all,
        }
    }
}

impl Read {
    /// Whether the token is from `issuer`.
    pub(super) fn is_from(&self, issuer: &str) -> bool {
        self.iss == issuer
    }

    /// Whether the token is for `issuer`.
    pub(super) fn is_for(&self, issuer: &str) -> bool {
        self.aud.names().iter().any(|audience| audience == issuer)
    }

    /// Whether its time has come, as far as it says (RFC 7519 §4.1.5).
    pub(super) fn has_begun(&self, now: OffsetDateTime) -> bool {
        self.nbf.is_none_or(|begin| begin <= now.unix_timestamp())
    }

    /// Whether its time is up: at `exp` it is (RFC 7519 §4.1.4).
    pub(super) fn is_over(&self, now: OffsetDateTime) -> bool {
        self.exp <= now.unix_timestamp()
    }

    /// The claims. None where a time is none, or where they do not say clearly whom the token
    /// stands for: a person's token has a session, or a pairwise subject and a grant; a client's own has its name for a
    /// subject.
    pub(super) fn into_claims(self) -> Option<AccessClaims> {
        let time = |seconds| OffsetDateTime::from_unix_timestamp(seconds).ok();
        let subject = match self.sid {
            Some(_) if self.auth_time.is_some() => Subject::Account(self.sub.parse().ok()?),
            None if self.grant_id.is_some() && self.auth_time.is_some() => {
                Subject::Pairwise(Pseudonym::parse(&self.sub)?)
            }
            None if self.grant_id.is_none() && self.sub == self.client_id => Subject::Client,
            _ => return None,
        };
        let authenticated_at = match self.auth_time {
            Some(seconds) => Some(time(seconds)?),
            None => None,
        };
        let confirmation = match self.cnf {
            Some(confirmation) => Some(KeyThumbprint::parse(&confirmation.jkt)?),
            None => None,
        };
        // What is for the issuer alone names no resource.
        let audience = match self.aud.names() {
            [only] if *only == self.iss => Resources::default(),
            all => Resources::parse(all.iter().map(String::as_str)).ok()?,
        };
        Some(AccessClaims {
            subject,
            session: self.sid.map(Into::into),
            grant: self.grant_id.map(Into::into),
            client: self.client_id,
            scope: self.scope,
            authenticated_at,
            issued_at: time(self.iat)?,
            expires_at: time(self.exp)?,
            id: self.jti,
            confirmation,
            audience,
            actor: self.act.map(Actor::from),
        })
    }
}
