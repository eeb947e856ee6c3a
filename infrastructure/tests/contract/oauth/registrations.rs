//! Clients that have registered themselves, and who may.

use super::{client, client_id, insert_client, scopes};
use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{NOW, account, account_id, id},
    world::{World, race},
};
use oathgate_application::{ports::oauth::InitialToken, transact::transact};
use oathgate_domain::secret::TokenDigest;
use time::Duration;

contract! { both;
    a_token_is_used_as_often_as_it_may_be,
    of_many_who_use_a_token_one_does,
    tokens_are_listed_and_taken_back,
    a_registration_belongs_to_its_client,
    what_nobody_uses_is_forgotten,
}

fn token(number: u128, uses_left: u32) -> InitialToken {
    InitialToken {
        id: id(number + 9_000),
        note: "für Partner".to_owned(),
        uses_left,
        created_at: NOW + Duration::seconds(i64::try_from(number).unwrap()),
        expires_at: NOW + Duration::days(1),
    }
}

async fn add(world: &World, number: u8, uses: u32) {
    let token = token(number.into(), uses);
    let added = transact(&*world.store, async |unit| {
        unit.client_registrations().add_token(&token, TokenDigest([number; 32])).await
    });
    added.await.unwrap();
}

async fn spend(world: &World, number: u8, after: Duration) -> bool {
    transact(&*world.store, async |unit| {
        unit.client_registrations().use_token(TokenDigest([number; 32]), NOW + after).await
    })
    .await
    .unwrap()
}

async fn can_use(world: &World, number: u8, after: Duration) -> bool {
    let mut unit = world.reader().await;
    unit.client_registrations().can_use(TokenDigest([number; 32]), NOW + after).await.unwrap()
}

async fn a_token_is_used_as_often_as_it_may_be(world: World) {
    add(&world, 1, 2).await;
    add(&world, 2, 5).await;
    assert!(can_use(&world, 1, Duration::ZERO).await && !can_use(&world, 3, Duration::ZERO).await);
    assert!(!can_use(&world, 1, Duration::days(1)).await);
    assert!(!spend(&world, 3, Duration::ZERO).await);
    assert!(spend(&world, 1, Duration::ZERO).await && spend(&world, 1, Duration::ZERO).await);
    assert!(!spend(&world, 1, Duration::ZERO).await && !can_use(&world, 1, Duration::ZERO).await);
    assert!(spend(&world, 2, Duration::days(1) - Duration::microseconds(1)).await);
    assert!(!spend(&world, 2, Duration::days(1)).await);
}

async fn of_many_who_use_a_token_one_does(world: World) {
    add(&world, 1, 1).await;
    let used = race(8, |_| {
        let world = world.clone();
        async move { spend(&world, 1, Duration::ZERO).await }
    })
    .await;
    assert_eq!(used.into_iter().filter(|used| *used).count(), 1);
}

async fn tokens_are_listed_and_taken_back(world: World) {
    add(&world, 1, 1).await;
    add(&world, 2, 7).await;
    let listed = world.reader().await.client_registrations().tokens().await.unwrap();
    assert_eq!(listed, [token(2, 7), token(1, 1)]);
    let delete = async || {
        transact(&*world.store, async |unit| unit.client_registrations().delete_token(token(2, 7).id).await)
            .await
            .unwrap()
    };
    assert!(delete().await && !delete().await);
    assert!(!spend(&world, 2, Duration::ZERO).await);
}

async fn note(world: &World, client: &str, number: u8, open: bool, after: Duration) {
    transact(&*world.store, async |unit| {
        let digest = TokenDigest([number; 32]);
        unit.client_registrations().note(&client_id(client), digest, open, NOW + after).await
    })
    .await
    .unwrap();
}

async fn a_registration_belongs_to_its_client(world: World) {
    insert_client(&world, &client("photos")).await;
    let access =
        async || world.reader().await.client_registrations().access(&client_id("photos")).await.unwrap();
    assert_eq!(access().await, None);
    note(&world, "photos", 4, true, Duration::ZERO).await;
    assert_eq!(access().await, Some(TokenDigest([4; 32])));
    transact(&*world.store, async |unit| unit.clients().delete(&client_id("photos")).await).await.unwrap();
    assert_eq!(access().await, None);
}

async fn what_nobody_uses_is_forgotten(world: World) {
    insert_account(&world, &account(1)).await;
    for (number, (id, open, after)) in [
        ("old", true, Duration::ZERO),
        ("used", true, Duration::ZERO),
        ("allowed", false, Duration::ZERO),
        ("new", true, Duration::days(2)),
    ]
    .into_iter()
    .enumerate()
    {
        insert_client(&world, &client(id)).await;
        note(&world, id, u8::try_from(number).unwrap(), open, after).await;
    }
    insert_client(&world, &client("by-hand")).await;
    let mut unit = world.unit().await;
    unit.consents().put(account_id(1), &client_id("used"), &scopes("openid"), NOW).await.unwrap();
    unit.commit().await.unwrap();
    let forget = async || {
        transact(&*world.store, async |unit| {
            unit.client_registrations().forget_unused(NOW + Duration::days(1)).await
        })
        .await
        .unwrap()
    };
    assert_eq!((forget().await, forget().await), (1, 0));
    let left = world.reader().await.clients().list(None, 10).await.unwrap();
    let left: Vec<_> = left.iter().map(|client| client.id.as_str()).collect();
    assert_eq!(left, ["allowed", "by-hand", "new", "used"]);
}
