//! A mail server's own words, without what is nobody else's business: the recipient's address,
//! the password, control characters.

use base64::{Engine, engine::general_purpose::STANDARD};
use oathgate_domain::{email::EmailAddress, secret::Secret};

/// Most characters that are kept of what a server said.
const MAX_CHARACTERS: usize = 300;
/// Fewest letters of a local part that is hidden where it stands alone. Shorter ones are parts
/// of ordinary words.
const MIN_LOCAL_PART: usize = 4;

/// Takes out of words what must not be kept.
#[derive(Clone, Default)]
pub(super) struct Redactor {
    /// What to look for, in lower case, and what to put in its place.
    hidden: Vec<(String, String)>,
}

impl Redactor {
    /// Hides a password, in clear and as it goes over the wire with its user name.
    pub(super) fn password(&mut self, username: &str, password: &Secret) {
        let password = password.expose();
        for text in [
            password.to_owned(),
            STANDARD.encode(password),
            STANDARD.encode(format!("\0{username}\0{password}")),
            STANDARD.encode(format!("{username}\0{username}\0{password}")),
        ] {
            self.hide(&text, "•••");
        }
    }

    /// Also hides an address, in each of the forms that were or could have been sent.
    pub(super) fn with_recipient(&self, address: &EmailAddress, sent: &str) -> Self {
        let mut redactor = self.clone();
        let masked = address.masked();
        for text in [address.as_str(), address.canonical(), sent] {
            redactor.hide(text, &masked);
        }
        if address.local_part().chars().count() >= MIN_LOCAL_PART {
            redactor.hide(address.local_part(), masked.split('@').next().unwrap_or_default());
        }
        redactor
    }

    fn hide(&mut self, text: &str, instead: &str) {
        let text = text.to_ascii_lowercase();
        if !text.is_empty() && !self.hidden.iter().any(|(known, _)| *known == text) {
            self.hidden.push((text, instead.to_owned()));
        }
    }

    /// The words on one line, cut, without what is hidden.
    pub(super) fn words(&self, text: &str) -> String {
        let mut words: String = super::text::one_line(text);
        for (hidden, instead) in &self.hidden {
            words = replace(&words, hidden, instead);
        }
        if words.chars().count() > MAX_CHARACTERS {
            words = words.chars().take(MAX_CHARACTERS - 1).chain(['…']).collect();
        }
        words
    }
}

/// Replaces without regard to the case of ASCII letters. `find` is in lower case.
fn replace(text: &str, find: &str, instead: &str) -> String {
    // Of the same length byte by byte, so places in one are places in the other.
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (place, _) in lower.match_indices(find) {
        out.push_str(&text[done..place]);
        out.push_str(instead);
        done = place + find.len();
    }
    out.push_str(&text[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        let mut redactor = Redactor::default();
        redactor.password("mailer", &Secret::new("open sesame"));
        let address = EmailAddress::parse("Ada.Lovelace@Example.com").unwrap();
        redactor.with_recipient(&address, "Ada.Lovelace@example.com")
    }

    #[test]
    fn the_recipient_is_masked_however_it_is_written() {
        let said = "550 5.1.1 <ada.lovelace@EXAMPLE.com>: no mailbox ADA.LOVELACE here";
        assert_eq!(redactor().words(said), "550 5.1.1 <A•••@Example.com>: no mailbox A••• here");
    }

    #[test]
    fn no_form_of_the_password_is_kept() {
        for said in ["open sesame", "b3BlbiBzZXNhbWU=", "AG1haWxlcgBvcGVuIHNlc2FtZQ=="] {
            assert_eq!(redactor().words(&format!("535 {said} is wrong")), "535 ••• is wrong");
        }
    }

    #[test]
    fn control_characters_go_and_long_words_are_cut() {
        let words = redactor().words(&format!("421\r\n\u{1b}[31mno\0{}", "é".repeat(400)));
        assert!(words.starts_with("421 [31mno é") && words.ends_with('…'), "{words}");
        assert_eq!(words.chars().count(), 300);
    }
}
