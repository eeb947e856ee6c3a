//! What the language promises besides steps, signals and timers: at most once, newer code for older
//! runs, compensation, and no waits that are not the engine's.

use crate::{
    toys::{Deed, Ring, THRICE, Toys},
    workshop::{Workshop, until},
};
use oathgate_application::{
    transact::transact,
    workflow::{Context, Flow, Halt, Once, Registry, Workflow},
};
use oathgate_domain::{
    ids::RunId,
    workflow::{EventKind, RunStatus},
};
use std::time::Duration;

/// Presses a button that must not be pressed twice; tells what it knows of it.
struct Button;

impl Workflow for Button {
    const KIND: &'static str = "button";
    type Input = i64;
    type Output = i64;
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, limit: i64) -> Flow<i64> {
        let limit = Duration::from_millis(limit.unsigned_abs());
        let pressed = context.once("press", limit, async |at| at.ports.act("press", &at).await).await?;
        context.effect("tell", THRICE, async |at| at.ports.act("tell", &at).await).await?;
        Ok(match pressed {
            Once::Done(()) => 1,
            Once::Failed => 2,
            Once::Unknown => 3,
        })
    }
}

/// The road before and after somebody built a bridge.
struct Road<const BRIDGE: bool>;

impl<const BRIDGE: bool> Workflow for Road<BRIDGE> {
    const KIND: &'static str = "road";
    type Input = i64;
    type Output = bool;
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, _: i64) -> Flow<bool> {
        let bridged = BRIDGE && context.patched("bridge");
        if bridged {
            context.effect("bridge", THRICE, async |at| at.ports.act("bridge", &at).await).await?;
        } else {
            context.effect("ford", THRICE, async |at| at.ports.act("ford", &at).await).await?;
        }
        context.wait::<Ring>("inn", None).await?;
        Ok(bridged)
    }
}

/// Books a room; a booking that nobody wants any more is taken back.
struct Booking;

impl Workflow for Booking {
    const KIND: &'static str = "booking";
    type Input = i64;
    type Output = ();
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, _: i64) -> Flow<()> {
        context.effect("book", THRICE, async |at| at.ports.act("book", &at).await).await?;
        match context.wait::<Ring>("guest", None).await {
            Err(Halt::Cancelled) => {
                let mut context = context.shielded();
                context.effect("unbook", THRICE, async |at| at.ports.act("unbook", &at).await).await?;
                context.tx("file", async |unit, at| at.ports.mark("file", unit, &at).await).await?;
                Err(Halt::Cancelled)
            }
            come => come.map(drop),
        }
    }
}

/// Sleeps in a way that no engine knows of.
struct Sleepwalker;

impl Workflow for Sleepwalker {
    const KIND: &'static str = "sleepwalker";
    type Input = i64;
    type Output = ();
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, _: i64) -> Flow<()> {
        context.effect("lie", THRICE, async |at| at.ports.act("lie", &at).await).await?;
        tokio::time::sleep(Duration::from_millis(1)).await;
        context.effect("walk", THRICE, async |at| at.ports.act("walk", &at).await).await
    }
}

async fn output(shop: &Workshop, run: RunId) -> Option<String> {
    let detail = shop.detail(run).await;
    assert_eq!(detail.summary.status, RunStatus::Done, "{detail:?}");
    detail.output
}

const PATIENT: i64 = 20_000;

#[tokio::test]
async fn a_step_that_may_happen_once_happens_once() {
    let shop = Workshop::still().await;
    let run = shop.start::<Button>(PATIENT).await;
    shop.toys.plan("tell", &[Deed::AtTheGate]);
    let working = shop.put_to_work(shop.engine_of(Registry::default().with::<Button>()));
    // The worker dies after the step; what came of it is known.
    until("it was pressed", async || shop.toys.begun("tell") == 1).await;
    working.kill().await;
    shop.clock.advance(time::Duration::seconds(31));
    shop.engine_of(Registry::default().with::<Button>()).run_until_idle().await.unwrap();
    assert_eq!(output(&shop, run).await.as_deref(), Some("1"));
    assert_eq!(shop.toys.begun("press"), 1);
    let kinds: Vec<_> = shop.history(run).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds[..2], [EventKind::Intent, EventKind::StepDone]);
}

