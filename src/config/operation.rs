//! Limits, sizes and logs.

use super::{
    catalogue::{
        AUDIT_RETENTION_DAYS, LOG_FORMAT, OATHGATE_HASH_THREADS, OATHGATE_LEASE_SECONDS,
        OATHGATE_PASSWORD_ITERATIONS, OATHGATE_SHUTDOWN_DELAY_SECONDS, OATHGATE_SHUTDOWN_SECONDS,
        OATHGATE_SLOW_STATEMENT_MILLISECONDS, OATHGATE_WORKER_SLOTS, OTEL_EXPORTER_OTLP_ENDPOINT,
        OTEL_TRACES_SAMPLER_ARG, RATE_LIMIT, RUST_LOG,
    },
    reader::{Reader, Why},
};
use std::{num::NonZeroU32, time::Duration};
use tracing_subscriber::EnvFilter;
use url::Url;

/// Limits and sizes.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `RATE_LIMIT`.
    pub rate_limit: bool,
    /// `AUDIT_RETENTION_DAYS`; for ever where none.
    pub audit_retention: Option<time::Duration>,
    /// `OATHGATE_PASSWORD_ITERATIONS`.
    pub password_iterations: NonZeroU32,
    /// `OATHGATE_HASH_THREADS`; as many as there are cores where none.
    pub hash_threads: Option<usize>,
    /// `OATHGATE_WORKER_SLOTS`.
    pub worker_slots: u32,
    /// `OATHGATE_LEASE_SECONDS`.
    pub lease: Duration,
    /// `OATHGATE_SHUTDOWN_DELAY_SECONDS`.
    pub shutdown_delay: Duration,
    /// `OATHGATE_SHUTDOWN_SECONDS`.
    pub shutdown: Duration,
}

impl Operation {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let rate_limit = reader.optional(&RATE_LIMIT, switch);
        let retention = reader.number(&AUDIT_RETENTION_DAYS, 0..=36_500_i64);
        let iterations = reader.number(&OATHGATE_PASSWORD_ITERATIONS, 1_000..=10_000_000);
        let hash_threads = reader.number(&OATHGATE_HASH_THREADS, 1..=256);
        let worker_slots = reader.number(&OATHGATE_WORKER_SLOTS, 1..=512);
        let lease = reader.number(&OATHGATE_LEASE_SECONDS, 5..=600).map(Duration::from_secs);
        let delay = reader.number(&OATHGATE_SHUTDOWN_DELAY_SECONDS, 0..=120).map(Duration::from_secs);
        let shutdown = reader.number(&OATHGATE_SHUTDOWN_SECONDS, 1..=600).map(Duration::from_secs);
        Some(Self {
            rate_limit: rate_limit?,
            audit_retention: Some(retention?).filter(|days| *days > 0).map(time::Duration::days),
            password_iterations: NonZeroU32::new(iterations?)?,
            hash_threads,
            worker_slots: worker_slots?,
            lease: lease?,
            shutdown_delay: delay?,
            shutdown: shutdown?,
        })
    }
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Logging {
    /// `LOG_FORMAT`; by the kind of standard error where none.
    pub format: Option<LogFormat>,
    /// `RUST_LOG`, shown to be understood.
    pub filter: String,
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`.
    pub traces: Option<Url>,
    /// `OTEL_TRACES_SAMPLER_ARG`.
    pub traced_part: f64,
    /// `OATHGATE_SLOW_STATEMENT_MILLISECONDS`; none is logged where it is none.
    pub slow_statement: Option<Duration>,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

impl Logging {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let format = reader.optional(&LOG_FORMAT, |text| match text.to_ascii_lowercase().as_str() {
            "json" => Ok(LogFormat::Json),
            "text" => Ok(LogFormat::Text),
            _ => Err(None),
        });
        let filter = reader.optional(&RUST_LOG, |text| {
            EnvFilter::builder().parse(text).map(|_| text.to_owned()).map_err(|error| Some(error.to_string()))
        });
        let traces = reader.optional(&OTEL_EXPORTER_OTLP_ENDPOINT, |text| {
            let url = Url::parse(text).map_err(|_| None)?;
            if matches!(url.scheme(), "http" | "https") && url.has_host() { Ok(url) } else { Err(None) }
        });
        let traced_part = reader.number(&OTEL_TRACES_SAMPLER_ARG, 0.0..=1.0);
        let slow = reader.number(&OATHGATE_SLOW_STATEMENT_MILLISECONDS, 0..=60_000);
        Some(Self {
            format,
            filter: filter?,
            traces,
            traced_part: traced_part?,
            slow_statement: Some(slow?).filter(|slow| *slow > 0).map(Duration::from_millis),
        })
    }
}

/// Reads `on` and `off`.
pub(super) fn switch(text: &str) -> Result<bool, Why> {
    match text.to_ascii_lowercase().as_str() {
        "on" | "true" | "yes" | "1" => Ok(true),
        "off" | "false" | "no" | "0" => Ok(false),
        _ => Err(None),
    }
}
