//! Access tokens: what is signed, and everything that is refused.

use super::signing_keys::{ASYMMETRIC, NOW, sealer, stored};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, jwk::JwkSet};
use oathgate_application::ports::access_tokens::{AccessClaims, AccessTokens, Subject, TokenFault};
use oathgate_domain::{
    ids::{AccountId, SessionId},
    oauth::{Actor, Resources},
    secret::Secret,
    signing::{SigningAlgorithm, StoredSigningKey},
};
use oathgate_infrastructure::crypto::{JwtAccessTokens, KeySet, SharedSecret};
use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

const ISSUER: &str = "https://id.example.com";
const SECRET: &str = "a shared secret of more than thirty-two bytes";

fn claims() -> AccessClaims {
    AccessClaims {
        subject: Subject::Account(AccountId(Uuid::from_u128(1))),
        session: Some(SessionId(Uuid::from_u128(2))),
        grant: None,
        client: "first-party".to_owned(),
        scope: "openid profile".to_owned(),
        authenticated_at: Some(NOW - Duration::minutes(5)),
        issued_at: NOW,
        expires_at: NOW + Duration::minutes(30),
        id: Uuid::from_u128(3),
        confirmation: None,
        audience: Resources::default(),
        actor: None,
    }
}

fn of(keys: &[StoredSigningKey], algorithm: SigningAlgorithm) -> JwtAccessTokens {
    JwtAccessTokens::new(ISSUER, KeySet::load(keys, &sealer(), algorithm).unwrap())
}

fn shared() -> JwtAccessTokens {
    let secret = SharedSecret::new(Secret::new(SECRET)).unwrap();
    JwtAccessTokens::new(ISSUER, KeySet::with_shared_secret(&secret, &[], &sealer()).unwrap())
}

/// One of each algorithm.
fn all() -> Vec<(SigningAlgorithm, JwtAccessTokens)> {
    let asymmetric = ASYMMETRIC.into_iter().map(|algorithm| (algorithm, of(&[stored(algorithm)], algorithm)));
    asymmetric.chain([(SigningAlgorithm::Hs256, shared())]).collect()
}

fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn a_token_for_another_is_told_but_not_accepted() {
    let tokens = of(&[stored(SigningAlgorithm::Es256)], SigningAlgorithm::Es256);
    let resources = |names: &[&str]| Resources::parse(names.iter().copied()).unwrap();
    let first = Actor { subject: "job".to_owned(), client: "job".to_owned(), before: None };
    let actor = Actor { subject: "api".to_owned(), client: "api".to_owned(), before: Some(Box::new(first)) };
    for (audience, said, is_for_us) in [
        (Resources::default(), json!(ISSUER), true),
        (resources(&["https://api.example/"]), json!("https://api.example/"), false),
        (resources(&["urn:a", ISSUER]), json!(["urn:a", ISSUER]), true),
        (resources(&["urn:a", "urn:b"]), json!(["urn:a", "urn:b"]), false),
    ] {
        let given = AccessClaims { audience, actor: Some(actor.clone()), ..claims() };
        let token = tokens.sign(&given).unwrap();
        let part = part(token.expose(), 1);
        let acting = json!({ "sub": "api", "client_id": "api", "act": { "sub": "job", "client_id": "job" } });
        assert_eq!((&part["aud"], &part["act"]), (&said, &acting));
        assert_eq!(tokens.read(token.expose(), NOW), Ok(given.clone()));
        let accepted = tokens.verify(token.expose(), NOW);
        assert_eq!(accepted, if is_for_us { Ok(given) } else { Err(TokenFault::Invalid) });
    }
}

