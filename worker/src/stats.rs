//! What an engine has done, for health checks and metrics.

use oathgate_application::{ports::clock::Clock, telemetry::measures};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use time::OffsetDateTime;

/// Counters since the engine was made. Reading them costs nothing and blocks nobody.
#[derive(Debug, Default)]
pub struct EngineStats {
    claimed: AtomicU64,
    completed: AtomicU64,
    failed: AtomicU64,
    cancelled: AtomicU64,
    failed_attempts: AtomicU64,
    paused: AtomicU64,
    lost: AtomicU64,
    panicked: AtomicU64,
    in_flight: AtomicU64,
    last_beat: AtomicI64,
    last_sweep: AtomicI64,
}

macro_rules! readings {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(&self) -> u64 {
            self.$name.load(Ordering::Relaxed)
        }
    )*};
}

impl EngineStats {
    readings! {
        /// Leases that were taken; one run may be leased many times.
        claimed;
        /// Runs that ended well.
        completed;
        /// Runs that ended badly.
        failed;
        /// Runs that ended because somebody asked.
        cancelled;
        /// Attempts at steps that failed and are tried again.
        failed_attempts;
        /// Runs that were stopped until a person decides.
        paused;
        /// Runs that this worker no longer held when it thought it did.
        lost;
        /// Runs whose code panicked; they are counted as paused as well.
        panicked;
        /// Runs that are carried out at this moment.
        in_flight;
    }

    /// When the last sign of life was answered.
    pub fn last_beat(&self) -> Option<OffsetDateTime> {
        moment(&self.last_beat)
    }

    /// When the last sweep was answered, by this worker or by word that another was at it.
    pub fn last_sweep(&self) -> Option<OffsetDateTime> {
        moment(&self.last_sweep)
    }

    pub(crate) fn count_claimed(&self, leases: usize) {
        self.claimed.fetch_add(leases as u64, Ordering::Relaxed);
        measures::LEASES.add([], leases as u64);
    }

    pub(crate) fn count_completed(&self) {
        self.completed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_cancelled(&self) {
        self.cancelled.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_failed_attempt(&self) {
        self.failed_attempts.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_paused(&self) {
        self.paused.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_lost(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
        measures::LEASES_LOST.count([]);
    }

    pub(crate) fn count_panicked(&self) {
        self.panicked.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn set_in_flight(&self, runs: usize) {
        self.in_flight.store(runs as u64, Ordering::Relaxed);
        measures::HELD.set([], f64::from(u32::try_from(runs).unwrap_or(u32::MAX)));
    }

    pub(crate) fn note_beat(&self, clock: &dyn Clock) {
        self.last_beat.store(micros(clock.now()), Ordering::Relaxed);
    }

    pub(crate) fn note_sweep(&self, clock: &dyn Clock) {
        self.last_sweep.store(micros(clock.now()), Ordering::Relaxed);
    }
}

fn micros(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX)
}

fn moment(stored: &AtomicI64) -> Option<OffsetDateTime> {
    match stored.load(Ordering::Relaxed) {
        0 => None,
        micros => OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).ok(),
    }
}
