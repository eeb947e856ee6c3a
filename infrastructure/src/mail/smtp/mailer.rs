//! The mailer that operators run: it speaks to their mail server.

use super::{
    fault,
    idle::Idle,
    session::{Opener, Opening, Session},
    settings::{SmtpSettings, SmtpSetupFault, is_host},
    stage::{Progress, Stage},
    tls,
};
use crate::mail::{message::Message, redact::Redactor, renderer::Renderer};
use async_trait::async_trait;
use oathgate_application::ports::mailer::{Letter, MailFault, Mailer, Receipt};
use oathgate_domain::workflow::Fault;
use std::time::Duration;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tracing::Instrument;

/// Longest password or user name for the server, in bytes.
const MAX_CREDENTIAL: usize = 1_000;

/// Sends mail by SMTP, each mail to one recipient.
pub struct SmtpMailer {
    settings: SmtpSettings,
    renderer: Renderer,
    connector: TlsConnector,
    our_name: String,
    redactor: Redactor,
    idle: Idle,
}

/// What a server said when it was asked whether it would take mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpCheck {
    /// Its greeting.
    pub greeting: String,
    /// The version of TLS that was agreed on, for example `TLSv1_3`. None in clear.
    pub tls: Option<String>,
    /// Whether it let us sign in. False where no user name is set.
    pub signed_in: bool,
}

impl SmtpMailer {
    /// A mailer for the server of `settings`. Nothing is sent yet. Reads the operating system's
    /// list of authorities, so it is not for a hot path.
    ///
    /// # Errors
    /// [`SmtpSetupFault`] when the settings cannot work with any server.
    pub fn new(settings: SmtpSettings, renderer: Renderer) -> Result<Self, SmtpSetupFault> {
        if !is_host(&settings.host) {
            return Err(SmtpSetupFault::Host);
        }
        let mut redactor = Redactor::default();
        if let Some(credentials) = &settings.credentials {
            let fits =
                |text: &str| (1..=MAX_CREDENTIAL).contains(&text.len()) && !text.contains(char::is_control);
            if !fits(&credentials.username) || !fits(credentials.password.expose()) {
                return Err(SmtpSetupFault::Credentials);
            }
            redactor.password(&credentials.username, &credentials.password);
        }
        let our_name = renderer.brand().mail_host();
        let our_name = if is_host(&our_name) { our_name } else { "localhost".to_owned() };
        let connector = tls::connector(&settings.extra_roots)?;
        let idle = Idle::new(settings.keep_idle);
        Ok(Self { settings, renderer, connector, our_name, redactor, idle })
    }

    /// Goes as far as a mail would without sending one: connects, protects the connection, signs
    /// in and says goodbye. A session that is idle does not count.
    ///
    /// # Errors
    /// [`MailFault`] says how far it came and what the server said.
    pub async fn check(&self) -> Result<SmtpCheck, MailFault> {
        let progress = Progress::new();
        let opened = self.in_time(&progress, self.opener(&progress).open()).await?;
        let (session, Opening { greeting, tls, signed_in }) = opened;
        // Some servers just hang up, which takes nothing away from what they said before.
        let _ = session.quit().await;
        Ok(SmtpCheck { greeting, tls, signed_in })
    }

    fn opener<'a>(&'a self, progress: &'a Progress) -> Opener<'a> {
        Opener {
            settings: &self.settings,
            connector: &self.connector,
            our_name: &self.our_name,
            redactor: &self.redactor,
            progress,
        }
    }

    async fn deliver(
        &self,
        letter: &Letter,
        message: &Message,
        progress: &Progress,
    ) -> Result<Receipt, MailFault> {
        let redactor = self.redactor.with_recipient(&letter.to, &message.to);
        if let Some(mut session) = self.idle.take().await {
            match session.send(message, &redactor, progress).await {
                // A server may take so many mails over one connection and no more. It says so
                // before it has taken anything of this one.
                Err(fault) if progress.stage() == Stage::Sender && is_of_the_connection(&fault) => {}
                sent => return sent.map(|reply| self.keep(session, reply)),
            }
        }
        let (mut session, _) = self.opener(progress).open().await?;
        let reply = session.send(message, &redactor, progress).await?;
        Ok(self.keep(session, reply))
    }

    fn keep(&self, session: Session, reply: String) -> Receipt {
        self.idle.put(session);
        Receipt { reply }
    }

    async fn in_time<T>(
        &self,
        progress: &Progress,
        attempt: impl Future<Output = Result<T, MailFault>>,
    ) -> Result<T, MailFault> {
        let patience: Duration = self.settings.patience;
        timeout(patience, attempt).await.unwrap_or_else(|_| Err(fault::timeout(progress.stage())))
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, letter: &Letter) -> Result<Receipt, MailFault> {
        let span = tracing::debug_span!(
            target: "oathgate::trace",
            "send_mail",
            otel.kind = "client",
            server.address = self.settings.host,
            server.port = self.settings.port,
        );
        self.attempt(letter).instrument(span).await
    }
}

impl SmtpMailer {
    async fn attempt(&self, letter: &Letter) -> Result<Receipt, MailFault> {
        let message =
            self.renderer.message(letter).map_err(|error| fault::own("mail_template", &error.to_string()))?;
        if !can_be_in_a_command(&message.to) {
            return Err(MailFault {
                fault: Fault::new("recipient_invalid", "the address has characters that no command may hold"),
                permanent: true,
                retry_after: None,
            });
        }
        if !can_be_in_a_command(&message.from) {
            return Err(fault::own(
                "smtp_sender_refused",
                "MAIL_FROM has characters that no command may hold",
            ));
        }
        let progress = Progress::new();
        self.in_time(&progress, self.deliver(letter, &message, &progress)).await
    }
}

impl std::fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpMailer").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Whether a fault may be gone on another connection.
fn is_of_the_connection(fault: &MailFault) -> bool {
    matches!(fault.fault.code.as_str(), "smtp_disconnected" | "smtp_unavailable")
}

/// Whether an address can stand between the angle brackets of a command without ending it
/// (RFC 5321 §4.1.2). Addresses were checked when they came in; this is the last place where one
/// that was not can do harm.
fn can_be_in_a_command(address: &str) -> bool {
    let unfit = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"');
    address.contains('@') && !address.contains(unfit)
}
