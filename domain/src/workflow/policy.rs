//! How a step is tried again.

use std::time::Duration;

/// What happens to a run when a step's attempts are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnExhaustion {
    /// It stops until a person decides: mend the cause, retry.
    Pause,
    /// It fails.
    Fail,
}

/// How often, how fast and for how long a step is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Upper bound of the first delay.
    pub base: Duration,
    /// How much longer each delay may be than the one before it.
    pub growth: u32,
    /// Upper bound of every delay.
    pub cap: Duration,
    /// Most attempts; none for as many as fit before the deadline.
    pub max_attempts: Option<u32>,
    /// Time after the step's first attempt past which it is not tried again.
    pub deadline: Option<Duration>,
    /// Time that one attempt may take. Shorter than a lease.
    pub attempt_timeout: Duration,
    /// What happens when the attempts are used up.
    pub on_exhaustion: OnExhaustion,
}

impl RetryPolicy {
    /// Sending a mail: 5 s to 30 min between attempts for three days; then a person decides.
    pub const SMTP: Self = Self {
        base: Duration::from_secs(5),
        growth: 2,
        cap: Duration::from_mins(30),
        max_attempts: None,
        deadline: Some(Duration::from_hours(72)),
        attempt_timeout: Duration::from_secs(20),
        on_exhaustion: OnExhaustion::Pause,
    };

    /// A change in the database: 200 ms to 10 s until it is back.
    pub const DATABASE: Self = Self {
        base: Duration::from_millis(200),
        growth: 2,
        cap: Duration::from_secs(10),
        max_attempts: None,
        deadline: None,
        attempt_timeout: Duration::from_secs(20),
        on_exhaustion: OnExhaustion::Pause,
    };

    /// Telling a client that somebody has signed out: within 1 s, 5 s, 30 s, 2 min, and then within
    /// 10 min again and again for an hour. Who does not hear it by then has tokens that are dead anyway.
    pub const LOGOUT: Self = Self {
        base: Duration::from_secs(1),
        growth: 5,
        cap: Duration::from_mins(10),
        max_attempts: None,
        deadline: Some(Duration::from_hours(1)),
        attempt_timeout: Duration::from_secs(5),
        on_exhaustion: OnExhaustion::Fail,
    };

    /// The delay after attempt number `attempt` (from 1) failed: anywhere between nothing and
    /// `base · growth^(attempt-1)`, at most `cap`, at least what the peer asked for.
    ///
    /// `chance` is a uniform random number in `0.0..1.0`. All of the delay is spread ("full
    /// jitter"), so that the runs which failed together come back as far apart as can be.
    pub fn delay(&self, attempt: u32, chance: f64, asked: Option<Duration>) -> Duration {
        let factor = self.growth.saturating_pow(attempt.saturating_sub(1));
        let bound = self.base.saturating_mul(factor).min(self.cap);
        let jittered = bound.mul_f64(chance.clamp(0.0, 1.0));
        asked.map_or(jittered, |asked| asked.min(Duration::from_hours(24)).max(jittered))
    }

    /// Whether the step may be tried again after attempt number `attempt` (from 1) failed and
    /// `delay` has passed, `elapsed` after its first attempt.
    pub fn allows_another(&self, attempt: u32, elapsed: Duration, delay: Duration) -> bool {
        self.max_attempts.is_none_or(|most| attempt < most)
            && self.deadline.is_none_or(|deadline| elapsed.saturating_add(delay) <= deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_cap_and_are_spread_all_over() {
        let policy = RetryPolicy::SMTP;
        assert_eq!(policy.delay(1, 1.0, None), Duration::from_secs(5));
        assert_eq!(policy.delay(3, 1.0, None), Duration::from_secs(20));
        assert_eq!(policy.delay(3, 0.5, None), Duration::from_secs(10));
        assert_eq!(policy.delay(3, 0.0, None), Duration::ZERO);
        assert_eq!(policy.delay(u32::MAX, 1.0, None), policy.cap);
    }

    #[test]
    fn a_client_is_told_of_a_logout_soon_and_then_ever_less_often() {
        let delays =
            [1, 2, 3, 4, 5, 6, u32::MAX].map(|attempt| RetryPolicy::LOGOUT.delay(attempt, 1.0, None));
        assert_eq!(delays.map(|delay| delay.as_secs()), [1, 5, 25, 125, 600, 600, 600]);
    }

    #[test]
    fn a_peer_that_asks_for_patience_gets_it_within_a_day() {
        let policy = RetryPolicy::SMTP;
        assert_eq!(policy.delay(1, 0.5, Some(Duration::from_secs(90))), Duration::from_secs(90));
        assert_eq!(policy.delay(1, 0.5, Some(Duration::MAX)), Duration::from_hours(24));
    }

    #[test]
    fn attempts_and_deadline_both_end_it() {
        let policy = RetryPolicy { max_attempts: Some(3), ..RetryPolicy::SMTP };
        assert!(policy.allows_another(2, Duration::ZERO, Duration::ZERO));
        assert!(!policy.allows_another(3, Duration::ZERO, Duration::ZERO));
        let day = Duration::from_hours(24);
        assert!(RetryPolicy::SMTP.allows_another(99, 2 * day, day));
        assert!(!RetryPolicy::SMTP.allows_another(99, 3 * day, Duration::from_secs(1)));
    }
}
