//! What people have agreed to.

use super::{bare_client, client, client_id, insert_client, scopes, settle};
use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{LATER, NOW, account, account_id, unverified},
    world::World,
};
use oathgate_application::{error::PortError, ports::oauth::Consent};
use oathgate_domain::{ids::AccountId, oauth::Scopes};
use time::OffsetDateTime;

contract! { both;
    what_was_agreed_to_is_remembered_per_account_and_client,
    a_later_consent_replaces_the_one_before,
    a_consent_is_forgotten_once,
    consents_are_listed_latest_first,
    a_list_ends_at_two_hundred,
    a_consent_needs_its_account_and_its_client,
    consents_go_with_their_account,
}

async fn put(world: &World, account: AccountId, client: &str, words: &str, now: OffsetDateTime) {
    let mut unit = world.unit().await;
    unit.consents().put(account, &client_id(client), &scopes(words), now).await.unwrap();
    unit.commit().await.unwrap();
}

async fn agreed(world: &World, account: AccountId, client: &str) -> Scopes {
    world.reader().await.consents().scopes(account, &client_id(client)).await.unwrap()
}

async fn list(world: &World, account: AccountId) -> Vec<Consent> {
    world.reader().await.consents().list(account).await.unwrap()
}

fn consent(client: &str, words: &str, given_at: OffsetDateTime) -> Consent {
    let full = super::client(client);
    Consent {
        client: full.id,
        client_name: full.name,
        client_home: full.home,
        scopes: scopes(words),
        given_at,
    }
}

async fn what_was_agreed_to_is_remembered_per_account_and_client(world: World) {
    settle(&world).await;
    insert_account(&world, &account(2)).await;
    insert_client(&world, &client("other")).await;
    assert_eq!(agreed(&world, account_id(1), "photos").await, Scopes::default());
    put(&world, account_id(1), "photos", "openid email", NOW).await;
    assert_eq!(agreed(&world, account_id(1), "photos").await, scopes("email openid"));
    assert_eq!(agreed(&world, account_id(1), "other").await, Scopes::default());
    assert_eq!(agreed(&world, account_id(2), "photos").await, Scopes::default());
}

async fn a_later_consent_replaces_the_one_before(world: World) {
    settle(&world).await;
    put(&world, account_id(1), "photos", "openid email", NOW).await;
    put(&world, account_id(1), "photos", "profile", LATER).await;
    assert_eq!(agreed(&world, account_id(1), "photos").await, scopes("profile"));
    assert_eq!(list(&world, account_id(1)).await, [consent("photos", "profile", LATER)]);
}

async fn a_consent_is_forgotten_once(world: World) {
    settle(&world).await;
    insert_client(&world, &client("other")).await;
    for client in ["photos", "other"] {
        put(&world, account_id(1), client, "openid", NOW).await;
    }
    let mut unit = world.unit().await;
    let consents = unit.consents();
    assert!(!consents.delete(account_id(2), &client_id("photos")).await.unwrap());
    assert!(consents.delete(account_id(1), &client_id("photos")).await.unwrap());
    assert!(!consents.delete(account_id(1), &client_id("photos")).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(agreed(&world, account_id(1), "photos").await, Scopes::default());
    assert_eq!(list(&world, account_id(1)).await, [consent("other", "openid", NOW)]);
}

async fn consents_are_listed_latest_first(world: World) {
    settle(&world).await;
    insert_account(&world, &account(2)).await;
    for id in ["a", "b"] {
        insert_client(&world, &client(id)).await;
    }
    insert_client(&world, &bare_client("bare")).await;
    put(&world, account_id(1), "b", "openid", NOW).await;
    put(&world, account_id(1), "a", "openid", NOW).await;
    put(&world, account_id(1), "bare", "", LATER).await;
    put(&world, account_id(2), "photos", "openid", LATER).await;
    let bare = Consent { client_name: String::new(), client_home: None, ..consent("bare", "", LATER) };
    let expected = [bare, consent("a", "openid", NOW), consent("b", "openid", NOW)];
    assert_eq!(list(&world, account_id(1)).await, expected);
    assert_eq!(list(&world, account_id(3)).await, []);
}

async fn a_list_ends_at_two_hundred(world: World) {
    insert_account(&world, &account(1)).await;
    let mut unit = world.unit().await;
    for number in 0..=200 {
        let client = bare_client(&format!("c{number:03}"));
        assert!(unit.clients().insert(&client).await.unwrap());
        unit.consents().put(account_id(1), &client.id, &scopes("openid"), NOW).await.unwrap();
    }
    unit.commit().await.unwrap();
    let listed = list(&world, account_id(1)).await;
    assert_eq!((listed.len(), listed[199].client.as_str()), (200, "c199"));
}

async fn a_consent_needs_its_account_and_its_client(world: World) {
    settle(&world).await;
    for (account, client) in [(9, "photos"), (1, "nobody")] {
        let mut unit = world.unit().await;
        let put = unit.consents().put(account_id(account), &client_id(client), &scopes("openid"), NOW).await;
        let error = put.unwrap_err();
        assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    }
}

async fn consents_go_with_their_account(world: World) {
    settle(&world).await;
    insert_account(&world, &unverified(2)).await;
    put(&world, account_id(2), "photos", "openid", NOW).await;
    let mut unit = world.unit().await;
    assert!(unit.accounts().delete_unverified(account_id(2)).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(agreed(&world, account_id(2), "photos").await, Scopes::default());
}
