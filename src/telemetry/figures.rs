//! The figures: what the program reports, kept in memory until somebody asks for it.

use super::{StoreFigures, process};
use crate::failure::Failure;
use async_trait::async_trait;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use oathgate_api::metrics::Figures;
use oathgate_application::telemetry::{Kind, measures};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often observations are counted into their buckets: nobody may ever ask for them.
const UPKEEP: Duration = Duration::from_secs(5);

/// What was reported so far.
#[derive(Clone)]
pub(crate) struct Recorded(PrometheusHandle);

impl Recorded {
    /// Begins to keep what the program reports.
    ///
    /// # Errors
    /// When somebody else does already.
    pub(super) fn start() -> Result<Self, Failure> {
        let wrong = |error| Failure::because("figures cannot be kept", error);
        let mut builder = PrometheusBuilder::new();
        for measure in measures::ALL {
            if let Kind::Histogram(bounds) = measure.kind {
                let name = Matcher::Full(measure.name.to_owned());
                builder = builder.set_buckets_for_metric(name, bounds).map_err(wrong)?;
            }
        }
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder)
            .map_err(|error| Failure::because("figures cannot be kept", error))?;
        describe();
        Ok(Self(handle))
    }

    /// Counts observations into their buckets until `stop`.
    pub(crate) async fn keep(self, stop: CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(UPKEEP)).await.is_some() {
            self.0.run_upkeep();
        }
    }
}

/// Says what each figure means, and begins those whose series are known.
fn describe() {
    for measure in measures::ALL.iter().filter(|measure| !measure.name.starts_with("process_")) {
        match measure.kind {
            Kind::Counter => metrics::describe_counter!(measure.name, measure.help),
            Kind::Gauge => metrics::describe_gauge!(measure.name, measure.help),
            Kind::Histogram(_) => metrics::describe_histogram!(measure.name, measure.help),
        }
        if measure.kind == Kind::Counter && measure.labels.is_empty() {
            measure.add([], 0);
        }
        for value in measure.known {
            measure.add([value], 0);
        }
    }
    measures::BUILD.set([env!("CARGO_PKG_VERSION")], 1.0);
}

/// Everything that there is to tell.
pub(crate) struct AllFigures {
    /// What the program reported.
    pub(crate) recorded: Recorded,
    /// What the store knows.
    pub(crate) store: StoreFigures,
}

#[async_trait]
impl Figures for AllFigures {
    async fn text(&self) -> String {
        self.store.refresh().await;
        let mut text = self.recorded.0.render();
        text.push_str(&process::text());
        text
    }
}
