//! Challenges: questions that only the reader of a mailbox can answer. A link in a mail carries
//! the answer; the row says whether it was used. The raw token is derived when it is needed and
//! never stored.

use crate::{
    email::EmailAddress,
    ids::{AccountId, ChallengeId, RegistrationId},
};
use time::OffsetDateTime;

/// What the answer to a challenge allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Shows that a new account's address is its owner's.
    VerifyEmail,
    /// Sets a new password.
    ResetPassword,
    /// Shows that the address that an account wants to change to is its owner's.
    ChangeEmail,
    /// Creates the first administrator.
    FirstAdministrator,
    /// Keeps an account that was to be erased.
    CancelErasure,
}

impl Purpose {
    /// The word for it in storage and in the derivation of tokens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::ChangeEmail => "change_email",
            Self::FirstAdministrator => "first_administrator",
            Self::CancelErasure => "cancel_erasure",
        }
    }

    /// The purpose that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [
            Self::VerifyEmail,
            Self::ResetPassword,
            Self::ChangeEmail,
            Self::FirstAdministrator,
            Self::CancelErasure,
        ];
        all.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// A question that was put to a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Its identifier: 122 random bits, the salt of its token.
    pub id: ChallengeId,
    /// What the answer allows.
    pub purpose: Purpose,
    /// Whose it is. None only for [`Purpose::FirstAdministrator`].
    pub account: Option<AccountId>,
    /// The registration whose credentials the answer activates.
    pub registration: Option<RegistrationId>,
    /// The address that was asked. An answer shows this address and no other.
    pub email: Option<EmailAddress>,
    /// Which key derives its token.
    pub key: u32,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it stops working.
    pub expires_at: OffsetDateTime,
}

/// How long a link to reset a password works.
pub const RESET_LIFETIME: time::Duration = time::Duration::hours(1);
/// How long a link to confirm a new address works.
pub const CHANGE_EMAIL_LIFETIME: time::Duration = time::Duration::hours(24);
