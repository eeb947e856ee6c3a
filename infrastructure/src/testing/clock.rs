//! A clock that moves only when a test moves it.

use oathgate_application::ports::clock::Clock;
use std::sync::{Mutex, PoisonError};
use time::{Duration, OffsetDateTime};

/// A clock for tests. It stands still until it is set or advanced.
#[derive(Debug)]
pub struct FixedClock(Mutex<OffsetDateTime>);

impl FixedClock {
    /// A clock that shows `now`, without what is finer than a microsecond.
    pub fn at(now: OffsetDateTime) -> Self {
        Self(Mutex::new(truncated(now)))
    }

    /// Shows `now` from here on.
    pub fn set(&self, now: OffsetDateTime) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = truncated(now);
    }

    /// Goes on by `by`, or back where it is negative.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = truncated(now.saturating_add(by));
    }
}

impl Default for FixedClock {
    /// 3 February 2026, 14:05 UTC.
    fn default() -> Self {
        Self::at(time::macros::datetime!(2026-02-03 14:05 UTC))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn truncated(time: OffsetDateTime) -> OffsetDateTime {
    crate::local::whole_microseconds(time.to_offset(time::UtcOffset::UTC))
}
