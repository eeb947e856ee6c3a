//! What a client shows itself by that has a key of its own.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use oathgate_application::ports::sealer::Sealer;
use oathgate_domain::signing::SigningAlgorithm;
use oathgate_infrastructure::crypto::{MasterKeys, generate_signing_key};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use time::OffsetDateTime;

/// RFC 7523 §2.2.
pub const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A key pair of the client `bank`.
pub struct Key {
    private: EncodingKey,
    /// Its public half, as a JWK.
    pub public: Value,
}

impl Key {
    /// Draws one.
    pub fn new() -> Self {
        let keys = MasterKeys::parse(MasterKeys::generate().unwrap().expose()).unwrap();
        let stored =
            generate_signing_key(SigningAlgorithm::Es256, &keys, OffsetDateTime::UNIX_EPOCH).unwrap();
        let private = keys.open(&format!("signing key {}", stored.id), &stored.sealed_private).unwrap();
        let public = serde_json::from_str(&stored.public_jwk).unwrap();
        Self { private: EncodingKey::from_ec_der(&private), public }
    }

    fn sign(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &self.private).unwrap()
    }

    /// An assertion for this issuer (RFC 7523 §3).
    pub fn assertion(&self, issuer: &str) -> String {
        let claims = json!({
            "iss": "bank", "sub": "bank", "aud": issuer, "exp": now() + 60, "jti": fresh()
        });
        self.sign(&Header::new(Algorithm::ES256), &claims)
    }

    /// A proof of possession (RFC 9449 §4.2).
    pub fn proof(&self, method: &str, address: &str, nonce: Option<&str>, token: Option<&str>) -> String {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        use sha2::{Digest, Sha256};
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some("dpop+jwt".to_owned());
        header.jwk = Some(serde_json::from_value::<Jwk>(self.public.clone()).unwrap());
        let mut claims = json!({ "htm": method, "htu": address, "iat": now(), "jti": fresh() });
        if let Some(nonce) = nonce {
            claims["nonce"] = nonce.into();
        }
        if let Some(token) = token {
            claims["ath"] = URL_SAFE_NO_PAD.encode(Sha256::digest(token)).into();
        }
        self.sign(&header, &claims)
    }
}

fn now() -> u64 {
    jsonwebtoken::get_current_timestamp()
}

fn fresh() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst))
}
