//! Tokens that are bound to a key (RFC 9449).

use crate::{
    keys::ClientKey,
    world::{ISSUER, Pair, REDIRECT, VERIFIER, World, refused, request},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::{
    error::Failure,
    oauth::{
        client_credentials::GrantToClient,
        code_exchange::Ask,
        dpop::{ProofFault, Proofs, Request},
    },
    ports::{clock::Clock, signatures::Signatures},
};
use oathgate_domain::oauth::Resources;
use oathgate_domain::oauth::{ClientAuthentication, KeyThumbprint, OAuthError};
use oathgate_infrastructure::crypto::ClientSignatures;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicUsize, Ordering};
use time::Duration;

fn proofs(world: &World, needs_nonce: bool) -> Proofs {
    Proofs {
        store: world.store.clone(),
        keys: world.keys.clone(),
        client_keys: world.client_keys(),
        clock: world.clock.clone(),
        issuer: ISSUER.to_owned(),
        needs_nonce,
    }
}

const TOKEN: Request<'static> = Request { method: "POST", path: "/oauth/token", access_token: None };

fn claims(world: &World, nonce: Option<&str>) -> Value {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let jti = format!("proof-{}", NEXT.fetch_add(1, Ordering::SeqCst));
    let iat = world.clock.now().unix_timestamp();
    let mut claims = json!({ "htm": "POST", "htu": format!("{ISSUER}/oauth/token"), "iat": iat, "jti": jti });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    claims
}

