//! What may be shown once only, and was shown.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::secret::TokenDigest;
use time::OffsetDateTime;

/// What was shown once (`jti` of assertions and proofs), until its time is up.
#[async_trait]
pub trait Replays: Send {
    /// Notes that something was shown. False, and nothing changed, where it was before; of any number at
    /// the same time one gets true.
    async fn is_first(&mut self, digest: TokenDigest, expires_at: OffsetDateTime) -> Result<bool, PortError>;
}
