//! Sending mail.

use async_trait::async_trait;
use oathgate_domain::{
    account::Account, device::Device, email::EmailAddress, locale::Locale, secret::Secret, workflow::Fault,
};
use std::time::Duration;
use time::OffsetDateTime;

/// Who gets a mail.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The address.
    pub email: EmailAddress,
    /// The language that they read. None for that of the settings.
    pub locale: Option<Locale>,
}

impl From<Account> for Recipient {
    fn from(account: Account) -> Self {
        Self { email: account.email, locale: account.locale }
    }
}

/// A mail to one person. The adapter renders it from its templates.
#[derive(Debug, Clone)]
pub struct Letter {
    /// To whom.
    pub to: EmailAddress,
    /// The language that they read. None for that of the settings.
    pub locale: Option<Locale>,
    /// The key of the step that sends it: the same at every attempt. The `Message-ID` is made of
    /// it, so that a mail which arrives twice can be recognised as one.
    pub key: String,
    /// The `Date`: that of the first attempt, so that every attempt gives the same bytes.
    pub dated: OffsetDateTime,
    /// The request because of which it is sent, for its `X-Request-Id`: whoever complains about a mail
    /// holds the way into the log in their hands.
    pub request_id: Option<String>,
    /// What it says.
    pub content: Content,
}

/// What a mail says. Links hold raw tokens and are made just before sending.
#[derive(Debug, Clone)]
pub enum Content {
    /// "Confirm your address": the link verifies it.
    VerifyEmail {
        /// How to address the person.
        name: String,
        /// Where the button leads.
        link: Secret,
        /// When the link stops working.
        expires_at: OffsetDateTime,
        /// Which reminder this is; 0 is the first mail.
        reminder: u8,
    },
    /// "You have an account already", to somebody who registered an address that has one.
    AlreadyRegistered {
        /// How to address the person.
        name: String,
        /// The sign-in page.
        sign_in: String,
        /// The page on which to ask for a new password.
        forgot_password: String,
    },
    /// "Welcome", after the address was verified.
    Welcome {
        /// How to address the person.
        name: String,
        /// The sign-in page.
        sign_in: String,
    },
    /// "Set a new password": the link leads to the page for it.
    ResetPassword {
        /// How to address the person.
        name: String,
        /// Where the button leads.
        link: Secret,
        /// When the link stops working.
        expires_at: OffsetDateTime,
    },
    /// "Your password was changed", a notice.
    PasswordChanged {
        /// How to address the person.
        name: String,
        /// When it was changed.
        at: OffsetDateTime,
        /// The page on which to ask for a new password, if it was not them.
        forgot_password: String,
    },
    /// "Confirm your new address", to the new one.
    ConfirmNewEmail {
        /// How to address the person.
        name: String,
        /// Where the button leads.
        link: Secret,
        /// When the link stops working.
        expires_at: OffsetDateTime,
    },
    /// "Your address was changed", a notice to the old one.
    EmailChanged {
        /// How to address the person.
        name: String,
        /// The new address with most of it hidden.
        new_address: String,
        /// When it was changed.
        at: OffsetDateTime,
    },
    /// "A new device signed in", a notice.
    NewDevice {
        /// How to address the person.
        name: String,
        /// When somebody signed in.
        at: OffsetDateTime,
        /// With what.
        device: Device,
        /// From where.
        address: Option<String>,
        /// The page on which to ask for a new password, if it was not them.
        forgot_password: String,
    },
    /// "Your account will be erased": the link keeps it.
    ErasurePlanned {
        /// How to address the person.
        name: String,
        /// Where the button leads.
        link: Secret,
        /// When it will be erased, and the link stops working.
        due_at: OffsetDateTime,
    },
    /// "Your account is gone", the last mail.
    AccountErased {
        /// How to address the person.
        name: String,
        /// When it went.
        at: OffsetDateTime,
    },
    /// "Your data is ready": the page has it.
    ExportReady {
        /// How to address the person.
        name: String,
        /// The page, for which they must sign in.
        page: String,
        /// When it is forgotten.
        expires_at: OffsetDateTime,
    },
}

/// The peer took the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The peer's reply in its own words, redacted.
    pub reply: String,
}

/// The mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct MailFault {
    /// What happened, in the peer's words.
    pub fault: Fault,
    /// Whether the peer refused this recipient for good (a 5xx to `RCPT TO`), so that trying
    /// again makes no sense. A fault of configuration (authentication, TLS, sender) is not
    /// permanent: an operator can mend it.
    pub permanent: bool,
    /// How long the peer asks to wait.
    pub retry_after: Option<Duration>,
}

/// Sends mail.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Renders and hands a mail to the peer. Returns after the peer has taken it.
    ///
    /// # Errors
    /// [`MailFault`]. The peer may have taken the mail all the same when the connection broke
    /// before its reply; sending again repeats it with the same `Message-ID`.
    async fn send(&self, letter: &Letter) -> Result<Receipt, MailFault>;
}