#[tokio::test]
async fn what_a_worker_died_of_is_unknown_and_not_tried_again() {
    let shop = Workshop::still().await;
    shop.toys.plan("press", &[Deed::Hang]);
    let run = shop.start::<Button>(PATIENT).await;
    let working = shop.put_to_work(shop.engine_of(Registry::default().with::<Button>()));
    until("it is being pressed", async || shop.toys.begun("press") == 1).await;
    working.kill().await;
    shop.clock.advance(time::Duration::seconds(31));
    shop.engine_of(Registry::default().with::<Button>()).run_until_idle().await.unwrap();
    assert_eq!(output(&shop, run).await.as_deref(), Some("3"));
    assert_eq!((shop.toys.begun("press"), shop.toys.done("tell")), (1, 1));
}

#[tokio::test]
async fn a_refusal_is_known_and_silence_is_not() {
    let shop = Workshop::still().await;
    let engine = shop.engine_of(Registry::default().with::<Button>());
    for (deed, limit, expected) in [(Deed::Fail, PATIENT, "2"), (Deed::Hang, 50, "3")] {
        shop.toys.plan("press", &[deed]);
        let run = shop.start::<Button>(limit).await;
        engine.run_until_idle().await.unwrap();
        assert_eq!(output(&shop, run).await.as_deref(), Some(expected));
    }
    assert_eq!(shop.toys.begun("press"), 2);
}

#[tokio::test]
async fn older_runs_keep_to_the_code_that_they_began_with() {
    let shop = Workshop::still().await;
    let older = shop.start::<Road<false>>(1).await;
    shop.engine_of(Registry::default().with::<Road<false>>()).run_until_idle().await.unwrap();
    let newer = shop.start::<Road<true>>(2).await;
    let engine = shop.engine_of(Registry::default().with::<Road<true>>());
    engine.run_until_idle().await.unwrap();
    for number in [1, 2] {
        shop.ring::<Road<true>>(number, "come", 1).await;
    }
    engine.run_until_idle().await.unwrap();
    assert_eq!(output(&shop, older).await.as_deref(), Some("false"));
    assert_eq!(output(&shop, newer).await.as_deref(), Some("true"));
    assert_eq!((shop.toys.done("ford"), shop.toys.done("bridge")), (1, 1));
}

async fn ask_to_cancel(shop: &Workshop, run: RunId) {
    let asked =
        transact(&*shop.services.store, async |unit| unit.workflows().request_cancel(run, "somebody").await);
    assert!(asked.await.unwrap());
}

#[tokio::test]
async fn a_cancelled_run_takes_back_what_it_did() {
    let shop = Workshop::live().await;
    let run = shop.start::<Booking>(1).await;
    let working = shop.put_to_work(shop.engine_of(Registry::default().with::<Booking>()));
    shop.wait_for(run, RunStatus::Waiting).await;
    // Taking back is a step like others: it is tried again.
    shop.toys.plan("unbook", &[Deed::Fail]);
    ask_to_cancel(&shop, run).await;
    shop.wait_for(run, RunStatus::Cancelled).await;
    assert_eq!((shop.toys.done("book"), shop.toys.begun("unbook"), shop.toys.done("unbook")), (1, 2, 1));
    assert_eq!((shop.marks(), shop.doubled()), (1, 0));
    working.end().await;
}

#[tokio::test]
async fn a_run_that_waits_for_something_else_is_stopped() {
    let shop = Workshop::still().await;
    let run = shop.start::<Sleepwalker>(1).await;
    shop.engine_of(Registry::default().with::<Sleepwalker>()).run_until_idle().await.unwrap();
    let summary = shop.detail(run).await.summary;
    assert_eq!((summary.status, summary.fault.unwrap().code.as_str()), (RunStatus::Paused, "foreign_wait"));
    assert_eq!((shop.toys.done("lie"), shop.toys.begun("walk")), (1, 0));
}
