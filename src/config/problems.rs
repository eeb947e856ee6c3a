//! What is wrong with settings, one line for each, all of them at once.

use super::variable::Variable;
use std::fmt;

/// Longest part of a value that a line repeats, in characters.
const MAX_SHOWN: usize = 80;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which setting, or the file.
    pub subject: String,
    /// What is wrong and what is allowed. Never holds a secret.
    pub text: String,
}

impl Problem {
    /// Any other thing that is wrong with `subject`.
    pub fn new(subject: impl Into<String>, text: impl Into<String>) -> Self {
        Self { subject: subject.into(), text: text.into() }
    }

    /// A value that does not parse.
    pub fn value(variable: &Variable, held: &str, why: Option<&str>) -> Self {
        let why = why.map(|why| format!("; {why}")).unwrap_or_default();
        Self::new(
            variable.name,
            format!("{} is not allowed{why}; it takes {}", shown(variable, held), variable.takes),
        )
    }

    /// A value that is needed and not there.
    pub fn missing(variable: &Variable, why: &str) -> Self {
        Self::new(variable.name, format!("not set; {why}; it takes {}", variable.takes))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.text)
    }
}

/// Everything that is wrong. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// A value as a line may show it: quoted, cut, and hidden where it is a secret or holds one.
pub(super) fn shown(variable: &Variable, held: &str) -> String {
    // Somebody who puts a password into an address that is not meant to hold one still has a secret.
    if variable.secret || held.contains('@') && variable.takes.contains("address") && held.contains("://") {
        return "(hidden)".to_owned();
    }
    let cut: String = held.chars().take(MAX_SHOWN).collect();
    let more = if cut.len() < held.len() { "…" } else { "" };
    format!("{cut:?}{more}")
}

#[cfg(test)]
mod tests {
    use super::{super::catalogue, *};

    #[test]
    fn values_are_quoted_cut_and_hidden() {
        let line = |variable: &Variable, held: &str| Problem::value(variable, held, None).to_string();
        assert_eq!(
            line(&catalogue::RATE_LIMIT, "maybe\n"),
            "RATE_LIMIT: \"maybe\\n\" is not allowed; it takes on or off"
        );
        assert!(line(&catalogue::RATE_LIMIT, &"x".repeat(500)).len() < 150);
        assert!(!line(&catalogue::JWT_SECRET_KEY, "hunter2").contains("hunter2"));
        assert!(!line(&catalogue::BACKEND_URL, "ftp://me:hunter2@host").contains("hunter2"));
    }
}
