//! Accounts: who can sign in.

use crate::{
    contact::Contact,
    email::EmailAddress,
    ids::AccountId,
    locale::Locale,
    names::{PersonName, Username},
};
use time::OffsetDateTime;

/// Whether an account may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountStatus {
    /// The address has not been verified yet.
    Unverified,
    /// May sign in.
    Active,
    /// An administrator has locked it out.
    Disabled,
}

impl AccountStatus {
    /// The word for it in storage, lists and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// The status that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Unverified, Self::Active, Self::Disabled].into_iter().find(|status| status.as_str() == word)
    }
}

/// A person's names, each of which they may keep to themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonNames {
    /// Given name.
    pub first: Option<PersonName>,
    /// Family name.
    pub last: Option<PersonName>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its identifier; never given to another.
    pub id: AccountId,
    /// Where it gets mail, and what it signs in with.
    pub email: EmailAddress,
    /// Another name to sign in with.
    pub username: Option<Username>,
    /// The person's names.
    pub names: PersonNames,
    /// The language that its owner reads. None where nobody knows.
    pub locale: Option<Locale>,
    /// How the person is reached beside their email address.
    pub contact: Contact,
    /// Whether it may sign in.
    pub status: AccountStatus,
    /// Whether it may use the administration API.
    pub is_admin: bool,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last changed.
    pub updated_at: OffsetDateTime,
    /// When its present address was shown to be its owner's.
    pub email_verified_at: Option<OffsetDateTime>,
    /// When somebody last signed in.
    pub last_login_at: Option<OffsetDateTime>,
    /// When it is to be erased, as its owner asked. From then on it is over.
    pub erasure_due_at: Option<OffsetDateTime>,
}

/// Why an account may not sign in although the password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// Its address is not verified.
    EmailNotVerified,
    /// It is disabled.
    Disabled,
}

impl Account {
    /// Whether the account may sign in. Ask only after the password was shown to be right, since
    /// the answer tells that the account exists.
    ///
    /// # Errors
    /// [`Barred`] says why not.
    pub fn may_sign_in(&self) -> Result<(), Barred> {
        match self.status {
            AccountStatus::Active => Ok(()),
            AccountStatus::Unverified => Err(Barred::EmailNotVerified),
            AccountStatus::Disabled => Err(Barred::Disabled),
        }
    }

    /// How to address the person in a mail: given name, else user name, else the part of the
    /// address before the `@`.
    pub fn greeting_name(&self) -> &str {
        self.names
            .first
            .as_ref()
            .map(PersonName::as_str)
            .or_else(|| self.username.as_ref().map(Username::as_str))
            .unwrap_or_else(|| self.email.local_part())
    }
}

/// A stored password hash: a PHC string, or a modular-crypt string that was imported. Not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a hash string.
    pub fn new(hash: String) -> Self {
        Self(hash)
    }

    /// The hash of no password: nothing verifies against it until a new one is set.
    pub fn unusable() -> Self {
        Self("!".to_owned())
    }

    /// The hash string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}
