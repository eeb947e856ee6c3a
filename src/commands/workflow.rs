//! `oathgate workflow …`: runs of workflows.

use super::tool;
use crate::{
    cli::{Format, RetryStatus, RunStatus as Wanted, WorkflowCommand, WorkflowList, WorkflowRetry},
    config::Source,
    failure::Failure,
    output::{self, printable},
    wiring::{Foundation, operate, operator, require_current},
};
use oathgate_application::{
    audit::By,
    error::Failure as UseCaseFailure,
    operations::{Cancelled, KNOWN_SIGNALS, Operate, Refusal},
    ports::{
        operations::{HeldRun, LimitState, RunCount, WorkerState},
        workflow_store::{RunDetail, RunFilter, RunSummary, WorkflowStore},
    },
};
use oathgate_domain::{
    email::EmailAddress,
    ids::RunId,
    workflow::{Event, RunStatus},
};
use serde_json::{Value, json};
use std::fmt::Write;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub(super) fn run(source: &Source, command: WorkflowCommand) -> Result<(), Failure> {
    tool(source, async |settings| {
        let foundation = Foundation::lay(&settings)?;
        require_current(&foundation.database).await?;
        let (runs, operate, by) = (&*foundation.runs, operate(&foundation), operator(source));
        match command {
            WorkflowCommand::List(list) => show_list(runs, list).await,
            WorkflowCommand::Show { run, format } => show_one(runs, run, format).await,
            WorkflowCommand::Counts { format } => show_counts(&foundation, format).await,
            WorkflowCommand::Workers { format } => show_workers(&foundation, format).await,
            WorkflowCommand::Limits { set, drop, format } => limits(&operate, &by, set, drop, format).await,
            WorkflowCommand::Retry(WorkflowRetry { run: Some(run), .. }) => {
                acted(run, operate.retry(&by, run).await)?;
                output::print(&format!("{run} is due now."))
            }
            WorkflowCommand::Retry(many) => retry_all(&operate, &by, many).await,
            WorkflowCommand::Pause { run, reason } => {
                acted(run, operate.pause(&by, run, &reason).await)?;
                output::print(&format!("{run} is paused."))
            }
            WorkflowCommand::Resume { run } => {
                acted(run, operate.resume(&by, run).await)?;
                output::print(&format!("{run} goes on."))
            }
            WorkflowCommand::Cancel { run, reason } => {
                let cancelled = acted(run, operate.cancel(&by, run, reason.as_deref()).await)?;
                output::print(&match cancelled {
                    Cancelled::Now => format!("{run} is cancelled."),
                    Cancelled::Asked => format!("{run} will be cancelled before its next step."),
                })
            }
            WorkflowCommand::Skip { run, step, value, reason } => {
                let skipped = operate.skip(&by, run, step.as_deref(), value.as_ref(), &reason).await;
                output::print(&format!("{run} goes on behind {}.", acted(run, skipped)?))
            }
            WorkflowCommand::Reset { run, to, reason } => {
                let copy = acted(run, operate.reset(&by, run, &to, &reason).await)?;
                output::print(&format!("{run} begins again from {to} as {copy}."))
            }
            WorkflowCommand::Signal { run, name, data } => {
                acted(run, operate.signal(&by, run, &name, &data).await)?;
                output::print(&format!("{run} was sent {name}."))
            }
            WorkflowCommand::Correct { run, email, reason } => {
                let email = EmailAddress::parse(&email).map_err(|fault| Failure::new(fault.message))?;
                let copy = acted(run, operate.correct(&by, run, &email, &reason).await)?;
                output::print(&format!("{run} begins again with the new address as {copy}."))
            }
        }
    })
}

fn acted<T>(run: RunId, acted: Result<T, UseCaseFailure<Refusal>>) -> Result<T, Failure> {
    acted.map_err(|failure| {
        Failure::of_use_case(failure, |refusal| match refusal {
            Refusal::NotFound => format!("there is no run {run}"),
            Refusal::NoSuchSignal => {
                let known = KNOWN_SIGNALS.iter().map(|signal| {
                    format!("\n  {} to {}, with {}", signal.name, signal.kind, signal.examples.join(" or "))
                });
                format!("{run}: {refusal}; there are{}", known.collect::<String>())
            }
            refusal => format!("{run}: {refusal}; nothing was changed"),
        })
    })
}

fn not_found(run: RunId) -> Failure {
    Failure::new(format!("there is no run {run}"))
}

async fn retry_all(operate: &Operate, by: &By, many: WorkflowRetry) -> Result<(), Failure> {
    let status = many.status.map(|status| match status {
        RetryStatus::Paused => RunStatus::Paused,
        RetryStatus::Waiting => RunStatus::Waiting,
    });
    let mut filter = RunFilter {
        kind: many.kind,
        status,
        subject: many.account,
        fault: many.fault,
        ..RunFilter::default()
    };
    let mut retried = 0;
    while retried < many.most {
        let batch = operate.retry_matching(by, &filter).await;
        let batch = batch.map_err(|failure| Failure::of_use_case(failure, |refusal| refusal.to_string()))?;
        retried += batch.retried;
        filter.before = batch.next;
        if batch.next.is_none() {
            break;
        }
    }
    output::print(&format!("{retried} runs are due now."))
}

