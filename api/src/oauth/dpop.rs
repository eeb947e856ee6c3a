//! Proofs of possession at the endpoints (RFC 9449).

use super::wire::Fault;
use crate::problem::{Problem, ProblemCode};
use oathgate_application::{
    error::Failure,
    oauth::dpop::{ProofFault, Proofs, Request as Meant},
};
use oathgate_domain::oauth::{KeyThumbprint, OAuthError};
use poem::{
    Request, Response,
    http::{HeaderName, HeaderValue, StatusCode},
};

/// The proof.
static PROOF: HeaderName = HeaderName::from_static("dpop");
/// What the next proof is to hold.
static NONCE: HeaderName = HeaderName::from_static("dpop-nonce");
/// Longest proof that is looked at, in bytes.
const MAX_PROOF: usize = 8 * 1024;

const INVALID_PROOF: &str =
    r#"DPoP realm="oathgate", error="invalid_dpop_proof", algs="ES256 ES384 EdDSA PS256 RS256""#;
const NO_NONCE: &str =
    r#"DPoP realm="oathgate", error="use_dpop_nonce", algs="ES256 ES384 EdDSA PS256 RS256""#;
/// Of a token that is not accepted with a proof.
pub(super) const INVALID_TOKEN: &str =
    r#"DPoP realm="oathgate", error="invalid_token", algs="ES256 ES384 EdDSA PS256 RS256""#;
const OLD_NONCE: &str = "The DPoP proof must hold the nonce of the header DPoP-Nonce.";

/// The proof of a request, if it has one.
///
/// # Errors
/// `invalid_dpop_proof` where it has several (RFC 9449 §4.3) or one that nobody can read.
pub(super) fn proof_of(request: &Request) -> Result<Option<&str>, Fault> {
    let mut all = request.headers().get_all(&PROOF).iter();
    let Some(first) = all.next() else { return Ok(None) };
    let text = first.to_str().ok().filter(|text| text.len() <= MAX_PROOF && all.next().is_none());
    text.map(Some).ok_or_else(|| {
        Fault::new(OAuthError::InvalidDpopProof, "There must be one DPoP header of at most 8 KiB.")
    })
}

/// Asks for a nonce before the client has shown anything that works once.
///
/// # Errors
/// `use_dpop_nonce`.
pub(super) fn require_nonce(proofs: &Proofs, proof: Option<&str>) -> Result<(), Fault> {
    if proof.is_none_or(|proof| proofs.has_nonce(proof)) {
        return Ok(());
    }
    Err(Fault::new(OAuthError::UseDpopNonce, OLD_NONCE))
}

/// The key that a client proves to hold when it asks for tokens.
///
/// # Errors
/// `invalid_dpop_proof` or `use_dpop_nonce`.
pub(super) async fn proven(
    proofs: &Proofs,
    proof: Option<&str>,
    path: &str,
) -> Result<Option<KeyThumbprint>, Fault> {
    let Some(proof) = proof else { return Ok(None) };
    let meant = Meant { method: "POST", path, access_token: None };
    match proofs.judge(proof, meant).await {
        Ok(key) => Ok(Some(key)),
        Err(Failure::Refused(ProofFault::Invalid(why))) => Err(Fault::new(OAuthError::InvalidDpopProof, why)),
        Err(Failure::Refused(ProofFault::Nonce)) => Err(Fault::new(OAuthError::UseDpopNonce, OLD_NONCE)),
        Err(Failure::Busy { retry_after }) => {
            Err(Problem::new(ProblemCode::Busy).retry_after(retry_after).into())
        }
        Err(Failure::Port(error)) => Err(error.into()),
    }
}

/// The key that whoever shows an access token proves to hold.
///
/// # Errors
/// 401 with the challenge of RFC 9449 §7.1.
pub(super) async fn proven_with_token(
    proofs: &Proofs,
    request: &Request,
    path: &str,
    access_token: &str,
) -> Result<KeyThumbprint, Fault> {
    let refused =
        |error, why: &str, challenge| Fault::of_token(StatusCode::UNAUTHORIZED, Some(error), why, challenge);
    let invalid = |why: &str| refused("invalid_dpop_proof", why, INVALID_PROOF);
    let proof = proof_of(request).map_err(|_| invalid("There must be one DPoP header."))?;
    let proof = proof.ok_or_else(|| invalid("The request has no DPoP header."))?;
    let meant = Meant { method: request.method().as_str(), path, access_token: Some(access_token) };
    proofs.judge(proof, meant).await.map_err(|failure| match failure {
        Failure::Refused(ProofFault::Invalid(why)) => invalid(why),
        Failure::Refused(ProofFault::Nonce) => refused("use_dpop_nonce", OLD_NONCE, NO_NONCE),
        Failure::Busy { retry_after } => Problem::new(ProblemCode::Busy).retry_after(retry_after).into(),
        Failure::Port(error) => error.into(),
    })
}

/// Gives whoever uses proofs the nonce of the next one (RFC 9449 §8.2).
pub(super) fn with_nonce(mut response: Response, proofs: &Proofs, request: &Request) -> Response {
    if request.headers().contains_key(&PROOF)
        && let Some(nonce) = proofs.nonce().and_then(|nonce| HeaderValue::try_from(nonce).ok())
    {
        response.headers_mut().insert(NONCE.clone(), nonce);
    }
    response
}
