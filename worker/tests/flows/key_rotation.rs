//! Signing keys that are exchanged while servers run.

use crate::world::World;
use oathgate_application::{
    accounts::origin::Origin,
    audit::By,
    error::Failure,
    flows::key_rotation::{Algorithm, Input, KeyRotationFlow, UseNow},
    keys::{Refusal, Rotation},
    ports::id_tokens::IdTokens,
    transact::transact,
    workflow::{Start, signal, start},
};
use oathgate_domain::{
    ids::RunId,
    signing::{KEY_LEAD, KEYS_KEPT, KEYS_SEEN_EVERY, KeyState, SigningAlgorithm},
};
use oathgate_infrastructure::crypto::{JwtAccessTokens, KeySet, generate_signing_key};
use serde_json::{Map, Value};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

const ES256: SigningAlgorithm = SigningAlgorithm::Es256;

/// The key that a server makes at its first start.
async fn first_key(world: &World) -> String {
    let key = generate_signing_key(ES256, &*world.keys, world.now()).unwrap();
    let inserted =
        transact(&*world.store, async |unit| unit.signing_keys().insert_if_first(&key).await).await;
    assert!(inserted.unwrap());
    key.id
}

async fn look(world: &World, asked: bool) {
    let input = Input { algorithm: Algorithm::Es256, asked };
    let begin = Start::new(RunId(world.entropy.ordered_id()));
    transact(&*world.store, async |unit| start::<KeyRotationFlow>(unit, &begin, &input).await).await.unwrap();
    world.work().await;
}

/// Every key with its state, newest first.
async fn states(world: &World) -> Vec<(String, KeyState)> {
    let keys = world.key_ring(Arc::clone(&world.store)).list().await.unwrap();
    keys.into_iter().map(|key| (key.id.clone(), key.state())).collect()
}

async fn the_active(world: &World) -> String {
    let mut active = states(world).await.into_iter().filter(|(_, state)| *state == KeyState::Active);
    let found = active.next().unwrap().0;
    assert_eq!(active.next(), None);
    found
}

pub(crate) async fn a_key_is_published_used_retired_and_forgotten(world: &World) {
    let first = first_key(world).await;
    // A death takes half a minute.
    world.pass(Duration::days(90) - Duration::minutes(10)).await;
    look(world, false).await;
    assert_eq!(states(world).await, [(first.clone(), KeyState::Active)], "young enough");

    world.pass(Duration::minutes(10)).await;
    look(world, false).await;
    let published = states(world).await;
    let [(next, KeyState::Next), (active, KeyState::Active)] = published.as_slice() else {
        panic!("{published:?}")
    };
    assert_eq!(active, &first);
    // Another look changes nothing.
    look(world, false).await;
    assert_eq!(states(world).await, published);

    world.pass(KEY_LEAD - Duration::minutes(10)).await;
    assert_eq!(the_active(world).await, first, "nobody uses it before everybody knows it");
    world.pass(Duration::minutes(11)).await;
    let now = states(world).await;
    assert_eq!(now, [(next.clone(), KeyState::Active), (first, KeyState::Retired)]);

    world.pass(Duration::days(7) - Duration::minutes(20)).await;
    look(world, false).await;
    assert_eq!(states(world).await, now, "what it signed may live still");
    world.pass(Duration::minutes(21)).await;
    look(world, false).await;
    assert_eq!(states(world).await, [(next.clone(), KeyState::Active)]);
    world.assert_done().await;
}

/// A server: it signs, publishes, and looks at the stored keys now and then.
struct Server {
    tokens: JwtAccessTokens,
    looks_at: OffsetDateTime,
}

impl Server {
    async fn look(&mut self, world: &World) {
        if world.now() >= self.looks_at {
            let stored = world.key_ring(Arc::clone(&world.store)).list().await.unwrap();
            self.tokens.replace_keys(KeySet::load(&stored, &*world.keys, ES256).unwrap());
            self.looks_at = world.now() + KEYS_SEEN_EVERY;
        }
    }

    async fn start(world: &World, later: Duration) -> Self {
        let stored = world.key_ring(Arc::clone(&world.store)).list().await.unwrap();
        let tokens = JwtAccessTokens::new(
            "https://id.example.com",
            KeySet::load(&stored, &*world.keys, ES256).unwrap(),
        );
        Self { tokens, looks_at: world.now() + later }
    }
}

