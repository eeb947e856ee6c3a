//! Runs that start runs, limits on how many go on at a time, and deadlines.

use crate::{
    toys::{Deed, Ring, THRICE, Toys},
    workshop::{Workshop, brisk, somebody, until},
};
use oathgate_application::{
    transact::transact,
    workflow::{self, ChildEnd, Context, Flow, Halt, OnParentEnd, Registry, Start, Workflow},
};
use oathgate_domain::{
    ids::RunId,
    workflow::{EventKind, RunStatus},
};
use oathgate_worker::EngineSettings;
use std::{sync::Arc, time::Duration};

/// Gives twice its number, after it was told to.
struct Twice;

impl Workflow for Twice {
    const KIND: &'static str = "twice";
    const LIMIT: Option<&'static str> = Some("arithmetic");
    type Input = i64;
    type Output = i64;
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, number: i64) -> Flow<i64> {
        context.effect("ponder", THRICE, async |at| at.ports.act("ponder", &at).await).await?;
        if number > 100 {
            context.wait::<Ring>("leave", None).await?;
        }
        Ok(2 * number)
    }
}

/// Lets others reckon, and adds up. A negative number goes without an answer.
struct Sum;

impl Workflow for Sum {
    const KIND: &'static str = "sum";
    type Input = i64;
    type Output = i64;
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, number: i64) -> Flow<i64> {
        let (mut children, mut sum) = (Vec::new(), 0);
        for place in 0..3_u32 {
            let child = context.child::<Twice>(("begin", place), number.abs(), OnParentEnd::Cancel).await?;
            children.push(child);
        }
        let apart = context.child::<Twice>("apart", number.abs(), OnParentEnd::GoOn).await?;
        if number < 0 {
            return Ok(0);
        }
        for (place, child) in (0..).zip(children) {
            match context.end_of(("end", place), child).await? {
                ChildEnd::Done(twice) => sum += twice,
                ChildEnd::Failed => sum -= 1,
                ChildEnd::Cancelled => sum -= 1_000,
            }
        }
        context.end_of("end_apart", apart).await?;
        Ok(sum)
    }
}

/// Waits for what never comes, and puts the lights out.
struct Vigil;

impl Workflow for Vigil {
    const KIND: &'static str = "vigil";
    type Input = i64;
    type Output = ();
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, number: i64) -> Flow<()> {
        if number == 0 {
            context.effect("light", THRICE, async |at| at.ports.act("light", &at).await).await?;
        }
        match context.wait::<Ring>("dawn", None).await {
            Err(Halt::Overdue) => {
                let mut context = context.shielded();
                context.effect("out", THRICE, async |at| at.ports.act("out", &at).await).await?;
                Err(Halt::Overdue)
            }
            come => come.map(drop),
        }
    }
}

fn registry() -> Registry<Toys> {
    Registry::default().with::<Twice>().with::<Sum>().with::<Vigil>()
}

async fn children(shop: &Workshop) -> Vec<RunId> {
    let filter = oathgate_application::ports::workflow_store::RunFilter {
        kind: Some(Twice::KIND.to_owned()),
        limit: 200,
        ..Default::default()
    };
    shop.services.runs.list(&filter).await.unwrap().into_iter().rev().map(|run| run.id).collect()
}

async fn tell_to_leave(shop: &Workshop, run: RunId) {
    let to = oathgate_application::ports::workflow_runs::Addressee::Run(run);
    let signal = oathgate_application::ports::workflow_runs::NewSignal {
        id: "go".to_owned(),
        name: <Ring as workflow::Signal>::NAME,
        data: workflow::Durable::to_json(&Ring { times: 1 }).to_string(),
    };
    transact(&*shop.services.store, async |unit| unit.workflows().signal(&to, &signal).await).await.unwrap();
}

async fn ended(shop: &Workshop, run: RunId) -> (RunStatus, Option<String>) {
    let detail = shop.detail(run).await;
    (detail.summary.status, detail.output)
}

#[tokio::test]
async fn a_parent_gets_what_its_children_gave() {
    let shop = Workshop::still().await;
    // One of them is tried again meanwhile, and its parent sleeps through it.
    shop.toys.plan("ponder", &[Deed::Fail]);
    let run = shop.start::<Sum>(7).await;
    let engine = shop.engine_of(registry());
    engine.run_until_idle().await.unwrap();
    assert_eq!(shop.status(run).await, RunStatus::Waiting);
    shop.clock.advance(time::Duration::minutes(1));
    engine.run_until_idle().await.unwrap();
    assert_eq!(ended(&shop, run).await, (RunStatus::Done, Some("42".to_owned())));
    assert_eq!(children(&shop).await.len(), 4);
    let kinds: Vec<_> = shop.history(run).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds[..4], [EventKind::Child; 4]);
    assert_eq!(kinds[4..8], [EventKind::SignalTaken; 4]);
}

