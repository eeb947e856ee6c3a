//! Lists of runs, newest first, a page at a time.

use super::{Works, done, keyed, new_run, run_id};
use crate::{contract, samples::account_id, world::World};
use oathgate_application::ports::{
    workflow_runs::NewRun,
    workflow_store::{Closing, RunFilter},
};
use oathgate_domain::{
    ids::RunId,
    workflow::{Fault, RunState, RunStatus},
};
use std::time::Duration;

contract! { both;
    a_list_shows_the_newest_first_page_by_page,
    a_list_can_be_narrowed,
    a_page_has_at_most_two_hundred,
    a_history_shows_its_latest_thousand_events,
    an_unknown_run_has_no_detail,
}

async fn ids(works: &Works, filter: RunFilter) -> Vec<RunId> {
    works.store.list(&filter).await.unwrap().iter().map(|run| run.id).collect()
}

async fn a_list_shows_the_newest_first_page_by_page(world: World) {
    let works = Works::new(world);
    for number in [3, 1, 5, 2, 4] {
        works.begin(number).await;
    }
    let page = |before| RunFilter { before, limit: 2, ..RunFilter::default() };
    assert_eq!(ids(&works, page(None)).await, [run_id(5), run_id(4)]);
    assert_eq!(ids(&works, page(Some(run_id(4)))).await, [run_id(3), run_id(2)]);
    assert_eq!(ids(&works, page(Some(run_id(2)))).await, [run_id(1)]);
    assert_eq!(ids(&works, page(Some(run_id(1)))).await, []);
    assert_eq!(ids(&works, RunFilter::default()).await, []);
}

async fn a_list_can_be_narrowed(world: World) {
    let works = Works::new(world);
    let about = |number, account| NewRun { subject: Some(account_id(account)), ..new_run(number) };
    works.start(&about(1, 7)).await;
    let first_due = Some(works.now() + Duration::from_mins(1));
    works.start(&NewRun { first_due, ..about(2, 7) }).await;
    works.start(&NewRun { kind: "other", ..keyed(3, "k") }).await;
    let claim = async |number| works.claim(run_id(number)).await.held;
    works.begin(4).await;
    claim(4).await;
    works.begin(5).await;
    let _ = works.store.pause(&claim(5).await, &[], &Fault::new("broken", "it is")).await.unwrap();
    for (number, state) in (6..).zip([RunState::Done, RunState::Failed, RunState::Cancelled]) {
        works.start(&about(number, 8)).await;
        let closing = Closing { state, output: None, fault: None };
        let _ = works.store.close(&claim(number).await, &[done("a")], &closing).await.unwrap();
    }
    works.begin(9).await;
    let asleep = claim(9).await;
    let _ = works.store.suspend(&asleep, &[], None, 0).await.unwrap();

    let all = RunFilter { limit: 100, ..RunFilter::default() };
    let numbers = |of: &[u128]| of.iter().map(|number| run_id(*number)).collect::<Vec<_>>();
    for (status, expected) in [
        (RunStatus::Queued, &[3, 1][..]),
        (RunStatus::Waiting, &[9, 2]),
        (RunStatus::Running, &[4]),
        (RunStatus::Paused, &[5]),
        (RunStatus::Done, &[6]),
        (RunStatus::Failed, &[7]),
        (RunStatus::Cancelled, &[8]),
    ] {
        let filter = RunFilter { status: Some(status), ..all.clone() };
        let found = works.store.list(&filter).await.unwrap();
        assert!(found.iter().all(|run| run.status == status), "{found:?}");
        assert_eq!(found.iter().map(|run| run.id).collect::<Vec<_>>(), numbers(expected), "{status:?}");
    }
    let subject = Some(account_id(7));
    assert_eq!(ids(&works, RunFilter { subject, ..all.clone() }).await, numbers(&[2, 1]));
    let kind = Some("other".to_owned());
    assert_eq!(ids(&works, RunFilter { kind, ..all.clone() }).await, numbers(&[3]));
    // All at once.
    let filter = RunFilter {
        kind: Some("flow".to_owned()),
        status: Some(RunStatus::Queued),
        subject,
        before: Some(run_id(2)),
        limit: 1,
        ..RunFilter::default()
    };
    assert_eq!(ids(&works, filter.clone()).await, numbers(&[1]));
    assert_eq!(ids(&works, RunFilter { before: Some(run_id(1)), ..filter.clone() }).await, []);
    let fault = |text: &str| RunFilter { fault: Some(text.to_owned()), ..all.clone() };
    for (text, expected) in
        [("broken", &[5][..]), ("IT I", &[5]), ("brok", &[]), ("%", &[]), ("_", &[]), ("\\", &[])]
    {
        assert_eq!(ids(&works, fault(text)).await, numbers(expected), "{text}");
    }
    let minute = Duration::from_mins(1);
    let (before, after) = (Some(works.now() - minute), Some(works.now() + minute));
    let between = async |since, until| ids(&works, RunFilter { since, until, ..all.clone() }).await.len();
    assert_eq!(
        (between(before, after).await, between(after, None).await, between(None, before).await),
        (9, 0, 0)
    );
    let quoted = Some("' OR true --".to_owned());
    assert_eq!(ids(&works, RunFilter { kind: quoted, ..filter }).await, []);
}

async fn a_page_has_at_most_two_hundred(world: World) {
    let works = Works::new(world);
    let mut unit = works.world.unit().await;
    for number in 1..=205 {
        unit.workflows().start(&new_run(number)).await.unwrap();
    }
    unit.commit().await.unwrap();
    let filter = RunFilter { limit: u16::MAX, ..RunFilter::default() };
    let found = ids(&works, filter).await;
    assert_eq!((found.len(), found[0]), (200, run_id(205)));
}

async fn a_history_shows_its_latest_thousand_events(world: World) {
    let works = Works::new(world);
    let held = works.begin_and_claim(1).await.held;
    let events: Vec<_> = (0..1_010).map(|number| done(&format!("step-{number}"))).collect();
    let _ = works.store.checkpoint(&held, &events).await.unwrap();
    let shown = works.detail(held.run).await.events;
    assert_eq!(shown.len(), 1_000);
    assert_eq!(shown[0].sequence, 12);
    assert_eq!(shown[999].name.as_deref(), Some("step-1009"));
    // The memory is whole.
    works.store.release(&[held]).await.unwrap();
    assert_eq!(works.claim(held.run).await.events.len(), 1_010);
}

async fn an_unknown_run_has_no_detail(world: World) {
    let works = Works::new(world);
    assert!(works.store.detail(run_id(1)).await.unwrap().is_none());
}
