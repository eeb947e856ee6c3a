//! What is wrong with a value that somebody gave, said so that they can mend it.

/// One fault in one field of what was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Invalid {
    /// The field's name as the caller knows it, for example `email`.
    pub field: &'static str,
    /// A stable code in snake case, for example `too_short`.
    pub code: &'static str,
    /// What is wrong and what is allowed, for a person. Never repeats a secret.
    pub message: String,
}

impl Invalid {
    /// A fault in `field`.
    pub fn new(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field, code, message: message.into() }
    }

    /// The same fault, said of another field.
    #[must_use]
    pub fn named(mut self, field: &'static str) -> Self {
        self.field = field;
        self
    }
}
