//! Proofs of possession (RFC 9449): a client shows, with each request, that it holds the key that its tokens
//! are bound to.

use super::{
    client_authentication::once,
    client_keys::KeysOfClients,
    signed_jwt::{Claims, LEEWAY, SignedJwt},
};
use crate::{
    error::Failure,
    ports::{clock::Clock, store::Store, token_keys::TokenKeys},
    retried,
    transact::transact,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_domain::oauth::KeyThumbprint;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq;
use time::{Duration, OffsetDateTime};
use url::Url;

/// Longest proof that is read, in bytes.
const MAX_PROOF: usize = 8 * 1024;
/// Longest `jti` that is remembered, in bytes.
const MAX_ID: usize = 512;
/// How old a proof may be.
const MAX_AGE: Duration = Duration::minutes(5);
/// How long a nonce is the current one. It is taken for as long again.
const NONCE_PERIOD: i64 = 300;

/// What a proof must be for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The HTTP method (`htm`).
    pub method: &'a str,
    /// The path of the endpoint, behind the issuer (`htu`).
    pub path: &'a str,
    /// The access token that comes with it (`ath`).
    pub access_token: Option<&'a str>,
}

/// Why a proof is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofFault {
    /// `invalid_dpop_proof`, with what is wrong.
    Invalid(&'static str),
    /// `use_dpop_nonce`: it has no nonce of the server, or one of long ago.
    Nonce,
}

/// Judges proofs.
pub struct Proofs {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Makes nonces.
    pub keys: Arc<dyn TokenKeys>,
    /// Verifies what clients have signed.
    pub client_keys: Arc<KeysOfClients>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The issuer identifier, which every endpoint begins with.
    pub issuer: String,
    /// Whether a proof must hold a nonce of the server (RFC 9449 §8, §9).
    pub needs_nonce: bool,
}

impl Proofs {
    /// The nonce that the next proof is to hold. Nothing is kept: it is a code over the time.
    /// None where the key that makes it is not known, so that none can be asked for.
    pub fn nonce(&self) -> Option<String> {
        self.nonce_of(self.clock.now().unix_timestamp().div_euclid(NONCE_PERIOD))
    }

    /// Whether a proof holds a nonce that is taken, as far as it must, before anything is done for the
    /// request: what goes with it (an assertion, a code) can then be shown again with the next proof.
    pub fn has_nonce(&self, proof: &str) -> bool {
        // What cannot be read is refused for that, by `judge`.
        let claims = SignedJwt::read(proof, MAX_PROOF).map(|jwt| jwt.claims);
        claims.is_none_or(|claims| self.check_nonce(&claims, self.clock.now()).is_ok())
    }

    /// Judges a proof (RFC 9449 §4.3), and gives the key that it proves. One write.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.dpop.judge", skip_all)]
    pub async fn judge(
        &self,
        proof: &str,
        request: Request<'_>,
    ) -> Result<KeyThumbprint, Failure<ProofFault>> {
        let refused = |why| Failure::Refused(ProofFault::Invalid(why));
        let now = self.clock.now();
        let jwt = SignedJwt::read(proof, MAX_PROOF)
            .filter(|jwt| jwt.algorithm.is_of_pair())
            .ok_or_else(|| refused("the proof is no signed JWT, or its algorithm is not supported"))?;
        if jwt.typ.as_deref() != Some("dpop+jwt") {
            return Err(refused("the typ of the proof must be dpop+jwt"));
        }
        let signatures = self.client_keys.signatures();
        let key = jwt.jwk.as_deref().and_then(|jwk| Some((jwk, signatures.thumbprint(jwk)?)));
        let (jwk, thumbprint) = key.ok_or_else(|| refused("the proof has no public key in its header"))?;
        if !signatures.is_by_key(&jwt.signed(), jwk) {
            return Err(refused("the proof is not signed with its key"));
        }
        let claims = &jwt.claims;
        if claims.text("htm") != Some(request.method) {
            return Err(refused("htm of the proof is not the method of the request"));
        }
        if !claims.text("htu").is_some_and(|htu| self.is_address(htu, request.path)) {
            return Err(refused("htu of the proof is not the address of the request"));
        }
        if let Some(token) = request.access_token {
            let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(token));
            if claims.text("ath") != Some(hash.as_str()) {
                return Err(refused("ath of the proof is not the digest of the access token"));
            }
        }
        let jti = claims.text("jti").filter(|jti| (1..=MAX_ID).contains(&jti.len()));
        let jti = jti.ok_or_else(|| refused("the proof has no jti of 1 to 512 bytes"))?;
        self.check_nonce(claims, now)?;
        let made = claims.moment("iat").ok().flatten();
        let made = made.filter(|made| *made <= now + LEEWAY && *made > now - MAX_AGE);
        let made = made.ok_or_else(|| refused("iat of the proof is missing, too old or in the future"))?;
        let digest = once("DPoP proof", &[&URL_SAFE_NO_PAD.encode(thumbprint), jti]);
        let first = retried!(transact(&*self.store, async |unit| {
            unit.replays().is_first(digest, made + MAX_AGE).await
        }))?;
        if first { Ok(KeyThumbprint(thumbprint)) } else { Err(refused("the proof was used before")) }
    }

    fn check_nonce(&self, claims: &Claims, now: OffsetDateTime) -> Result<(), Failure<ProofFault>> {
        let period = now.unix_timestamp().div_euclid(NONCE_PERIOD);
        let is_ours = |nonce: &str| {
            let ours = [period, period - 1].into_iter().filter_map(|period| self.nonce_of(period));
            ours.into_iter().any(|ours| bool::from(ours.as_bytes().ct_eq(nonce.as_bytes())))
        };
        match claims.text("nonce") {
            Some(nonce) if is_ours(nonce) => Ok(()),
            None if !self.needs_nonce => Ok(()),
            _ => Err(Failure::Refused(ProofFault::Nonce)),
        }
    }

    fn nonce_of(&self, period: i64) -> Option<String> {
        let mac = self.keys.mac(self.keys.current(), "dpop-nonce", &[&period.to_be_bytes()])?;
        Some(URL_SAFE_NO_PAD.encode(&mac[..16]))
    }

    /// Whether `htu` is the endpoint, both read as RFC 3986 §6.2.2 and §6.2.3 want; a query and a fragment
    /// do not count.
    fn is_address(&self, htu: &str, path: &str) -> bool {
        let read = |text: &str| {
            let mut url = Url::parse(text).ok()?;
            url.set_query(None);
            url.set_fragment(None);
            Some(url)
        };
        let meant = read(&format!("{}{path}", self.issuer));
        meant.is_some() && read(htu) == meant
    }
}
