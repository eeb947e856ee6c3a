//! Cancellation: of a sleeper, of a run at work, and in the gap between the two.

use crate::{
    toys::{Deed, Guest, Parcel, Porter},
    workshop::{Workshop, brisk, until},
};
use oathgate_application::{
    error::Failure,
    operations::{Cancelled, Refusal},
};
use oathgate_domain::workflow::{RunState, RunStatus};
use oathgate_worker::EngineSettings;
use std::time::Duration;

#[tokio::test]
async fn a_sleeper_is_cancelled_at_once() {
    let shop = Workshop::still().await;
    let run = shop.start::<Guest>(1).await;
    shop.until_idle().await;
    assert_eq!(shop.cancel(run).await.unwrap(), Cancelled::Now);
    assert_eq!(shop.status(run).await, RunStatus::Cancelled);
    let over = shop.cancel(run).await.unwrap_err();
    assert!(matches!(over, Failure::Refused(Refusal::WrongState(RunState::Cancelled))), "{over:?}");
}

#[tokio::test]
async fn a_run_at_work_notices_before_its_next_step() {
    let shop = Workshop::still().await;
    shop.toys.plan("carry", &[Deed::AtTheGate]);
    let working = shop.work();
    let run = shop.start::<Parcel>(1).await;
    until("the step has begun", async || shop.toys.begun("carry") == 1).await;
    assert_eq!(shop.cancel(run).await.unwrap(), Cancelled::Asked);
    // A sign of life tells of it.
    tokio::time::sleep(Duration::from_millis(400)).await;
    shop.toys.gate.add_permits(1);
    shop.wait_for(run, RunStatus::Cancelled).await;
    assert_eq!((shop.toys.done("carry"), shop.toys.begun("deliver")), (1, 0));
    // What was done is in the history.
    assert!(shop.history(run).await.iter().any(|(_, name)| name.as_deref() == Some("carry")));
    working.end().await;
}

#[tokio::test]
async fn a_run_that_falls_asleep_before_it_hears_of_it_is_cancelled_all_the_same() {
    let shop = Workshop::still().await;
    shop.toys.plan("arrive", &[Deed::AtTheGate]);
    // No sign of life in time.
    let settings = EngineSettings { beat: Duration::from_mins(1), ..brisk() };
    let working = shop.work_with(settings, shop.services.clone());
    let run = shop.start::<Porter>(1).await;
    until("the step has begun", async || shop.toys.begun("arrive") == 1).await;
    assert_eq!(shop.cancel(run).await.unwrap(), Cancelled::Asked);
    shop.toys.gate.add_permits(1);
    shop.wait_for(run, RunStatus::Cancelled).await;
    assert_eq!(shop.toys.done("arrive"), 1);
    working.end().await;
}
