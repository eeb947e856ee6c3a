//! An operator's work with clients, and how clients show that they are themselves.

use crate::{
    assertions::authentication,
    world::{World, sectors},
};
use oathgate_application::{
    audit::By,
    error::Failure,
    oauth::{
        client_authentication::{ClientCredentials, ClientProof},
        clients::{ClientForm, Clients, Made, Refusal},
    },
};
use oathgate_domain::{
    oauth::{Client, ClientAuthentication, GrantType, OAuthError, Scopes},
    secret::Secret,
};
use std::sync::Arc;

fn clients(world: &World) -> Clients {
    Clients {
        store: world.store.clone(),
        keys: world.keys.clone(),
        sealer: world.keys.clone(),
        sectors: sectors(),
        entropy: world.entropy.clone(),
        clock: world.clock.clone(),
    }
}

/// The client that shows itself; the same refusal for everybody else.
async fn authenticated(world: &World, id: &str, secret: Option<&str>) -> Option<Client> {
    let proof = secret.map_or(ClientProof::Nothing, |secret| ClientProof::Secret(Secret::new(secret)));
    let shown = ClientCredentials { id: id.to_owned(), proof };
    match authentication(world, &Arc::default()).run(&shown).await {
        Ok(client) => Some(client),
        Err(Failure::Refused(refusal)) => {
            assert_eq!(refusal.error, OAuthError::InvalidClient);
            assert_eq!(refusal.description, "the client is unknown, or did not show that it is itself");
            None
        }
        Err(other) => panic!("{other:?}"),
    }
}

fn form(id: &str) -> ClientForm {
    ClientForm {
        id: Some(id.to_owned()),
        name: " Photo books ".to_owned(),
        redirect_uris: vec!["https://photos.example/cb".to_owned()],
        ..ClientForm::default()
    }
}

/// The faults of a form, as field and code.
async fn faults(world: &World, form: &ClientForm) -> Vec<(&'static str, &'static str)> {
    match clients(world).make(&By::system(), form, None).await {
        Err(Failure::Refused(Refusal::Invalid(faults))) => {
            faults.iter().map(|fault| (fault.field, fault.code)).collect()
        }
        other => panic!("{form:?}: {other:?}"),
    }
}

#[tokio::test]
async fn a_client_with_a_secret_shows_it() {
    let world = World::new().await;
    let Made { client, secret } = clients(&world).make(&By::system(), &form("photos"), None).await.unwrap();
    let secret = secret.unwrap();
    assert!(secret.expose().starts_with("ogs_") && secret.expose().len() == 47);
    assert_eq!(
        (client.name.as_str(), client.authentication),
        ("Photo books", ClientAuthentication::SecretBasic)
    );
    assert_eq!(client.grant_types, [GrantType::AuthorizationCode, GrantType::RefreshToken]);
    assert_eq!(client.scopes, Scopes::parse("openid profile email offline_access").unwrap());
    assert_eq!(authenticated(&world, "photos", Some(secret.expose())).await, Some(client.clone()));
    for (id, wrong) in [
        ("photos", None),
        ("photos", Some("")),
        ("photos", Some("ogs_x")),
        ("Photos", Some(secret.expose())),
        ("nobody", Some(secret.expose())),
        ("", Some(secret.expose())),
        ("a\0b", Some(secret.expose())),
    ] {
        assert_eq!(authenticated(&world, id, wrong).await, None, "{id:?}");
    }
    // The secret of one client is not that of another, though it were the same text.
    let second = clients(&world).make(&By::system(), &form("second"), Some(secret.clone())).await.unwrap();
    assert_ne!(second.client.secret, client.secret);
    assert!(authenticated(&world, "second", Some(secret.expose())).await.is_some());

    let new = clients(&world).rotate_secret(&By::system(), &client.id).await.unwrap().unwrap();
    assert_eq!(authenticated(&world, "photos", Some(secret.expose())).await, None);
    assert!(authenticated(&world, "photos", Some(new.expose())).await.is_some());
    assert!(clients(&world).set_disabled(&By::system(), &client.id, true).await.unwrap());
    assert_eq!(authenticated(&world, "photos", Some(new.expose())).await, None);
    assert!(!format!("{client:?} {new:?}").contains(new.expose()));
}

