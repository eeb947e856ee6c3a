//! Forgets what nobody can use any more.

use crate::{
    error::PortError,
    ports::{clock::Clock, store::Store},
    retried,
    transact::transact,
};
use std::sync::Arc;

/// Forgets what is kept for a while alone: what was shown once, and requests that were pushed.
pub struct ForgetExpired {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl ForgetExpired {
    /// Forgets some ten thousand of each at most, and tells how many. Any number of processes may do so at once.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn run(&self) -> Result<u64, PortError> {
        let now = self.clock.now();
        retried!(transact(&*self.store, async |unit| {
            let (shown, pushed) =
                (unit.replays().forget(now).await?, unit.pushed_requests().forget(now).await?);
            Ok(shown + pushed)
        }))
    }
}
