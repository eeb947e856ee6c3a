//! Cross-origin requests by scripts of pages that the operator allows (the Fetch standard, "HTTP
//! extensions"). Pages of other origins get no such headers, and their browser keeps the answer from
//! them; the request itself is not refused here, since whether it may act is for the operation to say.

use super::Route;
use crate::security::AllowedOrigins;
use poem::{
    Request, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};

/// Headers that scripts may send.
const SENDABLE: HeaderValue = HeaderValue::from_static("Authorization, Content-Type, X-Request-Id");
/// Headers of answers that scripts may read.
const READABLE: HeaderValue = HeaderValue::from_static("X-Request-Id, Retry-After, WWW-Authenticate");
/// How long a browser may remember the answer to a question, in seconds. Browsers cap it at two hours.
const REMEMBERED: HeaderValue = HeaderValue::from_static("7200");

/// The origin of the request, where its pages are allowed.
pub(super) fn allowed_origin(request: &Request, origins: &AllowedOrigins) -> Option<HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    origins.contains(origin.to_str().ok()?).then(|| origin.clone())
}

/// The answer to a browser that asks before it sends a request ("preflight").
pub(super) fn preflight(request: &Request, route: &Route, origins: &AllowedOrigins) -> Option<Response> {
    let asks = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    (asks && allowed_origin(request, origins).is_some()).then(|| {
        Response::builder()
            .status(StatusCode::NO_CONTENT)
            .header(header::ACCESS_CONTROL_ALLOW_METHODS, route.allow())
            .header(header::ACCESS_CONTROL_ALLOW_HEADERS, SENDABLE)
            .header(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED)
            .finish()
    })
}

/// Lets the pages of `origin` read the answer.
pub(super) fn disclose(headers: &mut HeaderMap, origin: Option<HeaderValue>) {
    // Caches must not give the answer for one origin to another, nor one without to one with.
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, READABLE);
    }
}
