//! Authorization requests that clients have pushed (RFC 9126).

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{oauth::ClientId, secret::TokenDigest};
use time::OffsetDateTime;

/// A request that a client has pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushedRequest {
    /// The form in which its `request_uri` is stored.
    pub digest: TokenDigest,
    /// The client, which has shown that it is itself.
    pub client: ClientId,
    /// The request's parameters, as a query string.
    pub query: String,
    /// When it is forgotten.
    pub expires_at: OffsetDateTime,
}

/// Pushed requests.
#[async_trait]
pub trait PushedRequests: Send {
    /// Adds one.
    async fn insert(&mut self, request: &PushedRequest) -> Result<(), PortError>;

    /// Takes the parameters of one that `client` has pushed, if its time is not up at `now`. None
    /// otherwise, and nothing changed; of any number at the same time one gets them.
    async fn take(
        &mut self,
        digest: TokenDigest,
        client: &ClientId,
        now: OffsetDateTime,
    ) -> Result<Option<String>, PortError>;
}
