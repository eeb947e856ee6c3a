//! `oathgate workflow …`: runs of workflows.

use super::tool;
use crate::{
    cli::{Format, RunStatus as Wanted, WorkflowCommand, WorkflowList},
    config::Source,
    failure::Failure,
    output::{self, printable},
    wiring::{Foundation, require_current},
};
use oathgate_application::ports::workflow_store::{Act, RunDetail, RunFilter, RunSummary, WorkflowStore};
use oathgate_domain::{
    ids::RunId,
    workflow::{Event, RunStatus},
};
use serde_json::{Value, json};
use std::fmt::Write;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Who acts, in the history of a run.
const ACTOR: &str = "command line";

pub(super) fn run(source: &Source, command: WorkflowCommand) -> Result<(), Failure> {
    tool(source, async |settings| {
        let foundation = Foundation::lay(&settings)?;
        require_current(&foundation.database).await?;
        let runs = &*foundation.runs;
        match command {
            WorkflowCommand::List(list) => show_list(runs, list).await,
            WorkflowCommand::Show { run, format } => show_one(runs, run, format).await,
            WorkflowCommand::Retry { run } => {
                acted(run, runs.retry(run, ACTOR).await?, "is due now", "is being carried out already")
            }
            WorkflowCommand::Cancel { run } => acted(
                run,
                runs.cancel(run, ACTOR).await?,
                "is cancelled",
                "will be cancelled before its next step",
            ),
        }
    })
}

fn acted(run: RunId, act: Act, done: &str, noted: &str) -> Result<(), Failure> {
    match act {
        Act::Done => output::print(&format!("{run} {done}.")),
        Act::Noted => output::print(&format!("{run} {noted}.")),
        Act::Closed => Err(Failure::new(format!("{run} is over; nothing was changed"))),
        Act::NotFound => Err(not_found(run)),
    }
}

fn not_found(run: RunId) -> Failure {
    Failure::new(format!("there is no run {run}"))
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
