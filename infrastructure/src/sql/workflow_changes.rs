//! How a worker changes a run that it holds: what both engines' statements have in common.
//!
//! Each change adds events to the run's history and sets some of its columns. The parameters of
//! every such statement begin with the run `$1`, the fence `$2`, the number of new events `$3` and
//! the step that they name last `$4`; what a change needs besides follows from `$5` on.

use crate::sql::{SqlError, Value, params, values};
use oathgate_application::{
    ports::{
        workflow_runs::NewEvent,
        workflow_store::{Closing, FailedAttempt},
    },
    workflow::Held,
};
use oathgate_domain::workflow::{EventKind, Fault, RunState};
use serde_json::{Value as Json, json};
use std::time::Duration;
use time::OffsetDateTime;

/// A run that was held is held no more.
macro_rules! given_back {
    () => {
        "owner = NULL, lease_until = NULL"
    };
}

/// There was progress: failures and deaths before it count no more.
macro_rules! progressed {
    () => {
        "step = coalesce($4, step), attempt = 0, first_failed_at = NULL, deaths = 0, \
         fault_code = NULL, fault_detail = NULL"
    };
}

/// An attempt failed: `$5` microseconds to the next, `$6` its number, `$7` and `$8` the fault, `$9`
/// whether there was progress before it.
macro_rules! failed {
    () => {
        concat!(
            "state = 0, deaths = 0, fault_code = $7, fault_detail = $8, \
             first_failed_at = CASE WHEN $6 > 1 AND step = $4 AND NOT $9 \
                 THEN coalesce(first_failed_at, workflow_now()) ELSE workflow_now() END, \
             step = $4, attempt = $6, \
             wake_at = CASE WHEN cancel_requested AND NOT cancel_seen \
                 THEN workflow_now() ELSE workflow_after($5) END, ",
            $crate::sql::workflow_changes::given_back!()
        )
    };
}

/// It sleeps until `$5`, or until a signal comes (`$never`). A request to cancel it that no worker
/// knows of yet keeps it awake.
macro_rules! asleep {
    ($never:literal) => {
        concat!(
            "state = 0, wake_at = CASE WHEN cancel_requested AND NOT cancel_seen \
             THEN workflow_now() ELSE coalesce($5, ",
            $never,
            ") END, ",
            $crate::sql::workflow_changes::progressed!(),
            ", ",
            $crate::sql::workflow_changes::given_back!()
        )
    };
}

/// It waits for a person because of the fault `$5` and `$6`; `$7` whether there was progress
/// before.
macro_rules! paused {
    () => {
        concat!(
            "state = 2, step = coalesce($4, step), fault_code = $5, fault_detail = $6, \
             attempt = CASE WHEN $7 THEN 0 ELSE attempt END, \
             first_failed_at = CASE WHEN $7 THEN NULL ELSE first_failed_at END, ",
            $crate::sql::workflow_changes::given_back!()
        )
    };
}

/// It ended in the state `$5` with the output `$6` and the fault `$7` and `$8`.
macro_rules! closed {
    () => {
        concat!(
            "state = $5, step = coalesce($4, step), output = $6, fault_code = $7, \
             fault_detail = $8, closed_at = workflow_now(), ",
            $crate::sql::workflow_changes::given_back!()
        )
    };
}

pub(crate) use {asleep, closed, failed, given_back, paused, progressed};

/// A change of a run that is held, ready for the statements of either engine.
pub(crate) struct Change {
    /// The parameters of the statement, without the events.
    pub(crate) params: Vec<Value>,
    events: Vec<NewEvent>,
}

/// How many events go over as plain parameters. One is the rule, and two where a run ends with
/// its last step.
const FEW: usize = 2;

impl Change {
    /// Adds remembered events.
    pub(crate) fn checkpoint(held: &Held, events: &[NewEvent]) -> Self {
        Recording::of(events).change(held, params![])
    }

    /// Notes a failed attempt and gives the run back.
    pub(crate) fn failure(held: &Held, pending: &[NewEvent], failed: &FailedAttempt) -> Self {
        let data = json!({
            "code": failed.fault.code,
            "detail": failed.fault.detail,
            "retry_in_ms": u64::try_from(failed.retry_in.as_millis()).unwrap_or(u64::MAX),
        });
        let mut recording = Recording::of(pending);
        recording.note(EventKind::StepFailed, Some(&failed.step), Some(failed.attempt), &data);
        recording.step = Some(failed.step.clone());
        let extra = params![
            micros(failed.retry_in),
            failed.attempt,
            failed.fault.code.as_str(),
            failed.fault.detail.as_str(),
            !pending.is_empty(),
        ];
        recording.change(held, extra)
    }

    /// Puts the run to sleep, if its inbox still holds as many signals as were seen.
    pub(crate) fn sleep(
        held: &Held,
        pending: &[NewEvent],
        until: Option<OffsetDateTime>,
        inbox: i64,
    ) -> Self {
        Recording::of(pending).change(held, params![until, inbox])
    }

