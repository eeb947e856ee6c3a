//! Clients are told that somebody has signed out: whichever way a session ends, whatever dies, and also where
//! a client does not answer at first.

use crate::{
    people::{EMAIL, signed_in},
    world::{self, PASSWORD, World},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::{
    accounts::{
        administer::Administer, authenticate::Principal, change_password::ChangePassword, log_out::LogOut,
        origin::Origin, sessions::Sessions,
    },
    audit::By,
    ports::peers::{PeerAnswer, PeerFault},
    transact::transact,
};
use oathgate_domain::{
    ids::{GrantId, SessionId},
    oauth::{Client, ClientAuthentication, ClientId, ClientMetadata, Grant, GrantType, Scopes, SubjectType},
    password::Password,
    secret::TokenDigest,
    session::Session,
    workflow::RunStatus,
};
use serde_json::{Value, json};
use std::sync::Arc;
use time::Duration;

const PHOTOS: &str = "https://photos.example/backchannel";
const KIND: &str = "backchannel_logout";

/// Adds a client, which is told at this address.
async fn client(world: &World, id: &str, uri: Option<&str>) {
    let client = Client {
        id: ClientId::parse(id).unwrap(),
        name: id.to_owned(),
        home: None,
        authentication: ClientAuthentication::None,
        secret: None,
        sealed_secret: None,
        redirect_uris: Vec::new(),
        grant_types: vec![GrantType::AuthorizationCode],
        scopes: Scopes::parse("openid").unwrap(),
        is_first_party: false,
        is_disabled: false,
        metadata: ClientMetadata {
            backchannel_logout_uri: uri.map(str::to_owned),
            ..ClientMetadata::default()
        },
        created_at: world.now(),
    };
    assert!(transact(&*world.store, async |unit| unit.clients().insert(&client).await).await.unwrap());
}

/// The client is granted something in the session.
async fn granted(world: &World, who: &Principal, session: SessionId, client: &str, scope: &str) {
    let now = world.now();
    let grant = Grant {
        id: GrantId(world.entropy.ordered_id()),
        client: ClientId::parse(client).unwrap(),
        account: who.account.id,
        session,
        scopes: Scopes::parse(scope).unwrap(),
        resources: oathgate_domain::oauth::Resources::default(),
        authenticated_at: now,
        claims: oathgate_domain::oauth::WantedClaims::default(),
        nonce: None,
        dpop_key: None,
        created_at: now,
        expires_at: now + Duration::days(7),
        revoked_at: None,
        generation: 0,
        rotated_at: now,
    };
    transact(&*world.store, async |unit| unit.grants().open(&grant, None).await).await.unwrap();
}

/// Somebody who is signed in to a client that is told, and to one that is not.
async fn signed_in_to_clients(world: &World) -> Principal {
    let who = signed_in(world).await;
    client(world, "photos", Some(PHOTOS)).await;
    client(world, "quiet", None).await;
    for (client, scope) in [("photos", "openid"), ("photos", "openid offline_access"), ("quiet", "openid")] {
        granted(world, &who, who.session.id, client, scope).await;
    }
    who
}

/// Another session of theirs.
async fn second_session(world: &World, who: &Principal) -> SessionId {
    let session = Session { id: SessionId(world.entropy.ordered_id()), ..who.session.clone() };
    transact(&*world.store, async |unit| unit.sessions().open(&session, TokenDigest([2; 32])).await)
        .await
        .unwrap();
    session.id
}

fn log_out(world: &World) -> LogOut {
    LogOut {
        store: Arc::clone(&world.store),
        keys: world.keys.clone(),
        entropy: Arc::clone(&world.entropy),
        clock: world.clock.clone(),
    }
}

async fn sign_out(world: &World, session: SessionId) {
    let origin = Origin::new(Some("request-1".to_owned()), None, None);
    log_out(world).run(&origin, session).await.unwrap();
}

fn administer(world: &World) -> Administer {
    Administer {
        store: Arc::clone(&world.store),
        hasher: Arc::clone(&world.hasher),
        entropy: Arc::clone(&world.entropy),
        clock: world.clock.clone(),
    }
}

fn part(token: &str, place: usize) -> Value {
    let part = token.split('.').nth(place).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Where the clients were told, and the tokens that they got.
fn told(world: &World) -> Vec<(String, String)> {
    let told = world.told.0.lock().unwrap().clone();
    let token = |body: &str| {
        let fields: Vec<_> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let [(name, token)] = fields.as_slice() else { panic!("{fields:?}") };
        assert_eq!(name, "logout_token");
        token.clone()
    };
    told.iter().map(|(url, body)| (url.clone(), token(body))).collect()
}

pub(crate) async fn each_client_of_the_session_that_wants_it_is_told(world: &World) {
    let who = signed_in_to_clients(world).await;
    let other = second_session(world, &who).await;
    client(world, "calendar", Some("https://calendar.example/out")).await;
    granted(world, &who, other, "calendar", "openid").await;
    sign_out(world, who.session.id).await;
    sign_out(world, who.session.id).await;
    world.work().await;
    world.assert_done().await;

    let told = told(world);
    assert!(!told.is_empty());
    let mut seen = Vec::new();
    for (url, token) in told {
        assert_eq!(url, PHOTOS);
        assert_eq!(part(&token, 0)["typ"], "logout+jwt");
        let said = part(&token, 1);
        let (issued, jti) = (said["iat"].as_i64().unwrap(), said["jti"].as_str().unwrap().to_owned());
        let events = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
        let wanted = json!({
            "iss": "https://id.example.com", "sub": who.account.id.to_string(), "aud": "photos",
            "sid": who.session.id.to_string(), "events": events, "jti": jti, "iat": issued,
            "exp": issued + 120,
        });
        assert_eq!(said, wanted);
        assert!(!seen.contains(&jti), "a token came twice");
        seen.push(jti);
    }
    let runs = world.all_runs().await;
    assert_eq!((runs.len(), runs[0].kind.as_str()), (1, KIND));
    assert_eq!(runs[0].subject, Some(who.account.id));
    assert_eq!(runs[0].trace.as_deref(), Some("request-1"));
    // The session that lives on is told of when it ends.
    sign_out(world, other).await;
    world.work().await;
    world.assert_done().await;
    assert_eq!(world.all_runs().await.len(), 2);
}

#[tokio::test]
async fn a_client_with_pairwise_subjects_is_told_of_those_that_it_knows() {
    let world = World::new().await;
    let who = signed_in_to_clients(&world).await;
    let id = ClientId::parse("photos").unwrap();
    let mut photos = world.store.begin_read().await.unwrap().clients().find(&id).await.unwrap().unwrap();
    photos.metadata.subject_type = SubjectType::Pairwise;
    photos.metadata.sector_identifier_uri = Some("https://photos.example/list.json".to_owned());
    assert!(transact(&*world.store, async |unit| unit.clients().update(&photos).await).await.unwrap());
    sign_out(&world, who.session.id).await;
    world.work().await;
    world.assert_done().await;
    let told = told(&world);
    assert_eq!(told.len(), 1);
    let said = part(&told[0].1, 1);
    let knows = world::subjects();
    assert_eq!(said["sub"], knows.sub(&photos, who.account.id));
    assert_eq!(said["sid"], knows.sid(&photos, who.session.id).to_string());
    let all = said.to_string();
    assert!(!all.contains(&who.account.id.to_string()) && !all.contains(&who.session.id.to_string()));
}

#[tokio::test]
async fn a_client_that_is_away_is_told_once_it_is_back() {
    let world = World::new().await;
    let who = signed_in_to_clients(&world).await;
    let away = || Err(PeerFault::Unreachable("connection refused".to_owned()));
    let busy = || Ok(PeerAnswer { status: 503, body: b"restarting".to_vec(), ..PeerAnswer::default() });
    world.told.answer_next([away(), busy(), Err(PeerFault::TimedOut), away()]);
    sign_out(&world, who.session.id).await;
    world.work().await;
    assert_eq!(told(&world).len(), 1);
    let run = world.all_runs().await.remove(0);
    assert_eq!(run.status, RunStatus::Waiting);
    for wait in [1, 5, 25] {
        world.pass(Duration::seconds(wait)).await;
    }
    assert_eq!(told(&world).len(), 4, "too early or too late");
    world.pass(Duration::seconds(125)).await;
    world.assert_done().await;
    let told = told(&world);
    assert_eq!(told.len(), 5);
    let mut ids: Vec<_> = told.iter().map(|(_, token)| part(token, 1)["jti"].to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5, "each attempt has a token of its own");
}

#[tokio::test]
async fn a_client_that_refuses_or_stays_away_is_given_up_and_the_run_says_why() {
    let world = World::new().await;
    let who = signed_in_to_clients(&world).await;
    let other = second_session(&world, &who).await;
    granted(&world, &who, other, "photos", "openid").await;
    let body = br#"{"error":"invalid_request","token":"eyJhbGciOiJub25lIn0.e30."}"#.to_vec();
    world.told.answer_next([Ok(PeerAnswer { status: 400, body, ..PeerAnswer::default() })]);
    sign_out(&world, who.session.id).await;
    world.work().await;
    let refused = world.all_runs().await.remove(0);
    assert_eq!(refused.status, RunStatus::Failed);
    let fault = refused.fault.unwrap().to_string();
    assert!(fault.contains("client_refused") && fault.contains("400"), "{fault}");
    assert!(!fault.contains("eyJ"), "{fault}");

    // An access token lives for longer than an hour here: it is tried for as long as that.
    world.told.answer_always(Err(PeerFault::Unreachable("connection refused".to_owned())));
    sign_out(&world, other).await;
    for minutes in 0..90 {
        world.pass(Duration::minutes(1)).await;
        let run = world.all_runs().await.into_iter().find(|run| run.id != refused.id).unwrap();
        assert_eq!(run.status, RunStatus::Waiting, "after {minutes} min");
    }
    for _ in 0..31 {
        world.pass(Duration::minutes(1)).await;
    }
    let run = world.all_runs().await.into_iter().find(|run| run.id != refused.id).unwrap();
    assert_eq!(run.status, RunStatus::Failed);
    assert!(run.fault.unwrap().detail.contains("connection refused"));
}

#[tokio::test]
async fn whichever_way_a_session_ends_clients_are_told() {
    type End = for<'a> fn(&'a World, &'a Principal) -> std::pin::Pin<Box<dyn Future<Output = ()> + 'a>>;
    let ends: [(&str, End); 6] = [
        ("signs out", |world, who| Box::pin(sign_out(world, who.session.id))),
        ("ends the session from the account page", |world, who| {
            Box::pin(async {
                let by = By::person(who, Origin::default());
                assert!(sessions(world).revoke(&by, who.account.id, who.session.id).await.unwrap());
            })
        }),
        ("signs out elsewhere", |world, who| {
            Box::pin(async {
                let (by, here) = (By::person(who, Origin::default()), second_session(world, who).await);
                assert_eq!(sessions(world).revoke_others(&by, who.account.id, here).await.unwrap(), 1);
            })
        }),
        ("changes the password elsewhere", |world, who| {
            Box::pin(async {
                let here = Principal {
                    session: Session { id: second_session(world, who).await, ..who.session.clone() },
                    ..who.clone()
                };
                let change = ChangePassword {
                    store: Arc::clone(&world.store),
                    hasher: Arc::clone(&world.hasher),
                    entropy: Arc::clone(&world.entropy),
                    clock: world.clock.clone(),
                };
                let current = Password::typed("password", PASSWORD).unwrap();
                change.run(&here, &Origin::default(), current, "green heron sings in tune").await.unwrap();
            })
        }),
        ("is disabled", |world, who| {
            Box::pin(async {
                assert!(administer(world).disable(&By::system(), who.account.id).await.unwrap());
            })
        }),
        ("is signed out by an operator", |world, who| {
            Box::pin(async {
                administer(world).sign_out(&By::system(), who.account.id).await.unwrap();
            })
        }),
    ];
    for (what, end) in ends {
        let world = World::new().await;
        let who = signed_in_to_clients(&world).await;
        end(&world, &who).await;
        world.work().await;
        let told = told(&world);
        assert_eq!(told.len(), 1, "who {what}: {told:?}");
        assert_eq!(part(&told[0].1, 1)["sid"], who.session.id.to_string(), "who {what}");
        world.assert_done().await;
    }
}

#[tokio::test]
async fn who_wants_to_hear_nothing_any_more_is_told_nothing() {
    let world = World::new().await;
    let who = signed_in_to_clients(&world).await;
    sign_out(&world, who.session.id).await;
    let id = ClientId::parse("photos").unwrap();
    transact(&*world.store, async |unit| unit.clients().set_disabled(&id, true).await).await.unwrap();
    world.work().await;
    world.assert_done().await;
    assert_eq!(told(&world), []);

    // One that is disabled already has no run at all.
    let again = second_session(&world, &who).await;
    granted(&world, &who, again, "photos", "openid").await;
    sign_out(&world, again).await;
    assert_eq!(world.all_runs().await.len(), 1);
    assert_eq!(who.account.email.as_str(), EMAIL);
}

fn sessions(world: &World) -> Sessions {
    Sessions {
        store: Arc::clone(&world.store),
        entropy: Arc::clone(&world.entropy),
        clock: world.clock.clone(),
    }
}
