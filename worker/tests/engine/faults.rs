//! Stores that fail when they are told to.

use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{
        self,
        entropy::Entropy,
        hints::{Hint, Hints},
        store::{Store, UnitOfWork},
        workflow_runs::{Fencing, NewEvent},
        workflow_store::{
            Beat, Claim, Closing, FailedAttempt, RunDetail, RunFilter, RunSummary, StillHeld, Suspension,
            Swept, WorkflowHealth, WorkflowStore,
        },
    },
    transact::Unit,
    workflow::{Held, Lease, PendingSignal},
};
use oathgate_domain::{
    ids::{RunId, WorkerId},
    workflow::Fault,
};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use time::OffsetDateTime;

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It does not happen.
    Before,
    /// It happens, and the answer gets lost.
    After,
    /// It meets another change.
    Contended,
    /// It does not happen, and never would.
    Refused,
    /// It does not happen, and nobody says so.
    Hang,
    /// It happens after two seconds.
    Slow,
}

/// What goes wrong, and what was called.
#[derive(Default)]
pub(crate) struct Faults {
    planned: Mutex<HashMap<&'static str, Vec<Wrong>>>,
    /// Of a hundred thousand calls, so many go wrong.
    pub(crate) odds: AtomicU32,
    /// Whether every call goes wrong.
    pub(crate) away: AtomicBool,
    /// Whether every sign of life goes wrong.
    pub(crate) silent: AtomicBool,
    entropy: Option<Arc<dyn Entropy>>,
    before_sleep: Option<Arc<dyn BeforeSleep>>,
    calls: Mutex<HashMap<&'static str, u32>>,
}

impl Faults {
    pub(crate) fn random(entropy: Arc<dyn Entropy>, odds: u32) -> Self {
        Self { odds: AtomicU32::new(odds), entropy: Some(entropy), ..Self::default() }
    }

    pub(crate) fn before_sleep(happens: Arc<dyn BeforeSleep>) -> Self {
        Self { before_sleep: Some(happens), ..Self::default() }
    }

    /// Lets the next calls of `what` go wrong, in this order.
    pub(crate) fn plan(&self, what: &'static str, wrong: &[Wrong]) {
        let mut planned = self.planned.lock().unwrap();
        let list = planned.entry(what).or_default();
        list.splice(0..0, wrong.iter().rev().copied());
    }

    pub(crate) fn calls(&self, what: &'static str) -> u32 {
        self.calls.lock().unwrap().get(what).copied().unwrap_or(0)
    }

    fn next(&self, what: &'static str) -> Option<Wrong> {
        *self.calls.lock().unwrap().entry(what).or_default() += 1;
        if self.away.load(Ordering::Relaxed) || (what == "beat" && self.silent.load(Ordering::Relaxed)) {
            return Some(Wrong::Before);
        }
        if let Some(wrong) = self.planned.lock().unwrap().get_mut(what).and_then(Vec::pop) {
            return Some(wrong);
        }
        let chance = self.entropy.as_ref()?.chance();
        let odds = f64::from(self.odds.load(Ordering::Relaxed)) / 100_000.0;
        match chance / odds {
            share if share < 0.4 => Some(Wrong::Before),
            share if share < 0.8 => Some(Wrong::After),
            share if share < 1.0 => Some(Wrong::Contended),
            _ => None,
        }
    }

    async fn around<T>(
        &self,
        what: &'static str,
        call: impl Future<Output = Result<T, PortError>>,
    ) -> Result<T, PortError> {
        let away = || Err(PortError::unavailable("database", "scripted"));
        match self.next(what) {
            None => call.await,
            Some(Wrong::Before) => away(),
            Some(Wrong::After) => {
                call.await?;
                away()
            }
            Some(Wrong::Contended) => Err(PortError::Contended),
            Some(Wrong::Refused) => Err(PortError::defect("row", "scripted")),
            Some(Wrong::Hang) => std::future::pending().await,
            Some(Wrong::Slow) => {
                tokio::time::sleep(Duration::from_secs(2)).await;
                call.await
            }
        }
    }
}

/// Something that happens just before a run goes to sleep.
#[async_trait]
pub(crate) trait BeforeSleep: Send + Sync {
    async fn about_to_sleep(&self);
}

/// A store, a workflow store or a carrier of hints with faults.
pub(crate) struct Faulty<T: ?Sized> {
    pub(crate) inner: Arc<T>,
    pub(crate) faults: Arc<Faults>,
}

impl<T: ?Sized> Faulty<T> {
    pub(crate) fn new(inner: &Arc<T>, faults: &Arc<Faults>) -> Arc<Self> {
        Arc::new(Self { inner: Arc::clone(inner), faults: Arc::clone(faults) })
    }
}

#[async_trait]
impl Hints for Faulty<dyn Hints> {
    async fn give(&self, hints: &[Hint]) -> Result<(), PortError> {
        self.faults.around("give", self.inner.give(hints)).await
    }

    async fn take(&self, limit: usize, patience: Duration) -> Result<Vec<RunId>, PortError> {
        self.faults.around("take", self.inner.take(limit, patience)).await
    }

    async fn depth(&self) -> Result<u64, PortError> {
        self.faults.around("depth", self.inner.depth()).await
    }

    async fn ping(&self) -> Result<(), PortError> {
        self.inner.ping().await
    }
}

