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

use self::{attempt::Attempt, memory::step_key};
use super::{
    durable::Durable,
    lease::{Held, Lease, PendingSignal},
    step::{Done, Flow, Halt, Scope, StepError},
};
use crate::{
    error::PortError,
    ports::{
        clock::Clock,
        entropy::Entropy,
        store::Store,
        workflow_runs::{Fencing, NewEvent},
        workflow_store::WorkflowStore,
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
use tracing::Instrument;

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

    /// Which run this is, and under which fence.
    pub fn held(&self) -> Held {
        self.lease.held
    }

    /// How many steps are done.
    pub fn steps(&self) -> usize {
        self.remembered.keys().filter(|(kind, _)| *kind == EventKind::StepDone).count()
    }

    /// Remembered events that are not stored yet; the worker stores them with whatever it does
    /// next.
    pub fn take_pending(&mut self) -> Vec<NewEvent> {
        std::mem::take(&mut self.pending)
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
        let name: StepName = name.into();
        let step = name.word();
        let name = self.enter(name)?;
        if let Some(done) = self.recall(EventKind::StepDone, &name)? {
            return Ok(done);
        }
        let attempt = Attempt::of(&self.lease, step);
        let flow = self.change(name, work).instrument(attempt.span()).await;
        attempt.end(&flow);
        flow
    }

    /// One attempt at a `tx` step, and what follows from it.
    async fn change<T: Durable>(
        &mut self,
        name: String,
        work: impl AsyncFnOnce(&mut Unit, Scope<P>) -> Result<T, PortError>,
    ) -> Flow<T> {
        let scope = self.scope(&name);
        let limit = RetryPolicy::DATABASE.attempt_timeout;
        let _ours = self.ours();
        let tried = tokio::time::timeout(limit, self.try_tx(&name, scope, work))
            .await
            .unwrap_or_else(|late| Err(PortError::unavailable("database", late)));
        let error = match tried {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => return Err(Halt::Lost),
            Err(error) => error,
        };
        Err(match error {
            PortError::Contended => Halt::Contended,
            PortError::Unavailable { .. } => Halt::Away(error),
            PortError::Defect { .. } => {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                let fault = Fault::new("defect", format!("{error}: {cause}"));
                let policy = RetryPolicy { max_attempts: Some(MOST_DEFECTS), ..RetryPolicy::DATABASE };
                self.retry(name, policy, fault, None)
            }
        })
    }

    /// One attempt at a `tx` step. None says that the run is held by somebody else.
    async fn try_tx<T: Durable>(
        &mut self,
        name: &str,
        scope: Scope<P>,
        work: impl AsyncFnOnce(&mut Unit, Scope<P>) -> Result<T, PortError>,
    ) -> Result<Option<T>, PortError> {
        let mut unit = self.services.store.begin().await?;
        let value = work(&mut unit, scope).await?;
        let done = self.step_done(name, &value, None);
        let mut events = self.pending.clone();
        events.push(done.clone());
        if unit.workflows().checkpoint(&self.lease.held, &events).await? == Fencing::Lost {
            return Ok(None);
        }
        unit.commit().await?;
        self.remember(done);
        self.pending.clear();
        Ok(Some(value))
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
        let name: StepName = name.into();
        let step = name.word();
        let name = self.enter(name)?;
        if let Some(done) = self.recall(EventKind::StepDone, &name)? {
            return Ok(done);
        }
        self.flush().await?;
        let attempt = Attempt::of(&self.lease, step);
        let flow = self.act(name, policy, work).instrument(attempt.span()).await;
        attempt.end(&flow);
        flow
    }

    /// One attempt at an effect, and what follows from it.
    async fn act<T: Durable>(
        &mut self,
        name: String,
        policy: RetryPolicy,
        work: impl AsyncFnOnce(Scope<P>) -> Result<Done<T>, StepError>,
    ) -> Flow<T> {
        let scope = self.scope(&name);
        let ours = self.ours();
        let timed = tokio::time::timeout(policy.attempt_timeout, work(scope)).await;
        drop(ours);
        let error = match timed {
            Ok(Ok(done)) => {
                let event = self.step_done(&name, &done.value, done.note.as_deref());
                self.remember(event);
                return Ok(done.value);
            }
            Ok(Err(error)) => error,
            Err(_) => StepError::transient(Fault::new(
                "step_timeout",
                format!("no answer within {} s", policy.attempt_timeout.as_secs()),
            )),
        };
        if error.permanent {
            let attempt = self.attempt_at(&name);
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
        match self.services.runs.checkpoint(&self.lease.held, &self.pending).await {
            Ok(Fencing::Kept) => {
                self.pending.clear();
                Ok(())
            }
            Ok(Fencing::Lost) => Err(Halt::Lost),
            Err(PortError::Contended) => Err(Halt::Contended),
            Err(error) => Err(Halt::Away(error)),
        }
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
            Halt::Retry { step, attempt, fault, retry_in }
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
