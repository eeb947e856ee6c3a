//! Makes and compares hashes on the calling thread. However an account's hash looks, and whether
//! there is one at all, a wrong password takes at least as long as one hash of today's cost.

use super::{
    gauge::Gauge,
    imported::Imported,
    pbkdf2_phc::{Pbkdf2, SALT_BYTES},
};
use oathgate_application::ports::password_hasher::Verdict;
use oathgate_domain::{account::PasswordHash, password::Password};
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
            match pbkdf2.cheaper_by(self.iterations) {
                Some(0) => self.gauge.note(began.elapsed()),
                Some(missing) if !right => {
                    self.idle(missing);
                    return Verdict::Wrong;
                }
                _ => {}
            }
            (right, pbkdf2.is_up_to_date(self.iterations))
        } else if let Some(imported) = Imported::parse(text) {
            (imported.matches(password), false)
        } else {
            self.idle(self.iterations.get());
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
        let today = self.iterations.get();
        let Some(whole) = self.gauge.one_hash() else { return self.idle(today) };
        let missing = whole.saturating_sub(spent).as_nanos() * u128::from(today) / whole.as_nanos();
        self.idle(u32::try_from(missing).unwrap_or(today));
    }

    /// The work of some iterations, at most of one hash of today's cost, for nothing.
    fn idle(&self, iterations: u32) {
        if let Some(iterations) = NonZeroU32::new(iterations.min(self.iterations.get())) {
            black_box(Pbkdf2::make(b"nobody's password", IDLE_SALT, iterations));
        }
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
