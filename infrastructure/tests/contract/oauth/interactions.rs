//! Authorization requests that wait for a person.

use crate::{
    contract,
    samples::{LATER, NOW, id},
    world::{World, race},
};
use oathgate_application::{error::PortError, ports::oauth::Interaction, transact::transact};
use time::{Duration, OffsetDateTime};

contract! { both;
    an_interaction_is_found_until_its_time_is_up,
    an_interaction_says_something_else_from_here_on,
    an_interaction_ends_once,
    an_interaction_does_not_end_when_its_time_is_up,
    of_many_who_end_one_one_does,
    what_is_too_long_is_an_error,
}

/// The n-th interaction, which waits until [`LATER`].
fn interaction(number: u128) -> Interaction {
    Interaction {
        id: id(number + 6_000),
        query: "client_id=photos&state=%00%C3%BC&x=+%25".to_owned(),
        created_at: NOW,
        expires_at: LATER,
    }
}

async fn insert(world: &World, interaction: &Interaction) {
    let mut unit = world.unit().await;
    unit.interactions().insert(interaction).await.unwrap();
    unit.commit().await.unwrap();
}

async fn find(world: &World, number: u128, now: OffsetDateTime) -> Option<Interaction> {
    world.reader().await.interactions().find(interaction(number).id, now).await.unwrap()
}

async fn an_interaction_is_found_until_its_time_is_up(world: World) {
    insert(&world, &interaction(1)).await;
    assert_eq!(find(&world, 1, NOW).await, Some(interaction(1)));
    assert_eq!(find(&world, 1, LATER - Duration::microseconds(1)).await, Some(interaction(1)));
    assert_eq!(find(&world, 1, LATER).await, None);
    assert_eq!(find(&world, 2, NOW).await, None);
}

async fn an_interaction_says_something_else_from_here_on(world: World) {
    insert(&world, &interaction(1)).await;
    insert(&world, &interaction(2)).await;
    let (id, before) = (interaction(1).id, interaction(1).query);
    let mut unit = world.unit().await;
    assert!(!unit.interactions().replace(id, "another", "after", NOW).await.unwrap());
    assert!(!unit.interactions().replace(id, &before, "after", LATER).await.unwrap());
    assert!(!unit.interactions().replace(interaction(3).id, &before, "after", NOW).await.unwrap());
    assert!(unit.interactions().replace(id, &before, "after", NOW).await.unwrap());
    assert!(!unit.interactions().replace(id, &before, "again", NOW).await.unwrap());
    unit.commit().await.unwrap();
    let after = Interaction { query: "after".to_owned(), ..interaction(1) };
    assert_eq!(find(&world, 1, NOW).await, Some(after));
    assert_eq!(find(&world, 2, NOW).await, Some(interaction(2)));
}

async fn an_interaction_ends_once(world: World) {
    insert(&world, &interaction(1)).await;
    insert(&world, &interaction(2)).await;
    let mut unit = world.unit().await;
    assert!(unit.interactions().end(interaction(1).id, NOW).await.unwrap());
    assert!(!unit.interactions().end(interaction(1).id, NOW).await.unwrap());
    assert!(!unit.interactions().end(interaction(3).id, NOW).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(&world, 1, NOW).await, None);
    assert_eq!(find(&world, 2, NOW).await, Some(interaction(2)));
}

async fn an_interaction_does_not_end_when_its_time_is_up(world: World) {
    insert(&world, &interaction(1)).await;
    let mut unit = world.unit().await;
    assert!(!unit.interactions().end(interaction(1).id, LATER).await.unwrap());
    let last_moment = LATER - Duration::microseconds(1);
    assert!(unit.interactions().end(interaction(1).id, last_moment).await.unwrap());
}

async fn of_many_who_end_one_one_does(world: World) {
    insert(&world, &interaction(1)).await;
    let ended = race(64, |_| {
        let world = world.clone();
        async move {
            let id = interaction(1).id;
            transact(&*world.store, async |unit| unit.interactions().end(id, NOW).await).await.unwrap()
        }
    })
    .await;
    assert_eq!(ended.into_iter().filter(|ended| *ended).count(), 1);
}

async fn what_is_too_long_is_an_error(world: World) {
    let longest = Interaction { query: "q".repeat(16_384), ..interaction(1) };
    insert(&world, &longest).await;
    assert_eq!(find(&world, 1, NOW).await, Some(longest));
    let too_long = Interaction { query: "q".repeat(16_385), ..interaction(2) };
    let error = world.unit().await.interactions().insert(&too_long).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
}
