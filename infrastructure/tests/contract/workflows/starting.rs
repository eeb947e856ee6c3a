//! Runs are accepted together with the change that they belong to, once for each key.

use super::{KINDS, Works, keyed, new_run, run_id};
use crate::{
    contract,
    samples::account_id,
    world::{World, race},
};
use oathgate_application::ports::{
    workflow_runs::{NewRun, Started},
    workflow_store::Closing,
};
use oathgate_domain::{
    ids::RunId,
    workflow::{EventKind, Priority, Reuse, RunState, RunStatus},
};
use std::time::Duration;

contract! { both;
    a_run_is_there_with_its_first_event_and_is_hinted,
    what_a_run_was_started_with_comes_back,
    a_unit_that_is_rolled_back_leaves_no_run_and_no_hint,
    one_run_is_open_under_a_key,
    a_run_is_not_started_twice_under_its_id,
    of_many_who_start_under_a_key_one_does,
    an_ended_run_gives_its_key_back,
    an_ended_run_stands_in_the_way_where_that_is_wished,
    a_run_that_ends_while_its_key_is_asked_for_is_noticed,
    a_run_can_be_due_later,
}

async fn a_run_is_there_with_its_first_event_and_is_hinted(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    let detail = works.detail(run).await;
    assert_eq!(detail.summary.status, RunStatus::Queued);
    assert_eq!(works.history(run).await, [EventKind::Started]);
    works.hinted(&[run]).await;
}

async fn what_a_run_was_started_with_comes_back(world: World) {
    let works = Works::new(world);
    let run = NewRun {
        version: 3,
        key: Some("key".to_owned()),
        priority: Priority::High,
        limit_key: Some("smtp".to_owned()),
        subject: Some(account_id(7)),
        parent: Some(run_id(8)),
        ends_with_parent: false,
        deadline: None,
        trace: Some("trace-1".to_owned()),
        traced: None,
        input: r#"{"text":"ä\u0001\\ \"quoted\""}"#.to_owned(),
        ..new_run(1)
    };
    works.start(&run).await;
    let detail = works.detail(run.id).await;
    assert_eq!(detail.input, run.input);
    assert_eq!(detail.output, None);
    assert_eq!(detail.signals, []);
    let summary = detail.summary;
    assert_eq!((summary.id, summary.kind.as_str(), summary.version), (run.id, "flow", 3));
    assert_eq!(summary.key, run.key);
    assert_eq!(summary.subject, run.subject);
    assert_eq!(summary.trace, run.trace);
    assert_eq!((summary.step, summary.attempt, summary.due_at), (None, 0, None));
    assert_eq!((summary.fault, summary.worker, summary.cancel_requested), (None, None, false));
    assert_eq!(summary.closed_at, None);
    let age = works.now() - summary.created_at;
    assert!(age.unsigned_abs() < Duration::from_secs(5), "{age}");
}

async fn a_unit_that_is_rolled_back_leaves_no_run_and_no_hint(world: World) {
    let works = Works::new(world);
    let mut unit = works.world.unit().await;
    unit.workflows().start(&new_run(1)).await.unwrap();
    drop(unit);
    let other = works.begin(2).await;
    assert!(works.store.detail(run_id(1)).await.unwrap().is_none());
    assert_eq!(works.poll(10).await.len(), 1);
    works.hinted(&[other]).await;
}

async fn one_run_is_open_under_a_key(world: World) {
    let works = Works::new(world);
    assert_eq!(works.start(&keyed(1, "k")).await, Started::New(run_id(1)));
    assert_eq!(works.start(&keyed(2, "k")).await, Started::Existing(run_id(1)));
    // Also while somebody works on it, and while it waits for a person.
    let lease = works.claim(run_id(1)).await;
    assert_eq!(works.start(&keyed(2, "k")).await, Started::Existing(run_id(1)));
    let fault = oathgate_domain::workflow::Fault::new("broken", "it is");
    let _ = works.store.pause(&lease.held, &[], &fault).await.unwrap();
    assert_eq!(works.start(&keyed(2, "k")).await, Started::Existing(run_id(1)));
    assert!(works.store.detail(run_id(2)).await.unwrap().is_none());
    // Another kind, another key and no key at all are different things.
    assert_eq!(works.start(&NewRun { kind: "other", ..keyed(3, "k") }).await, Started::New(run_id(3)));
    assert_eq!(works.start(&keyed(4, "K")).await, Started::New(run_id(4)));
    works.begin(5).await;
    works.begin(6).await;
    works.hinted(&[run_id(1), run_id(3), run_id(4), run_id(5), run_id(6)]).await;
}

