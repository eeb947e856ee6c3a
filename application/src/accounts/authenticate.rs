//! Who sends a request: from an access token to a person.

use super::tokens::FIRST_PARTY_CLIENT;
use crate::{
    error::Failure,
    oauth::live_grant,
    ports::{
        access_tokens::{AccessClaims, AccessTokens, Subject, TokenFault},
        clock::Clock,
        store::Store,
    },
};
use oathgate_domain::{account::Account, oauth::Scopes, session::Session};
use std::sync::Arc;
use time::OffsetDateTime;

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

/// Why an access token does not open what somebody else may be let in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is not valid (any more).
    Token(TokenFault),
    /// It belongs to a client that was not granted the scope (RFC 6750 §3.1 `insufficient_scope`).
    InsufficientScope,
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
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.authenticate",
        skip_all
    )]
    pub async fn run(&self, access_token: &str) -> Result<Principal, Failure<TokenFault>> {
        let now = self.clock.now();
        let claims = self.access_tokens.verify(access_token, now).map_err(Failure::Refused)?;
        self.principal(claims, now).await
    }

    /// The account of a person, by their own token, or by that of a client to which they granted `scope`.
    /// One read.
    ///
    /// # Errors
    /// [`Failure`] with a [`Refusal`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "authenticate.account",
        skip_all
    )]
    pub async fn account(&self, access_token: &str, scope: &str) -> Result<Account, Failure<Refusal>> {
        let now = self.clock.now();
        let token = |fault| Failure::Refused(Refusal::Token(fault));
        let claims = self.access_tokens.verify(access_token, now).map_err(token)?;
        let Some(grant) = claims.grant else {
            let principal = self.principal(claims, now).await.map_err(|failure| match failure {
                Failure::Refused(fault) => token(fault),
                Failure::Busy { retry_after } => Failure::Busy { retry_after },
                Failure::Port(error) => Failure::Port(error),
            })?;
            return Ok(principal.account);
        };
        // A token that is bound to a key comes with a proof, which nobody has looked at here.
        if claims.confirmation.is_some() {
            return Err(token(TokenFault::Invalid));
        }
        if !Scopes::parse(&claims.scope).is_some_and(|scopes| scopes.contains(scope)) {
            return Err(Failure::Refused(Refusal::InsufficientScope));
        }
        let mut unit = self.store.begin_read().await?;
        let live = live_grant(&mut unit, grant, &claims.client, now).await?;
        live.map(|live| live.account)
            .filter(|account| account.may_sign_in().is_ok())
            .ok_or(token(TokenFault::Invalid))
    }

    async fn principal(
        &self,
        claims: AccessClaims,
        now: OffsetDateTime,
    ) -> Result<Principal, Failure<TokenFault>> {
        // What another program was given for its own ends opens nobody's account pages.
        let is_of_another = claims.client != FIRST_PARTY_CLIENT || claims.grant.is_some();
        if is_of_another || claims.confirmation.is_some() {
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
