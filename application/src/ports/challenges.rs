//! Challenges in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{
    challenge::{Challenge, Purpose},
    ids::{AccountId, ChallengeId},
};
use time::OffsetDateTime;

/// Challenges.
#[async_trait]
pub trait Challenges: Send {
    /// Adds a challenge.
    async fn insert(&mut self, challenge: &Challenge) -> Result<(), PortError>;

    /// The challenge with this id, used or not.
    async fn find(&mut self, id: ChallengeId) -> Result<Option<Challenge>, PortError>;

    /// Uses a challenge up. None where there is none with this id and purpose, it was used or
    /// withdrawn, or its time is up at `now`. Of any number at the same time one gets it.
    async fn consume(
        &mut self,
        id: ChallengeId,
        purpose: Purpose,
        now: OffsetDateTime,
    ) -> Result<Option<Challenge>, PortError>;

    /// Withdraws every unused challenge of an account with this purpose.
    async fn withdraw(
        &mut self,
        account: AccountId,
        purpose: Purpose,
        now: OffsetDateTime,
    ) -> Result<(), PortError>;
}