#[test]
fn a_token_says_what_rfc_9068_asks_for() {
    for (algorithm, tokens) in all() {
        let token = tokens.sign(&claims()).unwrap();
        let header = part(token.expose(), 0);
        assert_eq!((&header["alg"], &header["typ"]), (&json!(algorithm.as_str()), &json!("at+jwt")));
        assert_eq!(header.as_object().unwrap().len(), 3, "{header}");
        assert_eq!(
            part(token.expose(), 1),
            json!({
                "iss": ISSUER, "aud": ISSUER, "sub": "00000000-0000-0000-0000-000000000001",
                "sid": "00000000-0000-0000-0000-000000000002", "jti": "00000000-0000-0000-0000-000000000003",
                "client_id": "first-party", "scope": "openid profile",
                "iat": 1_770_127_500, "exp": 1_770_129_300, "auth_time": 1_770_127_200,
            })
        );
        assert_eq!(tokens.verify(token.expose(), NOW).unwrap(), claims(), "{algorithm:?}");
        assert!(!format!("{token:?} {tokens:?}").contains(token.expose()));
    }
}

#[test]
fn another_implementation_verifies_the_signature_with_the_published_keys() {
    for algorithm in ASYMMETRIC {
        let key = stored(algorithm);
        let tokens = of(std::slice::from_ref(&key), algorithm);
        let token = tokens.sign(&claims()).unwrap();
        let published: JwkSet = serde_json::from_str(tokens.keys().jwks()).unwrap();
        let mut validation = Validation::new(algorithm.as_str().parse::<Algorithm>().unwrap());
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[ISSUER]);
        validation.validate_exp = false;
        let kid = part(token.expose(), 0)["kid"].as_str().unwrap().to_owned();
        assert_eq!(kid, key.id);
        let verifier = DecodingKey::from_jwk(published.find(&kid).unwrap()).unwrap();
        let read = jsonwebtoken::decode::<Value>(token.expose(), &verifier, &validation).unwrap();
        assert_eq!(read.claims["client_id"], "first-party");
    }
}

#[test]
fn its_time_ends_at_exp_by_the_clock_that_is_given() {
    let (_, tokens) = all().remove(0);
    let token = tokens.sign(&claims()).unwrap();
    let verify = |at| tokens.verify(token.expose(), at);
    assert!(verify(claims().expires_at - Duration::SECOND).is_ok());
    assert_eq!(verify(claims().expires_at), Err(TokenFault::Expired));
    assert_eq!(verify(claims().expires_at + Duration::days(365)), Err(TokenFault::Expired));
}

#[test]
fn a_change_anywhere_makes_it_invalid() {
    for (algorithm, tokens) in all() {
        let token = tokens.sign(&claims()).unwrap().expose().to_owned();
        for place in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(
                tokens.verify(&altered, NOW),
                Err(TokenFault::Invalid),
                "{algorithm:?}, letter {place}"
            );
        }
        for altered in [
            String::new(),
            "..".to_owned(),
            token[..token.len() - 1].to_owned(),
            format!("{token}="),
            format!("{token}."),
            format!(" {token}"),
            format!("{token}\n"),
            format!("{}.", token.rsplit_once('.').unwrap().0),
            token.rsplit_once('.').unwrap().0.to_owned(),
            "a".repeat(1_000_000),
        ] {
            assert_eq!(tokens.verify(&altered, NOW), Err(TokenFault::Invalid), "{algorithm:?}");
        }
    }
}

