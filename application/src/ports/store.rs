//! The store: units of work over the repositories.

use crate::{
    error::PortError,
    ports::{
        accounts::Accounts,
        audit::Audit,
        challenges::Challenges,
        erasures::Erasures,
        exports::Exports,
        farewells::Farewells,
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
        subject_secrets::SubjectSecrets,
        trends::Trends,
        workflow_runs::WorkflowRuns,
        workflow_schedules::WorkflowSchedules,
    },
    transact::Unit,
};
use async_trait::async_trait;

/// One unit of work: everything done through it is committed together.
#[async_trait]
pub trait UnitOfWork: Send {
    /// Accounts.
    fn accounts(&mut self) -> &mut dyn Accounts;
    /// The audit trail.
    fn audit(&mut self) -> &mut dyn Audit;
    /// Challenges.
    fn challenges(&mut self) -> &mut dyn Challenges;
    /// Clients that publish themselves.
    fn client_documents(&mut self) -> &mut dyn ClientDocuments;
    /// Clients that have registered themselves.
    fn client_registrations(&mut self) -> &mut dyn ClientRegistrations;
    /// Clients.
    fn clients(&mut self) -> &mut dyn Clients;
    /// Authorization codes.
    fn codes(&mut self) -> &mut dyn Codes;
    /// What people have agreed to.
    fn consents(&mut self) -> &mut dyn Consents;
    /// Requests of devices without a browser.
    fn devices(&mut self) -> &mut dyn Devices;
    /// Devices that somebody signed in with.
    fn known_devices(&mut self) -> &mut dyn KnownDevices;
    /// The end of accounts.
    fn erasures(&mut self) -> &mut dyn Erasures;
    /// Files with everything that is kept of a person.
    fn exports(&mut self) -> &mut dyn Exports;
    /// Where to say goodbye.
    fn farewells(&mut self) -> &mut dyn Farewells;
    /// What clients were granted.
    fn grants(&mut self) -> &mut dyn Grants;
    /// Authorization requests that wait for a person.
    fn interactions(&mut self) -> &mut dyn Interactions;
    /// What administrators have changed about limits.
    fn limit_changes(&mut self) -> &mut dyn LimitChanges;
    /// What hangs on sessions that have ended.
    fn logouts(&mut self) -> &mut dyn Logouts;
    /// Requests that name an address.
    fn mail_requests(&mut self) -> &mut dyn MailRequests;
    /// Authorization requests that clients have pushed.
    fn pushed_requests(&mut self) -> &mut dyn PushedRequests;
    /// What operators do to runs.
    fn operations(&mut self) -> &mut dyn RunOperations;
    /// Registrations.
    fn registrations(&mut self) -> &mut dyn Registrations;
    /// What is left over.
    fn retention(&mut self) -> &mut dyn Retention;
    /// What may be shown once only.
    fn replays(&mut self) -> &mut dyn Replays;
    /// Sessions.
    fn sessions(&mut self) -> &mut dyn Sessions;
    /// Signing keys.
    fn signing_keys(&mut self) -> &mut dyn SigningKeys;
    /// The secret of pairwise subjects.
    fn subject_secrets(&mut self) -> &mut dyn SubjectSecrets;
    /// Schedules of workflows.
    fn schedules(&mut self) -> &mut dyn WorkflowSchedules;
    /// What happened over time.
    fn trends(&mut self) -> &mut dyn Trends;
    /// Runs of workflows, as far as they belong to a change.
    fn workflows(&mut self) -> &mut dyn WorkflowRuns;

    /// Commits. Runs that were started or signalled are hinted to the workers afterwards, without
    /// the caller waiting for it.
    ///
    /// # Errors
    /// [`PortError`].
    async fn commit(self: Box<Self>) -> Result<(), PortError>;
}

/// Opens units of work.
#[async_trait]
pub trait Store: Send + Sync {
    /// Opens a unit that may write.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] when the database is away, within a few seconds.
    async fn begin(&self) -> Result<Unit, PortError>;

    /// Opens a unit that only reads, and never waits for a writer. Each statement sees what was
    /// committed before it.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] when the database is away, within a few seconds.
    async fn begin_read(&self) -> Result<Unit, PortError>;

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] when there is none within two seconds.
    async fn ping(&self) -> Result<(), PortError>;
}
