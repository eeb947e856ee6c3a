//! `GET /admin/workflows`, `/admin/workflows/counts` and `/admin/workflows/{id}`.

use super::{
    found::{Found, ListRefusals, ShowRefusals, found, limit, text},
    workflow_views::{RunHistory, RunView, StatusView},
};
use crate::{
    problem::{Problem, ProblemCode, Refused},
    security::Administrator,
    tags::Tag,
};
use oathgate_application::ports::{
    store::Store,
    workflow_store::{RunFilter, WorkflowStore},
};
use oathgate_domain::{
    ids::{AccountId, RunId},
    workflow::RunStatus,
};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    types::Example,
};
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

/// Runs, newest first.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct RunList {
    /// A page of them.
    runs: Vec<RunView>,
    /// Where there may be more: give it as `before` for the next page.
    next: Option<Uuid>,
}

impl Example for RunList {
    fn example() -> Self {
        Self { runs: vec![RunView::example()], next: None }
    }
}

/// How many runs of a workflow are in a state.
#[derive(Debug, Object)]
pub(crate) struct RunCountView {
    /// The workflow.
    kind: String,
    /// The state.
    status: StatusView,
    /// How many.
    runs: u64,
}

/// How many runs there are.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct RunCounts {
    /// By workflow and state; what is not there is none.
    counts: Vec<RunCountView>,
}

impl Example for RunCounts {
    fn example() -> Self {
        let one = RunCountView { kind: "registration".to_owned(), status: StatusView::Paused, runs: 3 };
        Self { counts: vec![one] }
    }
}

pub(crate) struct WorkflowsApi {
    pub(crate) runs: Arc<dyn WorkflowStore>,
    pub(crate) store: Arc<dyn Store>,
}

#[OpenApi(tag = "Tag::Admin")]
impl WorkflowsApi {
    /// Search runs
    ///
    /// Runs of workflows, newest first, a page at a time.
    #[oai(path = "/admin/workflows", method = "get", operation_id = "admin_list_runs")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the request")]
    async fn list(
        &self,
        _by: Administrator,
        /// Only runs of this workflow.
        kind: Query<Option<String>>,
        /// Only runs in this state.
        status: Query<Option<StatusView>>,
        /// Only runs about this account.
        user_id: Query<Option<Uuid>>,
        /// Only runs with this code of a fault, or whose fault says this text, whatever its case.
        fault: Query<Option<String>>,
        /// Only runs that were accepted from then on.
        since: Query<Option<OffsetDateTime>>,
        /// Only runs that were accepted before then.
        until: Query<Option<OffsetDateTime>>,
        /// Only runs behind this one: `next` of the page before.
        before: Query<Option<Uuid>>,
        /// How many to give, 1 to 200; 50 where nothing is said.
        limit: Query<Option<u16>>,
    ) -> Result<Found<RunList>, Refused<ListRefusals>> {
        let filter = RunFilter {
            kind: text("kind", kind.0).map_err(Refused::new)?,
            status: status.0.map(Into::into),
            subject: user_id.0.map(AccountId),
            fault: text("fault", fault.0).map_err(Refused::new)?,
            since: since.0,
            until: until.0,
            before: before.0.map(RunId),
            limit: self::limit(limit.0).map_err(Refused::new)?,
        };
        let runs = self.runs.list(&filter).await.map_err(Refused::new)?;
        let is_full = runs.len() == usize::from(filter.limit);
        let next = runs.last().filter(|_| is_full).map(|run| run.id.0);
        Ok(found(RunList { runs: runs.into_iter().map(Into::into).collect(), next }))
    }

    /// Count runs
    ///
    /// How many runs of each workflow are in each state.
    #[oai(path = "/admin/workflows/counts", method = "get", operation_id = "admin_count_runs")]
    async fn counts(&self, _by: Administrator) -> Result<Found<RunCounts>, Refused<ListRefusals>> {
        let mut unit = self.store.begin_read().await.map_err(Refused::new)?;
        let counts = unit.operations().counts().await.map_err(Refused::new)?;
        let counts = counts.into_iter().map(|count| RunCountView {
            status: RunStatus::of(count.state, count.is_due).into(),
            kind: count.kind,
            runs: count.runs,
        });
        Ok(found(RunCounts { counts: counts.collect() }))
    }

    /// Show a run
    ///
    /// Where it is, and everything that happened in it: steps, attempts, waits, signals, errors in the
    /// peer's words, and what operators did.
    #[oai(path = "/admin/workflows/:id", method = "get", operation_id = "admin_get_run")]
    async fn get(
        &self,
        _by: Administrator,
        /// The run.
        id: Path<Uuid>,
    ) -> Result<Found<RunHistory>, Refused<ShowRefusals>> {
        let detail = self.runs.detail(RunId(id.0)).await.map_err(Refused::new)?;
        let detail = detail.ok_or_else(|| Refused::new(Problem::new(ProblemCode::NotFound)))?;
        Ok(found(detail.into()))
    }
}
