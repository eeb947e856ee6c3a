//! OAuth 2: clients, scopes, redirect URIs, PKCE, codes and grants.

mod client;
mod code;
mod error;
mod grant;
mod pkce;
mod redirect;
mod scope;

pub use client::{Client, ClientAuthentication, ClientId, ClientSecretDigest, GrantType};
pub use code::{AuthorizationCode, CODE_LIFETIME};
pub use error::OAuthError;
pub use grant::Grant;
pub use pkce::CodeChallenge;
pub use redirect::RedirectUri;
pub use scope::Scopes;
