//! Steps: done once, tried again, given up, refused.

use crate::{
    faults::{Faults, Wrong},
    toys::{Deed, Echo, Leaflet, Parcel, Trip},
    workshop::{Workshop, brisk},
};
use oathgate_domain::workflow::{EventKind, RunStatus};
use std::sync::Arc;
use time::Duration;

#[tokio::test]
async fn a_run_is_carried_out_from_its_start_to_its_end() {
    let shop = Workshop::still().await;
    let run = shop.start::<Trip>(5).await;
    let engine = shop.engine();
    assert_eq!(engine.run_until_idle().await.unwrap(), 1);

    let detail = shop.detail(run).await;
    assert_eq!(detail.summary.status, RunStatus::Done);
    assert_eq!(detail.output.as_deref(), Some("12"));
    let named = |kind, name: &str| (kind, Some(name.to_owned()));
    let steps = ["pack", "travel", "unpack"].map(|step| named(EventKind::StepDone, step));
    assert_eq!(shop.history(run).await, [&steps[..], &[(EventKind::Closed, None)]].concat());
    assert_eq!((shop.marks(), shop.toys.done("travel"), shop.toys.begun("pack")), (2, 1, 1));

    let stats = engine.stats();
    assert_eq!((stats.claimed(), stats.in_flight()), (1, 0));
    assert_eq!(engine.run_until_idle().await.unwrap(), 0);
}

#[tokio::test]
async fn a_step_that_fails_is_tried_again_with_the_same_key_and_what_was_done_is_not() {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::Fail, Deed::Fail]);
    let run = shop.start::<Parcel>(1).await;
    let mut keys = Vec::new();
    for attempt in 1..=2 {
        shop.until_idle().await;
        let summary = shop.detail(run).await.summary;
        assert_eq!((summary.status, summary.attempt), (RunStatus::Waiting, attempt));
        assert_eq!(summary.step.as_deref(), Some("carry"));
        assert_eq!(summary.fault.unwrap().code, "peer_busy");
        let due = summary.due_at.unwrap() - shop.services.clock.now();
        assert!((Duration::ZERO..=Duration::milliseconds(40)).contains(&due), "{due}");
        keys.extend(shop.toys.calls().iter().map(|call| call.key.clone()));
        // Not before its time.
        shop.until_idle().await;
        assert_eq!(i64::from(shop.toys.begun("carry")), attempt);
        shop.clock.advance(due);
    }
    shop.until_idle().await;
    assert_eq!(shop.status(run).await, RunStatus::Done);
    let begun = ["collect", "carry", "deliver"].map(|step| shop.toys.begun(step));
    assert_eq!(begun, [1, 3, 1]);
    let events = shop.detail(run).await.events;
    let carried = events.iter().find(|e| e.name.as_deref() == Some("carry") && e.kind == EventKind::StepDone);
    assert_eq!(carried.unwrap().attempt, Some(3));
    assert_eq!(events.iter().filter(|event| event.kind == EventKind::StepFailed).count(), 2);
    // Other steps, other keys.
    let mut keys: Vec<_> = shop.toys.calls().into_iter().map(|call| call.key).collect();
    keys.dedup();
    assert_eq!(keys.len(), 3);
}

#[tokio::test]
async fn attempts_that_are_used_up_wait_for_a_person_who_may_have_them_tried_again() {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::Fail; 3]);
    let run = shop.start::<Parcel>(1).await;
    for _ in 0..3 {
        shop.until_idle().await;
        shop.clock.advance(Duration::milliseconds(40));
    }
    let summary = shop.detail(run).await.summary;
    assert_eq!(summary.status, RunStatus::Paused);
    let fault = summary.fault.unwrap();
    assert_eq!((fault.code.as_str(), fault.detail.as_str()), ("peer_busy", "carry: the peer said so"));

    shop.retry(run).await;
    shop.toys.plan("carry", &[Deed::Fail]);
    shop.until_idle().await;
    assert_eq!(shop.status(run).await, RunStatus::Waiting, "attempts are counted from the start again");
    shop.clock.advance(Duration::milliseconds(40));
    shop.until_idle().await;
    assert_eq!(shop.status(run).await, RunStatus::Done);
    assert_eq!((shop.toys.done("collect"), shop.toys.done("carry")), (1, 1));
}

#[tokio::test]
async fn a_refusal_for_good_is_not_tried_again() {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::FailForGood]);
    let run = shop.start::<Parcel>(1).await;
    shop.until_idle().await;
    assert_eq!(shop.status(run).await, RunStatus::Paused);
    assert_eq!(shop.detail(run).await.summary.fault.unwrap().code, "peer_refused");
    // What was done before it is remembered.
    shop.retry(run).await;
    shop.until_idle().await;
    assert_eq!(shop.status(run).await, RunStatus::Done);
    assert_eq!(shop.toys.done("collect"), 1);
}

