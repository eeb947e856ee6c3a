//! Requests of devices without a browser.

use super::{client, client_id, insert_client, resources, scopes, settle};
use crate::{
    contract,
    samples::{LATER, NOW, account_id, digest, session},
    world::{World, race},
};
use oathgate_application::transact::transact;
use oathgate_domain::oauth::{AllowedDevice, DeviceRequest, DeviceState, Poll};
use time::{Duration, OffsetDateTime};

contract! { both;
    a_request_waits_until_its_time_is_up,
    codes_are_taken_once,
    an_answer_counts_once_and_in_time,
    an_allowed_request_is_used_once_by_its_own_client,
    whoever_asks_too_soon_waits_longer,
    of_many_questions_at_once_one_is_in_time,
    of_many_who_decide_and_take_one_does,
    withdrawing_ends_what_was_allowed,
    guesses_are_counted_for_a_while,
}

/// The n-th request, of the client `photos`.
fn request(number: u8) -> DeviceRequest {
    DeviceRequest {
        device_code: digest(number),
        user_code: digest(number + 100),
        client: client_id("photos"),
        scopes: scopes("email openid"),
        resources: resources(&["urn:photos"]),
        created_at: NOW,
        expires_at: LATER,
    }
}

/// What the first account has agreed to in its first session.
fn allowed() -> AllowedDevice {
    AllowedDevice {
        account: account_id(1),
        session: session(1, 1).id,
        authenticated_at: NOW + Duration::microseconds(7),
        scopes: scopes("email openid"),
        resources: resources(&["urn:photos"]),
    }
}

async fn insert(world: &World, request: &DeviceRequest) -> bool {
    transact(&*world.store, async |unit| unit.devices().insert(request).await).await.unwrap()
}

async fn decide(world: &World, number: u8, by: Option<&AllowedDevice>, now: OffsetDateTime) -> bool {
    let code = request(number).user_code;
    transact(&*world.store, async |unit| unit.devices().decide(code, by, now).await).await.unwrap()
}

async fn take(world: &World, number: u8, client: &str, now: OffsetDateTime) -> Option<AllowedDevice> {
    let (code, client) = (request(number).device_code, client_id(client));
    transact(&*world.store, async |unit| unit.devices().take(code, &client, now).await).await.unwrap()
}

async fn poll(world: &World, number: u8, client: &str, now: OffsetDateTime) -> Option<Poll> {
    let (code, client) = (request(number).device_code, client_id(client));
    transact(&*world.store, async |unit| unit.devices().poll(code, &client, now).await).await.unwrap()
}

async fn state(world: &World, number: u8) -> DeviceState {
    poll(world, number, "photos", NOW).await.unwrap().state
}

async fn find(world: &World, number: u8, now: OffsetDateTime) -> Option<DeviceRequest> {
    world.reader().await.devices().find_waiting(request(number).user_code, now).await.unwrap()
}

async fn a_request_waits_until_its_time_is_up(world: World) {
    settle(&world).await;
    assert!(insert(&world, &request(1)).await);
    assert_eq!(find(&world, 1, NOW).await, Some(request(1)));
    assert_eq!(find(&world, 1, LATER - Duration::microseconds(1)).await, Some(request(1)));
    assert_eq!(find(&world, 1, LATER).await, None);
    assert_eq!(find(&world, 2, NOW).await, None);
}

async fn codes_are_taken_once(world: World) {
    settle(&world).await;
    assert!(insert(&world, &request(1)).await);
    assert!(!insert(&world, &DeviceRequest { device_code: digest(9), ..request(1) }).await);
    assert!(!insert(&world, &DeviceRequest { user_code: digest(9), ..request(1) }).await);
    assert_eq!(find(&world, 1, NOW).await, Some(request(1)));
}

async fn an_answer_counts_once_and_in_time(world: World) {
    settle(&world).await;
    for number in 1..=3 {
        assert!(insert(&world, &request(number)).await);
    }
    assert!(decide(&world, 1, None, NOW).await);
    assert!(!decide(&world, 1, Some(&allowed()), NOW).await);
    assert_eq!(state(&world, 1).await, DeviceState::Denied);
    assert!(decide(&world, 2, Some(&allowed()), NOW).await);
    assert!(!decide(&world, 2, None, NOW).await);
    assert_eq!(state(&world, 2).await, DeviceState::Allowed);
    assert!(!decide(&world, 3, None, LATER).await);
    assert!(!decide(&world, 3, Some(&allowed()), LATER).await);
    assert_eq!(state(&world, 3).await, DeviceState::Waiting);
    assert!(!decide(&world, 4, None, NOW).await);
    for number in 1..=2 {
        assert_eq!(find(&world, number, NOW).await, None);
    }
}

