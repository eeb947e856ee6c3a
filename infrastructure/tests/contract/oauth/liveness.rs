//! What makes a grant live. Every case asks both statements that judge it: the one that finds a
//! live grant and the one that rotates its refresh token.

use super::{client_id, find_grant, grant, grants::rotate, open, scopes, settle};
use crate::{
    contract,
    migrations::execute,
    samples::{FAR, LATER, NOW, account, account_id, digest, session},
    world::World,
};
use oathgate_domain::{account::AccountStatus, ids::GrantId, oauth::Grant};
use time::{Duration, OffsetDateTime};

contract! { both;
    a_live_grant_comes_with_its_account,
    a_revoked_grant_is_dead,
    a_grant_dies_when_its_time_is_up,
    a_grant_needs_an_active_account,
    a_grant_needs_a_client_that_is_not_disabled,
    a_grant_ends_with_its_session_unless_it_is_offline,
    a_grant_ends_when_its_sessions_time_is_up_unless_it_is_offline,
    a_grant_whose_session_is_forgotten_is_dead_unless_it_is_offline,
    offline_access_is_a_whole_word,
}

/// A grant that ends with its session.
fn bound() -> Grant {
    grant(1)
}

/// A grant that outlives its session.
fn offline() -> Grant {
    Grant { scopes: scopes("openid offline_access profile"), ..grant(2) }
}

async fn settle_both(world: &World) {
    settle(world).await;
    open(world, &bound(), Some(digest(1))).await;
    open(world, &offline(), Some(digest(1))).await;
}

/// Whether a grant is live, as both statements say. Leaves no trace.
async fn is_live(world: &World, id: GrantId, now: OffsetDateTime) -> bool {
    let found = world.reader().await.grants().find_live(id, now).await.unwrap();
    let before = find_grant(world, id).await;
    let mut unit = world.unit().await;
    let presented = oathgate_domain::session::StoredRefresh { generation: 0, digest: digest(1) };
    let rotated =
        unit.grants().rotate(id, &client_id("photos"), presented, digest(2), now, FAR).await.unwrap();
    drop(unit);
    assert_eq!(found.is_some(), rotated.is_some(), "the statements disagree");
    assert_eq!(found.map(|found| found.grant).or(before.clone()), before);
    rotated.is_some()
}

/// Which of both are live.
async fn live(world: &World, now: OffsetDateTime) -> (bool, bool) {
    (is_live(world, bound().id, now).await, is_live(world, offline().id, now).await)
}

async fn set_status(world: &World, from: AccountStatus, to: AccountStatus) {
    let mut unit = world.unit().await;
    assert!(unit.accounts().set_status(account_id(1), &[from], to, NOW).await.unwrap());
    unit.commit().await.unwrap();
}

async fn a_live_grant_comes_with_its_account(world: World) {
    settle_both(&world).await;
    assert_eq!(live(&world, LATER).await, (true, true));
    let found = world.reader().await.grants().find_live(bound().id, LATER).await.unwrap().unwrap();
    assert_eq!((found.grant, found.account), (bound(), account(1)));
    assert!(world.reader().await.grants().find_live(grant(9).id, LATER).await.unwrap().is_none());
    // After a rotation it comes as it then is.
    let rotated = rotate(&world, bound().id, &client_id("photos"), (0, digest(1)), LATER).await;
    let found = world.reader().await.grants().find_live(bound().id, LATER).await.unwrap().unwrap();
    assert_eq!(Some(found.grant), rotated);
}

async fn a_revoked_grant_is_dead(world: World) {
    settle_both(&world).await;
    let mut unit = world.unit().await;
    assert!(unit.grants().revoke(offline().id, None, NOW).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(live(&world, LATER).await, (true, false));
}

async fn a_grant_dies_when_its_time_is_up(world: World) {
    settle_both(&world).await;
    let end = bound().expires_at;
    assert_eq!(live(&world, end - Duration::microseconds(1)).await, (true, true));
    assert_eq!(live(&world, end).await, (false, false));
}

async fn a_grant_needs_an_active_account(world: World) {
    settle_both(&world).await;
    set_status(&world, AccountStatus::Active, AccountStatus::Disabled).await;
    assert_eq!(live(&world, LATER).await, (false, false));
    set_status(&world, AccountStatus::Disabled, AccountStatus::Unverified).await;
    assert_eq!(live(&world, LATER).await, (false, false));
    set_status(&world, AccountStatus::Unverified, AccountStatus::Active).await;
    assert_eq!(live(&world, LATER).await, (true, true));
}

async fn a_grant_needs_a_client_that_is_not_disabled(world: World) {
    settle_both(&world).await;
    for (disabled, expected) in [(true, (false, false)), (false, (true, true))] {
        let mut unit = world.unit().await;
        assert!(unit.clients().set_disabled(&client_id("photos"), disabled).await.unwrap());
        unit.commit().await.unwrap();
        assert_eq!(live(&world, LATER).await, expected);
    }
}

async fn a_grant_ends_with_its_session_unless_it_is_offline(world: World) {
    settle_both(&world).await;
    let mut unit = world.unit().await;
    assert!(unit.sessions().revoke(session(1, 1).id, None, NOW).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(live(&world, LATER).await, (false, true));
}

async fn a_grant_ends_when_its_sessions_time_is_up_unless_it_is_offline(world: World) {
    settle(&world).await;
    let end = session(1, 1).expires_at;
    for grant in [bound(), offline()] {
        open(&world, &Grant { expires_at: end + Duration::days(1), ..grant }, Some(digest(1))).await;
    }
    assert_eq!(live(&world, end - Duration::microseconds(1)).await, (true, true));
    assert_eq!(live(&world, end).await, (false, true));
}

async fn a_grant_whose_session_is_forgotten_is_dead_unless_it_is_offline(world: World) {
    settle_both(&world).await;
    execute(&world, "DELETE FROM sessions").await;
    assert_eq!(live(&world, LATER).await, (false, true));
}

async fn offline_access_is_a_whole_word(world: World) {
    settle(&world).await;
    let similar =
        ["offline_access2", "x-offline_access", "offline-access", "offlineXaccess", "OFFLINE_ACCESS"];
    let same = ["offline_access", "a offline_access", "offline_access z", "a offline_access z"];
    let all = similar.map(|words| (words, false)).into_iter().chain(same.map(|words| (words, true)));
    let all: Vec<_> = (10..).zip(all).collect();
    for (number, (words, _)) in &all {
        open(&world, &Grant { scopes: scopes(words), ..grant(*number) }, Some(digest(1))).await;
    }
    execute(&world, "DELETE FROM sessions").await;
    for (number, (words, expected)) in all {
        assert_eq!(is_live(&world, grant(number).id, LATER).await, expected, "{words}");
    }
}
