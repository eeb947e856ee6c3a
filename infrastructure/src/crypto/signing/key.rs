//! Keys that sign. A pair is parsed once and kept: parsing an RSA key costs more than a signature.

use super::public::{Numbers, PublicKey, Verifier};
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    error::Unspecified,
    hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
        RsaPublicKeyComponents,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::DecodingKey;
use oathgate_application::{error::PortError, ports::sealer::Sealer};
use oathgate_domain::{
    secret::Secret,
    signing::{SigningAlgorithm, StoredSigningKey},
};
use serde_json::json;
use time::OffsetDateTime;
use zeroize::Zeroizing;

/// Least length of a secret that signs with HS256, in bytes (RFC 7518 §3.2).
const MIN_SECRET_BYTES: usize = 32;
/// Names the shared secret in headers. It cannot be taken for a thumbprint, which has 43 letters.
pub(super) const SHARED_SECRET_ID: &str = "shared-secret";
/// The type of an access token (RFC 9068 §2.1).
pub(super) const TYPE: &str = "at+jwt";

/// A `JWT_SECRET_KEY` that is long enough for HS256. Its bytes are used as they are, as other
/// JWT libraries do, so that a service that has it can verify tokens.
#[derive(Debug, Clone)]
pub struct SharedSecret(Secret);

/// The `JWT_SECRET_KEY` is too short for HS256 (RFC 7518 §3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it has {bytes} bytes and HS256 needs at least {MIN_SECRET_BYTES}")]
pub struct SharedSecretFault {
    /// How many bytes it has.
    pub bytes: usize,
}

impl SharedSecret {
    /// Takes a secret.
    ///
    /// # Errors
    /// [`SharedSecretFault`] when it has fewer than 32 bytes.
    pub fn new(secret: Secret) -> Result<Self, SharedSecretFault> {
        let bytes = secret.expose().len();
        if bytes < MIN_SECRET_BYTES { Err(SharedSecretFault { bytes }) } else { Ok(Self(secret)) }
    }
}

/// A key that signs tokens.
pub(super) struct SigningKey {
    pair: Pair,
    algorithm: SigningAlgorithm,
    name: String,
    /// The header of every access token that it signs, in base64url, with the dot that follows.
    access: String,
    /// The header of every ID token that it signs.
    id: String,
}

/// The type of an ID token, and of whatever has no type of its own (RFC 7519 §5.1).
pub(super) const PLAIN: &str = "JWT";

enum Pair {
    Es256(EcdsaKeyPair),
    Rs256(RsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Hs256(Box<hmac::Key>),
}

/// Makes a key for `algorithm`, which signs from now on, and seals its private half. An RSA key takes about a tenth of a
/// second: call it where that does not matter.
///
/// # Errors
/// [`PortError::Defect`] for HS256, whose secret is a setting, and when the library fails.
pub fn generate_signing_key(
    algorithm: SigningAlgorithm,
    sealer: &dyn Sealer,
    now: OffsetDateTime,
) -> Result<StoredSigningKey, PortError> {
    let private = private_key(algorithm)?.map_err(|error| PortError::defect("a new signing key", error))?;
    let (_, public) = parse(algorithm, &private)?;
    let id = public.id().to_owned();
    Ok(StoredSigningKey {
        sealed_private: sealer.seal(&seal_purpose(&id), &private)?,
        public_jwk: serde_json::to_string(&public.jwk)
            .map_err(|error| PortError::defect("signing key", error))?,
        id,
        algorithm,
        created_at: now,
        activated_at: Some(now),
        retired_at: None,
        verifies_until: None,
    })
}

type Pkcs8 = Zeroizing<Vec<u8>>;

fn private_key(algorithm: SigningAlgorithm) -> Result<Result<Pkcs8, Unspecified>, PortError> {
    let document = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
    Ok(match algorithm {
        SigningAlgorithm::Es256 => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .and_then(|pair| pair.to_pkcs8v1())
            .map(|pkcs8| document(pkcs8.as_ref())),
        SigningAlgorithm::Rs256 => RsaKeyPair::generate(KeySize::Rsa2048)
            .and_then(|pair| AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map(|pkcs8| document(pkcs8.as_ref()))),
        SigningAlgorithm::EdDsa => {
            Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8()).map(|pkcs8| document(pkcs8.as_ref()))
        }
        SigningAlgorithm::Hs256 => {
            return Err(PortError::defect(
                "signing key",
                "HS256 signs with JWT_SECRET_KEY and has no key of its own",
            ));
        }
    })
}

