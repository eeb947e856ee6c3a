//! Authorization requests that wait for a person: to sign in, or to agree.

use crate::error::PortError;
use async_trait::async_trait;
use time::OffsetDateTime;
use uuid::Uuid;

/// An authorization request that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    /// Its identifier: 122 random bits.
    pub id: Uuid,
    /// The request's parameters, as a query string.
    pub query: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it is forgotten.
    pub expires_at: OffsetDateTime,
}

/// Interactions.
#[async_trait]
pub trait Interactions: Send {
    /// Adds one.
    async fn insert(&mut self, interaction: &Interaction) -> Result<(), PortError>;

    /// The one with this id, if it was not ended and its time is not up at `now`.
    async fn find(&mut self, id: Uuid, now: OffsetDateTime) -> Result<Option<Interaction>, PortError>;

    /// Lets one that still says `before` say `after`. False where it says something else, was ended, or its
    /// time is up at `now`.
    async fn replace(
        &mut self,
        id: Uuid,
        before: &str,
        after: &str,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Ends one. False where it was ended before or its time is up at `now`; of any number at the
    /// same time one gets true.
    async fn end(&mut self, id: Uuid, now: OffsetDateTime) -> Result<bool, PortError>;
}
