//! Password hashing, which is made to be slow and therefore has a queue with an end.

use async_trait::async_trait;
use oathgate_domain::{account::PasswordHash, password::Password};
use std::time::Duration;

/// Hashes and verifies passwords on threads of its own.
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a password with the present parameters and a fresh salt.
    ///
    /// # Errors
    /// [`HashingBusy`] when too many are waiting.
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashingBusy>;

    /// Compares a password with a hash. Without a hash it does the same work and says no, so
    /// that the time does not tell whether there was one.
    ///
    /// # Errors
    /// [`HashingBusy`] when too many are waiting.
    async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, HashingBusy>;
}

/// What a comparison showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not the password.
    Wrong,
    /// The password, and the hash is as it should be.
    Right,
    /// The password, but the hash is weaker than today's, or of another kind: replace it.
    RightButOutdated,
}

/// Too many passwords are waiting to be hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are waiting to be hashed")]
pub struct HashingBusy {
    /// When it makes sense to try again.
    pub retry_after: Duration,
}

impl<R> From<HashingBusy> for crate::error::Failure<R> {
    fn from(busy: HashingBusy) -> Self {
        Self::Busy { retry_after: busy.retry_after }
    }
}
