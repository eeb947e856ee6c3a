//! Signing keys.

use crate::{
    contract,
    samples::{LATER, NOW},
    world::{World, race},
};
use oathgate_application::{retried, transact::transact};
use oathgate_domain::signing::{KeyState, SigningAlgorithm, StoredSigningKey};
use time::{Duration, OffsetDateTime};

contract! { both;
    the_first_key_of_an_algorithm_signs,
    of_many_first_keys_one_wins,
    a_key_is_next_then_signs_then_verifies_then_is_gone,
    of_many_who_exchange_a_key_one_wins,
}

fn key(id: &str, algorithm: SigningAlgorithm) -> StoredSigningKey {
    StoredSigningKey {
        id: id.to_owned(),
        algorithm,
        public_jwk: r#"{"kty":"EC"}"#.to_owned(),
        sealed_private: vec![0, 1, 255],
        created_at: NOW,
        activated_at: Some(NOW),
        retired_at: None,
        verifies_until: None,
    }
}

fn next(id: &str) -> StoredSigningKey {
    StoredSigningKey { activated_at: None, ..key(id, SigningAlgorithm::Es256) }
}

async fn insert_next(world: &World, key: &StoredSigningKey) -> bool {
    transact(&*world.store, async |unit| unit.signing_keys().insert_next(key).await).await.unwrap()
}

async fn activate(
    world: &World,
    known_since: OffsetDateTime,
    now: OffsetDateTime,
) -> Option<(String, Option<String>)> {
    let until = now + Duration::days(7);
    retried!(transact(&*world.store, async |unit| {
        unit.signing_keys().activate_next(SigningAlgorithm::Es256, known_since, now, until).await
    }))
    .unwrap()
}

async fn remove(world: &World, id: &str) -> bool {
    transact(&*world.store, async |unit| unit.signing_keys().remove(id).await).await.unwrap()
}

async fn states(world: &World) -> Vec<(String, KeyState)> {
    let listed = world.reader().await.signing_keys().list().await.unwrap();
    listed.into_iter().map(|key| (key.id.clone(), key.state())).collect()
}

async fn a_key_is_next_then_signs_then_verifies_then_is_gone(world: World) {
    let first =
        StoredSigningKey { created_at: NOW - Duration::days(1), ..key("first", SigningAlgorithm::Es256) };
    assert!(insert(&world, &first).await);
    assert!(insert(&world, &key("rsa", SigningAlgorithm::Rs256)).await);
    assert_eq!(activate(&world, LATER, LATER).await, None, "there is none that is next");
    assert!(insert_next(&world, &next("second")).await);
    assert!(!insert_next(&world, &next("third")).await);
    assert_eq!(activate(&world, NOW - Duration::microseconds(1), LATER).await, None, "too young");
    assert!(!remove(&world, "first").await, "it signs");
    let exchanged = activate(&world, NOW, LATER).await;
    assert_eq!(exchanged, Some(("second".to_owned(), Some("first".to_owned()))));
    assert_eq!(activate(&world, LATER, LATER).await, None);
    let listed = world.reader().await.signing_keys().list().await.unwrap();
    let old = listed.iter().find(|key| key.id == "first").unwrap();
    let until = LATER + Duration::days(7);
    assert_eq!((old.retired_at, old.verifies_until), (Some(LATER), Some(until)));
    assert_eq!(listed.iter().find(|key| key.id == "second").unwrap().activated_at, Some(LATER));

    let forget = async |now| {
        transact(&*world.store, async |unit| unit.signing_keys().forget(now).await).await.unwrap()
    };
    assert!(forget(until - Duration::microseconds(1)).await.is_empty());
    assert_eq!(forget(until).await, ["first"]);
    assert!(insert_next(&world, &next("third")).await);
    assert!(remove(&world, "third").await && !remove(&world, "third").await);
    assert!(!remove(&world, "second").await);
    let mut left = states(&world).await;
    left.sort();
    let signs = |id: &str| (id.to_owned(), KeyState::Active);
    assert_eq!(left, [signs("rsa"), signs("second")]);
}

async fn of_many_who_exchange_a_key_one_wins(world: World) {
    assert!(insert(&world, &key("first", SigningAlgorithm::Es256)).await);
    let published = race(16, |racer| {
        let world = world.clone();
        async move { insert_next(&world, &next(&format!("key-{racer}"))).await }
    })
    .await;
    assert_eq!(published.into_iter().filter(|won| *won).count(), 1);
    let exchanged = race(16, |_| {
        let world = world.clone();
        async move { activate(&world, LATER, LATER).await }
    })
    .await;
    assert_eq!(exchanged.into_iter().flatten().count(), 1);
    let states = states(&world).await;
    assert_eq!(states.iter().filter(|(_, state)| *state == KeyState::Active).count(), 1, "{states:?}");
    assert!(states.contains(&("first".to_owned(), KeyState::Retired)), "{states:?}");
}

async fn insert(world: &World, key: &StoredSigningKey) -> bool {
    transact(&*world.store, async |unit| unit.signing_keys().insert_if_first(key).await).await.unwrap()
}

async fn the_first_key_of_an_algorithm_signs(world: World) {
    let first = key("first", SigningAlgorithm::Es256);
    let rsa = StoredSigningKey { created_at: LATER, ..key("rsa", SigningAlgorithm::Rs256) };
    assert!(insert(&world, &first).await);
    assert!(!insert(&world, &key("second", SigningAlgorithm::Es256)).await);
    assert!(insert(&world, &rsa).await);
    // A key that signs no more stands in nobody's way.
    let retired = StoredSigningKey {
        retired_at: Some(LATER),
        created_at: NOW - Duration::days(1),
        ..key("retired", SigningAlgorithm::Es256)
    };
    assert!(insert(&world, &retired).await);
    let listed = world.reader().await.signing_keys().list().await.unwrap();
    assert_eq!(
        listed.iter().map(|key| format!("{key:?}")).collect::<Vec<_>>(),
        [rsa, first, retired].map(|key| format!("{key:?}"))
    );
}

async fn of_many_first_keys_one_wins(world: World) {
    let won = race(32, |racer| {
        let world = world.clone();
        async move { insert(&world, &key(&format!("key-{racer}"), SigningAlgorithm::EdDsa)).await }
    })
    .await;
    assert_eq!(won.into_iter().filter(|won| *won).count(), 1);
    assert_eq!(world.reader().await.signing_keys().list().await.unwrap().len(), 1);
}