fn kid(token: &str) -> String {
    let header = token.split('.').next().unwrap();
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, header).unwrap();
    serde_json::from_slice::<Value>(&bytes).unwrap()["kid"].as_str().unwrap().to_owned()
}

/// Two servers that look at different moments, and somebody who fetches the keys from whichever, and keeps
/// them for exactly as long as they were told.
#[tokio::test]
async fn whoever_keeps_the_keys_as_told_never_meets_an_unknown_one() {
    let world = World::new().await;
    let first = first_key(&world).await;
    let mut servers =
        [Server::start(&world, Duration::seconds(7)).await, Server::start(&world, KEYS_SEEN_EVERY).await];
    let (mut known, mut fetched_at, mut fetches, mut signers) = (String::new(), None, 0, Vec::new());
    look(&world, true).await;
    for step in 0..(2 * KEY_LEAD.whole_seconds() / 20) {
        world.pass(Duration::seconds(20)).await;
        for server in &mut servers {
            server.look(&world).await;
        }
        if fetched_at.is_none_or(|at| world.now() - at >= KEYS_KEPT) {
            known = servers[fetches % 2].tokens.jwks();
            fetched_at = Some(world.now());
            fetches += 1;
        }
        for server in &servers {
            let token = server.tokens.sign_for(ES256, "JWT", Map::new()).unwrap();
            let kid = kid(token.expose());
            assert!(known.contains(&kid), "step {step}");
            if !signers.contains(&kid) {
                signers.push(kid);
            }
        }
    }
    assert_eq!(signers, [first, the_active(&world).await], "the key was exchanged meanwhile");
    world.assert_done().await;
}

#[tokio::test]
async fn an_operator_rotates_and_is_kept_from_stranding_tokens() {
    let world = World::new().await;
    let ring = world.key_ring(Arc::clone(&world.store));
    let by = By { actor: oathgate_domain::audit::Actor::Operator, origin: Origin::default() };
    let first = first_key(&world).await;
    let refused = async |id: &str| match ring.retire(&by, id, false).await {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("unknown").await, Refusal::NotFound);
    assert_eq!(refused(&first).await, Refusal::Signs);

    // Asked twice, it is the same key and the same run.
    let begun = ring.rotate(&by, ES256, false).await.unwrap();
    assert_eq!(ring.rotate(&by, ES256, false).await.unwrap(), begun);
    let Rotation::Begun { next, .. } = begun else { panic!("{begun:?}") };
    world.work().await;
    assert_eq!(the_active(&world).await, first);
    // There is no need to wait where somebody is in a hurry.
    let hurry = async |unit: &mut oathgate_application::transact::Unit| {
        signal::<KeyRotationFlow, _>(unit, &"rotate ES256", &"hurry", &UseNow::Asked).await
    };
    transact(&*world.store, hurry).await.unwrap();
    world.work().await;
    assert_eq!(the_active(&world).await, next);
    let until = world.now() + Duration::days(7);
    assert_eq!(refused(&first).await, Refusal::StillNeeded(until));

    // At once, and without a run.
    let done = ring.rotate(&by, ES256, true).await.unwrap();
    let Rotation::Done { active } = done else { panic!("{done:?}") };
    assert_eq!(the_active(&world).await, active);
    // A key that somebody has seen.
    ring.retire(&by, &first, true).await.unwrap();
    ring.retire(&by, &active, true).await.unwrap();
    let left = states(&world).await;
    assert_eq!(left.iter().filter(|(_, state)| *state == KeyState::Active).count(), 1, "{left:?}");
    assert!(left.iter().all(|(id, _)| *id != first && *id != active), "{left:?}");
    // One that is next has signed nothing.
    let Rotation::Begun { next, .. } = ring.rotate(&by, ES256, false).await.unwrap() else { panic!() };
    world.work().await;
    ring.retire(&by, &next, false).await.unwrap();
    world.pass(KEY_LEAD + Duration::HOUR).await;
    assert!(states(&world).await.iter().all(|(id, _)| *id != next));
    assert!(ring.rotate(&by, SigningAlgorithm::Hs256, false).await.is_err());
    world.assert_done().await;
}
