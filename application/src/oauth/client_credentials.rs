//! A client asks for a token by itself (RFC 6749 §4.4).

use super::{
    GrantedTokens, OAuthIssuer, Refusal,
    issuer::Share,
    resources,
    scopes::{ACCOUNT_READ, KNOWN, OFFLINE_ACCESS, OPENID},
};
use crate::{error::Failure, ports::store::Store};
use oathgate_domain::oauth::{Client, GrantType, KeyThumbprint, OAuthError, Resources, Scopes};
use std::sync::Arc;

/// Gives clients tokens of their own. Costs one signature, and no statement where no resource is named.
pub struct GrantToClient {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Issues tokens.
    pub issuer: OAuthIssuer,
}

impl GrantToClient {
    /// Gives a token for the resources that are `asked` for, bound to the key that was `proven`. Scopes that speak of a person are not for a client alone.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn run(
        &self,
        client: &Client,
        scope: Option<&str>,
        asked: &Resources,
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
        resources::check(&*self.store, &self.issuer.issuer, client, asked).await?;
        let share = Share { scopes: &scopes, resources: asked, proven };
        Ok(self.issuer.of_client(client, share, self.issuer.clock.now())?)
    }
}
