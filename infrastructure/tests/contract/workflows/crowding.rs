//! Changes of many runs at the same moment, which may share a statement or a flush to the disk: what
//! becomes of one of them is nobody else's concern.

use super::{Works, done, stale};
use crate::{contract, world::World};
use futures_util::future::join_all;
use oathgate_application::{
    error::PortError,
    ports::{
        workflow_runs::{Fencing, NewEvent},
        workflow_store::{Closing, FailedAttempt},
    },
    workflow::Held,
};
use oathgate_domain::workflow::{EventKind, Fault, RunState, RunStatus};
use std::time::Duration;

contract! { both;
    each_of_a_crowd_gets_its_own_events,
    what_one_of_a_crowd_gets_wrong_harms_nobody_else,
    a_crowd_counts_failures_anew_and_keeps_them_at_the_end,
}

const CROWD: u128 = 80;

async fn crowd(works: &Works) -> Vec<Held> {
    let mut all = Vec::new();
    for number in 0..CROWD {
        all.push(works.begin_and_claim(number).await.held);
    }
    all
}

fn failed_end() -> Closing {
    let fault = Fault::new("refused", "554 \"nö\"");
    Closing { state: RunState::Failed, output: Some(r#"{"a":"ü,{}\\"}"#.to_owned()), fault: Some(fault) }
}

async fn each_of_a_crowd_gets_its_own_events(world: World) {
    let works = Works::new(world);
    let all = crowd(&works).await;
    let change = async |number: usize, held: &Held| {
        let own = done(&format!("own {number}"));
        match number % 4 {
            0 => works.store.checkpoint(held, &[own]).await,
            1 => works.store.checkpoint(held, &[own, NewEvent { data: None, ..done("second") }]).await,
            2 => works.store.checkpoint(held, &[own, done("second"), done("third")]).await,
            _ => works.store.close(held, &[own], &failed_end()).await,
        }
    };
    for changed in join_all(all.iter().enumerate().map(|(number, held)| change(number, held))).await {
        assert_eq!(changed.unwrap(), Fencing::Kept);
    }
    for (number, held) in all.iter().enumerate() {
        let detail = works.detail(held.run).await;
        let own = &detail.events[1];
        assert_eq!((own.kind, own.sequence), (EventKind::StepDone, 2));
        assert_eq!((own.name.as_ref(), own.attempt), (Some(&format!("own {number}")), Some(1)));
        assert_eq!(own.data, done("any").data);
        let (count, step) = [(2, None), (3, Some("second")), (4, Some("third")), (3, None)][number % 4];
        assert_eq!(detail.events.len(), count);
        assert_eq!(detail.summary.step.as_deref(), step.or(own.name.as_deref()));
        if number % 4 == 1 {
            assert_eq!(detail.events[2].data, None);
        }
        if number % 4 == 3 {
            assert_eq!((detail.output, detail.summary.fault), (failed_end().output, failed_end().fault));
            assert_eq!((detail.summary.status, detail.summary.worker), (RunStatus::Failed, None));
            assert!(detail.summary.closed_at.is_some());
        } else {
            assert_eq!(
                (detail.summary.status, detail.summary.worker),
                (RunStatus::Running, Some(held.worker))
            );
            assert_eq!((detail.output, detail.summary.closed_at), (None, None));
        }
    }
}

async fn what_one_of_a_crowd_gets_wrong_harms_nobody_else(world: World) {
    let works = Works::new(world);
    let all = crowd(&works).await;
    for held in all.iter().step_by(10) {
        let _ = works.store.checkpoint(held, &[done("once")]).await.unwrap();
    }
    let change = async |number: usize, held: &Held| {
        let held = if number % 10 == 5 { stale(*held) } else { *held };
        // Every tenth remembers something for the second time.
        works.store.checkpoint(&held, &[done("once")]).await
    };
    let changed = join_all(all.iter().enumerate().map(|(number, held)| change(number, held))).await;
    for (number, (held, changed)) in all.iter().zip(changed).enumerate() {
        match number % 10 {
            0 => assert!(matches!(changed, Err(PortError::Defect { .. })), "{changed:?}"),
            5 => assert_eq!(changed.unwrap(), Fencing::Lost),
            _ => assert_eq!(changed.unwrap(), Fencing::Kept),
        }
        let events = if number % 10 == 5 { 1 } else { 2 };
        assert_eq!(works.history(held.run).await.len(), events);
    }
}

async fn a_crowd_counts_failures_anew_and_keeps_them_at_the_end(world: World) {
    let works = Works::new(world);
    let mut all = Vec::new();
    for number in 0..20 {
        let held = works.begin_and_claim(number).await.held;
        let fault = Fault::new("refused", "no");
        let failed = FailedAttempt { step: "a".to_owned(), attempt: 1, fault, retry_in: Duration::ZERO };
        let _ = works.store.fail_attempt(&held, &[], &failed).await.unwrap();
        all.push(held.run);
    }
    let works = works.later(Duration::from_secs(1));
    let mut held = Vec::new();
    for run in all {
        held.push(works.claim(run).await.held);
    }
    let closing = Closing { state: RunState::Done, output: None, fault: None };
    let change = async |number: usize, held: &Held| {
        if number.is_multiple_of(2) {
            works.store.checkpoint(held, &[done("a")]).await
        } else {
            works.store.close(held, &[], &closing).await
        }
    };
    for changed in join_all(held.iter().enumerate().map(|(number, held)| change(number, held))).await {
        assert_eq!(changed.unwrap(), Fencing::Kept);
    }
    for (number, held) in held.iter().enumerate() {
        let summary = works.detail(held.run).await.summary;
        assert_eq!((summary.attempt, summary.fault), (i64::from(!number.is_multiple_of(2)), None));
        assert_eq!(summary.step.as_deref(), Some("a"));
    }
}