async fn show_counts(foundation: &Foundation, format: Format) -> Result<(), Failure> {
    let counts = foundation.store.begin_read().await?.operations().counts().await?;
    let status = |count: &RunCount| RunStatus::of(count.state, count.is_due).as_str();
    if format == Format::Json {
        let value =
            |count: &RunCount| json!({ "workflow": count.kind, "status": status(count), "runs": count.runs });
        return output::print_json(&counts.iter().map(value).collect());
    }
    let rows: Vec<[String; 3]> = counts
        .iter()
        .map(|count| [count.kind.clone(), status(count).to_owned(), count.runs.to_string()])
        .collect();
    output::print(&output::table(["WORKFLOW", "STATUS", "RUNS"], &rows))
}

async fn show_workers(foundation: &Foundation, format: Format) -> Result<(), Failure> {
    let mut unit = foundation.store.begin_read().await?;
    let (workers, held) = (unit.operations().workers().await?, unit.operations().held().await?);
    let holds = |worker: &WorkerState| -> Vec<&HeldRun> {
        held.iter().filter(|run| run.worker == worker.id).collect()
    };
    let status = |worker: &WorkerState| match (worker.alive, worker.draining) {
        (false, _) => "silent",
        (true, true) => "stopping",
        (true, false) => "alive",
    };
    if format == Format::Json {
        let value = |worker: &WorkerState| {
            let runs = holds(worker).into_iter().map(|run| {
                json!({
                    "id": run.run.to_string(), "workflow": run.kind, "step": run.step,
                    "lease_until": when(Some(run.lease_until)),
                })
            });
            json!({
                "id": worker.id.to_string(), "host": worker.host, "status": status(worker),
                "slots": worker.slots, "workflows": worker.kinds, "since": when(Some(worker.since)),
                "seen_at": when(Some(worker.seen_at)), "runs": runs.collect::<Vec<_>>(),
            })
        };
        return output::print_json(&workers.iter().map(value).collect());
    }
    let rows: Vec<[String; 6]> = workers
        .iter()
        .map(|worker| {
            [
                worker.id.to_string(),
                worker.host.clone(),
                status(worker).to_owned(),
                format!("{}/{}", holds(worker).len(), worker.slots),
                when(Some(worker.since)).unwrap_or_default(),
                when(Some(worker.seen_at)).unwrap_or_default(),
            ]
        })
        .collect();
    output::print(&output::table(["ID", "HOST", "STATUS", "HOLDS", "SINCE", "SEEN"], &rows))?;
    for run in &held {
        let step = run.step.as_deref().unwrap_or("-");
        output::print(&format!("{} holds {} ({}, {step})", run.worker, run.run, printable(&run.kind)))?;
    }
    Ok(())
}

async fn limits(
    operate: &Operate,
    by: &By,
    set: Option<(String, u32)>,
    dropped: Option<String>,
    format: Format,
) -> Result<(), Failure> {
    let told = |failure| Failure::of_use_case(failure, |refusal: Refusal| refusal.to_string());
    if let Some((key, most)) = set {
        operate.set_limit(by, &key, most).await.map_err(told)?;
    }
    if let Some(key) = dropped {
        operate.drop_limit(by, &key).await.map_err(told)?;
    }
    let limits = operate.limits().await.map_err(told)?;
    if format == Format::Json {
        let value = |limit: &LimitState| {
            json!({
                "key": limit.key, "max_running": limit.max_running, "running": limit.running,
                "waiting": limit.waiting,
            })
        };
        return output::print_json(&limits.iter().map(value).collect());
    }
    let rows: Vec<[String; 4]> = limits
        .iter()
        .map(|limit| {
            let most = limit.max_running.map_or_else(|| "-".to_owned(), |most| most.to_string());
            [limit.key.clone(), most, limit.running.to_string(), limit.waiting.to_string()]
        })
        .collect();
    output::print(&output::table(["KEY", "MOST", "RUNNING", "WAITING"], &rows))
}

