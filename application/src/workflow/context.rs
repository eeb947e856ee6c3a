//! What a workflow's function works with: its memory, and the ways to do something durable.

mod attempt;
mod children;
mod course;
mod memory;
mod name;
mod once;
mod waiting;

pub use children::{Child, ChildEnd, OnParentEnd, cancel_dependants, tell_parent};
pub use course::Shielded;
pub use name::StepName;
pub use once::Once;

use self::{
    attempt::Attempt,
    memory::{step_done, step_key},
};
use super::{
    durable::Durable,
    lease::{Lease, PendingSignal},
    step::{Done, Flow, Halt, Scope, StepError},
};
use crate::{
    error::PortError,
    ports::{
        clock::Clock,
        entropy::Entropy,
        store::Store,
        workflow_runs::{Fencing, NewEvent},
        workflow_store::{FailedAttempt, WorkflowStore},
    },
    transact::Unit,
};
use oathgate_domain::workflow::{EventKind, Fault, RetryPolicy};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use time::OffsetDateTime;

/// How often a `tx` step that cannot be understood is tried before a person must look.
const MOST_DEFECTS: u32 = 5;

/// What carries a workflow: the stores, the clock, chance.
#[derive(Clone)]
pub struct Services {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// The workflow store.
    pub runs: Arc<dyn WorkflowStore>,
    /// The time, for steps alone.
    pub clock: Arc<dyn Clock>,
    /// Chance, for jitter.
    pub entropy: Arc<dyn Entropy>,
}

/// A run's memory, and the ways to do something durable. Every step, wait and timer has a name
/// that is unique within the run.
pub struct Context<P> {
    lease: Lease,
    remembered: HashMap<(EventKind, String), Option<String>>,
    signals: Vec<PendingSignal>,
    pending: Vec<NewEvent>,
    used: HashSet<String>,
    last_happening: OffsetDateTime,
    cancel: Arc<AtomicBool>,
    shields: u32,
    waits: Arc<AtomicU32>,
    services: Services,
    ports: Arc<P>,
}

