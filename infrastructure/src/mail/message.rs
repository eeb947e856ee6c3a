//! A whole message: headers, text and HTML as MIME. Everything in it follows from the letter, so
//! that a second attempt sends the same bytes and a mailbox can tell a repeat from a new mail.

use super::{brand::Brand, renderer::Rendered, text::one_line};
use aws_lc_rs::digest;
use mail_send::mail_builder::{
    MessageBuilder,
    headers::{address::Address, content_type::ContentType, raw::Raw},
    mime::MimePart,
};
use oathgate_application::ports::mailer::Letter;
use oathgate_domain::email::EmailAddress;
use std::fmt::Write as _;
use time::OffsetDateTime;
use url::Host;

/// Longest part of a `Message-ID` before its `@`, in bytes.
const MAX_ID: usize = 100;

/// A message, ready to be sent. `Debug` shows nothing of what it says, since links hold tokens.
#[derive(Clone)]
pub struct Message {
    /// `Message-ID`, without the angle brackets.
    pub id: String,
    /// `From`: the name.
    pub from_name: String,
    /// `From`, and the sender on the envelope.
    pub from: String,
    /// `To`, and the one recipient on the envelope. A host in another script is in its ASCII form.
    pub to: String,
    /// `Subject`.
    pub subject: String,
    /// `Date`, whole seconds.
    pub date: OffsetDateTime,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// All of it, as it is sent.
    pub raw: Vec<u8>,
}

impl Message {
    pub(super) fn compose(letter: &Letter, words: Rendered, brand: &Brand) -> Self {
        let id = format!("{}@{}", local_id(&letter.key), brand.mail_host());
        let (from, to) = (ascii_host(&brand.sender.address), ascii_host(&letter.to));
        let from_name = one_line(brand.sender_name());
        let parts = vec![
            MimePart::new("text/plain", words.text.as_str()),
            MimePart::new("text/html", words.html.as_str()),
        ];
        let boundary = format!("=_{}", hex(&letter.key, 16));
        let body =
            MimePart::new(ContentType::new("multipart/alternative").attribute("boundary", boundary), parts);
        let mut raw = Vec::new();
        let mut message = MessageBuilder::new();
        if let Some(request) = letter.request_id.as_deref().filter(|id| is_plain(id)) {
            message = message.header("X-Request-Id", Raw::new(request));
        }
        message
            .message_id(id.as_str())
            .date(letter.dated.unix_timestamp())
            .from(Address::new_address(Some(from_name.as_str()), from.as_str()))
            .to(Address::from(to.as_str()))
            .subject(words.subject.as_str())
            // RFC 3282 §2.
            .header("Content-Language", Raw::new(words.locale.as_str()))
            // RFC 3834 §5: nobody's absence note answers it.
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .body(body)
            .serialize(&mut raw);
        Self {
            id,
            from_name,
            from,
            to,
            subject: words.subject,
            date: letter.dated.replace_nanosecond(0).unwrap_or(letter.dated),
            text: words.text,
            html: words.html,
            raw,
        }
    }

    /// The headers of the whole message, unfolded (RFC 5322 §2.2.3), in their order.
    pub fn headers(&self) -> Vec<(String, String)> {
        let head = String::from_utf8_lossy(&self.raw);
        let head =
            head.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect()
    }
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// Whether text can stand in a header as it is.
fn is_plain(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// An address with its host in ASCII (RFC 5891), as servers without SMTPUTF8 need it.
fn ascii_host(address: &EmailAddress) -> String {
    let written = address.as_str();
    let Some((local, host)) = written.rsplit_once('@').filter(|_| !written.is_ascii()) else {
        return written.to_owned();
    };
    match Host::parse(host) {
        Ok(Host::Domain(ascii)) => format!("{local}@{ascii}"),
        _ => written.to_owned(),
    }
}

/// The key as the left side of a `Message-ID`: a dot-atom (RFC 5322 §3.2.3). What does not fit is
/// replaced, and a digest of the key keeps the result apart from others'.
fn local_id(key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+');
    let fits = !key.is_empty()
        && key.len() <= MAX_ID
        && key.split('.').all(|atom| !atom.is_empty() && atom.chars().all(plain));
    if fits {
        return key.to_owned();
    }
    let mut id: String = key.chars().take(MAX_ID / 2).map(|c| if plain(c) { c } else { '-' }).collect();
    if !id.is_empty() {
        id.push('.');
    }
    id + &hex(key, 8)
}

/// The first `bytes` bytes of the key's SHA-256 in hex.
fn hex(key: &str, bytes: usize) -> String {
    let digest = digest::digest(&digest::SHA256, key.as_bytes());
    digest.as_ref().iter().take(bytes).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
