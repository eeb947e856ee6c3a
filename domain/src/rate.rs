//! How often something may happen, and how long whoever guesses has to wait.

use std::time::Duration;

/// How often something may happen: so many times at once, and after that once in each interval.
///
/// Counted by the generic cell rate algorithm, which keeps one number: the time at which the bucket
/// is full again, in microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many times at once; at least 1.
    pub burst: u32,
    /// How long until one more time is allowed; at least a microsecond.
    pub every: Duration,
}

/// What a bucket allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How long to wait, where it is not allowed now.
    pub wait: Option<Duration>,
    /// How many times more it may happen right now.
    pub remaining: u32,
    /// How long until as many as at the start are allowed again.
    pub full_in: Duration,
}

impl Rate {
    /// So many times at once, and once in each `every` after that.
    pub const fn new(burst: u32, every: Duration) -> Self {
        Self { burst, every }
    }

    /// The interval in microseconds.
    pub fn every_micros(self) -> i64 {
        i64::try_from(self.every.as_micros()).unwrap_or(i64::MAX).max(1)
    }

    /// Takes one time out of a bucket that is full again at `full_at`, at the time `now`. Tells what
    /// is allowed, and when the bucket is full after that.
    pub fn take(self, full_at: i64, now: i64) -> (Allowance, i64) {
        let every = self.every_micros();
        let horizon = now.saturating_add(every.saturating_mul(i64::from(self.burst.max(1))));
        let from = full_at.max(now);
        let next = from.saturating_add(every);
        if next > horizon {
            let wait = Some(micros(next - horizon));
            return (Allowance { wait, remaining: 0, full_in: micros(from - now) }, from);
        }
        let remaining = u32::try_from((horizon - next) / every).unwrap_or(u32::MAX);
        (Allowance { wait: None, remaining, full_in: micros(next - now) }, next)
    }
}

/// How long whoever fails again and again has to wait: after some free attempts a time that doubles
/// with each further one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slowdown {
    /// How many attempts cost no time.
    pub free: u32,
    /// The wait after the first attempt beyond them.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// After how long without an attempt all is forgotten.
    pub forget: Duration,
}

impl Slowdown {
    /// How long to wait after as many attempts in a row, none of which succeeded.
    pub fn wait_after(self, attempts: u32) -> Duration {
        match attempts.checked_sub(self.free) {
            None | Some(0) => Duration::ZERO,
            Some(beyond) => {
                self.first.saturating_mul(1_u32.checked_shl(beyond - 1).unwrap_or(u32::MAX)).min(self.longest)
            }
        }
    }
}

fn micros(count: i64) -> Duration {
    Duration::from_micros(u64::try_from(count).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate::new(3, Duration::from_secs(10));

    #[test]
    fn a_burst_then_one_each_interval() {
        let (mut full_at, now) = (0, 1_000_000_000);
        for left in [2, 1, 0] {
            let (allowance, next) = RATE.take(full_at, now);
            assert_eq!((allowance.wait, allowance.remaining), (None, left));
            full_at = next;
        }
        let (refused, unchanged) = RATE.take(full_at, now);
        assert_eq!(refused.wait, Some(Duration::from_secs(10)));
        assert_eq!(refused.full_in, Duration::from_secs(30));
        assert_eq!(unchanged, full_at);
        let (early, _) = RATE.take(full_at, now + 9_999_999);
        assert_eq!(early.wait, Some(Duration::from_micros(1)));
        let (again, next) = RATE.take(full_at, now + 10_000_000);
        assert_eq!((again.wait, again.remaining), (None, 0));
        assert!(RATE.take(next, now + 10_000_000).0.wait.is_some());
    }

    #[test]
    fn a_bucket_never_holds_more_than_the_burst() {
        let (first, _) = RATE.take(0, i64::MAX / 2);
        assert_eq!(first.remaining, 2);
        let (odd, _) = Rate::new(0, Duration::ZERO).take(0, 5);
        assert_eq!(odd.wait, None);
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let slowdown = Slowdown {
            free: 5,
            first: Duration::from_secs(1),
            longest: Duration::from_mins(15),
            forget: Duration::from_hours(24),
        };
        let waits: Vec<u64> = [0, 5, 6, 7, 10, 15, 16, 1000].map(|n| slowdown.wait_after(n).as_secs()).into();
        assert_eq!(waits, [0, 0, 1, 2, 16, 512, 900, 900]);
    }
}
