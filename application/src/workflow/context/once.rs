//! Steps that may happen at most once.

use super::{
    Context, StepName,
    memory::{event, step_done},
};
use crate::workflow::{
    durable::{Durable, NotDurable, sealed},
    step::{Done, Flow, Scope, StepError},
};
use oathgate_domain::workflow::EventKind;
use serde_json::{Value, json};
use std::time::Duration;

/// What came of a step that is tried at most once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Once<T> {
    /// It happened.
    Done(T),
    /// The peer said that it did not. Its words are in the history.
    Failed,
    /// Nobody knows: the worker died in the middle, or the peer did not answer. The flow decides
    /// what follows; the step is not tried again.
    Unknown,
}

impl<T: Durable> sealed::Sealed for Once<T> {}

impl<T: Durable> Durable for Once<T> {
    fn to_json(&self) -> Value {
        match self {
            Self::Done(value) => json!({ "Done": value.to_json() }),
            Self::Failed => "Failed".into(),
            Self::Unknown => "Unknown".into(),
        }
    }

    fn from_json(json: &Value) -> Result<Self, NotDurable> {
        match (json.as_str(), json.get("Done")) {
            (Some("Failed"), _) => Ok(Self::Failed),
            (Some("Unknown"), _) => Ok(Self::Unknown),
            (_, Some(value)) => T::from_json(value).map(Self::Done),
            _ => Err(NotDurable { expected: "the outcome of a step" }),
        }
    }
}

impl<P: Send + Sync + 'static> Context<P> {
    /// Does something in the world at most once: that it is about to be tried is stored first, and
    /// a run that finds this note and nothing else gives [`Once::Unknown`]. An attempt may take
    /// `limit`, which is shorter than a lease.
    ///
    /// # Errors
    /// [`Halt`](super::Halt), to be passed on with `?`.
    pub async fn once<T: Durable>(
        &mut self,
        name: impl Into<StepName>,
        limit: Duration,
        work: impl AsyncFnOnce(Scope<P>) -> Result<Done<T>, StepError>,
    ) -> Flow<Once<T>> {
        let name = self.enter(name)?;
        if let Some(outcome) = self.recall(EventKind::StepDone, &name)? {
            return Ok(outcome);
        }
        let (outcome, note) = if self.remembered.contains_key(&(EventKind::Intent, name.clone())) {
            (Once::Unknown, "the worker ended before it knew the outcome".to_owned())
        } else {
            self.intend(&name).await?;
            let scope = self.scope(&name);
            let _ours = self.ours();
            match tokio::time::timeout(limit, work(scope)).await {
                Ok(Ok(done)) => (Once::Done(done.value), done.note.unwrap_or_default()),
                Ok(Err(error)) => (Once::Failed, error.fault.to_string()),
                Err(_) => (Once::Unknown, format!("no answer within {} s", limit.as_secs())),
            }
        };
        let note = Some(note.as_str()).filter(|note| !note.is_empty());
        self.remember(step_done(&name, self.attempt_at(&name), &outcome, note));
        // At once: what is forgotten now is unknown for ever.
        self.flush().await?;
        Ok(outcome)
    }

    /// Stores that a step is about to be tried. Where that fails, it is not tried.
    async fn intend(&mut self, name: &str) -> Flow<()> {
        self.pending.push(event(EventKind::Intent, name));
        let stored = self.flush().await;
        match stored {
            Ok(()) => {
                self.remembered.insert((EventKind::Intent, name.to_owned()), None);
            }
            Err(_) => drop(self.pending.pop()),
        }
        stored
    }
}
