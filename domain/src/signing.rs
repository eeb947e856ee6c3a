//! Keys that sign tokens.

use time::{Duration, OffsetDateTime};

/// How long anybody may use a copy of the published keys before they look again.
pub const KEYS_KEPT: Duration = Duration::minutes(5);
/// How often a server looks at the stored keys.
pub const KEYS_SEEN_EVERY: Duration = Duration::minutes(1);
/// How long a key is published before it signs: well above the time after which every server has seen it, and
/// everybody else has fetched the keys again.
pub const KEY_LEAD: Duration = Duration::hours(1);

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
    /// When it was made, and published.
    pub created_at: OffsetDateTime,
    /// When it began to sign.
    pub activated_at: Option<OffsetDateTime>,
    /// When it stopped signing.
    pub retired_at: Option<OffsetDateTime>,
    /// Until when a retired key verifies: then its last token is dead.
    pub verifies_until: Option<OffsetDateTime>,
}

/// What a key is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyState {
    /// It is published, so that everybody knows it when it begins to sign.
    Next,
    /// It signs.
    Active,
    /// It verifies what it signed before.
    Retired,
}

impl KeyState {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }
}

impl StoredSigningKey {
    /// What it is there for.
    pub fn state(&self) -> KeyState {
        match (self.activated_at, self.retired_at) {
            (None, _) => KeyState::Next,
            (Some(_), None) => KeyState::Active,
            (Some(_), Some(_)) => KeyState::Retired,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_signs_only_when_every_copy_of_the_keys_holds_it() {
        // A server that has not seen it yet may publish without it, and that copy is kept.
        assert!(KEY_LEAD > 2 * (KEYS_SEEN_EVERY + KEYS_KEPT));
    }
}
