//! What goes wrong with a statement, told apart as far as the callers act on it.

use oathgate_application::error::{Cause, PortError};

/// A statement or transaction that failed.
///
/// No form of it holds a value of a parameter or a row: a database's own message about a violated
/// constraint may quote a password hash, so the drivers pass on codes and names only.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// A value that must be unique is there already.
    #[error("a value that must be unique is there already")]
    Unique(#[source] Cause),
    /// Another change was under way; the same unit of work may succeed now.
    #[error("another change was under way")]
    Contended,
    /// The database does not answer, or not any more.
    #[error("the database is away")]
    Away(#[source] Cause),
    /// A column of a result does not hold what it should. Counted from 0.
    #[error("column {0} of a result does not hold what it should")]
    Column(usize),
    /// The statement is wrong, or broke a rule of the schema.
    #[error("the statement failed")]
    Defect(#[source] Cause),
}

impl SqlError {
    /// The database is away because of `cause`.
    pub fn away(cause: impl Into<Cause>) -> Self {
        Self::Away(cause.into())
    }

    /// The statement is wrong because of `cause`.
    pub fn defect(cause: impl Into<Cause>) -> Self {
        Self::Defect(cause.into())
    }

    /// The same fault once more, for another who waits for the same transaction.
    #[must_use]
    pub fn again(&self) -> Self {
        match self {
            Self::Unique(cause) => Self::Unique(cause.to_string().into()),
            Self::Contended => Self::Contended,
            Self::Away(cause) => Self::Away(cause.to_string().into()),
            Self::Column(index) => Self::Column(*index),
            Self::Defect(cause) => Self::Defect(cause.to_string().into()),
        }
    }
}

/// The name of this part of the system in a [`PortError`].
const DATABASE: &str = "database";

impl From<SqlError> for PortError {
    fn from(error: SqlError) -> Self {
        match error {
            SqlError::Contended => Self::Contended,
            SqlError::Away(cause) => Self::unavailable(DATABASE, cause),
            defect => Self::defect(DATABASE, defect),
        }
    }
}
