//! Leases: who gets what, in which order, and with what he needs to go on.

use super::{KINDS, LEASE, Works, done, keyed, new_run, new_signal, number, run_id, taken, worker};
use crate::{contract, samples::account_id, world::World};
use oathgate_application::ports::{
    workflow_runs::{Addressee, NewEvent, NewRun},
    workflow_store::{Claim, FailedAttempt},
};
use oathgate_domain::{
    ids::RunId,
    trace::TraceParent,
    workflow::{EventKind, Fault, Priority, RunStatus},
};
use std::time::Duration;

contract! { both;
    a_lease_has_what_a_worker_needs,
    a_lease_remembers_what_was_done_and_what_waits,
    only_due_runs_of_known_kinds_are_leased,
    hinted_runs_are_leased_and_no_others,
    urgent_runs_go_first_and_then_the_oldest,
    each_lease_has_a_greater_fence,
    asking_for_nothing_gives_nothing,
}

async fn a_lease_has_what_a_worker_needs(world: World) {
    let works = Works::new(world);
    let run = NewRun {
        version: 2,
        subject: Some(account_id(7)),
        trace: Some("trace-1".to_owned()),
        traced: TraceParent::parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ..keyed(1, "key")
    };
    works.start(&run).await;
    let lease = works.claim(run.id).await;
    assert_eq!((lease.held.run, number(&lease), lease.held.worker), (run.id, 1, worker(1)));
    assert_eq!((lease.kind.as_str(), lease.version, lease.input), ("flow", 2, run.input));
    assert_eq!((lease.step, lease.attempt, lease.first_failed_at), (None, 0, None));
    assert_eq!((lease.inbox, lease.cancel), (0, false));
    assert_eq!((lease.subject, lease.trace), (run.subject, run.trace));
    assert!(lease.parent.is_some());
    assert_eq!(lease.parent, run.traced);
    assert_eq!((lease.events, lease.signals), (vec![], vec![]));
    assert_eq!(lease.created_at, works.detail(run.id).await.summary.created_at);
    assert!(lease.leased_at >= lease.created_at);
    assert!((lease.leased_at - works.now()).unsigned_abs() < Duration::from_secs(5));

    let summary = works.detail(run.id).await.summary;
    assert_eq!((summary.status, summary.worker), (RunStatus::Running, Some(worker(1))));
}

