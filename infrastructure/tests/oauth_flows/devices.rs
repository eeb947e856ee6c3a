//! Sign-in on devices without a browser (RFC 8628).

use crate::world::{Pair, World};
use oathgate_application::{
    audit::By,
    error::Failure,
    oauth::{
        GrantedTokens, Refusal,
        device::{AnswerDevice, AnswerRefusal, BeginDevice, Begun, ExchangeDeviceCode},
    },
};
use oathgate_domain::oauth::Resources;
use oathgate_domain::{
    account::AccountStatus,
    oauth::{Client, ClientAuthentication, DEVICE_LIFETIME, GrantType, OAuthError, Scopes},
};
use time::Duration;

const SCOPE: &str = "openid photos offline_access";

async fn frame(world: &World) -> Client {
    world
        .add_client("frame", |client| {
            client.authentication = ClientAuthentication::None;
            client.redirect_uris.clear();
        })
        .await
}

async fn begin(world: &World, client: &Client, scope: Option<&str>) -> Result<Begun, Failure<Refusal>> {
    let begin = BeginDevice {
        store: world.store.clone(),
        issuer: world.issuer(),
        web_app: "https://id.example.com".to_owned(),
    };
    begin.run(client, scope, &Resources::default()).await
}

fn people(world: &World) -> AnswerDevice {
    AnswerDevice { store: world.store.clone(), issuer: world.issuer() }
}

async fn ask(world: &World, client: &Client, begun: &Begun) -> Result<GrantedTokens, OAuthError> {
    ask_with(world, client, begun.device_code.expose()).await
}

