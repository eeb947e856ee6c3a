//! Clients.

use super::{bare_client, client, client_id, insert_client, resources, scopes};
use crate::{
    contract,
    world::{World, race},
};
use oathgate_application::{error::PortError, transact::transact};
use oathgate_domain::oauth::{
    Client, ClientAuthentication, ClientId, ClientKeys, ClientMetadata, ClientSecretDigest, GrantType,
    RedirectUri,
};

contract! { both;
    what_was_inserted_is_found,
    a_taken_id_is_refused,
    of_many_with_one_id_one_is_inserted,
    ids_are_compared_by_their_bytes,
    clients_are_listed_by_id_and_paged,
    a_list_ends_at_two_hundred,
    a_secret_is_replaced_where_there_may_be_one,
    a_sealed_secret_is_for_clients_that_sign_with_it,
    clients_are_disabled_and_enabled_once,
    the_origins_of_redirect_uris_are_known_while_a_client_is_enabled,
    a_client_is_changed_with_what_it_is_found_by,
    a_deleted_client_takes_everything_with_it,
    what_is_too_long_is_an_error,
}

async fn find(world: &World, id: &str) -> Option<Client> {
    world.reader().await.clients().find(&client_id(id)).await.unwrap()
}

async fn what_was_inserted_is_found(world: World) {
    let signing = |method, id: &str| Client { authentication: method, secret: None, ..client(id) };
    let mut remote = signing(ClientAuthentication::PrivateKeyJwt, "remote");
    remote.metadata.keys = Some(ClientKeys::At("https://photos.example/keys".to_owned()));
    for given in [
        client("full"),
        bare_client("bare"),
        Client { is_first_party: true, ..client("own") },
        Client { authentication: ClientAuthentication::SecretPost, ..client("post") },
        Client { sealed_secret: Some(vec![7; 60]), ..signing(ClientAuthentication::SecretJwt, "symmetric") },
        remote,
    ] {
        insert_client(&world, &given).await;
        assert_eq!(find(&world, given.id.as_str()).await, Some(given));
    }
    assert_eq!(find(&world, "other").await, None);
}

async fn a_taken_id_is_refused(world: World) {
    insert_client(&world, &client("photos")).await;
    let mut unit = world.unit().await;
    assert!(!unit.clients().insert(&bare_client("photos")).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(&world, "photos").await, Some(client("photos")));
}

async fn of_many_with_one_id_one_is_inserted(world: World) {
    let inserted = race(16, |_| {
        let world = world.clone();
        async move {
            let insert = async |unit: &mut oathgate_application::transact::Unit| {
                unit.clients().insert(&client("photos")).await
            };
            transact(&*world.store, insert).await.unwrap()
        }
    })
    .await;
    assert_eq!(inserted.into_iter().filter(|inserted| *inserted).count(), 1);
}

async fn ids_are_compared_by_their_bytes(world: World) {
    for id in ["photos", "Photos", "PHOTOS", "photos~", "!"] {
        insert_client(&world, &client(id)).await;
        assert_eq!(find(&world, id).await.unwrap().id.as_str(), id);
    }
}

async fn list(world: &World, after: Option<&str>, limit: u16) -> Vec<String> {
    let after: Option<ClientId> = after.map(client_id);
    let listed = world.reader().await.clients().list(after.as_ref(), limit).await.unwrap();
    listed.iter().map(|client| client.id.to_string()).collect()
}

async fn clients_are_listed_by_id_and_paged(world: World) {
    assert_eq!(list(&world, None, 10).await, [""; 0]);
    for id in ["b", "a", "B", "~", "a-b", "1"] {
        insert_client(&world, &client(id)).await;
    }
    assert_eq!(list(&world, None, 10).await, ["1", "B", "a", "a-b", "b", "~"]);
    assert_eq!(list(&world, None, 2).await, ["1", "B"]);
    assert_eq!(list(&world, Some("B"), 2).await, ["a", "a-b"]);
    assert_eq!(list(&world, Some("aa"), 10).await, ["b", "~"]);
    assert_eq!(list(&world, Some("~"), 10).await, [""; 0]);
    let found = world.reader().await.clients().list(None, 1).await.unwrap();
    assert_eq!(found, [client("1")]);
}

