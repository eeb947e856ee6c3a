//! Grants: how they are opened, moved on and ended. What makes one live is in `liveness`.

use super::{client, client_id, code, find_grant, grant, insert_client, insert_code, open, settle};
use crate::{
    accounts::insert as insert_account,
    contract,
    migrations::execute,
    samples::{LATER, NOW, account, account_id, digest, id, unverified},
    world::{World, race},
};
use oathgate_application::{error::PortError, ports::oauth::Taken, transact::transact};
use oathgate_domain::{
    ids::{GrantId, SessionId},
    oauth::{AuthorizationCode, ClientId, Grant, Scopes},
    secret::TokenDigest,
    session::StoredRefresh,
};
use std::time::Duration;
use time::{OffsetDateTime, macros::datetime};
use tokio::time::timeout;

contract! { both;
    what_was_opened_is_found,
    a_grant_needs_its_account_and_its_client,
    a_rotation_moves_the_grant_on,
    a_rotation_needs_the_current_token_and_the_client,
    a_grant_without_a_refresh_token_is_not_rotated,
    of_many_rotations_of_one_token_one_wins,
    a_grant_is_revoked_once_and_by_its_client,
    all_grants_of_an_account_are_revoked,
    revoking_all_uses_up_codes,
    revoking_all_catches_what_is_just_being_opened,
    grants_go_with_their_account_and_stay_without_their_session,
    what_is_too_long_is_an_error,
}

/// When a grant ends that was rotated.
pub(super) const NEW_END: OffsetDateTime = datetime!(2026-03-03 0:00:00.000001 UTC);

/// Rotates to the digest made of nines.
pub(super) async fn rotate(
    world: &World,
    id: GrantId,
    client: &ClientId,
    presented: (u32, TokenDigest),
    now: OffsetDateTime,
) -> Option<Grant> {
    let presented = StoredRefresh { generation: presented.0, digest: presented.1 };
    transact(&*world.store, async |unit| {
        unit.grants().rotate(id, client, presented, digest(9), now, NEW_END).await
    })
    .await
    .unwrap()
}

async fn what_was_opened_is_found(world: World) {
    settle(&world).await;
    let bare = Grant {
        scopes: Scopes::default(),
        claims: oathgate_domain::oauth::WantedClaims::default(),
        nonce: None,
        revoked_at: Some(LATER),
        generation: u32::MAX,
        session: SessionId(id(4_711)),
        ..grant(2)
    };
    for (given, refresh) in [(grant(1), Some(digest(1))), (bare, None)] {
        open(&world, &given, refresh).await;
        assert_eq!(find_grant(&world, given.id).await, Some(given));
    }
    assert_eq!(find_grant(&world, grant(3).id).await, None);
}

async fn a_grant_needs_its_account_and_its_client(world: World) {
    settle(&world).await;
    for bad in
        [Grant { account: account_id(9), ..grant(1) }, Grant { client: client_id("nobody"), ..grant(1) }]
    {
        let error = world.unit().await.grants().open(&bad, None).await.unwrap_err();
        assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    }
}

async fn a_rotation_moves_the_grant_on(world: World) {
    settle(&world).await;
    open(&world, &grant(1), Some(digest(1))).await;
    open(&world, &grant(2), Some(digest(1))).await;
    let photos = client_id("photos");
    let rotated = rotate(&world, grant(1).id, &photos, (0, digest(1)), LATER).await;
    let expected = Grant { generation: 1, rotated_at: LATER, expires_at: NEW_END, ..grant(1) };
    assert_eq!(rotated, Some(expected.clone()));
    assert_eq!(find_grant(&world, expected.id).await, Some(expected.clone()));
    assert_eq!(find_grant(&world, grant(2).id).await, Some(grant(2)));
    // The next one takes the token that was made current.
    assert_eq!(rotate(&world, expected.id, &photos, (1, digest(1)), LATER).await, None);
    let again = rotate(&world, expected.id, &photos, (1, digest(9)), LATER).await.unwrap();
    assert_eq!(again.generation, 2);
}

