//! What may be shown once only.

use crate::{
    contract,
    samples::NOW,
    world::{World, race},
};
use oathgate_application::{ports::retention::Leftover, transact::transact};
use oathgate_domain::secret::TokenDigest;
use time::{Duration, OffsetDateTime};

contract! { both;
    of_many_that_show_the_same_one_is_first,
    what_is_over_is_forgotten_and_nothing_else,
}

async fn is_first(world: &World, number: u8, expires_at: OffsetDateTime) -> bool {
    let digest = TokenDigest([number; 32]);
    transact(&*world.store, async |unit| unit.replays().is_first(digest, expires_at).await).await.unwrap()
}

async fn of_many_that_show_the_same_one_is_first(world: World) {
    let first = race(16, |_| {
        let world = world.clone();
        async move { is_first(&world, 1, NOW).await }
    })
    .await;
    assert_eq!(first.into_iter().filter(|first| *first).count(), 1);
    assert!(is_first(&world, 2, NOW).await);
}

async fn what_is_over_is_forgotten_and_nothing_else(world: World) {
    for (number, expires_at) in [(1, NOW), (2, NOW + Duration::microseconds(1)), (3, NOW - Duration::DAY)] {
        assert!(is_first(&world, number, expires_at).await);
    }
    let forgotten =
        transact(&*world.store, async |unit| unit.retention().forget(Leftover::Replays, NOW).await)
            .await
            .unwrap();
    assert_eq!(forgotten, 2);
    assert!(!is_first(&world, 2, NOW).await);
    assert!(is_first(&world, 1, NOW).await && is_first(&world, 3, NOW).await);
}
