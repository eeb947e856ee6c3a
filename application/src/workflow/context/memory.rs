//! What a run remembers of its steps, and how that is written and read.

use super::Context;
use crate::{
    ports::workflow_runs::NewEvent,
    workflow::{
        durable::{Durable, NotDurable},
        lease::Held,
        step::{Flow, Halt},
    },
};
use oathgate_domain::workflow::{EventKind, Fault};
use serde_json::{Value, json};

impl<P: Send + Sync + 'static> Context<P> {
    /// What a step gave at an earlier time.
    pub(super) fn recall<T: Durable>(&self, kind: EventKind, name: &str) -> Flow<Option<T>> {
        let Some(data) = self.remembered.get(&(kind, name.to_owned())) else {
            return Ok(None);
        };
        let data = parse(data.as_deref(), name)?;
        T::from_json(&data["value"]).map(Some).map_err(|error| unreadable(name, &error))
    }
}

/// The memory of a step that is done.
pub(super) fn step_done<T: Durable>(name: &str, attempt: u32, value: &T, note: Option<&str>) -> NewEvent {
    let mut data = json!({ "value": value.to_json() });
    if let Some(note) = note {
        data["note"] = note.into();
    }
    NewEvent { attempt: Some(attempt), data: Some(data.to_string()), ..event(EventKind::StepDone, name) }
}

/// An event about something with a name, and no more.
pub(super) fn event(kind: EventKind, name: &str) -> NewEvent {
    NewEvent { kind, name: Some(name.to_owned()), attempt: None, data: None, takes_signal: None }
}

/// The key of a step: stable across attempts and workers, and without meaning to anybody else.
pub(super) fn step_key(held: &Held, name: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(held.run.0.as_bytes());
    hasher.update(name.as_bytes());
    hasher.finalize().to_hex().chars().take(32).collect()
}

/// What an event remembers.
pub(super) fn parse(data: Option<&str>, name: &str) -> Flow<Value> {
    serde_json::from_str(data.unwrap_or("{}")).map_err(|_| unreadable(name, &NotDurable { expected: "JSON" }))
}

/// What an event remembers does not fit the code.
pub(super) fn unreadable(name: &str, error: &NotDurable) -> Halt {
    Halt::Broken(Fault::new("unreadable_value", format!("{name}: {error}")))
}
