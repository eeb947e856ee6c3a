//! What administrators have changed about limits, in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::rate::Rate;
use time::OffsetDateTime;

/// A limit that is not as the program has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitChange {
    /// Its name.
    pub name: String,
    /// What it allows.
    pub rate: Rate,
    /// When it was changed.
    pub changed_at: OffsetDateTime,
}

/// What administrators have changed about limits.
#[async_trait]
pub trait LimitChanges: Send {
    /// All of it, by name.
    async fn all(&mut self) -> Result<Vec<LimitChange>, PortError>;

    /// Sets what a limit allows, whether or not it was changed before.
    async fn set(&mut self, change: &LimitChange) -> Result<(), PortError>;

    /// Forgets a change. False where there was none.
    async fn forget(&mut self, name: &str) -> Result<bool, PortError>;
}
