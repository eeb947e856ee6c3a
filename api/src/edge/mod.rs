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
pub use routes::{Route, RouteTable};

use crate::{
    context::RequestContext,
    problem::{Problem, ProblemCode, ProblemJson},
    security::AllowedOrigins,
};
use futures_util::FutureExt;
use oathgate_application::{
    oauth::origins::ClientOrigins,
    ports::{entropy::Entropy, limits::Limits},
};
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
            Some(limits) => limits::count(&**limits, operation, client).await,
            None => None,
        };
        let mut response = match counted.as_ref().and_then(limits::Counted::refusal) {
            Some(refusal) => refusal,
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
        let client = context.client_address;
        let work = self.carry_out(request, route, client, reader.as_ref());
        let work = context.clone().scope(work).instrument(span);
        let mut response = work.await;

        cors::disclose(response.headers_mut(), reader);
        headers::harden(response.headers_mut(), self.settings.https);
        if let Ok(id) = HeaderValue::try_from(&*context.request_id) {
            response.headers_mut().insert(request_id::HEADER, id);
        }
        tracing::info!(
            target: "oathgate::http",
            request_id = &*context.request_id,
            method = known_method(&method),
            operation,
            status = response.status().as_u16(),
            duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            client = context.client_address.map(tracing::field::display),
            principal = context.principal(),
            "request",
        );
        Ok(response)
    }
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
