//! Devices that somebody signed in with.

use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{FAR, LATER, NOW, account, account_id, digest, hash},
    world::{World, race},
};
use oathgate_application::{error::PortError, ports::accounts::Recorded, transact::transact};
use time::OffsetDateTime;

contract! { both;
    a_device_is_new_once_for_each_account,
    a_sign_in_tells_when_its_device_was_noted,
    a_device_needs_its_account,
    of_many_at_once_one_is_new,
}

async fn note(world: &World, account: u128, device: u8, now: OffsetDateTime) -> bool {
    transact(&*world.store, async |unit| {
        unit.known_devices().note(account_id(account), digest(device), now).await
    })
    .await
    .unwrap()
}

async fn seen(world: &World, device: u8) -> Option<OffsetDateTime> {
    let mut unit = world.unit().await;
    let recorded = unit.accounts().record_login(account_id(1), &hash("$first$"), digest(device), FAR).await;
    let Recorded { device_seen_at } = recorded.unwrap().unwrap();
    device_seen_at
}

async fn a_device_is_new_once_for_each_account(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &account(2)).await;
    assert!(note(&world, 1, 7, NOW).await);
    assert!(!note(&world, 1, 7, LATER).await);
    assert!(note(&world, 1, 8, NOW).await);
    assert!(note(&world, 2, 7, NOW).await);
}

async fn a_sign_in_tells_when_its_device_was_noted(world: World) {
    insert_account(&world, &account(1)).await;
    assert_eq!(seen(&world, 7).await, None);
    note(&world, 1, 7, NOW).await;
    assert_eq!(seen(&world, 7).await, Some(NOW));
    note(&world, 1, 7, LATER).await;
    assert_eq!(seen(&world, 7).await, Some(LATER));
    assert_eq!(seen(&world, 8).await, None);
}

async fn a_device_needs_its_account(world: World) {
    let error = world.unit().await.known_devices().note(account_id(9), digest(7), NOW).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
}

async fn of_many_at_once_one_is_new(world: World) {
    insert_account(&world, &account(1)).await;
    let new = race(16, |_| {
        let world = world.clone();
        async move { note(&world, 1, 7, NOW).await }
    })
    .await;
    assert_eq!(new.into_iter().filter(|new| *new).count(), 1);
}
