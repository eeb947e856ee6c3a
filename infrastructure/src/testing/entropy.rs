//! Chance that repeats itself.

use crate::local::OrderedIds;
use aws_lc_rs::digest;
use oathgate_application::ports::entropy::Entropy;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Chance for tests: the same seed gives the same values in the same order. Everybody can
/// guess them, so nothing but a test may use it.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    drawn: AtomicU64,
    milliseconds: AtomicI64,
    ids: OrderedIds,
}

impl SeededEntropy {
    /// The sequence that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: AtomicU64::new(0), milliseconds: AtomicI64::new(0), ids: OrderedIds::default() }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let block = self.drawn.fetch_add(1, Ordering::Relaxed);
            let mut message = [0; 16];
            message[..8].copy_from_slice(&self.seed.to_be_bytes());
            message[8..].copy_from_slice(&block.to_be_bytes());
            let digest = digest::digest(&digest::SHA256, &message);
            chunk.copy_from_slice(&digest.as_ref()[..chunk.len()]);
        }
    }

    /// Ordered by draw, one millisecond apart, from 1 January 2026 on.
    fn ordered_id(&self) -> Uuid {
        let elapsed = self.milliseconds.fetch_add(1, Ordering::Relaxed);
        let start: OffsetDateTime = time::macros::datetime!(2026-01-01 00:00 UTC);
        self.ids.next(start + Duration::milliseconds(elapsed), |bytes| self.fill(bytes))
    }
}
