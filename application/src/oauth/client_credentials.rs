//! A client asks for a token by itself (RFC 6749 §4.4).

use super::{
    GrantedTokens, OAuthIssuer, Refusal,
    scopes::{ACCOUNT_READ, KNOWN, OFFLINE_ACCESS, OPENID},
};
use crate::error::Failure;
use oathgate_domain::oauth::{Client, GrantType, KeyThumbprint, OAuthError, Scopes};

/// Gives clients tokens of their own. Costs one signature and no statement.
pub struct GrantToClient {
    /// Issues tokens.
    pub issuer: OAuthIssuer,
}

impl GrantToClient {
    /// Gives a token, bound to the key that was `proven`. Scopes that speak of a person are not for a client alone.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn run(
        &self,
        client: &Client,
        scope: Option<&str>,
        proven: Option<KeyThumbprint>,
    ) -> Result<GrantedTokens, Failure<Refusal>> {
        let refused = |error, why| Failure::Refused(Refusal::new(error, why));
        if !client.may_use(GrantType::ClientCredentials) || !client.is_confidential() {
            return Err(refused(OAuthError::UnauthorizedClient, "the client may not use this grant type"));
        }
        let own = client.scopes.without(&KNOWN).without(&[ACCOUNT_READ]);
        let scopes = match scope {
            None => own,
            Some(text) => {
                let asked = Scopes::parse(text)
                    .ok_or_else(|| refused(OAuthError::InvalidScope, "scope is malformed"))?;
                if [OPENID, OFFLINE_ACCESS].iter().any(|person| asked.contains(person))
                    || !asked.is_subset(&own)
                {
                    return Err(refused(
                        OAuthError::InvalidScope,
                        "the client may not ask for one of the scopes",
                    ));
                }
                asked
            }
        };
        Ok(self.issuer.of_client(client, &scopes, proven, self.issuer.clock.now())?)
    }
}
