//! Clients whose id is the URL at which they publish what would otherwise be registered about them.

use crate::world::{World, race};
use async_trait::async_trait;
use oathgate_application::{
    accounts::origin::Origin,
    error::Failure,
    limits::CLIENT_DOCUMENTS,
    oauth::client_id_documents::ClientIdDocuments,
    ports::{
        limits::Limits,
        peers::{PeerAnswer, PeerFault, Peers},
    },
};
use oathgate_domain::oauth::{Client, ClientAuthentication, ClientId, OAuthError};
use oathgate_infrastructure::local::LocalLimits;
use serde_json::{Value, json};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};
use time::Duration;

const ID: &str = "https://app.example/client.json";

/// A peer that gives what it was told to give.
struct Publisher {
    answer: Mutex<Result<PeerAnswer, PeerFault>>,
    asked: AtomicUsize,
}

#[async_trait]
impl Peers for Publisher {
    async fn get(&self, _: &str) -> Result<PeerAnswer, PeerFault> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.answer.lock().unwrap().clone()
    }

    async fn post(&self, _: &str, _: &str, _: String) -> Result<PeerAnswer, PeerFault> {
        Err(PeerFault::TimedOut)
    }
}

impl Publisher {
    fn new(document: &Value) -> Arc<Self> {
        Arc::new(Self { answer: Mutex::new(Ok(answer(document))), asked: AtomicUsize::new(0) })
    }

