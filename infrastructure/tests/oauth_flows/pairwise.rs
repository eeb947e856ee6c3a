//! Clients that know people by a subject of their own (OpenID Connect Core §8), wherever a subject shows itself.

use crate::{
    assertions::FakePeers,
    world::{
        ISSUER, Pair, REDIRECT, World, claims, log_in, request, sectors, sent_code, sent_error, subjects,
    },
};
use oathgate_application::{
    accounts::{log_out::LogOut, origin::Origin},
    audit::By,
    error::Failure,
    oauth::{
        client_metadata::MetadataForm,
        clients::{ClientForm, Clients, Refusal},
        end_session::{EndSession, EndStep},
        registration::{RegisterClient, RegistrationPolicy, RegistrationRefusal},
        sector_files::SectorFiles,
        token_exchange::{ACCESS_TOKEN, Ask, ExchangeToken},
        userinfo::Told,
    },
    ports::peers::Peers,
};
use oathgate_domain::{
    oauth::{Client, OAuthError, Parameters, RedirectUri, Resources, SubjectType},
    session::Session,
    signing::SigningAlgorithm,
};
use serde_json::{Value, json};
use std::sync::{Arc, atomic::Ordering};
use time::Duration;

const API: &str = "https://api.example/";

/// A client of the sector of this URI, or else of the photo books.
async fn pairwise(world: &World, id: &str, sector: Option<&str>) -> Client {
    world
        .add_client(id, |client| {
            client.metadata.subject_type = SubjectType::Pairwise;
            client.metadata.sector_identifier_uri = sector.map(str::to_owned);
            client.metadata.userinfo_algorithm = (id == "signed").then_some(SigningAlgorithm::Es256);
        })
        .await
}

struct Tokens {
    pair: Pair,
    id: Value,
    hint: String,
}

async fn tokens(world: &World, client: &Client, session: &Session) -> Tokens {
    let code = world.code(client, "openid email offline_access", session).await;
    let granted = world.exchange(client, &code).await.unwrap();
    let hint = granted.id_token.as_ref().unwrap().expose().to_owned();
    Tokens { pair: Pair::of(&granted), id: claims(&hint), hint }
}

#[tokio::test]
async fn a_person_is_one_to_a_sector_and_another_to_each_other() {
    let world = World::new().await;
    let (session, _) = world.sign_in(world.ada).await;
    let mut seen = Vec::new();
    for (id, sector) in [
        ("one", None),
        ("two", None),
        ("far", Some("https://far.example/list.json")),
        ("near", Some("https://photos.example/list.json")),
    ] {
        let client = pairwise(&world, id, sector).await;
        let tokens = tokens(&world, &client, &session).await;
        seen.push((tokens.id["sub"].clone(), tokens.id["sid"].clone()));
    }
    let [one, two, far, near] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!((one, one), (two, near));
    assert!(one.0 != far.0 && one.1 != far.1, "{seen:?}");
    for (sub, sid) in &seen {
        assert_ne!(sub, &json!(world.ada.to_string()));
        assert_ne!(sid, &json!(session.id.to_string()));
    }

    // Another person, and the same one in another session.
    let bob = world.add_account(2, "bob").await;
    let one = pairwise(&world, "again", None).await;
    let (theirs, _) = world.sign_in(bob).await;
    let (later, _) = world.sign_in(world.ada).await;
    let (theirs, later) = (tokens(&world, &one, &theirs).await.id, tokens(&world, &one, &later).await.id);
    assert_ne!(theirs["sub"], seen[0].0);
    assert_eq!(later["sub"], seen[0].0);
    assert_ne!(later["sid"], seen[0].1);
}

