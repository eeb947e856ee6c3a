//! What operators learn of an attempt at a step.

use super::StepName;
use crate::{
    telemetry::{Timer, measures},
    workflow::{
        lease::Lease,
        step::{Flow, Halt},
    },
};
use tracing::{Instrument, Span};

/// An attempt at a step that is under way.
pub(super) struct Attempt {
    kind: String,
    step: &'static str,
    timer: Timer,
    span: Span,
}

impl Attempt {
    /// Begins one.
    pub(super) fn of(lease: &Lease, step: StepName) -> Self {
        let step = step.word();
        let span = tracing::debug_span!(
            target: "oathgate::trace",
            "step",
            otel.name = format_args!("{}.{step}", lease.kind),
            otel.status_code = tracing::field::Empty,
            step,
            outcome = tracing::field::Empty,
        );
        Self { kind: lease.kind.clone(), step, timer: Timer::start(), span }
    }

    /// Does its work, and reports how it ended.
    pub(super) async fn observe<T>(self, work: impl Future<Output = Flow<T>>) -> Flow<T> {
        let flow = work.instrument(self.span.clone()).await;
        let outcome = match flow {
            Ok(_) => "done",
            Err(Halt::Retry(_)) => "retried",
            Err(Halt::Exhausted { .. } | Halt::Broken(_)) => "exhausted",
            Err(_) => "given_back",
        };
        self.span.record("outcome", outcome);
        if flow.is_err() {
            self.span.record("otel.status_code", "error");
        }
        measures::STEP_DURATION.observe([&self.kind, self.step], self.timer.elapsed());
        measures::STEP_ATTEMPTS.count([&self.kind, self.step, outcome]);
        flow
    }
}
