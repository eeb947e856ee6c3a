//! Clients that show themselves by what they have signed (RFC 7523, OpenID Connect Core §9).

use crate::{
    keys::ClientKey,
    world::{ISSUER, World, sectors},
};
use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::{
    audit::By,
    error::Failure,
    oauth::{
        client_authentication::{AuthenticateClient, ClientCredentials, ClientProof, subject_of},
        client_keys::KeysOfClients,
        client_metadata::MetadataForm,
        clients::{ClientForm, Clients, Made},
    },
    ports::{
        clock::Clock,
        peers::{PeerAnswer, PeerFault, Peers},
        retention::Leftover,
    },
};
use oathgate_domain::{oauth::OAuthError, secret::Secret};
use oathgate_infrastructure::crypto::ClientSignatures;
use serde_json::{Value, json};
use std::{
    borrow::Cow,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use time::Duration;

/// A peer that gives what it was told to give, and counts how often it is asked.
#[derive(Default)]
pub(crate) struct FakePeers {
    pub(crate) body: Mutex<Option<String>>,
    pub(crate) asked: AtomicUsize,
}

#[async_trait]
impl Peers for FakePeers {
    async fn get(&self, _: &str) -> Result<PeerAnswer, PeerFault> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let body = self.body.lock().unwrap().clone().ok_or(PeerFault::TimedOut)?;
        Ok(PeerAnswer { status: 200, body: body.into_bytes(), ..PeerAnswer::default() })
    }

    async fn post(&self, _: &str, _: &str, _: String) -> Result<PeerAnswer, PeerFault> {
        Err(PeerFault::TimedOut)
    }
}

/// What recognises clients, with one memory of their keys.
pub(crate) fn authentication(world: &World, peers: &Arc<FakePeers>) -> AuthenticateClient {
    let peers: Arc<dyn Peers> = peers.clone();
    AuthenticateClient {
        store: world.store.clone(),
        keys: world.keys.clone(),
        sealer: world.keys.clone(),
        client_keys: Arc::new(KeysOfClients::new(peers, Arc::new(ClientSignatures), world.clock.clone())),
        clock: world.clock.clone(),
        issuer: ISSUER.to_owned(),
    }
}

async fn make(world: &World, method: &str, metadata: MetadataForm) -> Made {
    let clients = Clients {
        store: world.store.clone(),
        keys: world.keys.clone(),
        sealer: world.keys.clone(),
        sectors: sectors(),
        entropy: world.entropy.clone(),
        clock: world.clock.clone(),
    };
    let form = ClientForm {
        id: Some("bank".to_owned()),
        name: "Bank".to_owned(),
        authentication: Some(method.to_owned()),
        redirect_uris: vec!["https://bank.example/cb".to_owned()],
        metadata,
        ..ClientForm::default()
    };
    clients.make(&By::system(), &form, None).await.unwrap()
}

