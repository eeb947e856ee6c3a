//! The public half of a key, as the world sees it: a JWK with its RFC 7638 thumbprint for a name.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{
        AlgorithmParameters, CommonParameters, EllipticCurve, EllipticCurveKeyParameters, Jwk, KeyAlgorithm,
        OctetKeyPairParameters, PublicKeyUse, RSAKeyParameters, ThumbprintHash,
    },
};
use oathgate_application::error::PortError;
use oathgate_domain::signing::SigningAlgorithm;

/// The numbers of a public key.
pub(super) enum Numbers<'a> {
    /// The uncompressed point of P-256: `0x04`, x, y.
    P256(&'a [u8]),
    /// Modulus and exponent, big-endian without leading zeros.
    Rsa { modulus: &'a [u8], exponent: &'a [u8] },
    /// The 32 bytes of Ed25519.
    Ed25519(&'a [u8]),
}

/// A key by which signatures are verified.
#[derive(Clone)]
pub(super) struct PublicKey {
    pub(super) jwk: Jwk,
    pub(super) verifier: Verifier,
}

/// A key and the one algorithm that it may be used with.
#[derive(Clone)]
pub(super) struct Verifier {
    pub(super) algorithm: SigningAlgorithm,
    pub(super) key: DecodingKey,
}

impl PublicKey {
    /// Makes the JWK of these numbers.
    pub(super) fn new(numbers: &Numbers<'_>) -> Result<Self, PortError> {
        let (algorithm, name, parameters) = match numbers {
            Numbers::P256([4, point @ ..]) if point.len() == 64 => {
                let (x, y) = point.split_at(32);
                let parameters = EllipticCurveKeyParameters {
                    curve: EllipticCurve::P256,
                    x: encode(x),
                    y: encode(y),
                    ..EllipticCurveKeyParameters::default()
                };
                (SigningAlgorithm::Es256, KeyAlgorithm::ES256, AlgorithmParameters::EllipticCurve(parameters))
            }
            Numbers::P256(_) => {
                return Err(PortError::defect("signing key", "its public point is malformed"));
            }
            Numbers::Rsa { modulus, exponent } => {
                let parameters = RSAKeyParameters {
                    n: encode(modulus),
                    e: encode(exponent),
                    ..RSAKeyParameters::default()
                };
                (SigningAlgorithm::Rs256, KeyAlgorithm::RS256, AlgorithmParameters::RSA(parameters))
            }
            Numbers::Ed25519(x) => {
                let parameters = OctetKeyPairParameters {
                    curve: EllipticCurve::Ed25519,
                    x: encode(x),
                    ..OctetKeyPairParameters::default()
                };
                (SigningAlgorithm::EdDsa, KeyAlgorithm::EdDSA, AlgorithmParameters::OctetKeyPair(parameters))
            }
        };
        let defect = |error| PortError::defect("signing key", error);
        let mut jwk = Jwk {
            common: CommonParameters {
                public_key_use: Some(PublicKeyUse::Signature),
                key_algorithm: Some(name),
                ..CommonParameters::default()
            },
            algorithm: parameters,
        };
        jwk.common.key_id = Some(jwk.thumbprint(ThumbprintHash::SHA256).map_err(defect)?);
        let key = DecodingKey::from_jwk(&jwk).map_err(defect)?;
        Ok(Self { jwk, verifier: Verifier { algorithm, key } })
    }

    /// Its `kid`.
    pub(super) fn id(&self) -> &str {
        self.jwk.common.key_id.as_deref().unwrap_or_default()
    }
}

impl Verifier {
    /// Whether `signature`, in base64url, is this key's for `message`.
    pub(super) fn accepts(&self, message: &str, signature: &str) -> bool {
        let algorithm = match self.algorithm {
            SigningAlgorithm::Es256 => Algorithm::ES256,
            SigningAlgorithm::Rs256 => Algorithm::RS256,
            SigningAlgorithm::EdDsa => Algorithm::EdDSA,
            SigningAlgorithm::Hs256 => Algorithm::HS256,
        };
        jsonwebtoken::crypto::verify(signature, message.as_bytes(), &self.key, algorithm).unwrap_or(false)
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
