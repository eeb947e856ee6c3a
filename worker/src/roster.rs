//! The runs that this worker carries out at the moment, and the handles to stop them.

use crate::stats::EngineStats;
use oathgate_application::{ports::workflow_store::StillHeld, workflow::Held};
use oathgate_domain::ids::RunId;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::task::AbortHandle;

/// What is known of one run that is carried out.
#[derive(Debug)]
struct Entry {
    held: Held,
    cancel: Arc<AtomicBool>,
    settling: Arc<AtomicBool>,
    task: Option<AbortHandle>,
}

impl Entry {
    fn abort(&self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// The runs that this worker carries out.
#[derive(Debug)]
pub(crate) struct Roster {
    entries: Mutex<HashMap<RunId, Entry>>,
    stats: Arc<EngineStats>,
}

/// A run's place on the roster; leaves it when dropped, however its task ends.
#[derive(Debug)]
pub(crate) struct Place {
    roster: Arc<Roster>,
    held: Held,
    /// Set when somebody asks for the run to be cancelled.
    pub(crate) cancel: Arc<AtomicBool>,
    settling: Arc<AtomicBool>,
}

impl Place {
    /// Says whether the run's outcome is being stored: the store may then have let go of the run
    /// while its task does not know yet, and a missing run is no reason to stop the task.
    pub(crate) fn settling(&self, settling: bool) {
        self.settling.store(settling, Ordering::Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut entries = self.roster.entries();
        // A later lease of the same run may have taken the place.
        if entries.get(&self.held.run).is_some_and(|entry| entry.held == self.held) {
            entries.remove(&self.held.run);
        }
        self.roster.stats.set_in_flight(entries.len());
    }
}

impl Roster {
    pub(crate) fn new(stats: Arc<EngineStats>) -> Self {
        Self { entries: Mutex::default(), stats }
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<RunId, Entry>> {
        // Every change is complete before anything could panic.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a run. A task that still works on it under an earlier lease is stopped.
    pub(crate) fn enter(self: &Arc<Self>, held: Held) -> Place {
        let (cancel, settling) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
        let entry = Entry { held, cancel: Arc::clone(&cancel), settling: Arc::clone(&settling), task: None };
        let mut entries = self.entries();
        if let Some(earlier) = entries.insert(held.run, entry)
            && !earlier.settling.load(Ordering::Relaxed)
        {
            earlier.abort();
        }
        self.stats.set_in_flight(entries.len());
        Place { roster: Arc::clone(self), held, cancel, settling }
    }

    /// Notes how to stop a run's task.
    pub(crate) fn carried_by(&self, held: &Held, task: AbortHandle) {
        if let Some(entry) = self.entries().get_mut(&held.run).filter(|entry| entry.held == *held) {
            entry.task = Some(task);
        }
    }

    /// What is held, for the next sign of life.
    pub(crate) fn held(&self) -> Vec<Held> {
        self.entries().values().map(|entry| entry.held).collect()
    }

    /// Compares what was held with what the store says: stops the tasks of lost runs, whose
    /// proofs it gives, and passes on requests to cancel.
    pub(crate) fn reconcile(&self, asked: &[Held], still: &[StillHeld]) -> Vec<Held> {
        let entries = self.entries();
        let still: HashMap<_, _> = still.iter().map(|held| ((held.run, held.fence), held.cancel)).collect();
        let mut lost = Vec::new();
        for held in asked {
            let Some(entry) = entries.get(&held.run).filter(|entry| entry.held == *held) else { continue };
            match still.get(&(held.run, held.fence)) {
                Some(true) => entry.cancel.store(true, Ordering::Relaxed),
                Some(false) => {}
                None if entry.settling.load(Ordering::Relaxed) => {}
                None => {
                    entry.abort();
                    lost.push(*held);
                }
            }
        }
        lost
    }

    /// Stops every task, and gives what they held.
    pub(crate) fn abort_all(&self) -> Vec<Held> {
        let entries = self.entries();
        entries.values().for_each(Entry::abort);
        entries.values().map(|entry| entry.held).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oathgate_domain::ids::WorkerId;
    use uuid::Uuid;

    fn held(run: u128, fence: i64) -> Held {
        Held { run: RunId(Uuid::from_u128(run)), fence, worker: WorkerId(Uuid::nil()) }
    }

    fn roster() -> Arc<Roster> {
        Arc::new(Roster::new(Arc::default()))
    }

    #[test]
    fn a_place_that_is_left_does_not_take_a_later_lease_with_it() {
        let roster = roster();
        let earlier = roster.enter(held(1, 1));
        let later = roster.enter(held(1, 2));
        drop(earlier);
        assert_eq!(roster.held(), [held(1, 2)]);
        drop(later);
        assert_eq!(roster.held(), []);
    }

    #[tokio::test]
    async fn runs_that_are_missing_are_stopped_unless_they_are_at_their_end() {
        let roster = roster();
        let mut tasks = Vec::new();
        let places: Vec<_> = [held(1, 1), held(2, 5), held(3, 1)].map(|held| roster.enter(held)).into();
        for place in &places {
            let task = tokio::spawn(std::future::pending::<()>());
            roster.carried_by(&place.held, task.abort_handle());
            tasks.push(task);
        }
        places[2].settling(true);
        let still = [StillHeld { run: held(2, 5).run, fence: 5, cancel: true }];
        let lost = roster.reconcile(&roster.held(), &still);
        assert_eq!(lost, [held(1, 1)]);
        assert!((&mut tasks[0]).await.unwrap_err().is_cancelled());
        assert!(!tasks[1].is_finished() && !tasks[2].is_finished());
        assert!(places[1].cancel.load(Ordering::Relaxed));
        assert!(!places[0].cancel.load(Ordering::Relaxed));
    }

    #[test]
    fn a_reply_about_an_earlier_lease_says_nothing_about_a_later_one() {
        let roster = roster();
        let asked = [held(1, 1)];
        let later = roster.enter(held(1, 2));
        assert_eq!(roster.reconcile(&asked, &[]), []);
        let still = [StillHeld { run: held(1, 1).run, fence: 1, cancel: true }];
        assert_eq!(roster.reconcile(&asked, &still), []);
        assert!(!later.cancel.load(Ordering::Relaxed));
    }
}
