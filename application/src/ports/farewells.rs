//! Where to say goodbye to somebody whose account is gone: sealed under a key of its own, which is
//! deleted with it when that is said.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::ids::RunId;
use time::OffsetDateTime;

/// A sealed address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Farewell {
    /// The key, itself sealed.
    pub sealed_key: Vec<u8>,
    /// Whom to write to, sealed under the key.
    pub sealed: Vec<u8>,
}

/// Sealed addresses, each by the run that will use it.
#[async_trait]
pub trait Farewells: Send {
    /// Keeps one.
    async fn keep(&mut self, run: RunId, farewell: &Farewell, now: OffsetDateTime) -> Result<(), PortError>;

    /// The one of a run. None where it was forgotten.
    async fn find(&mut self, run: RunId) -> Result<Option<Farewell>, PortError>;

    /// Forgets the one of a run. Nothing happens where it is gone.
    async fn forget(&mut self, run: RunId) -> Result<(), PortError>;
}
