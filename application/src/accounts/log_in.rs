//! Somebody signs in with a password.

use super::{
    origin::Origin,
    tokens::{TokenIssuer, TokenPair},
};
use crate::{
    error::Failure,
    ports::{
        accounts::Login,
        password_hasher::{PasswordHasher, Verdict},
        store::Store,
    },
    retried,
    tokens::{Family, RefreshToken},
    transact::transact,
};
use oathgate_domain::{
    account::Barred, email::EmailAddress, ids::SessionId, names::Username, password::Password,
    session::Session,
};
use std::sync::Arc;

/// Signs somebody in. Takes the same time whether or not there is such an account.
pub struct LogIn {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Verifies the password.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Issues tokens.
    pub issuer: TokenIssuer,
}

/// Why nobody was signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No such account, or not its password. Which of both is not told.
    InvalidCredentials,
    /// The password was right; the account may not sign in.
    Barred(Barred),
}

impl LogIn {
    /// Signs in. `login` is an address or a user name; text that can be neither is treated like
    /// an unknown account.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn run(
        &self,
        origin: &Origin,
        login: &str,
        password: Password,
    ) -> Result<TokenPair, Failure<Refusal>> {
        let found = match read_login(login) {
            Some(login) => {
                let mut unit = self.store.begin_read().await?;
                unit.accounts().find_by_login(&login).await?
            }
            None => None,
        };
        let hash = found.as_ref().map(|(_, hash)| hash.clone());
        let verdict = self.hasher.verify(password.clone(), hash).await?;
        let (Some((account, hash)), Verdict::Right | Verdict::RightButOutdated) = (found, verdict) else {
            return Err(Failure::Refused(Refusal::InvalidCredentials));
        };
        account.may_sign_in().map_err(|barred| Failure::Refused(Refusal::Barred(barred)))?;
        let renewed = match verdict {
            // A full pool must not keep somebody out whose password was right.
            Verdict::RightButOutdated => self.hasher.hash(password).await.ok(),
            _ => None,
        };

        let now = self.issuer.clock.now();
        let id = SessionId(self.issuer.entropy.ordered_id());
        let refresh = RefreshToken::first(Family::Session(id), &*self.issuer.keys, &*self.issuer.entropy);
        let session = Session {
            id,
            account: account.id,
            created_at: now,
            last_seen_at: now,
            expires_at: now + self.issuer.lifetimes.refresh,
            revoked_at: None,
            user_agent: origin.user_agent.clone(),
            address: origin.address.clone(),
            generation: refresh.generation(),
            rotated_at: now,
        };
        let pair = self.issuer.issue(&session, account.is_admin, &refresh, now)?;
        let opened = retried!(transact(&*self.store, async |unit| {
            if !unit.accounts().record_login(account.id, &hash, now).await? {
                return Ok(false);
            }
            if let Some(renewed) = &renewed {
                unit.accounts().rehash(account.id, &hash, renewed).await?;
            }
            unit.sessions().open(&session, refresh.stored().digest).await?;
            Ok(true)
        }))?;
        if opened { Ok(pair) } else { Err(Failure::Refused(Refusal::InvalidCredentials)) }
    }
}

fn read_login(text: &str) -> Option<Login> {
    if text.contains('@') {
        EmailAddress::parse(text).ok().map(Login::Email)
    } else {
        Username::parse(text).ok().map(Login::Username)
    }
}