async fn ask_with(world: &World, client: &Client, code: &str) -> Result<GrantedTokens, OAuthError> {
    let exchange = ExchangeDeviceCode { store: world.store.clone(), issuer: world.issuer() };
    match exchange.run(client, code, &Resources::default(), None).await {
        Ok(tokens) => Ok(tokens),
        Err(Failure::Refused(refusal)) => Err(refusal.error),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_device_gets_tokens_when_its_person_has_agreed() {
    let world = World::new().await;
    let client = frame(&world).await;
    let begun = begin(&world, &client, Some(SCOPE)).await.unwrap();
    assert_eq!(begun.verification_uri, "https://id.example.com/device");
    let complete = format!("https://id.example.com/device?user_code={}", begun.user_code);
    assert_eq!(begun.verification_uri_complete, complete);
    assert!(!format!("{begun:?}").contains(begun.device_code.expose()));
    assert_eq!(ask(&world, &client, &begun).await.unwrap_err(), OAuthError::AuthorizationPending);
    assert_eq!(ask(&world, &client, &begun).await.unwrap_err(), OAuthError::SlowDown);

    let (session, _) = world.sign_in(world.ada).await;
    let who = world.principal(&session).await;
    let typed = begun.user_code.to_string().to_lowercase().replace('-', " ");
    let asking = people(&world).details(&typed, &who).await.unwrap();
    assert_eq!((asking.client.id, asking.user_code), (client.id.clone(), begun.user_code.clone()));
    assert_eq!((asking.scopes, asking.agreed), (Scopes::parse(SCOPE).unwrap(), Scopes::default()));
    people(&world).decide(&typed, &who, true).await.unwrap();
    let again = people(&world).decide(&typed, &who, false).await;
    assert!(matches!(again, Err(Failure::Refused(AnswerRefusal::UnknownCode))), "{again:?}");

    // However fast it asks.
    let tokens = ask(&world, &client, &begun).await.unwrap();
    assert!(tokens.id_token.is_some());
    assert_eq!(tokens.scopes, Scopes::parse(SCOPE).unwrap());
    let pair = Pair::of(&tokens);
    assert!(world.is_live(&pair.access).await && world.is_live(&pair.refresh).await);
    assert!(world.refresh(&client, &pair.refresh, None).await.is_ok());
    assert_eq!(ask(&world, &client, &begun).await.unwrap_err(), OAuthError::InvalidGrant);

    // It is among the connected apps, and is thrown out there.
    let consents = world.consents().list(world.ada).await.unwrap();
    assert_eq!(consents.len(), 1);
    assert!(world.consents().withdraw(&By::system(), world.ada, &client.id).await.unwrap());
    assert!(!world.is_live(&pair.access).await);
}

#[tokio::test]
async fn a_device_is_told_why_it_gets_nothing() {
    let world = World::new().await;
    let client = frame(&world).await;
    let other = world.add_client("other", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let who = world.principal(&session).await;

    let denied = begin(&world, &client, Some(SCOPE)).await.unwrap();
    people(&world).decide(&denied.user_code.to_string(), &who, false).await.unwrap();
    assert_eq!(ask(&world, &client, &denied).await.unwrap_err(), OAuthError::AccessDenied);
    assert_eq!(world.consents().list(world.ada).await.unwrap(), []);

    let allowed = begin(&world, &client, Some(SCOPE)).await.unwrap();
    assert_eq!(ask(&world, &other, &allowed).await.unwrap_err(), OAuthError::InvalidGrant);
    assert_eq!(ask_with(&world, &client, "ogd_x").await.unwrap_err(), OAuthError::InvalidGrant);
    assert_eq!(ask_with(&world, &client, "").await.unwrap_err(), OAuthError::InvalidGrant);

    world.clock.advance(DEVICE_LIFETIME);
    assert_eq!(ask(&world, &client, &allowed).await.unwrap_err(), OAuthError::ExpiredToken);
    let who = world.principal(&session).await;
    let late = people(&world).decide(&allowed.user_code.to_string(), &who, true).await;
    assert!(matches!(late, Err(Failure::Refused(AnswerRefusal::UnknownCode))), "{late:?}");
}

#[tokio::test]
async fn who_was_thrown_out_since_has_not_agreed() {
    let world = World::new().await;
    let client = frame(&world).await;
    let (session, _) = world.sign_in(world.ada).await;
    let who = world.principal(&session).await;
    let agreed = async |scope| {
        let begun = begin(&world, &client, Some(scope)).await.unwrap();
        people(&world).decide(&begun.user_code.to_string(), &who, true).await.unwrap();
        begun
    };
    let withdrawn = agreed(SCOPE).await;
    assert!(world.consents().withdraw(&By::system(), world.ada, &client.id).await.unwrap());
    assert_eq!(ask(&world, &client, &withdrawn).await.unwrap_err(), OAuthError::AccessDenied);
    let begun = agreed("openid").await;
    let disabled = agreed(SCOPE).await;
    world.sign_out(session.id).await;
    assert_eq!(ask(&world, &client, &begun).await.unwrap_err(), OAuthError::InvalidGrant);
    world.set_status(world.ada, AccountStatus::Active, AccountStatus::Disabled).await;
    assert_eq!(ask(&world, &client, &disabled).await.unwrap_err(), OAuthError::InvalidGrant);
}

#[tokio::test]
async fn a_client_asks_for_what_it_may() {
    let world = World::new().await;
    let client = frame(&world).await;
    let without =
        world.add_client("web", |client| client.grant_types = vec![GrantType::AuthorizationCode]).await;
    for (client, scope, error) in [
        (&without, None, OAuthError::UnauthorizedClient),
        (&client, Some("admin"), OAuthError::InvalidScope),
        (&client, Some("a\"b"), OAuthError::InvalidScope),
    ] {
        match begin(&world, client, scope).await {
            Err(Failure::Refused(refusal)) => assert_eq!(refusal.error, error),
            other => panic!("{other:?}"),
        }
    }
    let code = ask_with(&world, &without, "ogd_x").await;
    assert_eq!(code.unwrap_err(), OAuthError::UnauthorizedClient);
    let once = Client {
        grant_types: vec![GrantType::DeviceCode],
        ..world.add_client("once", |client| client.grant_types = vec![GrantType::DeviceCode]).await
    };
    let begun = begin(&world, &once, None).await.unwrap();
    let (session, _) = world.sign_in(world.ada).await;
    let who = world.principal(&session).await;
    people(&world).decide(&begun.user_code.to_string(), &who, true).await.unwrap();
    let tokens = ask(&world, &once, &begun).await.unwrap();
    assert!(tokens.refresh_token.is_none() && tokens.id_token.is_none());
}

#[tokio::test]
async fn guessing_is_limited_and_typing_right_is_not() {
    let world = World::new().await;
    let client = frame(&world).await;
    let begun = begin(&world, &client, None).await.unwrap();
    let right = begun.user_code.to_string();
    let (session, _) = world.sign_in(world.ada).await;
    let who = world.principal(&session).await;
    for _ in 0..20 {
        assert!(people(&world).details(&right, &who).await.is_ok());
        let none = people(&world).details("not a code", &who).await;
        assert!(matches!(none, Err(Failure::Refused(AnswerRefusal::UnknownCode))), "{none:?}");
    }
    let wrong = if right == "BBBB-BBBB" { "CCCC-CCCC" } else { "BBBB-BBBB" };
    for _ in 0..10 {
        let guess = people(&world).decide(wrong, &who, true).await;
        assert!(matches!(guess, Err(Failure::Refused(AnswerRefusal::UnknownCode))), "{guess:?}");
    }
    for typed in [wrong, &right] {
        let refused = people(&world).details(typed, &who).await;
        let limited = matches!(refused, Err(Failure::Refused(AnswerRefusal::TooManyGuesses { .. })));
        assert!(limited, "{refused:?}");
    }
    // Others type on, and so does she after a while.
    let grace = world.add_account(2, "grace").await;
    let (second, _) = world.sign_in(grace).await;
    let other = world.principal(&second).await;
    assert!(people(&world).details(&right, &other).await.is_ok());
    world.clock.advance(Duration::minutes(31));
    let who = world.principal(&session).await;
    let begun = begin(&world, &client, None).await.unwrap();
    assert!(people(&world).details(&begun.user_code.to_string(), &who).await.is_ok());
}