async fn a_run_is_not_started_twice_under_its_id(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    let again = NewRun { input: "{}".to_owned(), ..new_run(1) };
    assert_eq!(works.start(&again).await, Started::Existing(run));
    assert_eq!(works.detail(run).await.input, new_run(1).input);
    assert_eq!(works.history(run).await, [EventKind::Started]);
}

async fn of_many_who_start_under_a_key_one_does(world: World) {
    let works = Works::new(world);
    for round in 0..5_u128 {
        let key = format!("k{round}");
        let racing = works.clone();
        let results = race(32, move |racer| {
            let (works, key) = (racing.clone(), key.clone());
            async move { works.start(&keyed(round * 100 + racer as u128, &key)).await }
        })
        .await;
        let new: Vec<_> = results.iter().filter(|started| matches!(started, Started::New(_))).collect();
        assert_eq!(new.len(), 1, "{results:?}");
        assert!(results.iter().all(|started| started.run() == new[0].run()));
    }
}

/// Starts a run under a key and ends it.
async fn end(works: &Works, number: u128, key: &str, state: RunState) -> RunId {
    assert_eq!(works.start(&keyed(number, key)).await, Started::New(run_id(number)));
    let lease = works.claim(run_id(number)).await;
    let closing = Closing { state, output: None, fault: None };
    let _ = works.store.close(&lease.held, &[], &closing).await.unwrap();
    run_id(number)
}

async fn an_ended_run_gives_its_key_back(world: World) {
    let works = Works::new(world);
    for (number, state) in (1..).zip([RunState::Done, RunState::Failed, RunState::Cancelled]) {
        end(&works, number, "k", state).await;
    }
    assert_eq!(works.start(&keyed(9, "k")).await, Started::New(run_id(9)));
}

async fn an_ended_run_stands_in_the_way_where_that_is_wished(world: World) {
    let works = Works::new(world);
    let with = |number, key: &str, reuse| NewRun { reuse, ..keyed(number, key) };
    for (number, state) in (1..).zip([RunState::Failed, RunState::Cancelled]) {
        let key = format!("{state:?}");
        let ended = end(&works, number, &key, state).await;
        assert_eq!(works.start(&with(10, &key, Reuse::Reject)).await, Started::Existing(ended));
        let again = with(number + 20, &key, Reuse::IfFailed);
        assert_eq!(works.start(&again).await, Started::New(again.id));
    }
    let ended = end(&works, 3, "done", RunState::Done).await;
    assert_eq!(works.start(&with(10, "done", Reuse::Reject)).await, Started::Existing(ended));
    assert_eq!(works.start(&with(10, "done", Reuse::IfFailed)).await, Started::Existing(ended));
    // What was refused left nothing.
    assert!(works.store.detail(run_id(10)).await.unwrap().is_none());
    // Where nothing has ended yet, or there is no key, the wish changes nothing.
    assert_eq!(works.start(&with(30, "new", Reuse::Reject)).await, Started::New(run_id(30)));
    let unkeyed = NewRun { reuse: Reuse::Reject, ..new_run(31) };
    assert_eq!(works.start(&unkeyed).await, Started::New(run_id(31)));
}

async fn a_run_that_ends_while_its_key_is_asked_for_is_noticed(world: World) {
    let works = Works::new(world);
    for round in 0..100_u128 {
        let key = format!("k{round}");
        works.start(&keyed(round * 10, &key)).await;
        let lease = works.claim(run_id(round * 10)).await;
        let closing = Closing { state: RunState::Done, output: None, fault: None };
        let rival = NewRun { reuse: Reuse::Reject, ..keyed(round * 10 + 1, &key) };
        let (closed, started) =
            tokio::join!(works.store.close(&lease.held, &[], &closing), works.start(&rival));
        let _ = closed.unwrap();
        assert_eq!(started, Started::Existing(lease.held.run), "round {round}");
    }
    assert_eq!(works.poll(10).await.len(), 0);
}

async fn a_run_can_be_due_later(world: World) {
    let works = Works::new(world);
    let due = works.now() + Duration::from_hours(1);
    let run = NewRun { first_due: Some(due), ..new_run(1) };
    works.start(&run).await;
    let summary = works.detail(run.id).await.summary;
    assert_eq!(summary.status, RunStatus::Waiting);
    let off = summary.due_at.unwrap() - due;
    assert!(off.unsigned_abs() < Duration::from_micros(1), "{off}");
    assert!(works.try_claim(run.id, Duration::from_secs(1)).await.is_none());
    assert_eq!(works.poll(10).await.len(), 0);
    works.hinted(&[]).await;

    let works = works.later(Duration::from_secs(3_605));
    assert_eq!(works.detail(run.id).await.summary.status, RunStatus::Queued);
    assert_eq!(works.claim(run.id).await.held.run, run.id);
    assert_eq!(KINDS[0], run.kind);
}
