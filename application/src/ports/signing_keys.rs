//! Signing keys in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::signing::{SigningAlgorithm, StoredSigningKey};
use time::OffsetDateTime;

/// Signing keys. Of each algorithm at most one key signs, and at most one is next.
#[async_trait]
pub trait SigningKeys: Send {
    /// Every key that will sign, signs or still verifies, newest first.
    async fn list(&mut self) -> Result<Vec<StoredSigningKey>, PortError>;

    /// Adds a key that signs, if no other key of its algorithm does. False, and nothing changed,
    /// where one does; of any number at the same time one wins.
    async fn insert_if_first(&mut self, key: &StoredSigningKey) -> Result<bool, PortError>;

    /// Adds a key that is next, if no other key of its algorithm is. Otherwise as
    /// [`Self::insert_if_first`].
    async fn insert_next(&mut self, key: &StoredSigningKey) -> Result<bool, PortError>;

    /// Lets the next key of an algorithm sign, if it was made by `known_since`, and retires the one
    /// that signed, which verifies until `until`. Gives both. None, and nothing changed, where there
    /// is no such next key; of any number at the same time one wins.
    async fn activate_next(
        &mut self,
        algorithm: SigningAlgorithm,
        known_since: OffsetDateTime,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> Result<Option<(String, Option<String>)>, PortError>;

    /// Deletes keys that need not verify any more at `now`, and gives which.
    async fn forget(&mut self, now: OffsetDateTime) -> Result<Vec<String>, PortError>;

    /// Deletes a key that does not sign. False where there is none.
    async fn remove(&mut self, id: &str) -> Result<bool, PortError>;
}
