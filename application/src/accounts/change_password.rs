//! A person who is signed in changes their password.

use super::{authenticate::Principal, ending::Ending, origin::Origin};
use crate::{
    audit::{By, Record},
    error::{Failure, PortError},
    flows::notices::{PasswordChanged, PasswordChangedFlow},
    ports::{
        clock::Clock,
        entropy::Entropy,
        password_hasher::{PasswordHasher, Verdict},
        store::Store,
    },
    retried,
    transact::{Unit, transact},
    workflow::{Start, start},
};
use oathgate_domain::{
    account::{Account, PasswordHash, PersonNames},
    audit::Act,
    challenge::Purpose,
    ids::{AccountId, RunId, SessionId},
    invalid::Invalid,
    names::{PersonName, Username},
    password::{Password, Strength},
};
use std::sync::Arc;

/// Changes a password, ends every other session and mails a notice.
pub struct ChangePassword {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Verifies and hashes.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Why the password was not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The present password is another one.
    WrongPassword,
    /// The new password is not good enough.
    Invalid(Invalid),
}

impl ChangePassword {
    /// Changes the password from `current` to `new`.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.change_password",
        skip_all
    )]
    pub async fn run(
        &self,
        who: &Principal,
        origin: &Origin,
        current: Password,
        new: &str,
    ) -> Result<Strength, Failure<Refusal>> {
        let (new, strength) =
            choose(&who.account, new).map_err(|fault| Failure::Refused(Refusal::Invalid(fault)))?;
        let account = who.account.id;
        let hash = self.store.begin_read().await?.accounts().password_of(account).await?;
        if self.hasher.verify(current, hash.clone()).await? == Verdict::Wrong {
            return Err(Failure::Refused(Refusal::WrongPassword));
        }
        let Some(hash) = hash else {
            return Err(Failure::Refused(Refusal::WrongPassword));
        };
        let new = self.hasher.hash(new).await?;
        let now = self.clock.now();
        let ending = Ending { entropy: &*self.entropy, trace: origin.request_id.as_deref(), now };
        let run = RunId(self.entropy.ordered_id());
        let entry = Record::of(Act::PasswordChanged, &By::person(who, origin.clone()))
            .about(account)
            .to("account", account)
            .entry(self.entropy.ordered_id(), now);
        let changed = retried!(transact(&*self.store, async |unit| {
            // The hash that was verified must still be the one in force.
            if !unit.accounts().rehash(account, &hash, &new).await? {
                return Ok(false);
            }
            replace(unit, account, &new, Some(who.session.id), ending).await?;
            announce(unit, account, run, origin).await?;
            unit.audit().record(&entry).await?;
            Ok(true)
        }))?;
        if changed { Ok(strength) } else { Err(Failure::Refused(Refusal::WrongPassword)) }
    }
}

/// Judges a new password for an account.
pub(super) fn choose(account: &Account, text: &str) -> Result<(Password, Strength), Invalid> {
    let PersonNames { first, last } = &account.names;
    let context = [
        account.email.as_str(),
        account.username.as_ref().map_or("", Username::as_str),
        first.as_ref().map_or("", PersonName::as_str),
        last.as_ref().map_or("", PersonName::as_str),
    ];
    Password::chosen("new_password", text, &context)
}

/// Sets a password and ends what the old one opened: sessions (but `keep`), what clients were
/// granted, and links to reset it.
pub(super) async fn replace(
    unit: &mut Unit,
    account: AccountId,
    new: &PasswordHash,
    keep: Option<SessionId>,
    ending: Ending<'_>,
) -> Result<bool, PortError> {
    if !unit.accounts().set_password(account, new, ending.now).await? {
        return Ok(false);
    }
    ending.all(unit, account, keep).await?;
    unit.grants().revoke_all(account, None, ending.now).await?;
    unit.challenges().withdraw(account, Purpose::ResetPassword, ending.now).await?;
    Ok(true)
}

/// Starts the notice of a new password.
pub(super) async fn announce(
    unit: &mut Unit,
    account: AccountId,
    run: RunId,
    origin: &Origin,
) -> Result<(), PortError> {
    let begin = Start::new(run).subject(account).trace(origin.request_id.clone());
    start::<PasswordChangedFlow>(unit, &begin, &PasswordChanged { account }).await.map(|_| ())
}