async fn a_rotation_needs_the_current_token_and_the_client(world: World) {
    settle(&world).await;
    insert_client(&world, &client("other")).await;
    open(&world, &grant(1), Some(digest(1))).await;
    for (grant, client, presented) in [
        (grant(1).id, "photos", (0, digest(2))),
        (grant(1).id, "photos", (1, digest(1))),
        (grant(1).id, "other", (0, digest(1))),
        (grant(1).id, "nobody", (0, digest(1))),
        (grant(2).id, "photos", (0, digest(1))),
    ] {
        assert_eq!(rotate(&world, grant, &client_id(client), presented, LATER).await, None);
    }
    assert_eq!(find_grant(&world, grant(1).id).await, Some(grant(1)));
}

async fn a_grant_without_a_refresh_token_is_not_rotated(world: World) {
    settle(&world).await;
    open(&world, &grant(1), None).await;
    let rotated = rotate(&world, grant(1).id, &client_id("photos"), (0, digest(0)), LATER).await;
    assert_eq!(rotated, None);
    let live = world.reader().await.grants().find_live(grant(1).id, LATER).await.unwrap();
    assert_eq!(live.unwrap().grant, grant(1));
}

async fn of_many_rotations_of_one_token_one_wins(world: World) {
    settle(&world).await;
    open(&world, &grant(1), Some(digest(1))).await;
    let rotated = race(64, |_| {
        let world = world.clone();
        async move { rotate(&world, grant(1).id, &client_id("photos"), (0, digest(1)), LATER).await }
    })
    .await;
    assert_eq!(rotated.into_iter().flatten().count(), 1);
    assert_eq!(find_grant(&world, grant(1).id).await.unwrap().generation, 1);
}

async fn a_grant_is_revoked_once_and_by_its_client(world: World) {
    settle(&world).await;
    insert_client(&world, &client("other")).await;
    for number in 1..=2 {
        open(&world, &grant(number), Some(digest(1))).await;
    }
    let expired = Grant { expires_at: LATER, ..grant(3) };
    open(&world, &expired, Some(digest(1))).await;
    let mut unit = world.unit().await;
    let grants = unit.grants();
    let (first, photos, other) = (grant(1).id, client_id("photos"), client_id("other"));
    assert!(!grants.revoke(first, Some(&other), LATER).await.unwrap());
    assert!(grants.revoke(first, Some(&photos), LATER).await.unwrap());
    assert!(!grants.revoke(first, Some(&photos), LATER).await.unwrap());
    assert!(!grants.revoke(first, None, LATER).await.unwrap());
    assert!(grants.revoke(grant(2).id, None, LATER).await.unwrap());
    assert!(!grants.revoke(expired.id, None, LATER).await.unwrap());
    assert!(!grants.revoke(expired.id, Some(&photos), LATER).await.unwrap());
    assert!(!grants.revoke(grant(9).id, None, LATER).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find_grant(&world, first).await, Some(Grant { revoked_at: Some(LATER), ..grant(1) }));
    assert_eq!(find_grant(&world, expired.id).await, Some(expired));
}

async fn all_grants_of_an_account_are_revoked(world: World) {
    settle(&world).await;
    insert_account(&world, &account(2)).await;
    insert_client(&world, &client("other")).await;
    for number in 1..=2 {
        open(&world, &grant(number), None).await;
    }
    open(&world, &Grant { client: client_id("other"), ..grant(3) }, None).await;
    open(&world, &Grant { account: account_id(2), ..grant(4) }, None).await;
    open(&world, &Grant { expires_at: LATER, ..grant(5) }, None).await;
    open(&world, &Grant { revoked_at: Some(NOW), ..grant(6) }, None).await;
    let mut unit = world.unit().await;
    let grants = unit.grants();
    let (photos, nobody) = (client_id("photos"), client_id("nobody"));
    assert_eq!(grants.revoke_all(account_id(1), Some(&nobody), LATER).await.unwrap(), 0);
    assert_eq!(grants.revoke_all(account_id(1), Some(&photos), LATER).await.unwrap(), 2);
    assert_eq!(grants.revoke_all(account_id(1), None, LATER).await.unwrap(), 1);
    assert_eq!(grants.revoke_all(account_id(1), None, LATER).await.unwrap(), 0);
    unit.commit().await.unwrap();
    let revoked = async |number| find_grant(&world, grant(number).id).await.unwrap().revoked_at;
    for (number, expected) in
        [(1, Some(LATER)), (2, Some(LATER)), (3, Some(LATER)), (4, None), (5, None), (6, Some(NOW))]
    {
        assert_eq!(revoked(number).await, expected, "grant {number}");
    }
}

