//! Signing keys.

use crate::{
    contract,
    samples::{LATER, NOW},
    world::{World, race},
};
use oathgate_application::transact::transact;
use oathgate_domain::signing::{SigningAlgorithm, StoredSigningKey};

contract! { both;
    the_first_key_of_an_algorithm_signs,
    of_many_first_keys_one_wins,
}

fn key(id: &str, algorithm: SigningAlgorithm) -> StoredSigningKey {
    StoredSigningKey {
        id: id.to_owned(),
        algorithm,
        public_jwk: r#"{"kty":"EC"}"#.to_owned(),
        sealed_private: vec![0, 1, 255],
        created_at: NOW,
        retired_at: None,
    }
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
        created_at: NOW - time::Duration::days(1),
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
