//! What surrounds every request: its name, its log line, its limits, and the shape of its errors.

mod client_address;
mod cors;
mod faults;
mod headers;
mod limits;
mod request_id;
mod routes;

use cors::Reader;

pub use client_address::TrustedProxies;
pub(crate) use limits::is_limited;
pub(crate) use routes::speaks_oauth;
pub use routes::{Route, RouteTable};

use crate::{
    context::RequestContext,
    problem::{Problem, ProblemCode, ProblemJson},
    security::AllowedOrigins,
};
use futures_util::FutureExt;
use oathgate_application::{
    limits::LimitBook,
    oauth::origins::ClientOrigins,
    patience,
    ports::{entropy::Entropy, limits::Limits},
    telemetry::{
        database::{self, Toll},
        measures, propagation,
    },
};
use oathgate_domain::trace::TraceParent;
use poem::{
    Body, Endpoint, IntoResponse, Request, Response,
    http::{HeaderValue, Method, StatusCode, header},
};
use std::{
    net::IpAddr,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};
use tracing::Instrument;

/// How long a request waits for one answer of the database: a server that stands still is told of soon
/// enough for whoever looks at a page.
const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// How the edge treats requests.
#[derive(Clone)]
pub struct EdgeSettings {
    /// The networks whose forwarding headers and request ids are believed.
    pub trusted_proxies: TrustedProxies,
    /// Whether browsers are told to use https alone (RFC 6797): set where the issuer is https.
    pub https: bool,
    /// The origins whose pages may call this server with their user's cookie.
    pub allowed_origins: AllowedOrigins,
    /// Knows the origins whose pages may call what is for clients, without a cookie.
    pub client_origins: Option<Arc<ClientOrigins>>,
    /// How long a handler may take.
    pub handler_timeout: Duration,
    /// Counts requests of one network; nobody is limited where it is none.
    pub limits: Option<Arc<dyn Limits>>,
    /// How often is too often.
    pub book: Arc<LimitBook>,
}

impl Default for EdgeSettings {
    fn default() -> Self {
        Self {
            trusted_proxies: TrustedProxies::default(),
            https: false,
            allowed_origins: AllowedOrigins::default(),
            client_origins: None,
            handler_timeout: Duration::from_secs(30),
            limits: None,
            book: Arc::default(),
        }
    }
}

/// Surrounds an endpoint. Its answer is always `Ok`.
pub struct Edge<E> {
    inner: E,
    routes: RouteTable,
    settings: EdgeSettings,
    entropy: Arc<dyn Entropy>,
}

impl<E: Endpoint> Edge<E> {
    /// Surrounds `inner`, which answers at the addresses of `routes`.
    pub fn new(inner: E, routes: RouteTable, settings: EdgeSettings, entropy: Arc<dyn Entropy>) -> Self {
        Self { inner, routes, settings, entropy }
    }

    fn context_of(&self, request: &Request) -> RequestContext {
        let peer = request.remote_addr().as_socket_addr().map(std::net::SocketAddr::ip);
        let trusts = |peer: IpAddr| self.settings.trusted_proxies.contains(peer);
        let id =
            request_id::choose(request.header(request_id::HEADER), peer.is_some_and(trusts), &*self.entropy);
        RequestContext::new(
            id,
            peer.map(|peer| self.settings.trusted_proxies.client_of(peer, request.headers())),
            request.header(header::USER_AGENT),
            request.uri().path(),
        )
        .reading(request.header(header::ACCEPT_LANGUAGE))
    }

    /// The trace that a request is part of, where a trusted proxy says so: a stranger must not choose which
    /// requests are recorded, nor under which name.
    fn trace_parent_of(&self, request: &Request) -> Option<TraceParent> {
        let peer = request.remote_addr().as_socket_addr()?.ip();
        let header =
            request.header("traceparent").filter(|_| self.settings.trusted_proxies.contains(peer))?;
        TraceParent::parse(header)
    }

    /// Routes a request and carries it out, within its time. Never fails, never panics.
    async fn carry_out(
        &self,
        request: Request,
        route: Option<&Route>,
        client: Option<IpAddr>,
        reader: Option<&Reader>,
    ) -> Response {
        let work = AssertUnwindSafe(self.dispatch(request, route, client, reader)).catch_unwind();
        let code = match tokio::time::timeout(self.settings.handler_timeout, work).await {
            Ok(Ok(response)) => return response,
            // The panic hook has written what happened and where.
            Ok(Err(_panic)) => {
                tracing::error!(target: "oathgate::http", "a handler panicked");
                ProblemCode::Internal
            }
            Err(_elapsed) => {
                tracing::error!(target: "oathgate::http", "a handler took too long");
                ProblemCode::TimedOut
            }
        };
        faults::unexpected(code, route)
    }

