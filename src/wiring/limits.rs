//! Keeps a server's limits as administrators want them, whichever server they told.

use oathgate_application::{limits::AdjustLimits, ports::entropy::Entropy};
use std::{error::Error, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How often it looks, about.
const INTERVAL: Duration = Duration::from_secs(5);

/// Looks until `stop`.
pub(crate) async fn keep_limits(
    adjust: Arc<AdjustLimits>,
    entropy: Arc<dyn Entropy>,
    stop: CancellationToken,
) {
    let mut failing = false;
    loop {
        match adjust.refresh().await {
            Ok(()) => failing = false,
            Err(error) if !failing => {
                tracing::warn!(
                    error = &error as &dyn Error,
                    "limits cannot be read; those that were known stay"
                );
                failing = true;
            }
            Err(_) => {}
        }
        // Uneven, so that servers that were started together do not go in step.
        let wait = INTERVAL.mul_f64(0.8 + 0.4 * entropy.chance());
        if stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
            return;
        }
    }
}
