//! How an engine works: how much at a time, and its rhythms.

use std::time::Duration;

/// The engine's measures. The defaults of [`EngineSettings::new`] suit production; tests make
/// the times shorter.
#[derive(Debug, Clone)]
pub struct EngineSettings {
    /// Most runs that are carried out at a time.
    pub slots: u32,
    /// How long a run is held without a sign of life.
    pub lease: Duration,
    /// Time between two signs of life.
    pub beat: Duration,
    /// Time without an answered sign of life after which this worker stops all that it does:
    /// before the leases end and somebody else may begin.
    pub self_fence: Duration,
    /// Time between two sweeps, give or take a fifth.
    pub sweep: Duration,
    /// Time between two looks into the store while the carrier of hints is away.
    pub poll: Duration,
    /// How long running attempts may take to end when the worker stops.
    pub drain: Duration,
    /// The machine's name, for the list of workers.
    pub host: String,
}

impl EngineSettings {
    /// The measures for production: 32 runs at a time, leases of 30 s.
    pub fn new(host: impl Into<String>) -> Self {
        Self {
            slots: 32,
            lease: Duration::from_secs(30),
            beat: Duration::from_secs(10),
            self_fence: Duration::from_secs(25),
            sweep: Duration::from_millis(500),
            poll: Duration::from_millis(200),
            drain: Duration::from_secs(25),
            host: host.into(),
        }
    }

    /// The same, with at least one slot, and with times that keep the promise of a lease: this
    /// worker stops before its lease ends, and gives two signs of life before it would stop.
    #[must_use]
    pub(crate) fn sound(mut self) -> Self {
        self.slots = self.slots.max(1);
        self.self_fence = self.self_fence.min(self.lease.mul_f64(5.0 / 6.0));
        self.beat = self.beat.min(self.self_fence / 2);
        self
    }

    /// How long a request for work may take. What it gave is held from some moment after it was
    /// asked for, and may miss the sign of life that was given just before it was answered; this
    /// worker still stops before that lease ends.
    pub(crate) fn claim_limit(&self) -> Duration {
        self.lease.saturating_sub(self.self_fence)
    }

    /// The number of slots, for counting.
    pub(crate) fn slot_count(&self) -> usize {
        usize::try_from(self.slots).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_always_stops_before_its_lease_ends() {
        let lease = Duration::from_secs(6);
        let settings = EngineSettings { lease, slots: 0, ..EngineSettings::new("here") }.sound();
        assert_eq!(settings.self_fence, Duration::from_secs(5));
        assert_eq!(settings.beat, Duration::from_millis(2500));
        assert_eq!((settings.claim_limit(), settings.slots), (Duration::from_secs(1), 1));
    }

    #[test]
    fn the_measures_for_production_are_sound_as_they_are() {
        let given = EngineSettings::new("here");
        let sound = given.clone().sound();
        assert_eq!((given.beat, given.self_fence), (sound.beat, sound.self_fence));
    }
}
