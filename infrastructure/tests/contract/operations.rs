//! Operators' acts: each takes place as a whole or not at all, whoever else is at the run.

use crate::{
    contract,
    samples::{account_id, id},
    world::{Database, World, race},
};
use oathgate_application::{
    accounts::origin::Origin,
    audit::By,
    error::Failure,
    operations::{Cancelled, Operate, Refusal},
    ports::{
        audit::AuditFilter,
        operations::RunCount,
        workflow_runs::{Addressee, Fencing, NewEvent, NewRun, NewSignal, Signalled},
        workflow_store::{Beat, Claim, Closing, FailedAttempt, RunDetail, RunFilter, WorkflowStore},
    },
    transact::transact,
    workflow::Lease,
};
use oathgate_domain::{
    audit::Actor,
    ids::{RunId, WorkerId},
    workflow::{EventKind, Fault, Priority, Reuse, RunState, RunStatus},
};
use oathgate_infrastructure::{postgres::PostgresWorkflows, sqlite::SqliteWorkflows, testing::SeededEntropy};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

contract! { both;
    a_run_is_paused_and_resumed,
    a_worker_loses_a_run_that_is_paused,
    a_run_is_retried_and_cancelled_and_all_is_noted,
    all_that_match_are_retried,
    a_step_is_skipped_once,
    a_run_begins_again_from_a_step,
    a_run_under_way_is_taken_from_its_worker_to_begin_again,
    a_run_that_begins_again_keeps_the_children_that_it_remembers,
    what_cannot_be_done_changes_nothing,
    of_many_operators_one_cancels,
    of_an_operator_and_a_worker_one_ends_a_run,
    runs_and_workers_are_counted,
}

const LEASE: Duration = Duration::from_secs(30);

struct Desk {
    world: World,
    runs: Arc<dyn WorkflowStore>,
    operate: Operate,
    by: By,
}

fn run_id(number: u128) -> RunId {
    RunId(id(number))
}