async fn an_allowed_request_is_used_once_by_its_own_client(world: World) {
    settle(&world).await;
    insert_client(&world, &client("other")).await;
    assert!(insert(&world, &request(1)).await);
    assert_eq!(take(&world, 1, "photos", NOW).await, None);
    assert!(decide(&world, 1, Some(&allowed()), NOW).await);
    assert_eq!(take(&world, 1, "other", NOW).await, None);
    assert_eq!(take(&world, 1, "photos", LATER).await, None);
    assert_eq!(take(&world, 1, "photos", NOW).await, Some(allowed()));
    assert_eq!(take(&world, 1, "photos", NOW).await, None);
    assert_eq!(state(&world, 1).await, DeviceState::Used);
}

async fn whoever_asks_too_soon_waits_longer(world: World) {
    settle(&world).await;
    assert!(insert(&world, &request(1)).await);
    let ask = |seconds| poll(&world, 1, "photos", NOW + Duration::milliseconds(seconds));
    let found = ask(0).await.unwrap();
    assert_eq!(found, Poll { state: DeviceState::Waiting, expires_at: LATER, too_soon: false });
    assert!(!ask(5_000).await.unwrap().too_soon);
    assert!(ask(9_999).await.unwrap().too_soon);
    // Ten seconds from now on.
    assert!(ask(19_998).await.unwrap().too_soon);
    assert!(!ask(34_998).await.unwrap().too_soon);
    for time in 0..100 {
        assert!(ask(35_000 + time).await.unwrap().too_soon);
    }
    assert!(!ask(35_099 + 60_000).await.unwrap().too_soon);
    assert_eq!(poll(&world, 1, "other", NOW).await, None);
    assert_eq!(poll(&world, 2, "photos", NOW).await, None);
}

async fn of_many_questions_at_once_one_is_in_time(world: World) {
    settle(&world).await;
    assert!(insert(&world, &request(1)).await);
    let polls = race(16, |_| {
        let world = world.clone();
        async move { poll(&world, 1, "photos", NOW).await.unwrap().too_soon }
    })
    .await;
    assert_eq!(polls.into_iter().filter(|too_soon| !too_soon).count(), 1);
}

async fn of_many_who_decide_and_take_one_does(world: World) {
    settle(&world).await;
    assert!(insert(&world, &request(1)).await);
    let decided = race(16, |_| {
        let world = world.clone();
        async move { decide(&world, 1, Some(&allowed()), NOW).await }
    })
    .await;
    assert_eq!(decided.into_iter().filter(|decided| *decided).count(), 1);
    let taken = race(16, |_| {
        let world = world.clone();
        async move { take(&world, 1, "photos", NOW).await.is_some() }
    })
    .await;
    assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 1);
}

async fn withdrawing_ends_what_was_allowed(world: World) {
    settle(&world).await;
    insert_client(&world, &client("other")).await;
    for number in 1..=3 {
        assert!(insert(&world, &request(number)).await);
    }
    assert!(decide(&world, 1, Some(&allowed()), NOW).await);
    assert!(decide(&world, 2, Some(&allowed()), NOW).await);
    assert_eq!(take(&world, 2, "photos", NOW).await, Some(allowed()));
    let revoke = async |client: Option<&str>| {
        let client = client.map(client_id);
        transact(&*world.store, async |unit| {
            unit.grants().revoke_all(account_id(1), client.as_ref(), NOW).await
        })
        .await
        .unwrap()
    };
    revoke(Some("other")).await;
    assert_eq!(state(&world, 1).await, DeviceState::Allowed);
    revoke(Some("photos")).await;
    assert_eq!(state(&world, 1).await, DeviceState::Denied);
    assert_eq!(state(&world, 2).await, DeviceState::Used);
    assert!(decide(&world, 3, Some(&allowed()), NOW).await);
    revoke(None).await;
    assert_eq!(take(&world, 3, "photos", NOW).await, None);
}

async fn guesses_are_counted_for_a_while(world: World) {
    settle(&world).await;
    let guess = async |since: OffsetDateTime, now: OffsetDateTime| {
        transact(&*world.store, async |unit| unit.devices().count_guess(account_id(1), since, now).await)
            .await
            .unwrap()
    };
    let second = Duration::seconds(1);
    assert_eq!(guess(NOW - second, NOW).await, 1);
    assert_eq!(guess(NOW, NOW + second).await, 2);
    let back = transact(&*world.store, async |unit| unit.devices().uncount_guess(account_id(1)).await);
    back.await.unwrap();
    assert_eq!(guess(NOW, NOW + second).await, 2);
    assert_eq!(guess(NOW + second, NOW + second * 2).await, 1);
    assert_eq!(guess(NOW + second * 2, NOW + second * 3).await, 2);
}
