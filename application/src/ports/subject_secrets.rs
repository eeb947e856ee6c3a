//! The secret of pairwise subjects in storage.

use crate::error::PortError;
use async_trait::async_trait;
use time::OffsetDateTime;

/// The secret that pairwise subjects are computed by, sealed. There is one, for ever: with another one every person
/// would be a stranger to every such client.
#[async_trait]
pub trait SubjectSecrets: Send {
    /// The secret, where it was made.
    async fn sealed(&mut self) -> Result<Option<Vec<u8>>, PortError>;

    /// Keeps a secret where there is none. False, and nothing changed, where there is one; of any number at the
    /// same time one wins.
    async fn insert_if_first(&mut self, sealed: &[u8], now: OffsetDateTime) -> Result<bool, PortError>;

    /// Puts the same secret, sealed under another key, in the place of what was `before`. False, and nothing
    /// changed, where that is not there any more.
    async fn reseal(&mut self, before: &[u8], sealed: &[u8]) -> Result<bool, PortError>;
}
