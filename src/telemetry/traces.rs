//! Traces: spans of requests, use cases, statements, workflow steps and mails, sent to a collector (OTLP).
//!
//! Only spans with the target `oathgate::trace` are sent. They hold names, ids and figures, never what
//! somebody has typed, and never a path or a query.

use crate::failure::Failure;
use oathgate_application::telemetry::propagation::{self, Propagator};
use oathgate_domain::trace::TraceParent;
use opentelemetry::{
    Context, KeyValue,
    trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState, TracerProvider},
};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, SdkTracerProvider},
};
use std::time::Duration;
use tracing::{Level, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, filter::Targets, registry::LookupSpan};
use url::Url;

/// The target of the spans that are sent.
const TARGET: &str = "oathgate::trace";
/// How long the collector may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends traces, on a thread of its own.
pub(super) struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins to send `part` of the traces that begin here.
    ///
    /// # Errors
    /// When the exporter cannot be made.
    pub(super) fn start(endpoint: &Url, part: f64) -> Result<Self, Failure> {
        let address = format!("{}/v1/traces", endpoint.as_str().trim_end_matches('/'));
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(address)
            .with_timeout(PATIENCE)
            .build()
            .map_err(|error| Failure::because("OTEL_EXPORTER_OTLP_ENDPOINT cannot be used", error))?;
        let resource = Resource::builder()
            .with_service_name("oathgate")
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(part))))
            .with_resource(resource)
            .build();
        propagation::set(Box::new(W3c));
        Ok(Self(provider))
    }

    /// What takes the spans.
    pub(super) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("oathgate"))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_filter(Targets::new().with_target(TARGET, Level::DEBUG))
    }

    /// Sends what is left.
    pub(super) fn end(self) {
        if let Err(error) = self.0.shutdown_with_timeout(PATIENCE) {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}

/// W3C Trace Context for the spans of OpenTelemetry.
struct W3c;

impl Propagator for W3c {
    fn present(&self) -> Option<TraceParent> {
        let context = Span::current().context();
        let span = context.span();
        let place = span.span_context();
        place.is_valid().then(|| TraceParent {
            trace: u128::from_be_bytes(place.trace_id().to_bytes()),
            span: u64::from_be_bytes(place.span_id().to_bytes()),
            sampled: place.is_sampled(),
        })
    }

    fn adopt(&self, span: &Span, parent: &TraceParent) {
        let flags = if parent.sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
        let remote = SpanContext::new(
            TraceId::from_bytes(parent.trace.to_be_bytes()),
            SpanId::from_bytes(parent.span.to_be_bytes()),
            flags,
            true,
            TraceState::default(),
        );
        // A span that is not recorded cannot be moved, and need not be.
        let _ = span.set_parent(Context::new().with_remote_span_context(remote));
    }
}
