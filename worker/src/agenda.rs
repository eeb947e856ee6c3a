//! Runs that may be due: now, because of a hint, or in a moment. Like hints, entries are worth
//! nothing by themselves: a lost one is found by the sweeper, a stale one finds no run.

use oathgate_domain::ids::RunId;
use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{sync::Notify, time::Instant};

/// Most entries. More are dropped.
const CAPACITY: usize = 10_000;

/// What the intake looks at next, by time.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    entries: Mutex<Entries>,
    /// Whether there may be something due that nobody hinted.
    look: AtomicBool,
    /// Whether nobody looks at it any more.
    closed: AtomicBool,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Entries {
    /// By time, then in the order in which they came.
    queue: BinaryHeap<Reverse<(Instant, u64, RunId)>>,
    count: u64,
}

impl Agenda {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        // Every change is complete before anything could panic.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds runs that are due at `at`.
    pub(crate) fn add(&self, at: Instant, runs: impl IntoIterator<Item = RunId>) {
        {
            let mut entries = self.entries();
            for run in runs {
                if entries.queue.len() >= CAPACITY {
                    break;
                }
                entries.count += 1;
                let count = entries.count;
                entries.queue.push(Reverse((at, count, run)));
            }
        }
        self.changed.notify_one();
    }

    /// Adds as many of `runs` as there is room for where `slots` are free, and tells how many those are.
    pub(crate) fn offer(&self, runs: impl ExactSizeIterator<Item = RunId>, slots: usize) -> usize {
        let room = slots.saturating_sub(self.entries().queue.len()).min(runs.len());
        if room == 0 || self.closed.load(Ordering::Relaxed) {
            return 0;
        }
        self.add(Instant::now(), runs.take(room));
        room
    }

    /// Takes no more offers.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    /// Says that the store may have something due.
    pub(crate) fn look(&self) {
        self.look.store(true, Ordering::Relaxed);
        self.changed.notify_one();
    }

    /// Whether that was said since it was last asked.
    pub(crate) fn take_look(&self) -> bool {
        self.look.swap(false, Ordering::Relaxed)
    }

    /// Takes up to `limit` runs that are due.
    pub(crate) fn take_due(&self, limit: usize) -> Vec<RunId> {
        let now = Instant::now();
        let mut entries = self.entries();
        let mut due = Vec::new();
        while due.len() < limit
            && entries.queue.peek().is_some_and(|Reverse((at, ..))| *at <= now)
            && let Some(Reverse((.., run))) = entries.queue.pop()
        {
            due.push(run);
        }
        due
    }

    /// Waits until an entry is due, or one has been added since the last wait. Cancel-safe.
    pub(crate) async fn changed(&self) {
        let next = self.entries().queue.peek().map(|Reverse((at, ..))| *at);
        match next {
            Some(at) => tokio::select! {
                () = tokio::time::sleep_until(at) => {}
                () = self.changed.notified() => {}
            },
            None => self.changed.notified().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use uuid::Uuid;

    fn run(n: u128) -> RunId {
        RunId(Uuid::from_u128(n))
    }

    #[tokio::test]
    async fn entries_come_when_they_are_due_and_in_order() {
        let agenda = Agenda::default();
        let now = Instant::now();
        let later = now + Duration::from_millis(60);
        agenda.add(later, [run(3)]);
        agenda.add(now, [run(1), run(2)]);
        assert_eq!(agenda.take_due(1), [run(1)]);
        assert_eq!(agenda.take_due(9), [run(2)]);
        // The first wait ends with the word of what was added.
        agenda.changed().await;
        agenda.changed().await;
        assert!(Instant::now() >= later);
        assert_eq!(agenda.take_due(9), [run(3)]);
    }

    #[tokio::test]
    async fn an_offer_is_taken_as_far_as_there_is_room() {
        let agenda = Agenda::default();
        assert_eq!(agenda.offer([run(1)].into_iter(), 0), 0);
        assert_eq!(agenda.offer([run(1), run(2), run(3)].into_iter(), 2), 2);
        assert_eq!(agenda.offer([run(3)].into_iter(), 2), 0, "two wait already");
        assert_eq!(agenda.take_due(9), [run(1), run(2)]);
        agenda.close();
        assert_eq!(agenda.offer([run(3)].into_iter(), 2), 0);
    }

    #[tokio::test]
    async fn an_earlier_entry_wakes_who_waits_for_a_later_one() {
        let agenda = Agenda::default();
        agenda.add(Instant::now() + Duration::from_mins(1), [run(1)]);
        agenda.changed().await;
        let waiting = agenda.changed();
        tokio::pin!(waiting);
        assert!(futures_util::poll!(waiting.as_mut()).is_pending());
        agenda.add(Instant::now(), [run(2)]);
        waiting.await;
        assert_eq!(agenda.take_due(9), [run(2)]);
    }

    #[test]
    fn a_full_agenda_drops_entries() {
        let agenda = Agenda::default();
        agenda.add(Instant::now(), (0..20_000).map(run));
        assert_eq!(agenda.take_due(usize::MAX).len(), CAPACITY);
    }
}
