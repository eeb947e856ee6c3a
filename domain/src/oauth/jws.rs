//! How clients sign what they send: assertions, request objects, DPoP proofs (RFC 7518 §3.1, RFC 8037).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::fmt;

/// A public key by its SHA-256 thumbprint (RFC 7638): what tokens are bound to (RFC 9449 §6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyThumbprint(pub [u8; 32]);

impl KeyThumbprint {
    /// Reads `jkt`: 43 characters in base64url.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for KeyThumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// An algorithm that the server verifies. `none` is not among them (RFC 8725 §3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JwsAlgorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519, which RFC 9864 calls `Ed25519`.
    EdDsa,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// HMAC with SHA-256 under a secret that both sides know.
    Hs256,
}

impl JwsAlgorithm {
    /// Those of key pairs: the public half verifies.
    pub const OF_PAIRS: [Self; 5] = [Self::Es256, Self::Es384, Self::EdDsa, Self::Ps256, Self::Rs256];
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Es256, Self::Es384, Self::EdDsa, Self::Ps256, Self::Rs256, Self::Hs256];

    /// Its `alg` name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
            Self::Hs256 => "HS256",
        }
    }

    /// The algorithm of an `alg` name.
    pub fn parse(name: &str) -> Option<Self> {
        if name == "Ed25519" {
            return Some(Self::EdDsa);
        }
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }

    /// Whether it is of a key pair, and not of a shared secret.
    pub fn is_of_pair(self) -> bool {
        self != Self::Hs256
    }
}
