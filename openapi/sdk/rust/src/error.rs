//! What can go wrong with a request.

use crate::types::Problem;

/// A request was not carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server has refused it; decide by `code`.
    #[error("{}: {}", .0.title, .0.detail.as_deref().unwrap_or_default())]
    Problem(Box<Problem>),
    /// Nobody is signed in (any more). Ask for the password again.
    #[error("nobody is signed in")]
    SignedOut,
    /// An answer that is no answer of the server's API: of a probe that is not well, or of something in between.
    #[error("an answer with status {status}")]
    Strange {
        /// Its status.
        status: u16,
    },
    /// No answer, or one that cannot be read.
    #[error("no answer that can be read")]
    Http(#[from] reqwest::Error),
}
