//! The secret of pairwise subjects.

use crate::{
    contract,
    samples::{LATER, NOW},
    world::{World, race},
};
use oathgate_application::{retried, transact::transact};

contract! { both;
    there_is_one_secret_and_it_stays,
    of_many_first_secrets_one_wins,
}

async fn insert(world: &World, sealed: &[u8]) -> bool {
    retried!(transact(&*world.store, async |unit| unit.subject_secrets().insert_if_first(sealed, NOW).await))
        .unwrap()
}

async fn reseal(world: &World, before: &[u8], sealed: &[u8]) -> bool {
    transact(&*world.store, async |unit| unit.subject_secrets().reseal(before, sealed).await).await.unwrap()
}

async fn sealed(world: &World) -> Option<Vec<u8>> {
    world.reader().await.subject_secrets().sealed().await.unwrap()
}

async fn there_is_one_secret_and_it_stays(world: World) {
    assert_eq!(sealed(&world).await, None);
    assert!(!reseal(&world, &[1], &[2]).await);
    assert!(insert(&world, &[1, 0, 255]).await);
    assert!(!insert(&world, &[2]).await);
    assert_eq!(sealed(&world).await, Some(vec![1, 0, 255]));
    assert!(!reseal(&world, &[2], &[3]).await, "somebody else was faster");
    assert!(reseal(&world, &[1, 0, 255], &[3]).await);
    assert_eq!(sealed(&world).await, Some(vec![3]));
    let late =
        transact(&*world.store, async |unit| unit.subject_secrets().insert_if_first(&[4], LATER).await);
    assert!(!late.await.unwrap());
}

async fn of_many_first_secrets_one_wins(world: World) {
    let won = race(8, |number| {
        let world = world.clone();
        async move { insert(&world, &[u8::try_from(number).unwrap()]).await }
    })
    .await;
    assert_eq!(won.iter().filter(|won| **won).count(), 1, "{won:?}");
    assert!(sealed(&world).await.is_some());
}
