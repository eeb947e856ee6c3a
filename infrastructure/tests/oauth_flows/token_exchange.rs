//! Tokens that are exchanged (RFC 8693).

use crate::world::{ISSUER, Pair, World, claims, refused, request};
use oathgate_application::oauth::{
    client_credentials::GrantToClient,
    token_exchange::{ACCESS_TOKEN, Ask, ExchangeToken},
};
use oathgate_domain::oauth::{Client, ClientAuthentication, GrantType, OAuthError, Resources};
use serde_json::json;
use time::Duration;

const API: &str = "https://api.example/";
const FILES: &str = "https://files.example/";

fn of(names: &[&str]) -> Resources {
    Resources::parse(names.iter().copied()).unwrap()
}

fn exchanging(world: &World) -> ExchangeToken {
    ExchangeToken { store: world.store.clone(), issuer: world.issuer() }
}

fn asking(subject: &str) -> Ask<'_> {
    Ask {
        subject,
        subject_type: ACCESS_TOKEN,
        actor: None,
        requested_type: None,
        scope: None,
        resources: Resources::default(),
        proven: None,
    }
}

/// An app's token for `api`, which calls `files` for the person.
async fn surroundings(world: &World) -> (Client, Client, Client, Pair) {
    let api = world.add_client("api", |client| client.metadata.audiences = of(&[API])).await;
    let files = world.add_client("files", |client| client.metadata.audiences = of(&[FILES])).await;
    let app = world.add_client("app", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let resource = url::form_urlencoded::byte_serialize(API.as_bytes()).collect::<String>();
    let query = format!("{}&resource={resource}", request(&app, "openid offline_access photos albums"));
    let code = world.code_of(&query, &session).await;
    let tokens = Pair::of(&world.exchange(&app, &code).await.unwrap());
    (app, api, files, tokens)
}

#[tokio::test]
async fn a_server_calls_another_for_the_person_until_the_grant_ends() {
    let world = World::new().await;
    let (app, api, files, tokens) = surroundings(&world).await;
    let own = GrantToClient { store: world.store.clone(), issuer: world.issuer() }
        .run(&api, None, &Resources::default(), None)
        .await
        .unwrap();
    world.clock.advance(Duration::minutes(20));
    let ask = Ask {
        actor: Some((own.access_token.expose(), Some(ACCESS_TOKEN))),
        requested_type: Some(ACCESS_TOKEN),
        scope: Some("photos"),
        resources: of(&[FILES]),
        ..asking(&tokens.access)
    };
    let exchanged = exchanging(&world).run(&api, ask).await.unwrap();
    assert_eq!(exchanged.expires_in, Duration::minutes(10), "no longer than what it came from");
    assert!(exchanged.refresh_token.is_none() && exchanged.id_token.is_none());
    let token = exchanged.access_token.expose();
    let said = claims(token);
    assert_eq!(
        (&said["sub"], &said["aud"], &said["client_id"], &said["scope"], &said["act"]),
        (
            &json!(world.ada.to_string()),
            &json!(FILES),
            &json!("api"),
            &json!("photos"),
            &json!({ "sub": "api", "client_id": "api" })
        )
    );
    let seen = world.introspect_by(&files, token).await;
    assert_eq!((&seen["active"], &seen["act"]["sub"]), (&json!(true), &json!("api")));
    assert_eq!(world.introspect_by(&app, token).await["active"], false);

    // The next in the chain, which says who acted before; without an actor of its own, too.
    let next = exchanging(&world).run(&files, asking(token)).await.unwrap();
    assert_eq!(claims(next.access_token.expose())["act"]["sub"], "api");

    world.disable_client(&api, true).await;
    assert_eq!(world.introspect_by(&files, token).await["active"], false);
    assert_eq!(refused(exchanging(&world).run(&files, asking(token)).await), OAuthError::InvalidRequest);
    world.disable_client(&api, false).await;
    assert_eq!(world.introspect_by(&files, token).await["active"], true);
    world.revocation().run(&app, &tokens.refresh).await.unwrap();
    for gone in [token, next.access_token.expose()] {
        assert_eq!(world.introspect_by(&files, gone).await["active"], false);
    }
}

#[tokio::test]
async fn what_is_not_exchanged() {
    let world = World::new().await;
    let (app, api, files, tokens) = surroundings(&world).await;
    let (session, _) = world.sign_in(world.ada).await;
    let run = async |client: &Client, ask: Ask<'_>| refused(exchanging(&world).run(client, ask).await);
    let token = tokens.access.as_str();
    let own = GrantToClient { store: world.store.clone(), issuer: world.issuer() }
        .run(&app, None, &Resources::default(), None)
        .await
        .unwrap();
    let own = own.access_token.expose();

    // It was not issued to `files`, nor is it for it; nor is anything for a client that is not registered so.
    assert_eq!(run(&files, asking(token)).await, OAuthError::InvalidRequest);
    let change = |change: fn(&mut Client)| {
        let mut other = api.clone();
        change(&mut other);
        other
    };
    let unregistered = change(|client| client.grant_types = vec![GrantType::ClientCredentials]);
    assert_eq!(run(&unregistered, asking(token)).await, OAuthError::UnauthorizedClient);
    let public = change(|client| client.authentication = ClientAuthentication::None);
    assert_eq!(run(&public, asking(token)).await, OAuthError::UnauthorizedClient);

    for subject in [&tokens.refresh, own, &world.first_party_token(&session), "", "a.b.c"] {
        assert_eq!(run(&app, asking(subject)).await, OAuthError::InvalidRequest, "{subject}");
    }
    let of_type = |kind| Ask { subject_type: kind, ..asking(token) };
    assert_eq!(
        run(&api, of_type("urn:ietf:params:oauth:token-type:saml2")).await,
        OAuthError::InvalidRequest
    );
    let wanted = Ask { requested_type: Some("urn:ietf:params:oauth:token-type:id_token"), ..asking(token) };
    assert_eq!(run(&api, wanted).await, OAuthError::InvalidRequest);
    // The actor's token is another client's.
    let actor = Ask { actor: Some((own, Some(ACCESS_TOKEN))), ..asking(token) };
    assert_eq!(run(&api, actor).await, OAuthError::InvalidRequest);
    let untyped = Ask { actor: Some((own, None)), ..asking(token) };
    assert_eq!(run(&app, untyped).await, OAuthError::InvalidRequest);
    let target = Ask { resources: of(&["https://other.example/"]), ..asking(token) };
    assert_eq!(run(&api, target).await, OAuthError::InvalidTarget);
    for scope in ["email", "offline_access", "photos more", "\""] {
        let more = Ask { scope: Some(scope), ..asking(token) };
        assert_eq!(run(&api, more).await, OAuthError::InvalidScope, "{scope}");
    }
    // Disabling the client that it was issued to ends what it opens here, too.
    let here = Ask { resources: of(&[ISSUER]), scope: Some("openid"), ..asking(token) };
    let here = exchanging(&world).run(&api, here).await.unwrap();
    assert!(world.userinfo().run(here.access_token.expose(), None).await.is_ok());
    world.disable_client(&api, true).await;
    assert!(world.userinfo().run(here.access_token.expose(), None).await.is_err());
    world.disable_client(&api, false).await;
    world.sign_out(session.id).await;
    assert!(exchanging(&world).run(&api, asking(token)).await.is_ok());
    world.clock.advance(Duration::minutes(30));
    assert_eq!(run(&api, asking(token)).await, OAuthError::InvalidRequest);
}
