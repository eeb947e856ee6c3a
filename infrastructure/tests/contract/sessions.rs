//! Sessions and their refresh tokens.

use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{LATER, NOW, account, account_id, digest, session},
    world::{World, race},
};
use oathgate_application::{error::PortError, ports::sessions::Rotated, transact::transact};
use oathgate_domain::{
    account::{Account, AccountStatus},
    ids::SessionId,
    secret::TokenDigest,
    session::{Session, StoredRefresh},
};
use time::{Duration, OffsetDateTime};

contract! { both;
    what_was_opened_is_found,
    a_session_needs_its_account,
    a_rotation_moves_the_session_on,
    a_rotation_needs_the_current_token_of_a_live_session,
    a_rotation_needs_an_active_account,
    of_many_rotations_of_one_token_one_wins,
    a_live_session_comes_with_its_account,
    live_sessions_are_listed_latest_first,
    all_sessions_are_listed_whatever_became_of_them,
    ended_sessions_are_remembered,
    a_session_is_revoked_once_and_by_its_owner,
    all_sessions_but_one_are_revoked,
    sessions_go_with_their_account,
}

pub(crate) const NEW_END: OffsetDateTime = time::macros::datetime!(2026-03-03 0:00:00.000001 UTC);

pub(crate) async fn open(world: &World, session: &Session, refresh: TokenDigest) {
    let mut unit = world.unit().await;
    unit.sessions().open(session, refresh).await.unwrap();
    unit.commit().await.unwrap();
}

async fn rotate(
    world: &World,
    id: SessionId,
    presented: (u32, TokenDigest),
    now: OffsetDateTime,
) -> Option<Rotated> {
    let presented = StoredRefresh { generation: presented.0, digest: presented.1 };
    transact(&*world.store, async |unit| unit.sessions().rotate(id, presented, digest(9), now, NEW_END).await)
        .await
        .unwrap()
}

async fn find(world: &World, id: SessionId) -> Option<Session> {
    world.reader().await.sessions().find(id).await.unwrap()
}

async fn what_was_opened_is_found(world: World) {
    insert_account(&world, &account(1)).await;
    let bare = Session {
        user_agent: None,
        address: None,
        revoked_at: Some(LATER),
        generation: u32::MAX,
        ..session(2, 1)
    };
    for given in [session(1, 1), bare] {
        open(&world, &given, digest(1)).await;
        assert_eq!(find(&world, given.id).await, Some(given));
    }
    assert_eq!(find(&world, session(3, 1).id).await, None);
}

async fn a_session_needs_its_account(world: World) {
    let error = world.unit().await.sessions().open(&session(1, 1), digest(1)).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
}

async fn a_rotation_moves_the_session_on(world: World) {
    insert_account(&world, &Account { is_admin: true, ..account(1) }).await;
    insert_account(&world, &account(2)).await;
    open(&world, &session(1, 1), digest(1)).await;
    open(&world, &session(2, 2), digest(2)).await;
    let rotated = rotate(&world, session(1, 1).id, (0, digest(1)), LATER).await.unwrap();
    let expected = Session {
        generation: 1,
        rotated_at: LATER,
        last_seen_at: LATER,
        expires_at: NEW_END,
        ..session(1, 1)
    };
    assert_eq!((rotated.session, rotated.is_admin), (expected.clone(), true));
    assert_eq!(find(&world, expected.id).await, Some(expected.clone()));
    // The next one takes the token that was made current.
    assert_eq!(rotate(&world, expected.id, (1, digest(9)), LATER).await.unwrap().session.generation, 2);

    let of_other = rotate(&world, session(2, 2).id, (0, digest(2)), LATER).await.unwrap();
    assert!(!of_other.is_admin);
}

