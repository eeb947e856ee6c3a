//! Signals: before, during and after sleep, and in the gap just before it.

use crate::{
    faults::{BeforeSleep, Faults, Wrong},
    toys::{Guest, Porter},
    workshop::{Workshop, brisk, until},
};
use async_trait::async_trait;
use oathgate_application::ports::workflow_runs::Signalled;
use oathgate_domain::workflow::EventKind;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration as Time,
};
use time::Duration;

#[tokio::test]
async fn a_signal_wakes_who_sleeps() {
    let shop = Workshop::still().await;
    let run = shop.start::<Guest>(1).await;
    shop.until_idle().await;
    assert_eq!(shop.ring::<Guest>(1, "a", 3).await, Signalled::Accepted);
    assert_eq!(shop.ring::<Guest>(1, "a", 4).await, Signalled::Accepted);
    shop.until_idle().await;
    assert_eq!(shop.detail(run).await.output.as_deref(), Some("3"));
    assert!(shop.detail(run).await.signals.is_empty());
    assert_eq!(shop.ring::<Guest>(1, "b", 3).await, Signalled::NoOpenRun);
}

#[tokio::test]
async fn a_signal_that_came_before_it_was_waited_for_is_taken() {
    let shop = Workshop::still().await;
    let run = shop.start::<Porter>(1).await;
    shop.ring::<Porter>(1, "a", 3).await;
    shop.ring::<Porter>(1, "b", 4).await;
    shop.until_idle().await;
    assert_eq!(shop.detail(run).await.output.as_deref(), Some("7"));
    assert_eq!(shop.toys.done("arrive"), 1);
}

#[tokio::test]
async fn an_answer_that_comes_with_the_end_of_its_time_wins() {
    let shop = Workshop::still().await;
    let run = shop.start::<Guest>(1).await;
    shop.until_idle().await;
    shop.clock.advance(Duration::DAY);
    shop.ring::<Guest>(1, "a", 3).await;
    shop.until_idle().await;
    assert_eq!(shop.detail(run).await.output.as_deref(), Some("3"));
}

#[tokio::test]
async fn an_unsure_end_of_sleep_repeats_nothing() {
    let shop = Workshop::still().await;
    let faults = Arc::<Faults>::default();
    faults.plan("suspend", &[Wrong::After, Wrong::Before, Wrong::Contended]);
    let run = shop.start::<Porter>(1).await;
    let engine = shop.engine_with(brisk(), shop.faulty(&faults));
    engine.run_until_idle().await.unwrap();
    shop.ring::<Porter>(1, "a", 3).await;
    engine.run_until_idle().await.unwrap();
    shop.ring::<Porter>(1, "b", 4).await;
    engine.run_until_idle().await.unwrap();
    assert_eq!(shop.detail(run).await.output.as_deref(), Some("7"));
    assert_eq!((shop.toys.done("arrive"), shop.marks()), (1, 1));
}

/// Rings at the door just before a run goes to sleep.
struct Teaser {
    shop: Arc<Workshop>,
    left: AtomicU32,
}

#[async_trait]
impl BeforeSleep for Teaser {
    async fn about_to_sleep(&self) {
        let left = self.left.load(Ordering::Relaxed);
        if left > 0 {
            self.left.store(left - 1, Ordering::Relaxed);
            self.shop.ring::<Porter>(1, &format!("teaser-{left}"), i64::from(left)).await;
        }
    }
}

#[tokio::test]
async fn a_signal_just_before_sleep_keeps_the_run_awake_in_the_same_lease() {
    let shop = Arc::new(Workshop::still().await);
    let run = shop.start::<Porter>(1).await;
    let teaser = Teaser { shop: Arc::clone(&shop), left: AtomicU32::new(2) };
    let faults = Faults::before_sleep(Arc::new(teaser));
    let engine = shop.engine_with(brisk(), shop.faulty(&Arc::new(faults)));
    assert_eq!(engine.run_until_idle().await.unwrap(), 1, "one lease does");
    assert_eq!(shop.detail(run).await.output.as_deref(), Some("3"));
    let kinds: Vec<_> = shop.history(run).await.into_iter().map(|(kind, _)| kind).collect();
    let expected = [
        EventKind::StepDone,
        EventKind::SignalTaken,
        EventKind::SignalTaken,
        EventKind::StepDone,
        EventKind::Closed,
    ];
    assert_eq!(kinds, expected);
    assert_eq!((shop.toys.done("arrive"), shop.marks()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_signal_is_lost_in_a_thousand_races_with_sleep() {
    const RUNS: i64 = 500;
    let shop = Arc::new(Workshop::live().await);
    let working = shop.work();
    let mut ringers = tokio::task::JoinSet::new();
    for number in 0..RUNS {
        shop.start::<Porter>(number).await;
        let shop = Arc::clone(&shop);
        ringers.spawn(async move {
            for ring in ["a", "b"] {
                // About as long as a run takes to fall asleep.
                let gap = shop.services.entropy.chance() * 8_000.0;
                tokio::time::sleep(Time::from_micros(1).mul_f64(gap)).await;
                assert_eq!(shop.ring::<Porter>(number, ring, 1).await, Signalled::Accepted);
            }
        });
    }
    while let Some(rung) = ringers.join_next().await {
        rung.unwrap();
    }
    let done = "SELECT count(*) FROM workflow_runs WHERE kind = 'porter' AND state = 3 AND output = '2'";
    until("every run heard both", async || shop.count(done) == RUNS).await;
    assert_eq!((shop.marks(), shop.doubled()), (RUNS, 0));
    working.end().await;
}
