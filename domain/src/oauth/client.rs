//! Clients: programs that ask for tokens (RFC 6749 §2, RFC 7591 §2).

use super::{redirect::RedirectUri, scope::Scopes};
use crate::invalid::Invalid;
use time::OffsetDateTime;

/// A `client_id`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(String);

impl ClientId {
    /// Reads a client id: 1 to 255 visible ASCII characters (RFC 6749 appendix A.1).
    ///
    /// # Errors
    /// [`Invalid`] for the field `client_id`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let fine = (1..=255).contains(&text.len()) && text.bytes().all(|b| (0x21..=0x7e).contains(&b));
        if fine {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new(
                "client_id",
                "invalid_client_id",
                "A client id has 1 to 255 visible ASCII characters and no space.",
            ))
        }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ClientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a client may ask tokens for with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GrantType {
    /// RFC 6749 §4.1.
    AuthorizationCode,
    /// RFC 6749 §6.
    RefreshToken,
    /// RFC 6749 §4.4.
    ClientCredentials,
}

impl GrantType {
    /// Every grant type.
    pub const ALL: [Self; 3] = [Self::AuthorizationCode, Self::RefreshToken, Self::ClientCredentials];

    /// Its `grant_type` name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
        }
    }

    /// The grant type of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant| grant.as_str() == name)
    }
}

/// How a client shows that it is itself (RFC 7591 §2 `token_endpoint_auth_method`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientAuthentication {
    /// Not at all: a public client, which must use PKCE.
    None,
    /// A secret, in the header or the body (RFC 6749 §2.3.1).
    Secret,
}

impl ClientAuthentication {
    /// The word for it in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Secret => "client_secret",
        }
    }

    /// The method that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::None, Self::Secret].into_iter().find(|method| method.as_str() == word)
    }
}

/// How a client's secret is stored: an HMAC under the key `key`, so that a stolen database does
/// not help to guess even a weak secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientSecretDigest {
    /// Which key.
    pub key: u32,
    /// The digest.
    pub mac: [u8; 32],
}

/// A client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Its name, as people see it when they are asked for consent.
    pub name: String,
    /// Its home page.
    pub home: Option<String>,
    /// How it shows that it is itself.
    pub authentication: ClientAuthentication,
    /// Its secret, where it has one.
    pub secret: Option<ClientSecretDigest>,
    /// Where people may be sent back to.
    pub redirect_uris: Vec<RedirectUri>,
    /// What it may ask tokens for with.
    pub grant_types: Vec<GrantType>,
    /// What it may ask for.
    pub scopes: Scopes,
    /// Whether it is the operator's own, so that people are not asked for consent.
    pub is_first_party: bool,
    /// Whether it must not get tokens any more.
    pub is_disabled: bool,
    /// When it was made.
    pub created_at: OffsetDateTime,
}

impl Client {
    /// Whether it may use this grant type.
    pub fn may_use(&self, grant: GrantType) -> bool {
        !self.is_disabled && self.grant_types.contains(&grant)
    }

    /// Whether people may be sent back to `uri`.
    pub fn knows_redirect(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|known| known.matches(uri))
    }
}
