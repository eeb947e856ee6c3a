//! How mail leaves: by SMTP, or, in `dev`, into a mailbox that can be looked at.

use super::brand::mail_brand;
use crate::{config::Settings, failure::Failure};
use oathgate_application::ports::mailer::Mailer;
use oathgate_infrastructure::mail::{Mailbox, Renderer, Sender, SmtpMailer};
use std::sync::Arc;

/// The sender of captured mail, where none is set. Nothing is ever sent from it.
const CAPTURED_FROM: &str = "no-reply@oathgate.localhost";

/// How mail leaves.
pub(crate) enum MailRoute {
    /// To a server.
    Smtp(Arc<SmtpMailer>),
    /// Nowhere; it is captured.
    Captured(Arc<Mailbox>),
}

impl MailRoute {
    /// The route of the settings.
    ///
    /// # Errors
    /// When it cannot be used.
    pub(crate) fn new(settings: &Settings) -> Result<Self, Failure> {
        if settings.mail.smtp.is_some() {
            return Ok(Self::Smtp(Arc::new(smtp_mailer(settings)?)));
        }
        let sender = match &settings.mail.from {
            Some(from) => from.clone(),
            None => {
                CAPTURED_FROM.parse().map_err(|fault| Failure::because("mail cannot be captured", fault))?
            }
        };
        Ok(Self::Captured(Arc::new(Mailbox::new(renderer(settings, sender)?))))
    }

    /// As the port that workflows use.
    pub(crate) fn mailer(&self) -> Arc<dyn Mailer> {
        match self {
            Self::Smtp(mailer) => Arc::clone(mailer) as Arc<dyn Mailer>,
            Self::Captured(mailbox) => Arc::clone(mailbox) as Arc<dyn Mailer>,
        }
    }

    /// The mailbox, where mail is captured.
    pub(crate) fn mailbox(&self) -> Option<Arc<Mailbox>> {
        match self {
            Self::Smtp(_) => None,
            Self::Captured(mailbox) => Some(Arc::clone(mailbox)),
        }
    }
}

/// A mailer for the SMTP server of the settings.
///
/// # Errors
/// When none is set, or it cannot be used.
pub(crate) fn smtp_mailer(settings: &Settings) -> Result<SmtpMailer, Failure> {
    let smtp = settings.mail.smtp.clone().ok_or_else(|| Failure::new("SMTP_SERVER is not set"))?;
    let sender = settings.mail.from.clone().ok_or_else(|| Failure::new("MAIL_FROM is not set"))?;
    SmtpMailer::new(smtp, renderer(settings, sender)?)
        .map_err(|fault| Failure::because("the mail server cannot be used", fault))
}

fn renderer(settings: &Settings, sender: Sender) -> Result<Renderer, Failure> {
    Renderer::new(mail_brand(settings, sender)?)
        .map_err(|fault| Failure::because("mails cannot be written", fault))
}