impl<P: Send + Sync + 'static> Context<P> {
    /// The context of a leased run. `cancel` is set when somebody asks for cancellation.
    pub fn new(lease: Lease, services: Services, ports: Arc<P>, cancel: Arc<AtomicBool>) -> Self {
        let remembered = lease
            .events
            .iter()
            .filter(|event| event.kind.is_remembered())
            .filter_map(|event| Some(((event.kind, event.name.clone()?), event.data.clone())))
            .collect();
        Self {
            remembered,
            signals: lease.signals.clone(),
            pending: Vec::new(),
            used: HashSet::new(),
            last_happening: lease.created_at,
            lease,
            cancel,
            shields: 0,
            waits: Arc::default(),
            services,
            ports,
        }
    }

    /// When the run was accepted: the time to count timers from.
    pub fn started(&self) -> OffsetDateTime {
        self.lease.created_at
    }

    /// How many steps are done.
    pub fn steps(&self) -> usize {
        self.remembered.keys().filter(|(kind, _)| *kind == EventKind::StepDone).count()
    }

    /// Remembered events that are not stored yet; the worker stores them with whatever it does
    /// next.
    pub fn pending(&self) -> &[NewEvent] {
        &self.pending
    }

    /// Forgets them: they are stored, or never can be.
    pub fn forget_pending(&mut self) {
        self.pending.clear();
    }

    /// Carries out a change in the database, exactly once: it is committed together with the
    /// memory of it.
    ///
    /// # Errors
    /// [`Halt`], to be passed on with `?`.
    pub async fn tx<T: Durable>(
        &mut self,
        name: impl Into<StepName>,
        work: impl AsyncFnOnce(&mut Unit, Scope<P>) -> Result<T, PortError>,
    ) -> Flow<T> {
        let step = name.into();
        let name = self.enter(step)?;
        if let Some(done) = self.recall(EventKind::StepDone, &name)? {
            return Ok(done);
        }
        Attempt::of(&self.lease, step).observe(self.change(name, work)).await
    }

    /// One attempt at a `tx` step, and what follows from it.
    async fn change<T: Durable>(
        &mut self,
        name: String,
        work: impl AsyncFnOnce(&mut Unit, Scope<P>) -> Result<T, PortError>,
    ) -> Flow<T> {
        let scope = self.scope(&name);
        let attempt = self.attempt_at(&name);
        let limit = RetryPolicy::DATABASE.attempt_timeout;
        let change = self.commit(async |unit| {
            let value = work(unit, scope).await?;
            let done = step_done(&name, attempt, &value, None);
            Ok((value, done))
        });
        let changed = tokio::time::timeout(limit, change)
            .await
            .unwrap_or_else(|late| Err(Halt::Away(PortError::unavailable("database", late))));
        match changed {
            Err(Halt::Away(error @ PortError::Defect { .. })) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                let fault = Fault::new("defect", format!("{error}: {cause}"));
                let policy = RetryPolicy { max_attempts: Some(MOST_DEFECTS), ..RetryPolicy::DATABASE };
                Err(self.retry(name, policy, fault, None))
            }
            other => other,
        }
    }

    /// Does `work` in a unit of work, and commits it with the event that it gives and whatever else
    /// is not stored yet.
    async fn commit<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Unit) -> Result<(T, NewEvent), PortError>,
    ) -> Flow<T> {
        let _ours = self.ours();
        let mut unit = self.services.store.begin().await.map_err(not_stored)?;
        let (value, event) = work(&mut unit).await.map_err(not_stored)?;
        let mut events = self.pending.clone();
        events.push(event.clone());
        stored(unit.workflows().checkpoint(&self.lease.held, &events).await)?;
        unit.commit().await.map_err(not_stored)?;
        self.remember(event);
        self.pending.clear();
        Ok(value)
    }

    /// Does something in the world, at least once: it is tried by `policy` until it succeeds, each
    /// time with the same [`Scope::key`], so that the peer can tell a repeat.
    ///
    /// # Errors
    /// [`Halt`], to be passed on with `?`.
    pub async fn effect<T: Durable>(
        &mut self,
        name: impl Into<StepName>,
        policy: RetryPolicy,
        work: impl AsyncFnOnce(Scope<P>) -> Result<Done<T>, StepError>,
    ) -> Flow<T> {
        let step = name.into();
        let name = self.enter(step)?;
        if let Some(done) = self.recall(EventKind::StepDone, &name)? {
            return Ok(done);
        }
        self.flush().await?;
        Attempt::of(&self.lease, step).observe(self.act(name, policy, work)).await
    }

    /// One attempt at an effect, and what follows from it.
    async fn act<T: Durable>(
        &mut self,
        name: String,
        policy: RetryPolicy,
        work: impl AsyncFnOnce(Scope<P>) -> Result<Done<T>, StepError>,
    ) -> Flow<T> {
        let scope = self.scope(&name);
        let attempt = self.attempt_at(&name);
        let ours = self.ours();
        let timed = tokio::time::timeout(policy.attempt_timeout, work(scope)).await;
        drop(ours);
        let error = match timed {
            Ok(Ok(done)) => {
                self.remember(step_done(&name, attempt, &done.value, done.note.as_deref()));
                return Ok(done.value);
            }
            Ok(Err(error)) => error,
            Err(_) => StepError::transient(Fault::new(
                "step_timeout",
                format!("no answer within {} s", policy.attempt_timeout.as_secs()),
            )),
        };
        if error.permanent {
            return Err(Halt::Exhausted {
                step: name,
                attempt,
                fault: error.fault,
                then: policy.on_exhaustion,
            });
        }
        Err(self.retry(name, policy, error.fault, error.retry_after))
    }

    /// Goes back to the start of the function, with everything remembered so far: after another
    /// change was under way, or when signals have come.
    pub fn rewind(&mut self, signals: Option<Vec<PendingSignal>>) {
        self.used.clear();
        self.shields = 0;
        self.last_happening = self.lease.created_at;
        if let Some(signals) = signals {
            self.signals = signals;
        }
    }

    /// Stores remembered events that are not stored yet.
    async fn flush(&mut self) -> Flow<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let _ours = self.ours();
        stored(self.services.runs.checkpoint(&self.lease.held, &self.pending).await)?;
        self.pending.clear();
        Ok(())
    }

    /// Adds to the memory of the run; stored with whatever is stored next.
    fn remember(&mut self, event: NewEvent) {
        if let Some(name) = event.name.clone() {
            self.remembered.insert((event.kind, name), event.data.clone());
        }
        self.pending.push(event);
    }

    /// Begins a named step: refuses a name that was used before, and halts a cancelled run where
    /// it would do something new.
    fn enter(&mut self, name: impl Into<StepName>) -> Flow<String> {
        let name = name.into().to_string();
        if self.shields == 0 && !self.remembered.keys().any(|(_, known)| *known == name) {
            if self.cancel.load(Ordering::Relaxed) || self.lease.cancel {
                return Err(Halt::Cancelled);
            }
            if self.lease.deadline.is_some_and(|deadline| deadline <= self.lease.leased_at) {
                return Err(Halt::Overdue);
            }
        }
        if self.used.insert(name.clone()) {
            Ok(name)
        } else {
            Err(Halt::Broken(Fault::new("duplicate_step", format!("two steps are named {name}"))))
        }
    }

    fn attempt_at(&self, name: &str) -> u32 {
        let earlier = if self.lease.step.as_deref() == Some(name) { self.lease.attempt } else { 0 };
        earlier.saturating_add(1)
    }

    /// Decides what follows a failed attempt.
    fn retry(&self, step: String, policy: RetryPolicy, fault: Fault, asked: Option<Duration>) -> Halt {
        let attempt = self.attempt_at(&step);
        let delay = policy.delay(attempt, self.services.entropy.chance(), asked);
        let elapsed = match self.lease.first_failed_at {
            Some(first) if attempt > 1 => (self.lease.leased_at - first).unsigned_abs(),
            _ => Duration::ZERO,
        };
        if policy.allows_another(attempt, elapsed, delay) {
            // At its deadline it wakes to end.
            let left = self.bound().map(|deadline| (deadline - self.lease.leased_at).try_into());
            let retry_in = left.map_or(delay, |left| delay.min(left.unwrap_or_default()));
            Halt::Retry(FailedAttempt { step, attempt, fault, retry_in })
        } else {
            Halt::Exhausted { step, attempt, fault, then: policy.on_exhaustion }
        }
    }

    fn scope(&self, name: &str) -> Scope<P> {
        Scope {
            ports: Arc::clone(&self.ports),
            key: step_key(&self.lease.held, name),
            now: self.services.clock.now(),
            dated: self.last_happening,
            run: self.lease.held.run,
            subject: self.lease.subject,
            trace: self.lease.trace.clone(),
        }
    }
}

/// What became of events that were to be stored.
fn stored(answer: Result<Fencing, PortError>) -> Flow<()> {
    match answer.map_err(not_stored)? {
        Fencing::Kept => Ok(()),
        Fencing::Lost => Err(Halt::Lost),
    }
}

/// What a run does where the store did not keep something.
fn not_stored(error: PortError) -> Halt {
    match error {
        PortError::Contended => Halt::Contended,
        error => Halt::Away(error),
    }
}
