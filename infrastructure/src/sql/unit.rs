//! A unit of work over a session. It implements every repository itself, so that each accessor
//! just gives it back.

use crate::sql::Session;
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{
        accounts::Accounts,
        audit::Audit,
        challenges::Challenges,
        erasures::Erasures,
        exports::Exports,
        farewells::Farewells,
        hints::{Hint, Hints},
        known_devices::KnownDevices,
        limit_changes::LimitChanges,
        mail_requests::MailRequests,
        oauth::{
            ClientDocuments, ClientRegistrations, Clients, Codes, Consents, Devices, Grants, Interactions,
            Logouts, PushedRequests, Replays,
        },
        operations::RunOperations,
        registrations::Registrations,
        retention::Retention,
        sessions::Sessions,
        signing_keys::SigningKeys,
        store::UnitOfWork,
        subject_secrets::SubjectSecrets,
        trends::Trends,
        workflow_runs::WorkflowRuns,
        workflow_schedules::WorkflowSchedules,
    },
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::timeout};

/// How long the hints of a unit may take to be carried. The sweeper finds what they were about.
const HINT_LIMIT: Duration = Duration::from_secs(5);
/// The hints of how many units may be under way. While the carrier hangs, the rest are lost.
static UNDER_WAY: Semaphore = Semaphore::const_new(256);

/// A unit of work over a session of one of the engines.
pub struct SqlUnit<S> {
    /// The connection.
    pub(crate) session: S,
    /// Runs that were started or signalled in this unit; given to the workers after the commit.
    pub(crate) hints: Vec<Hint>,
    /// Who carries them.
    pub(crate) carrier: Arc<dyn Hints>,
}

impl<S: Session> SqlUnit<S> {
    /// A unit that has done nothing yet.
    pub(crate) fn new(session: S, carrier: Arc<dyn Hints>) -> Self {
        Self { session, hints: Vec::new(), carrier }
    }
}

#[async_trait]
impl<S: Session> UnitOfWork for SqlUnit<S>
where
    Self: WorkflowRuns,
{
    fn accounts(&mut self) -> &mut dyn Accounts {
        self
    }

    fn audit(&mut self) -> &mut dyn Audit {
        self
    }

    fn challenges(&mut self) -> &mut dyn Challenges {
        self
    }

    fn client_documents(&mut self) -> &mut dyn ClientDocuments {
        self
    }

    fn client_registrations(&mut self) -> &mut dyn ClientRegistrations {
        self
    }

    fn clients(&mut self) -> &mut dyn Clients {
        self
    }

    fn codes(&mut self) -> &mut dyn Codes {
        self
    }

    fn consents(&mut self) -> &mut dyn Consents {
        self
    }

    fn devices(&mut self) -> &mut dyn Devices {
        self
    }

    fn known_devices(&mut self) -> &mut dyn KnownDevices {
        self
    }

    fn erasures(&mut self) -> &mut dyn Erasures {
        self
    }

    fn exports(&mut self) -> &mut dyn Exports {
        self
    }

    fn farewells(&mut self) -> &mut dyn Farewells {
        self
    }

    fn grants(&mut self) -> &mut dyn Grants {
        self
    }

    fn interactions(&mut self) -> &mut dyn Interactions {
        self
    }

    fn limit_changes(&mut self) -> &mut dyn LimitChanges {
        self
    }

    fn logouts(&mut self) -> &mut dyn Logouts {
        self
    }

    fn mail_requests(&mut self) -> &mut dyn MailRequests {
        self
    }

    fn pushed_requests(&mut self) -> &mut dyn PushedRequests {
        self
    }

    fn operations(&mut self) -> &mut dyn RunOperations {
        self
    }

    fn registrations(&mut self) -> &mut dyn Registrations {
        self
    }

    fn schedules(&mut self) -> &mut dyn WorkflowSchedules {
        self
    }

    fn retention(&mut self) -> &mut dyn Retention {
        self
    }

    fn replays(&mut self) -> &mut dyn Replays {
        self
    }

    fn sessions(&mut self) -> &mut dyn Sessions {
        self
    }

    fn signing_keys(&mut self) -> &mut dyn SigningKeys {
        self
    }

    fn subject_secrets(&mut self) -> &mut dyn SubjectSecrets {
        self
    }

    fn trends(&mut self) -> &mut dyn Trends {
        self
    }

    fn workflows(&mut self) -> &mut dyn WorkflowRuns {
        self
    }

    async fn commit(self: Box<Self>) -> Result<(), PortError> {
        let Self { session, hints, carrier } = *self;
        session.commit().await?;
        give(hints, carrier);
        Ok(())
    }
}

/// Gives hints to their carrier without anybody waiting for it.
pub(crate) fn give(hints: Vec<Hint>, carrier: Arc<dyn Hints>) {
    if hints.is_empty() {
        return;
    }
    let Ok(place) = UNDER_WAY.try_acquire() else {
        tracing::debug!("hints were lost, too many are under way; the sweeper will find the runs");
        return;
    };
    tokio::spawn(async move {
        let _place = place;
        match timeout(HINT_LIMIT, carrier.give(&hints)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "hints were lost; the sweeper will find the runs"
                );
            }
            Err(_) => tracing::debug!("hints took too long; the sweeper will find the runs"),
        }
    });
}
