//! Mail that was captured instead of sent, while developing.

use async_trait::async_trait;
use poem_openapi::Object;
use time::OffsetDateTime;

/// A mail that was captured.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CapturedLetter {
    /// Names it, in the address of its page.
    pub id: String,
    /// When it was captured.
    pub captured_at: OffsetDateTime,
    /// The sender, with a name where it has one.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The header fields in order.
    pub headers: Vec<CapturedHeader>,
    /// The text part.
    pub text: Option<String>,
    /// The HTML part.
    pub html: Option<String>,
}

/// A header field of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct CapturedHeader {
    /// Its name.
    pub name: String,
    /// Its value, decoded.
    pub value: String,
}

/// The captured mails of this process.
#[async_trait]
pub trait CapturedMail: Send + Sync {
    /// Every mail, newest first.
    async fn list(&self) -> Vec<CapturedLetter>;

    /// The mail with this id.
    async fn get(&self, id: &str) -> Option<CapturedLetter>;
}