async fn a_rotation_needs_the_current_token_of_a_live_session(world: World) {
    insert_account(&world, &account(1)).await;
    let (live, revoked) = (session(1, 1), Session { revoked_at: Some(NOW), ..session(2, 1) });
    open(&world, &live, digest(1)).await;
    open(&world, &revoked, digest(1)).await;
    for (id, presented, now) in [
        (live.id, (0, digest(2)), LATER),
        (live.id, (1, digest(1)), LATER),
        (live.id, (0, digest(1)), live.expires_at),
        (revoked.id, (0, digest(1)), LATER),
        (session(3, 1).id, (0, digest(1)), LATER),
    ] {
        assert!(rotate(&world, id, presented, now).await.is_none());
    }
    assert_eq!(find(&world, live.id).await, Some(live.clone()));
    let last_moment = live.expires_at - Duration::microseconds(1);
    assert!(rotate(&world, live.id, (0, digest(1)), last_moment).await.is_some());
}

async fn a_rotation_needs_an_active_account(world: World) {
    insert_account(&world, &account(1)).await;
    open(&world, &session(1, 1), digest(1)).await;
    let mut unit = world.unit().await;
    let from = [AccountStatus::Active];
    let disabled = unit.accounts().set_status(account_id(1), &from, AccountStatus::Disabled, LATER).await;
    assert!(disabled.unwrap());
    unit.commit().await.unwrap();
    assert!(rotate(&world, session(1, 1).id, (0, digest(1)), LATER).await.is_none());
    assert_eq!(find(&world, session(1, 1).id).await, Some(session(1, 1)));
}

async fn of_many_rotations_of_one_token_one_wins(world: World) {
    insert_account(&world, &account(1)).await;
    open(&world, &session(1, 1), digest(1)).await;
    let rotated = race(64, |_| {
        let world = world.clone();
        async move { rotate(&world, session(1, 1).id, (0, digest(1)), LATER).await }
    })
    .await;
    assert_eq!(rotated.into_iter().flatten().count(), 1);
    assert_eq!(find(&world, session(1, 1).id).await.unwrap().generation, 1);
}

async fn a_live_session_comes_with_its_account(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &account(2)).await;
    let revoked = Session { revoked_at: Some(NOW), ..session(2, 1) };
    open(&world, &session(1, 1), digest(1)).await;
    open(&world, &revoked, digest(2)).await;
    let mut unit = world.reader().await;
    let sessions = unit.sessions();
    assert_eq!(sessions.find_live(session(1, 1).id, LATER).await.unwrap(), Some((session(1, 1), account(1))));
    assert_eq!(sessions.find_live(session(1, 1).id, session(1, 1).expires_at).await.unwrap(), None);
    assert_eq!(sessions.find_live(revoked.id, LATER).await.unwrap(), None);
    assert_eq!(sessions.find_live(session(3, 1).id, LATER).await.unwrap(), None);
}

async fn live_sessions_are_listed_latest_first(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &account(2)).await;
    for (number, of) in [(1, 1), (3, 1), (2, 1), (4, 2)] {
        open(&world, &session(number, of), digest(1)).await;
    }
    open(&world, &Session { revoked_at: Some(NOW), ..session(5, 1) }, digest(1)).await;
    open(&world, &Session { expires_at: LATER, ..session(6, 1) }, digest(1)).await;
    let mut unit = world.reader().await;
    let sessions = unit.sessions();
    let live = sessions.list_live(account_id(1), LATER, 10).await.unwrap();
    assert_eq!(live, [session(3, 1), session(2, 1), session(1, 1)]);
    assert_eq!(sessions.list_live(account_id(1), LATER, 1).await.unwrap(), [session(3, 1)]);
    assert_eq!(sessions.list_live(account_id(9), LATER, 10).await.unwrap(), []);
}

