//! The store or the hints go away and come back: nothing is lost, nothing is done twice.

use crate::{
    faults::{Faults, Faulty, Wrong},
    toys::{self, Deed, Parcel, Trip},
    workshop::{Workshop, brisk, until},
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::hints::{Hint, Hints, NearWorker},
};
use oathgate_domain::{
    ids::RunId,
    workflow::{EventKind, Priority, RunStatus},
};
use oathgate_worker::{Engine, EngineSettings};
use std::{
    sync::{Arc, Mutex, Weak, atomic::Ordering},
    time::Duration,
};

/// Carries out a parcel and a trip while calls go wrong as planned, and checks that each step
/// took effect once.
async fn nothing_is_done_twice(plan: &[(&'static str, &[Wrong])]) {
    let shop = Workshop::still().await;
    let faults = Arc::<Faults>::default();
    let (parcel, trip) = (shop.start::<Parcel>(1).await, shop.start::<Trip>(1).await);
    for (what, wrong) in plan {
        faults.plan(what, wrong);
    }
    let working = shop.work_with(brisk(), shop.faulty(&faults));
    for run in [parcel, trip] {
        shop.wait_for(run, RunStatus::Done).await;
        let expired = shop.history(run).await.iter().any(|(kind, _)| *kind == EventKind::LeaseExpired);
        assert!(!expired, "{plan:?}");
    }
    let done = ["collect", "carry", "deliver", "travel"].map(|step| shop.toys.done(step));
    assert_eq!(done, [1; 4], "{plan:?}");
    assert_eq!((shop.marks(), shop.doubled()), (2, 0), "{plan:?}");
    working.end().await;
}

#[tokio::test]
async fn a_store_that_is_away_when_a_run_ends_is_waited_for() {
    nothing_is_done_twice(&[("close", &[Wrong::Before; 4])]).await;
}

#[tokio::test]
async fn an_end_whose_confirmation_got_lost_is_an_end() {
    nothing_is_done_twice(&[("close", &[Wrong::After, Wrong::Before])]).await;
}

#[tokio::test]
async fn what_was_just_done_survives_that_it_cannot_be_noted_yet() {
    nothing_is_done_twice(&[("checkpoint", &[Wrong::Before; 5])]).await;
}

#[tokio::test]
async fn a_note_whose_confirmation_got_lost_is_not_made_twice() {
    nothing_is_done_twice(&[("checkpoint", &[Wrong::After])]).await;
    nothing_is_done_twice(&[("checkpoint", &[Wrong::Before, Wrong::After, Wrong::Before])]).await;
}

#[tokio::test]
async fn changes_that_were_kept_or_not_are_made_once() {
    nothing_is_done_twice(&[("commit", &[Wrong::After, Wrong::Before, Wrong::Contended, Wrong::After])])
        .await;
    nothing_is_done_twice(&[("begin", &[Wrong::Before, Wrong::Contended, Wrong::Before])]).await;
}

#[tokio::test]
async fn a_store_that_is_away_for_signs_of_life_claims_and_sweeps_is_waited_for() {
    let away = [Wrong::Before; 4];
    nothing_is_done_twice(&[("beat", &away), ("claim", &away), ("sweep", &away), ("release", &away)]).await;
    nothing_is_done_twice(&[("beat", &[Wrong::Hang, Wrong::Before, Wrong::Hang]), ("close", &away)]).await;
}

#[tokio::test]
async fn a_silent_store_stops_the_worker_before_its_leases_end() {
    let shop = Workshop::still().await;
    let faults = Arc::<Faults>::default();
    shop.toys.plan("carry", &[Deed::Hang; 4]);
    let settings = EngineSettings { self_fence: Duration::from_millis(1_500), ..brisk() };
    let working = shop.work_with(settings, shop.faulty(&faults));
    let stats = working.engine.stats();
    let run = shop.start::<Parcel>(1).await;
    // More often than three times: what the store did is not the run's death.
    for begun in 1..=4 {
        until("the step has begun", async || shop.toys.begun("carry") == begun).await;
        let claims = stats.claimed();
        faults.away.store(true, Ordering::Relaxed);
        until("everything is stopped", async || stats.in_flight() == 0).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!((shop.status(run).await, stats.claimed()), (RunStatus::Running, claims));
        faults.away.store(false, Ordering::Relaxed);
    }
    shop.wait_for(run, RunStatus::Done).await;
    assert_eq!((shop.toys.done("collect"), shop.toys.done("carry")), (1, 1));
    working.end().await;
}

#[tokio::test]
async fn what_comes_after_the_worker_has_stopped_is_given_back_untouched() {
    let shop = Workshop::still().await;
    let faults = Arc::<Faults>::default();
    let settings = EngineSettings { self_fence: Duration::from_secs(1), ..brisk() };
    let working = shop.work_with(settings, shop.faulty(&faults));
    until("it works", async || working.engine.stats().sweeps() > 0).await;
    faults.plan("claim", &[Wrong::Slow]);
    let run = shop.start::<Parcel>(1).await;
    faults.silent.store(true, Ordering::Relaxed);
    until("the late leases are given back", async || faults.calls("release") > 0).await;
    shop.wait_for(run, RunStatus::Queued).await;
    assert_eq!((shop.toys.begun("collect"), working.engine.stats().claimed()), (0, 1));
    faults.silent.store(false, Ordering::Relaxed);
    shop.wait_for(run, RunStatus::Done).await;
    assert_eq!(shop.toys.done("collect"), 1);
    working.end().await;
}

#[tokio::test]
async fn who_has_no_room_tells_the_others() {
    let shop = Workshop::still().await;
    shop.toys.plan("collect", &[Deed::AtTheGate]);
    let busy = shop.work_with(EngineSettings { slots: 1, ..brisk() }, shop.services.clone());
    let run = shop.start::<Parcel>(0).await;
    until("its one slot is taken", async || shop.toys.begun("collect") == 1).await;
    for number in 1..=3 {
        shop.start::<Parcel>(number).await;
    }
    shop.hints.take(512, Duration::ZERO).await.unwrap();
    until("hints are given", async || shop.hints.depth().await.unwrap() == 3).await;
    assert_eq!(shop.toys.begun("collect"), 1);
    shop.toys.gate.add_permits(1);
    shop.wait_for(run, RunStatus::Done).await;
    until("all are done", async || shop.toys.done("deliver") == 4).await;
    busy.end().await;
}

#[tokio::test]
async fn without_hints_the_store_is_polled_until_they_are_back() {
    let shop = Workshop::still().await;
    let faults = Arc::<Faults>::default();
    faults.away.store(true, Ordering::Relaxed);
    // No help from the sweeper.
    let settings = EngineSettings { sweep: Duration::from_mins(10), ..brisk() };
    let hints = Faulty::<dyn Hints>::new(&shop.hints, &faults);
    let toys = Arc::clone(&shop.toys);
    let engine = Engine::new(settings, shop.services.clone(), toys::registry(), toys, hints);
    let working = shop.put_to_work(engine);
    until("two requests have failed", async || faults.calls("take") >= 2).await;
    for number in 0..20 {
        let run = shop.start::<Parcel>(number).await;
        shop.wait_for(run, RunStatus::Done).await;
    }
    faults.away.store(false, Ordering::Relaxed);
    let asked = faults.calls("take");
    until("hints are asked for again", async || faults.calls("take") > asked).await;
    let run = shop.start::<Parcel>(20).await;
    shop.wait_for(run, RunStatus::Done).await;
    working.end().await;
}

#[tokio::test]
async fn runs_that_nobody_hinted_are_found() {
    let shop = Workshop::still().await;
    let working = shop.work();
    until("it sweeps", async || working.engine.stats().sweeps() > 0).await;
    let mut runs = Vec::new();
    for number in 0..30 {
        runs.push(shop.start::<Parcel>(number).await);
        // Somebody takes the hint and dies.
        shop.hints.take(512, Duration::ZERO).await.unwrap();
    }
    for run in runs {
        shop.wait_for(run, RunStatus::Done).await;
    }
    assert_eq!(shop.toys.done("carry"), 30);
    working.end().await;
}

/// Hints that never come by the way that they are asked for.
#[derive(Default)]
struct NextDoor(Mutex<Option<Weak<dyn NearWorker>>>);

impl NextDoor {
    fn offer(&self, hints: &[Hint]) -> usize {
        let near = self.0.lock().unwrap().clone();
        near.and_then(|near| near.upgrade()).map_or(0, |near| near.accept(hints))
    }
}

#[async_trait]
impl Hints for NextDoor {
    fn meet(&self, worker: Weak<dyn NearWorker>) {
        *self.0.lock().unwrap() = Some(worker);
    }

    async fn give(&self, hints: &[Hint]) -> Result<(), PortError> {
        self.offer(hints);
        Ok(())
    }

    async fn take(&self, _: usize, patience: Duration) -> Result<Vec<RunId>, PortError> {
        tokio::time::sleep(patience).await;
        Ok(Vec::new())
    }

    async fn depth(&self) -> Result<u64, PortError> {
        Ok(0)
    }

    async fn ping(&self) -> Result<(), PortError> {
        Ok(())
    }
}

#[tokio::test]
async fn a_worker_next_door_takes_what_it_has_room_for_while_it_works() {
    let shop = Workshop::still().await;
    let door = Arc::<NextDoor>::default();
    let settings = EngineSettings { slots: 2, sweep: Duration::from_mins(10), ..brisk() };
    let toys = Arc::clone(&shop.toys);
    let hints: Arc<dyn Hints> = door.clone();
    let hint = |run| Hint::of(run, Priority::Normal);
    let mut runs = Vec::new();
    for number in 0..8 {
        runs.push(shop.start::<Parcel>(number).await);
    }
    // What is due when it starts it finds by itself.
    let working =
        shop.put_to_work(Engine::new(settings, shop.services.clone(), toys::registry(), toys, hints));
    until("all are done", async || shop.toys.done("deliver") == 8).await;
    for number in 8..20 {
        let run = shop.start::<Parcel>(number).await;
        until("it has room", async || door.offer(&[hint(run)]) == 1).await;
        shop.wait_for(run, RunStatus::Done).await;
    }
    let many: Vec<_> = runs.iter().map(|run| hint(*run)).collect();
    assert!(door.offer(&many) <= 2, "it has two slots");
    working.end().await;
    assert_eq!(door.offer(&many), 0, "nobody is there any more");
}
