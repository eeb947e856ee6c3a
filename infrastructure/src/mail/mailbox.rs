//! Captured mail: what `dev` has instead of an SMTP server, and tests instead of a mailbox.

use super::{message::Message, renderer::Renderer};
use async_trait::async_trait;
use oathgate_application::ports::mailer::{Letter, MailFault, Mailer, Receipt};
use oathgate_domain::workflow::Fault;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::sync::Notify;

/// How many mails are kept.
const KEPT: usize = 500;

/// Takes every mail and keeps the last 500, in memory.
#[derive(Debug)]
pub struct Mailbox {
    renderer: Renderer,
    kept: Mutex<Kept>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct Kept {
    /// Oldest first.
    mails: VecDeque<Arc<CapturedMail>>,
    last: u64,
}

/// A mail that was captured. `Debug` shows nothing of what it says, since links hold tokens.
#[derive(Clone)]
pub struct CapturedMail {
    /// Counts the mails from 1.
    pub number: u64,
    /// `From`: the name.
    pub from_name: String,
    /// `From`: the address.
    pub from: String,
    /// `To`.
    pub to: String,
    /// `Subject`.
    pub subject: String,
    /// `Date`.
    pub date: OffsetDateTime,
    /// `Message-ID`, without the angle brackets.
    pub message_id: String,
    /// Every header, unfolded, in the order of the message.
    pub headers: Vec<(String, String)>,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The whole message.
    pub raw: Vec<u8>,
}

impl CapturedMail {
    fn new(number: u64, message: Message) -> Self {
        Self {
            number,
            headers: message.headers(),
            from_name: message.from_name,
            from: message.from,
            to: message.to,
            subject: message.subject,
            date: message.date,
            message_id: message.id,
            text: message.text,
            html: message.html,
            raw: message.raw,
        }
    }

    /// The first link in the text part, which is where the button leads.
    pub fn link(&self) -> Option<&str> {
        self.text.split_whitespace().find(|word| word.starts_with("http://") || word.starts_with("https://"))
    }
}

impl std::fmt::Debug for CapturedMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CapturedMail")
            .field("number", &self.number)
            .field("to", &self.to)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

impl Mailbox {
    /// An empty mailbox.
    pub fn new(renderer: Renderer) -> Self {
        Self { renderer, kept: Mutex::default(), arrived: Notify::new() }
    }

    /// Every mail that is kept, newest first.
    pub fn list(&self) -> Vec<Arc<CapturedMail>> {
        self.kept().mails.iter().rev().cloned().collect()
    }

    /// The mail of a number.
    pub fn get(&self, number: u64) -> Option<Arc<CapturedMail>> {
        self.kept().mails.iter().find(|mail| mail.number == number).cloned()
    }

    /// Forgets every mail.
    pub fn clear(&self) {
        self.kept().mails.clear();
    }

    /// The newest mail to `to` (without regard to case) whose subject holds `subject`. Waits for
    /// it up to `patience`.
    pub async fn wait_for(&self, to: &str, subject: &str, patience: Duration) -> Option<Arc<CapturedMail>> {
        tokio::time::timeout(patience, async {
            loop {
                // Registered before the look, so that no mail arrives between the two.
                let arrived = self.arrived.notified();
                let found = self
                    .list()
                    .into_iter()
                    .find(|mail| mail.to.eq_ignore_ascii_case(to) && mail.subject.contains(subject));
                if let Some(mail) = found {
                    return mail;
                }
                arrived.await;
            }
        })
        .await
        .ok()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Mailer for Mailbox {
    async fn send(&self, letter: &Letter) -> Result<Receipt, MailFault> {
        let message = self.renderer.message(letter).map_err(|error| MailFault {
            fault: Fault::new("mail_template", error.to_string()),
            permanent: false,
            retry_after: None,
        })?;
        let number = {
            let mut kept = self.kept();
            kept.last += 1;
            let number = kept.last;
            if kept.mails.len() == KEPT {
                kept.mails.pop_front();
            }
            kept.mails.push_back(Arc::new(CapturedMail::new(number, message)));
            number
        };
        self.arrived.notify_waiters();
        Ok(Receipt { reply: format!("captured as number {number}") })
    }
}
