//! Signing keys in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::signing::StoredSigningKey;

/// Signing keys.
#[async_trait]
pub trait SigningKeys: Send {
    /// Every key that signs or still verifies, newest first.
    async fn list(&mut self) -> Result<Vec<StoredSigningKey>, PortError>;

    /// Adds a key that signs, if no other key of its algorithm does. False, and nothing changed,
    /// where one does; of any number at the same time one wins.
    async fn insert_if_first(&mut self, key: &StoredSigningKey) -> Result<bool, PortError>;
}
