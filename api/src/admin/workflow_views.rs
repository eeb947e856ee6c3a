//! Runs of workflows as administrators see them.

use oathgate_application::{
    operations::{KNOWN_SIGNALS, has_correctable_address},
    ports::workflow_store::{RunDetail, RunSummary},
};
use oathgate_domain::workflow::{Event, Fault, RunStatus};
use poem_openapi::{Enum, Object, types::Example};
use serde_json::Value;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum StatusView {
    /// Due, and not yet taken up.
    Queued,
    /// Sleeps until a time, or until a signal comes.
    Waiting,
    /// A worker carries out a step.
    Running,
    /// Stopped until a person decides.
    Paused,
    /// Ended well.
    Done,
    /// Ended badly.
    Failed,
    /// Ended because somebody asked.
    Cancelled,
}

impl From<RunStatus> for StatusView {
    fn from(status: RunStatus) -> Self {
        match status {
            RunStatus::Queued => Self::Queued,
            RunStatus::Waiting => Self::Waiting,
            RunStatus::Running => Self::Running,
            RunStatus::Paused => Self::Paused,
            RunStatus::Done => Self::Done,
            RunStatus::Failed => Self::Failed,
            RunStatus::Cancelled => Self::Cancelled,
        }
    }
}

impl From<StatusView> for RunStatus {
    fn from(status: StatusView) -> Self {
        match status {
            StatusView::Queued => Self::Queued,
            StatusView::Waiting => Self::Waiting,
            StatusView::Running => Self::Running,
            StatusView::Paused => Self::Paused,
            StatusView::Done => Self::Done,
            StatusView::Failed => Self::Failed,
            StatusView::Cancelled => Self::Cancelled,
        }
    }
}

/// What went wrong.
#[derive(Debug, Clone, Object)]
pub(crate) struct FaultView {
    /// For a program, as `smtp_refused`.
    code: String,
    /// In the peer's words, without secrets.
    detail: String,
}

impl From<Fault> for FaultView {
    fn from(fault: Fault) -> Self {
        Self { code: fault.code, detail: fault.detail }
    }
}

/// A run of a workflow.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct RunView {
    /// Its identifier.
    id: Uuid,
    /// The workflow, as `registration`.
    kind: String,
    /// The version of its code that started it.
    version: i64,
    /// Its business key: one run under it is under way at a time.
    key: Option<String>,
    /// Where it is.
    status: StatusView,
    /// The step that it did or tried last.
    step: Option<String>,
    /// How often the present step has failed.
    failed_attempts: i64,
    /// When it goes on by itself: its next try, or the end of a wait.
    due_at: Option<OffsetDateTime>,
    /// The account that it is about.
    user_id: Option<Uuid>,
    /// The request that it descends from, as in the log.
    request_id: Option<String>,
    /// Why it is paused or failed, or why its last attempt failed.
    fault: Option<FaultView>,
    /// The worker that holds it.
    worker_id: Option<Uuid>,
    /// Whether somebody has asked for it to be cancelled.
    cancel_requested: bool,
    /// When it was accepted.
    created_at: OffsetDateTime,
    /// When it ended.
    closed_at: Option<OffsetDateTime>,
}

impl From<RunSummary> for RunView {
    fn from(run: RunSummary) -> Self {
        Self {
            id: run.id.0,
            kind: run.kind,
            version: run.version,
            key: run.key,
            status: run.status.into(),
            step: run.step,
            failed_attempts: run.attempt,
            due_at: run.due_at,
            user_id: run.subject.map(|subject| subject.0),
            request_id: run.trace,
            fault: run.fault.map(Into::into),
            worker_id: run.worker.map(|worker| worker.0),
            cancel_requested: run.cancel_requested,
            created_at: run.created_at,
            closed_at: run.closed_at,
        }
    }
}

