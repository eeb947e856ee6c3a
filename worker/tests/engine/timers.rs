//! Sleep: for a day, for a moment, and its end.

use crate::{
    toys::{self, Deed, Guest, Nap, Parcel, Trip},
    workshop::{Workshop, brisk, until},
};
use oathgate_application::schedules::{Catalogue, Schedules, Timetable};
use oathgate_domain::workflow::{EventKind, RunStatus};
use oathgate_worker::{Clockwork, EngineSettings};
use std::{
    sync::Arc,
    time::{Duration as Time, Instant},
};
use time::Duration;

#[tokio::test]
async fn a_wait_without_a_signal_ends_when_its_time_is_up() {
    let shop = Workshop::still().await;
    let started = shop.services.clock.now();
    let run = shop.start::<Guest>(1).await;
    shop.until_idle().await;
    let summary = shop.detail(run).await.summary;
    assert_eq!((summary.status, summary.due_at), (RunStatus::Waiting, Some(started + Duration::DAY)));

    shop.clock.advance(Duration::DAY - Duration::MICROSECOND);
    shop.until_idle().await;
    assert_eq!(shop.status(run).await, RunStatus::Waiting);

    shop.clock.advance(Duration::HOUR);
    shop.until_idle().await;
    assert_eq!(shop.detail(run).await.output.as_deref(), Some("null"));
    let kinds: Vec<_> = shop.history(run).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [EventKind::Timer, EventKind::StepDone, EventKind::Closed]);
    // Not when it was looked at, but when it was due.
    assert_eq!(shop.toys.calls()[0].dated, started + Duration::DAY);
}

#[tokio::test]
async fn a_running_engine_finds_the_end_of_a_long_sleep() {
    let shop = Workshop::still().await;
    let run = shop.start::<Guest>(1).await;
    let working = shop.work();
    let stats = working.engine.stats();
    until("it sleeps", async || stats.claimed() == 1 && stats.in_flight() == 0).await;
    assert_eq!(shop.status(run).await, RunStatus::Waiting);
    shop.clock.advance(Duration::DAY);
    shop.wait_for(run, RunStatus::Done).await;
    assert!(stats.sweeps() > 0);
    working.end().await;
}

#[tokio::test]
async fn what_starts_by_the_clock_is_registered_and_started_after_sweeps() {
    let shop = Workshop::still().await;
    let catalogue = Catalogue::of(&toys::registry()).with::<Trip>(Timetable::new("hourly", "0 * * * *"), &4);
    let services = shop.services.clone();
    let schedules = Schedules::new(services.store, services.entropy, Arc::new(catalogue));
    let working = shop.put_to_work(shop.engine().after_sweeps(Clockwork::new(schedules.clone())));
    until("it is registered", async || schedules.list().await.unwrap().len() == 1).await;
    for hour in 1..=2 {
        assert_eq!(shop.toys.done("travel"), hour - 1);
        shop.clock.advance(Duration::HOUR);
        until("its run is done", async || shop.toys.done("travel") == hour).await;
        let run = schedules.list().await.unwrap()[0].last_run.unwrap();
        shop.wait_for(run, RunStatus::Done).await;
        assert_eq!(shop.detail(run).await.input, "4");
    }
    working.end().await;
}

#[tokio::test]
async fn short_sleeps_and_retries_end_on_time_without_the_sweeper() {
    let shop = Workshop::live().await;
    shop.toys.plan("carry", &[Deed::Fail, Deed::Fail]);
    let settings = EngineSettings { sweep: Time::from_mins(10), ..brisk() };
    let working = shop.work_with(settings, shop.services.clone());
    let begun = Instant::now();
    let parcel = shop.start::<Parcel>(1).await;
    let nap = shop.start::<Nap>(1).await;
    shop.wait_for(parcel, RunStatus::Done).await;
    shop.wait_for(nap, RunStatus::Done).await;
    assert!(begun.elapsed() >= Time::from_millis(200));
    working.end().await;
}
