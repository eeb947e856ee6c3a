//! `GET`, `PUT` and `DELETE /admin/workflow-limits`.

use super::found::{ActRefusals, Done, Found, ListRefusals, found};
use crate::{
    body::{FieldRules, JsonBody},
    problem::Refused,
    security::Administrator,
    tags::Tag,
};
use oathgate_application::{
    error::Failure,
    operations::{Operate, Refusal},
    ports::operations::LimitState,
};
use poem_openapi::{Object, OpenApi, param::Path, types::Example};
use std::sync::Arc;

/// How many runs that share a limit are carried out, and how many may be.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct RunLimitView {
    /// What the runs name: `smtp`, or `hook:` and an endpoint. One that ends with a colon stands for
    /// every key that begins with it and has no limit of its own.
    key: String,
    /// Most runs at a time, by all workers together; 0 holds them all back.
    max_running: Option<u32>,
    /// Runs that are carried out.
    running: u64,
    /// Runs that are due and wait.
    waiting: u64,
}

impl From<LimitState> for RunLimitView {
    fn from(limit: LimitState) -> Self {
        let LimitState { key, max_running, running, waiting } = limit;
        Self { key, max_running, running, waiting }
    }
}

/// The limits, by key.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct RunLimitList {
    /// The limits.
    limits: Vec<RunLimitView>,
}

impl Example for RunLimitList {
    fn example() -> Self {
        let smtp = RunLimitView { key: "smtp".to_owned(), max_running: Some(8), running: 3, waiting: 0 };
        Self { limits: vec![smtp] }
    }
}

/// A limit.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct RunLimitRequest {
    /// Most runs at a time, by all workers together; 0 holds them all back.
    #[oai(validator(maximum(value = "10000")))]
    max_running: u32,
}

impl FieldRules for RunLimitRequest {}

impl Example for RunLimitRequest {
    fn example() -> Self {
        Self { max_running: 16 }
    }
}

pub(crate) struct RunLimitsApi {
    pub(crate) operate: Arc<Operate>,
}

impl RunLimitsApi {
    async fn all(&self) -> Result<RunLimitList, Failure<Refusal>> {
        let limits = self.operate.limits().await?;
        Ok(RunLimitList { limits: limits.into_iter().map(RunLimitView::from).collect() })
    }
}

#[OpenApi(tag = "Tag::Admin")]
impl RunLimitsApi {
    /// List limits of runs
    ///
    /// How many runs that share a peer may be carried out at a time, by all workers together, and how
    /// many are.
    #[oai(path = "/admin/workflow-limits", method = "get", operation_id = "admin_list_run_limits")]
    async fn list(&self, _by: Administrator) -> Result<Found<RunLimitList>, Refused<ListRefusals>> {
        Ok(found(self.all().await.map_err(Refused::new)?))
    }

    /// Set a limit of runs
    ///
    /// Counts from the next run that is taken up; those that are under way are left alone.
    #[oai(path = "/admin/workflow-limits/:key", method = "put", operation_id = "admin_set_run_limit")]
    async fn set(
        &self,
        by: Administrator,
        /// What the runs name, up to 255 bytes without spaces.
        key: Path<String>,
        body: JsonBody<RunLimitRequest>,
    ) -> Result<Found<RunLimitList>, Refused<ActRefusals>> {
        self.operate.set_limit(&by.0, &key.0, body.0.max_running).await.map_err(Refused::new)?;
        Ok(found(self.all().await.map_err(Refused::new)?))
    }

    /// Take a limit of runs away
    ///
    /// What is set for the family of its key (the part up to the colon) counts then, if anything is.
    #[oai(path = "/admin/workflow-limits/:key", method = "delete", operation_id = "admin_drop_run_limit")]
    async fn remove(
        &self,
        by: Administrator,
        /// What the runs name.
        key: Path<String>,
    ) -> Result<Done, Refused<ActRefusals>> {
        self.operate.drop_limit(&by.0, &key.0).await.map_err(Refused::new)?;
        Ok(Done::Done)
    }
}
