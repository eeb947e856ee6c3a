//! OAuth 2 and OpenID Connect: what clients ask for, and what people agree to. One verb a file.

pub mod authorize;
mod claims_request;
pub mod client_authentication;
pub mod client_credentials;
pub mod client_document;
pub mod client_form;
pub mod client_guard;
pub mod client_id_documents;
pub mod client_keys;
pub mod client_metadata;
pub mod client_search;
pub mod clients;
pub mod code_exchange;
pub mod consents;
pub mod device;
pub mod dpop;
pub mod end_session;
pub mod introspect;
pub mod issuer;
mod live_grant;
pub mod origins;
pub mod push_request;
pub mod refresh;
pub mod registration;
mod registration_form;
pub mod request_object;
pub mod resources;
pub mod revoke;
pub mod scopes;
pub mod sector_files;
mod signed_jwt;
pub mod subjects;
pub mod token_exchange;
pub mod userinfo;

pub(crate) use live_grant::live_grant;

pub use issuer::{GrantedTokens, OAuthIssuer};

use oathgate_domain::oauth::OAuthError;
use std::borrow::Cow;

/// A request was refused, as the RFCs name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The error.
    pub error: OAuthError,
    /// What is wrong, for the client's developer. ASCII, and nothing secret.
    pub description: Cow<'static, str>,
}

impl Refusal {
    /// A refusal.
    pub fn new(error: OAuthError, description: impl Into<Cow<'static, str>>) -> Self {
        Self { error, description: description.into() }
    }
}
