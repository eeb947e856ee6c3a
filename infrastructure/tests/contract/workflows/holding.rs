//! What a worker does to a run that it holds, and what one cannot do that holds it no more.

use super::{LEASE, Works, beat, done, new_run, run_id, stale, taken};
use crate::{contract, world::World};
use oathgate_application::{
    error::PortError,
    ports::{
        workflow_runs::{Fencing, NewEvent, Started},
        workflow_store::{Closing, FailedAttempt, RunDetail, Suspension},
    },
    workflow::Held,
};
use oathgate_domain::workflow::{EventKind, Fault, RunState, RunStatus};
use serde_json::{Value, json};
use std::time::Duration;

contract! { both;
    a_checkpoint_adds_its_events_and_starts_counting_anew,
    a_checkpoint_without_events_tells_whether_the_run_is_held,
    a_checkpoint_in_a_unit_is_kept_with_the_unit_alone,
    what_is_remembered_is_remembered_once,
    whoever_lost_a_run_changes_nothing,
    a_failed_attempt_gives_the_run_back_for_a_while,
    failures_are_counted_from_the_first_of_a_step,
    a_run_sleeps_until_its_time_or_a_signal,
    a_run_that_was_asked_to_end_does_not_fall_asleep_unaware,
    a_paused_run_waits_for_a_person,
    a_run_ends_with_its_last_events,
    a_run_ends_in_a_closed_state_only,
    what_waits_to_be_stored_is_stored_with_whatever_comes_next,
    a_worker_that_stops_gives_its_runs_back,
}

fn fault() -> Fault {
    Fault::new("smtp_refused", "554 \"no\" \u{e4}")
}

fn failed(step: &str, attempt: u32, retry_in: Duration) -> FailedAttempt {
    FailedAttempt { step: step.to_owned(), attempt, fault: fault(), retry_in }
}

