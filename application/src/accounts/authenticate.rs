//! Who sends a request: from an access token to a person.

use super::tokens::FIRST_PARTY_CLIENT;
use crate::{
    error::Failure,
    ports::{
        access_tokens::{AccessClaims, AccessTokens, Subject, TokenFault},
        clock::Clock,
        store::Store,
    },
};
use oathgate_domain::{account::Account, session::Session};
use std::sync::Arc;

/// Recognises the person behind a first-party access token.
pub struct Authenticate {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Verifies access tokens.
    pub access_tokens: Arc<dyn AccessTokens>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// The person behind a request.
#[derive(Debug, Clone)]
pub struct Principal {
    /// Their account, as it is now.
    pub account: Account,
    /// Their session.
    pub session: Session,
    /// What the token says.
    pub claims: AccessClaims,
}

impl Principal {
    /// Whether they may use the administration API: the token says so, and it is still true.
    pub fn is_admin(&self) -> bool {
        self.account.is_admin && self.claims.scope.split(' ').any(|scope| scope == "admin")
    }
}

impl Authenticate {
    /// Recognises the person. One read, so that signing out, a reset or being disabled counts at
    /// once, not when the token expires.
    ///
    /// # Errors
    /// [`Failure`] with a [`TokenFault`].
    pub async fn run(&self, access_token: &str) -> Result<Principal, Failure<TokenFault>> {
        let now = self.clock.now();
        let claims = self.access_tokens.verify(access_token, now).map_err(Failure::Refused)?;
        // What another program was given for its own ends opens nobody's account pages.
        if claims.client != FIRST_PARTY_CLIENT || claims.grant.is_some() {
            return Err(Failure::Refused(TokenFault::Invalid));
        }
        let (Subject::Account(subject), Some(session)) = (claims.subject, claims.session) else {
            return Err(Failure::Refused(TokenFault::Invalid));
        };
        let mut unit = self.store.begin_read().await?;
        match unit.sessions().find_live(session, now).await? {
            Some((session, account)) if session.account == subject && account.may_sign_in().is_ok() => {
                Ok(Principal { account, session, claims })
            }
            _ => Err(Failure::Refused(TokenFault::Invalid)),
        }
    }
}
