//! ID tokens (OpenID Connect Core §2). Always RS256: the one algorithm that every client must be
//! able to verify (§15.1).

use super::{JwtAccessTokens, key::Token};
use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::{
    error::PortError,
    ports::id_tokens::{IdClaims, IdTokens},
};
use oathgate_domain::{ids::AccountId, secret::Secret};
use serde::Deserialize;
use serde_json::{Value, json};

/// What an ID token that comes back is asked for.
#[derive(Deserialize)]
struct Hint {
    iss: String,
    sub: String,
    aud: String,
}

impl IdTokens for JwtAccessTokens {
    fn sign(&self, claims: &IdClaims) -> Result<Secret, PortError> {
        let mut said = claims.more.clone();
        let mut put = |name: &str, value: Value| said.insert(name.to_owned(), value);
        put("iss", self.issuer().into());
        put("sub", claims.account.to_string().into());
        put("aud", claims.client.clone().into());
        put("azp", claims.client.clone().into());
        put("exp", claims.expires_at.unix_timestamp().into());
        put("iat", claims.issued_at.unix_timestamp().into());
        put("auth_time", claims.authenticated_at.unix_timestamp().into());
        put("amr", json!(["pwd"]));
        put("sid", claims.session.to_string().into());
        put("at_hash", half_hash(claims.access_token.expose()).into());
        if let Some(nonce) = &claims.nonce {
            put("nonce", nonce.clone().into());
        }
        let json = serde_json::to_vec(&said).map_err(|error| PortError::defect("an ID token", error))?;
        let keys = self.keys();
        let signer = keys
            .id_signer
            .as_ref()
            .ok_or_else(|| PortError::unavailable("signing key", "no RS256 key signs ID tokens"))?;
        let token = signer.sign(Token::Id, &json).map_err(|error| PortError::defect("an ID token", error))?;
        Ok(Secret::new(token))
    }

    fn recognise(&self, token: &str) -> Option<(AccountId, String)> {
        let hint: Hint = self.read_signed(token, "JWT")?;
        (hint.iss == self.issuer()).then_some(())?;
        Some((hint.sub.parse().ok()?, hint.aud))
    }

    fn jwks(&self) -> String {
        self.keys().jwks().to_owned()
    }
}

/// `at_hash`: the left half of the SHA-256 digest, since ID tokens are signed with RS256 (§3.1.3.6).
fn half_hash(token: &str) -> String {
    let digest = digest::digest(&digest::SHA256, token.as_bytes());
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16])
}
