//! How much waits and how fast it goes: what a caller who is turned away is told.

use oathgate_application::telemetry::measures;
use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::Duration,
};

/// Longest time that a caller is asked to wait.
const MAX_WAIT: Duration = Duration::from_mins(1);

/// Counts the waiting and measures the work.
#[derive(Debug)]
pub(super) struct Gauge {
    waiting: AtomicUsize,
    /// Nanoseconds of one hash of today's cost, a moving mean. 0 before the first.
    nanoseconds: AtomicU64,
}

impl Gauge {
    pub(super) fn new() -> Self {
        Self { waiting: AtomicUsize::new(0), nanoseconds: AtomicU64::new(0) }
    }

    pub(super) fn enter(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        measures::HASH_WAITING.shift([], 1.0);
    }

    pub(super) fn leave(&self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        measures::HASH_WAITING.shift([], -1.0);
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Takes note of how long one hash of today's cost took. Two threads that do so at once may
    /// lose one note, which does not matter to a mean.
    pub(super) fn note(&self, took: Duration) {
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let mean = match self.nanoseconds.load(Ordering::Relaxed) {
            0 => took,
            mean => mean - mean / 8 + took / 8,
        };
        self.nanoseconds.store(mean.max(1), Ordering::Relaxed);
    }

    /// How long one hash of today's cost takes. None before the first.
    pub(super) fn one_hash(&self) -> Option<Duration> {
        match self.nanoseconds.load(Ordering::Relaxed) {
            0 => None,
            mean => Some(Duration::from_nanos(mean)),
        }
    }

    /// When everything that waits now will be done on `threads`, in whole seconds, at least one.
    pub(super) fn retry_after(&self, threads: usize) -> Duration {
        let rounds = u32::try_from(self.waiting().div_ceil(threads.max(1))).unwrap_or(u32::MAX);
        let wait = self.one_hash().unwrap_or_default().saturating_mul(rounds);
        Duration::from_secs(wait.as_secs().saturating_add(1)).min(MAX_WAIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_with_the_queue_and_has_bounds() {
        let gauge = Gauge::new();
        assert_eq!(gauge.retry_after(2), Duration::from_secs(1));
        gauge.note(Duration::from_millis(500));
        for _ in 0..20 {
            gauge.enter();
        }
        assert_eq!(gauge.retry_after(2), Duration::from_secs(6));
        assert_eq!(gauge.retry_after(20), Duration::from_secs(1));
        for _ in 0..10_000 {
            gauge.enter();
        }
        assert_eq!(gauge.retry_after(1), MAX_WAIT);
    }

    #[test]
    fn the_mean_follows_what_is_measured() {
        let gauge = Gauge::new();
        assert_eq!(gauge.one_hash(), None);
        for _ in 0..100 {
            gauge.note(Duration::from_millis(80));
        }
        let mean = gauge.one_hash().unwrap();
        assert!(mean.abs_diff(Duration::from_millis(80)) < Duration::from_millis(1), "{mean:?}");
    }
}