async fn show_list(runs: &dyn WorkflowStore, list: WorkflowList) -> Result<(), Failure> {
    let filter = RunFilter {
        kind: list.kind,
        status: list.status.map(|status| match status {
            Wanted::Queued => RunStatus::Queued,
            Wanted::Waiting => RunStatus::Waiting,
            Wanted::Running => RunStatus::Running,
            Wanted::Paused => RunStatus::Paused,
            Wanted::Done => RunStatus::Done,
            Wanted::Failed => RunStatus::Failed,
            Wanted::Cancelled => RunStatus::Cancelled,
        }),
        subject: list.account,
        fault: list.fault,
        since: list.since,
        until: list.until,
        before: list.before,
        limit: list.limit,
    };
    let found = runs.list(&filter).await?;
    if list.format == Format::Json {
        return output::print_json(&found.iter().map(summary_json).collect());
    }
    let rows: Vec<[String; 6]> = found
        .iter()
        .map(|run| {
            [
                run.id.to_string(),
                run.kind.clone(),
                status(run),
                run.step.clone().unwrap_or_else(|| "-".to_owned()),
                when(Some(run.created_at)).unwrap_or_default(),
                run.fault.as_ref().map(ToString::to_string).unwrap_or_default(),
            ]
        })
        .collect();
    output::print(&output::table(["ID", "WORKFLOW", "STATUS", "LAST STEP", "CREATED", "FAULT"], &rows))?;
    if found.len() == usize::from(list.limit)
        && let Some(last) = found.last()
    {
        output::note(&format!("there may be more: add --before {}", last.id));
    }
    Ok(())
}

async fn show_one(runs: &dyn WorkflowStore, run: RunId, format: Format) -> Result<(), Failure> {
    let detail = runs.detail(run).await?.ok_or_else(|| not_found(run))?;
    match format {
        Format::Json => output::print_json(&detail_json(&detail)),
        Format::Table => output::print(&detail_text(&detail)),
    }
}

fn detail_text(detail: &RunDetail) -> String {
    let run = &detail.summary;
    let facts = [
        ("Run", Some(run.id.to_string())),
        ("Workflow", Some(format!("{}, version {}", run.kind, run.version))),
        ("Status", Some(status(run))),
        ("Due", when(run.due_at)),
        ("Account", run.subject.map(|account| account.to_string())),
        ("Request", run.trace.clone()),
        ("Worker", run.worker.map(|worker| worker.to_string())),
        ("Created", when(Some(run.created_at))),
        ("Closed", when(run.closed_at)),
        ("Fault", run.fault.as_ref().map(ToString::to_string)),
        ("Input", Some(detail.input.clone())),
        ("Output", detail.output.clone()),
    ];
    let mut text = String::new();
    for (label, value) in facts {
        if let Some(value) = value {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{label:<10}{}", printable(&value));
        }
    }
    let rows: Vec<[String; 4]> = detail
        .events
        .iter()
        .map(|event| {
            let attempt = event.attempt.map(|attempt| format!(" (attempt {attempt})")).unwrap_or_default();
            let name = event.name.clone().unwrap_or_else(|| "-".to_owned());
            [
                when(Some(event.at)).unwrap_or_default(),
                event.kind.as_str().to_owned(),
                format!("{name}{attempt}"),
                event.data.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let _ = write!(text, "\n{}", output::table(["TIME", "EVENT", "STEP", "DATA"], &rows));
    for signal in &detail.signals {
        let _ = writeln!(text, "A signal waits: {}", printable(&signal.name));
    }
    text
}

fn status(run: &RunSummary) -> String {
    let wish = if run.cancel_requested && run.closed_at.is_none() { ", to be cancelled" } else { "" };
    let tries = if run.attempt > 0 { format!(" ({} failed)", run.attempt) } else { String::new() };
    format!("{}{tries}{wish}", run.status.as_str())
}

fn summary_json(run: &RunSummary) -> Value {
    json!({
        "id": run.id.to_string(),
        "workflow": run.kind,
        "version": run.version,
        "key": run.key,
        "status": run.status.as_str(),
        "step": run.step,
        "attempt": run.attempt,
        "due_at": when(run.due_at),
        "account": run.subject.map(|account| account.to_string()),
        "request_id": run.trace,
        "fault": run.fault.as_ref().map(|fault| json!({ "code": fault.code, "detail": fault.detail })),
        "worker": run.worker.map(|worker| worker.to_string()),
        "cancel_requested": run.cancel_requested,
        "created_at": when(Some(run.created_at)),
        "closed_at": when(run.closed_at),
    })
}

fn detail_json(detail: &RunDetail) -> Value {
    let mut value = summary_json(&detail.summary);
    value["input"] = parsed(Some(&detail.input));
    value["output"] = parsed(detail.output.as_ref());
    value["events"] = detail.events.iter().map(event_json).collect();
    value["signals"] = detail.signals.iter().map(|signal| json!(signal.name)).collect();
    value
}

fn event_json(event: &Event) -> Value {
    json!({
        "sequence": event.sequence,
        "at": when(Some(event.at)),
        "kind": event.kind.as_str(),
        "name": event.name,
        "attempt": event.attempt,
        "data": parsed(event.data.as_ref()),
    })
}

/// JSON text as it is stored; text that is none stays text.
fn parsed(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()))
}

fn when(time: Option<OffsetDateTime>) -> Option<String> {
    time?.format(&Rfc3339).ok()
}
