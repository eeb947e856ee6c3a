//! Files with everything that is kept of a person.

use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{FAR, LATER, NOW, account, account_id, id},
    world::{World, race},
};
use oathgate_application::{
    error::PortError,
    ports::exports::{Export, Made},
    transact::transact,
};
use oathgate_domain::ids::ExportId;
use time::OffsetDateTime;

contract! { both;
    a_file_is_made_once_and_opened_by_its_owner_in_its_time,
    one_at_a_time_is_made_for_an_account,
    of_many_who_ask_at_once_one_gets_it,
    a_file_is_forgotten,
}

const MADE: Made = Made { at: NOW, expires_at: LATER };

fn export_id(number: u128) -> ExportId {
    ExportId(id(number))
}

async fn insert(world: &World, number: u128, account: u128, now: OffsetDateTime) -> bool {
    transact(&*world.store, async |unit| {
        unit.exports().insert(export_id(number), account_id(account), now).await
    })
    .await
    .unwrap()
}

async fn put(world: &World, number: u128, bytes: &[u8]) -> bool {
    transact(&*world.store, async |unit| unit.exports().put(export_id(number), bytes, MADE).await)
        .await
        .unwrap()
}

async fn open(world: &World, number: u128, account: u128, now: OffsetDateTime) -> Option<Vec<u8>> {
    world.reader().await.exports().open(export_id(number), account_id(account), now).await.unwrap()
}

async fn a_file_is_made_once_and_opened_by_its_owner_in_its_time(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &account(2)).await;
    assert!(insert(&world, 7, 1, NOW).await);
    let mut expected = Export { id: export_id(7), account: account_id(1), requested_at: NOW, made: None };
    let list =
        async |account, now| world.reader().await.exports().list(account_id(account), now).await.unwrap();
    assert_eq!(list(1, FAR).await, [expected]);
    assert_eq!(open(&world, 7, 1, NOW).await, None);
    assert!(put(&world, 7, b"sealed").await);
    assert!(!put(&world, 7, b"other").await);
    assert!(!put(&world, 8, b"other").await);
    expected.made = Some(MADE);
    assert_eq!(list(1, NOW).await, [expected]);
    assert_eq!(list(1, LATER).await, []);
    assert_eq!(list(2, NOW).await, []);
    assert_eq!(open(&world, 7, 1, NOW).await.as_deref(), Some(&b"sealed"[..]));
    assert_eq!(open(&world, 7, 2, NOW).await, None);
    assert_eq!(open(&world, 7, 1, LATER).await, None);
    assert_eq!(world.reader().await.exports().find(export_id(7)).await.unwrap(), Some(expected));
    assert_eq!(world.reader().await.exports().find(export_id(8)).await.unwrap(), None);
}

async fn one_at_a_time_is_made_for_an_account(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &account(2)).await;
    assert!(insert(&world, 1, 1, NOW).await);
    assert!(!insert(&world, 2, 1, NOW).await);
    assert!(insert(&world, 3, 2, NOW).await);
    assert!(put(&world, 1, b"sealed").await);
    assert!(insert(&world, 4, 1, LATER).await);
    let listed = world.reader().await.exports().list(account_id(1), NOW).await.unwrap();
    assert_eq!(listed.iter().map(|export| export.id).collect::<Vec<_>>(), [export_id(4), export_id(1)]);
    let error = world.unit().await.exports().insert(export_id(9), account_id(9), NOW).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
}

async fn of_many_who_ask_at_once_one_gets_it(world: World) {
    insert_account(&world, &account(1)).await;
    let got = race(16, |number| {
        let world = world.clone();
        async move { insert(&world, u128::try_from(number).unwrap(), 1, NOW).await }
    })
    .await;
    assert_eq!(got.into_iter().filter(|got| *got).count(), 1);
}

async fn a_file_is_forgotten(world: World) {
    insert_account(&world, &account(1)).await;
    insert(&world, 1, 1, NOW).await;
    put(&world, 1, b"sealed").await;
    insert(&world, 2, 1, NOW).await;
    let forget = async |number, account: Option<u128>| {
        transact(&*world.store, async |unit| {
            unit.exports().forget(export_id(number), account.map(account_id)).await
        })
        .await
        .unwrap()
    };
    assert!(!forget(1, Some(2)).await);
    assert!(forget(1, Some(1)).await);
    assert!(forget(2, None).await);
    assert!(!forget(2, None).await);
    assert_eq!(world.reader().await.exports().list(account_id(1), NOW).await.unwrap(), []);
}
