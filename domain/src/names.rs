//! User names and the names of people.

use crate::invalid::Invalid;
use unicode_normalization::UnicodeNormalization;

/// A name that one account has for itself, by which it may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username {
    written: String,
    canonical: String,
}

impl Username {
    /// Reads a user name: 3 to 50 of ASCII letters, digits, `.`, `_` and `-`, beginning and ending
    /// with a letter or digit. An `@` is refused, so that a user name is never taken for an
    /// address.
    ///
    /// # Errors
    /// [`Invalid`] for the field `username`: `too_short`, `too_long` or `invalid_username`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let written = text.trim();
        let length = written.chars().count();
        if length < 3 {
            return Err(Invalid::new("username", "too_short", "A user name has at least 3 characters."));
        }
        if length > 50 {
            return Err(Invalid::new("username", "too_long", "A user name has at most 50 characters."));
        }
        let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if !written.chars().all(inner) || !edge(written.chars().next()) || !edge(written.chars().last()) {
            return Err(Invalid::new(
                "username",
                "invalid_username",
                "A user name is made of letters a to z, digits, dots, underscores and hyphens, \
                 and begins and ends with a letter or digit.",
            ));
        }
        Ok(Self::from_storage(written.to_owned()))
    }

    /// Puts together a user name that [`Self::parse`] has accepted before, from storage.
    pub fn from_storage(written: String) -> Self {
        let canonical = written.to_ascii_lowercase();
        Self { written, canonical }
    }

    /// As its owner wrote it.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The form by which user names are compared: lower case.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

/// A given or family name of a person, in any script.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name: 1 to 50 characters, no control characters. Space around it is dropped, and
    /// a name of nothing but space is no name.
    ///
    /// # Errors
    /// [`Invalid`] for `field`: `too_long` or `invalid_name`.
    pub fn parse(field: &'static str, text: &str) -> Result<Option<Self>, Invalid> {
        let name: String = text.trim().nfc().collect();
        if name.is_empty() {
            return Ok(None);
        }
        if name.chars().count() > 50 {
            return Err(Invalid::new(field, "too_long", "A name has at most 50 characters."));
        }
        if name.contains(is_unprintable) {
            return Err(Invalid::new(field, "invalid_name", "A name has no control characters."));
        }
        Ok(Some(Self(name)))
    }

    /// Puts together a name that [`Self::parse`] has accepted before, from storage.
    pub fn from_storage(name: String) -> Self {
        Self(name)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters and the marks that turn the direction of text, by which a name could
/// disguise the rest of a mail.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_compare_without_case() {
        assert_eq!(Username::parse("Ada-L").unwrap().canonical(), "ada-l");
    }

    #[test]
    fn user_names_that_could_be_mistaken_are_refused() {
        for (bad, code) in [
            ("ab", "too_short"),
            ("ada@example.com", "invalid_username"),
            ("-ada", "invalid_username"),
            ("ada_", "invalid_username"),
            ("adä", "invalid_username"),
            ("a\0da", "invalid_username"),
        ] {
            assert_eq!(Username::parse(bad).unwrap_err().code, code, "{bad:?}");
        }
        assert_eq!(Username::parse(&"a".repeat(51)).unwrap_err().code, "too_long");
    }

    #[test]
    fn names_of_people_keep_their_script() {
        assert_eq!(PersonName::parse("first_name", " 美咲 ").unwrap().unwrap().as_str(), "美咲");
        assert_eq!(PersonName::parse("first_name", "  ").unwrap(), None);
        assert_eq!(PersonName::parse("first_name", "a\u{202e}b").unwrap_err().code, "invalid_name");
    }
}
