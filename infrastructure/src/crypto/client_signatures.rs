//! Verifies what clients have signed, by keys that come from them.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, ThumbprintHash},
};
use oathgate_application::ports::signatures::{Signatures, Signed};
use oathgate_domain::oauth::JwsAlgorithm;
use serde::Deserialize;
use serde_json::Value;

/// Most keys of a set that are looked at.
const MAX_KEYS: usize = 20;
/// Least and most bytes of an RSA modulus: weaker keys are broken, longer ones keep us busy.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// Verifies by public keys and by secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClientSignatures;

/// Keys of a kind that is not known do not make the others useless (RFC 7517 §5).
#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

impl Signatures for ClientSignatures {
    fn is_by_set(&self, signed: &Signed<'_>, jwks: &str) -> bool {
        let Ok(set) = serde_json::from_str::<Set>(jwks) else { return false };
        let is_named = |key: &Value| match (signed.kid, key.get("kid").and_then(Value::as_str)) {
            (Some(wanted), Some(is)) => wanted == is,
            _ => true,
        };
        set.keys.iter().take(MAX_KEYS).filter(|key| is_named(key)).any(|key| accepts(key, signed))
    }

    fn is_by_key(&self, signed: &Signed<'_>, jwk: &str) -> bool {
        serde_json::from_str(jwk).is_ok_and(|key| accepts(&key, signed))
    }

    fn is_by_secret(&self, signed: &Signed<'_>, secret: &[u8]) -> bool {
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signed.signature) else { return false };
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        signed.algorithm == JwsAlgorithm::Hs256
            && hmac::verify(&key, signed.message.as_bytes(), &signature).is_ok()
    }

    fn thumbprint(&self, jwk: &str) -> Option<[u8; 32]> {
        let text = public(&serde_json::from_str(jwk).ok()?)?.thumbprint(ThumbprintHash::SHA256).ok()?;
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
    }
}

/// A public key. A private or a shared one is none.
fn public(key: &Value) -> Option<Jwk> {
    if ["d", "k", "p", "q"].iter().any(|private| key.get(private).is_some()) {
        return None;
    }
    Jwk::deserialize(key).ok()
}

/// Whether the key made the signature, and may make any under this algorithm (RFC 7517 §4.2 to §4.4).
fn accepts(key: &Value, signed: &Signed<'_>) -> bool {
    let word = |name| key.get(name).and_then(Value::as_str);
    let may_verify = key
        .get("key_ops")
        .and_then(Value::as_array)
        .is_none_or(|all| all.iter().any(|operation| operation == "verify"));
    let is_of_algorithm = word("alg").is_none_or(|only| JwsAlgorithm::parse(only) == Some(signed.algorithm));
    if !may_verify || !is_of_algorithm || word("use").is_some_and(|purpose| purpose != "sig") {
        return false;
    }
    let Some(key) = public(key) else { return false };
    let Some(algorithm) = fitting(&key, signed.algorithm) else { return false };
    let Ok(decoding) = DecodingKey::from_jwk(&key) else { return false };
    jsonwebtoken::crypto::verify(signed.signature, signed.message.as_bytes(), &decoding, algorithm)
        .unwrap_or(false)
}

/// The algorithm in the words of the library, where the key is of its kind.
fn fitting(key: &Jwk, algorithm: JwsAlgorithm) -> Option<Algorithm> {
    match (&key.algorithm, algorithm) {
        (AlgorithmParameters::EllipticCurve(key), JwsAlgorithm::Es256) => {
            (key.curve == EllipticCurve::P256).then_some(Algorithm::ES256)
        }
        (AlgorithmParameters::EllipticCurve(key), JwsAlgorithm::Es384) => {
            (key.curve == EllipticCurve::P384).then_some(Algorithm::ES384)
        }
        (AlgorithmParameters::OctetKeyPair(key), JwsAlgorithm::EdDsa) => {
            (key.curve == EllipticCurve::Ed25519).then_some(Algorithm::EdDSA)
        }
        (AlgorithmParameters::RSA(key), JwsAlgorithm::Rs256 | JwsAlgorithm::Ps256) => {
            let modulus = URL_SAFE_NO_PAD.decode(&key.n).ok()?;
            let is_rs = algorithm == JwsAlgorithm::Rs256;
            RSA_BYTES.contains(&modulus.len()).then_some(if is_rs {
                Algorithm::RS256
            } else {
                Algorithm::PS256
            })
        }
        _ => None,
    }
}
