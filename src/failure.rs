//! Why a command failed, in words for the person who gave it.

use crate::config::Problems;
use oathgate_application::error::{Failure as UseCaseFailure, PortError};
use std::{error::Error, fmt};

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Settings that are wrong.
    Settings(Problems),
    /// It could not be done. The text says what, the cause why.
    Cannot(String, Option<Box<dyn Error + Send + Sync>>),
    /// What was to be said was said already; only the exit code is left.
    Told,
}

impl Failure {
    /// A failure without a cause.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self::Cannot(text.into(), None)
    }

    /// `text` failed because of `cause`.
    pub(crate) fn because(text: impl Into<String>, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Cannot(text.into(), Some(cause.into()))
    }

    /// What a use case gave, where `refused` puts its refusals into words.
    pub(crate) fn of_use_case<R>(failure: UseCaseFailure<R>, refused: impl FnOnce(R) -> String) -> Self {
        match failure {
            UseCaseFailure::Refused(refusal) => Self::new(refused(refusal)),
            UseCaseFailure::Busy { .. } => Self::new("too many passwords are being hashed; try again"),
            UseCaseFailure::Port(error) => error.into(),
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Settings(problems)
    }
}

impl From<PortError> for Failure {
    fn from(error: PortError) -> Self {
        let text = error.to_string();
        match error {
            PortError::Unavailable { cause, .. } | PortError::Defect { cause, .. } => {
                Self::Cannot(text, Some(cause))
            }
            PortError::Contended => Self::new(text),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(problems) => match problems.0.len() {
                1 => write!(f, "a setting is wrong\n  {problems}"),
                number => {
                    write!(f, "{number} settings are wrong")?;
                    problems.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
                }
            },
            Self::Cannot(text, None) => f.write_str(text),
            Self::Cannot(text, Some(cause)) => write!(f, "{text}: {}", chain(&**cause)),
            Self::Told => Ok(()),
        }
    }
}

/// An error and what caused it, in one line. Errors that only repeat their cause are passed over.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[derive(Debug)]
    struct Layer(&'static str, io::Error);

    impl fmt::Display for Layer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Layer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.1)
        }
    }

    #[test]
    fn causes_are_told_once() {
        let told =
            |text, cause| Failure::because("it failed", Layer(text, io::Error::other(cause))).to_string();
        assert_eq!(told("no answer", "refused"), "it failed: no answer: refused");
        assert_eq!(told("refused", "refused"), "it failed: refused");
    }
}