#[tokio::test]
async fn a_run_that_nobody_would_mend_fails() {
    let shop = Workshop::still().await;
    shop.toys.plan("throw", &[Deed::FailForGood]);
    let run = shop.start::<Leaflet>(1).await;
    shop.until_idle().await;
    let summary = shop.detail(run).await.summary;
    assert_eq!(summary.status, RunStatus::Failed);
    assert_eq!(summary.fault.unwrap().code, "peer_refused");
}

#[tokio::test]
async fn two_steps_of_one_name_stop_the_run() {
    let shop = Workshop::still().await;
    let run = shop.start::<Echo>(1).await;
    shop.until_idle().await;
    let summary = shop.detail(run).await.summary;
    assert_eq!(summary.status, RunStatus::Paused);
    assert_eq!(summary.fault.unwrap().code, "duplicate_step");
    assert_eq!(shop.toys.done("call"), 1);
}

#[tokio::test]
async fn a_panic_stops_one_run_and_hurts_nobody_else() {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::Panic]);
    shop.toys.plan("unpack", &[Deed::Panic]);
    let parcels = [shop.start::<Parcel>(1).await, shop.start::<Parcel>(2).await];
    let trips = [shop.start::<Trip>(1).await, shop.start::<Trip>(2).await];
    shop.until_idle().await;
    for pair in [parcels, trips] {
        let mut ends = [shop.status(pair[0]).await, shop.status(pair[1]).await];
        ends.sort_by_key(|status| status.as_str());
        assert_eq!(ends, [RunStatus::Done, RunStatus::Paused]);
    }
    for run in parcels.into_iter().chain(trips) {
        let detail = shop.detail(run).await;
        if let Some(fault) = detail.summary.fault {
            assert_eq!(fault.code, "panicked");
            // What it said was made at run time and may hold anything.
            assert!(!format!("{fault} {:?}", detail.events).contains("planted"));
            shop.retry(run).await;
        }
    }
    shop.until_idle().await;
    assert_eq!((shop.toys.done("collect"), shop.toys.done("deliver")), (2, 2), "nothing is done twice");
    assert_eq!((shop.marks(), shop.doubled()), (4, 0));
}

#[tokio::test]
async fn a_change_that_meets_another_is_tried_again_at_once() {
    let shop = Workshop::still().await;
    shop.toys.plan("unpack", &[Deed::Contend; 5]);
    let run = shop.start::<Trip>(1).await;
    let engine = shop.engine();
    engine.run_until_idle().await.unwrap();
    assert_eq!(shop.status(run).await, RunStatus::Done);
    let stats = engine.stats();
    assert_eq!((stats.claimed(), shop.toys.begun("unpack"), shop.toys.done("travel")), (1, 6, 1));
    assert_eq!((shop.marks(), shop.doubled()), (2, 0));
}

#[tokio::test]
async fn a_change_that_meets_others_for_ever_gives_its_slot_back_in_between() {
    let shop = Workshop::still().await;
    shop.toys.plan("unpack", &[Deed::Contend; 25]);
    let run = shop.start::<Trip>(1).await;
    let engine = shop.engine();
    engine.run_until_idle().await.unwrap();
    assert_eq!(shop.status(run).await, RunStatus::Done);
    assert_eq!((engine.stats().claimed(), shop.toys.done("travel"), shop.marks()), (3, 1, 2));
}

#[tokio::test]
async fn a_defect_in_a_change_is_tried_five_times_and_no_more() {
    let shop = Workshop::still().await;
    shop.toys.plan("pack", &[Deed::Fail; 5]);
    let run = shop.start::<Trip>(1).await;
    for _ in 0..10 {
        shop.until_idle().await;
        shop.clock.advance(Duration::seconds(10));
    }
    assert_eq!(shop.status(run).await, RunStatus::Paused);
    assert_eq!(shop.toys.begun("pack"), 5);
    assert_eq!(shop.marks(), 0);
}

#[tokio::test]
async fn an_outcome_that_the_store_does_not_understand_is_for_a_person() {
    let shop = Workshop::still().await;
    let faults = Arc::<Faults>::default();
    faults.plan("close", &[Wrong::Refused]);
    let run = shop.start::<Parcel>(1).await;
    let engine = shop.engine_with(brisk(), shop.faulty(&faults));
    engine.run_until_idle().await.unwrap();
    let summary = shop.detail(run).await.summary;
    assert_eq!(summary.status, RunStatus::Paused);
    assert_eq!(summary.fault.unwrap().code, "not_stored");
    shop.retry(run).await;
    engine.run_until_idle().await.unwrap();
    assert_eq!(shop.status(run).await, RunStatus::Done);
    assert_eq!(shop.toys.done("deliver"), 1, "the last effect was kept with the pause");
}