    async fn dispatch(
        &self,
        request: Request,
        route: Option<&Route>,
        client: Option<IpAddr>,
        reader: Option<&Reader>,
    ) -> Response {
        let Some(known) = route else {
            return ProblemJson(Problem::new(ProblemCode::NotFound)).into_response();
        };
        if reader.is_some() && cors::is_preflight(&request) {
            return cors::preflight(known);
        }
        let Some(operation) = known.operation(request.method()) else {
            if request.method() == Method::OPTIONS {
                return Response::builder()
                    .status(StatusCode::NO_CONTENT)
                    .header(header::ALLOW, known.allow())
                    .finish();
            }
            let refused =
                Problem { allow: Some(known.allow()), ..Problem::new(ProblemCode::MethodNotAllowed) };
            return ProblemJson(refused).into_response();
        };
        let counted = match &self.settings.limits {
            Some(limits) => limits::count(&**limits, &self.settings.book, operation, client).await,
            None => None,
        };
        let mut response = match counted.as_ref().and_then(limits::Counted::refusal) {
            Some(problem) => faults::answer_for(problem, route),
            None => self.answer(request, route).await,
        };
        if let Some(counted) = counted {
            counted.disclose(response.headers_mut());
        }
        response
    }

    async fn answer(&self, mut request: Request, route: Option<&Route>) -> Response {
        let wants_head_alone = request.method() == Method::HEAD;
        if wants_head_alone {
            request.set_method(Method::GET);
        }
        let response = match self.inner.call(request).await {
            Ok(response) => response.into_response(),
            Err(error) => faults::answer(error, route),
        };
        if wants_head_alone { head_of(response).await } else { response }
    }
}

/// The answer to `HEAD`: that to `GET` without its body, but with its length (RFC 9110 §9.3.2).
async fn head_of(mut response: Response) -> Response {
    let body = response.take_body();
    if !response.headers().contains_key(header::CONTENT_LENGTH)
        && let Ok(bytes) = body.into_bytes().await
    {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    }
    response.set_body(Body::empty());
    response
}

impl<E: Endpoint> Endpoint for Edge<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let started = Instant::now();
        let context = self.context_of(&request);
        let route = self.routes.find(request.uri().path());
        let method = request.method().clone();
        let operation = route.map_or("none", |route| route.operation(&method).unwrap_or(&route.pattern));
        let reader = cors::reader(&request, route, &self.settings).await;
        request.extensions_mut().insert(context.clone());
        request.extensions_mut().insert(self.settings.allowed_origins.clone());

        // A span of the highest level, so that the id is with every line at whatever level is logged.
        let span =
            tracing::error_span!(target: "oathgate::http", "request", request_id = &*context.request_id);
        let trace = span.in_scope(|| trace_of(&context, known_method(&method), route, operation));
        propagation::adopt(&trace, self.trace_parent_of(&request).as_ref());
        let under_way = measures::HTTP_UNDER_WAY.under_way();
        let client = context.client_address;
        // On the heap: what follows wraps it several times over.
        let work = Box::pin(self.carry_out(request, route, client, reader.as_ref()));
        let work = patience::within(ANSWER_LIMIT, context.clone().scope(work));
        let work = database::counted(work).instrument(trace.clone()).instrument(span);
        let (mut response, toll) = work.await;
        drop(under_way);
        let status = response.status();
        trace.record("http.response.status_code", status.as_u16());
        if status.is_server_error() {
            trace.record("otel.status_code", "error");
        }

        cors::disclose(response.headers_mut(), reader);
        headers::harden(response.headers_mut(), self.settings.https);
        if let Ok(id) = HeaderValue::try_from(&*context.request_id) {
            response.headers_mut().insert(request_id::HEADER, id);
        }
        let took = started.elapsed();
        measures::HTTP_REQUESTS.count([operation, status.as_str()]);
        measures::HTTP_DURATION.observe([operation], took);
        trace.in_scope(|| log(&context, known_method(&method), operation, status, took, toll));
        Ok(response)
    }
}

/// The one line of a request.
fn log(
    context: &RequestContext,
    method: &str,
    operation: &str,
    status: StatusCode,
    took: Duration,
    toll: Toll,
) {
    tracing::info!(
        target: "oathgate::http",
        request_id = &*context.request_id,
        trace_id = propagation::present().map(|place| tracing::field::display(place.trace_id())),
        method,
        operation,
        status = status.as_u16(),
        duration_ms = milliseconds(took),
        database_ms = milliseconds(toll.waited),
        database_round_trips = toll.round_trips,
        client = context.client_address.map(tracing::field::display),
        principal = context.principal(),
        "request",
    );
}

/// Milliseconds with three digits behind the point: most answers take less than one.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

/// The span of a request, for traces (OpenTelemetry's conventions for HTTP). Neither the path nor the query
/// is in it: both may hold secrets.
fn trace_of(context: &RequestContext, method: &str, route: Option<&Route>, operation: &str) -> tracing::Span {
    tracing::debug_span!(
        target: "oathgate::trace",
        "request",
        otel.name = operation,
        otel.kind = "server",
        otel.status_code = tracing::field::Empty,
        http.request.method = method,
        http.route = route.map(|route| route.pattern.as_str()),
        http.response.status_code = tracing::field::Empty,
        request_id = &*context.request_id,
    )
}

/// The method for the log: a client may send any word as a method.
fn known_method(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::DELETE
        | Method::OPTIONS
        | Method::PATCH => method.as_str(),
        _ => "other",
    }
}
