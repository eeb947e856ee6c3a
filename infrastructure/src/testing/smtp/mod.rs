//! A mail server that does what it is told: protects the connection or not, asks for a password
//! or not, and fails in the ways that real ones do. It keeps every mail that it took.

mod conversation;

use super::TestCertificate;
use conversation::Conversation;
use rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::CertificateDer};
use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Notify,
    task::{AbortHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

/// How the server protects connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Not at all.
    Clear,
    /// On demand.
    StartTls,
    /// From the first byte.
    Tls,
}

/// What goes wrong, until it is told otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// A connection is greeted with this, for example `421 4.3.2 too busy`, and closed.
    Greeting(String),
    /// `AUTH` is answered with this.
    Auth(String),
    /// `MAIL FROM` is answered with this.
    Sender(String),
    /// `MAIL FROM` is answered with this from the second on of each connection, which is then closed.
    SecondSender(String),
    /// `RCPT TO` is answered with this.
    Recipient(String),
    /// The end of the message is answered with this.
    Message(String),
    /// Nothing is said after a connection was taken.
    SilentGreeting,
    /// `DATA` is never answered.
    HangAtData,
    /// The end of the message is never answered.
    HangAtEnd,
    /// The connection is closed before the end of the message is answered.
    DropAtEnd,
    /// The mail is taken, and the connection is closed before that is said.
    DropUnanswered,
    /// The connection is closed right after the mail was taken.
    DropAfterTaken,
}

/// A mail as it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenMail {
    /// The sender on the envelope.
    pub from: String,
    /// The recipients on the envelope.
    pub to: Vec<String>,
    /// Who had signed in.
    pub user: Option<String>,
    /// Whether it came through TLS.
    pub tls: bool,
    /// Headers and body, without the dots that were doubled on the way.
    pub message: String,
}

/// How a server is made.
#[derive(Debug, Clone)]
pub struct FakeSmtpSettings {
    /// How it protects connections.
    pub protection: Protection,
    /// Who may sign in, with which password. Mail is then taken from them alone.
    pub account: Option<(String, String)>,
    /// The mechanisms that it offers, for example `PLAIN LOGIN`.
    pub mechanisms: &'static str,
    /// Whether it takes addresses that are not ASCII.
    pub utf8: bool,
}

impl Default for FakeSmtpSettings {
    fn default() -> Self {
        Self { protection: Protection::Clear, account: None, mechanisms: "PLAIN LOGIN", utf8: false }
    }
}

/// A server on a free port of `127.0.0.1`. It ends when it is dropped.
#[derive(Debug)]
pub struct FakeSmtp {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Mutex<Option<AbortHandle>>,
}

#[derive(Debug)]
struct Shared {
    settings: FakeSmtpSettings,
    certificate: TestCertificate,
    state: Mutex<State>,
    taken: Notify,
}

#[derive(Debug, Default)]
struct State {
    trouble: Trouble,
    mails: Vec<TakenMail>,
    commands: Vec<String>,
    connections: usize,
}

impl FakeSmtp {
    /// Starts a server.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(settings: FakeSmtpSettings) -> io::Result<Self> {
        let shared = Shared {
            settings,
            certificate: TestCertificate::generate(),
            state: Mutex::default(),
            taken: Notify::new(),
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let server = Self { address, shared: Arc::new(shared), listening: Mutex::default() };
        server.listen(listener);
        Ok(server)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate to trust.
    pub fn certificate(&self) -> CertificateDer<'static> {
        self.shared.certificate.certificate.clone()
    }

    /// Goes wrong in this way from the next command on.
    pub fn set_trouble(&self, trouble: Trouble) {
        self.shared.state().trouble = trouble;
    }

    /// Refuses connections, and cuts those that there are, until [`Self::come_back`].
    pub fn go_away(&self) {
        let listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(listening) = listening {
            listening.abort();
        }
    }

    /// Listens again, on the same port.
    ///
    /// # Errors
    /// When the port was given to another in the meantime.
    pub fn come_back(&self) -> io::Result<()> {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(self.address)?;
        self.listen(socket.listen(64)?);
        Ok(())
    }

    /// Every mail that was taken, oldest first.
    pub fn mails(&self) -> Vec<TakenMail> {
        self.shared.state().mails.clone()
    }

    /// Waits until `number` mails were taken.
    pub async fn wait_for(&self, number: usize) -> Vec<TakenMail> {
        loop {
            let taken = self.shared.taken.notified();
            let mails = self.mails();
            if mails.len() >= number {
                return mails;
            }
            taken.await;
        }
    }

    /// Every line that a client sent outside of messages, oldest first.
    pub fn commands(&self) -> Vec<String> {
        self.shared.state().commands.clone()
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.shared.state().connections
    }

    fn listen(&self, listener: TcpListener) {
        let shared = Arc::clone(&self.shared);
        let task = tokio::spawn(async move {
            // With the listener go its connections.
            let mut conversations = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                conversations.spawn(async move { shared.serve(stream).await });
                while conversations.try_join_next().is_some() {}
            }
        });
        *self.listening.lock().unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
    }
}

impl Drop for FakeSmtp {
    fn drop(&mut self) {
        self.go_away();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn trouble(&self) -> Trouble {
        self.state().trouble.clone()
    }

    async fn serve(self: Arc<Self>, stream: TcpStream) -> io::Result<()> {
        self.state().connections += 1;
        Conversation::begin(&self, stream).await
    }

    fn heard(&self, line: &str) {
        self.state().commands.push(line.to_owned());
    }

    fn take(&self, mail: TakenMail) {
        self.state().mails.push(mail);
        self.taken.notify_waiters();
    }

    fn acceptor(&self) -> io::Result<TlsAcceptor> {
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.certificate.clone()], self.certificate.key.clone_key())
            .map_err(io::Error::other)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}