    fn gives(&self, answer: Result<PeerAnswer, PeerFault>) {
        *self.answer.lock().unwrap() = answer;
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn document() -> Value {
    json!({ "client_id": ID, "client_name": "App", "redirect_uris": ["https://app.example/cb"] })
}

fn answer(document: &Value) -> PeerAnswer {
    PeerAnswer {
        status: 200,
        content_type: Some("application/json; charset=utf-8".to_owned()),
        cache_control: Some("max-age=600".to_owned()),
        body: document.to_string().into_bytes(),
    }
}

fn documents(world: &World, peers: &Arc<Publisher>) -> ClientIdDocuments {
    ClientIdDocuments {
        store: world.store.clone(),
        peers: peers.clone(),
        is_on: true,
        takes_local: false,
        limits: None,
        book: Arc::default(),
        entropy: world.entropy.clone(),
        clock: world.clock.clone(),
    }
}

async fn stored(world: &World, id: &str) -> Option<Client> {
    let id = ClientId::parse(id).unwrap();
    world.store.begin_read().await.unwrap().clients().find(&id).await.unwrap()
}

/// Why a client is refused.
async fn why(documents: &ClientIdDocuments, id: &str) -> String {
    match documents.refresh(id, &Origin::default()).await {
        Err(Failure::Refused(refusal)) => {
            assert_eq!(refusal.error, OAuthError::InvalidClient);
            assert!(refusal.description.is_ascii(), "{}", refusal.description);
            refusal.description.into_owned()
        }
        other => panic!("{id}: {other:?}"),
    }
}

#[tokio::test]
async fn a_document_is_fetched_once_for_as_long_as_it_is_good() {
    let world = World::new().await;
    let peers = Publisher::new(&document());
    let (one, other) = (documents(&world, &peers), documents(&world, &peers));
    let origin = Origin::default();
    one.refresh(ID, &origin).await.unwrap();
    other.refresh(ID, &origin).await.unwrap();
    assert_eq!(peers.asked(), 1, "what one server has fetched, every server has");
    let client = stored(&world, ID).await.unwrap();
    assert_eq!((client.name.as_str(), client.authentication), ("App", ClientAuthentication::None));
    assert!(!client.is_first_party && client.knows_redirect("https://app.example/cb"));
    assert!(!client.knows_redirect("https://app.example/cb/"));
    assert_eq!(client.scopes.to_string(), "email offline_access openid profile");

    // Another redirect URI, and a key: as the document says, once its time is up.
    let jwks = json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }] });
    let changed = json!({ "client_id": ID, "redirect_uris": ["https://app.example/new"], "jwks": jwks,
        "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["authorization_code"] });
    peers.gives(Ok(PeerAnswer { cache_control: None, ..answer(&changed) }));
    world.clock.advance(Duration::minutes(10) - Duration::seconds(1));
    one.refresh(ID, &origin).await.unwrap();
    assert_eq!(peers.asked(), 1);
    world.clock.advance(Duration::seconds(1));
    one.refresh(ID, &origin).await.unwrap();
    let client = stored(&world, ID).await.unwrap();
    assert_eq!(client.authentication, ClientAuthentication::PrivateKeyJwt);
    assert!(
        client.knows_redirect("https://app.example/new") && !client.knows_redirect("https://app.example/cb")
    );
}

#[tokio::test]
async fn a_client_that_was_disabled_is_not_asked_any_more() {
    let world = World::new().await;
    let peers = Publisher::new(&document());
    let (documents, origin) = (documents(&world, &peers), Origin::default());
    documents.refresh(ID, &origin).await.unwrap();
    let client = stored(&world, ID).await.unwrap();
    world.disable_client(&client, true).await;
    for days in [1, 10] {
        world.clock.advance(Duration::days(days));
        documents.refresh(ID, &origin).await.unwrap();
    }
    assert_eq!(peers.asked(), 1);
    assert!(stored(&world, ID).await.unwrap().is_disabled);
    world.disable_client(&client, false).await;
    documents.refresh(ID, &origin).await.unwrap();
    assert_eq!(peers.asked(), 2);
}

#[tokio::test]
async fn a_copy_goes_on_where_nobody_answers_and_ends_where_it_was_withdrawn() {
    let world = World::new().await;
    let peers = Publisher::new(&document());
    let (documents, origin) = (documents(&world, &peers), Origin::default());
    documents.refresh(ID, &origin).await.unwrap();
    let away = [
        Err(PeerFault::TimedOut),
        Err(PeerFault::Unreachable("refused".to_owned())),
        Ok(PeerAnswer { status: 503, ..answer(&document()) }),
        Ok(PeerAnswer { status: 429, ..answer(&document()) }),
    ];
    world.clock.advance(Duration::minutes(11));
    for (times, fault) in away.into_iter().enumerate() {
        peers.gives(fault);
        // One looks; for a minute nobody else does.
        documents.refresh(ID, &origin).await.unwrap();
        documents.refresh(ID, &origin).await.unwrap();
        assert_eq!(peers.asked(), 2 + times);
        world.clock.advance(Duration::minutes(2));
    }
    world.clock.advance(Duration::days(1));
    assert_eq!(why(&documents, ID).await, "the document at the client_id cannot be fetched now");

    peers.gives(Ok(answer(&document())));
    documents.refresh(ID, &origin).await.unwrap();
    world.clock.advance(Duration::minutes(11));
    for gone in [404, 410, 302] {
        peers.gives(Ok(PeerAnswer { status: gone, ..answer(&document()) }));
        // Not kept, either: each time it is seen whether it is there again.
        let asked = peers.asked();
        assert!(why(&documents, ID).await.contains("is not answered with 200"));
        assert_eq!(peers.asked(), asked + 1);
    }
    peers.gives(Ok(answer(&document())));
    documents.refresh(ID, &origin).await.unwrap();
}

#[tokio::test]
async fn of_many_who_find_a_copy_stale_one_asks() {
    let world = World::new().await;
    let peers = Publisher::new(&document());
    documents(&world, &peers).refresh(ID, &Origin::default()).await.unwrap();
    world.clock.advance(Duration::minutes(11));
    let all = race(8, || {
        let documents = documents(&world, &peers);
        async move { documents.refresh(ID, &Origin::default()).await.is_ok() }
    });
    assert!(all.await.into_iter().all(|fine| fine));
    assert_eq!(peers.asked(), 2);
}

#[tokio::test]
async fn what_is_no_document_of_the_client_is_refused() {
    let world = World::new().await;
    let peers = Publisher::new(&document());
    let documents = documents(&world, &peers);
    let with = |name: &str, value: Value| {
        let mut changed = document();
        changed[name] = value;
        Ok(answer(&changed))
    };
    let body = |body: &str| Ok(PeerAnswer { body: body.as_bytes().to_vec(), ..answer(&document()) });
    let media =
        |text: Option<&str>| Ok(PeerAnswer { content_type: text.map(str::to_owned), ..answer(&document()) });
    let padded = with("client_uri", format!("https://app.example/{}", "x".repeat(5_000)).into());
    for (given, part) in [
        (with("client_id", "https://app.example/other.json".into()), "client_id in the document"),
        (with("client_id", Value::Null), "client_id in the document"),
        (with("client_secret", "s".into()), "holds client_secret;"),
        (with("client_secret_expires_at", 0.into()), "holds client_secret_expires_at;"),
        (with("token_endpoint_auth_method", "client_secret_basic".into()), "none or private_key_jwt"),
        (with("token_endpoint_auth_method", "client_secret_jwt".into()), "none or private_key_jwt"),
        (with("token_endpoint_auth_method", 1.into()), "none or private_key_jwt"),
        (with("token_endpoint_auth_method", "private_key_jwt".into()), "jwks or jwks_uri"),
        (with("jwks", json!({ "keys": [{ "kty": "oct", "k": "c2VjcmV0" }] })), "shared secret"),
        (
            with("jwks", json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "a", "d": "b" }] })),
            "private",
        ),
        (with("redirect_uris", json!([])), "redirect_uris"),
        (with("redirect_uris", json!(["http://app.example/cb"])), "redirect_uris"),
        (with("redirect_uris", json!(["https://app.example/*"])), "wildcards"),
        (with("redirect_uris", "https://app.example/cb".into()), "redirect_uris"),
        (with("grant_types", json!(["client_credentials"])), "client_credentials"),
        (with("sector_identifier_uri", "https://bank.example/sector".into()), "sector_identifier_uri"),
        (with("software_statement", "e30.e30.".into()), "software statements"),
        (padded, "longer than 5 KiB"),
        (Err(PeerFault::TooLong), "longer than 5 KiB"),
        (Err(PeerFault::Forbidden("it is not in a public network")), "cannot be fetched now"),
        (body("[]"), "no JSON object"),
        (body("{"), "no JSON object"),
        (body("\u{feff}{}"), "no JSON object"),
        (media(None), "not application/json"),
        (media(Some("text/html")), "not application/json"),
        (media(Some("application/+json")), "not application/json"),
        (Ok(PeerAnswer { status: 201, ..answer(&document()) }), "200"),
    ] {
        peers.gives(given);
        let told = why(&documents, ID).await;
        assert!(told.contains(part), "{part}: {told}");
        assert_eq!(stored(&world, ID).await, None);
    }
    let mut pairwise = document();
    pairwise["subject_type"] = "pairwise".into();
    pairwise["redirect_uris"] = json!(["https://bank.example/cb"]);
    peers.gives(Ok(answer(&pairwise)));
    assert!(why(&documents, ID).await.contains("the host of its client_id"));
    assert_eq!(stored(&world, ID).await, None);
    peers.gives(media(Some("application/oauth-client+json")));
    documents.refresh(ID, &Origin::default()).await.unwrap();
    let asked = peers.asked();
    for id in [
        "http://app.example/client.json",
        "http://127.0.0.1/client.json",
        "https://app.example",
        "https://user@app.example/client.json",
        "https://app.example/client.json#x",
        "https://app.example/x/../client.json",
    ] {
        assert!(why(&documents, id).await.starts_with("a client_id that is a URL"), "{id}");
    }
    assert!(why(&documents, &format!("https://app.example/{}", "x".repeat(300))).await.contains("255"));
    for id in ["photos", "", "ftp://app.example/x", "com.example.app:/x"] {
        documents.refresh(id, &Origin::default()).await.unwrap();
    }
    assert_eq!(peers.asked(), asked);
}