/// A private half opens as the key of its own name alone: two rows cannot be exchanged.
fn seal_purpose(id: &str) -> String {
    format!("signing key {id}")
}

impl SigningKey {
    /// Opens a stored key. The public half is taken from the private one and not from the row:
    /// whoever can write rows, but has no `ENCRYPTION_KEY`, cannot bring in a key of their own.
    pub(super) fn open(
        stored: &StoredSigningKey,
        sealer: &dyn Sealer,
    ) -> Result<(Self, PublicKey), PortError> {
        let private = Zeroizing::new(sealer.open(&seal_purpose(&stored.id), &stored.sealed_private)?);
        let (pair, public) = parse(stored.algorithm, &private)?;
        if public.id() != stored.id {
            return Err(PortError::defect("signing key", "its name is not the thumbprint of its key"));
        }
        Ok((Self::with(pair, stored.algorithm, &stored.id), public))
    }

    /// The key of a shared secret, to sign and to verify with.
    pub(super) fn shared(secret: &SharedSecret) -> (Self, Verifier) {
        let bytes = secret.0.expose().as_bytes();
        let pair = Pair::Hs256(Box::new(hmac::Key::new(hmac::HMAC_SHA256, bytes)));
        let verifier = Verifier { algorithm: SigningAlgorithm::Hs256, key: DecodingKey::from_secret(bytes) };
        (Self::with(pair, SigningAlgorithm::Hs256, SHARED_SECRET_ID), verifier)
    }

    fn with(pair: Pair, algorithm: SigningAlgorithm, id: &str) -> Self {
        Self {
            pair,
            algorithm,
            name: id.to_owned(),
            access: header(algorithm, TYPE, id),
            id: header(algorithm, PLAIN, id),
        }
    }

    /// Signs `claims` as a compact JWS (RFC 7515 §7.1) with this `typ`.
    pub(super) fn sign(&self, typ: &str, claims: &[u8]) -> Result<String, Unspecified> {
        let mut token = match typ {
            TYPE => self.access.clone(),
            PLAIN => self.id.clone(),
            other => header(self.algorithm, other, &self.name),
        };
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let message = token.as_bytes();
        let signature = match &self.pair {
            Pair::Es256(pair) => pair.sign(&SystemRandom::new(), message)?.as_ref().to_vec(),
            Pair::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)?;
                signature
            }
            Pair::EdDsa(pair) => pair.try_sign(message)?.as_ref().to_vec(),
            Pair::Hs256(key) => hmac::sign(key, message).as_ref().to_vec(),
        };
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

fn header(algorithm: SigningAlgorithm, typ: &str, id: &str) -> String {
    let header = json!({ "alg": algorithm.as_str(), "typ": typ, "kid": id });
    let mut text = URL_SAFE_NO_PAD.encode(header.to_string());
    text.push('.');
    text
}

fn parse(algorithm: SigningAlgorithm, pkcs8: &[u8]) -> Result<(Pair, PublicKey), PortError> {
    let defect = |error| PortError::defect("signing key", error);
    Ok(match algorithm {
        SigningAlgorithm::Es256 => {
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(defect)?;
            let public = PublicKey::new(&Numbers::P256(pair.public_key().as_ref()))?;
            (Pair::Es256(pair), public)
        }
        SigningAlgorithm::Rs256 => {
            let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(defect)?;
            let numbers = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
            let public = PublicKey::new(&Numbers::Rsa { modulus: &numbers.n, exponent: &numbers.e })?;
            (Pair::Rs256(pair), public)
        }
        SigningAlgorithm::EdDsa => {
            let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(defect)?;
            let public = PublicKey::new(&Numbers::Ed25519(pair.public_key().as_ref()))?;
            (Pair::EdDsa(pair), public)
        }
        SigningAlgorithm::Hs256 => {
            return Err(PortError::defect("signing key", "an HS256 key is never stored"));
        }
    })
}
