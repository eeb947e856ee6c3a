//! Signatures of clients: by which it is known that an assertion, a request object or a proof is theirs.

use oathgate_domain::oauth::JwsAlgorithm;

/// A signed text (RFC 7515), before it is believed.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// `alg` of the header. It was compared with what is allowed before.
    pub algorithm: JwsAlgorithm,
    /// `kid` of the header.
    pub kid: Option<&'a str>,
    /// What is signed: header and payload in base64url with a dot between.
    pub message: &'a str,
    /// The signature, in base64url.
    pub signature: &'a str,
}

/// Verifies signatures of clients. A key is used for the algorithms of its own kind alone, whatever the
/// signed text says (RFC 8725 §3.1), and for signatures alone; RSA keys have 2048 to 8192 bits.
pub trait Signatures: Send + Sync {
    /// Whether one of the keys of a JWK Set in JSON made it: those with its `kid`, and, where it has none or
    /// they have none, every one that fits.
    fn is_by_set(&self, signed: &Signed<'_>, jwks: &str) -> bool;

    /// Whether the key, a JWK in JSON, made it.
    fn is_by_key(&self, signed: &Signed<'_>, jwk: &str) -> bool;

    /// Whether whoever made it knows `secret`. Of HS256 alone.
    fn is_by_secret(&self, signed: &Signed<'_>, secret: &[u8]) -> bool;

    /// The SHA-256 thumbprint of a public key (RFC 7638), a JWK in JSON. None where it is no public key.
    fn thumbprint(&self, jwk: &str) -> Option<[u8; 32]>;
}
