//! Requests that are refused: to the person where the way back is not to be trusted, else to the
//! client.

use crate::world::{World, request, sent_error};
use oathgate_application::oauth::authorize::Step;
use oathgate_domain::oauth::{ClientAuthentication, GrantType, OAuthError};

#[tokio::test]
async fn what_cannot_be_sent_back_is_shown() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let disabled = world.add_client("disabled", |client| client.is_disabled = true).await;
    let (session, _) = world.sign_in(world.ada).await;
    let good = request(&client, "openid");
    for query in [
        String::new(),
        good.replace("client_id=photos", "client_id=nobody"),
        good.replace("client_id=photos", "client_id="),
        good.replace("client_id=photos", "client_id=a%00b"),
        good.replace("client_id=photos", &format!("client_id={}", "x".repeat(5_000))),
        good.replace("photos.example", "evil.example"),
        format!("{good}&client_id=photos"),
        format!("{good}&redirect_uri=https%3A%2F%2Fphotos.example%2Fcb"),
        format!("{good}&x={}", "y".repeat(16 * 1024)),
        request(&disabled, "openid"),
    ] {
        for browser in [None, world.browser(&session).await] {
            let step = world.begin(&query, browser).await;
            let Step::ShowError { error, description } = &step else { panic!("{query}: {step:?}") };
            assert_eq!(*error, OAuthError::InvalidRequest);
            assert!(!description.is_empty() && !description.contains("evil"), "{description}");
        }
    }
}

#[tokio::test]
async fn everything_else_is_sent_back() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let public =
        world.add_client("public", |client| client.authentication = ClientAuthentication::None).await;
    let machine =
        world.add_client("machine", |client| client.grant_types = vec![GrantType::ClientCredentials]).await;
    let (session, _) = world.sign_in(world.ada).await;
    let good = request(&client, "openid");
    let without_pkce = |query: String| query.split("&code_challenge").next().unwrap().to_owned();
    for (query, error) in [
        (request(&client, "openid admin"), "invalid_scope"),
        (good.replace("response_type=code", "response_type=token"), "unsupported_response_type"),
        (good.replace("nonce=n-1", "nonce=a%00b"), "invalid_request"),
        (good.replace("S256", "plain"), "invalid_request"),
        (format!("{good}&prompt=none+login"), "invalid_request"),
        (format!("{good}&max_age=x"), "invalid_request"),
        (without_pkce(request(&public, "openid")), "invalid_request"),
        (request(&machine, "openid"), "unauthorized_client"),
    ] {
        for browser in [None, world.browser(&session).await] {
            assert_eq!(sent_error(&world.begin(&query, browser).await), error, "{query}");
        }
    }
    // A client with a secret may do without PKCE.
    let step = world.begin(&without_pkce(good), None).await;
    assert!(matches!(step, Step::LogIn { .. }), "{step:?}");
}
