//! Limits: how many runs with one key are carried out at a time, and that nobody else waits for them.

use super::{KINDS, LEASE, Works, keyed, new_run, run_id, worker};
use crate::{contract, world::World};
use oathgate_application::ports::{
    operations::LimitState,
    workflow_runs::NewRun,
    workflow_store::{Claim, Suspension},
};
use oathgate_domain::{ids::RunId, workflow::Priority};
use std::collections::BTreeSet;

contract! { both;
    no_more_of_a_limit_are_leased_than_there_is_room_for,
    hinted_runs_keep_to_their_limits_as_well,
    a_crowd_behind_a_limit_keeps_nobody_waiting,
    the_sweeper_tells_of_no_run_that_cannot_be_taken_up,
    a_key_has_its_own_limit_or_that_of_its_family_or_none,
    a_limit_of_nothing_holds_everything_back,
    many_workers_keep_to_a_limit_by_and_large,
    limits_are_listed_set_and_dropped,
}

// The databases of PostgreSQL were emptied before.
contract! { sqlite_alone => sqlite; some_limits_are_there_from_the_start }

async fn some_limits_are_there_from_the_start(world: World) {
    let limits = Works::new(world).limits().await;
    let limits: Vec<_> = limits.iter().map(|limit| (limit.key.as_str(), limit.max_running)).collect();
    assert_eq!(limits, [("hook:", Some(4)), ("logout:", Some(4)), ("smtp", Some(8))]);
}

fn limited(number: u128, key: &str) -> NewRun {
    NewRun { limit_key: Some(key.to_owned()), ..new_run(number) }
}

impl Works {
    async fn limit(&self, key: &str, most: u32) {
        let mut unit = self.world.unit().await;
        unit.operations().set_limit(key, most).await.unwrap();
        unit.commit().await.unwrap();
    }

    async fn limits(&self) -> Vec<LimitState> {
        self.world.unit().await.operations().limits().await.unwrap()
    }

    async fn poll_ids(&self, limit: usize) -> BTreeSet<RunId> {
        self.poll(limit).await.into_iter().map(|lease| lease.held.run).collect()
    }
}

async fn no_more_of_a_limit_are_leased_than_there_is_room_for(world: World) {
    let works = Works::new(world);
    works.limit("smtp", 2).await;
    for number in 1..=5 {
        works.start(&limited(number, "smtp")).await;
    }
    let first = works.poll(10).await;
    assert_eq!(first.len(), 2);
    assert!(first.iter().all(|lease| lease.limited));
    assert_eq!(works.poll(10).await.len(), 0);
    // One that sleeps gives its place to another.
    let slept = works.store.suspend(&first[0].held, &[], None, 0).await.unwrap();
    assert_eq!(slept, Suspension::Suspended);
    assert_eq!(works.poll(10).await.len(), 1);
    works.limit("smtp", 3).await;
    assert_eq!(works.poll(10).await.len(), 1);
}

async fn hinted_runs_keep_to_their_limits_as_well(world: World) {
    let works = Works::new(world);
    works.limit("smtp", 2).await;
    let mut hinted = Vec::new();
    for number in 1..=4 {
        works.start(&limited(number, "smtp")).await;
        hinted.push(run_id(number));
    }
    hinted.push(works.begin(5).await);
    let claim = Claim { worker: worker(1), kinds: KINDS, limit: 10, only: Some(&hinted), lease: LEASE };
    let leases = works.store.claim(&claim).await.unwrap();
    assert_eq!(leases.len(), 3);
    assert_eq!(leases.iter().filter(|lease| lease.limited).count(), 2);
    assert_eq!(works.store.claim(&claim).await.unwrap().len(), 0);
}

async fn a_crowd_behind_a_limit_keeps_nobody_waiting(world: World) {
    let works = Works::new(world);
    works.limit("smtp", 1).await;
    for number in 1..=40 {
        let urgent = NewRun { priority: Priority::High, ..limited(number, "smtp") };
        works.start(&urgent).await;
    }
    works.start(&limited(50, "hook:a")).await;
    works.begin(51).await;
    // The crowd is older and more urgent; still there is place for the others.
    let taken = works.poll_ids(3).await;
    assert_eq!(taken.len(), 3);
    assert!(taken.contains(&run_id(50)) && taken.contains(&run_id(51)));
}