    /// Stops the run until a person decides.
    pub(crate) fn pause(held: &Held, pending: &[NewEvent], fault: &Fault) -> Self {
        let data = json!({ "code": fault.code, "detail": fault.detail });
        let mut recording = Recording::of(pending);
        recording.note(EventKind::Paused, None, None, &data);
        let extra = params![fault.code.as_str(), fault.detail.as_str(), !pending.is_empty()];
        recording.change(held, extra)
    }

    /// Ends the run.
    ///
    /// # Errors
    /// [`SqlError::Defect`] where the state that it is to end in is none in which runs end.
    pub(crate) fn close(held: &Held, pending: &[NewEvent], closing: &Closing) -> Result<Self, SqlError> {
        let state = match closing.state {
            RunState::Done => "done",
            RunState::Failed => "failed",
            RunState::Cancelled => "cancelled",
            RunState::Open | RunState::Leased | RunState::Paused => {
                return Err(SqlError::defect("a run does not end in that state"));
            }
        };
        let mut data = json!({ "state": state });
        if let (Some(fault), Some(map)) = (&closing.fault, data.as_object_mut()) {
            map.insert("code".to_owned(), fault.code.as_str().into());
            map.insert("detail".to_owned(), fault.detail.as_str().into());
        }
        let mut recording = Recording::of(pending);
        recording.note(EventKind::Closed, None, None, &data);
        let fault = closing.fault.as_ref();
        let extra = params![
            closing.state.number(),
            closing.output.as_deref(),
            fault.map(|fault| fault.code.as_str()),
            fault.map(|fault| fault.detail.as_str()),
        ];
        Ok(recording.change(held, extra))
    }
}

impl Change {
    /// Whether the events are few and take no signal.
    pub(crate) fn is_small(&self) -> bool {
        self.events.len() <= FEW && !self.takes_signals()
    }

    /// Of a small change kind, name, attempt and data of each event as parameters of their own, nothing for
    /// one that there is not.
    pub(crate) fn few_events(&self) -> Option<Vec<Value>> {
        if !self.is_small() {
            return None;
        }
        let mut values = Vec::with_capacity(4 * FEW);
        for event in &self.events {
            let (name, data) = (event.name.as_deref(), event.data.as_deref());
            values.extend(values![event.kind.number(), name, event.attempt, data]);
        }
        values.resize(4 * FEW, Value::Null);
        Some(values)
    }

    /// The events as a JSON array of `place` (from 1), `kind`, `name`, `attempt`, `data`, and
    /// `takes`, the signal that is taken: one parameter, whatever their number.
    pub(crate) fn json_events(&self) -> String {
        let events = self.events.iter().zip(1_u32..).map(|(event, place)| {
            json!({
                "place": place,
                "kind": event.kind.number(),
                "name": event.name,
                "attempt": event.attempt,
                "data": event.data,
                "takes": event.takes_signal,
            })
        });
        Json::Array(events.collect()).to_string()
    }

    /// Whether any of the events takes a signal.
    pub(crate) fn takes_signals(&self) -> bool {
        self.events.iter().any(|event| event.takes_signal.is_some())
    }
}

/// Events that are added to a run together.
struct Recording {
    events: Vec<NewEvent>,
    /// The step that they end last; none to keep the one before.
    step: Option<String>,
}

impl Recording {
    fn of(pending: &[NewEvent]) -> Self {
        let ends_step = |event: &&NewEvent| event.kind.is_remembered() && event.kind != EventKind::Patched;
        let last = pending.iter().rev().filter(ends_step).find_map(|event| event.name.clone());
        Self { events: pending.to_vec(), step: last }
    }

    /// Adds an event that is history and no more.
    fn note(&mut self, kind: EventKind, name: Option<&str>, attempt: Option<u32>, data: &Json) {
        let (name, data) = (name.map(str::to_owned), Some(data.to_string()));
        self.events.push(NewEvent { kind, name, attempt, data, takes_signal: None });
    }

    fn change(self, held: &Held, extra: Vec<Value>) -> Change {
        let count = i64::try_from(self.events.len()).unwrap_or(i64::MAX);
        let mut params = params![held.run.0, held.fence, count, self.step];
        params.extend(extra);
        Change { params, events: self.events }
    }
}

/// A time span as the databases take it. More than a hundred years are a hundred years: the end of
/// the calendar is no good place to meet.
pub(crate) fn micros(span: Duration) -> i64 {
    const CENTURY: i64 = 100 * 366 * 24 * 3_600 * 1_000_000;
    i64::try_from(span.as_micros()).unwrap_or(CENTURY).min(CENTURY)
}

/// A pattern of LIKE, with `\` as its escape, for texts that hold `text`.
pub(crate) fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// The state that has this number.
///
/// # Errors
/// [`SqlError::Defect`] where none has.
pub(crate) fn run_state(number: i64) -> Result<RunState, SqlError> {
    RunState::from_number(number).ok_or_else(|| SqlError::defect(format!("no state has the number {number}")))
}

/// The kind of event that has this number.
///
/// # Errors
/// [`SqlError::Defect`] where none has.
pub(crate) fn event_kind(number: i64) -> Result<EventKind, SqlError> {
    EventKind::from_number(number)
        .ok_or_else(|| SqlError::defect(format!("no kind of event has the number {number}")))
}
