//! The captured mail of the mailer, as the pages show it.

use async_trait::async_trait;
use oathgate_api::pages::{CapturedHeader, CapturedLetter, CapturedMail as Pages};
use oathgate_infrastructure::mail::{CapturedMail, Mailbox};
use std::sync::Arc;

/// The captured mail.
pub(crate) struct Captured(pub(crate) Arc<Mailbox>);

#[async_trait]
impl Pages for Captured {
    async fn list(&self) -> Vec<CapturedLetter> {
        self.0.list().iter().map(|mail| letter(mail)).collect()
    }

    async fn get(&self, id: &str) -> Option<CapturedLetter> {
        Some(letter(&*self.0.get(id.parse().ok()?)?))
    }
}

fn letter(mail: &CapturedMail) -> CapturedLetter {
    CapturedLetter {
        id: mail.number.to_string(),
        captured_at: mail.date,
        from: format!("{} <{}>", mail.from_name, mail.from),
        to: vec![mail.to.clone()],
        subject: mail.subject.clone(),
        headers: mail
            .headers
            .iter()
            .map(|(name, value)| CapturedHeader { name: name.clone(), value: value.clone() })
            .collect(),
        text: Some(mail.text.clone()),
        html: Some(mail.html.clone()),
    }
}
