//! Cross-origin requests by scripts (the Fetch standard, "HTTP extensions"): of pages that the operator
//! allows, which act with their user's cookie, and of pages that clients send people back to, which call
//! what is for clients alone, and without one. Pages of other origins get no such headers, and their
//! browser keeps the answer from them; the request itself is not refused here, since whether it may act is
//! for the operation to say.

use super::{EdgeSettings, Route};
use crate::problem::chain_of;
use poem::{
    Request, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};

/// Headers that scripts may send.
const SENDABLE: HeaderValue = HeaderValue::from_static("Authorization, Content-Type, DPoP, X-Request-Id");
/// Headers of answers that scripts may read.
const READABLE: HeaderValue =
    HeaderValue::from_static("DPoP-Nonce, ETag, Retry-After, WWW-Authenticate, X-Request-Id");
/// How long a browser may remember the answer to a question, in seconds. Browsers cap it at two hours.
const REMEMBERED: HeaderValue = HeaderValue::from_static("7200");

/// Whose script reads the answer.
pub(super) enum Reader {
    /// A page that the operator allows.
    Allowed(HeaderValue),
    /// A page of a client.
    Client(HeaderValue),
}

/// Whose script sent the request, where it may read the answer.
pub(super) async fn reader(
    request: &Request,
    route: Option<&Route>,
    settings: &EdgeSettings,
) -> Option<Reader> {
    let origin = request.headers().get(header::ORIGIN)?;
    let text = origin.to_str().ok()?;
    // Where people are asked no script reads along (RFC 9700 §2.6).
    if route.is_some_and(Route::asks_people) {
        return None;
    }
    if settings.allowed_origins.contains(text) {
        return Some(Reader::Allowed(origin.clone()));
    }
    let origins = settings.client_origins.as_ref().filter(|_| route.is_some_and(Route::is_for_clients))?;
    match origins.contain(text).await {
        Ok(known) => known.then(|| Reader::Client(origin.clone())),
        Err(error) => {
            tracing::warn!(target: "oathgate::http", error = chain_of(&error), "an origin cannot be looked up");
            None
        }
    }
}

/// Whether a browser asks before it sends a request.
pub(super) fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to that, for a script that may read answers.
pub(super) fn preflight(route: &Route) -> Response {
    Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header(header::ACCESS_CONTROL_ALLOW_METHODS, route.allow())
        .header(header::ACCESS_CONTROL_ALLOW_HEADERS, SENDABLE)
        .header(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED)
        .finish()
}

/// Lets the script read the answer.
pub(super) fn disclose(headers: &mut HeaderMap, reader: Option<Reader>) {
    // Caches must not give the answer for one origin to another, nor one without to one with.
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    let origin = match reader {
        None => return,
        Some(Reader::Client(origin)) => origin,
        Some(Reader::Allowed(origin)) => {
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
            origin
        }
    };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, READABLE);
}
