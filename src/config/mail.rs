//! How mail leaves.

use super::{
    addresses::is_loopback_name,
    catalogue::{
        DEFAULT_LOCALE, MAIL_FROM, SMTP_PASSWORD, SMTP_PORT, SMTP_SECURITY, SMTP_SERVER, SMTP_USERNAME,
    },
    reader::{Reader, Why},
};
use oathgate_domain::{locale::Locale, secret::Secret};
use oathgate_infrastructure::mail::{
    Sender,
    smtp::{SmtpCredentials, SmtpSecurity, SmtpSettings},
};

/// The port on which TLS begins at once (RFC 8314 §3.3).
const IMPLICIT_TLS: u16 = 465;

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The `SMTP_…` settings. None where mail is captured.
    pub smtp: Option<SmtpSettings>,
    /// `MAIL_FROM`, or `SMTP_USERNAME` where that is an address.
    pub from: Option<Sender>,
    /// `DEFAULT_LOCALE`.
    pub locale: Locale,
}

impl Mail {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let server = reader.optional(&SMTP_SERVER, host);
        let port = reader.number(&SMTP_PORT, 1..=u16::MAX);
        let security = reader
            .optional(&SMTP_SECURITY, |text| SmtpSecurity::parse(&text.to_ascii_lowercase()).ok_or(None));
        reader.together(&SMTP_USERNAME, &SMTP_PASSWORD);
        let username = reader.optional(&SMTP_USERNAME, printable);
        let password = reader.optional(&SMTP_PASSWORD, printable).map(Secret::new);
        let from = reader
            .optional(&MAIL_FROM, |text| text.parse::<Sender>().map_err(|why| Some(why.to_string())))
            .or_else(|| username.as_deref().and_then(|name| name.parse().ok()));

        let locale =
            reader.optional(&DEFAULT_LOCALE, |tag| Locale::of_tag(tag).ok_or(None)).unwrap_or_default();

        let security = security.unwrap_or(match port {
            Some(IMPLICIT_TLS) => SmtpSecurity::Tls,
            _ => SmtpSecurity::StartTls,
        });
        let smtp = server.map(|host| {
            let mut smtp = SmtpSettings::new(host, security);
            smtp.port = port.unwrap_or(smtp.port);
            smtp.credentials =
                username.zip(password).map(|(username, password)| SmtpCredentials { username, password });
            smtp
        });
        Self { smtp, from, locale }
    }

    /// Whether a password would cross a network in clear.
    pub(super) fn exposes_password(&self) -> bool {
        self.leaves_in_clear() && self.smtp.as_ref().is_some_and(|smtp| smtp.credentials.is_some())
    }

    /// Whether mail crosses a network in clear.
    pub(super) fn leaves_in_clear(&self) -> bool {
        self.smtp
            .as_ref()
            .is_some_and(|smtp| smtp.security == SmtpSecurity::None && !is_loopback_name(&smtp.host))
    }
}

fn host(text: &str) -> Result<String, Why> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    let is_name_or_address =
        text.len() <= 255 && text.bytes().all(allowed) && (!text.contains(':') || is_ipv6(text));
    if is_name_or_address { Ok(text.to_owned()) } else { Err(None) }
}

fn is_ipv6(text: &str) -> bool {
    text.trim_start_matches('[').trim_end_matches(']').parse::<std::net::Ipv6Addr>().is_ok()
}

fn printable(text: &str) -> Result<String, Why> {
    if text.contains(char::is_control) {
        Err(Some("it has control characters".to_owned()))
    } else {
        Ok(text.to_owned())
    }
}
