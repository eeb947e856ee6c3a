//! Signs and verifies access tokens. What is believed of a token before its signature is good is
//! its `kid` alone, and that only chooses among keys; everything else must be as it was signed.

use super::{
    claims::{Read, Written},
    key::TYPE,
    key_set::KeySet,
};
use arc_swap::ArcSwap;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::{
    error::PortError,
    ports::access_tokens::{AccessClaims, AccessTokens, TokenFault},
};
use oathgate_domain::secret::Secret;
use serde::{Deserialize, de::IgnoredAny};
use std::sync::Arc;
use time::OffsetDateTime;
use tokio::sync::Notify;

/// Longest token that is looked at, in bytes. Ours have less than a thousand.
const MAX_BYTES: usize = 8 * 1024;

/// Access tokens as JWTs, with keys that can be exchanged while it runs.
#[derive(Debug)]
pub struct JwtAccessTokens {
    issuer: String,
    keys: ArcSwap<KeySet>,
    missed: Notify,
}

impl JwtAccessTokens {
    /// Signs as `issuer`, whose tokens are for itself, with `keys`.
    pub fn new(issuer: impl Into<String>, keys: KeySet) -> Self {
        Self { issuer: issuer.into(), keys: ArcSwap::from_pointee(keys), missed: Notify::new() }
    }

    /// Signs and verifies with other keys from now on. Calls under way end with the old ones.
    pub fn replace_keys(&self, keys: KeySet) {
        self.keys.store(Arc::new(keys));
    }

    /// Waits until a token has named a key that is not known, since the last call. Another process may
    /// have exchanged the keys; or somebody has made the name up.
    pub async fn missed_a_key(&self) {
        self.missed.notified().await;
    }

    /// The keys of this moment.
    pub fn keys(&self) -> Arc<KeySet> {
        self.keys.load_full()
    }
}

impl AccessTokens for JwtAccessTokens {
    fn sign(&self, claims: &AccessClaims) -> Result<Secret, PortError> {
        let defect = |error: aws_lc_rs::error::Unspecified| PortError::defect("an access token", error);
        let json = serde_json::to_vec(&Written::new(claims, &self.issuer))
            .map_err(|error| PortError::defect("an access token", error))?;
        let keys = self.keys.load();
        let signer = keys
            .signer
            .as_ref()
            .ok_or_else(|| PortError::unavailable("signing key", "no key of the JWT_ALGORITHM signs"))?;
        signer.sign(TYPE, &json).map(Secret::new).map_err(defect)
    }

    fn verify(&self, token: &str, now: OffsetDateTime) -> Result<AccessClaims, TokenFault> {
        self.judge(token, now, |claims| claims.is_for(&self.issuer))
    }

    fn read(&self, token: &str, now: OffsetDateTime) -> Result<AccessClaims, TokenFault> {
        self.judge(token, now, |_| true)
    }
}

impl JwtAccessTokens {
    fn judge(
        &self,
        token: &str,
        now: OffsetDateTime,
        fits: impl Fn(&Read) -> bool,
    ) -> Result<AccessClaims, TokenFault> {
        let claims: Read = self.read_signed(token, TYPE).ok_or(TokenFault::Invalid)?;
        if !claims.is_from(&self.issuer) || !fits(&claims) || !claims.has_begun(now) {
            return Err(TokenFault::Invalid);
        }
        // Without leeway. It would make up for clocks that differ between issuer and verifier,
        // and here both are this server.
        if claims.is_over(now) {
            return Err(TokenFault::Expired);
        }
        claims.into_claims().ok_or(TokenFault::Invalid)
    }
}

/// The header of a token (RFC 7515 §4.1). Keys and addresses of keys in it are never looked at.
#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
    crit: Option<IgnoredAny>,
}

impl JwtAccessTokens {
    /// The issuer.
    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The claims of a token of the type `typ` with a good signature.
    pub(super) fn read_signed<T: for<'de> Deserialize<'de>>(&self, token: &str, typ: &str) -> Option<T> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let (message, signature) = token.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        if claims.contains('.') {
            return None;
        }
        let header: Header = decode(header)?;
        if !is_type(&header.typ, typ) || header.crit.is_some() {
            return None;
        }
        let keys = self.keys.load();
        let Some(verifier) = keys.verifiers.get(&header.kid) else {
            self.missed.notify_one();
            return None;
        };
        // The key says which algorithm it is for, never the token (RFC 8725 §3.1).
        if verifier.algorithm.as_str() != header.alg || !verifier.accepts(message, signature) {
            return None;
        }
        decode(claims)
    }
}

/// Whether a `typ` is `wanted` (RFC 9068 §4, with media types as RFC 7515 §4.1.9 says).
fn is_type(typ: &str, wanted: &str) -> bool {
    let prefix = "application/";
    let short = match typ.get(..prefix.len()) {
        Some(start) if start.eq_ignore_ascii_case(prefix) => &typ[prefix.len()..],
        _ => typ,
    };
    short.eq_ignore_ascii_case(wanted)
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
