//! Tokens in use: what introspection says of them, and what ends them.

use crate::world::{ISSUER, Pair, World, refused};
use async_trait::async_trait;
use oathgate_application::{
    accounts::{administer::Administer, change_password::ChangePassword, origin::Origin},
    audit::By,
    error::Failure,
    ports::{
        access_tokens::TokenFault,
        clock::Clock,
        password_hasher::{HashingBusy, PasswordHasher, Verdict},
    },
};
use oathgate_domain::{account::PasswordHash, oauth::OAuthError, password::Password};
use serde_json::{Value, json};
use std::sync::Arc;
use time::Duration;

#[tokio::test]
async fn a_live_token_is_described() {
    let world = World::new().await;
    let issued = world.clock.now().unix_timestamp();
    let (_, _, tokens) = world.granted("photos", "openid photos").await;
    let mut access = world.introspect(&tokens.access).await;
    assert!(access.remove("jti").is_some());
    assert_eq!(
        Value::Object(access),
        json!({
            "active": true, "token_type": "Bearer", "client_id": "photos", "sub": world.ada.to_string(),
            "scope": "openid photos", "iat": issued, "exp": issued + 1_800, "iss": ISSUER, "aud": ISSUER,
        })
    );
    assert_eq!(
        Value::Object(world.introspect(&tokens.refresh).await),
        json!({
            "active": true, "token_type": "refresh_token", "client_id": "photos",
            "sub": world.ada.to_string(), "scope": "openid photos", "iat": issued,
            "exp": issued + 7 * 24 * 3_600, "iss": ISSUER, "aud": ISSUER,
        })
    );
}

#[tokio::test]
async fn of_what_is_not_live_nothing_is_told() {
    let world = World::new().await;
    let (_, session, tokens) = world.granted("photos", "openid").await;
    let (_, of_session) = world.sign_in(world.ada).await;
    let long = "x".repeat(100_000);
    for token in ["", "ogr_x", "a.b.c", "a\0b", long.as_str(), of_session.as_str()] {
        assert_eq!(Value::Object(world.introspect(token).await), json!({"active": false}));
    }
    let own = world.first_party_token(&session);
    assert!(world.is_live(&own).await);
    world.clock.advance(Duration::minutes(30));
    assert!(!world.is_live(&own).await && !world.is_live(&tokens.access).await);
    assert!(world.is_live(&tokens.refresh).await);
    let own = world.first_party_token(&session);
    world.sign_out(session.id).await;
    assert!(!world.is_live(&own).await && !world.is_live(&tokens.refresh).await);
}

#[tokio::test]
async fn a_token_that_is_given_back_takes_its_grant_along() {
    let world = World::new().await;
    let (client, session, first) = world.granted("photos", "openid offline_access").await;
    let other = world.add_client("other", |_| {}).await;
    let revocation = world.revocation();
    // Another client's token, a session's, and what is none are left alone.
    let (_, of_session) = world.sign_in(world.ada).await;
    let own = world.first_party_token(&session);
    for (by, token) in [
        (&other, first.refresh.as_str()),
        (&other, first.access.as_str()),
        (&client, of_session.as_str()),
        (&client, own.as_str()),
        (&client, "garbage"),
        (&client, ""),
    ] {
        revocation.run(by, token).await.unwrap();
    }
    assert!(world.is_live(&first.access).await && world.is_live(&first.refresh).await);
    assert!(world.is_live(&own).await);
    assert!(world.authorize().recognise(Some(&of_session)).await.unwrap().is_some());

    revocation.run(&client, &first.refresh).await.unwrap();
    assert!(!world.is_live(&first.access).await && !world.is_live(&first.refresh).await);
    assert_eq!(refused(world.refresh(&client, &first.refresh, None).await), OAuthError::InvalidGrant);
    revocation.run(&client, &first.refresh).await.unwrap();

    for give_back in [|pair: &Pair| pair.access.clone(), |pair: &Pair| pair.refresh.clone()] {
        let code = world.code(&client, "openid", &session).await;
        let tokens = Pair::of(&world.exchange(&client, &code).await.unwrap());
        let second = Pair::of(&world.refresh(&client, &tokens.refresh, None).await.unwrap());
        // The older token names the same grant.
        revocation.run(&client, &give_back(&tokens)).await.unwrap();
        assert!(!world.is_live(&second.access).await && !world.is_live(&second.refresh).await);
    }
}

#[tokio::test]
async fn a_clients_token_opens_no_account_pages() {
    let world = World::new().await;
    let (_, session, tokens) = world.granted("photos", "openid profile email").await;
    let authenticate = world.authenticate();
    assert!(authenticate.run(&world.first_party_token(&session)).await.is_ok());
    let opened = authenticate.run(&tokens.access).await;
    assert!(matches!(opened, Err(Failure::Refused(TokenFault::Invalid))), "{opened:?}");

    // Not even where somebody got the server's own name for a client into the store.
    let (_, _, tokens) = world.granted("oathgate", "openid profile email").await;
    let opened = authenticate.run(&tokens.access).await;
    assert!(matches!(opened, Err(Failure::Refused(TokenFault::Invalid))), "{opened:?}");
}

/// Takes every password.
struct Trusting;

#[async_trait]
impl PasswordHasher for Trusting {
    async fn hash(&self, _: Password) -> Result<PasswordHash, HashingBusy> {
        Ok(PasswordHash::new("another hash".to_owned()))
    }

    async fn verify(&self, _: Password, _: Option<PasswordHash>) -> Result<Verdict, HashingBusy> {
        Ok(Verdict::Right)
    }
}

#[tokio::test]
async fn a_new_password_ends_what_the_old_one_granted() {
    let world = World::new().await;
    let (client, session, tokens) = world.granted("photos", "openid offline_access").await;
    let unused = world.code(&client, "openid offline_access", &session).await;
    let change = ChangePassword {
        store: world.store.clone(),
        hasher: Arc::new(Trusting),
        entropy: world.entropy.clone(),
        clock: world.clock.clone(),
    };
    let who = world.principal(&session).await;
    let old = Password::typed("password", "old").unwrap();
    change.run(&who, &Origin::default(), old, "quaint-otter-violin-71").await.unwrap();
    assert!(!world.is_live(&tokens.access).await && !world.is_live(&tokens.refresh).await);
    assert_eq!(refused(world.exchange(&client, &unused).await), OAuthError::InvalidGrant);
    // The person stays signed in where they changed it.
    assert!(world.browser(&session).await.is_some());
}

#[tokio::test]
async fn a_disabled_account_does_not_get_its_grants_back() {
    let world = World::new().await;
    let (client, _, tokens) = world.granted("photos", "openid offline_access").await;
    let administer = Administer {
        store: world.store.clone(),
        hasher: Arc::new(Trusting),
        entropy: world.entropy.clone(),
        clock: world.clock.clone(),
    };
    assert!(administer.disable(&By::system(), world.ada).await.unwrap());
    assert!(!world.is_live(&tokens.refresh).await);
    assert!(administer.enable(&By::system(), world.ada).await.unwrap());
    assert!(!world.is_live(&tokens.refresh).await && !world.is_live(&tokens.access).await);
    assert_eq!(refused(world.refresh(&client, &tokens.refresh, None).await), OAuthError::InvalidGrant);
}