/// A token with any header and claims, signed by `key` as the header's `alg` says.
fn forged(header: &Value, claims: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

fn good_claims() -> Value {
    json!({
        "iss": ISSUER, "aud": ISSUER, "sub": Uuid::from_u128(1), "sid": Uuid::from_u128(2), "jti": Uuid::from_u128(3),
        "client_id": "first-party", "scope": "openid", "iat": 1_770_127_500, "exp": 1_770_129_300,
        "auth_time": 1_770_127_200,
    })
}

fn with(base: &Value, name: &str, value: Value) -> Value {
    let mut changed = base.clone();
    changed[name] = value;
    changed
}

fn without(base: &Value, name: &str) -> Value {
    let mut changed = base.clone();
    changed.as_object_mut().unwrap().remove(name).unwrap();
    changed
}

#[test]
fn with_a_good_signature_everything_else_must_be_right_too() {
    let tokens = shared();
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let header = json!({ "alg": "HS256", "typ": "at+jwt", "kid": "shared-secret" });
    let verdict = |header: &Value, claims: &Value| {
        tokens.verify(&forged(header, claims, &key, Algorithm::HS256), NOW).map(|_| ())
    };
    let good = good_claims();
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt"] {
        assert_eq!(verdict(&with(&header, "typ", json!(typ)), &good), Ok(()), "{typ}");
    }
    assert_eq!(verdict(&header, &with(&good, "aud", json!(["https://other.example", ISSUER]))), Ok(()));
    assert_eq!(verdict(&header, &with(&good, "nbf", json!(1_770_127_500))), Ok(()));
    assert_eq!(verdict(&header, &with(&good, "unknown", json!({"a": [1]}))), Ok(()));
    assert_eq!(verdict(&header, &with(&good, "exp", json!(1_770_127_500))), Err(TokenFault::Expired));

    for (name, value) in [
        ("typ", json!("JWT")),
        ("typ", json!("application/jwt")),
        ("typ", json!("dpop+jwt")),
        ("typ", json!("é")),
        ("typ", json!(null)),
        ("alg", json!("none")),
        ("alg", json!("HS512")),
        ("alg", json!("ES256")),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("kid", json!("another")),
    ] {
        assert_eq!(
            verdict(&with(&header, name, value.clone()), &good),
            Err(TokenFault::Invalid),
            "{name}: {value}"
        );
    }
    for name in ["typ", "alg", "kid"] {
        assert_eq!(verdict(&without(&header, name), &good), Err(TokenFault::Invalid), "without {name}");
    }
    for (name, value) in [
        ("iss", json!("https://id.example.com/")),
        ("iss", json!("https://ID.example.com")),
        ("iss", json!([ISSUER])),
        ("aud", json!("https://other.example")),
        ("aud", json!([])),
        ("aud", json!(["https://other.example"])),
        ("aud", json!(null)),
        ("sub", json!("somebody")),
        ("sid", json!(null)),
        ("exp", json!("1770129300")),
        ("exp", json!(1_770_129_300.5)),
        ("exp", json!(i64::MAX)),
        ("nbf", json!(1_770_127_501)),
        ("auth_time", json!(null)),
    ] {
        assert_eq!(
            verdict(&header, &with(&good, name, value.clone())),
            Err(TokenFault::Invalid),
            "{name}: {value}"
        );
    }
    for name in ["iss", "aud", "sub", "sid", "jti", "client_id", "scope", "iat", "exp", "auth_time"] {
        assert_eq!(verdict(&header, &without(&good, name)), Err(TokenFault::Invalid), "without {name}");
    }
}

#[test]
fn a_claim_that_is_there_twice_is_refused() {
    let tokens = shared();
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let twice = good_claims().to_string().replacen('{', r#"{"exp":99999999999,"#, 1);
    let header = json!({ "alg": "HS256", "typ": "at+jwt", "kid": "shared-secret" }).to_string();
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(twice));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    assert_eq!(tokens.verify(&format!("{message}.{signature}"), NOW), Err(TokenFault::Invalid));
}

/// The classic attack: a public key, which everybody has, taken for an HMAC secret.
#[test]
fn a_public_key_is_never_a_shared_secret() {
    for algorithm in ASYMMETRIC {
        let key = stored(algorithm);
        let tokens = of(std::slice::from_ref(&key), algorithm);
        let jwk: Value = serde_json::from_str(&key.public_jwk).unwrap();
        let raw = ["n", "x"].iter().find_map(|name| jwk[name].as_str()).unwrap();
        let point = ["x", "y"]
            .iter()
            .filter_map(|name| jwk[name].as_str())
            .flat_map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
        let uncompressed: Vec<u8> = [4].into_iter().chain(point).collect();
        for secret in [
            key.public_jwk.as_bytes(),
            raw.as_bytes(),
            &URL_SAFE_NO_PAD.decode(raw).unwrap(),
            &uncompressed,
            b"",
        ] {
            for alg in ["HS256", algorithm.as_str(), "none"] {
                let header = json!({ "alg": alg, "typ": "at+jwt", "kid": key.id });
                let token =
                    forged(&header, &good_claims(), &EncodingKey::from_secret(secret), Algorithm::HS256);
                assert_eq!(tokens.verify(&token, NOW), Err(TokenFault::Invalid), "{algorithm:?} as {alg}");
            }
        }
        let header = json!({ "alg": "none", "typ": "at+jwt", "kid": key.id });
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        for unsigned in [
            format!("{}.{}.", encode(&header), encode(&good_claims())),
            format!("{}.{}", encode(&header), encode(&good_claims())),
        ] {
            assert_eq!(tokens.verify(&unsigned, NOW), Err(TokenFault::Invalid));
        }
    }
}

