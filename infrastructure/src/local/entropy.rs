//! Chance from the operating system, through the same library that does all other cryptography.

use super::{SystemClock, ordered_ids::OrderedIds};
use oathgate_application::ports::{clock::Clock, entropy::Entropy};
use std::sync::Arc;
use uuid::Uuid;

/// The operating system's random numbers.
pub struct OsEntropy {
    clock: Arc<dyn Clock>,
    ids: OrderedIds,
}

impl OsEntropy {
    /// Takes the time that goes into ordered ids from `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, ids: OrderedIds::default() }
    }
}

impl Default for OsEntropy {
    fn default() -> Self {
        Self::new(Arc::new(SystemClock))
    }
}

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        if aws_lc_rs::rand::fill(bytes).is_err() {
            // Going on would hand out tokens that can be guessed; no answer is better than those.
            std::process::abort();
        }
    }

    fn ordered_id(&self) -> Uuid {
        self.ids.next(self.clock.now(), |bytes| self.fill(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_of_their_versions_and_differ() {
        let entropy = OsEntropy::default();
        assert_eq!(entropy.ordered_id().get_version_num(), 7);
        assert_eq!(entropy.random_id().get_version_num(), 4);
        let many: HashSet<_> = (0..1_000).map(|_| entropy.random_id()).collect();
        assert_eq!(many.len(), 1_000);
    }

    #[test]
    fn chances_stay_below_one() {
        let entropy = OsEntropy::default();
        assert!((0..1_000).map(|_| entropy.chance()).all(|chance| (0.0..1.0).contains(&chance)));
    }
}
