//! ID tokens: by which algorithm they are signed, and what is no ID token of ours.

use super::signing_keys::{NOW, sealer, stored};
use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation, jwk::JwkSet};
use oathgate_application::ports::{
    access_tokens::{AccessClaims, AccessTokens, Subject},
    id_tokens::{IdClaims, IdTokens},
};
use oathgate_domain::{
    ids::{AccountId, SessionId},
    oauth::AuthenticationContext,
    secret::Secret,
    signing::SigningAlgorithm,
};
use oathgate_infrastructure::crypto::{JwtAccessTokens, KeySet, SharedSecret};
use serde_json::{Map, Value, json};
use time::Duration;
use uuid::Uuid;

const ISSUER: &str = "https://id.example.com";
const ACCESS_TOKEN: &str = "an access token";

fn tokens() -> JwtAccessTokens {
    let keys = SigningAlgorithm::OF_PAIRS.map(stored);
    JwtAccessTokens::new(ISSUER, KeySet::load(&keys, &sealer(), SigningAlgorithm::Es256).unwrap())
}

fn claims() -> IdClaims {
    IdClaims {
        subject: "ada".to_owned(),
        client: "photos".to_owned(),
        nonce: Some("n-1".to_owned()),
        authenticated_at: NOW - Duration::minutes(5),
        context: AuthenticationContext::PASSWORD,
        session: SessionId(Uuid::from_u128(2)),
        access_token: Secret::new(ACCESS_TOKEN),
        issued_at: NOW,
        expires_at: NOW + Duration::minutes(10),
        more: Map::new(),
    }
}

fn header(token: &Secret) -> Value {
    let part = token.expose().split('.').next().unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// What another implementation reads, by the published keys.
fn read(tokens: &JwtAccessTokens, token: &Secret, algorithm: SigningAlgorithm) -> Value {
    let published: JwkSet = serde_json::from_str(&tokens.jwks()).unwrap();
    let key = published.find(header(token)["kid"].as_str().unwrap()).unwrap();
    let mut rules = Validation::new(algorithm.as_str().parse::<Algorithm>().unwrap());
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&["photos"]);
    rules.validate_exp = false;
    rules.set_required_spec_claims::<&str>(&[]);
    jsonwebtoken::decode(token.expose(), &DecodingKey::from_jwk(key).unwrap(), &rules).unwrap().claims
}

#[test]
fn each_algorithm_really_signs() {
    let tokens = tokens();
    for algorithm in SigningAlgorithm::OF_PAIRS {
        let token = IdTokens::sign(&tokens, algorithm, &claims()).unwrap();
        let head = header(&token);
        assert_eq!((&head["alg"], &head["typ"]), (&json!(algorithm.as_str()), &json!("JWT")));
        let hash = if algorithm == SigningAlgorithm::EdDsa { &digest::SHA512 } else { &digest::SHA256 };
        let digest = digest::digest(hash, ACCESS_TOKEN.as_bytes());
        let half = &digest.as_ref()[..digest.as_ref().len() / 2];
        let expected = json!({
            "iss": ISSUER, "sub": "ada", "aud": "photos", "azp": "photos", "nonce": "n-1",
            "iat": 1_770_127_500, "exp": 1_770_128_100, "auth_time": 1_770_127_200,
            "acr": "1", "amr": ["pwd"], "sid": "00000000-0000-0000-0000-000000000002",
            "at_hash": URL_SAFE_NO_PAD.encode(half),
        });
        assert_eq!(read(&tokens, &token, algorithm), expected, "{algorithm:?}");
        let hinted = tokens.recognise(token.expose()).unwrap();
        assert_eq!((hinted.subject.as_str(), hinted.client.as_str()), ("ada", "photos"));
        assert_eq!(hinted.session, Some(claims().session));
    }
}

