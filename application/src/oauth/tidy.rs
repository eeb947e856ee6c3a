//! Forgets what nobody can use any more.

use crate::{
    error::PortError,
    ports::{clock::Clock, store::Store},
    retried,
    transact::transact,
};
use std::sync::Arc;
use time::Duration;

/// Forgets clients that registered themselves and that nobody uses.
pub struct ForgetExpired {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// After which time clients that registered themselves openly, and that nobody has agreed to, are deleted;
    /// never where there is none.
    pub unused_clients: Option<Duration>,
}

impl ForgetExpired {
    /// Forgets some ten thousand of each at most, and tells how many. Any number of processes may do so at once.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn run(&self) -> Result<u64, PortError> {
        let now = self.clock.now();
        retried!(transact(&*self.store, async |unit| {
            match self.unused_clients {
                Some(after) => unit.client_registrations().forget_unused(now - after).await,
                None => Ok(0),
            }
        }))
    }
}
