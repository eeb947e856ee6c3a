//! Authorization codes (RFC 6749 §4.1.2).

use super::{
    claims::WantedClaims, client::ClientId, error::OAuthError, jws::KeyThumbprint, pkce::CodeChallenge,
    resource::Resources, scope::Scopes,
};
use crate::{
    ids::{AccountId, GrantId, SessionId},
    secret::TokenDigest,
};
use time::{Duration, OffsetDateTime};

/// How long a code works.
pub const CODE_LIFETIME: Duration = Duration::seconds(60);

/// A code that was given to a client by way of a person's browser.
#[derive(Debug, Clone)]
pub struct AuthorizationCode {
    /// The form in which it is stored.
    pub digest: TokenDigest,
    /// The grant that its use opens; also what is revoked when it is used again.
    pub grant: GrantId,
    /// The client that it was made for.
    pub client: ClientId,
    /// Who agreed.
    pub account: AccountId,
    /// The session in which they agreed.
    pub session: SessionId,
    /// `redirect_uri` of the request.
    pub redirect_uri: String,
    /// Whether the request named it; it must then be named again (RFC 6749 §4.1.3).
    pub redirect_uri_was_given: bool,
    /// What was agreed to.
    pub scopes: Scopes,
    /// The resources that the tokens are to be for (RFC 8707 §2).
    pub resources: Resources,
    /// What was asked for claim by claim, and agreed to (OpenID Connect Core §5.5).
    pub claims: WantedClaims,
    /// `nonce` of the request (OpenID Connect Core §3.1.2.1).
    pub nonce: Option<String>,
    /// The PKCE challenge.
    pub challenge: Option<CodeChallenge>,
    /// The key that must be proven when the code is exchanged (`dpop_jkt`, RFC 9449 §10).
    pub dpop_key: Option<KeyThumbprint>,
    /// When the person signed in.
    pub authenticated_at: OffsetDateTime,
    /// When it was made.
    pub created_at: OffsetDateTime,
}

impl AuthorizationCode {
    /// Judges a request to use the code, after it was taken (RFC 6749 §4.1.3, RFC 7636 §4.6).
    ///
    /// # Errors
    /// [`OAuthError::InvalidGrant`].
    pub fn redeem(
        &self,
        client: &ClientId,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        proven: Option<KeyThumbprint>,
        now: OffsetDateTime,
    ) -> Result<(), OAuthError> {
        let in_time = now < self.created_at + CODE_LIFETIME;
        let redirect_fits = match redirect_uri {
            Some(given) => given == self.redirect_uri,
            None => !self.redirect_uri_was_given,
        };
        // A verifier without a challenge is a downgrade by somebody in between (RFC 9700 §4.8.2).
        let pkce_fits = match (&self.challenge, verifier) {
            (Some(challenge), Some(verifier)) => challenge.is_answered_by(verifier),
            (None, None) => true,
            _ => false,
        };
        let key_fits = self.dpop_key.is_none() || self.dpop_key == proven;
        if in_time && client == &self.client && redirect_fits && pkce_fits && key_fits {
            Ok(())
        } else {
            Err(OAuthError::InvalidGrant)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;
    use uuid::Uuid;

    const NOW: OffsetDateTime = datetime!(2026-01-02 12:00 UTC);
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn code() -> AuthorizationCode {
        AuthorizationCode {
            digest: TokenDigest([0; 32]),
            grant: GrantId(Uuid::nil()),
            client: ClientId::parse("photo-books").unwrap(),
            account: AccountId(Uuid::nil()),
            session: SessionId(Uuid::nil()),
            redirect_uri: "https://photos.example/callback".to_owned(),
            redirect_uri_was_given: true,
            scopes: Scopes::default(),
            resources: Resources::default(),
            claims: WantedClaims::default(),
            nonce: None,
            challenge: CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            dpop_key: None,
            authenticated_at: NOW,
            created_at: NOW,
        }
    }

    fn redeem(client: &str, redirect: Option<&str>, verifier: Option<&str>, now: OffsetDateTime) -> bool {
        code().redeem(&ClientId::parse(client).unwrap(), redirect, verifier, None, now).is_ok()
    }

    #[test]
    fn a_code_that_is_bound_to_a_key_needs_it() {
        let key = KeyThumbprint([7; 32]);
        let code = AuthorizationCode { dpop_key: Some(key), ..code() };
        let client = ClientId::parse("photo-books").unwrap();
        let redeem = |proven| {
            let redirect = Some("https://photos.example/callback");
            code.redeem(&client, redirect, Some(VERIFIER), proven, NOW).is_ok()
        };
        assert!(redeem(Some(key)));
        assert!(!redeem(None) && !redeem(Some(KeyThumbprint([8; 32]))));
    }

    #[test]
    fn everything_must_fit() {
        let redirect = Some("https://photos.example/callback");
        assert!(redeem("photo-books", redirect, Some(VERIFIER), NOW));
        assert!(!redeem("other", redirect, Some(VERIFIER), NOW));
        assert!(!redeem("photo-books", Some("https://photos.example/"), Some(VERIFIER), NOW));
        assert!(!redeem("photo-books", None, Some(VERIFIER), NOW));
        assert!(!redeem("photo-books", redirect, None, NOW));
        assert!(!redeem("photo-books", redirect, Some(&"a".repeat(43)), NOW));
        assert!(!redeem("photo-books", redirect, Some(VERIFIER), NOW + CODE_LIFETIME));
    }

    #[test]
    fn a_verifier_without_a_challenge_is_a_downgrade() {
        let code = AuthorizationCode { challenge: None, ..code() };
        let client = ClientId::parse("photo-books").unwrap();
        let redirect = Some("https://photos.example/callback");
        assert!(code.redeem(&client, redirect, None, None, NOW).is_ok());
        assert!(code.redeem(&client, redirect, Some(VERIFIER), None, NOW).is_err());
    }
}
