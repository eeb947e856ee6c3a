//! Carries a trace from one process to another (W3C Trace Context): into the row of a run, and out of it
//! into the spans of the worker. What a trace is made of only the composition root knows.

use oathgate_domain::trace::TraceParent;
use std::sync::OnceLock;
use tracing::Span;

/// Reads and sets the place of spans in traces.
pub trait Propagator: Send + Sync {
    /// The place of the present span, where it is part of a trace that is recorded.
    fn present(&self) -> Option<TraceParent>;

    /// Lets a span that has not begun yet continue a trace.
    fn adopt(&self, span: &Span, parent: &TraceParent);
}

static PROPAGATOR: OnceLock<Box<dyn Propagator>> = OnceLock::new();

/// Sets who does it, once for the process. Without, there are no traces.
pub fn set(propagator: Box<dyn Propagator>) {
    // A second start, in tests, keeps the first.
    let _ = PROPAGATOR.set(propagator);
}

/// The place of the present span in a trace. None where nobody traces.
pub fn present() -> Option<TraceParent> {
    PROPAGATOR.get()?.present()
}

/// Lets a span continue a trace, where somebody traces.
pub fn adopt(span: &Span, parent: Option<&TraceParent>) {
    if let (Some(propagator), Some(parent)) = (PROPAGATOR.get(), parent) {
        propagator.adopt(span, parent);
    }
}
