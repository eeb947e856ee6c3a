//! Which server mail goes to, and how it is spoken to.

use oathgate_domain::secret::Secret;
use rustls::pki_types::CertificateDer;
use std::time::Duration;

/// Longest name of a server or of ourselves (RFC 1035 §2.3.4).
const MAX_HOST: usize = 255;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Begins in clear and must become TLS before anything is said that matters.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// In clear. The password is sent to this machine alone.
    None,
}

impl SmtpSecurity {
    /// The word for it in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StartTls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        }
    }

    /// The protection that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::StartTls, Self::Tls, Self::None].into_iter().find(|security| security.as_str() == word)
    }

    /// The port that goes with it, where none is given: submission (RFC 6409), submissions
    /// (RFC 8314), SMTP.
    pub fn default_port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// With what one signs in to the server.
#[derive(Debug, Clone)]
pub struct SmtpCredentials {
    /// User name.
    pub username: String,
    /// Password.
    pub password: Secret,
}

/// The server.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// Its name or address. Under TLS its certificate must be for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: SmtpSecurity,
    /// Where it wants one to sign in.
    pub credentials: Option<SmtpCredentials>,
    /// Authorities that are trusted beside those of the operating system.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// Longest time of one whole attempt, from the look-up of the name to the last reply.
    pub patience: Duration,
    /// How long an idle connection is kept for the next mail.
    pub keep_idle: Duration,
}

impl SmtpSettings {
    /// The server `host` with the port that goes with `security`, without signing in.
    pub fn new(host: impl Into<String>, security: SmtpSecurity) -> Self {
        Self {
            host: host.into(),
            port: security.default_port(),
            security,
            credentials: None,
            extra_roots: Vec::new(),
            patience: Duration::from_secs(15),
            keep_idle: Duration::from_secs(30),
        }
    }
}

/// A mailer cannot be made of these settings.
#[derive(Debug, thiserror::Error)]
pub enum SmtpSetupFault {
    /// The server's name cannot be one.
    #[error("the name of the mail server has no letters, or letters that no name has")]
    Host,
    /// The cryptographic library refuses the protocol versions.
    #[error("TLS cannot be set up")]
    Tls(#[from] rustls::Error),
    /// The user name or the password is empty or has control characters.
    #[error("the user name or the password for the mail server is empty or has control characters")]
    Credentials,
}

/// Whether a name can stand in a command and be looked up.
pub(super) fn is_host(name: &str) -> bool {
    (1..=MAX_HOST).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}
