//! One connection to the server, from the look-up of its name to where it takes mail.

use super::{
    fault,
    settings::{SmtpSecurity, SmtpSettings},
    stage::{Progress, Stage},
};
use crate::mail::{message::Message, redact::Redactor};
use mail_send::{Credentials, Error, SmtpClient, smtp::AssertReply, smtp::message::Parameters};
use oathgate_application::ports::mailer::MailFault;
use smtp_proto::{AUTH_LOGIN, AUTH_PLAIN, EXT_SMTP_UTF8, EXT_START_TLS, Response};
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// Longest wait for one address to answer: a host may have several, and not all need work.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest wait for the answer to one command. The whole attempt has an end of its own.
const COMMAND: Duration = Duration::from_secs(10);
/// Longest wait for a sign of life of a connection that was idle.
const ALIVE: Duration = Duration::from_secs(2);

/// A connection of any kind.
trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A session that is ready to take mail.
pub(super) struct Session {
    client: SmtpClient<Box<dyn Wire>>,
    takes_utf8: bool,
}

/// What happened while a session was opened.
pub(super) struct Opening {
    pub(super) greeting: String,
    pub(super) tls: Option<String>,
    pub(super) signed_in: bool,
}

/// What is needed to open a session.
pub(super) struct Opener<'a> {
    pub(super) settings: &'a SmtpSettings,
    pub(super) connector: &'a TlsConnector,
    /// Who we say we are.
    pub(super) our_name: &'a str,
    pub(super) redactor: &'a Redactor,
    pub(super) progress: &'a Progress,
}

impl Opener<'_> {
    /// Connects, protects the connection and signs in.
    pub(super) async fn open(&self) -> Result<(Session, Opening), MailFault> {
        let (stream, peer) = self.connect().await?;
        let client = SmtpClient { stream, timeout: COMMAND };
        let protected = self.protect(client).await.map_err(|error| self.fault(error))?;
        if self.settings.credentials.is_some() && protected.tls.is_none() && !peer.ip().is_loopback() {
            return Err(fault::own(
                "smtp_auth",
                "the password is not sent over a network in clear; set SMTP_SECURITY to starttls or tls",
            ));
        }
        self.introduce(protected).await.map_err(|error| self.fault(error))
    }

    fn fault(&self, error: Error) -> MailFault {
        fault::of(self.progress.stage(), error, self.redactor)
    }

    async fn connect(&self) -> Result<(TcpStream, SocketAddr), MailFault> {
        let unreachable = |error: io::Error| fault::of(Stage::Connect, Error::Io(error), self.redactor);
        self.progress.reach(Stage::Connect);
        let addresses = lookup_host((self.host(), self.settings.port)).await.map_err(unreachable)?;
        let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
        for address in addresses {
            match timeout(CONNECT, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // Commands are small and each waits for an answer.
                    stream.set_nodelay(true).map_err(unreachable)?;
                    return Ok((stream, address));
                }
                Ok(Err(error)) => last = error,
                Err(_) => last = io::Error::new(io::ErrorKind::TimedOut, "the server does not answer"),
            }
        }
        Err(unreachable(last))
    }

    /// Brings the connection to where it is as safe as it is going to be.
    async fn protect(&self, mut client: SmtpClient<TcpStream>) -> Result<Protected, Error> {
        match self.settings.security {
            SmtpSecurity::None => {
                let greeting = self.greeting(&mut client).await?;
                Ok(Protected { client: boxed(client), greeting, tls: None })
            }
            SmtpSecurity::StartTls => {
                let greeting = self.greeting(&mut client).await?;
                let offers = client.ehlo(self.our_name).await?;
                self.progress.reach(Stage::Tls);
                if !offers.has_capability(EXT_START_TLS) {
                    return Err(Error::MissingStartTls);
                }
                let client = client.start_tls(self.connector, self.host()).await?;
                let tls = version(&client);
                Ok(Protected { client: boxed(client), greeting, tls })
            }
            SmtpSecurity::Tls => {
                self.progress.reach(Stage::Tls);
                let mut client = client.into_tls(self.connector, self.host()).await?;
                let tls = version(&client);
                let greeting = self.greeting(&mut client).await?;
                Ok(Protected { client: boxed(client), greeting, tls })
            }
        }
    }

    /// Says who we are, and proves it where that is wanted. What the server offered before TLS
    /// may have been anybody's words, so it is asked again.
    async fn introduce(&self, protected: Protected) -> Result<(Session, Opening), Error> {
        let Protected { mut client, greeting, tls } = protected;
        self.progress.reach(Stage::Greeting);
        let mut offers = client.ehlo(self.our_name).await?;
        if let Some(credentials) = &self.settings.credentials {
            self.progress.reach(Stage::Authentication);
            // The library begins other mechanisms too and cannot end them, after which the two
            // sides talk past each other.
            offers.auth_mechanisms &= AUTH_PLAIN | AUTH_LOGIN;
            let credentials = Credentials::Plain {
                username: credentials.username.as_str(),
                secret: credentials.password.expose(),
            };
            client.authenticate(&credentials, &offers).await?;
        }
        let signed_in = self.settings.credentials.is_some();
        let opening = Opening { greeting: fault::words(&greeting, self.redactor), tls, signed_in };
        Ok((Session { client, takes_utf8: offers.has_capability(EXT_SMTP_UTF8) }, opening))
    }

    async fn greeting<T: Wire>(&self, client: &mut SmtpClient<T>) -> Result<Response<String>, Error> {
        self.progress.reach(Stage::Greeting);
        timeout(COMMAND, client.read()).await.map_err(|_| Error::Timeout)??.into_positive_completion()
    }

    /// The server's name, without the brackets of an address of IPv6.
    fn host(&self) -> &str {
        self.settings.host.trim_start_matches('[').trim_end_matches(']')
    }
}

