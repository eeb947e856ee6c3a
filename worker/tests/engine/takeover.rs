//! Workers that die, lose their runs, or stand side by side.

use crate::{
    faults::Faults,
    toys::{Deed, Parcel, Trip},
    workshop::{Working, Workshop, brisk, until},
};
use oathgate_domain::{
    ids::RunId,
    workflow::{EventKind, RunStatus},
};
use std::sync::{Arc, atomic::Ordering};
use time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_engines_share_the_work_and_do_nothing_twice() {
    const RUNS: i64 = 300;
    let shop = Workshop::still().await;
    let engines = [shop.work(), shop.work()];
    for number in 0..RUNS {
        shop.start::<Trip>(number).await;
    }
    let done = "SELECT count(*) FROM workflow_runs WHERE kind = 'trip' AND state = 3";
    until("all are done", async || shop.count(done) == RUNS).await;
    assert_eq!((shop.marks(), shop.doubled()), (2 * RUNS, 0));
    assert_eq!(shop.toys.done("travel"), 300);
    let stats = engines.each_ref().map(|working| working.engine.stats());
    assert_eq!(stats[0].claimed() + stats[1].claimed(), 300);
    for working in engines {
        working.end().await;
    }
}

#[tokio::test]
async fn another_worker_goes_on_where_one_died() {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::Hang]);
    let first = shop.work();
    let run = shop.start::<Parcel>(1).await;
    until("the step has begun", async || shop.toys.begun("carry") == 1).await;
    first.kill().await;
    assert_eq!(shop.status(run).await, RunStatus::Running);

    let second = shop.work();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(shop.toys.begun("carry"), 1, "the lease still counts");
    shop.clock.advance(Duration::seconds(31));
    shop.wait_for(run, RunStatus::Done).await;
    assert_eq!((shop.toys.done("collect"), shop.toys.done("carry")), (1, 1));
    assert!(shop.history(run).await.iter().any(|(kind, _)| *kind == EventKind::LeaseExpired));
    second.end().await;
}

#[tokio::test]
async fn a_run_that_its_workers_die_of_is_stopped_after_three() {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::Hang; 3]);
    let run = shop.start::<Parcel>(1).await;
    for death in 1..=3 {
        let working = shop.work();
        until("the step has begun", async || shop.toys.begun("carry") == death).await;
        // Meanwhile others come to their end.
        let neighbour = shop.start::<Trip>(death.into()).await;
        shop.wait_for(neighbour, RunStatus::Done).await;
        working.kill().await;
        shop.clock.advance(Duration::seconds(31));
        // Opened now, and due at a time of its own within ten seconds.
        shop.services.runs.sweep(0).await.unwrap();
        shop.clock.advance(Duration::seconds(10));
    }
    let survivor = shop.work();
    shop.wait_for(run, RunStatus::Paused).await;
    assert_eq!(shop.toys.begun("carry"), 3);
    assert!(shop.detail(run).await.summary.fault.is_some());
    survivor.end().await;
}

/// A worker that holds a run at the gate of a step, and whose signs of life get lost; meanwhile
/// somebody else took the run over and came to its end.
async fn overtaken() -> (Workshop, Arc<Faults>, Working, RunId) {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::AtTheGate]);
    let faults = Arc::<Faults>::default();
    let zombie = shop.work_with(brisk(), shop.faulty(&faults));
    let run = shop.start::<Parcel>(1).await;
    until("the step has begun", async || shop.toys.begun("carry") == 1).await;
    assert_eq!(zombie.engine.stats().in_flight(), 1);
    faults.silent.store(true, Ordering::Relaxed);
    let calls = faults.calls("beat");
    until("it is silent", async || faults.calls("beat") > calls + 1).await;
    shop.clock.advance(Duration::seconds(31));
    shop.until_idle().await;
    assert_eq!(shop.status(run).await, RunStatus::Done);
    (shop, faults, zombie, run)
}

#[tokio::test]
async fn who_lost_a_run_hears_of_it_and_stops() {
    let (shop, faults, zombie, run) = overtaken().await;
    let history = shop.history(run).await;
    let stats = zombie.engine.stats();
    assert_eq!((stats.in_flight(), stats.lost()), (1, 0));
    faults.silent.store(false, Ordering::Relaxed);
    until("the task is stopped", async || stats.in_flight() == 0).await;
    assert_eq!(stats.lost(), 1);
    shop.toys.gate.add_permits(1);
    zombie.end().await;
    assert_eq!(shop.history(run).await, history);
    assert_eq!(shop.toys.done("carry"), 1);
}

#[tokio::test]
async fn who_does_not_hear_of_it_finds_its_change_refused() {
    let (shop, _faults, zombie, run) = overtaken().await;
    let history = shop.history(run).await;
    shop.toys.gate.add_permits(1);
    until("it notices", async || zombie.engine.stats().lost() == 1).await;
    zombie.end().await;
    assert_eq!(shop.history(run).await, history);
    // The world saw it twice, under one key.
    let keys: Vec<_> =
        shop.toys.calls().into_iter().filter(|call| call.step == "carry").map(|call| call.key).collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    assert_eq!(shop.toys.done("deliver"), 1);
}