async fn all_sessions_are_listed_whatever_became_of_them(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &account(2)).await;
    let ended = Session { revoked_at: Some(LATER), ..session(1, 1) };
    let over = Session { expires_at: NOW, created_at: LATER, ..session(2, 1) };
    for given in [&ended, &over, &session(3, 2)] {
        open(&world, given, digest(1)).await;
    }
    let list = async |limit| world.reader().await.sessions().list_all(account_id(1), limit).await.unwrap();
    assert_eq!(list(10).await, [over.clone(), ended]);
    assert_eq!(list(1).await, [over]);
}

async fn ended_sessions_are_remembered(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &account(2)).await;
    for (number, owner) in [(1, 1), (2, 1), (3, 2), (4, 1)] {
        let minutes = Duration::minutes(i64::try_from(number).unwrap());
        open(&world, &Session { created_at: NOW + minutes, ..session(number, owner) }, digest(1)).await;
    }
    let mut unit = world.unit().await;
    assert!(unit.sessions().revoke(session(2, 1).id, None, LATER).await.unwrap());
    unit.commit().await.unwrap();
    let history = async |before, limit| {
        let found = world.reader().await.sessions().history(account_id(1), before, limit).await.unwrap();
        found.iter().map(|session| session.id.0.as_u128() - 3_000).collect::<Vec<_>>()
    };
    assert_eq!(history(None, 200).await, [4, 2, 1]);
    assert_eq!(history(None, 1).await, [4]);
    assert_eq!(history(Some(NOW + Duration::minutes(2)), 200).await, [1]);
    assert_eq!(history(Some(NOW), 200).await, [0; 0]);
}

async fn a_session_is_revoked_once_and_by_its_owner(world: World) {
    insert_account(&world, &account(1)).await;
    for number in 1..=2 {
        open(&world, &session(number, 1), digest(1)).await;
    }
    let expired = Session { expires_at: LATER, ..session(3, 1) };
    open(&world, &expired, digest(1)).await;
    let mut unit = world.unit().await;
    let sessions = unit.sessions();
    let first = session(1, 1).id;
    assert!(!sessions.revoke(first, Some(account_id(2)), LATER).await.unwrap());
    assert!(sessions.revoke(first, Some(account_id(1)), LATER).await.unwrap());
    assert!(!sessions.revoke(first, Some(account_id(1)), LATER).await.unwrap());
    assert!(!sessions.revoke(first, None, LATER).await.unwrap());
    assert!(sessions.revoke(session(2, 1).id, None, LATER).await.unwrap());
    assert!(!sessions.revoke(expired.id, None, LATER).await.unwrap());
    assert!(!sessions.revoke(session(9, 1).id, None, LATER).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(&world, first).await, Some(Session { revoked_at: Some(LATER), ..session(1, 1) }));
}

async fn all_sessions_but_one_are_revoked(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &account(2)).await;
    for number in 1..=3 {
        open(&world, &session(number, 1), digest(1)).await;
    }
    open(&world, &session(4, 2), digest(1)).await;
    open(&world, &Session { expires_at: LATER, ..session(5, 1) }, digest(1)).await;
    let mut unit = world.unit().await;
    let sessions = unit.sessions();
    let keep = session(2, 1).id;
    assert_eq!(sessions.revoke_all(account_id(1), Some(keep), LATER).await.unwrap(), 2);
    assert_eq!(sessions.list_live(account_id(1), LATER, 10).await.unwrap(), [session(2, 1)]);
    assert_eq!(sessions.revoke_all(account_id(1), None, LATER).await.unwrap(), 1);
    assert_eq!(sessions.revoke_all(account_id(1), None, LATER).await.unwrap(), 0);
    assert_eq!(sessions.list_live(account_id(2), LATER, 10).await.unwrap(), [session(4, 2)]);
}

async fn sessions_go_with_their_account(world: World) {
    let unverified = crate::samples::unverified(1);
    insert_account(&world, &unverified).await;
    open(&world, &session(1, 1), digest(1)).await;
    let mut unit = world.unit().await;
    assert!(unit.accounts().delete_unverified(account_id(1)).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(&world, session(1, 1).id).await, None);
}
