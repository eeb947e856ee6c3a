//! Servers of others, asked over HTTP: where a client publishes its keys, or wants to be told something.

use async_trait::async_trait;
use url::form_urlencoded;

/// What a peer answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeerAnswer {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`, as it came.
    pub content_type: Option<String>,
    /// `Cache-Control`, its lines joined by commas (RFC 9111 §5.2).
    pub cache_control: Option<String>,
    /// The body, at most 64 KiB.
    pub body: Vec<u8>,
}

/// Why there is no answer. What a peer said is not in it: it may be anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeerFault {
    /// The address is one that the server does not ask: not `https`, or within a network of its own.
    #[error("the address is not asked: {0}")]
    Forbidden(&'static str),
    /// Nobody answers there, or not in HTTP, or the certificate is not good.
    #[error("the peer cannot be reached: {0}")]
    Unreachable(String),
    /// The answer took too long.
    #[error("the peer did not answer in time")]
    TimedOut,
    /// The answer has more than 64 KiB.
    #[error("the answer of the peer is too long")]
    TooLong,
}

/// Asks peers. The addresses come from strangers: only public ones are asked, by `https`; redirects are
/// not followed, and every call ends within ten seconds.
#[async_trait]
pub trait Peers: Send + Sync {
    /// `GET`.
    ///
    /// # Errors
    /// [`PeerFault`].
    async fn get(&self, url: &str) -> Result<PeerAnswer, PeerFault>;

    /// `POST`.
    ///
    /// # Errors
    /// [`PeerFault`].
    async fn post(&self, url: &str, content_type: &str, body: String) -> Result<PeerAnswer, PeerFault>;

    /// `POST` of a form.
    ///
    /// # Errors
    /// [`PeerFault`].
    async fn post_form(&self, url: &str, fields: &[(&str, &str)]) -> Result<PeerAnswer, PeerFault> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post(url, "application/x-www-form-urlencoded", body).await
    }
}
