//! Who may administer: an administrator who signed in here, or one for whom a client acts that was
//! granted the scope `admin`.

use super::{authenticate::Authenticate, tokens::FIRST_PARTY_CLIENT};
use crate::{
    error::Failure,
    ports::access_tokens::{Subject, TokenFault},
};
use oathgate_domain::account::Account;

/// The scope of tokens that open the administration API.
const SCOPE: &str = "admin";

/// Why somebody may not administer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The token is not accepted.
    Token(TokenFault),
    /// The token is good, but its account is no administrator's, or it does not hold the scope.
    NotAllowed,
}

impl Authenticate {
    /// Recognises the administrator behind an access token: that of a session here, or one that a
    /// client was granted with the scope `admin`. One read, so that everything that ends a token
    /// counts at once. A client on its own behalf is no administrator.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "administrator.administrator",
        skip_all
    )]
    pub async fn administrator(&self, access_token: &str) -> Result<Account, Failure<Refusal>> {
        let now = self.clock.now();
        let not_accepted = |fault| Failure::Refused(Refusal::Token(fault));
        let claims = self.access_tokens.verify(access_token, now).map_err(not_accepted)?;
        if claims.subject == Subject::Client {
            return Err(Failure::Refused(Refusal::NotAllowed));
        }
        let mut unit = self.store.begin_read().await?;
        let account = match (claims.grant, claims.session) {
            (Some(grant), _) => unit.grants().find_live(grant, now).await?.map(|live| live.account),
            (None, Some(session)) if claims.client == FIRST_PARTY_CLIENT => {
                unit.sessions().find_live(session, now).await?.map(|(_, account)| account)
            }
            _ => None,
        };
        let account = account
            .filter(|account| is_of(claims.subject, account) && account.may_sign_in().is_ok())
            .ok_or(not_accepted(TokenFault::Invalid))?;
        let is_granted = claims.scope.split(' ').any(|scope| scope == SCOPE);
        if account.is_admin && is_granted { Ok(account) } else { Err(Failure::Refused(Refusal::NotAllowed)) }
    }
}

/// Whether a token of this subject can be the account's. A pairwise one names nobody; its grant does.
fn is_of(subject: Subject, account: &Account) -> bool {
    match subject {
        Subject::Account(id) => id == account.id,
        Subject::Pairwise(_) => true,
        Subject::Client => false,
    }
}
