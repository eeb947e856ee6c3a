//! What is kept for a while alone, and found again to be deleted when its time is up.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::ids::{AccountId, RegistrationId, RunId};
use time::OffsetDateTime;

/// Most rows that one statement deletes.
pub const MOST_AT_ONCE: u16 = 500;

/// What is deleted as such when its time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftover {
    /// Sessions that were ended or have expired.
    Sessions,
    /// What clients were granted, with its refresh tokens: revoked or expired.
    Grants,
    /// Authorization codes that have expired, used or not.
    Codes,
    /// Authorization requests that nobody answered in time.
    Interactions,
    /// Authorization requests that clients have pushed and not used in time.
    PushedRequests,
    /// What was shown once only, when it could not be shown any more anyway.
    Replays,
    /// Requests of devices that have expired.
    DeviceRequests,
    /// Counts of codes that were typed wrongly.
    DeviceGuesses,
    /// Questions by mail that have expired.
    Challenges,
    /// Addresses of mails that nobody asks for any more.
    MailRequests,
    /// Addresses of people who are gone, where the last mail could not be sent.
    Farewells,
    /// Files with everything that is kept of a person.
    Exports,
    /// Devices that nobody has signed in with for long.
    KnownDevices,
    /// Ended runs with their history and signals.
    Runs,
    /// Of the ended runs, those of the sweeps themselves that ended well.
    Sweeps,
}

impl Leftover {
    /// Everything.
    pub const ALL: [Self; 15] = [
        Self::Sessions,
        Self::Grants,
        Self::Codes,
        Self::Interactions,
        Self::PushedRequests,
        Self::Replays,
        Self::DeviceRequests,
        Self::DeviceGuesses,
        Self::Challenges,
        Self::MailRequests,
        Self::Farewells,
        Self::Exports,
        Self::KnownDevices,
        Self::Runs,
        Self::Sweeps,
    ];
}

/// What is left over.
#[async_trait]
pub trait Retention: Send {
    /// Deletes up to [`MOST_AT_ONCE`] of what was over before `before`, and tells how many. Of runs a
    /// tenth of that, since each has a history.
    async fn forget(&mut self, what: Leftover, before: OffsetDateTime) -> Result<u64, PortError>;

    /// Registrations that were handed in before then, oldest first, with the account that each belongs
    /// to; at most `limit`.
    async fn stale_registrations(
        &mut self,
        before: OffsetDateTime,
        limit: u16,
    ) -> Result<Vec<(RegistrationId, AccountId)>, PortError>;

    /// Accounts without a registration that were never verified, and last changed before then; at most
    /// `limit`.
    async fn stale_accounts(
        &mut self,
        before: OffsetDateTime,
        limit: u16,
    ) -> Result<Vec<AccountId>, PortError>;

    /// Runs that were due before then and whose workflow no worker has had code for within the last
    /// day, while there was one at all; at most `limit`.
    async fn stranded_runs(&mut self, before: OffsetDateTime, limit: u16) -> Result<Vec<RunId>, PortError>;
}