#[tokio::test]
async fn a_public_client_shows_its_name_alone() {
    let world = World::new().await;
    let made = clients(&world)
        .make(&By::system(), &ClientForm { is_public: true, ..form("spa") }, None)
        .await
        .unwrap();
    assert!(made.secret.is_none() && made.client.secret.is_none());
    assert_eq!(authenticated(&world, "spa", None).await, Some(made.client.clone()));
    // One that shows a secret is somebody else, or was set up wrongly.
    assert_eq!(authenticated(&world, "spa", Some("x")).await, None);
    assert!(clients(&world).rotate_secret(&By::system(), &made.client.id).await.unwrap().is_none());
    assert!(clients(&world).set_disabled(&By::system(), &made.client.id, true).await.unwrap());
    assert_eq!(authenticated(&world, "spa", None).await, None);
}

#[tokio::test]
async fn ids_are_drawn_or_taken_once() {
    let world = World::new().await;
    let clients = clients(&world);
    let drawn = clients.make(&By::system(), &ClientForm { id: None, ..form("") }, None).await.unwrap();
    assert_eq!(drawn.client.id.as_str().len(), 36);
    let first = clients.make(&By::system(), &form("photos"), None).await.unwrap();
    let again = clients.make(&By::system(), &form("photos"), None).await;
    assert!(matches!(again, Err(Failure::Refused(Refusal::IdTaken))), "{again:?}");
    assert!(authenticated(&world, "photos", Some(first.secret.unwrap().expose())).await.is_some());
    assert_eq!(clients.list(None, 10).await.unwrap().len(), 2);
    assert_eq!(clients.find(&first.client.id).await.unwrap(), Some(first.client));
}

#[tokio::test]
async fn a_form_is_judged_as_a_whole() {
    let world = World::new().await;
    let one = |change: fn(&mut ClientForm)| {
        let mut form = form("photos");
        change(&mut form);
        form
    };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    for (form, expected) in [
        (one(|form| form.id = Some("a b".to_owned())), ("client_id", "invalid_client_id")),
        // Its tokens would pass for those of the web app.
        (one(|form| form.id = Some("oathgate".to_owned())), ("client_id", "reserved")),
        (one(|form| form.name = " ".to_owned()), ("client_name", "invalid_name")),
        (one(|form| form.name = "x".repeat(101)), ("client_name", "invalid_name")),
        (one(|form| form.name = "a\0b".to_owned()), ("client_name", "invalid_name")),
        (one(|form| form.home = Some("javascript:alert(1)".to_owned())), ("client_uri", "invalid_url")),
        (one(|form| form.home = Some("https://a\0b.example".to_owned())), ("client_uri", "invalid_url")),
        (
            one(|form| form.home = Some(format!("https://a.example/{}", "x".repeat(2_000)))),
            ("client_uri", "invalid_url"),
        ),
        (one(|form| form.grant_types = vec!["password".to_owned()]), ("grant_types", "invalid_grant_type")),
        (one(|form| form.redirect_uris.clear()), ("redirect_uris", "required")),
        (
            one(|form| form.redirect_uris.push("http://evil.example/".to_owned())),
            ("redirect_uris", "invalid_redirect_uri"),
        ),
        (
            one(|form| {
                form.redirect_uris = (0..21).map(|number| format!("https://a.example/{number}")).collect();
            }),
            ("redirect_uris", "too_many"),
        ),
        (one(|form| form.scope = Some("a\"b".to_owned())), ("scope", "invalid_scope")),
    ] {
        assert!(faults(&world, &form).await.contains(&expected), "{form:?}");
    }
    let machine = ClientForm {
        is_public: true,
        grant_types: words(&["client_credentials"]),
        redirect_uris: Vec::new(),
        ..form("machine")
    };
    assert_eq!(faults(&world, &machine).await, [("grant_types", "invalid_grant_type")]);
    let several = ClientForm { name: String::new(), scope: Some("ä".to_owned()), ..form("a b") };
    assert_eq!(faults(&world, &several).await.len(), 3);
    assert_eq!(clients(&world).list(None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_said_twice_counts_once() {
    let world = World::new().await;
    let repeated = ClientForm {
        grant_types: vec!["client_credentials".to_owned(); 1_000],
        redirect_uris: Vec::new(),
        ..form("machine")
    };
    let made = clients(&world).make(&By::system(), &repeated, None).await.unwrap();
    assert_eq!(made.client.grant_types, [GrantType::ClientCredentials]);
    let uri = "https://photos.example/cb".to_owned();
    let repeated = ClientForm { redirect_uris: vec![uri; 3], ..form("photos") };
    assert_eq!(
        clients(&world).make(&By::system(), &repeated, None).await.unwrap().client.redirect_uris.len(),
        1
    );
}
