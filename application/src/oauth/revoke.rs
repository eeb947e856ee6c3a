//! A client gives a token back (RFC 7009).

use crate::{
    error::PortError,
    ports::{access_tokens::AccessTokens, clock::Clock, store::Store, token_keys::TokenKeys},
    retried,
    tokens::{Family, RefreshToken},
    transact::transact,
};
use oathgate_domain::oauth::Client;
use std::sync::Arc;

/// Revokes tokens.
pub struct Revoke {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Verifies access tokens.
    pub access_tokens: Arc<dyn AccessTokens>,
    /// Reads refresh tokens.
    pub keys: Arc<dyn TokenKeys>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Revoke {
    /// Ends the grant that a token belongs to, with every token that came from it (RFC 7009 §2.1).
    /// A token that is not the client's, or not one at all, is left alone without a word
    /// (§2.2).
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.revoke", skip_all)]
    pub async fn run(&self, client: &Client, token: &str) -> Result<(), PortError> {
        let now = self.clock.now();
        let grant = match RefreshToken::read(token, &*self.keys).map(|token| token.family()) {
            Some(Family::Grant(grant)) => Some(grant),
            Some(Family::Session(_)) => None,
            None => self.access_tokens.read(token, now).ok().and_then(|claims| claims.grant),
        };
        let Some(grant) = grant else {
            return Ok(());
        };
        retried!(transact(&*self.store, async |unit| {
            unit.grants().revoke(grant, Some(&client.id), now).await.map(|_| ())
        }))
    }
}
