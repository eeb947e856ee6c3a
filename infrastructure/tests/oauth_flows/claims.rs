//! Claims that are asked for one by one (OpenID Connect Core §5.5), and whom a client means.

use crate::world::{
    Pair, World, claims, consent, log_in, parameter, refused, request, sent_code, sent_error,
};
use oathgate_application::{
    accounts::origin::Origin,
    oauth::{authorize::Step, push_request::PushRequest},
};
use oathgate_domain::{
    oauth::{Client, OAuthError, Parameters, Scopes, SubjectType},
    session::Session,
};
use serde_json::{Value, json};

/// A request of a client that asks for these claims.
fn asking(client: &Client, scope: &str, claims: &Value) -> String {
    let mut parameters = Parameters::parse(&request(client, scope));
    parameters.set("claims", &claims.to_string());
    parameters.encode()
}

/// What the ID token and userinfo tell, beside the person's `sub`.
struct Told {
    id: Value,
    userinfo: Value,
    pair: Pair,
}

const OF_A_PERSON: [&str; 8] = [
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "locale",
    "updated_at",
    "email",
    "email_verified",
];

async fn userinfo(world: &World, access: &str) -> Value {
    world.userinfo().run(access, None).await.unwrap().into()
}

fn names(told: &Value) -> Vec<&str> {
    OF_A_PERSON.into_iter().filter(|name| told.get(name).is_some()).collect()
}

async fn tell(world: &World, client: &Client, code: &str) -> Told {
    let tokens = world.exchange(client, code).await.unwrap();
    let pair = Pair::of(&tokens);
    let userinfo = userinfo(world, &pair.access).await;
    Told { id: claims(tokens.id_token.unwrap().expose()), userinfo, pair }
}

#[tokio::test]
async fn a_claim_is_told_where_it_was_asked_for_once_the_person_agreed_to_its_scope() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    world.code(&client, "openid", &session).await;
    let query = asking(
        &client,
        "openid offline_access",
        &json!({
            "id_token": { "email": null, "auth_time": { "essential": true }, "shoe_size": null },
            "userinfo": { "given_name": { "essential": true }, "locale": { "value": "xx" }, "phone_number": null },
        }),
    );
    // They are asked about the scopes that hold the claims; one that the client may not ask for is left out.
    let silent = format!("{query}&prompt=none");
    assert_eq!(sent_error(&world.begin(&silent, world.browser(&session).await).await), "consent_required");
    let step = world.begin(&query, world.browser(&session).await).await;
    let who = world.principal(&session).await;
    let waiting = world.authorize().details(consent(&step), &who).await.unwrap();
    assert_eq!(waiting.scopes.to_string(), "email offline_access openid profile");
    let answer = world.authorize().decide(consent(&step), &who, &Origin::default(), true).await.unwrap();
    let told = tell(&world, &client, parameter(&answer, "code").unwrap()).await;
    assert_eq!((names(&told.id), names(&told.userinfo)), (vec!["email"], vec!["given_name", "locale"]));
    assert_eq!(told.id["email"], "ada@example.com");
    assert!(told.id["auth_time"].is_i64() && told.userinfo.get("phone_number").is_none());
    assert_eq!(claims(&told.pair.access)["scope"], "offline_access openid", "no scope more was granted");

    // It is remembered: the same is not asked about again.
    sent_code(&world.begin(&silent, world.browser(&session).await).await);
    // The next tokens of the grant tell the same, and one of fewer scopes tells what those open.
    let again = world.refresh(&client, &told.pair.refresh, None).await.unwrap();
    assert_eq!(names(&claims(again.id_token.as_ref().unwrap().expose())), ["email"]);
    let pair = Pair::of(&again);
    assert_eq!(names(&userinfo(&world, &pair.access).await), ["given_name", "locale"]);
    let fewer = world.refresh(&client, &pair.refresh, Some("openid")).await.unwrap();
    assert_eq!(names(&claims(fewer.id_token.as_ref().unwrap().expose())), Vec::<&str>::new());
    assert_eq!(names(&userinfo(&world, fewer.access_token.expose()).await), Vec::<&str>::new());
}

#[tokio::test]
async fn a_client_gets_no_claim_of_a_scope_that_it_may_not_ask_for() {
    let world = World::new().await;
    let client = world
        .add_client("own", |client| {
            client.is_first_party = true;
            client.scopes = Scopes::parse("openid profile offline_access").unwrap();
        })
        .await;
    let (session, _) = world.sign_in(world.ada).await;
    let all = json!({ "email": { "essential": true }, "name": null });
    let asked = json!({ "id_token": all, "userinfo": all });
    let code = world.code_of(&asking(&client, "openid", &asked), &session).await;
    let told = tell(&world, &client, &code).await;
    assert_eq!((names(&told.id), names(&told.userinfo)), (vec!["name"], vec!["name"]));
    // It belongs to OpenID Connect: without `openid` nothing of it counts.
    let code = world.code_of(&asking(&client, "profile", &json!({ "id_token": 7 })), &session).await;
    assert!(world.exchange(&client, &code).await.unwrap().id_token.is_none());
}

