//! Somebody follows the link to set a new password.

use super::{
    change_password::{announce, choose, replace},
    ending::Ending,
    origin::Origin,
    verify_email::settle,
};
use crate::{
    audit::Record,
    error::Failure,
    ports::{
        clock::Clock, entropy::Entropy, password_hasher::PasswordHasher, store::Store, token_keys::TokenKeys,
    },
    retried,
    tokens::LinkToken,
    transact::transact,
};
use oathgate_domain::{
    account::AccountStatus,
    audit::{Act, Actor},
    challenge::Purpose,
    ids::RunId,
    invalid::Invalid,
    password::Strength,
};
use std::sync::Arc;

/// Sets a new password, ends every session and mails a notice. The link also shows that the
/// address is its owner's, so an account that was waiting for that becomes active.
pub struct ResetPassword {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Hashes.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Reads the token.
    pub keys: Arc<dyn TokenKeys>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The token is not one of ours, was used or withdrawn, or its time is up.
    TokenInvalid,
    /// The new password is not good enough. The link still works.
    Invalid(Invalid),
}

impl ResetPassword {
    /// Sets the password.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.reset_password",
        skip_all
    )]
    pub async fn run(&self, origin: &Origin, token: &str, new: &str) -> Result<Strength, Failure<Refusal>> {
        let invalid = || Failure::Refused(Refusal::TokenInvalid);
        let now = self.clock.now();
        let purpose = Purpose::ResetPassword;
        let id = LinkToken::read(token, purpose, now, &*self.keys).ok_or_else(invalid)?.challenge;

        let mut unit = self.store.begin_read().await?;
        let challenge = unit.challenges().find(id).await?.ok_or_else(invalid)?;
        let account = match challenge.account {
            Some(account) => unit.accounts().find(account).await?,
            None => None,
        };
        drop(unit);
        let account = account.filter(|found| found.status != AccountStatus::Disabled).ok_or_else(invalid)?;
        let (password, strength) =
            choose(&account, new).map_err(|fault| Failure::Refused(Refusal::Invalid(fault)))?;
        let hash = self.hasher.hash(password).await?;

        let ending = Ending { entropy: &*self.entropy, trace: origin.request_id.as_deref(), now };
        let run = RunId(self.entropy.ordered_id());
        let entry = Record::from(Act::PasswordReset, Actor::Anonymous, origin)
            .about(account.id)
            .to("account", account.id)
            .entry(self.entropy.ordered_id(), now);
        let changed = retried!(transact(&*self.store, async |unit| {
            let Some(challenge) = unit.challenges().consume(id, purpose, now).await? else {
                return Ok(false);
            };
            if !replace(unit, account.id, &hash, None, ending).await? {
                return Ok(false);
            }
            if let Some(email) = &challenge.email
                && unit.accounts().mark_email_verified(account.id, email, now).await?
            {
                let registrations = unit.registrations().of_account(account.id).await?;
                settle(unit, account.id, &registrations, None, challenge.id).await?;
                unit.challenges().withdraw(account.id, Purpose::VerifyEmail, now).await?;
            }
            announce(unit, account.id, run, origin).await?;
            unit.audit().record(&entry).await?;
            Ok(true)
        }))?;
        if changed { Ok(strength) } else { Err(invalid()) }
    }
}
