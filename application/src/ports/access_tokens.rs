//! Access tokens: signed JWTs (RFC 9068).

use crate::error::PortError;
use oathgate_domain::{
    ids::{AccountId, GrantId, SessionId},
    oauth::{Actor, KeyThumbprint, Pseudonym, Resources},
    secret::Secret,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Whom an access token stands for (`sub`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A person.
    Account(AccountId),
    /// A person, as a client knows them whose subjects are pairwise (OpenID Connect Core §8.1). Whose grant it is
    /// tells who that is.
    Pairwise(Pseudonym),
    /// The client itself (RFC 9068 §2.2, RFC 6749 §4.4).
    Client,
}

impl Subject {
    /// `sub`, in a token of this client.
    pub fn name(&self, client: &str) -> String {
        match self {
            Self::Account(account) => account.to_string(),
            Self::Pairwise(pseudonym) => pseudonym.to_string(),
            Self::Client => client.to_owned(),
        }
    }
}

/// What an access token says (RFC 9068 §2.2). A person's belongs to a session, and to a grant
/// where a client was given it; a client's own belongs to neither. One with a pairwise subject does not name the
/// session, which other clients may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessClaims {
    /// `sub`.
    pub subject: Subject,
    /// `sid`: the session it belongs to.
    pub session: Option<SessionId>,
    /// `grant_id`: the grant it belongs to.
    pub grant: Option<GrantId>,
    /// `client_id`.
    pub client: String,
    /// `aud`: the resources that it is for (RFC 8707 §2); none for the issuer itself.
    pub audience: Resources,
    /// `act`: who acts for the subject (RFC 8693 §4.1).
    pub actor: Option<Actor>,
    /// `scope`, space-separated (RFC 6749 §3.3).
    pub scope: String,
    /// `auth_time`: when the person signed in.
    pub authenticated_at: Option<OffsetDateTime>,
    /// `iat`, whole seconds.
    pub issued_at: OffsetDateTime,
    /// `exp`, whole seconds.
    pub expires_at: OffsetDateTime,
    /// `jti`.
    pub id: Uuid,
    /// `cnf`: the key that whoever shows the token must prove to hold (RFC 9449 §6).
    pub confirmation: Option<KeyThumbprint>,
}

/// Signs and verifies access tokens. `iss` is the adapter's, from the settings.
pub trait AccessTokens: Send + Sync {
    /// Signs with the current key.
    ///
    /// # Errors
    /// [`PortError`] when there is no key or it cannot sign.
    fn sign(&self, claims: &AccessClaims) -> Result<Secret, PortError>;

    /// Verifies signature, `typ` (`at+jwt`), `alg`, `crit`, `iss`, `aud` (the issuer is among them) and `exp`
    /// at `now`.
    ///
    /// # Errors
    /// [`TokenFault`] says what is wrong; the token was not accepted.
    fn verify(&self, token: &str, now: OffsetDateTime) -> Result<AccessClaims, TokenFault>;

    /// As [`Self::verify`], whomever the token is for: to tell what it is, and not to let anybody in.
    ///
    /// # Errors
    /// [`TokenFault`].
    fn read(&self, token: &str, now: OffsetDateTime) -> Result<AccessClaims, TokenFault>;
}

/// Why an access token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Not a token of ours: malformed, altered, of another type, algorithm, issuer or audience.
    #[error("the access token is not valid")]
    Invalid,
    /// A token of ours whose time is up.
    #[error("the access token has expired")]
    Expired,
}
