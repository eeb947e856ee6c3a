//! What scopes open: claims about a person, and tokens for a client by itself.

use crate::world::{ISSUER, Pair, World, claims, part, refused};
use oathgate_application::{
    accounts::authenticate::Refusal as Seen,
    error::Failure,
    oauth::{
        client_credentials::GrantToClient,
        scopes::ACCOUNT_READ,
        userinfo::{self, Told},
    },
    ports::{access_tokens::TokenFault, clock::Clock, id_tokens::IdTokens},
    transact::transact,
};
use oathgate_domain::{
    account::PersonNames,
    contact::{Contact, PhoneNumber, PostalAddress},
    oauth::{ClientAuthentication, GrantType, OAuthError, Resources, Scopes},
    signing::SigningAlgorithm,
};
use serde_json::{Value, json};
use time::Duration;

#[tokio::test]
async fn claims_are_told_by_scope() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let updated = world.clock.now().unix_timestamp();
    let sub = world.ada.to_string();
    for (scope, expected) in [
        ("openid", json!({"sub": sub})),
        ("openid email", json!({"sub": sub, "email": "ada@example.com", "email_verified": true})),
        (
            "openid profile",
            json!({
                "sub": sub, "name": "Ada Lovelace", "given_name": "Ada", "family_name": "Lovelace",
                "preferred_username": "ada", "locale": "de", "updated_at": updated,
            }),
        ),
    ] {
        let code = world.code(&client, scope, &session).await;
        let tokens = world.exchange(&client, &code).await.unwrap();
        let told = world.userinfo().run(tokens.access_token.expose(), None).await.unwrap();
        assert_eq!(Value::Object(told), expected, "{scope}");
        let id_token = claims(tokens.id_token.unwrap().expose());
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&id_token[name], value, "{scope}");
        }
    }
    // The narrower token tells less, whatever the grant holds.
    let code = world.code(&client, "openid email profile", &session).await;
    let tokens = Pair::of(&world.exchange(&client, &code).await.unwrap());
    let fewer = world.refresh(&client, &tokens.refresh, Some("openid")).await.unwrap();
    let told = world.userinfo().run(fewer.access_token.expose(), None).await.unwrap();
    assert_eq!(Value::Object(told), json!({"sub": sub}));
}

#[tokio::test]
async fn how_a_person_is_reached_is_told_by_scopes_of_its_own() {
    let world = World::new().await;
    let all = Scopes::parse("openid address phone offline_access").unwrap();
    let client = world.add_client("post", |client| client.scopes = all).await;
    let (session, _) = world.sign_in(world.ada).await;
    let tell = async |scope: &str| {
        let code = world.code(&client, scope, &session).await;
        let tokens = world.exchange(&client, &code).await.unwrap();
        let told = Value::Object(world.userinfo().run(tokens.access_token.expose(), None).await.unwrap());
        let id_token = claims(tokens.id_token.unwrap().expose());
        for name in ["address", "phone_number", "phone_number_verified"] {
            assert_eq!(id_token.get(name), told.get(name), "{scope}");
        }
        told
    };
    let sub = world.ada.to_string();
    assert_eq!(tell("openid address phone").await, json!({ "sub": sub }), "there is nothing to tell");

    let contact = Contact {
        phone: PhoneNumber::parse("+44 20 7123 4567").unwrap(),
        address: Some(PostalAddress {
            street_address: Some("12 St James's Sq\nAttic".to_owned()),
            locality: Some("London".to_owned()),
            country: Some("United Kingdom".to_owned()),
            ..PostalAddress::default()
        }),
    };
    let now = world.clock.now();
    let set = transact(&*world.store, async |unit| {
        unit.accounts().set_profile(world.ada, None, &PersonNames::default(), None, &contact, now).await
    });
    assert!(set.await.unwrap());
    assert_eq!(tell("openid").await, json!({ "sub": sub }));
    let phone = json!({ "sub": sub, "phone_number": "+442071234567", "phone_number_verified": false });
    assert_eq!(tell("openid phone").await, phone);
    let address = json!({
        "formatted": "12 St James's Sq\nAttic\nLondon\nUnited Kingdom",
        "street_address": "12 St James's Sq\nAttic", "locality": "London", "country": "United Kingdom",
    });
    assert_eq!(tell("openid address").await, json!({ "sub": sub, "address": address }));
}