fn closing(state: RunState) -> Closing {
    Closing { state, output: Some(r#"{"ok":true}"#.to_owned()), fault: None }
}

fn last_data(detail: &RunDetail) -> Value {
    serde_json::from_str(detail.events.last().unwrap().data.as_deref().unwrap()).unwrap()
}

async fn a_checkpoint_adds_its_events_and_starts_counting_anew(world: World) {
    let works = Works::new(world);
    let lease = works.begin_and_claim(1).await;
    let run = lease.held.run;
    let _ = works.store.fail_attempt(&lease.held, &[], &failed("a", 1, Duration::ZERO)).await.unwrap();
    let works = works.later(Duration::from_secs(1));
    let held = works.claim(run).await.held;
    let patched = NewEvent { kind: EventKind::Patched, ..done("p") };
    let events = [done("a"), done("b"), patched];
    assert_eq!(works.store.checkpoint(&held, &events).await.unwrap(), Fencing::Kept);

    let detail = works.detail(run).await;
    assert_eq!(detail.events.len(), 5);
    for (event, new) in detail.events[2..].iter().zip(&events) {
        assert_eq!((event.kind, &event.name, &event.data), (new.kind, &new.name, &new.data));
        assert_eq!(event.attempt, Some(1));
    }
    assert_eq!((detail.summary.step.as_deref(), detail.summary.attempt), (Some("b"), 0));
    assert_eq!((detail.summary.fault, detail.summary.status), (None, RunStatus::Running));
    works.store.release(&[held]).await.unwrap();
    assert_eq!(works.claim(run).await.first_failed_at, None);
}

async fn a_checkpoint_without_events_tells_whether_the_run_is_held(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    assert_eq!(works.store.checkpoint(&held, &[]).await.unwrap(), Fencing::Kept);
    assert_eq!(works.store.checkpoint(&stale(held), &[]).await.unwrap(), Fencing::Lost);
    assert_eq!(works.history(held.run).await, [EventKind::Started]);
}

async fn a_checkpoint_in_a_unit_is_kept_with_the_unit_alone(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    works.signal(held.run, "s").await;
    let events = [done("a"), taken("w", "s")];

    let mut unit = works.world.unit().await;
    assert_eq!(unit.workflows().checkpoint(&held, &events).await.unwrap(), Fencing::Kept);
    assert_eq!(unit.workflows().start(&new_run(2)).await.unwrap(), Started::New(run_id(2)));
    drop(unit);
    assert_eq!(works.history(held.run).await, [EventKind::Started]);
    assert_eq!(works.detail(held.run).await.signals.len(), 1);

    let mut unit = works.world.unit().await;
    assert_eq!(unit.workflows().checkpoint(&held, &events).await.unwrap(), Fencing::Kept);
    unit.workflows().start(&new_run(2)).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(
        works.history(held.run).await,
        [EventKind::Started, EventKind::StepDone, EventKind::SignalTaken]
    );
    assert_eq!(works.detail(held.run).await.signals, []);

    let mut unit = works.world.unit().await;
    assert_eq!(unit.workflows().checkpoint(&stale(held), &[done("b")]).await.unwrap(), Fencing::Lost);
    drop(unit);
    assert_eq!(works.history(held.run).await.len(), 3);
}

async fn what_is_remembered_is_remembered_once(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    let _ = works.store.checkpoint(&held, &[done("a")]).await.unwrap();
    let again = works.store.checkpoint(&held, &[done("b"), done("a")]).await;
    assert!(matches!(again, Err(PortError::Defect { .. })), "{again:?}");
    let mut unit = works.world.unit().await;
    assert!(unit.workflows().checkpoint(&held, &[done("a")]).await.is_err());
    drop(unit);
    assert_eq!(works.history(held.run).await, [EventKind::Started, EventKind::StepDone]);
    // The run goes on; the same name for another kind of event is another thing.
    let other = NewEvent { kind: EventKind::Timer, ..done("a") };
    assert_eq!(works.store.checkpoint(&held, &[other]).await.unwrap(), Fencing::Kept);
}

/// Tries everything that a worker can do to a run; nothing of it may succeed.
pub(super) async fn refuses_everything(works: &Works, held: Held) {
    let before = format!("{:?}", works.store.detail(held.run).await.unwrap());
    let store = &works.store;
    let events = [done("late")];
    let late = failed("late", 1, Duration::ZERO);
    assert_eq!(store.checkpoint(&held, &events).await.unwrap(), Fencing::Lost);
    assert_eq!(store.fail_attempt(&held, &events, &late).await.unwrap(), Fencing::Lost);
    assert_eq!(store.suspend(&held, &events, None, 0).await.unwrap(), Suspension::Lost);
    assert_eq!(store.pause(&held, &events, &fault()).await.unwrap(), Fencing::Lost);
    assert_eq!(store.close(&held, &events, &closing(RunState::Done)).await.unwrap(), Fencing::Lost);
    store.release(&[held]).await.unwrap();
    assert_eq!(store.beat(&beat(1, &[]), &[held], LEASE).await.unwrap(), []);
    let mut unit = works.world.unit().await;
    assert_eq!(unit.workflows().checkpoint(&held, &events).await.unwrap(), Fencing::Lost);
    unit.commit().await.unwrap();
    assert_eq!(format!("{:?}", works.store.detail(held.run).await.unwrap()), before);
}

async fn whoever_lost_a_run_changes_nothing(world: World) {
    let works = Works::new(world);
    // A run that there never was.
    refuses_everything(&works, Held { run: run_id(9), fence: 0, worker: super::worker(1) }).await;
    // Given back and taken by another.
    let first = works.begin_and_claim(1).await.held;
    works.store.release(&[first]).await.unwrap();
    refuses_everything(&works, first).await;
    let second = works.claim(first.run).await.held;
    refuses_everything(&works, first).await;
    refuses_everything(&works, Held { fence: second.fence + 1, ..second }).await;
    // Asleep, stopped, ended.
    assert_eq!(works.store.suspend(&second, &[], None, 0).await.unwrap(), Suspension::Suspended);
    refuses_everything(&works, second).await;
    let third = works.begin_and_claim(2).await.held;
    assert_eq!(works.store.pause(&third, &[], &fault()).await.unwrap(), Fencing::Kept);
    refuses_everything(&works, third).await;
    let fourth = works.begin_and_claim(3).await.held;
    assert_eq!(works.store.close(&fourth, &[], &closing(RunState::Done)).await.unwrap(), Fencing::Kept);
    refuses_everything(&works, fourth).await;
}

async fn a_failed_attempt_gives_the_run_back_for_a_while(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    let attempt = failed("mail", 1, Duration::from_secs(90));
    assert_eq!(works.store.fail_attempt(&held, &[done("a")], &attempt).await.unwrap(), Fencing::Kept);

    let detail = works.detail(held.run).await;
    assert_eq!(
        works.history(held.run).await,
        [EventKind::Started, EventKind::StepDone, EventKind::StepFailed]
    );
    let event = detail.events.last().unwrap();
    assert_eq!((event.name.as_deref(), event.attempt), (Some("mail"), Some(1)));
    assert_eq!(
        last_data(&detail),
        json!({ "code": "smtp_refused", "detail": "554 \"no\" ä", "retry_in_ms": 90_000 })
    );
    let summary = detail.summary;
    assert_eq!((summary.status, summary.worker), (RunStatus::Waiting, None));
    assert_eq!((summary.step.as_deref(), summary.attempt), (Some("mail"), 1));
    assert_eq!(summary.fault, Some(fault()));
    let wait = summary.due_at.unwrap() - event.at;
    assert_eq!(wait.whole_seconds(), 90);
    assert!(works.try_claim(held.run, LEASE).await.is_none());
    let works = works.later(Duration::from_secs(91));
    assert_eq!(works.claim(held.run).await.attempt, 1);
}

async fn failures_are_counted_from_the_first_of_a_step(world: World) {
    let mut works = Works::new(world);
    let run = works.begin(1).await;
    let mut first = None;
    for attempt in 1..=3 {
        let lease = works.claim(run).await;
        assert_eq!(lease.attempt, attempt - 1);
        assert_eq!(lease.first_failed_at.is_some(), attempt > 1);
        if attempt > 1 {
            let since = *first.get_or_insert(lease.first_failed_at);
            assert_eq!(lease.first_failed_at, since);
        }
        let again = failed("a", attempt, Duration::from_secs(5));
        let _ = works.store.fail_attempt(&lease.held, &[], &again).await.unwrap();
        works = works.later(Duration::from_secs(10 * u64::from(attempt)));
    }
    // Another step, after that one was done at last.
    let lease = works.claim(run).await;
    let another = failed("b", 1, Duration::from_secs(5));
    let _ = works.store.fail_attempt(&lease.held, &[done("a")], &another).await.unwrap();
    let works = works.later(Duration::from_mins(1));
    let lease = works.claim(run).await;
    assert_eq!((lease.step.as_deref(), lease.attempt), (Some("b"), 1));
    assert!(lease.first_failed_at > first.unwrap());
}

async fn a_run_sleeps_until_its_time_or_a_signal(world: World) {
    let works = Works::new(world);
    let lease = works.begin_and_claim(1).await;
    let run = lease.held.run;
    let until = lease.leased_at + Duration::from_secs(100);
    let slept = works.store.suspend(&lease.held, &[done("a")], Some(until), 0).await.unwrap();
    assert_eq!(slept, Suspension::Suspended);
    let summary = works.detail(run).await.summary;
    assert_eq!((summary.status, summary.due_at, summary.worker), (RunStatus::Waiting, Some(until), None));
    assert_eq!(summary.step.as_deref(), Some("a"));
    assert_eq!(works.history(run).await, [EventKind::Started, EventKind::StepDone]);
    assert!(works.try_claim(run, LEASE).await.is_none());

    let works = works.later(Duration::from_secs(101));
    let lease = works.claim(run).await;
    let slept = works.store.suspend(&lease.held, &[], None, 0).await.unwrap();
    assert_eq!(slept, Suspension::Suspended);
    let summary = works.detail(run).await.summary;
    assert_eq!((summary.status, summary.due_at), (RunStatus::Waiting, None));
    let works = works.later(Duration::from_hours(365 * 24));
    assert!(works.try_claim(run, LEASE).await.is_none());

    works.signal(run, "s").await;
    let lease = works.claim(run).await;
    // Somebody who has not read what came must not sleep, and nothing of it is kept.
    let slept = works.store.suspend(&lease.held, &[done("b")], None, 0).await.unwrap();
    assert_eq!(slept, Suspension::Signalled);
    assert_eq!(works.detail(run).await.summary.status, RunStatus::Running);
    assert_eq!(works.history(run).await.len(), 2);
    let (inbox, signals) = works.store.signals(run).await.unwrap();
    assert_eq!((inbox, signals.len()), (1, 1));
    let slept = works.store.suspend(&lease.held, &[taken("w", "s")], None, inbox).await.unwrap();
    assert_eq!(slept, Suspension::Suspended);
    assert_eq!(works.store.signals(run).await.unwrap(), (1, vec![]));

    // A time that is over is no sleep at all.
    let lease = works.begin_and_claim(2).await;
    let slept = works.store.suspend(&lease.held, &[], Some(lease.leased_at), 0).await.unwrap();
    assert_eq!(slept, Suspension::Suspended);
    works.claim(lease.held.run).await;
}

async fn a_run_that_was_asked_to_end_does_not_fall_asleep_unaware(world: World) {
    let works = Works::new(world);
    let lease = works.begin_and_claim(1).await;
    let run = lease.held.run;
    works.cancel(run).await;
    assert_eq!(works.store.suspend(&lease.held, &[], None, 0).await.unwrap(), Suspension::Suspended);
    let lease = works.claim(run).await;
    assert!(lease.cancel);
    // It knows now; what it still has to do may take its time.
    assert_eq!(works.store.suspend(&lease.held, &[], None, 0).await.unwrap(), Suspension::Suspended);
    assert!(works.try_claim(run, LEASE).await.is_none());

    let lease = works.begin_and_claim(2).await;
    works.cancel(lease.held.run).await;
    let hour = failed("a", 1, Duration::from_hours(1));
    let _ = works.store.fail_attempt(&lease.held, &[], &hour).await.unwrap();
    let lease = works.claim(lease.held.run).await;
    assert!(lease.cancel);
    let _ = works.store.fail_attempt(&lease.held, &[], &failed("a", 2, hour.retry_in)).await.unwrap();
    assert!(works.try_claim(lease.held.run, LEASE).await.is_none());
}

async fn a_paused_run_waits_for_a_person(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    assert_eq!(works.store.pause(&held, &[done("a")], &fault()).await.unwrap(), Fencing::Kept);
    let detail = works.detail(held.run).await;
    assert_eq!(works.history(held.run).await, [EventKind::Started, EventKind::StepDone, EventKind::Paused]);
    assert_eq!(last_data(&detail), json!({ "code": "smtp_refused", "detail": "554 \"no\" ä" }));
    assert_eq!((detail.summary.status, detail.summary.worker), (RunStatus::Paused, None));
    assert_eq!(detail.summary.fault, Some(fault()));
    // A signal is kept for later, and wakes nobody.
    works.signal(held.run, "s").await;
    assert_eq!(works.detail(held.run).await.signals.len(), 1);
    assert_eq!(works.detail(held.run).await.summary.status, RunStatus::Paused);
    assert_eq!(works.poll(10).await.len(), 0);
}

async fn a_run_ends_with_its_last_events(world: World) {
    let works = Works::new(world);
    for (number, state, status) in [
        (1, RunState::Done, RunStatus::Done),
        (2, RunState::Failed, RunStatus::Failed),
        (3, RunState::Cancelled, RunStatus::Cancelled),
    ] {
        let lease = works.begin_and_claim(number).await;
        let run = lease.held.run;
        works.signal(run, "s").await;
        let fault = (state == RunState::Failed).then(fault);
        let end = Closing { fault: fault.clone(), ..closing(state) };
        let last = [done("a"), taken("w", "s")];
        assert_eq!(works.store.close(&lease.held, &last, &end).await.unwrap(), Fencing::Kept);
        let detail = works.detail(run).await;
        assert_eq!(
            works.history(run).await,
            [EventKind::Started, EventKind::StepDone, EventKind::SignalTaken, EventKind::Closed]
        );
        let mut data = json!({ "state": status.as_str() });
        if let Some(fault) = &fault {
            data["code"] = fault.code.as_str().into();
            data["detail"] = fault.detail.as_str().into();
        }
        assert_eq!(last_data(&detail), data);
        assert_eq!((detail.signals, detail.output), (vec![], end.output));
        let summary = detail.summary;
        assert_eq!((summary.status, summary.fault, summary.worker), (status, fault, None));
        assert!(summary.closed_at.unwrap() >= lease.leased_at);
        assert!(works.try_claim(run, LEASE).await.is_none());
    }
}

async fn a_run_ends_in_a_closed_state_only(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    for state in [RunState::Open, RunState::Leased, RunState::Paused] {
        let refused = works.store.close(&held, &[], &closing(state)).await;
        assert!(matches!(refused, Err(PortError::Defect { .. })), "{refused:?}");
    }
    assert_eq!(works.detail(held.run).await.summary.status, RunStatus::Running);
}

async fn what_waits_to_be_stored_is_stored_with_whatever_comes_next(world: World) {
    let works = Works::new(world);
    for number in 1..=4 {
        let lease = works.begin_and_claim(number).await;
        let (held, run) = (lease.held, lease.held.run);
        works.signal(run, "s").await;
        works.signal(run, "t").await;
        let pending = [done("a"), taken("w", "t"), done("b")];
        let stored = match number {
            1 => works.store.fail_attempt(&held, &pending, &failed("c", 1, Duration::ZERO)).await.unwrap(),
            2 => works.store.pause(&held, &pending, &fault()).await.unwrap(),
            3 => works.store.close(&held, &pending, &closing(RunState::Done)).await.unwrap(),
            _ => {
                let slept = works.store.suspend(&held, &pending, None, 2).await.unwrap();
                assert_eq!(slept, Suspension::Suspended);
                Fencing::Kept
            }
        };
        assert_eq!(stored, Fencing::Kept);
        let remembered =
            [EventKind::Started, EventKind::StepDone, EventKind::SignalTaken, EventKind::StepDone];
        assert_eq!(works.history(run).await[..4], remembered);
        let detail = works.detail(run).await;
        assert_eq!(
            detail.events[1..4].iter().map(|event| event.data.clone()).collect::<Vec<_>>(),
            [pending[0].data.clone(), pending[1].data.clone(), pending[2].data.clone()]
        );
        assert_eq!(detail.signals.iter().map(|signal| signal.id.as_str()).collect::<Vec<_>>(), ["s"]);
        assert_eq!(detail.summary.step.as_deref(), Some(if number == 1 { "c" } else { "b" }));
    }
}

async fn a_worker_that_stops_gives_its_runs_back(world: World) {
    let works = Works::new(world);
    let first = works.begin_and_claim(1).await.held;
    let second = works.begin_and_claim(2).await.held;
    let lost = works.begin_and_claim(3).await.held;
    works.hinted(&[first.run, second.run, lost.run]).await;
    works.store.release(&[]).await.unwrap();
    works.store.release(&[second, stale(lost), first]).await.unwrap();
    works.hinted(&[first.run, second.run]).await;
    assert_eq!(works.detail(lost.run).await.summary.status, RunStatus::Running);
    let mut again: Vec<_> = works.poll(10).await.iter().map(|lease| lease.held.run).collect();
    again.sort();
    assert_eq!(again, [first.run, second.run]);
}
