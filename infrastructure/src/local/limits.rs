//! Counters of one process, for an installation without Redis and for while Redis is away.

use super::offenders::Offenders;
use async_trait::async_trait;
use oathgate_application::ports::{
    clock::Clock,
    limits::{Limits, Offender},
};
use oathgate_domain::rate::{Allowance, Rate, Slowdown};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Most names of one kind that are counted apart. Whoever comes beyond them shares one counter, so
/// that neither memory nor a limit is overrun by inventing names.
const CAPACITY: usize = 100_000;
/// The name of that counter, which is no hash of any name.
const CROWD: [u8; 32] = [0; 32];

/// Counts within the process.
pub struct LocalLimits {
    clock: Arc<dyn Clock>,
    counters: Mutex<Counters>,
}

/// Everything that is counted. Times are in microseconds since 1970.
#[derive(Default)]
struct Counters {
    buckets: Table<i64>,
    attempts: Table<Attempts>,
    known: Table<i64>,
    offenders: Offenders,
}

#[derive(Debug, Clone, Copy, Default)]
struct Attempts {
    count: u32,
    next_at: i64,
    forgotten_at: i64,
}

/// Values by the hashes of their names.
struct Table<T> {
    values: HashMap<[u8; 32], T>,
    /// When it was last full, so that it is not searched for what is over again and again.
    searched_at: i64,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { values: HashMap::new(), searched_at: i64::MIN }
    }
}

impl<T> Table<T> {
    /// The key under which a name has its value; that of the crowd where there are too many.
    fn key(&mut self, name: &str, now: i64, is_over: impl Fn(&T) -> bool) -> [u8; 32] {
        let key = hash(name);
        if self.values.contains_key(&key) || self.values.len() < CAPACITY {
            return key;
        }
        if now.saturating_sub(self.searched_at) > 1_000_000 {
            self.searched_at = now;
            self.values.retain(|_, value| !is_over(value));
        }
        if self.values.len() < CAPACITY { key } else { CROWD }
    }
}

impl LocalLimits {
    /// Counters that start from nothing.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, counters: Mutex::default() }
    }

    fn now(&self) -> i64 {
        i64::try_from(self.clock.now().unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
    }

    fn counters(&self) -> MutexGuard<'_, Counters> {
        // Each change is whole before anything can panic.
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Limits for LocalLimits {
    async fn refused(&self, limit: &str, network: &str) {
        let now = self.now();
        self.counters().offenders.note(limit, network, now);
    }

    async fn offenders(&self, most: usize) -> Vec<Offender> {
        let now = self.now();
        self.counters().offenders.list(most, now)
    }

    async fn take(&self, name: &str, rate: Rate) -> Allowance {
        let now = self.now();
        let buckets = &mut self.counters().buckets;
        let key = buckets.key(name, now, |full_at| *full_at <= now);
        let full_at = buckets.values.entry(key).or_insert(now);
        let (allowance, next) = rate.take(*full_at, now);
        *full_at = next;
        allowance
    }

    async fn attempt(&self, name: &str, places: &[String], slowdown: Slowdown) -> Result<(), Duration> {
        let now = self.now();
        let Counters { attempts, known, .. } = &mut *self.counters();
        let is_known = |place: &&String| known.values.get(&hash(place)).is_some_and(|until| *until > now);
        let counted = places.iter().find(is_known).map_or(name, String::as_str);
        let key = attempts.key(counted, now, |made| made.forgotten_at <= now);
        let made = attempts.values.entry(key).or_default();
        if made.forgotten_at <= now {
            *made = Attempts::default();
        }
        if let Ok(wait @ 1..) = u64::try_from(made.next_at - now) {
            return Err(Duration::from_micros(wait));
        }
        made.count = made.count.saturating_add(1);
        made.next_at = after(now, slowdown.wait_after(made.count));
        made.forgotten_at = after(now, slowdown.forget);
        Ok(())
    }

    async fn forgive(&self, name: &str, places: &[String]) {
        let attempts = &mut self.counters().attempts.values;
        attempts.remove(&hash(name));
        for place in places {
            attempts.remove(&hash(place));
        }
    }

    async fn know(&self, places: &[String], how_long: Duration) {
        let now = self.now();
        let known = &mut self.counters().known;
        for place in places {
            let key = known.key(place, now, |until| *until <= now);
            if key != CROWD {
                known.values.insert(key, after(now, how_long));
            }
        }
    }
}

fn after(now: i64, wait: Duration) -> i64 {
    now.saturating_add(i64::try_from(wait.as_micros()).unwrap_or(i64::MAX))
}

fn hash(name: &str) -> [u8; 32] {
    *blake3::hash(name.as_bytes()).as_bytes()
}
