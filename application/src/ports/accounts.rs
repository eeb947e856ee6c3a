//! Accounts in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{
    account::{Account, AccountStatus, PasswordHash, PersonNames},
    contact::Contact,
    email::EmailAddress,
    ids::AccountId,
    locale::Locale,
    names::Username,
    registration::Registration,
    secret::TokenDigest,
};
use std::collections::HashSet;
use time::OffsetDateTime;
use uuid::Uuid;

/// What somebody signs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// An address.
    Email(EmailAddress),
    /// A user name.
    Username(Username),
}

/// Which accounts a list shows.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    /// Only those in this state.
    pub status: Option<AccountStatus>,
    /// Only those whose canonical address or user name begins with this text (lower case).
    pub prefix: Option<String>,
    /// Only those made before this one (the last of the page before).
    pub before: Option<AccountId>,
    /// Most accounts to give, at most 200.
    pub limit: u16,
}

/// Which accounts a list by their time of creation shows.
#[derive(Debug, Clone, Copy)]
pub struct CreatedFilter {
    /// Only those in this state.
    pub status: Option<AccountStatus>,
    /// Only those made from then on.
    pub since: Option<OffsetDateTime>,
    /// Only those made before then.
    pub until: Option<OffsetDateTime>,
    /// Only those behind this one (the last of the page before): when it was made, and its id.
    pub before: Option<(OffsetDateTime, AccountId)>,
    /// Most accounts to give, at most 200.
    pub limit: u16,
}

/// Accounts. Every change is conditional and tells by its answer whether it took place.
#[async_trait]
pub trait Accounts: Send {
    /// Adds an account. False, and nothing changed, where the address is taken.
    async fn insert(&mut self, account: &Account, password: &PasswordHash) -> Result<bool, PortError>;

    /// Which of these accounts are there, by their ids. At most some hundred.
    async fn present(&mut self, accounts: &[&Account]) -> Result<HashSet<AccountId>, PortError>;

    /// Whether somebody else has the address or the user name of one of these accounts, none of which is there
    /// yet. At most some hundred.
    async fn clash(&mut self, accounts: &[&Account]) -> Result<bool, PortError>;

    /// Adds accounts, at most some hundred, and claims their user names, where nothing of them is taken.
    /// [`PortError::Contended`] where something is: the unit must be given up.
    async fn insert_all(&mut self, people: &[(&Account, &PasswordHash)]) -> Result<(), PortError>;

    /// The account with this id.
    async fn find(&mut self, id: AccountId) -> Result<Option<Account>, PortError>;

    /// The account with this address, compared by its canonical form.
    async fn find_by_email(&mut self, email: &EmailAddress) -> Result<Option<Account>, PortError>;

    /// The account that signs in with this, and its password hash.
    async fn find_by_login(&mut self, login: &Login) -> Result<Option<(Account, PasswordHash)>, PortError>;

    /// Accounts in the order of their ids, those after `after`, with their password hashes. Those whose
    /// owners have asked for their erasure are passed over: that is carried out here alone.
    async fn export(
        &mut self,
        after: Option<AccountId>,
        limit: u16,
    ) -> Result<Vec<(Account, PasswordHash)>, PortError>;

    /// How many accounts [`Self::export`] passes over.
    async fn being_erased(&mut self) -> Result<u64, PortError>;

    /// The password hash of an account.
    async fn password_of(&mut self, id: AccountId) -> Result<Option<PasswordHash>, PortError>;

