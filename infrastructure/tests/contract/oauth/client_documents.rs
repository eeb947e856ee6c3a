//! Clients that publish what would otherwise be registered about them.

use super::{client, client_id, insert_client, scopes};
use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{NOW, account, account_id},
    world::{World, race},
};
use oathgate_application::{
    ports::oauth::{DocumentCopy, Placed},
    transact::transact,
};
use oathgate_domain::oauth::{Client, ClientAuthentication, ClientKeys, RedirectUri};
use time::Duration;

contract! { both;
    a_document_is_kept_as_a_client,
    what_somebody_registered_is_nobodys_document,
    of_many_who_look_again_one_does,
    documents_that_nobody_uses_are_forgotten,
}

fn copy(fresh: i64, usable: i64) -> DocumentCopy {
    DocumentCopy {
        fresh_until: NOW + Duration::minutes(fresh),
        usable_until: NOW + Duration::minutes(usable),
    }
}

fn published(id: &str) -> Client {
    Client { id: client_id(id), authentication: ClientAuthentication::None, secret: None, ..client("any") }
}

async fn put(world: &World, client: &Client, copy: DocumentCopy) -> Placed {
    transact(&*world.store, async |unit| unit.client_documents().put(client, copy).await).await.unwrap()
}

async fn find(world: &World, id: &str) -> Option<DocumentCopy> {
    world.reader().await.client_documents().find(&client_id(id)).await.unwrap()
}

async fn a_document_is_kept_as_a_client(world: World) {
    let id = "https://app.example/client.json";
    assert_eq!(find(&world, id).await, None);
    let first = published(id);
    assert_eq!(put(&world, &first, copy(1, 5)).await, Placed::New);
    assert_eq!(find(&world, id).await, Some(copy(1, 5)));
    let disabled =
        transact(&*world.store, async |unit| unit.clients().set_disabled(&first.id, true).await).await;
    assert!(disabled.unwrap());
    let mut second = Client {
        name: "Renamed".to_owned(),
        authentication: ClientAuthentication::PrivateKeyJwt,
        redirect_uris: vec![RedirectUri::register("https://other.example/cb").unwrap()],
        created_at: NOW + Duration::days(1),
        ..first.clone()
    };
    second.metadata.keys = Some(ClientKeys::At("https://app.example/keys".to_owned()));
    assert_eq!(put(&world, &second, copy(2, 6)).await, Placed::Known);
    assert_eq!(find(&world, id).await, Some(copy(2, 6)));
    let mut unit = world.reader().await;
    let kept = unit.clients().find(&first.id).await.unwrap().unwrap();
    assert_eq!(kept, Client { is_disabled: true, created_at: first.created_at, ..second });
    drop(unit);
    let expired = NOW + Duration::minutes(3);
    for _ in 0..2 {
        let done =
            transact(&*world.store, async |unit| unit.client_documents().expire(&first.id, expired).await);
        done.await.unwrap();
        let expected = DocumentCopy { fresh_until: expired, usable_until: expired };
        assert_eq!(find(&world, id).await, Some(expected));
    }
    let deleted = transact(&*world.store, async |unit| unit.clients().delete(&first.id).await).await;
    assert!(deleted.unwrap());
    assert_eq!(find(&world, id).await, None);
}

async fn what_somebody_registered_is_nobodys_document(world: World) {
    let id = "https://app.example/client.json";
    let registered = client(id);
    insert_client(&world, &registered).await;
    assert_eq!(put(&world, &published(id), copy(1, 5)).await, Placed::Taken);
    assert_eq!(find(&world, id).await, None);
    let found = world.reader().await.clients().find(&client_id(id)).await.unwrap();
    assert_eq!(found, Some(registered));
}

async fn of_many_who_look_again_one_does(world: World) {
    let client = published("https://app.example/client.json");
    put(&world, &client, copy(1, 5)).await;
    let claims = race(8, |_| {
        let (world, id) = (world.clone(), client.id.clone());
        async move {
            transact(&*world.store, async |unit| {
                let copy = copy(1, 2);
                unit.client_documents().claim(&id, copy.fresh_until, copy.usable_until).await
            })
            .await
            .unwrap()
        }
    });
    assert_eq!(claims.await.into_iter().filter(|claimed| *claimed).count(), 1);
    assert_eq!(find(&world, client.id.as_str()).await, Some(copy(2, 5)));
}

async fn documents_that_nobody_uses_are_forgotten(world: World) {
    insert_account(&world, &account(1)).await;
    for (id, usable) in [("old", 5), ("agreed", 5), ("disabled", 5), ("young", 6)] {
        put(&world, &published(&format!("https://app.example/{id}")), copy(1, usable)).await;
    }
    let [agreed, disabled] = ["agreed", "disabled"].map(|id| client_id(&format!("https://app.example/{id}")));
    let forgotten = transact(&*world.store, async |unit| {
        unit.consents().put(account_id(1), &agreed, &scopes("openid"), NOW).await?;
        unit.clients().set_disabled(&disabled, true).await?;
        unit.client_documents().forget_unused(NOW + Duration::minutes(6)).await
    });
    assert_eq!(forgotten.await.unwrap(), 1);
    let left = world.reader().await.clients().list(None, 200).await.unwrap();
    let left: Vec<_> = left.iter().map(|client| client.id.as_str()).collect();
    let expected = ["agreed", "disabled", "young"].map(|id| format!("https://app.example/{id}"));
    assert_eq!(left, expected);
}