#[tokio::test]
async fn what_is_malformed_or_cannot_be_met_is_told_to_the_client() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let (session, _) = world.sign_in(world.ada).await;
    let push = PushRequest { store: world.store.clone(), issuer: world.issuer(), objects: world.objects() };
    let acr = |said: Value| json!({ "id_token": { "acr": said } });
    for (claims, error) in [
        (json!("x"), OAuthError::InvalidRequest),
        (json!({ "userinfo": { "email": 1 } }), OAuthError::InvalidRequest),
        (json!({ "x": "y".repeat(5_000) }), OAuthError::InvalidRequest),
        (
            acr(json!({ "essential": true, "values": ["2", "3"] })),
            OAuthError::UnmetAuthenticationRequirements,
        ),
    ] {
        let query = asking(&client, "openid", &claims);
        for browser in [None, world.browser(&session).await] {
            assert_eq!(sent_error(&world.begin(&query, browser).await), error.as_str(), "{claims}");
        }
        assert_eq!(refused(push.run(&client, &Parameters::parse(&query), None).await), error, "{claims}");
    }
    let twice = format!("{}&claims=%7B%7D", asking(&client, "openid", &json!({})));
    assert_eq!(sent_error(&world.begin(&twice, None).await), "invalid_request");
    for met in [acr(json!({ "essential": true, "values": ["2", "1"] })), acr(json!({ "values": ["2"] }))] {
        let query = format!("{}&acr_values=2+1", asking(&client, "openid", &met));
        let code = world.code_of(&query, &session).await;
        let tokens = world.exchange(&client, &code).await.unwrap();
        assert_eq!(claims(tokens.id_token.unwrap().expose())["acr"], "1");
    }
}

#[tokio::test]
async fn a_client_means_a_person_by_the_sub_that_it_knows() {
    let world = World::new().await;
    let public = world.add_client("public", |client| client.is_first_party = true).await;
    let pairwise = world
        .add_client("pairwise", |client| {
            client.is_first_party = true;
            client.metadata.subject_type = SubjectType::Pairwise;
        })
        .await;
    let (of_ada, _) = world.sign_in(world.ada).await;
    let bob = world.add_account(2, "bob").await;
    let (of_bob, _) = world.sign_in(bob).await;
    for client in [&public, &pairwise] {
        let code = world.code(client, "openid", &of_ada).await;
        let tokens = world.exchange(client, &code).await.unwrap();
        let sub = claims(tokens.id_token.unwrap().expose())["sub"].clone();
        for member in ["id_token", "userinfo"] {
            let query = asking(client, "openid", &json!({ member: { "sub": { "value": sub } } }));
            let silent = format!("{query}&prompt=none");
            sent_code(&world.begin(&silent, world.browser(&of_ada).await).await);
            let step = world.begin(&silent, world.browser(&of_bob).await).await;
            assert_eq!(sent_error(&step), "login_required");
            let interaction = log_in(&world.begin(&query, world.browser(&of_bob).await).await);
            let who = world.principal(&of_bob).await;
            let authorize = world.authorize();
            assert!(authorize.decide(interaction, &who, &Origin::default(), true).await.is_err());
            assert_eq!(
                log_in(&authorize.resume(interaction, world.browser(&of_bob).await).await.unwrap()),
                interaction
            );
            sent_code(&authorize.resume(interaction, world.browser(&of_ada).await).await.unwrap());
        }
    }
    // A pairwise client is not told whom others know.
    let of_others = json!({ "id_token": { "sub": { "value": world.ada.to_string() } } });
    let silent = format!("{}&prompt=none", asking(&pairwise, "openid", &of_others));
    assert_eq!(sent_error(&world.begin(&silent, world.browser(&of_ada).await).await), "login_required");
}

#[tokio::test]
async fn silence_for_somebody_else_is_answered_with_login_required() {
    let world = World::new().await;
    let client = world.add_client("photos", |_| {}).await;
    let pairwise = world
        .add_client("pairwise", |client| {
            client.is_first_party = true;
            client.metadata.subject_type = SubjectType::Pairwise;
        })
        .await;
    let (session, _) = world.sign_in(world.ada).await;
    let ask = async |client: &Client, session: &Session, hint: &str| -> Step {
        let mut silent = Parameters::parse(&format!("{}&prompt=none", request(client, "openid")));
        silent.set("login_hint", hint);
        world.begin(&silent.encode(), world.browser(session).await).await
    };
    // To whom nobody has agreed, nothing tells whether it guessed right.
    for hint in ["ada@example.com", "bob@example.com"] {
        assert_eq!(sent_error(&ask(&client, &session, hint).await), "consent_required");
    }
    world.code(&client, "openid", &session).await;
    let sub = world.ada.to_string();
    for hint in ["ada@example.com", "Ada@Example.com", "ada", sub.as_str()] {
        sent_code(&ask(&client, &session, hint).await);
    }
    for hint in ["bob@example.com", "bob", "+49 30 1234567", "00000000-0000-0000-0000-000000000009"] {
        assert_eq!(sent_error(&ask(&client, &session, hint).await), "login_required", "{hint}");
    }
    // A pairwise client knows nobody by the sub that others know.
    assert_eq!(sent_error(&ask(&pairwise, &session, &sub).await), "login_required");
    let code = world.code(&pairwise, "openid", &session).await;
    let tokens = world.exchange(&pairwise, &code).await.unwrap();
    let own = claims(tokens.id_token.unwrap().expose())["sub"].as_str().unwrap().to_owned();
    sent_code(&ask(&pairwise, &session, &own).await);
}
