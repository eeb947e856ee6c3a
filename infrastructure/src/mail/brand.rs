//! In whose name mail is sent.

use oathgate_domain::{brand::Palette, email::EmailAddress, locale::Locale};
use url::{Host, Url};

/// Longest display name of a sender, in characters.
const MAX_NAME: usize = 100;

/// Who mail is from, as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// The product's name, for example `Oathgate`.
    pub name: String,
    /// Whose address it is sent from.
    pub sender: Sender,
    /// Where the product is: the issuer.
    pub issuer: Url,
    /// Its colours.
    pub palette: Palette,
    /// Where its logo is, if it is one that mail readers can show. Its name stands there otherwise.
    pub logo: Option<Url>,
    /// The language of mail to people of whom nobody knows which one they read.
    pub locale: Locale,
}

impl Brand {
    /// The host of the issuer, as people write it.
    pub(super) fn host(&self) -> &str {
        self.issuer.host_str().unwrap_or("localhost")
    }

    /// The host of the issuer as it is written behind the `@` of an address and after `EHLO`: an
    /// address of the network is a literal there (RFC 5321 §4.1.3).
    pub(super) fn mail_host(&self) -> String {
        match self.issuer.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => format!("[{address}]"),
            Some(Host::Ipv6(address)) => format!("[IPv6:{address}]"),
            None => "localhost".to_owned(),
        }
    }

    /// The name beside the sender's address: its own, or else the product's.
    pub(super) fn sender_name(&self) -> &str {
        self.sender.name.as_deref().unwrap_or(&self.name)
    }
}

/// A sender: the `MAIL_FROM`, either `a@example.com` or `Name <a@example.com>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name beside the address.
    pub name: Option<String>,
    /// The address, in the `From` and on the envelope.
    pub address: EmailAddress,
}

/// A `MAIL_FROM` that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SenderFault {
    /// The address is no address.
    #[error("it holds no e-mail address; write name@example.com or Name <name@example.com>")]
    Address,
    /// The name is too long, or has control characters.
    #[error("its name is longer than 100 characters or has control characters")]
    Name,
}

impl std::str::FromStr for Sender {
    type Err = SenderFault;

    fn from_str(text: &str) -> Result<Self, SenderFault> {
        let text = text.trim();
        let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (unquoted(name.trim()), address),
            None => (String::new(), text),
        };
        if name.chars().count() > MAX_NAME || name.contains(char::is_control) {
            return Err(SenderFault::Name);
        }
        let address = EmailAddress::parse(address).map_err(|_| SenderFault::Address)?;
        Ok(Self { name: Some(name).filter(|name| !name.is_empty()), address })
    }
}

/// A display name without the quotes of RFC 5322 §3.2.4 around it.
fn unquoted(name: &str) -> String {
    let Some(inner) = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) else {
        return name.to_owned();
    };
    let mut plain = String::with_capacity(inner.len());
    let mut escaped = false;
    for c in inner.chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            plain.push(c);
            escaped = false;
        }
    }
    plain
}
