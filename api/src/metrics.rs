//! `/metrics`: the figures, in the text format of Prometheus.

use crate::edge::TrustedProxies;
use async_trait::async_trait;
use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{HeaderMap, Method, StatusCode, header},
};
use std::{net::IpAddr, sync::Arc};

/// The type of the text (Prometheus text format 0.0.4).
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Gives the figures. The composition root, which knows where they are, implements it.
#[async_trait]
pub trait Figures: Send + Sync {
    /// All of them, as text, within a few seconds.
    async fn text(&self) -> String;
}

/// Answers with the figures.
pub(crate) async fn answer(figures: &dyn Figures) -> Response {
    Response::builder()
        .content_type(TEXT)
        .header(header::CACHE_CONTROL, "no-store")
        .body(figures.text().await)
}

/// Whether a request to the main address may see the figures: it comes from this machine or from a trusted
/// proxy, and on nobody else's behalf. A proxy on this machine that is not trusted forwards what strangers
/// ask, and says so by a header.
pub(crate) fn may_see(trusted: &TrustedProxies, peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
    let Some(peer) = peer.map(|peer| peer.to_canonical()) else { return false };
    let is_ours = |address: IpAddr| address.is_loopback() || trusted.contains(address);
    let is_forwarded =
        ["x-forwarded-for", "forwarded", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
    is_ours(peer) && is_ours(trusted.client_of(peer, headers)) && (!is_forwarded || trusted.contains(peer))
}

/// What answers at `METRICS_ADDRESS`: the figures, and the two probes of orchestrators, since a worker has
/// no other address.
pub struct MetricsApp {
    figures: Arc<dyn Figures>,
    health: Arc<dyn crate::health::Health>,
}

impl MetricsApp {
    /// An application that gives these figures.
    pub fn new(figures: Arc<dyn Figures>, health: Arc<dyn crate::health::Health>) -> Self {
        Self { figures, health }
    }

    async fn probe(&self, subject: crate::health::Subject) -> Response {
        let report = self.health.look(subject).await;
        let is_down = report.status == crate::health::HealthStatus::Down;
        let status = if is_down { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        let body = poem_openapi::types::ToJSON::to_json_string(&report);
        Response::builder().status(status).content_type("application/json").body(body)
    }
}

impl Endpoint for MetricsApp {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let refused = StatusCode::METHOD_NOT_ALLOWED.with_header(header::ALLOW, "GET, HEAD");
            return Ok(refused.into_response());
        }
        Ok(match request.uri().path() {
            "/metrics" => answer(&*self.figures).await,
            "/health/live" => self.probe(crate::health::Subject::Live).await,
            "/health/ready" => self.probe(crate::health::Subject::Ready).await,
            _ => StatusCode::NOT_FOUND.into_response(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::HeaderValue;

    fn sees(peer: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let trusted = TrustedProxies::new(["10.0.0.0/8".parse().unwrap()]);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        may_see(&trusted, Some(peer.parse().unwrap()), &map)
    }

    #[test]
    fn this_machine_and_trusted_proxies_see_the_figures() {
        assert!(sees("127.0.0.1", &[]));
        assert!(sees("::1", &[]));
        assert!(sees("::ffff:127.0.0.1", &[]));
        assert!(sees("10.1.2.3", &[]));
        assert!(sees("10.1.2.3", &[("x-forwarded-for", "10.9.9.9")]));
        assert!(!sees("203.0.113.9", &[]));
        assert!(!may_see(&TrustedProxies::default(), None, &HeaderMap::new()));
    }

    #[test]
    fn whoever_stands_behind_a_proxy_does_not() {
        assert!(!sees("10.1.2.3", &[("x-forwarded-for", "203.0.113.9")]));
        assert!(!sees("127.0.0.1", &[("x-forwarded-for", "203.0.113.9")]));
        assert!(!sees("127.0.0.1", &[("x-forwarded-for", "127.0.0.1")]));
        assert!(!sees("127.0.0.1", &[("forwarded", "for=203.0.113.9")]));
        assert!(!sees("203.0.113.9", &[("x-forwarded-for", "127.0.0.1")]));
    }
}
