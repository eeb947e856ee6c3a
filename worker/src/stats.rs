//! What an engine has done, for those who wait for it. What operators are told is in
//! [`measures`].

use oathgate_application::telemetry::measures;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counters since the engine was made. Reading them costs nothing and blocks nobody.
#[derive(Debug, Default)]
pub struct EngineStats {
    claimed: AtomicU64,
    lost: AtomicU64,
    in_flight: AtomicU64,
    beats: AtomicU64,
    sweeps: AtomicU64,
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
        /// Runs that this worker no longer held when it thought it did.
        lost;
        /// Runs that are carried out at this moment.
        in_flight;
        /// Signs of life that were answered.
        beats;
        /// Sweeps that were answered, by this worker or by word that another was at it.
        sweeps;
    }

    pub(crate) fn count_claimed(&self, leases: usize) {
        self.claimed.fetch_add(leases as u64, Ordering::Relaxed);
        measures::LEASES.add([], leases as u64);
    }

    pub(crate) fn count_lost(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
        measures::LEASES_LOST.count([]);
    }

    pub(crate) fn set_in_flight(&self, runs: usize) {
        self.in_flight.store(runs as u64, Ordering::Relaxed);
        measures::HELD.set([], f64::from(u32::try_from(runs).unwrap_or(u32::MAX)));
    }

    pub(crate) fn count_beat(&self) {
        self.beats.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_sweep(&self) {
        self.sweeps.fetch_add(1, Ordering::Relaxed);
    }
}
