//! Traces: from a request through its statements into the worker's steps and the mail, as one.

use crate::{
    figures::on_one_file,
    support::{PASSWORD, deployment::token_in},
};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::any_value,
    trace::v1::{Span, span::SpanKind},
};
use prost::Message;
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// A collector that keeps what it is sent.
#[derive(Clone, Default)]
pub(super) struct Collector(Arc<Mutex<Vec<Span>>>);

impl Collector {
    pub(super) async fn start() -> (Self, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (collector, address) = (Self::default(), listener.local_addr().unwrap());
        let keeper = collector.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(keeper.clone().serve(socket));
            }
        });
        (collector, address)
    }

    /// Requests of HTTP/1.1 with a length, one after the other.
    async fn serve(self, mut socket: TcpStream) -> Option<()> {
        let mut bytes = Vec::new();
        loop {
            let end = loop {
                if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                    break end + 4;
                }
                if socket.read_buf(&mut bytes).await.ok()? == 0 {
                    return None;
                }
            };
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            assert!(head.starts_with("post /v1/traces http/1.1"), "{head}");
            let length: usize =
                head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())?;
            while bytes.len() < end + length {
                if socket.read_buf(&mut bytes).await.ok()? == 0 {
                    return None;
                }
            }
            let body: Vec<u8> = bytes.drain(..end + length).skip(end).collect();
            let request = ExportTraceServiceRequest::decode(&body[..]).unwrap();
            let scopes = request.resource_spans.into_iter().flat_map(|resource| resource.scope_spans);
            self.0.lock().unwrap().extend(scopes.flat_map(|scope| scope.spans));
            let answer =
                "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n";
            socket.write_all(answer.as_bytes()).await.ok()?;
        }
    }

    pub(super) fn spans(&self) -> Vec<Span> {
        self.0.lock().unwrap().clone()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn attribute(span: &Span, name: &str) -> Option<String> {
    let found = span.attributes.iter().find(|attribute| attribute.key == name)?;
    Some(match found.value.as_ref()?.value.as_ref()? {
        any_value::Value::StringValue(text) => text.clone(),
        any_value::Value::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    })
}

/// Registers with a `traceparent`, verifies the address, and stops the server. Gives the registration's
/// request id.
async fn register(settings: &[(&str, &str)]) -> (Vec<Span>, String, Vec<Value>, String) {
    let (collector, address) = Collector::start().await;
    let endpoint = format!("http://{address}");
    let settings: Vec<_> =
        settings.iter().copied().chain([("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint)]).collect();
    let (mut deployment, _) = on_one_file(&settings).await;
    let client = deployment.client(0);
    let answer = reqwest::Client::new()
        .post(format!("http://{}/auth/register", client.address()))
        .header("traceparent", format!("00-{TRACE}-{PARENT}-01"))
        .json(&json!({ "email": "ada@example.com", "password": PASSWORD }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 202);
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let token = token_in(&deployment.mail("ada@example.com", "", 0).await, "verify-email");
    client.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    deployment.mail("ada@example.com", "Welcome", 0).await;
    // What is left is sent when the process ends.
    assert_eq!(deployment.servers[0].stop(Duration::from_secs(30)).await, Some(0));
    let printed = deployment.servers[0].printed();
    let lines = printed.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    (collector.spans(), id, lines, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_leads_from_the_request_to_the_mail() {
    let (all, id, lines, token) = register(&[("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let spans: Vec<&Span> = all.iter().filter(|span| hex(&span.trace_id) == TRACE).collect();
    let names: Vec<&str> = spans.iter().map(|span| span.name.as_str()).collect();
    let named = |name: &str| {
        *spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name} in {names:?}"))
    };
    let parent_of = |span: &Span| spans.iter().find(|other| other.span_id == span.parent_span_id).copied();

    let request = named("register");
    let use_case = named("accounts.register");
    assert_eq!(use_case.parent_span_id, request.span_id);
    assert_eq!(hex(&request.parent_span_id), PARENT);
    assert_eq!(request.kind(), SpanKind::Server);
    assert_eq!(attribute(request, "http.route").as_deref(), Some("/auth/register"));
    assert_eq!(attribute(request, "http.response.status_code").as_deref(), Some("202"));
    assert_eq!(attribute(request, "request_id"), Some(id.clone()));
    // Use case, statement.
    let start = named("workflow_runs.START_SQLITE");
    let mut above = parent_of(start).unwrap();
    assert_ne!(above.span_id, request.span_id, "no use case between the request and its statement");
    while above.span_id != request.span_id {
        above = parent_of(above).unwrap_or_else(|| panic!("the statement hangs nowhere: {names:?}"));
    }
    // The run, its step, the mail.
    let run = named("registration");
    assert_eq!(run.kind(), SpanKind::Consumer);
    assert!(parent_of(run).is_some(), "the run hangs nowhere");
    assert_eq!(attribute(run, "request_id"), Some(id.clone()));
    let mail = named("send_mail");
    let step = parent_of(mail).unwrap();
    assert!(step.name.starts_with("registration."), "{}", step.name);
    assert_eq!(parent_of(step).unwrap().name, "registration");
    assert_eq!(attribute(step, "outcome").as_deref(), Some("done"));

    // The log line of the request knows the trace.
    let line = lines.iter().find(|line| line["message"] == "request" && line["request_id"] == *id).unwrap();
    assert_eq!(line["trace_id"], TRACE);
    // Nothing in any span is somebody's.
    let told = format!("{all:?}");
    for secret in [PASSWORD, &token, "ada@example.com"] {
        assert!(!told.contains(secret), "{secret} stands in a trace");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_does_not_choose_the_trace() {
    let (all, id, ..) = register(&[]).await;
    assert!(all.iter().all(|span| hex(&span.trace_id) != TRACE));
    let request = all.iter().find(|span| attribute(span, "request_id").as_ref() == Some(&id)).unwrap();
    assert!(request.parent_span_id.is_empty());
    // Still one trace, under a name of its own.
    let mail = all.iter().find(|span| span.name == "send_mail").unwrap();
    assert_eq!(mail.trace_id, request.trace_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_sampled_is_not_sent() {
    let (all, ..) = register(&[("OTEL_TRACES_SAMPLER_ARG", "0")]).await;
    assert_eq!(all.len(), 0, "{all:?}");
}

/// With a collector that is away, the server works and stops as ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_stops_nobody() {
    let (mut deployment, _) = on_one_file(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")]).await;
    let client = deployment.client(0);
    client.register_until_accepted("ada@example.com", PASSWORD).await;
    deployment.mail("ada@example.com", "", 0).await;
    let begun = Instant::now();
    assert_eq!(deployment.servers[0].stop(Duration::from_secs(30)).await, Some(0));
    assert!(begun.elapsed() < Duration::from_secs(20));
}
