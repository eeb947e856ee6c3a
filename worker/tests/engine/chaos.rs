//! Everything at once: workers that die and come back, a store that loses every hundredth call.

use crate::{
    faults::Faults,
    toys::Trip,
    workshop::{Working, Workshop, brisk, until},
};
use oathgate_domain::workflow::RunStatus;
use oathgate_worker::EngineSettings;
use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

const RUNS: i64 = 2_000;
const DONE: &str = "SELECT count(*) FROM workflow_runs WHERE kind = 'trip' AND state = 3";

fn settings() -> EngineSettings {
    let lease = Duration::from_secs(2);
    EngineSettings { lease, self_fence: lease / 2, slots: 16, drain: Duration::from_millis(100), ..brisk() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn among_deaths_and_outages_no_run_is_lost_and_no_change_is_made_twice() {
    let shop = Arc::new(Workshop::live().await);
    let entropy = Arc::clone(&shop.services.entropy);
    let faults = Arc::new(Faults::random(Arc::clone(&entropy), 1_000));
    let begin = || shop.work_with(settings(), shop.faulty(&faults));
    let mut engines: Vec<Working> = (0..3).map(|_| begin()).collect();
    let starter = tokio::spawn({
        let shop = Arc::clone(&shop);
        async move {
            for number in 0..RUNS {
                shop.start::<Trip>(number).await;
            }
        }
    });

    let deadline = Instant::now() + Duration::from_mins(3);
    let mut deaths = 0;
    while shop.count(DONE) < RUNS * 9 / 10 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(400).mul_f64(entropy.chance())).await;
        let victim = engines.remove(0);
        engines.push(begin());
        match entropy.chance() {
            chance if chance < 0.5 => {
                deaths += 1;
                victim.kill().await;
            }
            chance if chance < 0.75 => victim.end().await,
            _ => {
                victim.abort.cancel();
                victim.end().await;
            }
        }
    }
    starter.await.unwrap();
    faults.odds.store(0, Ordering::Relaxed);
    until("every run is done", async || {
        revive(&shop).await;
        shop.count(DONE) == RUNS
    })
    .await;
    for working in engines {
        working.end().await;
    }

    assert!(deaths > 2, "{deaths} deaths");
    assert_eq!((shop.marks(), shop.doubled()), (2 * RUNS, 0));
    // Effects may be repeated, but under the same key each time.
    let mut keys: HashMap<_, _> = HashMap::new();
    for call in shop.toys.calls() {
        let key = keys.entry(call.run).or_insert_with(|| call.key.clone());
        assert_eq!(*key, call.key);
    }
    assert_eq!(keys.len(), 2_000);
    let repeats = shop.toys.calls().len() - keys.len();
    println!("{deaths} deaths, {repeats} repeated effects of {RUNS}");
    assert!(repeats <= 16 * (deaths + 20), "{repeats} repeats after {deaths} deaths");
}

/// A run whose workers were killed three times at the same step waits for a person: this one.
async fn revive(shop: &Workshop) {
    let filter = oathgate_application::ports::workflow_store::RunFilter {
        status: Some(RunStatus::Paused),
        limit: 200,
        ..Default::default()
    };
    for run in shop.services.runs.list(&filter).await.unwrap() {
        assert!(run.fault.is_some());
        shop.retry(run.id).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backlog_is_worked_off_without_hints() {
    const BACKLOG: i64 = 1_000;
    let shop = Workshop::live().await;
    for number in 0..BACKLOG {
        shop.start::<Trip>(number).await;
        shop.hints.take(512, Duration::ZERO).await.unwrap();
    }
    let begun = Instant::now();
    // No help from the sweeper either: a worker goes on as long as it finds more than it has room for.
    let settings = EngineSettings { slots: 32, sweep: Duration::from_mins(10), ..brisk() };
    let working = shop.work_with(settings, shop.services.clone());
    until("all are done", async || shop.count(DONE) == BACKLOG).await;
    let rate = f64::from(1_000) / begun.elapsed().as_secs_f64();
    println!("{rate:.0} runs of three steps a second");
    assert_eq!(working.engine.stats().claimed(), 1_000);
    working.end().await;
}
