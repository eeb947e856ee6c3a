//! Access tokens of clients in the documentation: the scheme, and the scopes with a meaning of their own.

use poem_openapi::{
    OAuthScopes,
    registry::{MetaOAuthFlow, MetaOAuthFlows, MetaSecurityScheme, Registry},
};

/// The name of the scheme in the documentation.
pub(crate) const OAUTH2: &str = "oauth2";

const TOKEN: Option<&str> = Some("/oauth/token");

/// Describes the scheme.
pub(crate) fn register_oauth2(registry: &mut Registry) {
    registry.create_security_scheme(
        OAUTH2,
        MetaSecurityScheme {
            ty: "oauth2",
            description: Some(
                "An access token that a client was granted: for a person by the authorization code flow, \
                 always with PKCE (S256), or for itself by its credentials. Where everything is: \
                 `/.well-known/openid-configuration`.",
            ),
            name: None,
            key_in: None,
            scheme: None,
            bearer_format: None,
            flows: Some(MetaOAuthFlows {
                implicit: None,
                password: None,
                client_credentials: Some(MetaOAuthFlow {
                    authorization_url: None,
                    token_url: TOKEN,
                    refresh_url: None,
                    scopes: vec![],
                }),
                authorization_code: Some(MetaOAuthFlow {
                    authorization_url: Some("/oauth/authorize"),
                    token_url: TOKEN,
                    refresh_url: TOKEN,
                    scopes: ClientScope::meta(),
                }),
            }),
            openid_connect_url: None,
        },
    );
}

/// A scope with a meaning of its own.
#[expect(dead_code, reason = "those that no operation asks for are in the documentation of the scheme alone")]
#[derive(Debug, Clone, Copy, OAuthScopes)]
pub(crate) enum ClientScope {
    /// Know who signed in
    #[oai(rename = "openid")]
    OpenId,
    /// Read names
    #[oai(rename = "profile")]
    Profile,
    /// Read the email address
    #[oai(rename = "email")]
    Email,
    /// Read the postal address
    #[oai(rename = "address")]
    Address,
    /// Read the phone number
    #[oai(rename = "phone")]
    Phone,
    /// Stay signed in after the session has ended
    #[oai(rename = "offline_access")]
    OfflineAccess,
    /// Look at the account
    #[oai(rename = "account:read")]
    AccountRead,
}

#[cfg(test)]
mod tests {
    use super::*;
    use oathgate_application::oauth::scopes;
    use std::collections::BTreeSet;

    #[test]
    fn the_words_are_those_of_the_use_cases() {
        let words: BTreeSet<_> = ClientScope::meta().into_iter().map(|scope| scope.name).collect();
        let known = scopes::KNOWN.into_iter().chain([scopes::ACCOUNT_READ]).collect();
        assert_eq!(words, known);
    }
}
