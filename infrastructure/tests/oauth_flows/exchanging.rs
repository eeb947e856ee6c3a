//! Codes: what they are exchanged for, and everything that uses one up.

use crate::world::{Pair, REDIRECT, VERIFIER, World, race, refused};
use oathgate_application::oauth::code_exchange::Ask;
use oathgate_domain::oauth::Resources;
use oathgate_domain::{
    account::AccountStatus,
    oauth::{ClientAuthentication, GrantType, OAuthError},
};
use time::Duration;

#[tokio::test]
async fn a_code_that_is_shown_with_something_that_does_not_fit_is_used_up() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let wrong = "a".repeat(43);
    for (redirect_uri, verifier) in [
        (Some(REDIRECT), Some(wrong.as_str())),
        (Some(REDIRECT), Some("")),
        (Some(REDIRECT), None),
        (Some("https://photos.example/"), Some(VERIFIER)),
        (None, Some(VERIFIER)),
    ] {
        let code = world.code(&client, "openid", &session).await;
        let ask = Ask { code: &code, redirect_uri, verifier, resources: Resources::default(), proven: None };
        assert_eq!(refused(world.exchange_asking(&client, ask).await), OAuthError::InvalidGrant);
        assert_eq!(refused(world.exchange(&client, &code).await), OAuthError::InvalidGrant);
    }
}

#[tokio::test]
async fn a_code_is_for_its_client_alone() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let other = world.add_client("other", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let code = world.code(&client, "openid", &session).await;
    assert_eq!(refused(world.exchange(&other, &code).await), OAuthError::InvalidGrant);
    assert_eq!(refused(world.exchange(&client, &code).await), OAuthError::InvalidGrant);
}

#[tokio::test]
async fn a_code_works_for_a_minute() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    for (age, works) in
        [(Duration::minutes(1) - Duration::microseconds(1), true), (Duration::minutes(1), false)]
    {
        let code = world.code(&client, "openid", &session).await;
        world.clock.advance(age);
        assert_eq!(world.exchange(&client, &code).await.is_ok(), works, "{age}");
    }
}

#[tokio::test]
async fn a_code_that_comes_again_ends_what_came_from_it() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let code = world.code(&client, "openid offline_access", &session).await;
    let first = Pair::of(&world.exchange(&client, &code).await.unwrap());
    assert_eq!(refused(world.exchange(&client, &code).await), OAuthError::InvalidGrant);
    assert!(!world.is_live(&first.access).await && !world.is_live(&first.refresh).await);
    assert_eq!(refused(world.refresh(&client, &first.refresh, None).await), OAuthError::InvalidGrant);

    // Also long after, when other tokens have come from it, and whoever shows it.
    let other = world.add_client("other", |_| {}).await;
    for again in [&client, &other] {
        let code = world.code(&client, "openid offline_access", &session).await;
        let first = Pair::of(&world.exchange(&client, &code).await.unwrap());
        world.clock.advance(Duration::hours(1));
        let second = Pair::of(&world.refresh(&client, &first.refresh, None).await.unwrap());
        world.clock.advance(Duration::hours(1));
        assert!(world.is_live(&second.refresh).await);
        assert_eq!(refused(world.exchange(again, &code).await), OAuthError::InvalidGrant);
        assert!(!world.is_live(&second.refresh).await && !world.is_live(&second.access).await);
        assert_eq!(refused(world.refresh(&client, &second.refresh, None).await), OAuthError::InvalidGrant);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_exchanges_of_one_code_one_gets_tokens_and_they_are_ended() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let code = world.code(&client, "openid", &session).await;
    let results = race(32, || {
        let (world, client, code) = (world.clone(), client.clone(), code.clone());
        async move { world.exchange(&client, &code).await }
    })
    .await;
    let (granted, others): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!(granted.len(), 1);
    assert!(others.into_iter().all(|other| refused(other) == OAuthError::InvalidGrant));
    let pair = Pair::of(granted[0].as_ref().unwrap());
    assert!(!world.is_live(&pair.access).await && !world.is_live(&pair.refresh).await);
}

#[tokio::test]
async fn who_signed_out_or_was_disabled_meanwhile_grants_nothing() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let bound = world.code(&client, "openid", &session).await;
    let offline = world.code(&client, "openid offline_access", &session).await;
    world.sign_out(session.id).await;
    assert_eq!(refused(world.exchange(&client, &bound).await), OAuthError::InvalidGrant);
    // They agreed to be represented when they are away.
    assert!(world.exchange(&client, &offline).await.is_ok());

    let (session, _) = world.sign_in(world.ada).await;
    let code = world.code(&client, "openid offline_access", &session).await;
    world.set_status(world.ada, AccountStatus::Active, AccountStatus::Disabled).await;
    assert_eq!(refused(world.exchange(&client, &code).await), OAuthError::InvalidGrant);
    // Enabling the account again does not bring it to life.
    world.set_status(world.ada, AccountStatus::Disabled, AccountStatus::Active).await;
    assert_eq!(refused(world.exchange(&client, &code).await), OAuthError::InvalidGrant);
}

#[tokio::test]
async fn a_client_uses_the_grant_types_that_it_has() {
    let world = World::new().await;
    let once =
        world.add_client("once", |client| client.grant_types = vec![GrantType::AuthorizationCode]).await;
    let (session, _) = world.sign_in(world.ada).await;
    let code = world.code(&once, "openid offline_access", &session).await;
    let tokens = world.exchange(&once, &code).await.unwrap();
    assert!(tokens.refresh_token.is_none());
    assert!(world.is_live(tokens.access_token.expose()).await);
    let (_, _, of_other) = world.granted("photos", "openid").await;
    let refreshed = world.refresh(&once, &of_other.refresh, None).await;
    assert_eq!(refused(refreshed), OAuthError::UnauthorizedClient);

    let machine =
        world.add_client("machine", |client| client.grant_types = vec![GrantType::ClientCredentials]).await;
    assert_eq!(refused(world.exchange(&machine, "ogc_x").await), OAuthError::UnauthorizedClient);
}

#[tokio::test]
async fn a_public_client_shows_its_verifier() {
    let world = World::new().await;
    let client = world.add_client("spa", |client| client.authentication = ClientAuthentication::None).await;
    let (session, _) = world.sign_in(world.ada).await;
    let code = world.code(&client, "openid", &session).await;
    let tokens = Pair::of(&world.exchange(&client, &code).await.unwrap());
    assert!(world.refresh(&client, &tokens.refresh, None).await.is_ok());
}

#[tokio::test]
async fn what_is_no_code_is_refused() {
    let world = World::new().await;
    let (client, _, tokens) = world.granted("photos", "openid").await;
    let long = "x".repeat(100_000);
    for code in ["", "ogc_", "a\0b", long.as_str(), tokens.refresh.as_str()] {
        assert_eq!(refused(world.exchange(&client, code).await), OAuthError::InvalidGrant);
    }
    assert!(world.is_live(&tokens.refresh).await);
}