async fn a_list_ends_at_two_hundred(world: World) {
    let mut unit = world.unit().await;
    for number in 0..=200 {
        assert!(unit.clients().insert(&bare_client(&format!("c{number:03}"))).await.unwrap());
    }
    unit.commit().await.unwrap();
    let listed = list(&world, None, u16::MAX).await;
    assert_eq!((listed.len(), listed[199].as_str()), (200, "c199"));
    assert_eq!(list(&world, Some("c199"), u16::MAX).await, ["c200"]);
}

async fn a_secret_is_replaced_where_there_may_be_one(world: World) {
    insert_client(&world, &client("photos")).await;
    insert_client(&world, &Client { secret: None, ..client("none-yet") }).await;
    insert_client(&world, &bare_client("public")).await;
    let secret = ClientSecretDigest { key: 0, mac: [9; 32] };
    let mut unit = world.unit().await;
    let clients = unit.clients();
    assert!(clients.set_secret(&client_id("photos"), secret).await.unwrap());
    assert!(clients.set_secret(&client_id("none-yet"), secret).await.unwrap());
    assert!(!clients.set_secret(&client_id("public"), secret).await.unwrap());
    assert!(!clients.set_secret(&client_id("nobody"), secret).await.unwrap());
    unit.commit().await.unwrap();
    for id in ["photos", "none-yet"] {
        assert_eq!(find(&world, id).await, Some(Client { secret: Some(secret), ..client(id) }));
    }
    assert_eq!(find(&world, "public").await, Some(bare_client("public")));
}

async fn a_sealed_secret_is_for_clients_that_sign_with_it(world: World) {
    let signer = |sealed: &[u8]| Client {
        authentication: ClientAuthentication::SecretJwt,
        secret: None,
        sealed_secret: Some(sealed.to_vec()),
        ..client("signer")
    };
    insert_client(&world, &signer(&[1; 40])).await;
    insert_client(&world, &client("photos")).await;
    let mut unit = world.unit().await;
    let clients = unit.clients();
    assert!(clients.set_sealed_secret(&client_id("signer"), &[2; 40]).await.unwrap());
    assert!(!clients.set_sealed_secret(&client_id("photos"), &[2; 40]).await.unwrap());
    assert!(!clients.set_sealed_secret(&client_id("nobody"), &[2; 40]).await.unwrap());
    let digest = ClientSecretDigest { key: 0, mac: [9; 32] };
    assert!(!clients.set_secret(&client_id("signer"), digest).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(&world, "signer").await, Some(signer(&[2; 40])));
    assert_eq!(find(&world, "photos").await, Some(client("photos")));
}

async fn clients_are_disabled_and_enabled_once(world: World) {
    insert_client(&world, &client("photos")).await;
    insert_client(&world, &client("other")).await;
    let mut unit = world.unit().await;
    let clients = unit.clients();
    let id = client_id("photos");
    assert!(!clients.set_disabled(&id, false).await.unwrap());
    assert!(clients.set_disabled(&id, true).await.unwrap());
    assert!(!clients.set_disabled(&id, true).await.unwrap());
    assert!(clients.find(&id).await.unwrap().unwrap().is_disabled);
    assert!(!clients.find(&client_id("other")).await.unwrap().unwrap().is_disabled);
    assert!(clients.set_disabled(&id, false).await.unwrap());
    assert!(!clients.set_disabled(&client_id("nobody"), true).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(&world, "photos").await, Some(client("photos")));
}

