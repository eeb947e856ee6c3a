//! Resources that tokens are for (RFC 8707), and who learns what a token is (RFC 7662 §4).

use crate::world::{ISSUER, Pair, REDIRECT, VERIFIER, World, claims, refused, request, sent_error};
use oathgate_application::oauth::{
    client_credentials::GrantToClient,
    code_exchange::Ask,
    device::BeginDevice,
    push_request::PushRequest,
    refresh::{self, RefreshGrant},
};
use oathgate_domain::oauth::{Client, OAuthError, Parameters, Resources};
use serde_json::json;

const API: &str = "https://api.example/";
const FILES: &str = "https://files.example/";

fn of(names: &[&str]) -> Resources {
    Resources::parse(names.iter().copied()).unwrap()
}

fn asking(client: &Client, resources: &[&str]) -> String {
    let resources = resources.iter().map(|name| ("resource", *name));
    let more = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(resources).finish();
    format!("{}&{more}", request(client, "openid photos"))
}

/// Two resource servers.
async fn servers(world: &World) -> (Client, Client) {
    let server = async |id: &str, audience: &str| {
        let audiences = of(&[audience]);
        world.add_client(id, |client| client.metadata.audiences = audiences).await
    };
    (server("api", API).await, server("files", FILES).await)
}

fn audience(token: &str) -> serde_json::Value {
    claims(token)["aud"].clone()
}

#[tokio::test]
async fn tokens_are_for_the_resources_that_were_asked_for_and_can_be_for_fewer() {
    let world = World::new().await;
    let (api, files) = servers(&world).await;
    let app = world.add_client("app", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let code = world.code_of(&asking(&app, &[API, FILES, ISSUER]), &session).await;
    let ask = Ask {
        code: &code,
        redirect_uri: Some(REDIRECT),
        verifier: Some(VERIFIER),
        resources: of(&[API]),
        proven: None,
    };
    let first = Pair::of(&world.exchange_asking(&app, ask).await.unwrap());
    assert_eq!(audience(&first.access), json!(API));
    // It is not for this server, and opens nothing here.
    assert!(world.userinfo().run(&first.access, None).await.is_err());

    // The grant keeps what was agreed to.
    let refreshing = RefreshGrant { store: world.store.clone(), issuer: world.issuer() };
    let again = |token: &str, resources| {
        let token = token.to_owned();
        let (refreshing, app) = (&refreshing, &app);
        async move {
            refreshing.run(app, refresh::Ask { token: &token, scope: None, resources, proven: None }).await
        }
    };
    let second = Pair::of(&again(&first.refresh, Resources::default()).await.unwrap());
    assert_eq!(audience(&second.access), json!([API, FILES, ISSUER]));
    assert!(world.userinfo().run(&second.access, None).await.is_ok());
    let wider = again(&second.refresh, of(&["https://other.example/"])).await;
    assert_eq!(refused(wider), OAuthError::InvalidTarget);
    let third = Pair::of(&again(&second.refresh, of(&[FILES])).await.unwrap());

    // Each server learns about what is for it, and the client about what was issued to it.
    for (token, by_api, by_files) in
        [(&first.access, true, false), (&second.access, true, true), (&third.access, false, true)]
    {
        for (caller, learns) in [(&api, by_api), (&files, by_files), (&app, true)] {
            let said = world.introspect_by(caller, token).await;
            assert_eq!(said["active"], learns, "{} {said:?}", caller.id);
            assert_eq!(said.len() > 1, learns);
            if learns {
                assert_eq!((&said["aud"], &said["client_id"]), (&audience(token), &json!("app")));
            }
        }
    }
    assert_eq!(world.introspect_by(&api, &third.refresh).await["active"], false);
    assert_eq!(world.introspect_by(&app, &third.refresh).await["aud"], json!([API, FILES, ISSUER]));
    world.revocation().run(&app, &second.access).await.unwrap();
    assert_eq!(world.introspect_by(&files, &third.access).await["active"], false);
}

#[tokio::test]
async fn a_resource_that_nobody_is_or_that_a_client_may_not_ask_for_is_no_target() {
    let world = World::new().await;
    let (api, _) = servers(&world).await;
    let app = world.add_client("app", |_| {}).await;
    let listed = world
        .add_client("listed", |client| client.metadata.resources = of(&[FILES, "urn:not-a-client"]))
        .await;
    let (session, _) = world.sign_in(world.ada).await;
    let pushing =
        PushRequest { store: world.store.clone(), issuer: world.issuer(), objects: world.objects() };
    let grant = GrantToClient { store: world.store.clone(), issuer: world.issuer() };
    let device = BeginDevice {
        store: world.store.clone(),
        issuer: world.issuer(),
        web_app: "https://id.example".to_owned(),
    };
    for (client, names, may) in [
        (&app, &[API][..], true),
        (&app, &[API, FILES, ISSUER], true),
        (&app, &["https://api.example"], false),
        (&app, &[API, "urn:not-a-client"], false),
        (&listed, &[FILES, "urn:not-a-client", ISSUER], true),
        (&listed, &[API], false),
    ] {
        let query = asking(client, names);
        let step = world.begin(&query, world.browser(&session).await).await;
        let pushed = pushing.run(client, &Parameters::parse(&query), None).await;
        let own = grant.run(client, None, &of(names), None).await;
        let begun = device.run(client, None, &of(names)).await;
        if may {
            assert!(pushed.is_ok() && begun.is_ok(), "{names:?}");
            let own = own.unwrap();
            let expected = if let [only] = names { json!(only) } else { json!(names) };
            assert_eq!(audience(own.access_token.expose()), expected);
        } else {
            assert_eq!(sent_error(&step), "invalid_target", "{names:?}");
            assert_eq!(refused(pushed), OAuthError::InvalidTarget);
            assert_eq!(refused(own), OAuthError::InvalidTarget);
            assert_eq!(refused(begun), OAuthError::InvalidTarget);
        }
    }
    for malformed in ["api", "https://api.example/#part"] {
        let step = world.begin(&asking(&app, &[malformed]), world.browser(&session).await).await;
        assert_eq!(sent_error(&step), "invalid_target", "{malformed}");
    }
    world.disable_client(&api, true).await;
    assert_eq!(refused(grant.run(&app, None, &of(&[API]), None).await), OAuthError::InvalidTarget);
}

#[tokio::test]
async fn a_client_whose_audience_is_the_server_learns_about_its_tokens() {
    let world = World::new().await;
    let (app, session, tokens) = world.granted("app", "openid profile photos").await;
    let gate = world.add_client("gate", |client| client.metadata.audiences = of(&[ISSUER])).await;
    let stranger = world.add_client("stranger", |_| {}).await;
    for token in [tokens.access.as_str(), &world.first_party_token(&session)] {
        assert_eq!(world.introspect_by(&gate, token).await["username"], "ada");
        assert_eq!(world.introspect_by(&stranger, token).await.len(), 1);
    }
    assert_eq!(world.introspect_by(&app, &tokens.access).await["active"], true);
    assert_eq!(world.introspect_by(&gate, &tokens.refresh).await["active"], false);
}