async fn the_sweeper_tells_of_no_run_that_cannot_be_taken_up(world: World) {
    let works = Works::new(world);
    works.worker_lives().await;
    works.limit("smtp", 1).await;
    for number in 1..=20 {
        works.start(&limited(number, "smtp")).await;
    }
    works.begin(30).await;
    let due = |swept: oathgate_application::ports::workflow_store::Swept| swept.due.len();
    assert_eq!(due(works.store.sweep(8).await.unwrap()), 2);
    assert_eq!(works.poll(2).await.len(), 2);
    assert_eq!(due(works.store.sweep(8).await.unwrap()), 0);
    assert_eq!(works.store.health().await.unwrap().due, 19);
}

async fn a_key_has_its_own_limit_or_that_of_its_family_or_none(world: World) {
    let works = Works::new(world);
    works.limit("hook:", 2).await;
    works.limit("hook:b", 1).await;
    for number in 0..5 {
        for (place, key) in ["hook:a", "hook:b", "hook:c:d", "other:a", "alone"].into_iter().enumerate() {
            works.start(&limited(number * 10 + place as u128 + 1, key)).await;
        }
    }
    let taken = works.poll_ids(100).await;
    let of = |place: u128| (0..5).filter(|number| taken.contains(&run_id(number * 10 + place + 1))).count();
    assert_eq!([of(0), of(1), of(2), of(3), of(4)], [2, 1, 2, 5, 5]);
}

async fn a_limit_of_nothing_holds_everything_back(world: World) {
    let works = Works::new(world);
    works.limit("smtp", 0).await;
    works.start(&limited(1, "smtp")).await;
    assert_eq!(works.poll(10).await.len(), 0);
    assert!(works.try_claim(run_id(1), LEASE).await.is_none());
    works.limit("smtp", 1).await;
    assert_eq!(works.poll(10).await.len(), 1);
}

async fn many_workers_keep_to_a_limit_by_and_large(world: World) {
    const WORKERS: usize = 4;
    let works = Works::new(world);
    works.limit("smtp", 3).await;
    for number in 1..=60 {
        works
            .start(&NewRun {
                key: None,
                ..NewRun { limit_key: Some("smtp".to_owned()), ..keyed(number, "-") }
            })
            .await;
    }
    let leases = crate::world::race(WORKERS, |_| {
        let works = works.clone();
        async move { works.poll(10).await.len() }
    })
    .await;
    // Soft: those who ask at the same moment may each see the same room, and no more than that.
    let taken: usize = leases.into_iter().sum();
    assert!((3..=3 * WORKERS).contains(&taken), "{taken} taken");
    assert_eq!(works.poll(10).await.len(), 0);
}

async fn limits_are_listed_set_and_dropped(world: World) {
    let works = Works::new(world);
    let state = |key: &str, max_running, running, waiting| LimitState {
        key: key.to_owned(),
        max_running,
        running,
        waiting,
    };
    for (key, most) in [("smtp", 8), ("hook:", 4), ("logout:", 4)] {
        works.limit(key, most).await;
    }
    let logout = state("logout:", Some(4), 0, 0);
    let smtp = state("smtp", Some(8), 0, 0);
    assert_eq!(works.limits().await, [state("hook:", Some(4), 0, 0), logout.clone(), smtp.clone()]);
    for number in 1..=3 {
        works.start(&limited(number, "hook:a")).await;
    }
    works.limit("hook:a", 1).await;
    works.limit("hook:a", 2).await;
    assert_eq!(works.poll(10).await.len(), 2);
    assert_eq!(
        works.limits().await,
        [state("hook:", Some(4), 0, 0), state("hook:a", Some(2), 2, 1), logout, smtp]
    );
    let mut unit = works.world.unit().await;
    assert!(unit.operations().drop_limit("hook:a").await.unwrap());
    assert!(!unit.operations().drop_limit("hook:a").await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(works.limits().await[1], state("hook:a", None, 2, 1));
}
