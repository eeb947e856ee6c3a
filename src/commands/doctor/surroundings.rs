//! Checks of what stands around the server: its certificate, and whoever takes its traces.

use super::finding::Finding;
use crate::{config::TlsFiles, wiring::check_certificate};
use oathgate_application::ports::clock::Clock;
use oathgate_infrastructure::local::SystemClock;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::{net::TcpStream, time::timeout};
use url::Url;

/// How long before its end a certificate is to be renewed, in days.
const RENEW: i64 = 7;
/// How long a connection may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether the certificate and its key can be used, and for how long.
pub(super) fn certificate(files: &TlsFiles) -> Finding {
    const CHECK: &str = "certificate";
    let ends = match check_certificate(files) {
        Ok(ends) => ends,
        Err(failure) => {
            return Finding::fail(CHECK, failure.to_string(), "correct SSL_CERT_PATH and SSL_KEY_PATH");
        }
    };
    let ends = ends
        .and_then(|ends| i64::try_from(ends.as_secs()).ok())
        .and_then(|ends| OffsetDateTime::from_unix_timestamp(ends).ok());
    let Some(ends) = ends else { return Finding::ok(CHECK, "the certificate and its key can be used") };
    match (ends - SystemClock.now()).whole_days() {
        ..0 => Finding::fail(CHECK, format!("the certificate ended on {}", ends.date()), "renew it"),
        left @ 0..RENEW => {
            Finding::warn(CHECK, format!("the certificate ends in {left} days")).mend("renew it")
        }
        left => Finding::ok(CHECK, format!("the certificate and its key can be used, for {left} days more")),
    }
}

/// Whether somebody takes traces.
pub(super) async fn collector(endpoint: &Url) -> Finding {
    let host = endpoint.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let port = endpoint.port_or_known_default().unwrap_or_default();
    match timeout(PATIENCE, TcpStream::connect((host, port))).await {
        Ok(Ok(_)) => Finding::ok("traces", format!("{host}:{port} takes connections")),
        _ => Finding::warn("traces", format!("{host}:{port} does not answer; traces are lost"))
            .mend("check OTEL_EXPORTER_OTLP_ENDPOINT, or leave it out"),
    }
}