#[tokio::test]
async fn every_answer_to_a_client_says_the_same_subject() {
    let world = World::new().await;
    let (session, _) = world.sign_in(world.ada).await;
    for id in ["plain", "signed"] {
        let client = pairwise(&world, id, None).await;
        let tokens = tokens(&world, &client, &session).await;
        let sub = &tokens.id["sub"];
        let access = claims(&tokens.pair.access);
        assert_eq!((&access["sub"], access.get("sid")), (sub, None), "{access}");
        for token in [&tokens.pair.access, &tokens.pair.refresh] {
            let told = world.introspect_by(&client, token).await;
            assert_eq!((&told["active"], &told["sub"]), (&json!(true), sub), "{told:?}");
        }
        let told = match world.userinfo().answer(&tokens.pair.access, None).await.unwrap() {
            Told::Plain(claims) => Value::from(claims),
            Told::Signed(jwt) => claims(jwt.expose()),
        };
        assert_eq!((&told["sub"], &told["email"]), (sub, &json!("ada@example.com")));

        let again = world.refresh(&client, &tokens.pair.refresh, None).await.unwrap();
        let id_token = claims(again.id_token.as_ref().unwrap().expose());
        assert_eq!((&id_token["sub"], &id_token["sid"]), (sub, &tokens.id["sid"]));
        assert_eq!(&claims(again.access_token.expose())["sub"], sub);
        assert!(world.authenticate().account(again.access_token.expose(), "email").await.is_ok());
        world.revocation().run(&client, again.access_token.expose()).await.unwrap();
        assert_eq!(world.introspect_by(&client, &tokens.pair.access).await["active"], false);
        assert!(world.userinfo().run(&tokens.pair.access, None).await.is_err());
    }
}

#[tokio::test]
async fn an_exchanged_token_says_who_the_other_said() {
    let world = World::new().await;
    let (session, _) = world.sign_in(world.ada).await;
    let app = pairwise(&world, "app", None).await;
    let of_api = |client: &mut Client| client.metadata.audiences = Resources::parse([API]).unwrap();
    let api = world.add_client("api", of_api).await;
    let query =
        format!("{}&resource=https%3A%2F%2Fapi.example%2F", request(&app, "openid offline_access photos"));
    let code = world.code_of(&query, &session).await;
    let pair = Pair::of(&world.exchange(&app, &code).await.unwrap());
    let sub = claims(&pair.access)["sub"].clone();
    assert_eq!(world.introspect_by(&api, &pair.access).await["sub"], sub);
    let exchange = ExchangeToken { store: world.store.clone(), issuer: world.issuer() };
    let ask = |actor| Ask {
        subject: &pair.access,
        subject_type: ACCESS_TOKEN,
        actor,
        requested_type: None,
        scope: None,
        resources: Resources::default(),
        proven: None,
    };
    let exchanged = exchange.run(&api, ask(None)).await.unwrap();
    assert_eq!(claims(exchanged.access_token.expose())["sub"], sub);
    assert_eq!(world.introspect_by(&api, exchanged.access_token.expose()).await["sub"], sub);
    // Who acts is named as in the token that shows it.
    let acting = exchange.run(&app, ask(Some((pair.access.as_str(), Some(ACCESS_TOKEN))))).await.unwrap();
    assert_eq!(claims(acting.access_token.expose())["act"]["sub"], sub);
}

fn hinted(client: &Client, hint: &str) -> String {
    format!("{}&prompt=none&id_token_hint={hint}", request(client, "openid"))
}

#[tokio::test]
async fn a_hint_means_the_person_that_the_client_knows() {
    let world = World::new().await;
    let bob = world.add_account(2, "bob").await;
    let ((ada, _), (bob, _)) = (world.sign_in(world.ada).await, world.sign_in(bob).await);
    let far = Some("https://far.example/list.json");
    let (here, there) = (pairwise(&world, "here", None).await, pairwise(&world, "there", far).await);
    let open = world.add_client("open", |_| {}).await;
    let hint = tokens(&world, &here, &ada).await.hint;
    let (hint_there, hint_open) =
        (tokens(&world, &there, &ada).await.hint, tokens(&world, &open, &ada).await.hint);
    for client in [&here, &there, &open] {
        // So that `prompt=none` is answered by a code.
        tokens(&world, client, &bob).await;
    }
    let ask = async |client: &Client, hint: &str, session: &Session| {
        world.begin(&hinted(client, hint), world.browser(session).await).await
    };
    sent_code(&ask(&here, &hint, &ada).await);
    assert_eq!(sent_error(&ask(&here, &hint, &bob).await), "login_required");
    let asked = hinted(&here, &hint).replace("&prompt=none", "");
    log_in(&world.begin(&asked, world.browser(&bob).await).await);

    // Whatever two clients find out together, they do not find out here whom they both know.
    for session in [&ada, &bob] {
        sent_code(&ask(&there, &hint, session).await);
        sent_code(&ask(&here, &hint_there, session).await);
        sent_code(&ask(&here, &hint_open, session).await);
        sent_code(&ask(&open, &hint, session).await);
    }
    sent_code(&ask(&open, &hint_open, &ada).await);
    assert_eq!(sent_error(&ask(&open, &hint_open, &bob).await), "login_required");
}

