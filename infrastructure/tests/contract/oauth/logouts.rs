//! What hangs on sessions that have ended.

use super::{bare_client, client_id, code, grant, insert_client, insert_code, metadata, open, settle};
use crate::{
    contract,
    samples::{LATER, NOW, account_id, digest, session},
    sessions::open as open_session,
    world::World,
};
use oathgate_domain::{
    ids::SessionId,
    oauth::{Client, ClientId, ClientMetadata, Grant},
    secret::TokenDigest,
};

contract! { both;
    who_was_granted_something_in_an_ended_session_is_told,
    codes_of_ended_sessions_open_nothing,
}

/// A client that wants to be told.
fn listening(id: &str) -> Client {
    let told = ClientMetadata {
        backchannel_logout_uri: Some("https://photos.example.com/logout".to_owned()),
        ..metadata()
    };
    Client { metadata: told, is_disabled: false, ..bare_client(id) }
}

async fn granted(world: &World, number: u128, client: &str, session: SessionId) {
    let grant = Grant { client: client_id(client), session, ..grant(number) };
    open(world, &grant, Some(digest(u8::try_from(number).unwrap()))).await;
}

async fn ended(world: &World) -> Vec<(SessionId, ClientId)> {
    let mut unit = world.unit().await;
    assert!(unit.sessions().revoke(session(1, 1).id, Some(account_id(1)), NOW).await.unwrap());
    let mut told = unit.logouts().settle(account_id(1), NOW).await.unwrap();
    assert!(unit.logouts().settle(account_id(1), LATER).await.unwrap().is_empty(), "none ended then");
    assert!(unit.logouts().settle(account_id(2), NOW).await.unwrap().is_empty(), "nor of another");
    unit.commit().await.unwrap();
    told.sort();
    told
}

async fn who_was_granted_something_in_an_ended_session_is_told(world: World) {
    settle(&world).await;
    open_session(&world, &session(2, 1), TokenDigest([2; 32])).await;
    let deaf = Client { is_disabled: false, ..bare_client("deaf") };
    for client in [listening("wiki"), listening("blog"), listening("gone"), deaf] {
        insert_client(&world, &client).await;
    }
    granted(&world, 1, "wiki", session(1, 1).id).await;
    granted(&world, 2, "wiki", session(1, 1).id).await;
    granted(&world, 3, "blog", session(2, 1).id).await;
    granted(&world, 4, "deaf", session(1, 1).id).await;
    granted(&world, 5, "gone", session(1, 1).id).await;
    let mut unit = world.unit().await;
    assert!(unit.clients().set_disabled(&client_id("gone"), true).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(ended(&world).await, [(session(1, 1).id, client_id("wiki"))], "once, and nobody else");
}

async fn codes_of_ended_sessions_open_nothing(world: World) {
    settle(&world).await;
    insert_code(&world, &code(1)).await;
    ended(&world).await;
    let mut unit = world.unit().await;
    let taken = unit.codes().take(code(1).digest, LATER).await.unwrap();
    assert!(matches!(taken, oathgate_application::ports::oauth::Taken::Replayed(_)), "{taken:?}");
}
