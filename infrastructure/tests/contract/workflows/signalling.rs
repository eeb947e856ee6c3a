//! Signals: kept, counted, and never a reason to oversleep.

use super::{LEASE, Works, done, keyed, new_signal, run_id, taken};
use crate::{contract, world::World};
use oathgate_application::ports::{
    workflow_runs::{Addressee, NewSignal, Signalled},
    workflow_store::{Closing, Suspension},
};
use oathgate_domain::workflow::{EventKind, RunState, RunStatus};
use std::time::Duration;

contract! { both;
    a_signal_wakes_a_sleeping_run,
    a_signal_finds_its_run_by_key,
    a_signal_that_comes_twice_is_there_once,
    nobody_hears_a_signal_to_a_run_that_is_over,
    a_signal_that_is_rolled_back_was_never_sent,
    a_signal_to_a_queued_run_does_not_send_it_to_the_back,
    signals_wait_in_order_until_they_are_taken,
    a_signal_can_be_sent_with_the_start,
}

async fn a_signal_wakes_a_sleeping_run(world: World) {
    let works = Works::new(world);
    let lease = works.begin_and_claim(1).await;
    let run = lease.held.run;
    let until = Some(lease.leased_at + Duration::from_secs(1_000));
    assert_eq!(works.store.suspend(&lease.held, &[], until, 0).await.unwrap(), Suspension::Suspended);
    works.hinted(&[run]).await;
    assert_eq!(works.signal(run, "s").await, Signalled::Accepted);
    works.hinted(&[run]).await;
    assert_eq!(works.detail(run).await.summary.status, RunStatus::Queued);
    let lease = works.claim(run).await;
    assert_eq!((lease.inbox, lease.signals.len()), (1, 1));
    assert_eq!(lease.signals[0].at.max(lease.created_at), lease.signals[0].at);
}

async fn a_signal_finds_its_run_by_key(world: World) {
    let works = Works::new(world);
    let by = |kind, key: &str| Addressee::Key { kind, key: key.to_owned() };
    works.start(&keyed(1, "k")).await;
    let mut unit = works.world.unit().await;
    let runs = unit.workflows();
    assert_eq!(runs.signal(&by("flow", "k"), &new_signal("s")).await.unwrap(), Signalled::Accepted);
    for nobody in [by("flow", "K"), by("other", "k"), by("flow", "")] {
        assert_eq!(runs.signal(&nobody, &new_signal("s")).await.unwrap(), Signalled::NoOpenRun);
    }
    unit.commit().await.unwrap();
    assert_eq!(works.detail(run_id(1)).await.signals.len(), 1);

    // The run that is open now, and not the one before it.
    let lease = works.claim(run_id(1)).await;
    let closing = Closing { state: RunState::Done, output: None, fault: None };
    let _ = works.store.close(&lease.held, &[], &closing).await.unwrap();
    works.start(&keyed(2, "k")).await;
    let mut unit = works.world.unit().await;
    let heard = unit.workflows().signal(&by("flow", "k"), &new_signal("s")).await.unwrap();
    assert_eq!(heard, Signalled::Accepted);
    unit.commit().await.unwrap();
    assert_eq!(works.detail(run_id(2)).await.signals.len(), 1);
}

async fn a_signal_that_comes_twice_is_there_once(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    assert_eq!(works.store.suspend(&held, &[], None, 0).await.unwrap(), Suspension::Suspended);
    works.hinted(&[held.run]).await;
    works.signal(held.run, "s").await;
    works.hinted(&[held.run]).await;
    assert_eq!(works.signal(held.run, "s").await, Signalled::Accepted);
    works.hinted(&[]).await;
    let lease = works.claim(held.run).await;
    assert_eq!((lease.inbox, lease.signals.len()), (1, 1));
    // Also when it was taken long ago; and it does not wake the run again.
    let slept = works.store.suspend(&lease.held, &[taken("w", "s")], None, 1).await.unwrap();
    assert_eq!(slept, Suspension::Suspended);
    assert_eq!(works.signal(held.run, "s").await, Signalled::Accepted);
    assert_eq!(works.store.signals(held.run).await.unwrap(), (1, vec![]));
    assert!(works.try_claim(held.run, LEASE).await.is_none());
    // Another run may have one of the same name.
    let other = works.begin(2).await;
    works.signal(other, "s").await;
    assert_eq!(works.store.signals(other).await.unwrap().0, 1);
}

