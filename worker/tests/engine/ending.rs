//! The end of a worker in good order.

use crate::{
    toys::{Deed, Guest, Parcel},
    workshop::{Workshop, brisk, until},
};
use oathgate_domain::workflow::{EventKind, RunStatus};
use oathgate_worker::EngineSettings;
use std::time::{Duration, Instant};

#[tokio::test]
async fn what_is_under_way_may_come_to_its_end_and_nothing_new_is_begun() {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::AtTheGate]);
    let working = shop.work();
    let run = shop.start::<Parcel>(1).await;
    until("the step has begun", async || shop.toys.begun("carry") == 1).await;
    working.shutdown.cancel();
    until("it says that it leaves", async || {
        shop.count("SELECT count(*) FROM workflow_workers WHERE draining") == 1
    })
    .await;
    let other = shop.start::<Parcel>(2).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(shop.status(other).await, RunStatus::Queued);
    shop.toys.gate.add_permits(1);
    working.end().await;
    assert_eq!(shop.status(run).await, RunStatus::Done);
    assert_eq!(shop.count("SELECT count(*) FROM workflow_workers"), 0);
}

#[tokio::test]
async fn what_does_not_end_in_time_is_given_back_and_counts_as_no_death() {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::Hang; 5]);
    let run = shop.start::<Parcel>(1).await;
    for begun in 1..=5 {
        let settings = EngineSettings { drain: Duration::from_millis(50), ..brisk() };
        let working = shop.work_with(settings, shop.services.clone());
        until("the step has begun", async || shop.toys.begun("carry") == begun).await;
        working.end().await;
        assert_eq!(shop.status(run).await, RunStatus::Queued);
    }
    shop.until_idle().await;
    assert_eq!(shop.status(run).await, RunStatus::Done);
    assert_eq!((shop.toys.done("collect"), shop.toys.done("carry")), (1, 1));
    assert!(!shop.history(run).await.iter().any(|(kind, _)| *kind == EventKind::LeaseExpired));
}

#[tokio::test]
async fn a_second_word_stops_at_once() {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::Hang]);
    let working = shop.work();
    let run = shop.start::<Parcel>(1).await;
    until("the step has begun", async || shop.toys.begun("carry") == 1).await;
    let begun = Instant::now();
    working.shutdown.cancel();
    tokio::time::sleep(Duration::from_millis(50)).await;
    working.abort.cancel();
    working.end().await;
    assert!(begun.elapsed() < Duration::from_secs(5), "sooner than the time to drain");
    assert_eq!(shop.status(run).await, RunStatus::Queued);
}

#[tokio::test]
async fn an_idle_worker_and_one_without_a_store_end_at_once() {
    let shop = Workshop::still().await;
    let run = shop.start::<Guest>(1).await;
    let idle = shop.work();
    shop.wait_for(run, RunStatus::Waiting).await;
    let faults = std::sync::Arc::<crate::faults::Faults>::default();
    faults.away.store(true, std::sync::atomic::Ordering::Relaxed);
    let lonely = shop.work_with(brisk(), shop.faulty(&faults));
    until("it has tried", async || faults.calls("beat") > 1).await;
    assert_eq!(faults.calls("claim"), 0, "no work without a sign of life");
    let begun = Instant::now();
    idle.end().await;
    lonely.end().await;
    assert!(begun.elapsed() < Duration::from_secs(3));
}
