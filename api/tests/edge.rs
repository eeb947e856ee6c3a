//! What surrounds every request.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed, as it should")]

use oathgate_api::{
    context::RequestContext,
    edge::{Edge, EdgeSettings, RouteTable, TrustedProxies},
    security::AllowedOrigins,
};
use oathgate_infrastructure::testing::SeededEntropy;
use poem::{
    Addr, Endpoint, EndpointExt, Request, RequestBuilder, Response, Route,
    endpoint::make,
    http::{Method, StatusCode},
    web::{LocalAddr, RemoteAddr},
};
use poem_openapi::{
    Object, OpenApi, OpenApiService,
    param::{Path, Query},
    payload::PlainText,
};
use serde_json::Value;
use std::{cell::RefCell, sync::Arc, time::Duration};
use uuid::Uuid;

#[derive(Object)]
struct Nothing {
    nothing: Option<bool>,
}

struct Api;

#[OpenApi]
impl Api {
    #[oai(path = "/things/:id", method = "get", operation_id = "thing")]
    async fn thing(&self, id: Path<Uuid>, size: Query<Option<u8>>) -> PlainText<String> {
        std::future::ready(()).await;
        PlainText(format!("{} {:?}", id.0, size.0))
    }

    #[oai(path = "/things/:id", method = "delete", operation_id = "remove_thing")]
    async fn remove(&self, id: Path<Uuid>) -> poem_openapi::payload::Json<Nothing> {
        let _ = id;
        std::future::ready(()).await;
        poem_openapi::payload::Json(Nothing { nothing: None })
    }

    #[oai(path = "/whence", method = "get", operation_id = "whence")]
    async fn whence(&self, context: RequestContext) -> PlainText<String> {
        std::future::ready(()).await;
        PlainText(context.client_address.map_or_else(|| "nowhere".to_owned(), |address| address.to_string()))
    }

    #[oai(path = "/panic", method = "get", operation_id = "panic")]
    async fn panic(&self) -> PlainText<String> {
        std::future::ready(()).await;
        panic!("the secret is hunter2")
    }

    #[oai(path = "/slow", method = "get", operation_id = "slow")]
    async fn slow(&self) -> PlainText<String> {
        tokio::time::sleep(Duration::from_secs(30)).await;
        PlainText(String::new())
    }

    #[oai(path = "/oauth/token", method = "post", operation_id = "token")]
    async fn token(&self) -> PlainText<String> {
        std::future::ready(()).await;
        panic!("the secret is hunter2")
    }

    #[oai(path = "/oauth/userinfo", method = "get", operation_id = "userinfo")]
    async fn userinfo(&self) -> PlainText<String> {
        tokio::time::sleep(Duration::from_secs(30)).await;
        PlainText(String::new())
    }

    #[oai(path = "/oauth/authorize", method = "get", operation_id = "authorize")]
    async fn authorize(&self) -> PlainText<String> {
        std::future::ready(()).await;
        PlainText(String::new())
    }

    #[oai(path = "/broken", method = "get", operation_id = "broken")]
    async fn broken(&self) -> poem::Result<PlainText<String>> {
        std::future::ready(()).await;
        let cause = std::io::Error::other("password=hunter2");
        Err(poem::error::InternalServerError(cause))
    }
}

fn edge() -> impl Endpoint<Output = Response> {
    let mut routes = RouteTable::default();
    routes.add_api::<Api>();
    routes.add("/page", Method::GET, "page");
    let page = make(async |_: Request| {
        Response::builder()
            .header("cache-control", "public, max-age=60")
            .header("content-security-policy", "default-src 'self'")
            .body("page")
    });
    let app =
        Route::new().nest("/", OpenApiService::new(Api, "test", "1")).at("/page", page.map_to_response());
    let settings = EdgeSettings {
        trusted_proxies: TrustedProxies::new(["10.0.0.0/8".parse().unwrap()]),
        https: true,
        allowed_origins: AllowedOrigins::new(&["https://app.example.com".parse().unwrap()]),
        client_origins: None,
        handler_timeout: Duration::from_millis(200),
        limits: None,
        book: std::sync::Arc::default(),
    };
    Edge::new(app, routes, settings, Arc::new(SeededEntropy::new(1)))
}

fn request(method: Method, uri: &str) -> RequestBuilder {
    Request::builder().method(method).uri(uri.parse().unwrap())
}

async fn send(request: Request) -> Response {
    edge().call(request).await.expect("the edge never fails")
}