#[tokio::test]
async fn a_parent_that_begins_again_hears_of_the_children_that_it_remembers() {
    let shop = Workshop::still().await;
    let old = shop.start::<Sum>(101).await;
    let engine = shop.engine_of(registry());
    engine.run_until_idle().await.unwrap();
    let before = children(&shop).await;
    // One has ended before, the others have not.
    tell_to_leave(&shop, before[0]).await;
    engine.run_until_idle().await.unwrap();
    let new = shop.operate().reset(&somebody(), old, "begin_2", "again").await.unwrap();
    engine.run_until_idle().await.unwrap();
    let all = children(&shop).await;
    assert_eq!(all.len(), 6, "two are started once more");
    // Of the third only the old one knew, and nobody else needs it; the fourth goes on by itself.
    assert_eq!(shop.status(before[2]).await, RunStatus::Cancelled);
    for child in all.into_iter().filter(|child| !before[..1].contains(child) && *child != before[2]) {
        tell_to_leave(&shop, child).await;
    }
    engine.run_until_idle().await.unwrap();
    assert_eq!(shop.status(old).await, RunStatus::Cancelled);
    assert_eq!(ended(&shop, new).await, (RunStatus::Done, Some((3 * 202).to_string())));
}

#[tokio::test]
async fn a_child_that_ends_badly_or_is_called_off_is_told_as_such() {
    let shop = Workshop::still().await;
    let run = shop.start::<Sum>(101).await;
    let engine = shop.engine_of(registry());
    engine.run_until_idle().await.unwrap();
    let children = children(&shop).await;
    ask_to_cancel(&shop, children[0]).await;
    engine.run_until_idle().await.unwrap();
    for child in &children[1..] {
        tell_to_leave(&shop, *child).await;
    }
    engine.run_until_idle().await.unwrap();
    assert_eq!(ended(&shop, run).await, (RunStatus::Done, Some((202 * 2 - 1_000).to_string())));
}

async fn ask_to_cancel(shop: &Workshop, run: RunId) {
    let asked =
        transact(&*shop.services.store, async |unit| unit.workflows().request_cancel(run, "somebody").await);
    assert!(asked.await.unwrap());
}

#[tokio::test]
async fn cancellation_goes_down_and_so_does_the_end() {
    for (number, cancelled) in [(101, true), (-101, false)] {
        let shop = Workshop::still().await;
        let run = shop.start::<Sum>(number).await;
        let engine = shop.engine_of(registry());
        engine.run_until_idle().await.unwrap();
        if cancelled {
            assert_eq!(shop.status(run).await, RunStatus::Waiting);
            ask_to_cancel(&shop, run).await;
            engine.run_until_idle().await.unwrap();
        }
        let expected = if cancelled { RunStatus::Cancelled } else { RunStatus::Done };
        assert_eq!(shop.status(run).await, expected);
        let mut statuses = Vec::new();
        for child in children(&shop).await {
            statuses.push(shop.status(child).await);
        }
        // The one that was to go on goes on.
        assert_eq!(statuses[..3], [RunStatus::Cancelled; 3], "{statuses:?}");
        assert_eq!(statuses[3], RunStatus::Waiting);
    }
}

#[tokio::test]
async fn what_is_limited_goes_on_by_and_by_and_others_beside_it() {
    let shop = Workshop::live().await;
    let set =
        transact(&*shop.services.store, async |unit| unit.operations().set_limit("arithmetic", 2).await);
    set.await.unwrap();
    shop.toys.plan("ponder", &[Deed::AtTheGate; 12]);
    let mut runs = Vec::new();
    for number in 0..12 {
        runs.push(shop.start::<Twice>(number).await);
    }
    let vigil = shop.start::<Vigil>(0).await;
    // Without the help of the sweeper: each that ends makes place for the next.
    let settings = EngineSettings { sweep: Duration::from_mins(10), ..brisk() };
    let registry = Arc::new(registry());
    let engine = oathgate_worker::Engine::new(
        settings,
        shop.services.clone(),
        registry,
        Arc::clone(&shop.toys),
        Arc::clone(&shop.hints),
    );
    let working = shop.put_to_work(engine);
    shop.wait_for(vigil, RunStatus::Waiting).await;
    until("two ponder", async || shop.toys.begun("ponder") == 2).await;
    assert_eq!(shop.count("SELECT count(*) FROM workflow_runs WHERE state = 1"), 2);
    shop.toys.gate.add_permits(12);
    for run in runs {
        shop.wait_for(run, RunStatus::Done).await;
    }
    working.end().await;
}

#[tokio::test]
async fn a_run_that_is_not_over_in_time_fails_and_may_clean_up() {
    let shop = Workshop::still().await;
    let engine = shop.engine_of(registry());
    let begin = async |number: i64| {
        let run = RunId(shop.services.entropy.ordered_id());
        let deadline = shop.services.clock.now() + time::Duration::minutes(10);
        let start = Start::new(run).deadline(deadline);
        transact(&*shop.services.store, async |unit| workflow::start::<Vigil>(unit, &start, &number).await)
            .await
            .unwrap();
        run
    };
    let waits = begin(1).await;
    // Where an attempt would come after the deadline, it is not waited for.
    shop.toys.plan("light", &[Deed::Fail; 2]);
    let fails = begin(0).await;
    engine.run_until_idle().await.unwrap();
    shop.clock.advance(time::Duration::minutes(9));
    engine.run_until_idle().await.unwrap();
    assert_eq!(shop.status(waits).await, RunStatus::Waiting);
    assert_eq!(shop.toys.done("out"), 0);
    shop.clock.advance(time::Duration::minutes(1));
    engine.run_until_idle().await.unwrap();
    for run in [waits, fails] {
        let summary = shop.detail(run).await.summary;
        assert_eq!(
            (summary.status, summary.fault.unwrap().code.as_str()),
            (RunStatus::Failed, "deadline_passed")
        );
    }
    assert_eq!(shop.toys.done("out"), 1);
}