fn but(mut claims: Value, name: &str, value: Value) -> Value {
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

fn sign(key: &ClientKey, claims: &Value) -> String {
    key.sign(&json!({ "typ": "dpop+jwt", "jwk": key.jwk() }), claims)
}

fn thumbprint(key: &ClientKey) -> KeyThumbprint {
    KeyThumbprint(ClientSignatures.thumbprint(&key.jwk().to_string()).unwrap())
}

async fn judge(proofs: &Proofs, proof: &str, request: Request<'_>) -> Result<KeyThumbprint, ProofFault> {
    match proofs.judge(proof, request).await {
        Ok(key) => Ok(key),
        Err(Failure::Refused(fault)) => Err(fault),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_key_has_the_name_that_the_rfc_gives_it() {
    // RFC 7638 §3.1.
    let jwk = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
    let name = KeyThumbprint(ClientSignatures.thumbprint(jwk).unwrap());
    assert_eq!(name.to_string(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    for none in
        ["", "{}", "[]", r#"{"kty":"oct","k":"AA"}"#, r#"{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}"#]
    {
        assert_eq!(ClientSignatures.thumbprint(none), None, "{none}");
    }
}

#[tokio::test]
async fn a_proof_of_each_kind_of_key() {
    let world = World::new().await;
    let proofs = proofs(&world, true);
    let nonce = proofs.nonce();
    for key in [ClientKey::es256(), ClientKey::eddsa(), ClientKey::rsa()] {
        let proof = sign(&key, &claims(&world, nonce.as_deref()));
        assert!(proofs.has_nonce(&proof));
        assert_eq!(judge(&proofs, &proof, TOKEN).await, Ok(thumbprint(&key)));
        let again = judge(&proofs, &proof, TOKEN).await;
        assert_eq!(again, Err(ProofFault::Invalid("the proof was used before")));
    }
    let key = ClientKey::es256();
    for address in ["HTTPS://ID.EXAMPLE.COM:443/oauth/token", "https://id.example.com/oauth/token?a=b#c"] {
        let claims = but(claims(&world, nonce.as_deref()), "htu", address.into());
        assert!(judge(&proofs, &sign(&key, &claims), TOKEN).await.is_ok(), "{address}");
    }
}

#[tokio::test]
async fn a_proof_is_for_one_request_and_says_so() {
    let world = World::new().await;
    let proofs = proofs(&world, false);
    let key = ClientKey::es256();
    let now = world.clock.now().unix_timestamp();
    let (method, address) = (
        "htm of the proof is not the method of the request",
        "htu of the proof is not the address of the request",
    );
    let time = "iat of the proof is missing, too old or in the future";
    let jti = "the proof has no jti of 1 to 512 bytes";
    for (name, value, why) in [
        ("htm", json!("GET"), method),
        ("htm", json!("post"), method),
        ("htm", Value::Null, method),
        ("htu", Value::Null, address),
        ("htu", json!("/oauth/token"), address),
        ("htu", json!("http://id.example.com/oauth/token"), address),
        ("htu", json!("https://id.example.com/oauth/token/"), address),
        ("htu", json!("https://id.example.com:8443/oauth/token"), address),
        ("htu", json!("https://id.example.com/oauth/par"), address),
        ("iat", Value::Null, time),
        ("iat", json!("now"), time),
        ("iat", json!(now - 300), time),
        ("iat", json!(now + 31), time),
        ("iat", json!(i64::MAX), time),
        ("jti", Value::Null, jti),
        ("jti", json!(""), jti),
        ("jti", json!("x".repeat(513)), jti),
    ] {
        let proof = sign(&key, &but(claims(&world, None), name, value.clone()));
        assert_eq!(judge(&proofs, &proof, TOKEN).await, Err(ProofFault::Invalid(why)), "{name} {value}");
    }
    let with_token = Request { access_token: Some("token"), ..TOKEN };
    let ath = URL_SAFE_NO_PAD.encode(Sha256::digest("token"));
    for (ath, fine) in [(json!(ath), true), (Value::Null, false), (json!("token"), false)] {
        let proof = sign(&key, &but(claims(&world, None), "ath", ath.clone()));
        assert_eq!(judge(&proofs, &proof, with_token).await.is_ok(), fine, "{ath}");
    }
}

#[tokio::test]
async fn a_proof_is_signed_with_the_key_that_it_shows() {
    let world = World::new().await;
    let proofs = proofs(&world, false);
    let (key, other) = (ClientKey::es256(), ClientKey::es256());
    let secret = ClientKey::Secret(key.public_bytes());
    let claims = || claims(&world, None);
    let header = |jwk: Value| json!({ "typ": "dpop+jwt", "jwk": jwk });
    let mut private = key.jwk();
    private["d"] = "AA".into();
    let none =
        URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "typ": "dpop+jwt", "jwk": key.jwk() }).to_string());
    let body = URL_SAFE_NO_PAD.encode(claims().to_string());
    let good = sign(&key, &claims());
    for forged in [
        key.sign(&header(other.jwk()), &claims()),
        key.sign(&header(private), &claims()),
        key.sign(&json!({ "typ": "dpop+jwt" }), &claims()),
        key.sign(&json!({ "jwk": key.jwk() }), &claims()),
        key.sign(&json!({ "typ": "JWT", "jwk": key.jwk() }), &claims()),
        key.sign(&json!({ "typ": "dpop+jwt", "jwk": key.jwk(), "crit": ["x"] }), &claims()),
        secret.sign(&header(key.jwk()), &claims()),
        secret.sign(&header(secret.jwk()), &claims()),
        key.sign(&json!({ "typ": "dpop+jwt", "jwk": key.jwk(), "alg": "EdDSA" }), &claims()),
        format!("{none}.{body}."),
        format!("{good}x"),
        "x".repeat(9_000),
        String::new(),
    ] {
        let judged = judge(&proofs, &forged, TOKEN).await;
        assert!(matches!(judged, Err(ProofFault::Invalid(_))), "{forged} {judged:?}");
    }
    assert!(judge(&proofs, &good, TOKEN).await.is_ok());
}

#[tokio::test]
async fn a_nonce_is_good_for_a_while() {
    let world = World::new().await;
    let (proofs, lenient) = (proofs(&world, true), proofs(&world, false));
    let key = ClientKey::es256();
    let bare = sign(&key, &claims(&world, None));
    assert!(!proofs.has_nonce(&bare));
    assert_eq!(judge(&proofs, &bare, TOKEN).await, Err(ProofFault::Nonce));
    assert!(judge(&lenient, &bare, TOKEN).await.is_ok());
    for wrong in ["", "x", "AAAAAAAAAAAAAAAAAAAAAA"] {
        let proof = sign(&key, &claims(&world, Some(wrong)));
        assert_eq!(judge(&proofs, &proof, TOKEN).await, Err(ProofFault::Nonce), "{wrong}");
        assert_eq!(judge(&lenient, &proof, TOKEN).await, Err(ProofFault::Nonce), "{wrong}");
    }
    let nonce = proofs.nonce().unwrap();
    world.clock.advance(Duration::minutes(5));
    assert_ne!(proofs.nonce().unwrap(), nonce);
    assert!(judge(&proofs, &sign(&key, &claims(&world, Some(&nonce))), TOKEN).await.is_ok());
    world.clock.advance(Duration::minutes(5));
    let late = sign(&key, &claims(&world, Some(&nonce)));
    assert_eq!(judge(&proofs, &late, TOKEN).await, Err(ProofFault::Nonce));
}

#[tokio::test]
async fn tokens_are_bound_to_the_key_and_of_no_use_without_it() {
    let world = World::new().await;
    let (key, other) = (KeyThumbprint([1; 32]), KeyThumbprint([2; 32]));
    let client = world.add_client("app", |client| client.authentication = ClientAuthentication::None).await;
    let (session, _) = world.sign_in(world.ada).await;
    let code = world.code(&client, "openid offline_access", &session).await;
    let ask = Ask {
        code: &code,
        redirect_uri: Some(REDIRECT),
        verifier: Some(VERIFIER),
        resources: Resources::default(),
        proven: Some(key),
    };
    let tokens = world.exchange_asking(&client, ask).await.unwrap();
    assert_eq!(tokens.confirmation, Some(key));
    let pair = Pair::of(&tokens);

    let userinfo = world.userinfo();
    assert!(userinfo.run(&pair.access, Some(key)).await.is_ok());
    assert!(userinfo.run(&pair.access, None).await.is_err());
    assert!(userinfo.run(&pair.access, Some(other)).await.is_err());
    let said = world.introspect(&pair.access).await;
    assert_eq!(
        (said["token_type"].as_str(), said["cnf"]["jkt"].as_str()),
        (Some("DPoP"), Some(&*key.to_string()))
    );

    // The refresh token of a public client is bound, too.
    for wrong in [None, Some(other)] {
        let refreshed = world.refresh_proving(&client, &pair.refresh, wrong).await;
        assert_eq!(refused(refreshed), OAuthError::InvalidGrant);
    }
    let next = world.refresh_proving(&client, &pair.refresh, Some(key)).await.unwrap();
    assert_eq!(next.confirmation, Some(key));

    // A client that shows itself may change its key.
    let client = world.add_client("shop", |_| {}).await;
    let code = world.code(&client, "openid offline_access", &session).await;
    let ask = Ask {
        code: &code,
        redirect_uri: Some(REDIRECT),
        verifier: Some(VERIFIER),
        resources: Resources::default(),
        proven: Some(key),
    };
    let pair = Pair::of(&world.exchange_asking(&client, ask).await.unwrap());
    let next = world.refresh_proving(&client, &pair.refresh, Some(other)).await.unwrap();
    assert_eq!(next.confirmation, Some(other));

    let own = GrantToClient { store: world.store.clone(), issuer: world.issuer() }
        .run(&client, None, &Resources::default(), Some(key))
        .await
        .unwrap();
    assert_eq!(own.confirmation, Some(key));
    // A token that is not bound is not made good by a proof.
    let plain = GrantToClient { store: world.store.clone(), issuer: world.issuer() }
        .run(&client, None, &Resources::default(), None)
        .await
        .unwrap();
    assert!(userinfo.run(plain.access_token.expose(), Some(key)).await.is_err());
}

#[tokio::test]
async fn a_code_is_bound_to_the_key_that_the_request_names() {
    let world = World::new().await;
    let key = KeyThumbprint([1; 32]);
    let client = world.add_client("app", |client| client.is_first_party = true).await;
    let (session, _) = world.sign_in(world.ada).await;
    for (proven, fine) in [(None, false), (Some(KeyThumbprint([2; 32])), false), (Some(key), true)] {
        let query = format!("{}&dpop_jkt={key}", request(&client, "openid"));
        let code = world.code_of(&query, &session).await;
        let ask = Ask {
            code: &code,
            redirect_uri: Some(REDIRECT),
            verifier: Some(VERIFIER),
            resources: Resources::default(),
            proven,
        };
        assert_eq!(world.exchange_asking(&client, ask).await.is_ok(), fine, "{proven:?}");
    }
}
