//! Something is away: said once in the log, and tried again at a growing distance.

use oathgate_application::{error::PortError, ports::entropy::Entropy};
use oathgate_domain::workflow::RetryPolicy;
use std::{error::Error, fmt::Write, time::Duration};
use tokio::time::{Instant, timeout_at};

/// The distance between two tries while something is away: 100 ms, doubled up to 2 s, spread so
/// that those who failed together do not come back together.
const PACE: RetryPolicy =
    RetryPolicy { base: Duration::from_millis(100), cap: Duration::from_secs(2), ..RetryPolicy::DATABASE };

/// How long to wait after the failure number `failures`, from 1.
pub(crate) fn pace(failures: u32, entropy: &dyn Entropy) -> Duration {
    PACE.delay(failures, entropy.chance(), None)
}

/// What the store answers. Where it has not by `deadline`, it counts as away.
pub(crate) async fn answer_by<T>(
    deadline: Instant,
    answer: impl Future<Output = Result<T, PortError>>,
) -> Result<T, PortError> {
    timeout_at(deadline, answer).await.unwrap_or_else(|late| Err(PortError::unavailable("database", late)))
}

/// Keeps count of failures in a row, and tells the log of the first and the last.
#[derive(Debug)]
pub(crate) struct Outage {
    what: &'static str,
    tolerated: u32,
    failures: u32,
}

impl Outage {
    /// Of something that is away with the first failure.
    pub(crate) fn of(what: &'static str) -> Self {
        Self { what, tolerated: 0, failures: 0 }
    }

    /// The same, but so many failures in a row mean nothing yet.
    pub(crate) fn tolerating(self, tolerated: u32) -> Self {
        Self { tolerated, ..self }
    }

    /// Whether it is away.
    pub(crate) fn is_on(&self) -> bool {
        self.failures > self.tolerated
    }

    /// A failure. Gives the time to wait before the next try.
    pub(crate) fn failed(&mut self, error: &PortError, entropy: &dyn Entropy) -> Duration {
        let was_on = self.is_on();
        self.failures = self.failures.saturating_add(1);
        if self.is_on() && !was_on {
            tracing::warn!(what = self.what, error = chain(error), "away; trying on");
        }
        pace(self.failures, entropy)
    }

    /// A success.
    pub(crate) fn over(&mut self) {
        if self.is_on() {
            tracing::info!(what = self.what, failures = self.failures, "back");
        }
        self.failures = 0;
    }
}

/// An error with its causes, in one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}
