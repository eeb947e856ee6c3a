//! Clients: programs that ask for tokens (RFC 6749 §2, RFC 7591 §2).

use super::{client_metadata::ClientMetadata, redirect::RedirectUri, scope::Scopes};
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
    /// RFC 8628 §3.4.
    DeviceCode,
    /// RFC 8693 §2.1.
    TokenExchange,
}

impl GrantType {
    /// Every grant type.
    pub const ALL: [Self; 5] = [
        Self::AuthorizationCode,
        Self::RefreshToken,
        Self::ClientCredentials,
        Self::DeviceCode,
        Self::TokenExchange,
    ];

    /// Its `grant_type` name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
            Self::TokenExchange => "urn:ietf:params:oauth:grant-type:token-exchange",
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
    /// A secret, by choice in the header (RFC 6749 §2.3.1).
    SecretBasic,
    /// A secret, by choice in the body. Either of both is taken from a client with a secret: they are
    /// the same secret on the same way.
    SecretPost,
    /// An assertion that is signed with a secret (OpenID Connect Core §9).
    SecretJwt,
    /// An assertion that is signed with a key of its own (RFC 7523 §2.2).
    PrivateKeyJwt,
}

impl ClientAuthentication {
    /// Every method.
    pub const ALL: [Self; 5] =
        [Self::None, Self::SecretBasic, Self::SecretPost, Self::SecretJwt, Self::PrivateKeyJwt];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SecretBasic => "client_secret_basic",
            Self::SecretPost => "client_secret_post",
            Self::SecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    /// The method of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }

    /// Whether the client sends its secret itself.
    pub fn sends_secret(self) -> bool {
        matches!(self, Self::SecretBasic | Self::SecretPost)
    }

    /// Whether the server keeps a secret of the client, in whatever form.
    pub fn has_secret(self) -> bool {
        self.sends_secret() || self == Self::SecretJwt
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
    /// Its secret, where it sends one.
    pub secret: Option<ClientSecretDigest>,
    /// Its secret, encrypted, where the server must know it to verify assertions (`client_secret_jwt`).
    pub sealed_secret: Option<Vec<u8>>,
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
    /// What else is registered about it.
    pub metadata: ClientMetadata,
    /// When it was made.
    pub created_at: OffsetDateTime,
}

impl Client {
    /// Whether it can keep something secret, so that it can show that it is itself (RFC 6749 §2.1).
    pub fn is_confidential(&self) -> bool {
        self.authentication != ClientAuthentication::None
    }

    /// Whether it may use this grant type.
    pub fn may_use(&self, grant: GrantType) -> bool {
        !self.is_disabled && self.grant_types.contains(&grant)
    }

    /// Whether people may be sent back to `uri`.
    pub fn knows_redirect(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|known| known.matches(uri))
    }
}
