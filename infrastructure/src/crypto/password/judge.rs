//! Makes and compares hashes on the calling thread. However an account's hash looks, and whether
//! there is one at all, a wrong password takes at least as long as one hash of today's cost.

use super::{
    gauge::Gauge,
    imported::Imported,
    pbkdf2_phc::{Pbkdf2, SALT_BYTES},
};
use oathgate_application::ports::password_hasher::Verdict;
use oathgate_domain::{
    account::PasswordHash,
    password::Password,
};
use std::{
    hint::black_box,
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, Instant},
};

/// Salt of hashes that are made for the sake of their time alone.
const IDLE_SALT: [u8; SALT_BYTES] = *b"nobody has this.";

/// Hashes and verifies with today's parameters.
#[derive(Debug, Clone)]
pub(super) struct Judge {
    pub(super) iterations: NonZeroU32,
    pub(super) gauge: Arc<Gauge>,
}

impl Judge {
    pub(super) fn hash(&self, password: &Password, salt: [u8; SALT_BYTES]) -> PasswordHash {
        let began = Instant::now();
        let hash = Pbkdf2::make(password.expose().as_bytes(), salt, self.iterations);
        self.gauge.note(began.elapsed());
        PasswordHash::new(hash.to_string())
    }

    pub(super) fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Verdict {
        let began = Instant::now();
        let password = password.expose().as_bytes();
        let text = hash.map_or("", PasswordHash::as_str);
        let (right, up_to_date) = if let Some(pbkdf2) = Pbkdf2::parse(text) {
            let right = pbkdf2.matches(password);
            if pbkdf2.costs(self.iterations) {
                self.gauge.note(began.elapsed());
            }
            (right, pbkdf2.is_up_to_date(self.iterations))
        } else if let Some(imported) = Imported::parse(text) {
            (imported.matches(password), false)
        } else {
            self.idle(self.iterations);
            self.gauge.note(began.elapsed());
            return Verdict::Wrong;
        };
        match (right, up_to_date) {
            (true, true) => Verdict::Right,
            (true, false) => Verdict::RightButOutdated,
            (false, _) => {
                self.top_up(began.elapsed());
                Verdict::Wrong
            }
        }
    }

    /// Works on until a hash of today's cost would be done.
    fn top_up(&self, spent: Duration) {
        let Some(whole) = self.gauge.one_hash() else { return self.idle(self.iterations) };
        let missing = whole.saturating_sub(spent).as_nanos();
        let iterations = missing * u128::from(self.iterations.get()) / whole.as_nanos();
        // Less than a hundredth is within the noise of any measurement.
        if iterations > u128::from(self.iterations.get() / 100) {
            self.idle(u32::try_from(iterations).ok().and_then(NonZeroU32::new).unwrap_or(self.iterations));
        }
    }

    fn idle(&self, iterations: NonZeroU32) {
        black_box(Pbkdf2::make(b"nobody's password", IDLE_SALT, iterations.min(self.iterations)));
    }
}

/// Hashes per second of one thread that does nothing else, measured for about `time`: the
/// ceiling that a pool can be held against.
pub fn bare_rate(iterations: NonZeroU32, time: Duration) -> f64 {
    let began = Instant::now();
    let mut hashes = 0_u32;
    loop {
        black_box(Pbkdf2::make(black_box(b"correct horse battery staple"), IDLE_SALT, iterations));
        hashes += 1;
        let elapsed = began.elapsed();
        if elapsed >= time {
            return f64::from(hashes) / elapsed.as_secs_f64();
        }
    }
}
