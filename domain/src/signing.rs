//! Keys that sign tokens.

use time::OffsetDateTime;

/// How tokens are signed (RFC 7518 §3.1, RFC 8037).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SigningAlgorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// Ed25519.
    EdDsa,
    /// HMAC with SHA-256 under `JWT_SECRET_KEY`: first-party tokens only, no published key.
    Hs256,
}

impl SigningAlgorithm {
    /// Every algorithm, in the order of preference.
    pub const ALL: [Self; 4] = [Self::Es256, Self::Rs256, Self::EdDsa, Self::Hs256];

    /// Those whose keys are stored and published: a client may have what it is told signed by each.
    pub const OF_PAIRS: [Self; 3] = [Self::Rs256, Self::Es256, Self::EdDsa];

    /// Its `alg` name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::EdDsa => "EdDSA",
            Self::Hs256 => "HS256",
        }
    }

    /// The algorithm of an `alg` name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// A signing key as it is stored: the private part is sealed.
#[derive(Debug, Clone)]
pub struct StoredSigningKey {
    /// Its `kid`: the JWK thumbprint (RFC 7638).
    pub id: String,
    /// How it signs.
    pub algorithm: SigningAlgorithm,
    /// The public part as a JWK in JSON.
    pub public_jwk: String,
    /// The private part, PKCS#8, sealed under the `ENCRYPTION_KEY`.
    pub sealed_private: Vec<u8>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it stopped signing; it still verifies until its last token is dead.
    pub retired_at: Option<OffsetDateTime>,
}
