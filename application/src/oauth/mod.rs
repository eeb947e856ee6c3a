//! OAuth 2 and OpenID Connect: what clients ask for, and what people agree to. One verb a file.

pub mod authorize;
pub mod client_authentication;
pub mod client_credentials;
pub mod client_metadata;
pub mod clients;
pub mod code_exchange;
pub mod consents;
pub mod device;
pub mod introspect;
pub mod issuer;
pub mod origins;
pub mod refresh;
pub mod revoke;
pub mod scopes;
pub mod userinfo;

pub use issuer::{GrantedTokens, OAuthIssuer};

use oathgate_domain::oauth::OAuthError;

/// A request was refused, as the RFCs name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The error.
    pub error: OAuthError,
    /// What is wrong, for the client's developer. ASCII, and nothing secret.
    pub description: &'static str,
}

impl Refusal {
    /// A refusal.
    pub fn new(error: OAuthError, description: &'static str) -> Self {
        Self { error, description }
    }
}
