//! What an authorization request leads to.

use oathgate_domain::{
    account::Account,
    locale::Locale,
    oauth::{Client, OAuthError, ReturnAddress, Scopes},
    session::Session,
};
use uuid::Uuid;

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The person is told; the client must not be.
    ShowError {
        /// The error.
        error: OAuthError,
        /// What is wrong.
        description: String,
    },
    /// The browser goes back to the client.
    SendBack(Answer),
    /// The person must sign in first.
    LogIn {
        /// The request that waits.
        interaction: Uuid,
        /// Who it probably is.
        hint: Option<String>,
        /// The language that the client asks for (`ui_locales`).
        locale: Option<Locale>,
    },
    /// Somebody is signed in, and it is to be seen whether it is as them that the person goes on.
    ChooseAccount {
        /// The request that waits.
        interaction: Uuid,
        /// Who it probably is.
        hint: Option<String>,
        /// The language that the client asks for (`ui_locales`).
        locale: Option<Locale>,
    },
    /// The person must agree first.
    Consent {
        /// The request that waits.
        interaction: Uuid,
        /// The language that the client asks for (`ui_locales`).
        locale: Option<Locale>,
    },
}

/// An answer to the client by way of the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Where it goes.
    pub back: ReturnAddress,
    /// What it says, `state` and `iss` (RFC 9207) included.
    pub parameters: Vec<(&'static str, String)>,
}

/// A request that waits, for the page that asks.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Who asks.
    pub client: Client,
    /// What for.
    pub scopes: Scopes,
    /// What of it was agreed to before.
    pub agreed: Scopes,
    /// Who probably wants to sign in.
    pub login_hint: Option<String>,
}

/// There is no such request, or its time is up, or it was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchRequest;

/// Who sits in front of the browser.
pub type Browser = Option<(Session, Account)>;