impl Example for RunView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x0198_c7a2_3b4c_7d5e_8f60_7182_93a4_b5c6),
            kind: "password_reset".to_owned(),
            version: 1,
            key: None,
            status: StatusView::Waiting,
            step: Some("mail_reset".to_owned()),
            failed_attempts: 3,
            due_at: Some(datetime!(2026-01-02 12:05 UTC)),
            user_id: Some(Uuid::from_u128(0x0198_c5f0_8d5e_7cc0_a1f0_2b6d_3c4e_5f60)),
            request_id: Some("0198c7a23b4c7d5e8f60718293a4b5c7".to_owned()),
            fault: Some(FaultView {
                code: "smtp_unavailable".to_owned(),
                detail: "421 4.3.2 Service shutting down".to_owned(),
            }),
            worker_id: None,
            cancel_requested: false,
            created_at: datetime!(2026-01-02 12:00 UTC),
            closed_at: None,
        }
    }
}

/// Something that happened in a run.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct EventView {
    /// Its place in the history, from 1.
    sequence: i64,
    /// When it happened.
    at: OffsetDateTime,
    /// What it says: `started`, `step_done`, `step_failed`, `timer`, `signal_taken`, `paused`,
    /// `operator`, `cancel_requested`, `closed`, `lease_expired`, `intent`, `patched`, `child`.
    kind: String,
    /// The step, wait or signal that it is about.
    name: Option<String>,
    /// Which attempt, from 1.
    attempt: Option<i64>,
    /// Particulars: what a step gave, the peer's words, who acted and why.
    data: Option<Value>,
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        Self {
            sequence: event.sequence,
            at: event.at,
            kind: event.kind.as_str().to_owned(),
            name: event.name,
            attempt: event.attempt,
            data: event.data.map(parsed),
        }
    }
}

/// A signal that waits to be taken.
#[derive(Debug, Clone, Object)]
pub(crate) struct SignalView {
    /// Which signal.
    name: String,
    /// What it carries.
    data: Value,
    /// When it was sent.
    sent_at: OffsetDateTime,
}

/// A signal that a run may be sent.
#[derive(Debug, Clone, Object)]
pub(crate) struct KnownSignalView {
    /// Which signal.
    name: String,
    /// What it can carry.
    examples: Vec<Value>,
}

/// A run with all that happened in it.
#[derive(Debug, Clone, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct RunHistory {
    /// Where it is.
    run: RunView,
    /// What it was started with. Holds ids alone.
    input: Value,
    /// What it gave.
    output: Option<Value>,
    /// What happened, oldest first; the latest 1,000 events.
    events: Vec<EventView>,
    /// Signals that wait to be taken.
    signals: Vec<SignalView>,
    /// Signals that it may be sent; none where it is over.
    known_signals: Vec<KnownSignalView>,
    /// Whether it is about an address that could be corrected.
    has_correctable_address: bool,
}

impl From<RunDetail> for RunHistory {
    fn from(detail: RunDetail) -> Self {
        let signal = |signal: oathgate_application::workflow::PendingSignal| SignalView {
            name: signal.name,
            data: parsed(signal.data),
            sent_at: signal.at,
        };
        let is_over = detail.summary.closed_at.is_some();
        let known = KNOWN_SIGNALS.iter().filter(|known| !is_over && known.kind == detail.summary.kind);
        let known = known.map(|known| KnownSignalView {
            name: known.name.to_owned(),
            examples: known.examples.iter().map(|&example| parsed(example.to_owned())).collect(),
        });
        Self {
            known_signals: known.collect(),
            has_correctable_address: has_correctable_address(&detail.summary.kind),
            run: detail.summary.into(),
            input: parsed(detail.input),
            output: detail.output.map(parsed),
            events: detail.events.into_iter().map(Into::into).collect(),
            signals: detail.signals.into_iter().map(signal).collect(),
        }
    }
}

impl Example for RunHistory {
    fn example() -> Self {
        Self {
            run: RunView::example(),
            input: serde_json::json!({ "request": "0198c7a2-3b4c-7d5e-8f60-718293a4b5c6" }),
            output: None,
            events: vec![EventView {
                sequence: 1,
                at: datetime!(2026-01-02 12:00 UTC),
                kind: "started".to_owned(),
                name: None,
                attempt: None,
                data: None,
            }],
            signals: vec![],
            known_signals: vec![],
            has_correctable_address: false,
        }
    }
}

/// JSON text as it is stored; text that is none stays text.
fn parsed(text: String) -> Value {
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}
