//! Passwords: which are taken, after NIST SP 800-63B §5.1.1.2 (length, no composition rules, a
//! list of common passwords, words of the context).

use crate::invalid::Invalid;
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, matching::patterns::MatchPattern, zxcvbn};

/// Fewest characters of a password.
pub const MIN_CHARACTERS: usize = 8;
/// Most characters of a password.
pub const MAX_CHARACTERS: usize = 128;
/// Longest part that the estimate of strength looks at; its cost grows with the square.
const ESTIMATED_CHARACTERS: usize = 100;

/// A password in clear, normalised by NFKC so that it is the same from every keyboard. Hidden in
/// `Debug` and wiped on drop.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// Takes what somebody typed to sign in: any text of at most [`MAX_CHARACTERS`] characters.
    ///
    /// # Errors
    /// [`Invalid`] for `field`: `required` or `too_long`.
    pub fn typed(field: &'static str, text: &str) -> Result<Self, Invalid> {
        if text.is_empty() {
            return Err(Invalid::new(field, "required", "Give a password."));
        }
        let normal: String = text.nfkc().collect();
        if normal.chars().count() > MAX_CHARACTERS {
            return Err(Invalid::new(
                field,
                "too_long",
                format!("A password has at most {MAX_CHARACTERS} characters."),
            ));
        }
        Ok(Self(SecretString::from(normal)))
    }

    /// Takes a password that somebody chose, and tells how strong it is.
    ///
    /// `context` holds words that are easily guessed for this person: address, user name, names.
    ///
    /// # Errors
    /// [`Invalid`] for `field`: `required`, `too_short`, `too_long`, `common_password` or
    /// `personal_password`.
    pub fn chosen(field: &'static str, text: &str, context: &[&str]) -> Result<(Self, Strength), Invalid> {
        let password = Self::typed(field, text)?;
        if password.expose().chars().count() < MIN_CHARACTERS {
            return Err(Invalid::new(
                field,
                "too_short",
                format!("A password has at least {MIN_CHARACTERS} characters."),
            ));
        }
        let strength = Strength::of(password.expose(), context).map_err(|fault| match fault {
            Guessable::Common => Invalid::new(
                field,
                "common_password",
                "This password is among those that are tried first. Choose another; a few \
                 unrelated words are good.",
            ),
            Guessable::Personal => Invalid::new(
                field,
                "personal_password",
                "This password is your own name or address. Choose one that is not.",
            ),
        })?;
        Ok((password, strength))
    }

    /// The password in clear, for hashing alone.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

enum Guessable {
    Common,
    Personal,
}

/// How hard a password is to guess: 0 (at once) to 4 (very hard), by zxcvbn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strength(pub u8);

impl Strength {
    fn of(password: &str, context: &[&str]) -> Result<Self, Guessable> {
        let head: String = password.chars().take(ESTIMATED_CHARACTERS).collect();
        let words: Vec<&str> = context
            .iter()
            .flat_map(|word| word.split(['@', '.', ' ']).chain([*word]))
            .filter(|word| word.chars().count() > 2)
            .collect();
        let lower = password.to_lowercase();
        if words.iter().any(|word| word.to_lowercase() == lower) {
            return Err(Guessable::Personal);
        }
        let estimate = zxcvbn(&head, &words);
        let whole_is_listed = matches!(estimate.sequence(), [only]
            if matches!(only.pattern, MatchPattern::Dictionary(_)));
        if whole_is_listed && estimate.score() < Score::Three {
            return Err(Guessable::Common);
        }
        // Keyboard rows, runs and repeats of one piece are on every list too.
        if estimate.score() == Score::Zero {
            return Err(Guessable::Common);
        }
        Ok(Self(u8::from(estimate.score())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str, context: &[&str]) -> &'static str {
        Password::chosen("password", text, context).map_or_else(|fault| fault.code, |_| "taken")
    }

    #[test]
    fn length_decides_and_composition_does_not() {
        assert_eq!(code("short", &[]), "too_short");
        assert_eq!(code("", &[]), "required");
        assert_eq!(code(&"x1y".repeat(43), &[]), "too_long");
        assert_eq!(code("plain words in lower case", &[]), "taken");
        assert_eq!(code("парольная фраза", &[]), "taken");
    }

    #[test]
    fn passwords_that_are_tried_first_are_refused() {
        for common in [
            "password",
            "Password1",
            "12345678",
            "qwertyuiop",
            "iloveyou",
            "aaaaaaaa",
            "letmein1",
            "trustno1",
        ] {
            assert_eq!(code(common, &[]), "common_password", "{common}");
        }
    }

    #[test]
    fn ones_own_name_is_refused() {
        assert_eq!(code("Lovelace", &["ada@lovelace.example"]), "personal_password");
        assert_eq!(code("ada@lovelace.example", &["ada@lovelace.example"]), "personal_password");
    }

    #[test]
    fn strength_grows_with_the_password() {
        let weak = Password::chosen("password", "sunshine42x", &[]).unwrap().1;
        let strong = Password::chosen("password", "violet otter paints nine doors", &[]).unwrap().1;
        assert!(weak < strong);
        assert_eq!(strong, Strength(4));
    }

    #[test]
    fn never_printed() {
        let password = Password::typed("password", "hunter2hunter2").unwrap();
        assert!(!format!("{password:?}").contains("hunter2"));
    }
}
