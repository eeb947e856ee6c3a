//! Forgets, now and then, what is kept for a while alone.

use super::Foundation;
use oathgate_application::oauth::tidy::ForgetExpired;
use std::{error::Error, time::Duration};
use tokio_util::sync::CancellationToken;

/// How often.
const INTERVAL: Duration = Duration::from_mins(1);

/// Forgets until `stop`.
/// `unused_clients`: after which time clients that registered themselves are deleted where nobody uses them.
pub(crate) async fn keep_tidy(
    foundation: Foundation,
    unused_clients: Option<time::Duration>,
    stop: CancellationToken,
) {
    let forget = ForgetExpired { store: foundation.store, clock: foundation.clock, unused_clients };
    while stop.run_until_cancelled(tokio::time::sleep(INTERVAL)).await.is_some() {
        if let Err(error) = forget.run().await {
            tracing::warn!(
                error = &error as &dyn Error,
                "what is over cannot be forgotten; it stays for now"
            );
        }
    }
}
