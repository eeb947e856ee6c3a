//! User names and who holds them.

use crate::{
    contract,
    samples::{id, username},
    world::{World, race},
};
use oathgate_application::transact::transact;
use uuid::Uuid;

contract! { both;
    a_name_belongs_to_its_first_holder,
    of_many_claims_one_wins,
    names_are_handed_over,
    names_are_freed_except_one,
}

async fn claim(world: &World, name: &str, holder: Uuid) -> bool {
    transact(&*world.store, async |unit| unit.accounts().claim_username(&username(name), holder).await)
        .await
        .unwrap()
}

async fn a_name_belongs_to_its_first_holder(world: World) {
    assert!(claim(&world, "Ada", id(1)).await);
    assert!(claim(&world, "aDA", id(1)).await);
    assert!(!claim(&world, "ada", id(2)).await);
    assert!(claim(&world, "adb", id(2)).await);
}

async fn of_many_claims_one_wins(world: World) {
    let won = race(64, |racer| {
        let world = world.clone();
        async move { claim(&world, "wanted", id(racer as u128)).await }
    })
    .await;
    assert_eq!(won.into_iter().filter(|won| *won).count(), 1);
}

async fn names_are_handed_over(world: World) {
    for name in ["one", "two"] {
        assert!(claim(&world, name, id(1)).await);
    }
    assert!(claim(&world, "three", id(3)).await);
    let mut unit = world.unit().await;
    unit.accounts().transfer_usernames(id(1), id(2)).await.unwrap();
    unit.accounts().transfer_usernames(id(8), id(9)).await.unwrap();
    unit.commit().await.unwrap();
    for name in ["one", "two"] {
        assert!(claim(&world, name, id(2)).await);
        assert!(!claim(&world, name, id(1)).await);
    }
    assert!(claim(&world, "three", id(3)).await);
}

async fn names_are_freed_except_one(world: World) {
    for name in ["one", "two", "six"] {
        assert!(claim(&world, name, id(1)).await);
    }
    assert!(claim(&world, "other", id(2)).await);
    let mut unit = world.unit().await;
    unit.accounts().release_usernames(id(1), Some(&username("TWO"))).await.unwrap();
    unit.commit().await.unwrap();
    assert!(claim(&world, "one", id(3)).await);
    assert!(!claim(&world, "two", id(3)).await);

    let mut unit = world.unit().await;
    unit.accounts().release_usernames(id(1), None).await.unwrap();
    unit.commit().await.unwrap();
    assert!(claim(&world, "two", id(3)).await);
    assert!(!claim(&world, "other", id(3)).await);
}
