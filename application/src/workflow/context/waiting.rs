//! Waits: for a signal, for a time, or for whichever comes first.

use super::{
    Context, StepName,
    memory::{event, parse, unreadable},
};
use crate::{
    ports::workflow_runs::NewEvent,
    workflow::{
        durable::{Durable, Signal},
        lease::PendingSignal,
        step::{Flow, Halt},
    },
};
use oathgate_domain::workflow::EventKind;
use serde_json::{Value, json};
use time::OffsetDateTime;

impl<P: Send + Sync + 'static> Context<P> {
    /// Waits for a signal until a time, where one is given. None says that the time came first.
    /// A signal that has come is taken even when its time is up: a late answer wins.
    ///
    /// # Errors
    /// [`Halt`], to be passed on with `?`.
    #[expect(clippy::unused_async, reason = "a wait is a point at which the run may stop, and reads as one")]
    pub async fn wait<S: Signal>(
        &mut self,
        name: impl Into<StepName>,
        until: Option<OffsetDateTime>,
    ) -> Flow<Option<S>> {
        let name = self.enter(name)?;
        match self.take(&name, |signal| signal.name == S::NAME, until)? {
            Some(value) => S::from_json(&value).map(Some).map_err(|error| unreadable(&name, &error)),
            None => Ok(None),
        }
    }

    /// What the first signal that is wanted carries, or none where the time came first.
    pub(super) fn take(
        &mut self,
        name: &str,
        wanted: impl Fn(&PendingSignal) -> bool,
        until: Option<OffsetDateTime>,
    ) -> Flow<Option<Value>> {
        if let Some(taken) = self.remembered.get(&(EventKind::SignalTaken, name.to_owned())) {
            let mut data = parse(taken.as_deref(), name)?;
            if let Ok(at) = OffsetDateTime::from_json(&data["at"]) {
                self.last_happening = self.last_happening.max(at);
            }
            return Ok(Some(data["value"].take()));
        }
        if self.remembered.contains_key(&(EventKind::Timer, name.to_owned())) {
            self.last_happening = until.map_or(self.last_happening, |due| due.max(self.last_happening));
            return Ok(None);
        }
        if let Some(place) = self.signals.iter().position(wanted) {
            let taken = self.signals.remove(place);
            let value = parse(Some(&taken.data), name)?;
            self.last_happening = self.last_happening.max(taken.at);
            let data = json!({ "signal": taken.name, "value": value, "at": taken.at.to_json() }).to_string();
            self.remember(NewEvent {
                takes_signal: Some(taken.id),
                data: Some(data),
                ..event(EventKind::SignalTaken, name)
            });
            return Ok(Some(value));
        }
        match until {
            Some(due) if due <= self.lease.leased_at => {
                self.last_happening = self.last_happening.max(due);
                self.remember(event(EventKind::Timer, name));
                Ok(None)
            }
            _ => Err(Halt::Sleep { until: until.into_iter().chain(self.bound()).min() }),
        }
    }

    /// The deadline, unless nothing heeds it at the moment.
    pub(super) fn bound(&self) -> Option<OffsetDateTime> {
        self.lease.deadline.filter(|_| self.shields == 0)
    }
}
