//! Authorization codes in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{ids::GrantId, oauth::AuthorizationCode, secret::TokenDigest};
use time::OffsetDateTime;

/// What came of taking a code.
#[derive(Debug, Clone)]
pub enum Taken {
    /// It had not been used; now it has.
    Fresh(Box<AuthorizationCode>),
    /// It had been used; what came from it is this grant.
    Replayed(GrantId),
    /// There is no such code.
    Unknown,
}

/// Authorization codes.
#[async_trait]
pub trait Codes: Send {
    /// Adds a code.
    async fn insert(&mut self, code: &AuthorizationCode) -> Result<(), PortError>;

    /// Takes a code, whether or not its time is up. Of any number at the same time one gets it
    /// fresh; the others see it as replayed.
    async fn take(&mut self, digest: TokenDigest, now: OffsetDateTime) -> Result<Taken, PortError>;
}