#[async_trait]
impl Store for Faulty<dyn Store> {
    async fn begin(&self) -> Result<Unit, PortError> {
        let unit = self.faults.around("begin", self.inner.begin()).await?;
        Ok(Unit::new(Box::new(FaultyUnit { unit, faults: Arc::clone(&self.faults) })))
    }

    async fn begin_read(&self) -> Result<Unit, PortError> {
        self.inner.begin_read().await
    }

    async fn ping(&self) -> Result<(), PortError> {
        self.inner.ping().await
    }
}

struct FaultyUnit {
    unit: Unit,
    faults: Arc<Faults>,
}

/// Every repository is that of the unit inside. The list follows [`UnitOfWork`].
macro_rules! as_inside {
    ($($repository:ident: $port:path,)*) => {$(
        fn $repository(&mut self) -> &mut dyn $port {
            self.unit.$repository()
        }
    )*};
}

#[async_trait]
impl UnitOfWork for FaultyUnit {
    as_inside! {
        accounts: ports::accounts::Accounts,
        audit: ports::audit::Audit,
        challenges: ports::challenges::Challenges,
        client_documents: ports::oauth::ClientDocuments,
        client_registrations: ports::oauth::ClientRegistrations,
        clients: ports::oauth::Clients,
        codes: ports::oauth::Codes,
        consents: ports::oauth::Consents,
        devices: ports::oauth::Devices,
        erasures: ports::erasures::Erasures,
        exports: ports::exports::Exports,
        farewells: ports::farewells::Farewells,
        grants: ports::oauth::Grants,
        interactions: ports::oauth::Interactions,
        logouts: ports::oauth::Logouts,
        known_devices: ports::known_devices::KnownDevices,
        pushed_requests: ports::oauth::PushedRequests,
        limit_changes: ports::limit_changes::LimitChanges,
        mail_requests: ports::mail_requests::MailRequests,
        operations: ports::operations::RunOperations,
        registrations: ports::registrations::Registrations,
        replays: ports::oauth::Replays,
        retention: ports::retention::Retention,
        sessions: ports::sessions::Sessions,
        signing_keys: ports::signing_keys::SigningKeys,
        schedules: ports::workflow_schedules::WorkflowSchedules,
        subject_secrets: ports::subject_secrets::SubjectSecrets,
        trends: ports::trends::Trends,
        workflows: ports::workflow_runs::WorkflowRuns,
    }

    async fn commit(self: Box<Self>) -> Result<(), PortError> {
        self.faults.around("commit", self.unit.commit()).await
    }
}

#[async_trait]
impl WorkflowStore for Faulty<dyn WorkflowStore> {
    async fn claim(&self, claim: &Claim<'_>) -> Result<Vec<Lease>, PortError> {
        self.faults.around("claim", self.inner.claim(claim)).await
    }

    async fn checkpoint(&self, held: &Held, events: &[NewEvent]) -> Result<Fencing, PortError> {
        self.faults.around("checkpoint", self.inner.checkpoint(held, events)).await
    }

    async fn fail_attempt(
        &self,
        held: &Held,
        pending: &[NewEvent],
        failed: &FailedAttempt,
    ) -> Result<Fencing, PortError> {
        self.faults.around("fail_attempt", self.inner.fail_attempt(held, pending, failed)).await
    }

    async fn suspend(
        &self,
        held: &Held,
        pending: &[NewEvent],
        until: Option<OffsetDateTime>,
        inbox: i64,
    ) -> Result<Suspension, PortError> {
        if let Some(before_sleep) = &self.faults.before_sleep {
            before_sleep.about_to_sleep().await;
        }
        self.faults.around("suspend", self.inner.suspend(held, pending, until, inbox)).await
    }

    async fn signals(&self, run: RunId) -> Result<(i64, Vec<PendingSignal>), PortError> {
        self.faults.around("signals", self.inner.signals(run)).await
    }

    async fn pause(&self, held: &Held, pending: &[NewEvent], fault: &Fault) -> Result<Fencing, PortError> {
        self.faults.around("pause", self.inner.pause(held, pending, fault)).await
    }

    async fn close(
        &self,
        held: &Held,
        pending: &[NewEvent],
        closing: &Closing,
    ) -> Result<Fencing, PortError> {
        self.faults.around("close", self.inner.close(held, pending, closing)).await
    }

    async fn release(&self, held: &[Held]) -> Result<(), PortError> {
        self.faults.around("release", self.inner.release(held)).await
    }

    async fn beat(&self, beat: &Beat, held: &[Held], lease: Duration) -> Result<Vec<StillHeld>, PortError> {
        self.faults.around("beat", self.inner.beat(beat, held, lease)).await
    }

    async fn retire(&self, worker: WorkerId) -> Result<(), PortError> {
        self.faults.around("retire", self.inner.retire(worker)).await
    }

    async fn sweep(&self, limit: usize) -> Result<Swept, PortError> {
        self.faults.around("sweep", self.inner.sweep(limit)).await
    }

    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunSummary>, PortError> {
        self.inner.list(filter).await
    }

    async fn detail(&self, run: RunId) -> Result<Option<RunDetail>, PortError> {
        self.inner.detail(run).await
    }

    async fn health(&self) -> Result<WorkflowHealth, PortError> {
        self.inner.health().await
    }
}
