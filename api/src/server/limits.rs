//! What a connection may take.

use std::time::Duration;

/// The limits of the server. The default is meant for the open Internet.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at the same time; further ones wait until one closes.
    pub connections: usize,
    /// How long a TLS handshake may take.
    pub handshake: Duration,
    /// How long a new connection may take until its first request is there.
    pub first_request: Duration,
    /// How long the head of a later request may take from its first byte (HTTP/1).
    pub head: Duration,
    /// How long the whole body of a request may take.
    pub body: Duration,
    /// Most bytes of a body, whatever the operation takes.
    pub body_bytes: usize,
    /// How long a connection may be silent between requests. Longer than the 60 s that proxies use,
    /// so that they never send into a connection that is being closed.
    pub idle: Duration,
    /// How long a peer may take no byte of an answer.
    pub stalled_write: Duration,
    /// How old a connection may grow before it is closed after its present requests.
    pub age: Duration,
    /// How long requests under way may take to finish when the connection is to be closed.
    pub drain: Duration,
    /// Header fields of a request (HTTP/1).
    pub header_fields: usize,
    /// Bytes of the head of a request.
    pub head_bytes: u32,
    /// Requests under way on one connection (HTTP/2).
    pub streams: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            handshake: Duration::from_secs(10),
            first_request: Duration::from_secs(10),
            head: Duration::from_secs(10),
            body: Duration::from_secs(20),
            body_bytes: 1024 * 1024,
            idle: Duration::from_secs(75),
            stalled_write: Duration::from_secs(30),
            age: Duration::from_hours(1),
            drain: Duration::from_secs(25),
            header_fields: 100,
            head_bytes: 32 * 1024,
            streams: 128,
        }
    }
}
