//! What people do to runs: try again, and call off.

use super::{CalledOff, LEASE, Works, done, run_id};
use crate::{contract, world::World};
use oathgate_application::{
    ports::{
        workflow_runs::Fencing,
        workflow_store::{Closing, FailedAttempt, Suspension},
    },
    workflow::Held,
};
use oathgate_domain::{
    ids::RunId,
    workflow::{EventKind, Fault, RunState, RunStatus},
};
use serde_json::{Value, json};
use std::time::Duration;

contract! { both;
    a_paused_run_is_tried_again,
    a_sleeping_run_is_woken,
    a_queued_run_keeps_its_place,
    a_run_in_somebodys_hands_is_left_to_him,
    a_run_that_is_over_stays_over,
    a_run_that_nobody_holds_is_called_off_at_once,
    a_worker_is_asked_to_call_a_run_off,
    nothing_is_done_to_a_run_that_is_not_there,
}

async fn last_event(works: &Works, run: RunId) -> (EventKind, Value) {
    let event = works.detail(run).await.events.pop().unwrap();
    (event.kind, serde_json::from_str(event.data.as_deref().unwrap()).unwrap())
}

async fn asleep(works: &Works, number: u128) -> Held {
    let held = works.begin_and_claim(number).await.held;
    assert_eq!(works.store.suspend(&held, &[], None, 0).await.unwrap(), Suspension::Suspended);
    held
}

async fn paused(works: &Works, number: u128) -> Held {
    let held = works.begin_and_claim(number).await.held;
    let fault = Fault::new("broken", "it is");
    assert_eq!(works.store.pause(&held, &[], &fault).await.unwrap(), Fencing::Kept);
    held
}

async fn a_paused_run_is_tried_again(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    let run = held.run;
    let fault = Fault::new("refused", "no");
    let failed = FailedAttempt { step: "a".to_owned(), attempt: 1, fault, retry_in: Duration::ZERO };
    let _ = works.store.fail_attempt(&held, &[], &failed).await.unwrap();
    let works = works.later(Duration::from_secs(1));
    let held = works.claim(run).await.held;
    let _ = works.store.pause(&held, &[], &failed.fault).await.unwrap();
    works.hinted(&[run]).await;

    assert!(works.retry(run).await);
    works.hinted(&[run]).await;
    let summary = works.detail(run).await.summary;
    assert_eq!((summary.status, summary.attempt), (RunStatus::Queued, 0));
    let by = json!({ "act": "retry", "by": "ada" });
    assert_eq!(last_event(&works, run).await, (EventKind::Operator, by));
    let lease = works.claim(run).await;
    assert_eq!((lease.attempt, lease.first_failed_at), (0, None));
    assert_eq!(works.store.checkpoint(&lease.held, &[done("a")]).await.unwrap(), Fencing::Kept);
    works.history(run).await;
}

async fn a_sleeping_run_is_woken(world: World) {
    let works = Works::new(world);
    let for_a_signal = asleep(&works, 1).await.run;
    let lease = works.begin_and_claim(2).await;
    let until = Some(lease.leased_at + Duration::from_secs(1_000));
    let slept = works.store.suspend(&lease.held, &[], until, 0).await.unwrap();
    assert_eq!(slept, Suspension::Suspended);
    works.hinted(&[for_a_signal, lease.held.run]).await;
    for run in [for_a_signal, lease.held.run] {
        assert!(works.retry(run).await);
        works.hinted(&[run]).await;
        assert_eq!(last_event(&works, run).await.0, EventKind::Operator);
        works.claim(run).await;
    }
}

async fn a_queued_run_keeps_its_place(world: World) {
    let works = Works::new(world);
    let first = works.begin(1).await;
    let works = works.later(Duration::from_secs(1));
    works.begin(2).await;
    assert!(works.retry(first).await);
    assert_eq!(works.poll(1).await[0].held.run, first);
}

async fn a_run_in_somebodys_hands_is_left_to_him(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    works.hinted(&[held.run]).await;
    let before = format!("{:?}", works.detail(held.run).await);
    assert!(!works.retry(held.run).await);
    assert_eq!(format!("{:?}", works.detail(held.run).await), before);
    works.hinted(&[]).await;
    assert_eq!(works.store.checkpoint(&held, &[]).await.unwrap(), Fencing::Kept);
}

async fn a_run_that_is_over_stays_over(world: World) {
    let works = Works::new(world);
    for (number, state) in (1..).zip([RunState::Done, RunState::Failed, RunState::Cancelled]) {
        let held = works.begin_and_claim(number).await.held;
        works.hinted(&[held.run]).await;
        let closing = Closing { state, output: None, fault: None };
        let _ = works.store.close(&held, &[], &closing).await.unwrap();
        let before = format!("{:?}", works.detail(held.run).await);
        assert!(!works.retry(held.run).await);
        assert_eq!(works.cancel(held.run).await, CalledOff::No);
        assert_eq!(format!("{:?}", works.detail(held.run).await), before);
        works.hinted(&[]).await;
    }
}

async fn a_run_that_nobody_holds_is_called_off_at_once(world: World) {
    let works = Works::new(world);
    let queued = works.begin(1).await;
    let sleeping = asleep(&works, 2).await.run;
    let stopped = paused(&works, 3).await.run;
    for run in [queued, sleeping, stopped] {
        assert_eq!(works.cancel(run).await, CalledOff::Ended);
        let summary = works.detail(run).await.summary;
        assert_eq!((summary.status, summary.cancel_requested), (RunStatus::Cancelled, true));
        assert!(summary.closed_at.is_some());
        let by = json!({ "state": "cancelled", "by": "ada" });
        assert_eq!(last_event(&works, run).await, (EventKind::Closed, by));
        works.history(run).await;
        assert!(works.try_claim(run, LEASE).await.is_none());
        assert_eq!(works.cancel(run).await, CalledOff::No);
    }
}

async fn a_worker_is_asked_to_call_a_run_off(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    assert_eq!(works.cancel(held.run).await, CalledOff::Asked);
    let by = json!({ "act": "cancel", "by": "ada" });
    assert_eq!(last_event(&works, held.run).await, (EventKind::CancelRequested, by));
    let summary = works.detail(held.run).await.summary;
    assert_eq!((summary.status, summary.cancel_requested), (RunStatus::Running, true));
    // Asked once more, it is the same question.
    assert_eq!(works.cancel(held.run).await, CalledOff::No);
    assert_eq!(works.history(held.run).await, [EventKind::Started, EventKind::CancelRequested]);
    let still = works.store.beat(&super::beat(1, super::KINDS), &[held], LEASE).await.unwrap();
    assert_eq!(still.iter().map(|run| (run.run, run.cancel)).collect::<Vec<_>>(), [(held.run, true)]);
    // Whoever takes it over knows as well.
    assert_eq!(works.store.checkpoint(&held, &[done("a")]).await.unwrap(), Fencing::Kept);
    works.store.release(&[held]).await.unwrap();
    let lease = works.claim(held.run).await;
    assert!(lease.cancel);
    assert_eq!(lease.events.len(), 1);
    works.history(held.run).await;
}

async fn nothing_is_done_to_a_run_that_is_not_there(world: World) {
    let works = Works::new(world);
    assert!(!works.retry(run_id(9)).await);
    assert_eq!(works.cancel(run_id(9)).await, CalledOff::No);
}
