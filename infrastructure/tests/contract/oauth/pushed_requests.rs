//! Authorization requests that clients have pushed.

use super::{client, client_id, insert_client};
use crate::{
    contract,
    samples::NOW,
    world::{World, race},
};
use oathgate_application::{
    error::PortError,
    ports::{oauth::PushedRequest, retention::Leftover},
    transact::transact,
};
use oathgate_domain::secret::TokenDigest;
use time::{Duration, OffsetDateTime};

contract! { both;
    of_many_that_take_one_gets_it,
    it_is_for_its_client_and_for_a_while,
    what_is_over_is_forgotten_and_nothing_else,
    one_that_is_too_long_is_an_error,
}

fn request(number: u8) -> PushedRequest {
    PushedRequest {
        digest: TokenDigest([number; 32]),
        client: client_id("photos"),
        query: format!("scope=openid&state={number}"),
        expires_at: NOW + Duration::minutes(1),
    }
}

async fn push(world: &World, request: &PushedRequest) {
    transact(&*world.store, async |unit| unit.pushed_requests().insert(request).await).await.unwrap();
}

async fn take(world: &World, number: u8, client: &str, now: OffsetDateTime) -> Option<String> {
    let (digest, client) = (TokenDigest([number; 32]), client_id(client));
    transact(&*world.store, async |unit| unit.pushed_requests().take(digest, &client, now).await)
        .await
        .unwrap()
}

async fn of_many_that_take_one_gets_it(world: World) {
    insert_client(&world, &client("photos")).await;
    push(&world, &request(1)).await;
    push(&world, &request(2)).await;
    let taken = race(16, |_| {
        let world = world.clone();
        async move { take(&world, 1, "photos", NOW).await }
    })
    .await;
    let taken: Vec<_> = taken.into_iter().flatten().collect();
    assert_eq!(taken, [request(1).query]);
    assert_eq!(take(&world, 2, "photos", NOW).await, Some(request(2).query));
}

async fn it_is_for_its_client_and_for_a_while(world: World) {
    insert_client(&world, &client("photos")).await;
    insert_client(&world, &client("other")).await;
    push(&world, &request(1)).await;
    assert_eq!(take(&world, 1, "other", NOW).await, None);
    assert_eq!(take(&world, 9, "photos", NOW).await, None);
    assert_eq!(take(&world, 1, "photos", NOW + Duration::minutes(1)).await, None);
    let last = NOW + Duration::minutes(1) - Duration::microseconds(1);
    assert_eq!(take(&world, 1, "photos", last).await, Some(request(1).query));
}

async fn what_is_over_is_forgotten_and_nothing_else(world: World) {
    insert_client(&world, &client("photos")).await;
    push(&world, &request(1)).await;
    push(&world, &PushedRequest { expires_at: NOW, ..request(2) }).await;
    let forgotten =
        transact(&*world.store, async |unit| unit.retention().forget(Leftover::PushedRequests, NOW).await)
            .await;
    assert_eq!(forgotten.unwrap(), 1);
    assert_eq!(take(&world, 1, "photos", NOW).await, Some(request(1).query));
}

async fn one_that_is_too_long_is_an_error(world: World) {
    insert_client(&world, &client("photos")).await;
    let long = |length| PushedRequest { query: "q".repeat(length), ..request(1) };
    let error = world.unit().await.pushed_requests().insert(&long(16_385)).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    push(&world, &long(16_384)).await;
}
