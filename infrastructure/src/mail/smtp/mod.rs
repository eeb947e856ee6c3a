//! Mail over SMTP (RFC 5321), with STARTTLS (RFC 3207) or TLS from the start (RFC 8314).

mod fault;
mod idle;
mod mailer;
mod session;
mod settings;
mod stage;
mod tls;

pub use mailer::{SmtpCheck, SmtpMailer};
pub use settings::{SmtpCredentials, SmtpSecurity, SmtpSettings, SmtpSetupFault};
