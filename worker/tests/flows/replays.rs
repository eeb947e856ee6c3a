//! Histories of runs from the past, which today's code must go through to the same end: those who
//! began with the code of then are still under way when it is replaced.

use crate::{cases::Case, world::World};
use oathgate_application::{
    flows,
    ports::workflow_store::RunDetail,
    workflow::{Context, Held, Lease},
};
use oathgate_domain::{
    ids::{RunId, WorkerId},
    workflow::{Event, EventKind, RunStatus},
};
use serde_json::{Value, json};
use std::{fs, path::PathBuf, sync::Arc};
use time::OffsetDateTime;
use uuid::Uuid;

/// Set, to keep the histories of cases that have none.
const RECORD: &str = "RECORD_REPLAYS";

fn path(case: &Case) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/flows/histories")
        .join(format!("{}.json", case.name))
}

/// Replays the history of a case.
#[expect(clippy::disallowed_methods, reason = "who runs the tests asks for it in this way")]
pub(crate) async fn replay(case: &Case) {
    let path = path(case);
    if std::env::var_os(RECORD).is_some() && !path.exists() {
        record(case, &path).await;
    }
    let file = fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "no history of {} ({error}): keep one by {RECORD}=1 cargo test -p oathgate-worker --test flows, \
             and commit {}",
            case.name,
            path.display()
        )
    });
    let history: Value = serde_json::from_str(&file).unwrap();
    if let Err(why) = go_through(case.kind, &history).await {
        panic!(
            "the history of {} does not replay: {why}.\n\
             Runs that began with the code of then are under way somewhere, and would stop like this one. \
             Let them go on as they began: ask context.patched(\"what is new\") and do the new thing only \
             where it says so. Steps that are merely added at the end, removed or moved need it not. Keep \
             the history as it is; add another case for the new course.",
            case.name
        );
    }
}

/// Plays a case, and keeps the history of its longest run.
async fn record(case: &Case, path: &PathBuf) {
    let world = World::new().await;
    (case.scenario)(&world).await;
    let mut longest: Option<RunDetail> = None;
    for run in world.all_runs().await {
        if run.kind == case.kind && run.status == RunStatus::Done {
            let detail = world.runs.detail(run.id).await.unwrap().unwrap();
            if longest.as_ref().is_none_or(|longest| longest.events.len() < detail.events.len()) {
                longest = Some(detail);
            }
        }
    }
    let detail = longest.unwrap();
    let events = detail.events.iter().filter(|event| event.kind.is_remembered()).map(|event| {
        json!({
            "kind": event.kind.number(),
            "name": event.name,
            "data": parsed(event.data.as_deref()),
        })
    });
    let history = json!({
        "started": detail.summary.created_at.unix_timestamp(),
        "input": parsed(Some(&detail.input)),
        "events": events.collect::<Vec<_>>(),
        "output": parsed(detail.output.as_deref()),
    });
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, serde_json::to_string_pretty(&history).unwrap() + "\n").unwrap();
}

fn parsed(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
}

/// Goes through a history with today's code, over an empty database: whatever the code does that the
/// history does not remember is seen.
async fn go_through(kind: &str, history: &Value) -> Result<(), String> {
    let world = World::new().await;
    let started = OffsetDateTime::from_unix_timestamp(history["started"].as_i64().unwrap()).unwrap();
    let events = history["events"].as_array().unwrap().iter().zip(2..).map(|(event, sequence)| Event {
        sequence,
        at: started,
        kind: EventKind::from_number(event["kind"].as_i64().unwrap()).unwrap(),
        name: event["name"].as_str().map(str::to_owned),
        attempt: None,
        data: Some(event["data"].to_string()),
    });
    let lease = Lease {
        held: Held { run: RunId(Uuid::nil()), fence: 1, worker: WorkerId(Uuid::nil()) },
        kind: kind.to_owned(),
        version: 1,
        input: history["input"].to_string(),
        created_at: started,
        step: None,
        attempt: 0,
        first_failed_at: None,
        leased_at: started,
        inbox: 0,
        cancel: false,
        subject: None,
        trace: None,
        limited: false,
        parent: None,
        started_by: None,
        deadline: None,
        events: events.collect(),
        signals: Vec::new(),
    };
    let input = lease.input.clone();
    let mut context = Context::new(lease, world.services(), Arc::new(world.ports()), Arc::default());
    let registry = flows::registry();
    let carried = registry.carry(kind, &mut context, &input).ok_or("there is no code for it any more")?;
    let output = carried.await.map_err(|halt| format!("the code halts with {halt:?}"))?;
    if output != history["output"] {
        return Err(format!("it gave {}, and now gives {output}", history["output"]));
    }
    let new: Vec<_> = context.pending().iter().filter_map(|event| event.name.clone()).collect();
    if !new.is_empty() || !world.mails().is_empty() {
        return Err(format!("the code does what the history does not know: {new:?}"));
    }
    Ok(())
}

#[tokio::test]
async fn a_history_that_does_not_fit_is_noticed() {
    let (account, reply) = (Uuid::from_u128(7).to_string(), json!({ "value": "Sent" }));
    let history = |events: Value, output: &str| json!({ "started": 1_770_127_500, "input": { "account": account }, "events": events, "output": output });
    let step = |name: &str| json!([{ "kind": 2, "name": name, "data": reply }]);
    let kind = "password_changed_notice";
    assert_eq!(go_through(kind, &history(step("mail_password_changed"), "Sent")).await, Ok(()));
    for (kind, history, said) in [
        (kind, history(step("mail_password_changed"), "Bounced"), "now gives"),
        (kind, history(step("mail_of_before"), "NothingToSend"), "does not know"),
        (
            kind,
            history(json!([{ "kind": 2, "name": "mail_password_changed", "data": { "value": 7 } }]), "Sent"),
            "halts",
        ),
        ("gone", history(json!([]), "Sent"), "no code"),
    ] {
        let why = go_through(kind, &history).await.unwrap_err();
        assert!(why.contains(said), "{why}");
    }
}
