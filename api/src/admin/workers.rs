//! `GET /admin/workers`.

use super::found::{Found, ListRefusals, found};
use crate::{problem::Refused, security::Administrator, tags::Tag};
use oathgate_application::ports::{
    operations::{HeldRun, WorkerState},
    store::Store,
};
use poem_openapi::{Object, OpenApi, types::Example};
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// A run in the hands of a worker.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct HeldView {
    /// The run.
    id: Uuid,
    /// The workflow.
    kind: String,
    /// The step that it did or tried last.
    step: Option<String>,
    /// When another worker takes it up, unless this one gives a sign of life.
    lease_until: OffsetDateTime,
}

/// A worker.
#[derive(Debug, Object)]
pub(crate) struct WorkerView {
    /// Its identifier, new with each start.
    id: Uuid,
    /// The machine's name.
    host: String,
    /// Whether it gave a sign of life within the last 30 seconds.
    alive: bool,
    /// Whether it is about to stop.
    draining: bool,
    /// The workflows that it has code for.
    kinds: Vec<String>,
    /// How many runs it carries out at a time.
    slots: i64,
    /// Since when it has been there.
    since: OffsetDateTime,
    /// Its last sign of life.
    seen_at: OffsetDateTime,
    /// What it holds.
    runs: Vec<HeldView>,
}

impl WorkerView {
    fn new(worker: WorkerState, held: &[HeldRun]) -> Self {
        let runs = held.iter().filter(|run| run.worker == worker.id).map(|run| HeldView {
            id: run.run.0,
            kind: run.kind.clone(),
            step: run.step.clone(),
            lease_until: run.lease_until,
        });
        Self {
            id: worker.id.0,
            host: worker.host,
            alive: worker.alive,
            draining: worker.draining,
            kinds: worker.kinds,
            slots: worker.slots,
            since: worker.since,
            seen_at: worker.seen_at,
            runs: runs.collect(),
        }
    }
}

/// The workers that gave a sign of life within the last day, by host.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct WorkerList {
    /// The workers.
    workers: Vec<WorkerView>,
}

impl Example for WorkerList {
    fn example() -> Self {
        Self {
            workers: vec![WorkerView {
                id: Uuid::from_u128(0x0198_c7a2_3b4c_7d5e_8f60_7182_93a4_b5c6),
                host: "worker-1".to_owned(),
                alive: true,
                draining: false,
                kinds: vec!["registration".to_owned()],
                slots: 32,
                since: datetime!(2026-01-02 12:00 UTC),
                seen_at: datetime!(2026-01-02 12:05 UTC),
                runs: vec![],
            }],
        }
    }
}

pub(crate) struct WorkersApi {
    pub(crate) store: Arc<dyn Store>,
}

#[OpenApi(tag = "Tag::Admin")]
impl WorkersApi {
    /// List workers
    ///
    /// The processes that carry out workflows, and what each of them holds.
    #[oai(path = "/admin/workers", method = "get", operation_id = "admin_list_workers")]
    async fn list(&self, _by: Administrator) -> Result<Found<WorkerList>, Refused<ListRefusals>> {
        let mut unit = self.store.begin_read().await.map_err(Refused::new)?;
        let workers = unit.operations().workers().await.map_err(Refused::new)?;
        let held = unit.operations().held().await.map_err(Refused::new)?;
        let workers = workers.into_iter().map(|worker| WorkerView::new(worker, &held)).collect();
        Ok(found(WorkerList { workers }))
    }
}