#[tokio::test]
async fn a_hint_signs_out_the_session_that_the_client_knows() {
    let world = World::new().await;
    let (session, cookie) = world.sign_in(world.ada).await;
    let (other, other_cookie) = world.sign_in(world.ada).await;
    let client = pairwise(&world, "photos", None).await;
    let hint = tokens(&world, &client, &session).await.hint;
    let ending = EndSession {
        store: world.store.clone(),
        id_tokens: world.tokens.clone(),
        subjects: subjects(),
        log_out: Arc::new(LogOut {
            store: world.store.clone(),
            keys: world.keys.clone(),
            entropy: world.entropy.clone(),
            clock: world.clock.clone(),
        }),
    };
    let parameters = Parameters::parse(&format!("id_token_hint={hint}"));
    let end = async |cookie: &str| ending.begin(&parameters, Some(cookie), &Origin::default()).await.unwrap();
    assert!(matches!(end(&other_cookie).await, EndStep::Ask(_)), "it is of another session");
    assert_eq!(end(&cookie).await, EndStep::Done(None));
    assert!(world.browser(&session).await.is_none() && world.browser(&other).await.is_some());
}

fn clients(world: &World, sectors: SectorFiles) -> Clients {
    Clients {
        store: world.store.clone(),
        keys: world.keys.clone(),
        sectors,
        sealer: world.keys.clone(),
        entropy: world.entropy.clone(),
        clock: world.clock.clone(),
    }
}

fn form(redirects: &[&str], sector: Option<&str>) -> ClientForm {
    ClientForm {
        id: Some("shop".to_owned()),
        name: "Shop".to_owned(),
        redirect_uris: redirects.iter().map(|&uri| uri.to_owned()).collect(),
        metadata: MetadataForm {
            subject_type: Some("pairwise".to_owned()),
            sector_identifier_uri: sector.map(str::to_owned),
            ..MetadataForm::default()
        },
        ..ClientForm::default()
    }
}

