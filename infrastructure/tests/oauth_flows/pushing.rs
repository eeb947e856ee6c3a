//! Requests that clients push (RFC 9126), and requests that they sign (RFC 9101).

use crate::{
    keys::ClientKey,
    world::{ISSUER, REDIRECT, World, refused, request, sent_code, sent_error},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::{
    oauth::{
        authorize::{Authorize, Step},
        push_request::{PUSHED_LIFETIME, PushRequest},
    },
    ports::clock::Clock,
};
use oathgate_domain::{
    oauth::{
        Client, ClientAuthentication, ClientKeys, JwsAlgorithm, KeyThumbprint, OAuthError, Parameters,
        RedirectUri,
    },
    session::Session,
};
use serde_json::{Map, Value, json};

fn pushing(world: &World) -> PushRequest {
    PushRequest { store: world.store.clone(), issuer: world.issuer(), objects: world.objects() }
}

async fn push(world: &World, client: &Client, query: &str) -> String {
    pushing(world).run(client, &Parameters::parse(query), None).await.unwrap()
}

async fn go(world: &World, session: &Session, client: &str, uri: &str) -> Step {
    let query = Parameters::from_pairs(vec![
        ("client_id".to_owned(), client.to_owned()),
        ("request_uri".to_owned(), uri.to_owned()),
        // Whatever is brought along does not count.
        ("scope".to_owned(), "openid photos".to_owned()),
        ("redirect_uri".to_owned(), "https://evil.example/".to_owned()),
    ]);
    world.begin(&query.encode(), world.browser(session).await).await
}

fn shown(step: &Step) -> OAuthError {
    let Step::ShowError { error, .. } = step else { panic!("{step:?}") };
    *error
}

async fn own_client(world: &World, change: impl FnOnce(&mut Client)) -> (Client, Session) {
    let client = world.add_client("bank", |client| {
        client.is_first_party = true;
        change(client);
    });
    (client.await, world.sign_in(world.ada).await.0)
}

#[tokio::test]
async fn a_pushed_request_works_once_for_its_client_and_for_a_minute() {
    let world = World::new().await;
    let (bank, session) = own_client(&world, |client| client.metadata.requires_pushed_request = true).await;
    let other = world.add_client("other", |_| {}).await;
    let uri = push(&world, &bank, &format!("{}&client_secret=s3cret", request(&bank, "openid"))).await;
    assert!(uri.starts_with("urn:ietf:params:oauth:request_uri:") && uri.len() > 70, "{uri}");

    assert_eq!(shown(&go(&world, &session, other.id.as_str(), &uri).await), OAuthError::InvalidRequestUri);
    assert_eq!(shown(&go(&world, &session, "bank", &format!("{uri}x")).await), OAuthError::InvalidRequestUri);
    let step = go(&world, &session, "bank", &uri).await;
    assert!(!sent_code(&step).is_empty());
    assert_eq!(shown(&go(&world, &session, "bank", &uri).await), OAuthError::InvalidRequestUri);

    let late = push(&world, &bank, &request(&bank, "openid")).await;
    world.clock.advance(PUSHED_LIFETIME);
    assert_eq!(shown(&go(&world, &session, "bank", &late).await), OAuthError::InvalidRequestUri);

    // Without a push there is nothing to be had.
    let direct = world.begin(&request(&bank, "openid"), world.browser(&session).await).await;
    assert_eq!(sent_error(&direct), "invalid_request");
    let everybody = Authorize { requires_pushed: true, ..world.authorize() };
    let query = Parameters::parse(&request(&other, "openid"));
    let step = everybody.begin(&query, world.browser(&session).await).await.unwrap();
    assert_eq!(sent_error(&step), "invalid_request");
}

#[tokio::test]
async fn what_is_wrong_is_told_to_the_client_at_once() {
    let world = World::new().await;
    let (bank, _) = own_client(&world, |_| {}).await;
    let good = request(&bank, "openid");
    for (query, error) in [
        (good.replace("S256", "plain"), OAuthError::InvalidRequest),
        (good.replace("=openid", "=admin"), OAuthError::InvalidScope),
        (good.replace("photos.example", "evil.example"), OAuthError::InvalidRequest),
        (good.replace("=code&", "=token&"), OAuthError::UnsupportedResponseType),
        (format!("{good}&request_uri=urn:x"), OAuthError::InvalidRequest),
        (good.replace("client_id=bank", "client_id=other"), OAuthError::InvalidRequest),
        (format!("{good}&client_id=bank"), OAuthError::InvalidRequest),
        (format!("{good}&nonce=2"), OAuthError::InvalidRequest),
        (format!("{good}&x={}", "y".repeat(17_000)), OAuthError::InvalidRequest),
        (format!("{good}&request=x.y.z"), OAuthError::InvalidRequestObject),
    ] {
        assert_eq!(
            refused(pushing(&world).run(&bank, &Parameters::parse(&query), None).await),
            error,
            "{query}"
        );
    }
    // The key of a proof is the key of the code.
    let (key, other) = (KeyThumbprint([1; 32]), KeyThumbprint([2; 32]));
    let named = Parameters::parse(&format!("{good}&dpop_jkt={key}"));
    assert_eq!(refused(pushing(&world).run(&bank, &named, Some(other)).await), OAuthError::InvalidRequest);
    assert!(pushing(&world).run(&bank, &named, Some(key)).await.is_ok());
}

/// What a good request object says.
fn object(world: &World, client: &Client) -> Value {
    let mut claims: Map<String, Value> = url::form_urlencoded::parse(request(client, "openid").as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
        .collect();
    let now = world.clock.now().unix_timestamp();
    claims.extend([
        ("iss".to_owned(), "bank".into()),
        ("aud".to_owned(), ISSUER.into()),
        ("nbf".to_owned(), now.into()),
        ("exp".to_owned(), (now + 60).into()),
        ("max_age".to_owned(), 3_600.into()),
    ]);
    claims.into()
}

fn but(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

/// A request with an object, beside what need not be in it.
fn with_object(object: &str) -> String {
    Parameters::from_pairs(
        [("client_id", "bank"), ("redirect_uri", REDIRECT), ("state", "s=1&2"), ("request", object)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
    )
    .encode()
}

#[tokio::test]
async fn a_signed_request_is_what_counts() {
    let world = World::new().await;
    let key = ClientKey::es256();
    let (bank, session) = own_client(&world, |client| {
        client.authentication = ClientAuthentication::PrivateKeyJwt;
        client.metadata.keys = Some(ClientKeys::Inline(key.jwks()));
        client.metadata.requires_signed_request = true;
    })
    .await;
    let browser = || world.browser(&session);
    for header in [json!({}), json!({ "typ": "oauth-authz-req+jwt" }), json!({ "typ": "JWT" })] {
        let signed = key.sign(&header, &object(&world, &bank));
        let step = world.begin(&with_object(&signed), browser().await).await;
        assert!(!sent_code(&step).is_empty());
        let uri = push(&world, &bank, &with_object(&signed)).await;
        assert!(!sent_code(&go(&world, &session, "bank", &uri).await).is_empty());
    }
    // `claims` is an object within, as it is (OpenID Connect Core §6.1).
    let unmet = json!({ "id_token": { "acr": { "essential": true, "value": "9" } } });
    let asked = key.sign(&json!({}), &but(object(&world, &bank), "claims", unmet));
    let step = world.begin(&with_object(&asked), browser().await).await;
    assert_eq!(sent_error(&step), "unmet_authentication_requirements");
    // What is beside it does not count: here a challenge that is missing within.
    let mut bare = object(&world, &bank);
    bare.as_object_mut().unwrap().remove("response_type");
    let query = format!("{}&response_type=code", with_object(&key.sign(&json!({}), &bare)));
    assert_eq!(sent_error(&world.begin(&query, browser().await).await), "invalid_request");
    // Nothing signed.
    let step = world.begin(&request(&bank, "openid"), browser().await).await;
    assert_eq!(sent_error(&step), "invalid_request");
    let pushed = pushing(&world).run(&bank, &Parameters::parse(&request(&bank, "openid")), None).await;
    assert_eq!(refused(pushed), OAuthError::InvalidRequest);
}

#[tokio::test]
async fn what_is_not_signed_as_it_should_be_is_no_request() {
    let world = World::new().await;
    let (key, other) = (ClientKey::rsa(), ClientKey::rsa());
    let (bank, session) = own_client(&world, |client| {
        client.metadata.keys = Some(ClientKeys::Inline(key.jwks()));
        client.redirect_uris.push(RedirectUri::register("https://photos.example/second").unwrap());
    })
    .await;
    let good = || object(&world, &bank);
    let now = world.clock.now().unix_timestamp();
    let none = URL_SAFE_NO_PAD.encode(json!({ "alg": "none" }).to_string());
    let body = URL_SAFE_NO_PAD.encode(good().to_string());
    let sign = |claims: Value| key.sign(&json!({}), &claims);
    for wrong in [
        other.sign(&json!({}), &good()),
        other.sign(&json!({ "jwk": other.jwk() }), &good()),
        ClientKey::Secret(key.public_bytes()).sign(&json!({}), &good()),
        key.sign(&json!({ "typ": "dpop+jwt" }), &good()),
        key.sign(&json!({ "crit": ["exp"] }), &good()),
        format!("{none}.{body}."),
        "x.y.z".to_owned(),
        sign(but(good(), "client_id", "other".into())),
        sign(but(good(), "iss", "other".into())),
        sign(but(good(), "aud", "https://other.example".into())),
        sign(but(good(), "exp", (now - 31).into())),
        sign(but(good(), "exp", (now + 4_000).into())),
        sign(but(good(), "exp", i64::MAX.into())),
        sign(but(good(), "nbf", (now + 60).into())),
        sign(but(good(), "nbf", (now - 4_000).into())),
        sign(but(good(), "request", "x".into())),
        sign(but(good(), "request_uri", "urn:x".into())),
        sign(but(good(), "state", "a\0b".into())),
    ] {
        let step = world.begin(&with_object(&wrong), world.browser(&session).await).await;
        assert_eq!(sent_error(&step), "invalid_request_object", "{wrong}");
    }
    // Where nothing that can be believed tells where to go, the person is told.
    let blind = "client_id=bank&request=x.y.z";
    assert_eq!(
        shown(&world.begin(blind, world.browser(&session).await).await),
        OAuthError::InvalidRequestObject
    );
    let evil = with_object("x.y.z").replace("photos.example", "evil.example");
    assert_eq!(
        shown(&world.begin(&evil, world.browser(&session).await).await),
        OAuthError::InvalidRequestObject
    );
}

#[tokio::test]
async fn the_registered_algorithm_is_the_only_one() {
    let world = World::new().await;
    let key = ClientKey::rsa();
    let (bank, session) = own_client(&world, |client| {
        client.metadata.keys = Some(ClientKeys::Inline(key.jwks()));
        client.metadata.request_object_algorithm = Some(JwsAlgorithm::Ps256);
    })
    .await;
    for (alg, fine) in [("PS256", true), ("RS256", false)] {
        let signed = key.sign(&json!({ "alg": alg }), &object(&world, &bank));
        let step = world.begin(&with_object(&signed), world.browser(&session).await).await;
        let Step::SendBack(answer) = step else { panic!("{step:?}") };
        assert_eq!(answer.parameters.iter().any(|(name, _)| *name == "code"), fine, "{alg}");
    }
}
