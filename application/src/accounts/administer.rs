//! What an operator does with accounts.

use super::{ending::Ending, forms::AccountForm, verify_email::settle};
use crate::{
    audit::{By, Record},
    error::{Failure, PortError},
    ports::{
        accounts::{AccountFilter, CreatedFilter},
        clock::Clock,
        entropy::Entropy,
        password_hasher::PasswordHasher,
        store::Store,
    },
    retried,
    transact::{Unit, transact},
};
use oathgate_domain::{
    account::{Account, AccountStatus, PasswordHash},
    audit::{Act, AuditEntry},
    challenge::Purpose,
    contact::Contact,
    email::EmailAddress,
    ids::{AccountId, ChallengeId},
};
use std::sync::Arc;
use time::OffsetDateTime;

/// Creates, lists, disables and enables accounts.
pub struct Administer {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Why an account was not created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Another account has the address.
    EmailTaken,
    /// Another account or registration has the user name.
    UsernameTaken,
}

/// What was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedOut {
    /// Sessions.
    pub sessions: u64,
    /// What clients were granted.
    pub grants: u64,
}

impl Administer {
    /// Creates an account that is active at once; the operator vouches for its address.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.administer.create",
        skip_all
    )]
    pub async fn create(
        &self,
        by: &By,
        form: AccountForm,
        is_admin: bool,
    ) -> Result<Account, Failure<Refusal>> {
        let hash = self.hasher.hash(form.password.clone()).await?;
        let account = new_account(AccountId(self.entropy.ordered_id()), &form, is_admin, self.clock.now());
        let entry = self.entry(Record::of(Act::AccountCreated, by).with("is_admin", is_admin), account.id);
        let created = retried!(transact(&*self.store, async |unit| {
            let inserted = insert(unit, &account, &hash).await?;
            if inserted.is_ok() {
                unit.audit().record(&entry).await?;
            }
            Ok(inserted)
        }));
        match created {
            Ok(Ok(())) => Ok(account),
            Ok(Err(refusal)) => Err(Failure::Refused(refusal)),
            Err(error) => Err(error.into()),
        }
    }

    /// Accounts, newest first.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.administer.list",
        skip_all
    )]
    pub async fn list(&self, filter: &AccountFilter) -> Result<Vec<Account>, PortError> {
        self.store.begin_read().await?.accounts().list(filter).await
    }

    /// Accounts that were made in a span, newest first.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn list_created(&self, filter: &CreatedFilter) -> Result<Vec<Account>, PortError> {
        self.store.begin_read().await?.accounts().list_created(filter).await
    }

    /// The account with this id or address.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.administer.find",
        skip_all
    )]
    pub async fn find(&self, id_or_email: &str) -> Result<Option<Account>, PortError> {
        let mut unit = self.store.begin_read().await?;
        if let Ok(id) = id_or_email.parse() {
            return unit.accounts().find(id).await;
        }
        match EmailAddress::parse(id_or_email) {
            Ok(email) => unit.accounts().find_by_email(&email).await,
            Err(_) => Ok(None),
        }
    }

    /// Disables an account and ends its sessions and what clients were granted. False where it is
    /// disabled already or is gone.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.administer.disable",
        skip_all
    )]
    pub async fn disable(&self, by: &By, account: AccountId) -> Result<bool, PortError> {
        let now = self.clock.now();
        let ending = self.ending(by, now);
        let entry = self.entry(Record::of(Act::AccountDisabled, by), account);
        let from = [AccountStatus::Active, AccountStatus::Unverified];
        retried!(transact(&*self.store, async |unit| {
            let disabled = unit.accounts().set_status(account, &from, AccountStatus::Disabled, now).await?;
            if disabled {
                ending.all(unit, account, None).await?;
                unit.grants().revoke_all(account, None, now).await?;
                unit.audit().record(&entry).await?;
            }
            Ok(disabled)
        }))
    }

    /// Enables a disabled account: active where its address was verified, else unverified.
    /// False where it is not disabled.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.administer.enable",
        skip_all
    )]
    pub async fn enable(&self, by: &By, account: AccountId) -> Result<bool, PortError> {
        let now = self.clock.now();
        let entry = self.entry(Record::of(Act::AccountEnabled, by), account);
        retried!(transact(&*self.store, async |unit| {
            let Some(found) = unit.accounts().find(account).await? else {
                return Ok(false);
            };
            let verified = found.email_verified_at.is_some();
            let to = if verified { AccountStatus::Active } else { AccountStatus::Unverified };
            let enabled = unit.accounts().set_status(account, &[AccountStatus::Disabled], to, now).await?;
            if enabled {
                unit.audit().record(&entry).await?;
            }
            Ok(enabled)
        }))
    }

    /// Vouches for the address of an account: it counts as verified, and an account that was
    /// waiting for that becomes active. False where it was verified already or is gone.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.administer.vouch",
        skip_all
    )]
    pub async fn vouch(&self, by: &By, account: AccountId) -> Result<bool, PortError> {
        let now = self.clock.now();
        let cause = ChallengeId(self.entropy.random_id());
        let entry = self.entry(Record::of(Act::EmailVouchedFor, by), account);
        retried!(transact(&*self.store, async |unit| {
            let Some(found) = unit.accounts().find(account).await? else {
                return Ok(false);
            };
            if !unit.accounts().mark_email_verified(account, &found.email, now).await? {
                return Ok(false);
            }
            let registrations = unit.registrations().of_account(account).await?;
            if registrations.len() > 1 {
                // Nobody can tell whose of their passwords is the owner's: none is.
                unit.accounts().set_password(account, &PasswordHash::unusable(), now).await?;
            }
            settle(unit, account, &registrations, None, cause).await?;
            unit.challenges().withdraw(account, Purpose::VerifyEmail, now).await?;
            unit.audit().record(&entry).await?;
            Ok(true)
        }))
    }

    /// Ends every session of an account and everything that clients were granted. Tells how many
    /// of each.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "administer.sign_out",
        skip_all
    )]
    pub async fn sign_out(&self, by: &By, account: AccountId) -> Result<SignedOut, PortError> {
        let (id, now) = (self.entropy.ordered_id(), self.clock.now());
        let ending = self.ending(by, now);
        retried!(transact(&*self.store, async |unit| {
            let sessions = ending.all(unit, account, None).await?;
            let grants = unit.grants().revoke_all(account, None, now).await?;
            let record = Record::of(Act::AccountSignedOut, by).about(account).to("account", account);
            let record = record.with("sessions", sessions).with("grants", grants);
            unit.audit().record(&record.entry(id, now)).await?;
            Ok(SignedOut { sessions, grants })
        }))
    }

    /// Notes that an operator had a link to set a password mailed.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "administer.note_reset_mail",
        skip_all
    )]
    pub async fn note_reset_mail(&self, by: &By, account: AccountId) -> Result<(), PortError> {
        let entry = self.entry(Record::of(Act::ResetMailSent, by), account);
        retried!(transact(&*self.store, async |unit| unit.audit().record(&entry).await))
    }

    fn ending<'a>(&'a self, by: &'a By, now: OffsetDateTime) -> Ending<'a> {
        Ending { entropy: &*self.entropy, trace: by.origin.request_id.as_deref(), now }
    }

    fn entry(&self, record: Record, account: AccountId) -> AuditEntry {
        record.about(account).to("account", account).entry(self.entropy.ordered_id(), self.clock.now())
    }
}

/// An active account as the form says.
pub(super) fn new_account(id: AccountId, form: &AccountForm, is_admin: bool, now: OffsetDateTime) -> Account {
    Account {
        id,
        email: form.email.clone(),
        username: form.username.clone(),
        names: form.names.clone(),
        locale: form.locale,
        status: AccountStatus::Active,
        is_admin,
        created_at: now,
        updated_at: now,
        email_verified_at: Some(now),
        last_login_at: None,
        contact: Contact::default(),
        erasure_due_at: None,
    }
}

/// Adds an account with its user name.
pub(super) async fn insert(
    unit: &mut Unit,
    account: &Account,
    hash: &PasswordHash,
) -> Result<Result<(), Refusal>, PortError> {
    if let Some(username) = &account.username
        && !unit.accounts().claim_username(username, account.id.0).await?
    {
        return Ok(Err(Refusal::UsernameTaken));
    }
    if unit.accounts().insert(account, hash).await? {
        return Ok(Ok(()));
    }
    unit.accounts().release_usernames(account.id.0, None).await?;
    Ok(Err(Refusal::EmailTaken))
}