#[tokio::test]
async fn where_it_is_off_nobody_is_asked_and_what_was_fetched_is_refused() {
    let world = World::new().await;
    let peers = Publisher::new(&document());
    let on = documents(&world, &peers);
    let off = ClientIdDocuments { is_on: false, ..documents(&world, &peers) };
    off.refresh(ID, &Origin::default()).await.unwrap();
    assert_eq!((peers.asked(), stored(&world, ID).await), (0, None));
    on.refresh(ID, &Origin::default()).await.unwrap();
    assert!(why(&off, ID).await.contains("not taken any more"));
    // A client that an operator has registered is one in either case, and nobody is asked about it.
    let registered = "https://own.example/client";
    world.add_client(registered, |_| {}).await;
    for documents in [&on, &off] {
        documents.refresh(registered, &Origin::default()).await.unwrap();
    }
    assert_eq!(peers.asked(), 1);
}

#[tokio::test]
async fn nobody_has_the_server_ask_around() {
    let world = World::new().await;
    let peers = Publisher::new(&document());
    let limits: Arc<dyn Limits> = Arc::new(LocalLimits::new(world.clock.clone()));
    let documents = ClientIdDocuments { limits: Some(limits), ..documents(&world, &peers) };
    let from = |address: &str| Origin { address: Some(address.to_owned()), ..Origin::default() };
    let burst = usize::try_from(CLIENT_DOCUMENTS.rate.burst).unwrap();
    let many = async |address: &str, url: &dyn Fn(usize) -> String| {
        let mut refused = 0;
        for number in 0..burst + 5 {
            match documents.refresh(&url(number), &from(address)).await {
                Err(Failure::Busy { .. }) => refused += 1,
                Err(Failure::Refused(_)) => {}
                other => panic!("{other:?}"),
            }
        }
        refused
    };
    // Of one network any number of addresses, and then of many networks the same host.
    assert_eq!(many("192.0.2.1", &|number| format!("https://a{number}.example/c")).await, 5);
    assert_eq!(peers.asked(), burst);
    documents.refresh(ID, &from("192.0.2.2")).await.unwrap();
    for number in 0..burst {
        let address = format!("198.51.100.{number}");
        let asked = documents.refresh(&format!("https://app.example/{number}"), &from(&address)).await;
        assert_eq!(matches!(asked, Err(Failure::Busy { .. })), number == burst - 1, "{number}");
    }
    // What is known goes on.
    world.clock.advance(Duration::minutes(10));
    documents.refresh(ID, &from("192.0.2.1")).await.unwrap();
}
