//! Hints within one process, for an installation without Redis.

use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::hints::{Hint, Hints},
};
use oathgate_domain::{ids::RunId, workflow::Priority};
use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// Most hints that wait. More are dropped; the sweeper finds their runs.
const CAPACITY: usize = 10_000;

/// Carries hints from one part of the process to another.
#[derive(Debug, Default)]
pub struct LocalHints {
    queues: Mutex<Queues>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct Queues {
    urgent: VecDeque<RunId>,
    normal: VecDeque<RunId>,
    /// Those that are not urgent and that a peer may not have room for. They come last: there may be thousands of
    /// them, and each that is tried in vain keeps who came after it waiting.
    limited: VecDeque<RunId>,
    /// What waits in any queue: a run that is hinted twice waits once.
    waiting: HashSet<RunId>,
}

impl Queues {
    fn add(&mut self, hint: &Hint) {
        if self.waiting.len() < CAPACITY && self.waiting.insert(hint.run) {
            let queue = match hint.priority {
                Priority::High => &mut self.urgent,
                Priority::Normal if hint.limited => &mut self.limited,
                Priority::Normal => &mut self.normal,
            };
            queue.push_back(hint.run);
        }
    }

    fn take(&mut self, limit: usize) -> Vec<RunId> {
        let mut taken = Vec::with_capacity(limit.min(self.waiting.len()));
        while taken.len() < limit {
            let Self { urgent, normal, limited, .. } = self;
            let Some(run) = [urgent, normal, limited].into_iter().find_map(VecDeque::pop_front) else {
                break;
            };
            self.waiting.remove(&run);
            taken.push(run);
        }
        taken
    }
}

impl LocalHints {
    /// A carrier without hints.
    pub fn new() -> Self {
        Self::default()
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        // Every change of the queues is complete before anything could panic.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what is there, and passes the word on if something is left for another taker.
    fn take_now(&self, limit: usize) -> Vec<RunId> {
        let (taken, left) = {
            let mut queues = self.queues();
            (queues.take(limit), !queues.waiting.is_empty())
        };
        if left {
            self.arrived.notify_one();
        }
        taken
    }

    async fn take_first(&self, limit: usize) -> Vec<RunId> {
        loop {
            // In line before the look, so that what arrives in between is noticed.
            let arrived = self.arrived.notified();
            let taken = self.take_now(limit);
            if !taken.is_empty() {
                return taken;
            }
            arrived.await;
        }
    }
}

#[async_trait]
impl Hints for LocalHints {
    async fn give(&self, hints: &[Hint]) -> Result<(), PortError> {
        {
            let mut queues = self.queues();
            for hint in hints {
                queues.add(hint);
            }
        }
        // One taker is woken; it wakes the next where it leaves something.
        self.arrived.notify_one();
        Ok(())
    }

    async fn take(&self, limit: usize, patience: Duration) -> Result<Vec<RunId>, PortError> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        Ok(tokio::time::timeout(patience, self.take_first(limit)).await.unwrap_or_default())
    }

    async fn depth(&self) -> Result<u64, PortError> {
        Ok(self.queues().waiting.len() as u64)
    }

    async fn ping(&self) -> Result<(), PortError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn hint(n: u128, priority: Priority) -> Hint {
        Hint::of(RunId(Uuid::from_u128(n)), priority)
    }

    #[tokio::test]
    async fn a_full_queue_drops_hints() {
        let hints = LocalHints::new();
        let crowd: Vec<_> = (0..20_000).map(|n| hint(n, Priority::Normal)).collect();
        hints.give(&crowd).await.unwrap();
        assert_eq!(hints.depth().await.unwrap(), 10_000);
    }

    #[tokio::test]
    async fn what_waits_for_a_peer_keeps_nobody_waiting() {
        let hints = LocalHints::new();
        let limited = |n, priority| Hint { limited: true, ..hint(n, priority) };
        let crowd: Vec<_> = (0..100).map(|n| limited(n, Priority::Normal)).collect();
        hints.give(&crowd).await.unwrap();
        hints.give(&[hint(200, Priority::Normal), hint(300, Priority::High)]).await.unwrap();
        hints.give(&[limited(400, Priority::High)]).await.unwrap();
        let taken = hints.take(4, Duration::ZERO).await.unwrap();
        assert_eq!(taken, [300, 400, 200, 0].map(|n| RunId(Uuid::from_u128(n))));
    }

    #[tokio::test]
    async fn a_taker_that_gave_up_takes_no_word_with_it() {
        let hints = LocalHints::new();
        for n in 0..100 {
            let mut given_up = Box::pin(hints.take(1, Duration::from_mins(1)));
            assert!(tokio::time::timeout(Duration::ZERO, &mut given_up).await.is_err());
            let mut patient = Box::pin(hints.take(1, Duration::from_mins(1)));
            assert!(tokio::time::timeout(Duration::ZERO, &mut patient).await.is_err());
            hints.give(&[hint(n, Priority::High)]).await.unwrap();
            // It was first in line and has been woken, but goes away before it looks.
            drop(given_up);
            assert_eq!(patient.await.unwrap(), [hint(n, Priority::High).run]);
        }
    }
}
