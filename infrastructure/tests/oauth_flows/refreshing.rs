//! Refresh tokens of clients: rotation, repetition, reuse, and fewer scopes.

use crate::world::{GRACE, Pair, World, claims, race, refused};
use oathgate_application::accounts::origin::Origin;
use oathgate_application::{accounts::refresh, error::Failure};
use oathgate_domain::{
    account::AccountStatus,
    oauth::{OAuthError, Scopes},
};
use time::Duration;

#[tokio::test]
async fn a_repeat_within_the_grace_gets_the_same_successor() {
    let world = World::new().await;
    let (client, _, first) = world.granted("photos", "openid").await;
    let second = Pair::of(&world.refresh(&client, &first.refresh, None).await.unwrap());
    world.clock.advance(GRACE);
    let again = Pair::of(&world.refresh(&client, &first.refresh, None).await.unwrap());
    assert_eq!(again.refresh, second.refresh);
    assert_ne!(again.access, second.access);
    assert!(world.is_live(&second.refresh).await);
    // An older one is no repeat, however soon it comes.
    let third = Pair::of(&world.refresh(&client, &second.refresh, None).await.unwrap());
    assert_eq!(refused(world.refresh(&client, &first.refresh, None).await), OAuthError::InvalidGrant);
    assert!(!world.is_live(&third.refresh).await && !world.is_live(&third.access).await);
    assert_eq!(refused(world.refresh(&client, &third.refresh, None).await), OAuthError::InvalidGrant);
    // Not even the predecessor's repeat revives it.
    assert_eq!(refused(world.refresh(&client, &second.refresh, None).await), OAuthError::InvalidGrant);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_get_the_same_successor() {
    let world = World::new().await;
    let (client, _, first) = world.granted("photos", "openid").await;
    let tokens = race(32, || {
        let (world, client, first) = (world.clone(), client.clone(), first.clone());
        async move { Pair::of(&world.refresh(&client, &first.refresh, None).await.unwrap()).refresh }
    })
    .await;
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert!(world.is_live(&tokens[0]).await);
}

#[tokio::test]
async fn fewer_scopes_may_be_asked_for() {
    let world = World::new().await;
    let (client, _, first) = world.granted("photos", "openid email photos").await;
    let fewer = world.refresh(&client, &first.refresh, Some("photos")).await.unwrap();
    assert_eq!(fewer.scopes, Scopes::parse("photos").unwrap());
    assert!(fewer.id_token.is_none());
    assert_eq!(claims(fewer.access_token.expose())["scope"], "photos");
    // What was granted stays granted (RFC 6749 §6).
    let second = Pair::of(&fewer);
    assert_eq!(world.introspect(&second.refresh).await["scope"], "email openid photos");
    let all = world.refresh(&client, &second.refresh, None).await.unwrap();
    assert_eq!(all.scopes, Scopes::parse("openid email photos").unwrap());
    assert!(all.id_token.is_some());
    // More is refused, and the token is not used up by it.
    let third = Pair::of(&all);
    for more in ["openid albums", "openid profile", "OPENID", "a\"b", "", " "] {
        let refreshed = world.refresh(&client, &third.refresh, Some(more)).await;
        assert_eq!(refused(refreshed), OAuthError::InvalidScope, "{more:?}");
    }
    assert!(world.refresh(&client, &third.refresh, Some("openid")).await.is_ok());
}

#[tokio::test]
async fn a_token_is_for_its_client_alone() {
    let world = World::new().await;
    let (client, _, tokens) = world.granted("photos", "openid").await;
    let other = world.add_client("other", |_| {}).await;
    assert_eq!(refused(world.refresh(&other, &tokens.refresh, None).await), OAuthError::InvalidGrant);
    let second = Pair::of(&world.refresh(&client, &tokens.refresh, None).await.unwrap());
    // No repeat is answered to another, and an old token does not let it end what is not its own.
    assert_eq!(refused(world.refresh(&other, &tokens.refresh, None).await), OAuthError::InvalidGrant);
    world.clock.advance(GRACE + Duration::seconds(1));
    assert_eq!(refused(world.refresh(&other, &tokens.refresh, None).await), OAuthError::InvalidGrant);
    assert!(world.refresh(&client, &second.refresh, None).await.is_ok());
}

#[tokio::test]
async fn a_disabled_account_is_not_refreshed() {
    let world = World::new().await;
    let (client, _, tokens) = world.granted("photos", "openid offline_access").await;
    world.set_status(world.ada, AccountStatus::Active, AccountStatus::Disabled).await;
    assert_eq!(refused(world.refresh(&client, &tokens.refresh, None).await), OAuthError::InvalidGrant);
    assert!(!world.is_live(&tokens.access).await && !world.is_live(&tokens.refresh).await);
    world.set_status(world.ada, AccountStatus::Disabled, AccountStatus::Active).await;
    assert!(world.refresh(&client, &tokens.refresh, None).await.is_ok());
}

#[tokio::test]
async fn sessions_and_grants_do_not_take_one_anothers_tokens() {
    let world = World::new().await;
    let (client, _, of_grant) = world.granted("photos", "openid").await;
    let (session, of_session) = world.sign_in(world.ada).await;
    assert_eq!(refused(world.refresh(&client, &of_session, None).await), OAuthError::InvalidGrant);
    assert!(!world.is_live(&of_session).await);
    let first_party = world.first_party_refresh();
    let wrong = first_party.run(&Origin::default(), &of_grant.refresh).await;
    assert!(matches!(wrong, Err(Failure::Refused(refresh::Refusal::TokenInvalid))), "{wrong:?}");
    // Neither was used up or ended by it.
    assert!(world.browser(&session).await.is_some());
    assert!(first_party.run(&Origin::default(), &of_session).await.is_ok());
    assert!(world.refresh(&client, &of_grant.refresh, None).await.is_ok());
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let world = World::new().await;
    let (client, _, tokens) = world.granted("photos", "openid").await;
    let mut forged = tokens.refresh.clone();
    let last = forged.pop().unwrap();
    forged.push(if last == 'A' { 'Q' } else { 'A' });
    let long = "x".repeat(100_000);
    for token in ["", "ogr_", "a\0b", long.as_str(), forged.as_str(), tokens.access.as_str()] {
        assert_eq!(refused(world.refresh(&client, token, None).await), OAuthError::InvalidGrant);
    }
    assert!(world.refresh(&client, &tokens.refresh, None).await.is_ok());
}
