//! What administrators do. Each operation needs an access token of an administrator; each act is noted
//! in the audit trail.

mod audit;
mod audit_check;
mod client_views;
mod clients;
mod found;
mod journey;
mod limits;
mod overview;
mod run_limits;
mod schedules;
mod signing_keys;
mod trends;
mod user_acts;
mod users;
mod workers;
mod workflow_acts;
mod workflow_views;
mod workflows;

pub(crate) use audit::{AuditApi, AuditExportApi};
pub(crate) use audit_check::AuditCheckApi;
pub(crate) use clients::{ClientApi, ClientsApi};
pub(crate) use journey::JourneyApi;
pub(crate) use limits::{LimitApi, LimitsApi, OffendersApi};
pub(crate) use overview::OverviewApi;
pub(crate) use run_limits::RunLimitsApi;
pub(crate) use schedules::SchedulesApi;
pub(crate) use signing_keys::SigningKeysApi;
pub(crate) use trends::TrendsApi;
pub(crate) use user_acts::UserActsApi;
pub(crate) use users::UsersApi;
pub(crate) use workers::WorkersApi;
pub(crate) use workflow_acts::WorkflowActsApi;
pub(crate) use workflows::WorkflowsApi;

use oathgate_application::{
    accounts::{administer::Administer, journey::Journey},
    audit::Trail,
    keys::KeyRing,
    limits::AdjustLimits,
    oauth::clients::Clients,
    operations::{Operate, Overlook},
    ports::{store::Store, workflow_store::WorkflowStore},
    schedules::Schedules,
};
use std::sync::Arc;

/// The use cases of administrators.
#[derive(Clone)]
pub struct AdminUseCases {
    /// Reads.
    pub store: Arc<dyn Store>,
    /// Reads runs.
    pub runs: Arc<dyn WorkflowStore>,
    /// Accounts.
    pub accounts: Arc<Administer>,
    /// A person's time line.
    pub journey: Arc<Journey>,
    /// Clients.
    pub clients: Arc<Clients>,
    /// Acts on runs.
    pub operate: Arc<Operate>,
    /// Signing keys.
    pub key_ring: KeyRing,
    /// Counts over time.
    pub overlook: Arc<Overlook>,
    /// Workflows that start by the clock.
    pub schedules: Arc<Schedules>,
    /// The audit trail.
    pub trail: Arc<Trail>,
    /// Limits.
    pub limits: Arc<AdjustLimits>,
}
