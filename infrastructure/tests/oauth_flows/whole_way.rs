//! The whole way: sign in, agree, exchange, refresh, and the end when a copy of a token comes back.

use crate::world::{
    ACCESS_LIFETIME, GRACE, ISSUER, Pair, REFRESH_LIFETIME, World, claims, consent, log_in, parameter, part,
    refused, request,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::{
    accounts::origin::Origin,
    oauth::authorize::Step,
    ports::{clock::Clock, id_tokens::IdTokens},
};
use oathgate_domain::oauth::{OAuthError, ResponseMode, Scopes};
use serde_json::json;
use sha2::{Digest, Sha256};
use time::Duration;

#[tokio::test]
async fn from_the_request_to_the_end_of_the_grant() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let authorize = world.authorize();

    let query = format!("{}&login_hint=ada&response_mode=fragment", request(&client, "openid email photos"));
    let step = world.begin(&query, None).await;
    let Step::LogIn { interaction, hint, .. } = &step else { panic!("{step:?}") };
    assert_eq!(hint.as_deref(), Some("ada"));
    let interaction = *interaction;
    // Nobody has signed in yet.
    assert_eq!(log_in(&authorize.resume(interaction, None).await.unwrap()), interaction);

    world.clock.advance(Duration::minutes(1));
    let (session, _) = world.sign_in(world.ada).await;
    let signed_in_at = world.clock.now();
    world.clock.advance(Duration::minutes(1));
    let step = authorize.resume(interaction, world.browser(&session).await).await.unwrap();
    assert_eq!(consent(&step), interaction);
    let who = world.principal(&session).await;
    let waiting = authorize.details(interaction, &who).await.unwrap();
    assert_eq!(waiting.client, client);
    assert_eq!(waiting.scopes, Scopes::parse("openid email photos").unwrap());
    assert_eq!((waiting.agreed, waiting.login_hint.as_deref()), (Scopes::default(), Some("ada")));

    let answer = authorize.decide(interaction, &who, &Origin::default(), true).await.unwrap();
    assert_eq!(answer.back.mode, ResponseMode::Fragment);
    let code = parameter(&answer, "code").unwrap();
    assert!(code.starts_with("ogc_") && code.len() == 47, "{code}");

    let granted = world.exchange(&client, code).await.unwrap();
    assert_eq!(granted.expires_in, ACCESS_LIFETIME);
    assert_eq!(granted.scopes, Scopes::parse("openid email photos").unwrap());
    let first = Pair::of(&granted);
    let now = world.clock.now().unix_timestamp();
    let said = claims(&first.access);
    assert_eq!(said["sub"], world.ada.to_string());
    assert_eq!(said["sid"], session.id.to_string());
    assert_eq!((&said["client_id"], &said["scope"]), (&json!("photos"), &json!("email openid photos")));
    assert_eq!((&said["iat"], &said["exp"]), (&json!(now), &json!(now + 1800)));
    assert_eq!(said["auth_time"], signed_in_at.unix_timestamp());
    let id_token = granted.id_token.as_ref().unwrap().expose();
    assert_eq!(part(id_token, 0)["alg"], "RS256");
    let said = claims(id_token);
    assert_eq!((&said["iss"], &said["aud"]), (&json!(ISSUER), &json!("photos")));
    assert_eq!((&said["sub"], &said["nonce"]), (&json!(world.ada.to_string()), &json!("n-1")));
    assert_eq!(said["auth_time"], signed_in_at.unix_timestamp());
    assert_eq!((&said["email"], &said["name"]), (&json!("ada@example.com"), &json!(null)));
    assert_eq!((&said["iat"], &said["exp"]), (&json!(now), &json!(now + 600)));
    let half = URL_SAFE_NO_PAD.encode(&Sha256::digest(&first.access)[..16]);
    assert_eq!(said["at_hash"], half);
    let hinted = world.tokens.recognise(id_token).unwrap();
    assert_eq!((hinted.subject, hinted.client.as_str()), (world.ada.to_string(), "photos"));
    assert_eq!(hinted.session, Some(session.id));

    world.clock.advance(Duration::minutes(10));
    let second = Pair::of(&world.refresh(&client, &first.refresh, None).await.unwrap());
    assert_ne!(second.refresh, first.refresh);
    assert!(world.is_live(&first.access).await && world.is_live(&second.access).await);
    assert!(world.is_live(&second.refresh).await && !world.is_live(&first.refresh).await);

    // The first one comes back: somebody has a copy, and nobody knows who.
    world.clock.advance(GRACE + Duration::microseconds(1));
    assert_eq!(refused(world.refresh(&client, &first.refresh, None).await), OAuthError::InvalidGrant);
    for token in [&first.access, &second.access, &second.refresh] {
        assert!(!world.is_live(token).await);
    }
    assert_eq!(refused(world.refresh(&client, &second.refresh, None).await), OAuthError::InvalidGrant);
    assert!(world.userinfo().run(&second.access, None).await.is_err());
    // The person's own session has nothing to do with it.
    assert!(world.browser(&session).await.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_is_answered_once() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let authorize = world.authorize();
    let (session, _) = world.sign_in(world.ada).await;
    let browser = world.browser(&session).await;
    let interaction = consent(&world.begin(&request(&client, "openid"), browser.clone()).await);
    let answers = crate::world::race(16, || {
        let (world, session) = (world.clone(), session.clone());
        async move {
            let who = world.principal(&session).await;
            world.authorize().decide(interaction, &who, &Origin::default(), true).await.ok()
        }
    })
    .await;
    let answers: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(world.exchange(&client, parameter(&answers[0], "code").unwrap()).await.is_ok());

    let who = world.principal(&session).await;
    for allow in [true, false] {
        assert!(authorize.decide(interaction, &who, &Origin::default(), allow).await.is_err());
    }
    assert!(authorize.resume(interaction, browser).await.is_err());
    assert!(authorize.details(interaction, &who).await.is_err());
}

#[tokio::test]
async fn a_grant_lives_as_long_as_its_session_unless_it_is_offline() {
    let world = World::new().await;
    let (photos, session, bound) = world.granted("photos", "openid").await;
    let client = world.add_client("albums", |_| {}).await;
    let code = world.code(&client, "openid offline_access", &session).await;
    let offline = Pair::of(&world.exchange(&client, &code).await.unwrap());
    assert!(world.is_live(&bound.refresh).await && world.is_live(&offline.refresh).await);

    world.sign_out(session.id).await;
    assert!(!world.is_live(&bound.refresh).await && !world.is_live(&bound.access).await);
    assert_eq!(refused(world.refresh(&photos, &bound.refresh, None).await), OAuthError::InvalidGrant);
    assert!(world.is_live(&offline.refresh).await && world.is_live(&offline.access).await);

    // It lives for as long as it is used at least once in thirty days.
    let mut refresh = offline.refresh;
    for _ in 0..3 {
        world.clock.advance(Duration::days(30) - Duration::seconds(1));
        refresh = Pair::of(&world.refresh(&client, &refresh, None).await.unwrap()).refresh;
    }
    world.clock.advance(Duration::days(30));
    assert_eq!(refused(world.refresh(&client, &refresh, None).await), OAuthError::InvalidGrant);
}

#[tokio::test]
async fn a_grant_that_is_not_used_ends() {
    let world = World::new().await;
    let (client, session, tokens) = world.granted("photos", "openid").await;
    world.clock.advance(REFRESH_LIFETIME - Duration::microseconds(1));
    assert!(world.is_live(&tokens.refresh).await);
    world.clock.advance(Duration::microseconds(1));
    assert!(world.browser(&session).await.is_none());
    assert!(!world.is_live(&tokens.refresh).await);
    assert_eq!(refused(world.refresh(&client, &tokens.refresh, None).await), OAuthError::InvalidGrant);
}
