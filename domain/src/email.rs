//! E-mail addresses.

use crate::invalid::Invalid;
use email_address::{EmailAddress as Parsed, Options};
use unicode_normalization::UnicodeNormalization;

/// Longest address that is taken, in bytes (RFC 5321 §4.5.3.1.3 less the angle brackets).
pub const MAX_BYTES: usize = 254;

/// An e-mail address as its owner wrote it, with the form by which it is compared.
///
/// Two addresses are the same account when their canonical forms are equal: lower case and
/// Unicode NFKC. RFC 5321 §2.4 lets a host tell local parts apart by case; no host in use does,
/// and two accounts that differ by case alone only help somebody who wants to be mistaken for
/// another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    written: String,
    canonical: String,
}

impl EmailAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// [`Invalid`] for the field `email`: `required`, `too_long` or `invalid_email`. Quoted local
    /// parts, domain literals, display names, control characters and hosts without a dot are
    /// refused.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let written: String = text.trim().nfkc().collect();
        if written.is_empty() {
            return Err(Invalid::new("email", "required", "Give an e-mail address."));
        }
        if written.len() > MAX_BYTES {
            return Err(Invalid::new(
                "email",
                "too_long",
                format!("An e-mail address has at most {MAX_BYTES} bytes."),
            ));
        }
        let options =
            Options::default().with_minimum_sub_domains(2).without_domain_literal().without_display_text();
        let unsafe_character =
            |c: char| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>' | '(' | ')');
        if written.contains(unsafe_character) || Parsed::parse_with_options(&written, options).is_err() {
            return Err(Invalid::new(
                "email",
                "invalid_email",
                "This is not an e-mail address. It looks like name@example.com.",
            ));
        }
        let canonical = written.to_lowercase();
        Ok(Self { written, canonical })
    }

    /// Puts together an address that [`Self::parse`] has accepted before, from storage.
    pub fn from_storage(written: String) -> Self {
        let canonical = written.to_lowercase();
        Self { written, canonical }
    }

    /// As its owner wrote it; mail is sent here.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The form by which addresses are compared.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The address with most of it hidden, for people who may not see it: `a•••@example.com`.
    pub fn masked(&self) -> String {
        let (local, host) = self.written.rsplit_once('@').unwrap_or((&self.written, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}•••@{host}")
    }

    /// The part before the last `@`.
    pub fn local_part(&self) -> &str {
        self.written.rsplit_once('@').map_or(self.written.as_str(), |(local, _)| local)
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_was_written_and_compares_without_case() {
        let address = EmailAddress::parse("  Ada.Lovelace@Example.COM ").unwrap();
        assert_eq!(address.as_str(), "Ada.Lovelace@Example.COM");
        assert_eq!(address.canonical(), "ada.lovelace@example.com");
        assert_eq!(address.local_part(), "Ada.Lovelace");
        assert_eq!(address.masked(), "A•••@Example.COM");
    }

    #[test]
    fn refuses_what_could_change_an_smtp_command() {
        for bad in [
            "a@example.com>\r\nRCPT TO:<evil@example.com",
            "Ada <a@example.com>",
            "\"a b\"@example.com",
            "a\0@example.com",
            "a@[127.0.0.1]",
            "a@localhost",
            "a.example.com",
            "a@example.com, b@example.com",
            "",
        ] {
            let code = EmailAddress::parse(bad).unwrap_err().code;
            assert!(matches!(code, "invalid_email" | "required"), "{bad:?} gave {code}");
        }
    }

    #[test]
    fn refuses_an_address_that_no_mail_server_takes() {
        let long = format!("{}@{}.example.com", "a".repeat(60), "b".repeat(250));
        assert_eq!(EmailAddress::parse(&long).unwrap_err().code, "too_long");
    }
}
