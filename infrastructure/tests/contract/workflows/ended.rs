//! What becomes of runs that are over, and of those that no code is left for.

use super::{KINDS, LEASE, Works, beat, done, new_run, taken};
use crate::{contract, world::World};
use oathgate_application::ports::{
    retention::Leftover,
    workflow_runs::{Fencing, NewRun},
    workflow_store::Closing,
};
use oathgate_domain::{ids::RunId, workflow::RunState};
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

contract! { both;
    runs_that_are_over_go_with_all_that_belongs_to_them,
    runs_without_code_are_found,
}

/// A run whose id is as old as itself.
fn aged(works: &Works, number: u128, kind: &'static str) -> NewRun {
    let milliseconds = u128::try_from(works.now().unix_timestamp_nanos() / 1_000_000).unwrap();
    let id = RunId(Uuid::from_u128(((milliseconds - 60_000) << 80) + number));
    NewRun { id, kind, ..new_run(number) }
}

async fn end(works: &Works, run: &NewRun, state: RunState) {
    works.start(run).await;
    works.signal(run.id, "s").await;
    let held = works.claim(run.id).await.held;
    let closing = Closing { state, output: None, fault: None };
    let closed = works.store.close(&held, &[done("a"), taken("w", "s")], &closing).await.unwrap();
    assert_eq!(closed, Fencing::Kept);
}

async fn forget(works: &Works, what: Leftover, before: OffsetDateTime) -> u64 {
    let mut unit = works.world.unit().await;
    let gone = unit.retention().forget(what, before).await.unwrap();
    unit.commit().await.unwrap();
    gone
}

async fn runs_that_are_over_go_with_all_that_belongs_to_them(world: World) {
    let works = Works::new(world);
    let ended: Vec<_> = (1..=3).map(|number| aged(&works, number, "flow")).collect();
    for (run, state) in ended.iter().zip([RunState::Done, RunState::Failed, RunState::Cancelled]) {
        end(&works, run, state).await;
    }
    let open = aged(&works, 4, "flow");
    works.start(&open).await;
    assert_eq!(forget(&works, Leftover::Runs, works.now() - Duration::from_mins(30)).await, 0);
    assert_eq!(forget(&works, Leftover::Sweeps, works.now() + Duration::from_mins(1)).await, 0);
    assert_eq!(forget(&works, Leftover::Runs, works.now() + Duration::from_mins(1)).await, 3);
    for run in &ended {
        assert!(works.store.detail(run.id).await.unwrap().is_none());
        // Not even what it remembered: the id may be used again.
        assert_eq!(works.start(run).await, oathgate_application::ports::workflow_runs::Started::New(run.id));
        let lease = works.claim(run.id).await;
        assert_eq!((lease.events.len(), lease.signals.len(), lease.inbox), (0, 0, 0));
    }
    assert!(works.store.detail(open.id).await.unwrap().is_some());
}

async fn runs_without_code_are_found(world: World) {
    let works = Works::new(world);
    let known = aged(&works, 1, "flow");
    let unknown = aged(&works, 2, "gone");
    works.start(&known).await;
    works.start(&unknown).await;
    let later = works.now() + Duration::from_mins(1);
    let stranded =
        async |before| works.world.reader().await.retention().stranded_runs(before, 10).await.unwrap();
    // Where nobody works, nobody can tell.
    assert_eq!(stranded(later).await, []);
    works.store.beat(&beat(1, KINDS), &[], LEASE).await.unwrap();
    assert_eq!(stranded(later).await, [unknown.id]);
    assert_eq!(stranded(works.now() - Duration::from_hours(1)).await, []);
    works.store.beat(&beat(2, &["gone"]), &[], LEASE).await.unwrap();
    assert_eq!(stranded(later).await, []);
}
