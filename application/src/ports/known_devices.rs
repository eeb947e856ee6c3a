//! Devices that somebody signed in with, in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{ids::AccountId, secret::TokenDigest};
use time::OffsetDateTime;

/// Devices that somebody signed in with.
#[async_trait]
pub trait KnownDevices: Send {
    /// Notes that an account was signed in to on a device. True where the device was not known to
    /// the account before; of any number at the same time one gets true.
    async fn note(
        &mut self,
        account: AccountId,
        device: TokenDigest,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;
}
