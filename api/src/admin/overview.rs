//! `GET /admin/overview`.

use super::found::{Found, ListRefusals, found};
use crate::{problem::Refused, security::Administrator, tags::Tag};
use oathgate_application::ports::{store::Store, workflow_store::WorkflowStore};
use oathgate_domain::account::AccountStatus;
use poem_openapi::{Object, OpenApi, types::Example};
use std::sync::Arc;

/// How the whole is doing.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct Overview {
    /// Accounts that may sign in.
    active_users: u64,
    /// Accounts whose address was not verified yet.
    unverified_users: u64,
    /// Accounts that an administrator has disabled.
    disabled_users: u64,
    /// Workers that gave a sign of life within the last 30 seconds and are not about to stop.
    workers: u64,
    /// Runs that are due and wait for a worker.
    due_runs: u64,
    /// How long the oldest of them has waited, in seconds.
    oldest_due_seconds: u64,
    /// Runs that wait for a person.
    paused_runs: u64,
}

impl Example for Overview {
    fn example() -> Self {
        Self {
            active_users: 18_044,
            unverified_users: 210,
            disabled_users: 12,
            workers: 2,
            due_runs: 3,
            oldest_due_seconds: 0,
            paused_runs: 1,
        }
    }
}

pub(crate) struct OverviewApi {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) runs: Arc<dyn WorkflowStore>,
}

#[OpenApi(tag = "Tag::Admin")]
impl OverviewApi {
    /// Overview
    ///
    /// How many accounts there are, and how the workflows are doing.
    #[oai(path = "/admin/overview", method = "get", operation_id = "admin_overview")]
    async fn get(&self, _by: Administrator) -> Result<Found<Overview>, Refused<ListRefusals>> {
        let mut unit = self.store.begin_read().await.map_err(Refused::new)?;
        let counts = unit.accounts().counts().await.map_err(Refused::new)?;
        drop(unit);
        let users = |status: AccountStatus| {
            counts.iter().find(|(found, _)| *found == status).map_or(0, |(_, count)| *count)
        };
        let health = self.runs.health().await.map_err(Refused::new)?;
        Ok(found(Overview {
            active_users: users(AccountStatus::Active),
            unverified_users: users(AccountStatus::Unverified),
            disabled_users: users(AccountStatus::Disabled),
            workers: health.workers,
            due_runs: health.due,
            oldest_due_seconds: health.oldest_due.as_secs(),
            paused_runs: health.paused,
        }))
    }
}
