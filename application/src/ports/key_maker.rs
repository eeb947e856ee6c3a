//! New signing keys.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::signing::{SigningAlgorithm, StoredSigningKey};

/// Makes signing keys.
#[async_trait]
pub trait KeyMaker: Send + Sync {
    /// A key that does not sign yet, its private half sealed. May take a second, and nobody else waits.
    ///
    /// # Errors
    /// [`PortError`] where the algorithm has no key pair, or none can be made.
    async fn make(&self, algorithm: SigningAlgorithm) -> Result<StoredSigningKey, PortError>;
}