async fn a_lease_remembers_what_was_done_and_what_waits(world: World) {
    let works = Works::new(world);
    let lease = works.begin_and_claim(1).await;
    for name in ["s1", "s2", "s3"] {
        works.signal(lease.held.run, name).await;
    }
    let event = |kind, name: &str| NewEvent { kind, attempt: None, data: None, ..done(name) };
    let events = [
        done("a"),
        event(EventKind::Intent, "b"),
        event(EventKind::Timer, "b"),
        event(EventKind::Patched, "p"),
        event(EventKind::Child, "c"),
        taken("w", "s2"),
    ];
    let _ = works.store.checkpoint(&lease.held, &events).await.unwrap();
    let failed = FailedAttempt {
        step: "d".to_owned(),
        attempt: 1,
        fault: Fault::new("refused", "no"),
        retry_in: Duration::ZERO,
    };
    let _ = works.store.fail_attempt(&lease.held, &[], &failed).await.unwrap();

    let works = works.later(Duration::from_secs(1));
    let again = works.claim(lease.held.run).await;
    // History that is no memory is left out.
    let remembered: Vec<_> = again.events.iter().map(|event| (event.sequence, event.kind)).collect();
    let expected: Vec<_> = (2..).zip(events.iter().map(|event| event.kind)).collect();
    assert_eq!(remembered, expected);
    for (event, new) in again.events.iter().zip(&events) {
        assert_eq!((&event.name, &event.data), (&new.name, &new.data));
        assert_eq!(event.attempt, new.attempt.map(i64::from));
        assert!(event.at >= lease.leased_at && event.at <= again.leased_at);
    }
    let waiting: Vec<_> = again.signals.iter().map(|signal| signal.id.as_str()).collect();
    assert_eq!(waiting, ["s1", "s3"]);
    assert_eq!((again.signals[0].name.as_str(), &*again.signals[0].data), ("poke", r#"{"id":"s1"}"#));
    assert_eq!(again.inbox, 3);
    assert_eq!((again.step.as_deref(), again.attempt), (Some("d"), 1));
    assert!(again.first_failed_at.is_some());
}

async fn only_due_runs_of_known_kinds_are_leased(world: World) {
    let works = Works::new(world);
    let due = works.begin(1).await;
    let unknown = NewRun { kind: "unknown", ..new_run(2) };
    works.start(&unknown).await;
    let first_due = Some(works.now() + Duration::from_mins(1));
    let later = NewRun { first_due, ..new_run(3) };
    works.start(&later).await;
    let leased = works.begin_and_claim(4).await;
    let asleep = works.begin_and_claim(5).await.held;
    let _ = works.store.suspend(&asleep, &[], None, 0).await.unwrap();
    let paused = works.begin_and_claim(6).await.held;
    let _ = works.store.pause(&paused, &[], &Fault::new("broken", "it is")).await.unwrap();

    let all = [due, unknown.id, later.id, leased.held.run, asleep.run, paused.run, run_id(99)];
    let claim = Claim { worker: worker(2), kinds: KINDS, limit: 100, only: Some(&all), lease: LEASE };
    let leases = works.store.claim(&claim).await.unwrap();
    assert_eq!(leases.iter().map(|lease| lease.held.run).collect::<Vec<_>>(), [due]);
    assert_eq!(works.poll(100).await.len(), 0);
    assert_eq!(works.detail(unknown.id).await.summary.status, RunStatus::Queued);
}

async fn hinted_runs_are_leased_and_no_others(world: World) {
    let works = Works::new(world);
    for number in 1..=5 {
        works.begin(number).await;
    }
    let hinted = [run_id(2), run_id(4), run_id(4), run_id(9)];
    let claim = Claim { worker: worker(1), kinds: KINDS, limit: 10, only: Some(&hinted), lease: LEASE };
    let mut leased: Vec<_> =
        works.store.claim(&claim).await.unwrap().iter().map(|lease| lease.held.run).collect();
    leased.sort();
    assert_eq!(leased, [run_id(2), run_id(4)]);
    let claim = Claim { limit: 1, only: Some(&[run_id(1), run_id(3)]), ..claim };
    assert_eq!(works.store.claim(&claim).await.unwrap().len(), 1);
}

async fn urgent_runs_go_first_and_then_the_oldest(world: World) {
    let works = Works::new(world);
    let ago = |seconds| Some(works.now() - Duration::from_secs(seconds));
    let runs = [
        NewRun { first_due: ago(30), ..new_run(1) },
        NewRun { first_due: ago(90), ..new_run(2) },
        NewRun { first_due: ago(20), priority: Priority::High, ..new_run(3) },
        NewRun { first_due: ago(60), ..new_run(4) },
        NewRun { first_due: ago(40), priority: Priority::High, ..new_run(5) },
    ];
    for run in &runs {
        works.start(run).await;
    }
    let all: Vec<RunId> = runs.iter().map(|run| run.id).collect();
    let ids = |leases: Vec<oathgate_application::workflow::Lease>| {
        leases.iter().map(|lease| lease.held.run).collect::<Vec<_>>()
    };
    let claim = Claim { worker: worker(1), kinds: KINDS, limit: 1, only: Some(&all), lease: LEASE };
    assert_eq!(ids(works.store.claim(&claim).await.unwrap()), [run_id(5)]);
    assert_eq!(ids(works.poll(2).await), [run_id(3), run_id(2)]);
    assert_eq!(ids(works.poll(1).await), [run_id(4)]);
    assert_eq!(ids(works.poll(100).await), [run_id(1)]);
}

async fn each_lease_has_a_greater_fence(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    let mut before = 0;
    for leases in 1..=3 {
        let lease = works.claim(run).await;
        assert_eq!(number(&lease), leases);
        assert!(lease.held.fence > before);
        before = lease.held.fence;
        assert!(works.try_claim(run, LEASE).await.is_none(), "it is held");
        works.store.release(&[lease.held]).await.unwrap();
    }
}

async fn asking_for_nothing_gives_nothing(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    let claim = Claim { worker: worker(1), kinds: KINDS, limit: 1, only: None, lease: LEASE };
    for nothing in [
        Claim { limit: 0, ..claim.clone() },
        Claim { kinds: &[], ..claim.clone() },
        Claim { only: Some(&[]), ..claim.clone() },
    ] {
        assert_eq!(works.store.claim(&nothing).await.unwrap().len(), 0);
    }
    let nobody = Addressee::Run(run_id(9));
    assert!(works.world.unit().await.workflows().signal(&nobody, &new_signal("s")).await.is_ok());
    assert_eq!(works.detail(run).await.summary.status, RunStatus::Queued);
}
