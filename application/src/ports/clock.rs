//! The time of day.

use time::OffsetDateTime;

/// Tells the time. Truncated to microseconds, which is what storage keeps.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> OffsetDateTime;
}
