//! The TLS side of the server.

use arc_swap::ArcSwap;
use rustls::ServerConfig;
use std::sync::Arc;

/// The present TLS configuration, which somebody may exchange when the certificate changes.
pub type TlsConfig = Arc<ArcSwap<ServerConfig>>;

/// The protocols to offer (RFC 7301), best first. Set them as `alpn_protocols` of a configuration.
pub const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];