#[tokio::test]
async fn who_may_not_ask_is_told_nothing() {
    let world = World::new().await;
    let (client, session, tokens) = world.granted("photos", "openid").await;
    let code = world.code(&client, "email", &session).await;
    let narrow = world.exchange(&client, &code).await.unwrap();
    let userinfo = world.userinfo();
    let refusal = async |token: &str| match userinfo.run(token, None).await {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    let insufficient = userinfo::Refusal::InsufficientScope;
    assert_eq!(refusal(narrow.access_token.expose()).await, insufficient);
    let machine = GrantToClient { store: world.store.clone(), issuer: world.issuer() }
        .run(&client, None, &Resources::default(), None)
        .await
        .unwrap();
    assert_eq!(refusal(machine.access_token.expose()).await, insufficient);
    let invalid = userinfo::Refusal::Token(TokenFault::Invalid);
    for garbage in ["", "a.b.c", tokens.refresh.as_str()] {
        assert_eq!(refusal(garbage).await, invalid);
    }
    // A first-party token of a live session tells its own person everything.
    let own = userinfo.run(&world.first_party_token(&session), None).await.unwrap();
    assert_eq!((&own["email"], &own["name"]), (&json!("ada@example.com"), &json!("Ada Lovelace")));
    let own = world.first_party_token(&session);
    world.sign_out(session.id).await;
    assert_eq!(refusal(&tokens.access).await, invalid);
    assert_eq!(refusal(&own).await, invalid);
    world.clock.advance(Duration::minutes(30));
    assert_eq!(refusal(&tokens.access).await, userinfo::Refusal::Token(TokenFault::Expired));
}

#[tokio::test]
async fn an_account_is_shown_to_its_owner_and_to_clients_that_they_let() {
    let world = World::new().await;
    let (client, session, _) = world.granted("photos", "openid").await;
    let code = world.code(&client, "openid account:read", &session).await;
    let reader = world.exchange(&client, &code).await.unwrap();
    let code = world.code(&client, "openid email profile", &session).await;
    let other = world.exchange(&client, &code).await.unwrap();
    let authenticate = world.authenticate();
    let look = async |token: &str| match authenticate.account(token, ACCOUNT_READ).await {
        Ok(account) => Ok(account.id),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    };
    let own = world.first_party_token(&session);
    assert_eq!(look(&own).await, Ok(world.ada));
    assert_eq!(look(reader.access_token.expose()).await, Ok(world.ada));
    assert_eq!(look(other.access_token.expose()).await, Err(Seen::InsufficientScope));
    let machine = GrantToClient { store: world.store.clone(), issuer: world.issuer() }
        .run(&client, None, &Resources::default(), None)
        .await
        .unwrap();
    let invalid = Err(Seen::Token(TokenFault::Invalid));
    for garbage in ["", "a.b.c", machine.access_token.expose()] {
        assert_eq!(look(garbage).await, invalid);
    }
    // It opens this, and nothing that is for the person alone.
    assert!(authenticate.run(reader.access_token.expose()).await.is_err());
    world.sign_out(session.id).await;
    assert_eq!(look(&own).await, invalid);
    assert_eq!(look(reader.access_token.expose()).await, invalid);
    world.clock.advance(Duration::minutes(30));
    assert_eq!(look(reader.access_token.expose()).await, Err(Seen::Token(TokenFault::Expired)));
}

#[tokio::test]
async fn a_client_by_itself_gets_its_own_scopes() {
    let world = World::new().await;
    let client = world.add_client("machine", |_| {}).await;
    let grant = GrantToClient { store: world.store.clone(), issuer: world.issuer() };
    for (asked, given) in
        [(None, "albums photos"), (Some("photos"), "photos"), (Some("photos albums"), "albums photos")]
    {
        let tokens = grant.run(&client, asked, &Resources::default(), None).await.unwrap();
        assert_eq!(tokens.scopes, Scopes::parse(given).unwrap());
        assert!(tokens.refresh_token.is_none() && tokens.id_token.is_none());
        let said = claims(tokens.access_token.expose());
        assert_eq!((&said["sub"], &said["client_id"]), (&json!("machine"), &json!("machine")));
        assert_eq!((&said["scope"], &said["aud"]), (&json!(given), &json!(ISSUER)));
        for of_people in ["sid", "grant_id", "auth_time"] {
            assert_eq!(said[of_people], Value::Null);
        }
        let introspected = world.introspect(tokens.access_token.expose()).await;
        assert_eq!((&introspected["active"], &introspected["sub"]), (&json!(true), &json!("machine")));
    }
    for refused_scope in ["openid", "photos offline_access", "email", "admin", "a\"b"] {
        assert_eq!(
            refused(grant.run(&client, Some(refused_scope), &Resources::default(), None).await),
            OAuthError::InvalidScope
        );
    }
    let public =
        world.add_client("public", |client| client.authentication = ClientAuthentication::None).await;
    let web = world.add_client("web", |client| client.grant_types = vec![GrantType::AuthorizationCode]).await;
    for client in [&public, &web] {
        assert_eq!(
            refused(grant.run(client, None, &Resources::default(), None).await),
            OAuthError::UnauthorizedClient
        );
    }
}

#[tokio::test]
async fn a_clients_own_token_is_live_while_the_client_is_not_disabled() {
    let world = World::new().await;
    let client = world.add_client("machine", |_| {}).await;
    let tokens = GrantToClient { store: world.store.clone(), issuer: world.issuer() }
        .run(&client, None, &Resources::default(), None)
        .await
        .unwrap();
    let token = tokens.access_token.expose();
    assert!(world.is_live(token).await);
    world.disable_client(&client, true).await;
    assert!(!world.is_live(token).await);
    world.disable_client(&client, false).await;
    assert!(world.is_live(token).await);
    world.clock.advance(Duration::minutes(30));
    assert!(!world.is_live(token).await);
}

/// As a client wants it that cannot trust whatever is between it and the server.
#[tokio::test]
async fn userinfo_is_signed_for_whoever_registered_so() {
    let world = World::new().await;
    let (session, _) = world.sign_in(world.ada).await;
    for algorithm in SigningAlgorithm::OF_PAIRS {
        let id = format!("signed-{}", algorithm.as_str());
        let client =
            world.add_client(&id, |client| client.metadata.userinfo_algorithm = Some(algorithm)).await;
        let code = world.code(&client, "openid email", &session).await;
        let tokens = world.exchange(&client, &code).await.unwrap();
        let told = world.userinfo().answer(tokens.access_token.expose(), None).await.unwrap();
        let Told::Signed(jwt) = told else { panic!("{told:?}") };
        let header = part(jwt.expose(), 0);
        assert_eq!((&header["alg"], &header["typ"]), (&json!(algorithm.as_str()), &json!("JWT")));
        let said = claims(jwt.expose());
        assert_eq!((&said["iss"], &said["aud"]), (&json!(ISSUER), &json!(id)));
        assert_eq!(
            (&said["sub"], &said["email"]),
            (&json!(world.ada.to_string()), &json!("ada@example.com"))
        );
        // It is no ID token, and no access token.
        assert_eq!(world.tokens.recognise(jwt.expose()), None);
        assert!(world.userinfo().answer(jwt.expose(), None).await.is_err());
    }
    // The server's own pages have registered nothing.
    let own = world.userinfo().answer(&world.first_party_token(&session), None).await.unwrap();
    assert!(matches!(own, Told::Plain(_)), "{own:?}");
}
