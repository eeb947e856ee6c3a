//! Death at a chosen call: before or after each call of the store, of a unit of work's end, of the
//! workflow store, of the mailer and of a peer.

use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{
        self,
        mailer::{Letter, MailFault, Mailer, Receipt},
        peers::{PeerAnswer, PeerFault, Peers},
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
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use time::OffsetDateTime;
use tokio::sync::Notify;

/// Counts moments down to the one that nobody survives.
pub(crate) struct Doom {
    left: AtomicI64,
    pub(crate) struck: Notify,
}

impl Doom {
    /// Strikes at moment number `at`, from 0; never where it is negative.
    pub(crate) fn at(at: i64) -> Arc<Self> {
        Arc::new(Self { left: AtomicI64::new(at), struck: Notify::new() })
    }

    /// Whether it has struck.
    pub(crate) fn has_struck(&self) -> bool {
        self.left.load(Ordering::SeqCst) == -1
    }

    async fn pass(&self) {
        let fell = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| (left >= 0).then_some(left - 1));
        if fell == Ok(0) {
            self.struck.notify_one();
            std::future::pending::<()>().await;
        }
    }

    /// A call, with a moment before it and one when it is done and nobody knows yet.
    async fn around<T>(&self, call: impl Future<Output = T>) -> T {
        self.pass().await;
        let done = call.await;
        self.pass().await;
        done
    }
}

/// Something that may be struck.
pub(crate) struct Doomed<T: ?Sized>(pub(crate) Arc<T>, pub(crate) Arc<Doom>);

#[async_trait]
impl Store for Doomed<dyn Store> {
    async fn begin(&self) -> Result<Unit, PortError> {
        self.1.pass().await;
        let unit = self.0.begin().await?;
        Ok(Unit::new(Box::new(DoomedUnit(unit, Arc::clone(&self.1)))))
    }

    async fn begin_read(&self) -> Result<Unit, PortError> {
        self.1.pass().await;
        self.0.begin_read().await
    }

    async fn ping(&self) -> Result<(), PortError> {
        self.0.ping().await
    }
}

struct DoomedUnit(Unit, Arc<Doom>);

/// Every repository is that of the unit inside. The list follows [`UnitOfWork`].
macro_rules! as_inside {
    ($($repository:ident: $port:path,)*) => {$(
        fn $repository(&mut self) -> &mut dyn $port {
            self.0.$repository()
        }
    )*};
}

#[async_trait]
impl UnitOfWork for DoomedUnit {
    as_inside! {
        accounts: ports::accounts::Accounts,
        audit: ports::audit::Audit,
        challenges: ports::challenges::Challenges,
        clients: ports::oauth::Clients,
        codes: ports::oauth::Codes,
        consents: ports::oauth::Consents,
        devices: ports::oauth::Devices,
        erasures: ports::erasures::Erasures,
        exports: ports::exports::Exports,
        farewells: ports::farewells::Farewells,
        grants: ports::oauth::Grants,
        interactions: ports::oauth::Interactions,
        known_devices: ports::known_devices::KnownDevices,
        limit_changes: ports::limit_changes::LimitChanges,
        pushed_requests: ports::oauth::PushedRequests,
        client_documents: ports::oauth::ClientDocuments,
        client_registrations: ports::oauth::ClientRegistrations,
        logouts: ports::oauth::Logouts,
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
        let Self(unit, doom) = *self;
        doom.around(unit.commit()).await
    }
}

#[async_trait]
impl Mailer for Doomed<dyn Mailer> {
    async fn send(&self, letter: &Letter) -> Result<Receipt, MailFault> {
        self.1.around(self.0.send(letter)).await
    }
}

#[async_trait]
impl WorkflowStore for Doomed<dyn WorkflowStore> {
    async fn claim(&self, claim: &Claim<'_>) -> Result<Vec<Lease>, PortError> {
        self.1.around(self.0.claim(claim)).await
    }

    async fn checkpoint(&self, held: &Held, events: &[NewEvent]) -> Result<Fencing, PortError> {
        self.1.around(self.0.checkpoint(held, events)).await
    }

    async fn fail_attempt(
        &self,
        held: &Held,
        pending: &[NewEvent],
        failed: &FailedAttempt,
    ) -> Result<Fencing, PortError> {
        self.1.around(self.0.fail_attempt(held, pending, failed)).await
    }

    async fn suspend(
        &self,
        held: &Held,
        pending: &[NewEvent],
        until: Option<OffsetDateTime>,
        inbox: i64,
    ) -> Result<Suspension, PortError> {
        self.1.around(self.0.suspend(held, pending, until, inbox)).await
    }

    async fn signals(&self, run: RunId) -> Result<(i64, Vec<PendingSignal>), PortError> {
        self.1.around(self.0.signals(run)).await
    }

    async fn pause(&self, held: &Held, pending: &[NewEvent], fault: &Fault) -> Result<Fencing, PortError> {
        self.1.around(self.0.pause(held, pending, fault)).await
    }

    async fn close(
        &self,
        held: &Held,
        pending: &[NewEvent],
        closing: &Closing,
    ) -> Result<Fencing, PortError> {
        self.1.around(self.0.close(held, pending, closing)).await
    }

    async fn release(&self, held: &[Held]) -> Result<(), PortError> {
        self.1.around(self.0.release(held)).await
    }

    async fn beat(&self, beat: &Beat, held: &[Held], lease: Duration) -> Result<Vec<StillHeld>, PortError> {
        self.1.around(self.0.beat(beat, held, lease)).await
    }

    async fn retire(&self, worker: WorkerId) -> Result<(), PortError> {
        self.1.around(self.0.retire(worker)).await
    }

    async fn sweep(&self, limit: usize) -> Result<Swept, PortError> {
        self.1.around(self.0.sweep(limit)).await
    }

    async fn list(&self, filter: &RunFilter) -> Result<Vec<RunSummary>, PortError> {
        self.1.around(self.0.list(filter)).await
    }

    async fn detail(&self, run: RunId) -> Result<Option<RunDetail>, PortError> {
        self.1.around(self.0.detail(run)).await
    }

    async fn health(&self) -> Result<WorkflowHealth, PortError> {
        self.0.health().await
    }
}

#[async_trait]
impl Peers for Doomed<dyn Peers> {
    async fn get(&self, url: &str) -> Result<PeerAnswer, PeerFault> {
        self.0.get(url).await
    }

    async fn post(&self, url: &str, content_type: &str, body: String) -> Result<PeerAnswer, PeerFault> {
        self.1.around(self.0.post(url, content_type, body)).await
    }
}