async fn revoking_all_uses_up_codes(world: World) {
    settle(&world).await;
    insert_account(&world, &account(2)).await;
    insert_client(&world, &client("other")).await;
    let of_other_client = AuthorizationCode { client: client_id("other"), ..code(2) };
    let of_other_account = AuthorizationCode { account: account_id(2), ..code(3) };
    let second_of_other_client = AuthorizationCode { client: client_id("other"), ..code(4) };
    for code in [&code(1), &of_other_client, &of_other_account, &second_of_other_client] {
        insert_code(&world, code).await;
    }
    let mut unit = world.unit().await;
    let photos = client_id("photos");
    assert_eq!(unit.grants().revoke_all(account_id(1), Some(&photos), LATER).await.unwrap(), 0);
    unit.commit().await.unwrap();
    let mut unit = world.unit().await;
    let is_replayed = |taken: Taken| matches!(taken, Taken::Replayed(_));
    assert!(is_replayed(unit.codes().take(code(1).digest, LATER).await.unwrap()));
    assert!(!is_replayed(unit.codes().take(second_of_other_client.digest, LATER).await.unwrap()));
    assert_eq!(unit.grants().revoke_all(account_id(1), None, LATER).await.unwrap(), 0);
    assert!(is_replayed(unit.codes().take(of_other_client.digest, LATER).await.unwrap()));
    assert!(!is_replayed(unit.codes().take(of_other_account.digest, LATER).await.unwrap()));
}

async fn revoking_all_catches_what_is_just_being_opened(world: World) {
    settle(&world).await;
    insert_code(&world, &code(1)).await;
    let mut exchange = world.unit().await;
    assert!(matches!(exchange.codes().take(code(1).digest, LATER).await.unwrap(), Taken::Fresh(_)));
    exchange.grants().open(&grant(1), None).await.unwrap();
    let revoker = world.clone();
    let mut revoking = tokio::spawn(async move {
        transact(&*revoker.store, async |unit| {
            unit.grants().revoke_all(account_id(1), Some(&client_id("photos")), LATER).await
        })
        .await
    });
    let early = timeout(Duration::from_millis(200), &mut revoking).await;
    assert!(early.is_err(), "it did not wait: {early:?}");
    exchange.commit().await.unwrap();
    assert_eq!(revoking.await.unwrap().unwrap(), 1);
    assert_eq!(find_grant(&world, grant(1).id).await.unwrap().revoked_at, Some(LATER));
}

async fn grants_go_with_their_account_and_stay_without_their_session(world: World) {
    settle(&world).await;
    insert_account(&world, &unverified(2)).await;
    let of_other = Grant { account: account_id(2), ..grant(2) };
    open(&world, &grant(1), None).await;
    open(&world, &of_other, None).await;
    execute(&world, "DELETE FROM sessions").await;
    let mut unit = world.unit().await;
    assert!(unit.accounts().delete_unverified(account_id(2)).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find_grant(&world, grant(1).id).await, Some(grant(1)));
    assert_eq!(find_grant(&world, of_other.id).await, None);
    execute(&world, "DELETE FROM oauth_clients").await;
    assert_eq!(find_grant(&world, grant(1).id).await, None);
}

async fn what_is_too_long_is_an_error(world: World) {
    settle(&world).await;
    let bad = Grant { nonce: Some("n".repeat(1_025)), ..grant(1) };
    let error = world.unit().await.grants().open(&bad, None).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    assert_eq!(find_grant(&world, bad.id).await, None);
}