async fn nobody_hears_a_signal_to_a_run_that_is_over(world: World) {
    let works = Works::new(world);
    assert_eq!(works.signal(run_id(9), "s").await, Signalled::NoOpenRun);
    for (number, state) in (1..).zip([RunState::Done, RunState::Failed, RunState::Cancelled]) {
        let held = works.begin_and_claim(number).await.held;
        let closing = Closing { state, output: None, fault: None };
        let _ = works.store.close(&held, &[], &closing).await.unwrap();
        works.hinted(&[held.run]).await;
        assert_eq!(works.signal(held.run, "s").await, Signalled::NoOpenRun);
        works.hinted(&[]).await;
        assert_eq!(works.store.signals(held.run).await.unwrap(), (0, vec![]));
    }
    assert_eq!(works.store.signals(run_id(9)).await.unwrap(), (0, vec![]));
}

async fn a_signal_that_is_rolled_back_was_never_sent(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    assert_eq!(works.store.suspend(&held, &[], None, 0).await.unwrap(), Suspension::Suspended);
    works.hinted(&[held.run]).await;
    let mut unit = works.world.unit().await;
    let heard = unit.workflows().signal(&Addressee::Run(held.run), &new_signal("s")).await.unwrap();
    assert_eq!(heard, Signalled::Accepted);
    drop(unit);
    works.hinted(&[]).await;
    assert_eq!(works.store.signals(held.run).await.unwrap(), (0, vec![]));
    assert!(works.try_claim(held.run, LEASE).await.is_none());
}

async fn a_signal_to_a_queued_run_does_not_send_it_to_the_back(world: World) {
    let works = Works::new(world);
    let first = works.begin(1).await;
    let works = works.later(Duration::from_secs(1));
    works.begin(2).await;
    works.signal(first, "s").await;
    assert_eq!(works.poll(1).await[0].held.run, first);
}

async fn signals_wait_in_order_until_they_are_taken(world: World) {
    let mut works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    for (id, moment) in ["z", "y", "x"].into_iter().zip(1..) {
        works.signal(held.run, id).await;
        works = works.later(Duration::from_millis(5 * moment));
    }
    let ids = |signals: &[oathgate_application::workflow::PendingSignal]| {
        signals.iter().map(|signal| signal.id.clone()).collect::<Vec<_>>()
    };
    let (inbox, waiting) = works.store.signals(held.run).await.unwrap();
    assert_eq!((inbox, ids(&waiting)), (3, vec!["z".to_owned(), "y".to_owned(), "x".to_owned()]));
    let _ = works.store.checkpoint(&held, &[done("a"), taken("w", "y")]).await.unwrap();
    let detail = works.detail(held.run).await;
    assert_eq!(ids(&detail.signals), ["z", "x"]);
    assert_eq!(works.store.signals(held.run).await.unwrap().0, 3);
    assert_eq!(
        works.history(held.run).await,
        [EventKind::Started, EventKind::StepDone, EventKind::SignalTaken]
    );
}

async fn a_signal_can_be_sent_with_the_start(world: World) {
    let works = Works::new(world);
    let mut unit = works.world.unit().await;
    let runs = unit.workflows();
    runs.start(&keyed(1, "k")).await.unwrap();
    let to = Addressee::Key { kind: "flow", key: "k".to_owned() };
    let signal = NewSignal { data: r#"{"n":1}"#.to_owned(), ..new_signal("s") };
    assert_eq!(runs.signal(&to, &signal).await.unwrap(), Signalled::Accepted);
    unit.commit().await.unwrap();
    let lease = works.claim(run_id(1)).await;
    assert_eq!((lease.inbox, lease.signals[0].data.as_str()), (1, r#"{"n":1}"#));
}
