//! The chapters of the API's documentation.

use poem_openapi::Tags;

/// A chapter.
#[derive(Tags)]
pub(crate) enum Tag {
    /// Having an account and signing in.
    #[oai(rename = "auth")]
    Auth,
    /// What people do with their own account.
    #[oai(rename = "users")]
    Users,
    /// Being asked for tokens by clients.
    #[oai(rename = "oauth")]
    OAuth,
    /// Telling clients who signed in.
    #[oai(rename = "openid")]
    OpenId,
    /// What administrators do.
    #[oai(rename = "admin")]
    Admin,
    /// How the server is doing.
    #[oai(rename = "health")]
    Health,
}