#[test]
fn keys_and_addresses_of_keys_in_a_header_are_never_used() {
    let tokens = of(&[stored(SigningAlgorithm::Es256)], SigningAlgorithm::Es256);
    let theirs = stored(SigningAlgorithm::EdDsa);
    let attacker = of(std::slice::from_ref(&theirs), SigningAlgorithm::EdDsa);
    let token = attacker.sign(&claims()).unwrap().expose().to_owned();
    assert_eq!(tokens.verify(&token, NOW), Err(TokenFault::Invalid));

    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let mut header = Header::new(Algorithm::HS256);
    header.typ = Some("at+jwt".to_owned());
    header.kid = Some(theirs.id.clone());
    header.jwk = Some(serde_json::from_str(&theirs.public_jwk).unwrap());
    header.jku = Some("https://attacker.example/jwks.json".to_owned());
    let token = jsonwebtoken::encode(&header, &good_claims(), &key).unwrap();
    assert_eq!(tokens.verify(&token, NOW), Err(TokenFault::Invalid));
}

#[test]
fn a_retired_key_still_verifies_and_a_removed_one_does_not() {
    let old = stored(SigningAlgorithm::Es256);
    let tokens = of(std::slice::from_ref(&old), SigningAlgorithm::Es256);
    let token = tokens.sign(&claims()).unwrap();

    let new = stored(SigningAlgorithm::Es256);
    let retired = StoredSigningKey { retired_at: Some(NOW), ..old };
    tokens.replace_keys(KeySet::load(&[new.clone(), retired], &sealer(), SigningAlgorithm::Es256).unwrap());
    assert!(tokens.verify(token.expose(), NOW).is_ok());
    assert_eq!(part(tokens.sign(&claims()).unwrap().expose(), 0)["kid"], new.id);

    tokens.replace_keys(KeySet::load(&[new], &sealer(), SigningAlgorithm::Es256).unwrap());
    assert_eq!(tokens.verify(token.expose(), NOW), Err(TokenFault::Invalid));
}

#[test]
fn without_a_key_of_the_algorithm_nothing_is_signed() {
    let tokens = of(&[stored(SigningAlgorithm::EdDsa)], SigningAlgorithm::Es256);
    let error = tokens.sign(&claims()).unwrap_err();
    assert_eq!(error.to_string(), "signing key is unavailable");
}

#[test]
fn openssl_verifies_what_was_signed() {
    let key = stored(SigningAlgorithm::Rs256);
    let tokens = of(std::slice::from_ref(&key), SigningAlgorithm::Rs256);
    let token = tokens.sign(&claims()).unwrap().expose().to_owned();
    let (message, signature) = token.rsplit_once('.').unwrap();

    let folder = std::env::temp_dir().join(format!("oathgate-{}", key.id));
    std::fs::create_dir(&folder).unwrap();
    let private = oathgate_application::ports::sealer::Sealer::open(
        &sealer(),
        &format!("signing key {}", key.id),
        &key.sealed_private,
    );
    std::fs::write(folder.join("key.der"), private.unwrap()).unwrap();
    std::fs::write(folder.join("message"), message).unwrap();
    std::fs::write(folder.join("signature"), URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
    let verified = std::process::Command::new("openssl")
        .current_dir(&folder)
        .args([
            "dgst",
            "-sha256",
            "-prverify",
            "key.der",
            "-keyform",
            "DER",
            "-signature",
            "signature",
            "message",
        ])
        .output();
    std::fs::remove_dir_all(&folder).unwrap();
    match verified {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => println!("openssl is not at hand, so it was not asked: {error}"),
    }
}