/// A request as it comes through a socket from this address.
async fn send_from(peer: &str, headers: &[(&str, &str)], uri: &str) -> Response {
    let mut head = poem::http::Request::builder().uri(uri);
    for (name, value) in headers {
        head = head.header(*name, *value);
    }
    let (head, ()) = head.body(()).unwrap().into_parts();
    let peer: std::net::SocketAddr = format!("{peer}:40000").parse().unwrap();
    let parts = (head, LocalAddr(Addr::default()), RemoteAddr(peer.into()), poem::http::uri::Scheme::HTTP);
    send(Request::from_parts(parts.into(), poem::Body::empty())).await
}

async fn text(response: Response) -> String {
    response.into_body().into_string().await.unwrap()
}

async fn problem(response: Response) -> Value {
    assert_eq!(response.content_type(), Some("application/problem+json"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let id = response.header("x-request-id").unwrap().to_owned();
    let problem: Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(problem["request_id"], id.as_str());
    problem
}

const THING: &str = "/things/0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60";

#[tokio::test]
async fn every_answer_has_a_name_and_is_hardened() {
    for uri in [THING, "/nowhere", "/panic", "/broken", "/slow", "/things/x", "/page"] {
        let response = send(request(Method::GET, uri).finish()).await;
        let id = response.header("x-request-id").unwrap_or_else(|| panic!("{uri} has no name"));
        assert!(Uuid::parse_str(id).is_ok(), "{uri}: {id}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ] {
            assert_eq!(response.header(name), Some(value), "{uri}");
        }
        assert!(response.header("content-security-policy").is_some(), "{uri}");
    }
}

#[tokio::test]
async fn a_page_keeps_its_own_headers() {
    let response = send(request(Method::GET, "/page").finish()).await;
    assert_eq!(response.header("cache-control"), Some("public, max-age=60"));
    assert_eq!(response.header("content-security-policy"), Some("default-src 'self'"));
}

#[tokio::test]
async fn faults_of_every_kind_are_problems() {
    for (method, uri, status, code) in [
        (Method::GET, "/nowhere", 404, "not_found"),
        (Method::GET, "/things/x/y", 404, "not_found"),
        (Method::POST, THING, 405, "method_not_allowed"),
        (Method::GET, "/things/not-a-uuid", 422, "validation_failed"),
        (Method::GET, "/panic", 500, "internal"),
        (Method::GET, "/broken", 500, "internal"),
        (Method::GET, "/slow", 503, "timed_out"),
    ] {
        let response = send(request(method, uri).finish()).await;
        assert_eq!(response.status().as_u16(), status, "{uri}");
        let problem = problem(response).await;
        assert_eq!(problem["code"], code, "{uri}");
        assert_eq!(problem["instance"], uri);
        assert_eq!(problem["type"], format!("/problems/{code}"));
        assert!(!problem.to_string().contains("hunter2"), "{problem}");
    }
}

#[tokio::test]
async fn parameters_that_are_wrong_are_named() {
    let response = send(request(Method::GET, "/things/not-a-uuid").finish()).await;
    assert_eq!(problem(response).await["errors"][0]["field"], "id");
    let response = send(request(Method::GET, &format!("{THING}?size=large%00")).finish()).await;
    let problem = problem(response).await;
    assert_eq!(problem["errors"][0]["field"], "size");
    assert!(!problem.to_string().contains("large"), "{problem}");
}

#[tokio::test]
async fn methods_are_told() {
    let refused = send(request(Method::POST, THING).finish()).await;
    assert_eq!(refused.header("allow"), Some("GET, DELETE, HEAD, OPTIONS"));
    let options = send(request(Method::OPTIONS, THING).finish()).await;
    assert_eq!(options.status(), StatusCode::NO_CONTENT);
    assert_eq!(options.header("allow"), Some("GET, DELETE, HEAD, OPTIONS"));
    let odd = send(request(Method::from_bytes(b"BREW").unwrap(), THING).finish()).await;
    assert_eq!(odd.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn head_is_get_without_its_body() {
    let get = send(request(Method::GET, THING).finish()).await;
    let head = send(request(Method::HEAD, THING).finish()).await;
    assert_eq!(head.status(), get.status());
    assert_eq!(head.content_type(), get.content_type());
    let length = text(get).await.len().to_string();
    assert_eq!(head.header("content-length"), Some(length.as_str()));
    assert_eq!(text(head).await, "");
    let missing = send(request(Method::HEAD, "/nowhere").finish()).await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn forwarding_headers_are_believed_from_trusted_proxies_alone() {
    let headers = [("x-forwarded-for", "1.1.1.1, 198.51.100.7"), ("x-request-id", "edge-7")];
    let trusted = send_from("10.0.0.9", &headers, "/whence").await;
    assert_eq!(trusted.header("x-request-id"), Some("edge-7"));
    assert_eq!(text(trusted).await, "198.51.100.7");
    let stranger = send_from("203.0.113.9", &headers, "/whence").await;
    assert_ne!(stranger.header("x-request-id"), Some("edge-7"));
    assert_eq!(text(stranger).await, "203.0.113.9");
    let forged = send_from("10.0.0.9", &[("x-request-id", "a\"b{evil}")], "/whence").await;
    assert_ne!(forged.header("x-request-id"), Some("a\"b{evil}"));
}

#[tokio::test]
async fn clients_are_told_of_mishaps_in_their_own_words() {
    for (method, path, status, error) in [
        (Method::POST, "/oauth/token", 500, "server_error"),
        (Method::GET, "/oauth/userinfo", 503, "temporarily_unavailable"),
    ] {
        let response = send(request(method, path).finish()).await;
        assert_eq!((response.status().as_u16(), response.content_type()), (status, Some("application/json")));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        let told: Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(told["error"], error);
        assert!(!told.to_string().contains("hunter2"));
    }
}

#[tokio::test]
async fn no_page_reads_along_where_people_are_asked() {
    let ask = request(Method::GET, "/oauth/authorize").header("origin", "https://app.example.com").finish();
    assert_eq!(send(ask).await.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn pages_of_allowed_origins_may_read_answers_and_others_may_not() {
    let ask = |origin: &str| {
        request(Method::OPTIONS, THING)
            .header("origin", origin)
            .header("access-control-request-method", "DELETE")
            .finish()
    };
    let allowed = send(ask("https://app.example.com")).await;
    assert_eq!(allowed.status(), StatusCode::NO_CONTENT);
    assert_eq!(allowed.header("access-control-allow-origin"), Some("https://app.example.com"));
    assert_eq!(allowed.header("access-control-allow-credentials"), Some("true"));
    assert!(allowed.header("access-control-allow-methods").unwrap().contains("DELETE"));
    let other = send(ask("https://evil.example.com")).await;
    assert_eq!(other.header("access-control-allow-origin"), None);
    assert_eq!(other.header("access-control-allow-methods"), None);

    // Also what went wrong can be read, and no cache mixes the two.
    let failed = request(Method::GET, "/nowhere").header("origin", "https://app.example.com").finish();
    let failed = send(failed).await;
    assert_eq!(failed.header("access-control-allow-origin"), Some("https://app.example.com"));
    assert_eq!(failed.header("vary"), Some("Origin"));
    let own = send(request(Method::GET, THING).finish()).await;
    assert_eq!(own.header("access-control-allow-origin"), None);
    assert_eq!(own.header("vary"), Some("Origin"));
}

thread_local! {
    /// What the present thread has logged under `oathgate::http`, as `name=value` lines.
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Keeps what each thread logs. For the whole process: one that comes and goes with a test may miss what other
/// tests are the first to log.
struct Log;

/// Writes down the fields of a line.
struct Fields;

impl tracing::field::Visit for Fields {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        LINES.with_borrow_mut(|lines| lines.push(format!("{field}={value:?}")));
    }
}

impl tracing::Subscriber for Log {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "oathgate::http"
    }

    fn new_span(&self, _span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _span: &tracing::span::Id, _values: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _span: &tracing::span::Id, _follows: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Fields);
    }

    fn enter(&self, _span: &tracing::span::Id) {}

    fn exit(&self, _span: &tracing::span::Id) {}
}

#[tokio::test]
async fn a_request_leaves_one_line_that_tells_nothing_of_what_it_held() {
    tracing::subscriber::set_global_default(Log).unwrap();
    let uri = format!("{THING}?token=hunter2");
    let response =
        send_from("203.0.113.9", &[("cookie", "a=hunter2"), ("authorization", "Bearer hunter2")], &uri).await;
    let lines = LINES.take();
    let expected = [
        "message=request".to_owned(),
        format!("request_id={:?}", response.header("x-request-id").unwrap()),
        "method=\"GET\"".to_owned(),
        "operation=\"thing\"".to_owned(),
        "status=200".to_owned(),
        "client=203.0.113.9".to_owned(),
    ];
    for line in expected {
        assert_eq!(lines.iter().filter(|found| **found == line).count(), 1, "{line} in {lines:?}");
    }
    assert!(lines.iter().any(|line| line.starts_with("duration_ms=")), "{lines:?}");
    assert!(!lines.concat().contains("hunter2") && !lines.concat().contains("0198c5f0-8d5e"), "{lines:?}");
}
