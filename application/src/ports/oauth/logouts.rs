//! What ends together with sessions, and which clients want to hear of it.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{
    ids::{AccountId, SessionId},
    oauth::ClientId,
};
use time::OffsetDateTime;

/// What hangs on sessions that have ended.
#[async_trait]
pub trait Logouts: Send {
    /// Uses up the codes, and ends the requests of devices, that would still open grants in the sessions of
    /// an account that were ended at `ended_at`: in this very unit, that is. Gives each client that was
    /// granted something in one of them, live or not, if it has registered where to be told.
    async fn settle(
        &mut self,
        account: AccountId,
        ended_at: OffsetDateTime,
    ) -> Result<Vec<(SessionId, ClientId)>, PortError>;
}