async fn the_origins_of_redirect_uris_are_known_while_a_client_is_enabled(world: World) {
    let knows = async |origin: &str| world.reader().await.clients().knows_origin(origin).await.unwrap();
    assert!(!knows("https://photos.example").await);
    insert_client(&world, &client("photos")).await;
    insert_client(&world, &client("other")).await;
    insert_client(
        &world,
        &Client {
            is_disabled: true,
            redirect_uris: vec![RedirectUri::register("https://gone.example/").unwrap()],
            ..client("gone")
        },
    )
    .await;
    assert!(knows("https://photos.example").await && knows("http://127.0.0.1").await);
    for other in [
        "https://photos.example/",
        "https://PHOTOS.example",
        "http://photos.example",
        "https://gone.example",
        "",
    ] {
        assert!(!knows(other).await, "{other}");
    }
    for (id, known) in [("photos", true), ("other", false)] {
        let mut unit = world.unit().await;
        assert!(unit.clients().set_disabled(&client_id(id), true).await.unwrap());
        unit.commit().await.unwrap();
        assert_eq!(knows("https://photos.example").await, known);
    }
}

async fn a_client_is_changed_with_what_it_is_found_by(world: World) {
    insert_client(&world, &client("photos")).await;
    let knows = async |origin: &str, audience: &str| {
        let mut unit = world.reader().await;
        let known = unit.clients().knows_origin(origin).await.unwrap();
        (known, unit.clients().knows_audience(audience).await.unwrap())
    };
    assert_eq!(knows("https://photos.example", "urn:photos").await, (true, true));
    assert_eq!(knows("https://albums.example", "https://albums.example").await, (false, false));
    let changed = Client {
        name: "Albums".to_owned(),
        home: None,
        redirect_uris: vec![RedirectUri::register("https://albums.example/cb").unwrap()],
        grant_types: vec![GrantType::AuthorizationCode],
        scopes: scopes("openid"),
        is_first_party: true,
        metadata: ClientMetadata { audiences: resources(&["urn:albums"]), ..ClientMetadata::default() },
        ..client("photos")
    };
    let update = async |client: &Client| {
        transact(&*world.store, async |unit| unit.clients().update(client).await).await.unwrap()
    };
    // What is not registered but decided elsewhere stays.
    let more = Client { is_disabled: true, secret: None, ..changed.clone() };
    assert!(update(&more).await);
    assert_eq!(find(&world, "photos").await, Some(changed.clone()));
    assert_eq!(knows("https://photos.example", "urn:photos").await, (false, false));
    assert_eq!(knows("https://albums.example", "urn:albums").await, (true, true));
    assert!(!update(&client("nobody")).await);
    let other_method = Client { authentication: ClientAuthentication::None, ..client("photos") };
    assert!(!update(&other_method).await);
    assert_eq!(find(&world, "photos").await, Some(changed));

    transact(&*world.store, async |unit| unit.clients().set_disabled(&client_id("photos"), true).await)
        .await
        .unwrap();
    assert_eq!(knows("https://albums.example", "urn:albums").await, (false, false));
}

async fn a_deleted_client_takes_everything_with_it(world: World) {
    insert_client(&world, &client("photos")).await;
    insert_client(&world, &client("other")).await;
    let mut unit = world.unit().await;
    assert!(unit.clients().delete(&client_id("photos")).await.unwrap());
    assert!(!unit.clients().delete(&client_id("photos")).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(&world, "photos").await, None);
    assert_eq!(find(&world, "other").await, Some(client("other")));
}

async fn what_is_too_long_is_an_error(world: World) {
    let uri = RedirectUri::from_storage(format!("https://photos.example/{}", "x".repeat(1_977)));
    let longest = Client {
        id: client_id(&"i".repeat(255)),
        name: "美".repeat(100),
        home: Some("h".repeat(2_000)),
        redirect_uris: vec![uri.clone(); 20],
        scopes: scopes(&"s".repeat(1_024)),
        ..client("x")
    };
    insert_client(&world, &longest).await;
    assert_eq!(find(&world, longest.id.as_str()).await, Some(longest));
    for too_long in [
        Client { name: "n".repeat(101), ..client("x") },
        Client { home: Some("h".repeat(2_001)), ..client("x") },
        Client { redirect_uris: vec![uri; 21], ..client("x") },
        Client { secret: client("x").secret, ..bare_client("x") },
        Client { sealed_secret: Some(vec![1; 40]), ..client("x") },
    ] {
        let error = world.unit().await.clients().insert(&too_long).await.unwrap_err();
        assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    }
    assert_eq!(find(&world, "x").await, None);
}
