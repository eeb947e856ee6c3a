//! ID tokens (OpenID Connect Core §2), and whatever else is signed for a client, by the algorithm that it
//! registered.

use super::{JwtAccessTokens, key::PLAIN};
use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::{
    error::PortError,
    ports::id_tokens::{HintedPerson, IdClaims, IdTokens},
};
use oathgate_domain::{ids::SessionId, secret::Secret, signing::SigningAlgorithm};
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

/// What an ID token that comes back is asked for. A signed answer of userinfo, which is of the same type,
/// has no `exp`.
#[derive(Deserialize)]
struct Hint {
    iss: String,
    sub: String,
    aud: String,
    #[serde(rename = "exp")]
    _exp: i64,
    sid: Option<Uuid>,
}

impl IdTokens for JwtAccessTokens {
    fn sign(&self, algorithm: SigningAlgorithm, claims: &IdClaims) -> Result<Secret, PortError> {
        let mut said = claims.more.clone();
        let mut put = |name: &str, value: Value| said.insert(name.to_owned(), value);
        put("sub", claims.subject.clone().into());
        put("aud", claims.client.clone().into());
        put("azp", claims.client.clone().into());
        put("exp", claims.expires_at.unix_timestamp().into());
        put("iat", claims.issued_at.unix_timestamp().into());
        put("auth_time", claims.authenticated_at.unix_timestamp().into());
        put("acr", claims.context.acr.into());
        put("amr", claims.context.amr.into());
        put("sid", claims.session.to_string().into());
        put("at_hash", half_hash(algorithm, claims.access_token.expose()).into());
        if let Some(nonce) = &claims.nonce {
            put("nonce", nonce.clone().into());
        }
        self.sign_for(algorithm, PLAIN, said)
    }

    fn sign_for(
        &self,
        algorithm: SigningAlgorithm,
        typ: &str,
        mut claims: Map<String, Value>,
    ) -> Result<Secret, PortError> {
        claims.insert("iss".to_owned(), self.issuer().into());
        let defect = |error| PortError::defect("a token for a client", error);
        let json = serde_json::to_vec(&claims).map_err(defect)?;
        let keys = self.keys();
        let signer = keys
            .signers
            .get(&algorithm)
            .ok_or_else(|| PortError::unavailable("signing key", "no key of the client's algorithm signs"))?;
        let token =
            signer.sign(typ, &json).map_err(|error| PortError::defect("a token for a client", error))?;
        Ok(Secret::new(token))
    }

    fn recognise(&self, token: &str) -> Option<HintedPerson> {
        let hint: Hint = self.read_signed(token, PLAIN)?;
        (hint.iss == self.issuer()).then_some(())?;
        Some(HintedPerson { subject: hint.sub, client: hint.aud, session: hint.sid.map(SessionId) })
    }

    fn jwks(&self) -> String {
        self.keys().jwks().to_owned()
    }
}

/// `at_hash`: the left half of the digest by the hash of the ID token's algorithm (§3.1.3.6). Ed25519 hashes
/// by SHA-512 (RFC 8032 §5.1).
fn half_hash(algorithm: SigningAlgorithm, token: &str) -> String {
    let hash = match algorithm {
        SigningAlgorithm::EdDsa => &digest::SHA512,
        SigningAlgorithm::Rs256 | SigningAlgorithm::Es256 | SigningAlgorithm::Hs256 => &digest::SHA256,
    };
    let digest = digest::digest(hash, token.as_bytes());
    let (half, _) = digest.as_ref().split_at(digest.as_ref().len() / 2);
    URL_SAFE_NO_PAD.encode(half)
}