impl Session {
    /// Whether an idle connection still works; begins anew on it where it does.
    pub(super) async fn is_alive(&mut self) -> bool {
        matches!(timeout(ALIVE, self.client.rset()).await, Ok(Ok(())))
    }

    /// Hands a message over. After any fault the session is not to be used again.
    pub(super) async fn send(
        &mut self,
        message: &Message,
        redactor: &Redactor,
        progress: &Progress,
    ) -> Result<String, MailFault> {
        let mut parameters = Parameters::new();
        if !message.to.is_ascii() || !message.from.is_ascii() {
            if !self.takes_utf8 {
                return Err(fault::own(
                    "smtp_utf8_unsupported",
                    "the address has letters outside of ASCII before its @, and the server does not take those",
                ));
            }
            parameters.add("SMTPUTF8");
        }
        let reply = self.hand_over(message, &parameters, progress).await;
        reply
            .map(|reply| fault::words(&reply, redactor))
            .map_err(|error| fault::of(progress.stage(), error, redactor))
    }

    async fn hand_over(
        &mut self,
        message: &Message,
        parameters: &Parameters<'_>,
        progress: &Progress,
    ) -> Result<Response<String>, Error> {
        let client = &mut self.client;
        progress.reach(Stage::Sender);
        client.mail_from(&message.from, parameters).await?;
        progress.reach(Stage::Recipient);
        client.rcpt_to(&message.to, &Parameters::new()).await?;
        progress.reach(Stage::Data);
        client.cmd(b"DATA\r\n").await?.assert_code(354)?;
        progress.reach(Stage::Message);
        let taken = async {
            client.write_message(&message.raw).await?;
            client.read().await
        };
        timeout(COMMAND, taken).await.map_err(|_| Error::Timeout)??.into_positive_completion()
    }

    /// Says goodbye, and does not wait long for an answer.
    pub(super) async fn quit(self) -> Result<(), Error> {
        timeout(ALIVE, self.client.quit()).await.map_err(|_| Error::Timeout)?
    }
}

/// A connection as safe as it is going to be.
struct Protected {
    client: SmtpClient<Box<dyn Wire>>,
    greeting: Response<String>,
    tls: Option<String>,
}

fn boxed<T: Wire + 'static>(client: SmtpClient<T>) -> SmtpClient<Box<dyn Wire>> {
    SmtpClient { stream: Box::new(client.stream), timeout: client.timeout }
}

fn version(client: &SmtpClient<TlsStream<TcpStream>>) -> Option<String> {
    client.tls_connection().protocol_version().map(|version| format!("{version:?}"))
}