async fn show(authenticate: &AuthenticateClient, assertion: &str) -> Result<(), Cow<'static, str>> {
    let id = subject_of(assertion).unwrap_or_else(|| "bank".to_owned());
    let proof = ClientProof::Assertion(Secret::new(assertion));
    match authenticate.run(&ClientCredentials { id, proof }).await {
        Ok(client) => {
            assert_eq!(client.id.as_str(), "bank");
            Ok(())
        }
        Err(Failure::Refused(refusal)) => {
            assert_eq!(refusal.error, OAuthError::InvalidClient);
            assert!(
                refusal.description.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\')
            );
            Err(refusal.description)
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// What a good assertion says, with a `jti` of its own.
fn claims(world: &World) -> Value {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let now = world.clock.now().unix_timestamp();
    let jti = format!("id-{}", NEXT.fetch_add(1, Ordering::SeqCst));
    json!({ "iss": "bank", "sub": "bank", "aud": ISSUER, "iat": now, "exp": now + 60, "jti": jti })
}

/// The same with another value; null takes it away.
fn but(world: &World, name: &str, value: Value) -> Value {
    let mut claims = claims(world);
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

const UNKNOWN: &str = "the client is unknown, or did not show that it is itself";

fn with_keys(jwks: String) -> MetadataForm {
    MetadataForm { jwks: Some(jwks), ..MetadataForm::default() }
}

#[tokio::test]
async fn a_key_of_each_kind_signs() {
    for key in [ClientKey::es256(), ClientKey::eddsa(), ClientKey::rsa()] {
        let world = World::new().await;
        make(&world, "private_key_jwt", with_keys(key.jwks())).await;
        let authenticate = authentication(&world, &Arc::default());
        show(&authenticate, &key.sign(&json!({}), &claims(&world))).await.unwrap();
        for audience in [
            json!(format!("{ISSUER}/oauth/token")),
            json!([ISSUER]),
            json!([format!("{ISSUER}/oauth/par"), "https://other.example"]),
        ] {
            show(&authenticate, &key.sign(&json!({ "typ": "JWT" }), &but(&world, "aud", audience)))
                .await
                .unwrap();
        }
        if matches!(key, ClientKey::Rsa(_)) {
            show(&authenticate, &key.sign(&json!({ "alg": "PS256" }), &claims(&world))).await.unwrap();
        }
        if matches!(key, ClientKey::EdDsa(_)) {
            show(&authenticate, &key.sign(&json!({ "alg": "Ed25519" }), &claims(&world))).await.unwrap();
        }
    }
}

#[tokio::test]
async fn an_assertion_says_what_it_must() {
    let world = World::new().await;
    let key = ClientKey::es256();
    make(&world, "private_key_jwt", with_keys(key.jwks())).await;
    let authenticate = authentication(&world, &Arc::default());
    let now = world.clock.now().unix_timestamp();
    let audience = "the assertion is not for this server; aud must be the issuer";
    let times =
        "the assertion is not valid now: exp must be there and at most an hour away, nbf and iat past";
    let names = "iss and sub of the assertion must be the client_id";
    let jti = "the assertion has no jti of 1 to 512 bytes";
    for (name, value, told) in [
        ("iss", json!("other"), names),
        ("iss", Value::Null, names),
        ("aud", Value::Null, audience),
        ("aud", json!("https://other.example"), audience),
        ("aud", json!(format!("{ISSUER}.evil.example")), audience),
        ("aud", json!(format!("{ISSUER}/oauth/authorize")), audience),
        ("aud", json!([]), audience),
        ("exp", Value::Null, times),
        ("exp", json!("tomorrow"), times),
        ("exp", json!(now - 31), times),
        ("exp", json!(now + 3_700), times),
        ("exp", json!(i64::MAX), times),
        ("nbf", json!(now + 60), times),
        ("iat", json!(now + 60), times),
        ("iat", json!(now - 4_000), times),
        ("jti", Value::Null, jti),
        ("jti", json!(""), jti),
        ("jti", json!(7), jti),
        ("jti", json!("x".repeat(513)), jti),
    ] {
        let assertion = key.sign(&json!({}), &but(&world, name, value.clone()));
        assert_eq!(show(&authenticate, &assertion).await, Err(told.into()), "{name} {value}");
    }
    let of_another = key.sign(&json!({ "typ": "dpop+jwt" }), &claims(&world));
    assert_eq!(
        show(&authenticate, &of_another).await,
        Err("the typ of the assertion is that of something else".into())
    );
}

#[tokio::test]
async fn who_did_not_sign_is_not_believed() {
    let world = World::new().await;
    let (key, other) = (ClientKey::es256(), ClientKey::es256());
    make(&world, "private_key_jwt", with_keys(key.jwks())).await;
    let authenticate = authentication(&world, &Arc::default());
    let public = ClientKey::Secret(key.public_bytes());
    let jwk_text = ClientKey::Secret(key.jwk().to_string().into_bytes());
    let good = key.sign(&json!({}), &claims(&world));
    let (message, _) = good.rsplit_once('.').unwrap();
    let none = URL_SAFE_NO_PAD.encode(json!({ "alg": "none" }).to_string());
    let claims_part = good.split('.').nth(1).unwrap();
    for forged in [
        other.sign(&json!({}), &claims(&world)),
        // It brings its own key along.
        other.sign(&json!({ "jwk": other.jwk() }), &claims(&world)),
        other.sign(&json!({ "jku": "https://evil.example/keys" }), &claims(&world)),
        // The public key as a shared secret.
        public.sign(&json!({}), &claims(&world)),
        jwk_text.sign(&json!({}), &claims(&world)),
        // The right key, said to be of another kind.
        key.sign(&json!({ "alg": "EdDSA" }), &claims(&world)),
        key.sign(&json!({ "crit": ["b64"], "b64": false }), &claims(&world)),
        key.sign(&json!({ "kid": "known" }), &but(&world, "sub", json!("nobody"))),
        format!("{none}.{claims_part}."),
        format!("{message}."),
        format!("{good}x"),
        format!("{good}.x"),
        "a.b.c".to_owned(),
        String::new(),
        format!("{good}{}", "x".repeat(9_000)),
    ] {
        assert_eq!(show(&authenticate, &forged).await, Err(UNKNOWN.into()), "{forged}");
    }
    // A client with a key does not come without it.
    for proof in [ClientProof::Nothing, ClientProof::Secret(Secret::new("x"))] {
        let shown = ClientCredentials { id: "bank".to_owned(), proof };
        assert!(matches!(authenticate.run(&shown).await, Err(Failure::Refused(_))));
    }
    show(&authenticate, &good).await.unwrap();
}

#[tokio::test]
async fn the_registered_algorithm_is_the_only_one() {
    let world = World::new().await;
    let key = ClientKey::rsa();
    let metadata =
        MetadataForm { token_endpoint_auth_signing_alg: Some("PS256".to_owned()), ..with_keys(key.jwks()) };
    make(&world, "private_key_jwt", metadata).await;
    let authenticate = authentication(&world, &Arc::default());
    assert_eq!(show(&authenticate, &key.sign(&json!({}), &claims(&world))).await, Err(UNKNOWN.into()));
    show(&authenticate, &key.sign(&json!({ "alg": "PS256" }), &claims(&world))).await.unwrap();
}

#[tokio::test]
async fn keys_say_what_they_are_for() {
    let key = ClientKey::es256();
    for (members, fine) in [
        (json!({ "kid": "a", "use": "sig", "alg": "ES256", "key_ops": ["verify"] }), true),
        (json!({ "kid": "b" }), false),
        (json!({ "use": "enc" }), false),
        (json!({ "alg": "ES384" }), false),
        (json!({ "key_ops": ["sign"] }), false),
    ] {
        let world = World::new().await;
        let mut jwk = key.jwk();
        jwk.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        // A key of a kind that nobody knows does not make the others useless.
        let strange = json!({ "kty": "OKP", "crv": "X448", "x": "AA" });
        make(&world, "private_key_jwt", with_keys(json!({ "keys": [strange, jwk] }).to_string())).await;
        let authenticate = authentication(&world, &Arc::default());
        let shown = show(&authenticate, &key.sign(&json!({ "kid": "a" }), &claims(&world))).await;
        assert_eq!(shown.is_ok(), fine, "{members}");
    }
}

#[tokio::test]
async fn an_assertion_works_once() {
    let world = World::new().await;
    let key = ClientKey::es256();
    make(&world, "private_key_jwt", with_keys(key.jwks())).await;
    let authenticate = Arc::new(authentication(&world, &Arc::default()));
    let assertion = key.sign(&json!({}), &claims(&world));
    let shown = (0..8).map(|_| {
        let (authenticate, assertion) = (authenticate.clone(), assertion.clone());
        tokio::spawn(async move { show(&authenticate, &assertion).await })
    });
    let mut accepted = 0;
    for shown in futures_util::future::join_all(shown).await {
        match shown.unwrap() {
            Ok(()) => accepted += 1,
            Err(told) => assert_eq!(told, "the assertion was used before"),
        }
    }
    assert_eq!(accepted, 1);
    // Nor after it was forgotten: then its time is up.
    world.clock.advance(Duration::seconds(91));
    let mut unit = world.store.begin().await.unwrap();
    assert_eq!(unit.retention().forget(Leftover::Replays, world.clock.now()).await.unwrap(), 1);
    unit.commit().await.unwrap();
    assert!(show(&authenticate, &assertion).await.is_err());
}

#[tokio::test]
async fn a_secret_signs_for_clients_of_that_method_alone() {
    let world = World::new().await;
    let Made { client, secret } = make(&world, "client_secret_jwt", MetadataForm::default()).await;
    let secret = secret.unwrap();
    assert!(client.secret.is_none() && client.sealed_secret.is_some());
    let key = ClientKey::Secret(secret.expose().as_bytes().to_vec());
    let authenticate = authentication(&world, &Arc::default());
    show(&authenticate, &key.sign(&json!({}), &claims(&world))).await.unwrap();
    let wrong = ClientKey::Secret(b"ogs_wrong".to_vec());
    assert_eq!(show(&authenticate, &wrong.sign(&json!({}), &claims(&world))).await, Err(UNKNOWN.into()));
    // The secret itself is not taken: it would be in the hands of whoever reads the request.
    let plain = ClientCredentials { id: "bank".to_owned(), proof: ClientProof::Secret(secret) };
    assert!(authenticate.run(&plain).await.is_err());

    let world = World::new().await;
    let Made { secret, .. } = make(&world, "client_secret_basic", MetadataForm::default()).await;
    let key = ClientKey::Secret(secret.unwrap().expose().as_bytes().to_vec());
    let authenticate = authentication(&world, &Arc::default());
    assert_eq!(show(&authenticate, &key.sign(&json!({}), &claims(&world))).await, Err(UNKNOWN.into()));
}

#[tokio::test]
async fn published_keys_are_fetched_now_and_then() {
    let world = World::new().await;
    let (old, new) = (ClientKey::es256(), ClientKey::es256());
    let uri = Some("https://bank.example/keys".to_owned());
    make(&world, "private_key_jwt", MetadataForm { jwks_uri: uri, ..MetadataForm::default() }).await;
    let peers: Arc<FakePeers> = Arc::default();
    let authenticate = authentication(&world, &peers);
    let asked = || peers.asked.load(Ordering::SeqCst);
    let sign = |key: &ClientKey| key.sign(&json!({}), &claims(&world));

    // Nobody answers: refused, and not asked again at once.
    assert_eq!(show(&authenticate, &sign(&old)).await, Err(UNKNOWN.into()));
    *peers.body.lock().unwrap() = Some(old.jwks());
    assert_eq!(show(&authenticate, &sign(&old)).await, Err(UNKNOWN.into()));
    assert_eq!(asked(), 1);
    world.clock.advance(Duration::seconds(31));
    show(&authenticate, &sign(&old)).await.unwrap();
    show(&authenticate, &sign(&old)).await.unwrap();
    assert_eq!(asked(), 2);

    // Another key: found, once it may be asked again.
    *peers.body.lock().unwrap() = Some(new.jwks());
    assert_eq!(show(&authenticate, &sign(&new)).await, Err(UNKNOWN.into()));
    world.clock.advance(Duration::seconds(31));
    show(&authenticate, &sign(&new)).await.unwrap();
    assert_eq!(show(&authenticate, &sign(&old)).await, Err(UNKNOWN.into()));
    assert_eq!(asked(), 3);

    // The peer is away: the keys are good for a while.
    *peers.body.lock().unwrap() = None;
    world.clock.advance(Duration::minutes(6));
    show(&authenticate, &sign(&new)).await.unwrap();
    world.clock.advance(Duration::hours(1));
    assert_eq!(show(&authenticate, &sign(&new)).await, Err(UNKNOWN.into()));
    *peers.body.lock().unwrap() = Some("<html>".to_owned());
    world.clock.advance(Duration::minutes(1));
    assert_eq!(show(&authenticate, &sign(&new)).await, Err(UNKNOWN.into()));
}