#[test]
fn anything_is_signed_with_a_type_of_its_own_and_is_no_id_token() {
    let tokens = tokens();
    let mut said = Map::new();
    said.extend([("aud".to_owned(), json!("photos")), ("sub".to_owned(), json!("ada"))]);
    // The issuer is the server's, whatever is said.
    said.insert("iss".to_owned(), json!("https://evil.example"));
    for algorithm in SigningAlgorithm::OF_PAIRS {
        let plain = tokens.sign_for(algorithm, "JWT", said.clone()).unwrap();
        assert_eq!(read(&tokens, &plain, algorithm)["iss"], ISSUER);
        assert_eq!(tokens.recognise(plain.expose()), None, "without a time");
        let mut logout = said.clone();
        logout.insert("exp".to_owned(), json!(1_770_128_100));
        let logout = tokens.sign_for(algorithm, "logout+jwt", logout).unwrap();
        assert_eq!(header(&logout)["typ"], "logout+jwt");
        assert_eq!(read(&tokens, &logout, algorithm)["sub"], "ada");
        assert_eq!(tokens.recognise(logout.expose()), None, "of another type");
    }
    assert!(tokens.sign_for(SigningAlgorithm::Hs256, "JWT", said).is_err());
}

#[test]
fn access_tokens_and_id_tokens_do_not_pass_for_each_other() {
    let tokens = tokens();
    let access = AccessClaims {
        subject: Subject::Account(AccountId(Uuid::from_u128(1))),
        session: Some(SessionId(Uuid::from_u128(2))),
        grant: None,
        client: "photos".to_owned(),
        scope: "openid".to_owned(),
        authenticated_at: Some(NOW),
        issued_at: NOW,
        expires_at: NOW + Duration::minutes(30),
        id: Uuid::from_u128(3),
        confirmation: None,
        audience: oathgate_domain::oauth::Resources::default(),
        actor: None,
    };
    let access = AccessTokens::sign(&tokens, &access).unwrap();
    assert_eq!(tokens.recognise(access.expose()), None);
    let id = IdTokens::sign(&tokens, SigningAlgorithm::Es256, &claims()).unwrap();
    assert!(tokens.verify(id.expose(), NOW).is_err());
}

/// RFC 8725 §2.1: the header of a token chooses among keys, never how one of them is used.
#[test]
fn no_algorithm_is_taken_for_another() {
    let tokens = tokens();
    let good = IdTokens::sign(&tokens, SigningAlgorithm::Rs256, &claims()).unwrap();
    let body = good.expose().split('.').nth(1).unwrap();
    let published: JwkSet = serde_json::from_str(&tokens.jwks()).unwrap();
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    for key in &published.keys {
        let kid = key.common.key_id.clone().unwrap();
        for alg in ["none", "None", "", "HS256", "HS512", "PS256", "ES384"] {
            let head = encode(&json!({ "alg": alg, "typ": "JWT", "kid": kid }));
            let message = format!("{head}.{body}");
            let mut forged = vec![format!("{message}."), message.clone()];
            // Whoever verifies with "the key" of the header would take the public one for a secret.
            for secret in [serde_json::to_string(key).unwrap(), tokens.jwks(), kid.clone()] {
                let secret = EncodingKey::from_secret(secret.as_bytes());
                let mac = jsonwebtoken::crypto::sign(message.as_bytes(), &secret, Algorithm::HS256).unwrap();
                forged.push(format!("{message}.{mac}"));
            }
            for forged in forged {
                assert_eq!(tokens.recognise(&forged), None, "{alg}: {forged}");
            }
        }
        // A good signature under the name of another key, or of none.
        let own = header(&good)["kid"].as_str().unwrap().to_owned();
        for wrong in [kid, "unknown".to_owned(), String::new(), "shared-secret".to_owned()] {
            if wrong == own {
                continue;
            }
            let head = encode(&json!({ "alg": "RS256", "typ": "JWT", "kid": wrong }));
            let signature = good.expose().rsplit('.').next().unwrap();
            assert_eq!(tokens.recognise(&format!("{head}.{body}.{signature}")), None);
        }
    }
}

#[test]
fn a_shared_secret_signs_nothing_for_clients() {
    let secret = SharedSecret::new(Secret::new("a shared secret of more than thirty-two bytes")).unwrap();
    let keys = KeySet::with_shared_secret(&secret, &[stored(SigningAlgorithm::Rs256)], &sealer()).unwrap();
    let tokens = JwtAccessTokens::new(ISSUER, keys);
    assert_eq!(header(&IdTokens::sign(&tokens, SigningAlgorithm::Rs256, &claims()).unwrap())["alg"], "RS256");
    for without in [SigningAlgorithm::Es256, SigningAlgorithm::EdDsa, SigningAlgorithm::Hs256] {
        assert!(IdTokens::sign(&tokens, without, &claims()).is_err(), "{without:?}");
    }
}