fn fault<T: std::fmt::Debug>(result: Result<T, Failure<Refusal>>) -> (&'static str, &'static str) {
    match result {
        Err(Failure::Refused(Refusal::Invalid(faults))) => match faults.as_slice() {
            [fault] => (fault.field, fault.code),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_client_is_in_the_list_of_its_sector() {
    const LIST: &str = "https://shop.example/list.json";
    const B: &str = "https://b.example/cb";
    let world = World::new().await;
    let peers = Arc::new(FakePeers::default());
    let files = |may_be_away| SectorFiles { peers: Arc::clone(&peers) as Arc<dyn Peers>, may_be_away };
    let (strict, lenient) = (clients(&world, files(false)), clients(&world, files(true)));
    let by = By::system();
    let make = async |clients: &Clients, form: &ClientForm| fault(clients.make(&by, form, None).await);

    // Without a list there is one host.
    let several = form(&[REDIRECT, B], None);
    assert_eq!(make(&strict, &several).await, ("subject_type", "sector_missing"));
    let private = form(&["com.example.app:/cb"], None);
    assert_eq!(make(&lenient, &private).await, ("subject_type", "sector_missing"));

    let listed = form(&[REDIRECT, B], Some(LIST));
    let unfit = ("sector_identifier_uri", "sector_unfit");
    assert_eq!(make(&strict, &listed).await, unfit, "nobody answers");
    let put = |body: Value| *peers.body.lock().unwrap() = Some(body.to_string());
    for body in [json!([REDIRECT]), json!({ REDIRECT: B }), json!([REDIRECT, B, 1]), json!("x"), json!(null)]
    {
        put(body.clone());
        for clients in [&strict, &lenient] {
            assert_eq!(make(clients, &listed).await, unfit, "{body}");
        }
    }
    *peers.body.lock().unwrap() = Some("[".to_owned());
    assert_eq!(make(&strict, &listed).await, unfit);
    put(json!([B, "https://c.example/cb", REDIRECT]));
    let made = strict.make(&by, &listed, None).await.unwrap().client;

    // What is not about the sector may change while nobody answers there; what is may not.
    *peers.body.lock().unwrap() = None;
    let renamed = ClientForm { name: "Corner shop".to_owned(), ..listed.clone() };
    assert_eq!(strict.change(&by, &made.id, &renamed).await.unwrap().unwrap().name, "Corner shop");
    let moved = form(&[REDIRECT], Some(LIST));
    assert_eq!(fault(strict.change(&by, &made.id, &moved).await), unfit);
    let moved = form(&[REDIRECT], Some("https://other.example/list.json"));
    assert_eq!(fault(strict.change(&by, &made.id, &moved).await), unfit);
    assert!(lenient.change(&by, &made.id, &moved).await.unwrap().is_some(), "the operator answers for it");

    // A list without the wish for pairwise subjects is looked at, too.
    let mut public = form(&[REDIRECT], Some(LIST));
    (public.id, public.metadata.subject_type) = (Some("other".to_owned()), None);
    assert_eq!(make(&strict, &public).await, unfit);
}

#[tokio::test]
async fn strangers_do_not_make_the_server_ask_others() {
    let world = World::new().await;
    let peers = Arc::new(FakePeers::default());
    let sectors = SectorFiles { peers: Arc::clone(&peers) as Arc<dyn Peers>, may_be_away: false };
    let registering = RegisterClient {
        store: world.store.clone(),
        clients: Arc::new(clients(&world, sectors)),
        policy: RegistrationPolicy::Token,
        issuer: ISSUER.to_owned(),
    };
    let asked = json!({
        "redirect_uris": [REDIRECT],
        "subject_type": "pairwise",
        "sector_identifier_uri": "https://photos.example/list.json",
    });
    let Value::Object(asked) = asked else { panic!("{asked}") };
    let origin = Origin::default();
    for token in [None, Some("ogi_guessed")] {
        let refused = registering.register(token, &asked, &origin).await;
        assert!(matches!(refused, Err(Failure::Refused(RegistrationRefusal::Token))), "{refused:?}");
    }
    assert_eq!(peers.asked.load(Ordering::SeqCst), 0);
    let (_, token) = registering.allow("", 1, Duration::days(1)).await.unwrap();
    match registering.register(Some(token.expose()), &asked, &origin).await {
        Err(Failure::Refused(RegistrationRefusal::Metadata(refusal))) => {
            assert_eq!(refusal.error, OAuthError::InvalidClientMetadata);
            assert_eq!(refusal.description, "sector_identifier_uri: It does not answer in time.");
        }
        other => panic!("{other:?}"),
    }
    // The token is not used up by it.
    *peers.body.lock().unwrap() = Some(json!([REDIRECT]).to_string());
    let told = registering.register(Some(token.expose()), &asked, &origin).await.unwrap();
    assert_eq!(told["subject_type"], "pairwise");
    assert_eq!(told["sector_identifier_uri"], "https://photos.example/list.json");
    assert_eq!(peers.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_client_that_was_never_checked_is_a_sector_of_its_own() {
    let world = World::new().await;
    let (session, _) = world.sign_in(world.ada).await;
    let mut subs = Vec::new();
    for id in ["old", "older"] {
        let client = world
            .add_client(id, |client| {
                client.metadata.subject_type = SubjectType::Pairwise;
                client.redirect_uris.push(RedirectUri::register("https://other.example/cb").unwrap());
            })
            .await;
        subs.push(tokens(&world, &client, &session).await.id["sub"].clone());
    }
    assert_ne!(subs[0], subs[1]);
    assert!(!sectors().may_be_away);
}
