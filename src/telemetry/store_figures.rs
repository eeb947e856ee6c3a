//! Figures that the store alone knows, since all processes share it: how many runs wait, and for how long.
//! They are read when somebody asks, and not again for a few seconds, however many ask.

use crate::wiring::{Foundation, OpenDatabase};
use oathgate_application::{
    error::PortError,
    flows,
    ports::{
        clock::Clock, hints::Hints, operations::RunFigures, store::Store, workflow_store::WorkflowStore,
    },
    telemetry::measures,
};
use oathgate_domain::workflow::RunState;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// For how long what was read counts.
const FRESH: Duration = Duration::from_secs(5);
/// How long the store may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Reads the figures of the store.
pub(crate) struct StoreFigures {
    clock: Arc<dyn Clock>,
    database: OpenDatabase,
    store: Arc<dyn Store>,
    runs: Arc<dyn WorkflowStore>,
    hints: Arc<dyn Hints>,
    last: Mutex<Last>,
}

/// Where an unfinished run can be.
const STATES: [&str; 4] = ["due", "sleeping", "held", "paused"];

/// What was read last.
struct Last {
    at: Option<Instant>,
    /// The series of runs that there are; one that vanishes is told as none.
    runs: BTreeMap<(String, &'static str), u64>,
}

impl StoreFigures {
    /// Reads what `foundation` stands on.
    pub(crate) fn new(foundation: &Foundation) -> Self {
        Self {
            clock: Arc::clone(&foundation.clock),
            database: foundation.database.clone(),
            store: Arc::clone(&foundation.store),
            runs: Arc::clone(&foundation.runs),
            hints: Arc::clone(&foundation.hints),
            last: Mutex::new(Last { at: None, runs: every_series() }),
        }
    }

    /// Reports how the store stands. Where it does not answer, what it said last stays.
    pub(super) async fn refresh(&self) {
        self.database.report();
        let mut last = self.last.lock().await;
        if last.at.is_some_and(|at| at.elapsed() < FRESH) {
            return;
        }
        let read = timeout(PATIENCE, self.read(&mut last.runs)).await;
        let answered = match read {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "the store gives no figures");
                false
            }
            Err(_late) => false,
        };
        measures::STORE_READ.set([], if answered { 1.0 } else { 0.0 });
        last.at = Some(Instant::now());
    }

    async fn read(&self, known: &mut BTreeMap<(String, &'static str), u64>) -> Result<(), PortError> {
        // Hints are no part of the database, and a queue that is away has no depth to tell.
        if let Ok(depth) = self.hints.depth().await {
            measures::QUEUE_DEPTH.set([], whole(depth));
        }
        let health = self.runs.health().await?;
        let mut unit = self.store.begin_read().await?;
        let figures = unit.operations().figures().await?;
        let (unsealed, since) = unit.audit().waiting().await?;
        drop(unit);

        measures::WORKERS.set([], whole(health.workers));
        measures::RUNS_DUE.set([], whole(health.due));
        measures::OLDEST_DUE.set([], health.oldest_due.as_secs_f64());
        measures::RUNS_PAUSED.set([], whole(health.paused));
        measures::RUNS_FAILING.set([], whole(figures.iter().map(|figure| figure.failing).sum()));
        measures::AUDIT_UNSEALED.set([], whole(unsealed));
        let lag = since.map_or(0.0, |since| (self.clock.now() - since).as_seconds_f64().max(0.0));
        measures::AUDIT_LAG.set([], lag);

        for runs in known.values_mut() {
            *runs = 0;
        }
        for figure in &figures {
            *known.entry((figure.kind.clone(), state(figure))).or_default() += figure.runs;
        }
        for ((kind, state), runs) in known.iter() {
            measures::RUNS.set([kind, state], whole(*runs));
        }
        Ok(())
    }
}

/// The series of every workflow, at none.
fn every_series() -> BTreeMap<(String, &'static str), u64> {
    let kinds = flows::registry().kinds();
    let series = kinds.into_iter().flat_map(|kind| STATES.map(|state| ((kind.to_owned(), state), 0)));
    series.collect()
}

fn state(figure: &RunFigures) -> &'static str {
    match (figure.state, figure.is_due) {
        (RunState::Open, true) => "due",
        (RunState::Open, false) => "sleeping",
        (RunState::Paused, _) => "paused",
        _ => "held",
    }
}

/// A count as the figures hold it. Beyond 2^32 it is of no interest how much exactly.
fn whole(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