fn done(step: &str) -> NewEvent {
    NewEvent {
        kind: EventKind::StepDone,
        name: Some(step.to_owned()),
        attempt: Some(1),
        data: Some(r#"{"value":null}"#.to_owned()),
        takes_signal: None,
    }
}

impl Desk {
    fn new(world: World) -> Self {
        let hints = world.hints.clone();
        let runs: Arc<dyn WorkflowStore> = match &world.database {
            Database::Postgres(database, _) => Arc::new(PostgresWorkflows::new(database.clone(), hints)),
            Database::Sqlite(database) => Arc::new(SqliteWorkflows::new(database.clone(), hints)),
        };
        let operate = Operate {
            store: world.store.clone(),
            runs: runs.clone(),
            entropy: Arc::new(SeededEntropy::new(5)),
            clock: world.clock.clone(),
        };
        let origin = Origin::new(Some("request".to_owned()), None, None);
        Self { world, runs, operate, by: By { actor: Actor::Account(account_id(9)), origin } }
    }

    async fn begin(&self, number: u128, key: Option<&str>) -> RunId {
        self.start(&Self::run(number, key)).await
    }

    /// Starts the n-th run as a child that ends with its parent.
    async fn begin_child(&self, number: u128, parent: RunId) -> RunId {
        let run = NewRun { parent: Some(parent), ends_with_parent: true, ..Self::run(number, None) };
        self.start(&run).await
    }

    async fn start(&self, run: &NewRun) -> RunId {
        transact(&*self.world.store, async |unit| unit.workflows().start(run).await).await.unwrap();
        run.id
    }

    async fn parent(&self, run: RunId) -> Option<RunId> {
        self.world.reader().await.workflows().parent(run).await.unwrap()
    }

    fn run(number: u128, key: Option<&str>) -> NewRun {
        NewRun {
            id: run_id(number),
            kind: "registration",
            version: 1,
            key: key.map(str::to_owned),
            reuse: Reuse::Always,
            priority: Priority::Normal,
            limit_key: None,
            subject: Some(account_id(7)),
            parent: None,
            ends_with_parent: false,
            deadline: None,
            trace: None,
            traced: None,
            first_due: None,
            input: "{}".to_owned(),
        }
    }

    async fn try_claim(&self, run: RunId) -> Option<Lease> {
        let worker = WorkerId(id(1));
        let claim = Claim { worker, kinds: &["registration"], limit: 1, only: Some(&[run]), lease: LEASE };
        self.runs.claim(&claim).await.unwrap().pop()
    }

    async fn claim(&self, run: RunId) -> Lease {
        self.try_claim(run).await.unwrap()
    }

    /// Starts the n-th run, which fails at a mail after a step.
    async fn failing(&self, number: u128) -> RunId {
        let run = self.begin(number, None).await;
        let held = self.claim(run).await.held;
        let _ = self.runs.checkpoint(&held, &[done("create_account")]).await.unwrap();
        let fault = Fault::new("smtp_refused", "550 no such user");
        let failed =
            FailedAttempt { step: "mail_verification".to_owned(), attempt: 1, fault, retry_in: LEASE };
        let _ = self.runs.fail_attempt(&held, &[], &failed).await.unwrap();
        run
    }

    async fn detail(&self, run: RunId) -> RunDetail {
        self.runs.detail(run).await.unwrap().unwrap()
    }

    async fn status(&self, run: RunId) -> RunStatus {
        self.detail(run).await.summary.status
    }

    /// Kind and data of the last event; that the history has no gaps.
    async fn last(&self, run: RunId) -> (EventKind, Value) {
        let events = self.detail(run).await.events;
        assert!(events.iter().map(|event| event.sequence).eq(1..=i64::try_from(events.len()).unwrap()));
        let last = events.last().unwrap();
        (last.kind, serde_json::from_str(last.data.as_deref().unwrap()).unwrap())
    }

    /// The acts of the audit trail, oldest first.
    async fn acts(&self) -> Vec<String> {
        let filter = AuditFilter { limit: 200, ..AuditFilter::default() };
        let mut found = self.world.reader().await.audit().search(&filter).await.unwrap();
        found.sort_by_key(|recorded| recorded.entry.id);
        for recorded in &found {
            assert_eq!(recorded.entry.actor, self.by.actor);
            assert_eq!(recorded.entry.request_id.as_deref(), Some("request"));
        }
        found.into_iter().map(|recorded| recorded.entry.act).collect()
    }
}

fn by() -> String {
    format!("account:{}", account_id(9))
}

fn refusal<T: std::fmt::Debug>(acted: Result<T, Failure<Refusal>>) -> Refusal {
    match acted {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn a_run_is_paused_and_resumed(world: World) {
    let desk = Desk::new(world);
    let run = desk.begin(1, None).await;
    desk.operate.pause(&desk.by, run, " the mail server moves ").await.unwrap();
    assert_eq!(desk.status(run).await, RunStatus::Paused);
    let fault = desk.detail(run).await.summary.fault.unwrap();
    assert_eq!((fault.code.as_str(), fault.detail.as_str()), ("paused_by_operator", "the mail server moves"));
    let note = json!({ "code": "paused_by_operator", "detail": "the mail server moves", "by": by() });
    assert_eq!(desk.last(run).await, (EventKind::Paused, note));
    assert!(desk.try_claim(run).await.is_none());
    let again = desk.operate.pause(&desk.by, run, "x").await;
    assert_eq!(refusal(again), Refusal::WrongState(RunState::Paused));

    desk.operate.resume(&desk.by, run).await.unwrap();
    assert_eq!(desk.last(run).await, (EventKind::Operator, json!({ "act": "resume", "by": by() })));
    assert_eq!(refusal(desk.operate.resume(&desk.by, run).await), Refusal::WrongState(RunState::Open));
    desk.claim(run).await;
    assert_eq!(desk.acts().await, ["workflow.paused", "workflow.resumed"]);
}

async fn a_worker_loses_a_run_that_is_paused(world: World) {
    let desk = Desk::new(world);
    let run = desk.begin(1, None).await;
    let held = desk.claim(run).await.held;
    desk.operate.pause(&desk.by, run, "stop it").await.unwrap();
    assert_eq!(desk.runs.checkpoint(&held, &[done("a")]).await.unwrap(), Fencing::Lost);
    let closing = Closing { state: RunState::Done, output: None, fault: None };
    assert_eq!(desk.runs.close(&held, &[], &closing).await.unwrap(), Fencing::Lost);
    let beat = Beat { worker: held.worker, host: "h".to_owned(), kinds: vec![], slots: 1, draining: false };
    assert_eq!(desk.runs.beat(&beat, &[held], LEASE).await.unwrap(), []);
    desk.runs.release(&[held]).await.unwrap();
    assert_eq!(desk.status(run).await, RunStatus::Paused);
    desk.operate.resume(&desk.by, run).await.unwrap();
    let lease = desk.claim(run).await;
    assert!(lease.held.fence > held.fence && lease.events.is_empty());
}

async fn a_run_is_retried_and_cancelled_and_all_is_noted(world: World) {
    let desk = Desk::new(world);
    let run = desk.failing(1).await;
    assert_eq!(desk.status(run).await, RunStatus::Waiting);
    desk.operate.retry(&desk.by, run).await.unwrap();
    assert_eq!(desk.last(run).await, (EventKind::Operator, json!({ "act": "retry", "by": by() })));
    let lease = desk.claim(run).await;
    assert_eq!(lease.attempt, 0);
    assert_eq!(refusal(desk.operate.retry(&desk.by, run).await), Refusal::WrongState(RunState::Leased));

    let cancelled = desk.operate.cancel(&desk.by, run, Some("not wanted")).await.unwrap();
    assert_eq!(cancelled, Cancelled::Asked);
    let note = json!({ "act": "cancel", "by": by(), "reason": "not wanted" });
    assert_eq!(desk.last(run).await, (EventKind::CancelRequested, note));
    desk.runs.release(&[lease.held]).await.unwrap();
    assert_eq!(desk.operate.cancel(&desk.by, run, None).await.unwrap(), Cancelled::Now);
    assert_eq!(desk.last(run).await, (EventKind::Closed, json!({ "state": "cancelled", "by": by() })));
    assert!(desk.detail(run).await.summary.closed_at.is_some());
    let over = desk.operate.cancel(&desk.by, run, None).await;
    assert_eq!(refusal(over), Refusal::WrongState(RunState::Cancelled));
    let unheard = desk.operate.signal(&desk.by, run, "answer", &json!("Verified")).await;
    assert_eq!(refusal(unheard), Refusal::WrongState(RunState::Cancelled), "nobody is left to hear it");
    assert_eq!(desk.acts().await, ["workflow.retried", "workflow.cancelled", "workflow.cancelled"]);
    let hints: Vec<_> = desk.world.hints.given().iter().map(|hint| hint.run).collect();
    assert!(hints.len() >= 2 && hints.iter().all(|hinted| *hinted == run));
}

async fn all_that_match_are_retried(world: World) {
    let desk = Desk::new(world);
    let [first, second] = [desk.failing(1).await, desk.failing(2).await];
    let other = desk.begin(3, None).await;
    desk.claim(other).await;
    let filter =
        RunFilter { status: Some(RunStatus::Waiting), fault: Some("550".to_owned()), ..RunFilter::default() };
    let many = desk.operate.retry_matching(&desk.by, &filter).await.unwrap();
    assert_eq!((many.retried, many.next), (2, None));
    for run in [first, second] {
        assert_eq!(desk.status(run).await, RunStatus::Queued);
        assert_eq!(desk.last(run).await.0, EventKind::Operator);
    }
    assert_eq!(desk.operate.retry_matching(&desk.by, &filter).await.unwrap().retried, 0);
    let every = RunFilter::default();
    let refused = desk.operate.retry_matching(&desk.by, &every).await;
    assert_eq!(refusal(refused), Refusal::WrongState(RunState::Done));
    assert_eq!(desk.acts().await.len(), 2);
}

async fn a_step_is_skipped_once(world: World) {
    let desk = Desk::new(world);
    let run = desk.failing(1).await;
    let skipped = desk.operate.skip(&desk.by, run, None, None, "told by phone").await.unwrap();
    assert_eq!(skipped, "mail_verification");
    let lease = desk.claim(run).await;
    let remembered = lease.events.iter().find(|event| event.name.as_deref() == Some("mail_verification"));
    let data: Value = serde_json::from_str(remembered.unwrap().data.as_deref().unwrap()).unwrap();
    assert_eq!(data, json!({ "value": "Moot", "note": "skipped: told by phone" }));
    assert_eq!((lease.attempt, lease.first_failed_at), (0, None));
    desk.runs.release(&[lease.held]).await.unwrap();

    let name = Some("mail_verification");
    let again = desk.operate.skip(&desk.by, run, name, None, "x").await;
    assert_eq!(refusal(again), Refusal::StepDone);
    assert_eq!(refusal(desk.operate.skip(&desk.by, run, None, None, "x").await), Refusal::NoSuchStep);
    let other = Some("another");
    assert_eq!(refusal(desk.operate.skip(&desk.by, run, other, None, "x").await), Refusal::ValueNeeded);
    desk.operate.skip(&desk.by, run, other, Some(&json!(7)), "x").await.unwrap();
    assert_eq!(desk.last(run).await.1, json!({ "act": "skip", "by": by(), "reason": "x" }));
    desk.claim(run).await;
    let held = desk.operate.skip(&desk.by, run, Some("third"), Some(&json!(7)), "x").await;
    assert_eq!(refusal(held), Refusal::WrongState(RunState::Leased));

    // A run that was stopped at its first attempt tells the step in its fault.
    let stopped = desk.begin(2, None).await;
    let held = desk.claim(stopped).await.held;
    let fault = Fault::new("smtp_refused", "mail_welcome: 554 no");
    let _ = desk.runs.pause(&held, &[], &fault).await.unwrap();
    assert_eq!(desk.operate.skip(&desk.by, stopped, None, None, "x").await.unwrap(), "mail_welcome");
}

async fn a_run_begins_again_from_a_step(world: World) {
    let desk = Desk::new(world);
    let run = desk.begin(1, Some("key")).await;
    let signal = |id: &str| NewSignal { id: id.to_owned(), name: "answer", data: "1".to_owned() };
    for id in ["early", "late"] {
        let sent = transact(&*desk.world.store, async |unit| {
            unit.workflows().signal(&Addressee::Run(run), &signal(id)).await
        });
        assert_eq!(sent.await.unwrap(), Signalled::Accepted);
    }
    let held = desk.claim(run).await.held;
    let taken = |id: &str, name: &str| NewEvent {
        kind: EventKind::SignalTaken,
        name: Some(name.to_owned()),
        takes_signal: Some(id.to_owned()),
        ..done("")
    };
    let events = [done("a"), taken("early", "wait_1"), done("b"), taken("late", "wait_2"), done("c")];
    let _ = desk.runs.checkpoint(&held, &events).await.unwrap();
    let closing = Closing { state: RunState::Done, output: None, fault: None };
    let _ = desk.runs.close(&held, &[], &closing).await.unwrap();
    let before = format!("{:?}", desk.detail(run).await);

    let copy = desk.operate.reset(&desk.by, run, "b", "again").await.unwrap();
    assert_eq!(format!("{:?}", desk.detail(run).await), before, "what is over stays as it is");
    let note = json!({
        "act": "reset", "by": by(), "from": run.to_string(), "step": "b", "reason": "again",
    });
    assert_eq!(desk.last(copy).await, (EventKind::Operator, note));
    let lease = desk.claim(copy).await;
    let names: Vec<_> = lease.events.iter().map(|event| event.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["a", "wait_1"]);
    assert_eq!(lease.signals.iter().map(|signal| signal.id.as_str()).collect::<Vec<_>>(), ["late"]);
    assert_eq!(lease.inbox, 2);
    assert_eq!(desk.runs.checkpoint(&lease.held, &[done("b")]).await.unwrap(), Fencing::Kept);
    // As long as that one is under way, there is no other.
    assert_eq!(refusal(desk.operate.reset(&desk.by, run, "b", "x").await), Refusal::KeyTaken);
    assert_eq!(refusal(desk.operate.reset(&desk.by, run, "nothing", "x").await), Refusal::NoSuchStep);
    assert_eq!(desk.acts().await, ["workflow.reset"]);
}

async fn a_run_under_way_is_taken_from_its_worker_to_begin_again(world: World) {
    let desk = Desk::new(world);
    let run = desk.begin(1, Some("key")).await;
    let held = desk.claim(run).await.held;
    let _ = desk.runs.checkpoint(&held, &[done("a"), done("b")]).await.unwrap();
    let copy = desk.operate.reset(&desk.by, run, "b", "again").await.unwrap();
    assert_eq!(desk.status(run).await, RunStatus::Cancelled);
    assert_eq!(desk.last(run).await.1["reset_as"], copy.to_string());
    assert_eq!(desk.runs.checkpoint(&held, &[done("c")]).await.unwrap(), Fencing::Lost);
    assert_eq!(desk.claim(copy).await.events.len(), 1);
}

async fn a_run_that_begins_again_keeps_the_children_that_it_remembers(world: World) {
    let desk = Desk::new(world);
    let parent = desk.begin(1, Some("key")).await;
    let held = desk.claim(parent).await.held;
    let begun = |number: u128| NewEvent {
        kind: EventKind::Child,
        name: Some(format!("begin_{number}")),
        data: Some(json!({ "value": run_id(number).to_string(), "workflow": "registration" }).to_string()),
        ..done("")
    };
    // One before the step, which is over; two before it; one after it.
    for number in 2..=5 {
        desk.begin_child(number, parent).await;
    }
    let events = [begun(2), begun(3), begun(4), done("step"), begun(5)];
    let _ = desk.runs.checkpoint(&held, &events).await.unwrap();
    let closing = Closing { state: RunState::Done, output: None, fault: None };
    let over = desk.claim(run_id(2)).await.held;
    assert_eq!(desk.runs.close(&over, &[], &closing).await.unwrap(), Fencing::Kept);
    // One of them is being carried out meanwhile.
    let at_work = desk.claim(run_id(3)).await.held;

    let copy = desk.operate.reset(&desk.by, parent, "step", "again").await.unwrap();
    let parents = [2, 3, 4, 5].map(|number| desk.parent(run_id(number)));
    assert_eq!(futures_util::future::join_all(parents).await, [parent, copy, copy, parent].map(Some));
    assert_eq!(desk.status(run_id(3)).await, RunStatus::Running);
    assert_eq!(desk.status(run_id(4)).await, RunStatus::Queued);
    assert!(!desk.detail(run_id(4)).await.summary.cancel_requested);
    assert!(desk.detail(run_id(5)).await.summary.cancel_requested, "it would be started once more");
    assert_eq!(desk.runs.close(&at_work, &[], &closing).await.unwrap(), Fencing::Kept);
    // Whose child it is stands in its row, and the new one hears of its end.
    desk.operate.cancel(&desk.by, run_id(4), None).await.unwrap();
    let told: Vec<_> = desk.claim(copy).await.signals.into_iter().map(|signal| signal.id).collect();
    assert_eq!(told, [format!("child:{}", run_id(4))]);
}

async fn what_cannot_be_done_changes_nothing(world: World) {
    let desk = Desk::new(world);
    let run = desk.begin(1, None).await;
    let nobody = run_id(99);
    let Desk { operate, by, .. } = &desk;
    assert_eq!(refusal(operate.retry(by, nobody).await), Refusal::NotFound);
    assert_eq!(refusal(operate.pause(by, nobody, "x").await), Refusal::NotFound);
    assert_eq!(refusal(operate.skip(by, nobody, None, None, "x").await), Refusal::NotFound);
    for reason in ["", "  ", "a\u{7}b", &"x".repeat(501)] {
        assert_eq!(refusal(operate.pause(by, run, reason).await), Refusal::NoReason, "{reason:?}");
    }
    let unknown = operate.signal(by, run, "unknown", &json!(1)).await;
    assert_eq!(refusal(unknown), Refusal::NoSuchSignal);
    assert_eq!(refusal(operate.signal(by, run, "answer", &json!("Maybe")).await), Refusal::NoSuchSignal);
    assert_eq!(refusal(operate.reset(by, run, "b", "x").await), Refusal::NoSuchStep);
    let address = crate::samples::email("new@example.com");
    assert_eq!(refusal(operate.correct(by, run, &address, "x").await), Refusal::NotCorrectable);
    assert_eq!(desk.status(run).await, RunStatus::Queued);
    assert_eq!(desk.detail(run).await.events.len(), 1);
    assert_eq!(desk.acts().await, [""; 0]);
    operate.signal(by, run, "answer", &json!("Verified")).await.unwrap();
    assert_eq!(desk.claim(run).await.signals.len(), 1);
    assert_eq!(desk.acts().await, ["workflow.signalled"]);
}

async fn of_many_operators_one_cancels(world: World) {
    let desk = Desk::new(world);
    let run = desk.begin(1, None).await;
    let won = race(32, |_| {
        let (operate, by) = (desk.operate.clone(), desk.by.clone());
        async move { operate.cancel(&by, run, None).await.is_ok() }
    })
    .await;
    assert_eq!(won.into_iter().filter(|won| *won).count(), 1);
    assert_eq!(desk.acts().await, ["workflow.cancelled"]);
    assert_eq!(desk.last(run).await.0, EventKind::Closed);
}

async fn of_an_operator_and_a_worker_one_ends_a_run(world: World) {
    let desk = Desk::new(world);
    for number in 1..=16 {
        let run = desk.begin(number, None).await;
        let held = desk.claim(run).await.held;
        let closing = Closing { state: RunState::Done, output: None, fault: None };
        let (closed, paused) =
            tokio::join!(desk.runs.close(&held, &[], &closing), desk.operate.pause(&desk.by, run, "stop it"));
        let closed = closed.unwrap() == Fencing::Kept;
        assert_ne!(closed, paused.is_ok());
        let expected = if closed { RunStatus::Done } else { RunStatus::Paused };
        assert_eq!(desk.status(run).await, expected);
        desk.last(run).await;
    }
}

async fn runs_and_workers_are_counted(world: World) {
    let desk = Desk::new(world);
    desk.begin(1, None).await;
    desk.failing(2).await;
    let held = desk.begin(3, None).await;
    desk.claim(held).await;
    let count = |state, is_due| RunCount { kind: "registration".to_owned(), state, is_due, runs: 1 };
    let mut unit = desk.world.reader().await;
    let expected =
        [count(RunState::Open, false), count(RunState::Open, true), count(RunState::Leased, false)];
    assert_eq!(unit.operations().counts().await.unwrap(), expected);
    let figures = unit.operations().figures().await.unwrap();
    let told: Vec<_> =
        figures.iter().map(|told| (&*told.kind, told.state, told.is_due, told.runs, told.failing)).collect();
    let registration = |state, is_due, failing| ("registration", state, is_due, 1, failing);
    assert_eq!(
        told,
        [
            registration(RunState::Open, false, 1),
            registration(RunState::Open, true, 0),
            registration(RunState::Leased, false, 0)
        ]
    );
    let found = unit.operations().held().await.unwrap();
    let places: Vec<_> = found.iter().map(|held| (held.worker, held.run, held.step.as_deref())).collect();
    assert_eq!(places, [(WorkerId(id(1)), held, None)]);
    assert_eq!(unit.operations().workers().await.unwrap(), []);
    drop(unit);
    let beat = Beat {
        worker: WorkerId(id(1)),
        host: "host-1".to_owned(),
        kinds: vec!["registration", "other"],
        slots: 8,
        draining: false,
    };
    desk.runs.beat(&beat, &[], LEASE).await.unwrap();
    let workers = desk.world.reader().await.operations().workers().await.unwrap();
    let [worker] = workers.as_slice() else { panic!("{workers:?}") };
    assert_eq!(
        (worker.host.as_str(), worker.slots, worker.alive, worker.draining),
        ("host-1", 8, true, false)
    );
    assert_eq!(worker.kinds, ["registration", "other"]);
}
