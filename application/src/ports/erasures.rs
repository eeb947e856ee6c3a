//! The end of accounts in storage. An account that is to be erased is *frozen* when its time has
//! come: disabled, for good.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{email::EmailAddress, ids::AccountId};
use time::OffsetDateTime;

/// The end of accounts. Every change is conditional and tells by its answer whether it took place.
#[async_trait]
pub trait Erasures: Send {
    /// Notes that an active account is to be erased at `due_at`. False, and nothing changed, where
    /// it is not active, or is to be erased already.
    async fn plan(
        &mut self,
        id: AccountId,
        due_at: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Takes that back. False where the account is not active, or is not to be erased at just
    /// `due_at`.
    async fn cancel(
        &mut self,
        id: AccountId,
        due_at: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Disables an account that is to be erased at just `due_at`, whatever its state. From then on
    /// the erasure cannot be taken back. False where that was taken back.
    async fn freeze(
        &mut self,
        id: AccountId,
        due_at: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Takes everything from a frozen account that tells of its owner: address (for which
    /// `stand_in` stands), names, user names, password, registrations, challenges, sessions, devices,
    /// exports and consents. False, and nothing changed, where it is not frozen.
    async fn anonymise(
        &mut self,
        id: AccountId,
        stand_in: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Deletes a frozen account with everything that is left of it. False where it is not frozen.
    async fn purge(&mut self, id: AccountId) -> Result<bool, PortError>;
}
