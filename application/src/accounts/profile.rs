//! A person changes their profile.

use super::forms::ProfileForm;
use crate::{
    error::Failure,
    ports::{clock::Clock, store::Store},
    retried,
    transact::transact,
};
use oathgate_domain::{account::Account, ids::AccountId};
use std::sync::Arc;

/// Changes names, user name, language, phone number and postal address.
pub struct UpdateProfile {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Why nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Another account or registration has the user name.
    UsernameTaken,
    /// There is no such account (any more).
    NoAccount,
}

impl UpdateProfile {
    /// Sets the profile to what the form says.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "accounts.profile", skip_all)]
    pub async fn run(&self, account: AccountId, form: &ProfileForm) -> Result<Account, Failure<Refusal>> {
        let now = self.clock.now();
        let changed = retried!(transact(&*self.store, async |unit| {
            let username = form.username.as_ref();
            if let Some(username) = username
                && !unit.accounts().claim_username(username, account.0).await?
            {
                return Ok(Err(Refusal::UsernameTaken));
            }
            let ProfileForm { names, locale, contact, .. } = form;
            if !unit.accounts().set_profile(account, username, names, *locale, contact, now).await? {
                return Ok(Err(Refusal::NoAccount));
            }
            unit.accounts().release_usernames(account.0, username).await?;
            Ok(unit.accounts().find(account).await?.ok_or(Refusal::NoAccount))
        }))?;
        changed.map_err(Failure::Refused)
    }
}
