//! Registrations: what somebody handed in to have an account, kept apart from accounts until the
//! mailbox has answered.
//!
//! The request to register does the same work whether or not the address is known, so neither
//! its answer nor its time tells. A workflow finds out afterwards. Credentials belong to the
//! registration whose link is followed: who registers a stranger's address cannot have their own
//! password activated by the link that the stranger asked for.

use crate::{
    account::{PasswordHash, PersonNames},
    email::EmailAddress,
    ids::{AccountId, RegistrationId},
    locale::Locale,
    names::Username,
};
use time::{Duration, OffsetDateTime};

/// How long the link in a verification mail works, and how long an unverified registration is
/// kept.
pub const LIFETIME: Duration = Duration::days(7);

/// Somebody's request to have an account.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Its identifier; also answers "what became of it".
    pub id: RegistrationId,
    /// The identifier that the account will have if this address has none.
    pub account: AccountId,
    /// The address that was given.
    pub email: EmailAddress,
    /// The user name that was given; reserved as long as the registration is open.
    pub username: Option<Username>,
    /// The names that were given.
    pub names: PersonNames,
    /// The language in which it was handed in, as far as that was said.
    pub locale: Option<Locale>,
    /// The hash of the password that was given.
    pub password: PasswordHash,
    /// When it was handed in.
    pub created_at: OffsetDateTime,
}

/// What became of a registration when it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promotion {
    /// The account stands, waiting for its address to be verified.
    AwaitsVerification(AccountId),
    /// The address belongs to an account that is verified (or disabled) already.
    AlreadyRegistered(AccountId),
}