    /// Puts a later registration's credentials into an account that is still unverified.
    /// False where it is not unverified (any more).
    async fn replace_unverified(
        &mut self,
        id: AccountId,
        registration: &Registration,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Makes an unverified account active, with the credentials of `registration`, its address
    /// verified at `now`. False where it is not unverified (any more).
    async fn activate(
        &mut self,
        id: AccountId,
        registration: &Registration,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Sets the password. False where there is no such account.
    async fn set_password(
        &mut self,
        id: AccountId,
        password: &PasswordHash,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Replaces an outdated hash of the same password, if it is still `old`. False where it is
    /// not: somebody changed the password meanwhile.
    async fn rehash(
        &mut self,
        id: AccountId,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, PortError>;

    /// Sets the names, the user name, the language and how the person is reached. False where there is no such account.
    /// Claim the user name first.
    async fn set_profile(
        &mut self,
        id: AccountId,
        username: Option<&Username>,
        names: &PersonNames,
        locale: Option<Locale>,
        contact: &Contact,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Sets the address of an account, verified at `now`. An unverified account becomes active.
    /// [`SetEmail::Taken`], and nothing changed, where another account has it.
    async fn set_email(
        &mut self,
        id: AccountId,
        email: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<SetEmail, PortError>;

    /// Sets the address of an account that is still unverified, and leaves it so.
    /// [`SetEmail::Taken`], and nothing changed, where another account has it;
    /// [`SetEmail::NoAccount`] where the account is not unverified (any more).
    async fn correct_email(
        &mut self,
        id: AccountId,
        email: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<SetEmail, PortError>;

    /// Marks the present address as verified at `now`, as far as it is still `email` and was not
    /// verified; an unverified account becomes active. False where nothing changed.
    async fn mark_email_verified(
        &mut self,
        id: AccountId,
        email: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Notes that somebody signed in with the password whose hash is `password`, and tells in the
    /// same statement what is known of their `device`. None, and nothing changed, where the account
    /// is not active or has another password by now, so that a sign-in never overtakes a reset.
    async fn record_login(
        &mut self,
        id: AccountId,
        password: &PasswordHash,
        device: TokenDigest,
        now: OffsetDateTime,
    ) -> Result<Option<Recorded>, PortError>;

    /// Changes the state from one of `from` to `to`. False where it was in none of them, or where
    /// the time has come to erase the account.
    async fn set_status(
        &mut self,
        id: AccountId,
        from: &[AccountStatus],
        to: AccountStatus,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Deletes the account if it is still unverified, with its registrations, challenges and user
    /// name. False where it is not.
    async fn delete_unverified(&mut self, id: AccountId) -> Result<bool, PortError>;

    /// Accounts whose address begins with a text (in its canonical form), in the order of their
    /// addresses, those after `after`; at most `limit` (at most 200).
    async fn list_by_email(
        &mut self,
        prefix: &str,
        after: Option<&str>,
        limit: u16,
    ) -> Result<Vec<Account>, PortError>;

    /// The same by user names.
    async fn list_by_username(
        &mut self,
        prefix: &str,
        after: Option<&str>,
        limit: u16,
    ) -> Result<Vec<Account>, PortError>;

    /// How many accounts there are in each state.
    async fn counts(&mut self) -> Result<Vec<(AccountStatus, u64)>, PortError>;

    /// Accounts that were made in a span, by when they were made, newest first. Each page reads as many rows as
    /// it gives, by an index.
    async fn list_created(&mut self, filter: &CreatedFilter) -> Result<Vec<Account>, PortError>;

    /// Accounts, newest first.
    async fn list(&mut self, filter: &AccountFilter) -> Result<Vec<Account>, PortError>;

    /// Whether any administrator exists.
    async fn has_administrator(&mut self) -> Result<bool, PortError>;

    /// Reserves a user name for `holder` (a registration or an account). True where it was free,
    /// or is the holder's already; of two at the same time one wins.
    async fn claim_username(&mut self, username: &Username, holder: Uuid) -> Result<bool, PortError>;

    /// Hands every user name that `from` holds to `to`.
    async fn transfer_usernames(&mut self, from: Uuid, to: Uuid) -> Result<(), PortError>;

    /// Frees every user name that `holder` holds, except `keep`.
    async fn release_usernames(&mut self, holder: Uuid, keep: Option<&Username>) -> Result<(), PortError>;
}

/// A sign-in that was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// When the account was last noted to be signed in to on the device; none where it never was.
    pub device_seen_at: Option<OffsetDateTime>,
}

/// What came of setting an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetEmail {
    /// It is set.
    Done,
    /// Another account has it.
    Taken,
    /// There is no such account.
    NoAccount,
}
