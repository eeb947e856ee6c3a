//! Runs that were started by others: what they know of each other, and how a run ends in a unit.

use super::{Works, done, new_run, run_id, stale};
use crate::{contract, world::World};
use oathgate_application::ports::{
    workflow_runs::{Fencing, NewRun},
    workflow_store::Closing,
};
use oathgate_domain::workflow::{EventKind, RunState, RunStatus};
use std::time::Duration;
use time::OffsetDateTime;

contract! { both;
    a_lease_knows_its_parent_and_deadline,
    only_those_who_end_with_it_depend_on_a_run,
    a_run_ends_in_a_unit_and_only_for_its_holder,
}

async fn a_lease_knows_its_parent_and_deadline(world: World) {
    let works = Works::new(world);
    let deadline = OffsetDateTime::from_unix_timestamp(1_900_000_000).unwrap();
    let run = NewRun { parent: Some(run_id(9)), deadline: Some(deadline), ..new_run(1) };
    works.start(&run).await;
    let lease = works.claim(run.id).await;
    assert_eq!((lease.started_by, lease.deadline, lease.limited), (Some(run_id(9)), Some(deadline), false));
    let lease = works.begin_and_claim(2).await;
    assert_eq!((lease.started_by, lease.deadline), (None, None));
    let mut unit = works.world.unit().await;
    assert_eq!(unit.workflows().parent(run.id).await.unwrap(), Some(run_id(9)));
    assert_eq!(unit.workflows().parent(run_id(2)).await.unwrap(), None);
    assert_eq!(unit.workflows().parent(run_id(3)).await.unwrap(), None);
}

async fn only_those_who_end_with_it_depend_on_a_run(world: World) {
    let works = Works::new(world);
    let child = |number| NewRun { parent: Some(run_id(1)), ends_with_parent: true, ..new_run(number) };
    works.start(&child(2)).await;
    works.start(&NewRun { ends_with_parent: false, ..child(3) }).await;
    works.start(&NewRun { parent: Some(run_id(7)), ..child(4) }).await;
    works.start(&child(5)).await;
    let closing = Closing { state: RunState::Done, output: None, fault: None };
    let held = works.claim(run_id(5)).await.held;
    assert_eq!(works.store.close(&held, &[], &closing).await.unwrap(), Fencing::Kept);
    let mut unit = works.world.unit().await;
    assert_eq!(unit.workflows().dependants(run_id(1)).await.unwrap(), [run_id(2)]);
}

async fn a_run_ends_in_a_unit_and_only_for_its_holder(world: World) {
    let works = Works::new(world);
    let lease = works.begin_and_claim(1).await;
    works.signal(lease.held.run, "s").await;
    let closing = Closing { state: RunState::Failed, output: Some("1".to_owned()), fault: None };
    let events = [done("a"), super::taken("w", "s")];
    let mut unit = works.world.unit().await;
    let lost = unit.workflows().close(&stale(lease.held), &events, &closing).await.unwrap();
    assert_eq!(lost, Fencing::Lost);
    drop(unit);
    let mut unit = works.world.unit().await;
    assert_eq!(unit.workflows().close(&lease.held, &events, &closing).await.unwrap(), Fencing::Kept);
    drop(unit);
    assert_eq!(works.detail(lease.held.run).await.summary.status, RunStatus::Running);
    for many in [false, true] {
        let lease = if many { lease.clone() } else { works.begin_and_claim(2).await };
        let mut unit = works.world.unit().await;
        let events = &events[usize::from(!many) * 2..];
        assert_eq!(unit.workflows().close(&lease.held, events, &closing).await.unwrap(), Fencing::Kept);
        unit.commit().await.unwrap();
        let detail = works.detail(lease.held.run).await;
        assert_eq!(
            (detail.summary.status, detail.output.as_deref(), detail.signals.len()),
            (RunStatus::Failed, Some("1"), 0)
        );
        assert_eq!(works.history(lease.held.run).await.last(), Some(&EventKind::Closed));
    }
    assert!(works.later(Duration::from_hours(1)).poll(9).await.is_empty());
}
