//! Authorization codes.

use super::{client, client_id, code, find_grant, grant, insert_client, insert_code, settle};
use crate::{
    accounts::insert as insert_account,
    contract,
    migrations::execute,
    samples::{FAR, LATER, account_id, id, unverified},
    world::{World, race},
};
use oathgate_application::{error::PortError, ports::oauth::Taken, transact::transact};
use oathgate_domain::{
    ids::{GrantId, SessionId},
    oauth::{AuthorizationCode, Scopes},
    secret::TokenDigest,
};

contract! { both;
    a_code_is_taken_once_and_then_replayed,
    a_code_with_nothing_but_what_must_be_is_kept,
    a_code_is_taken_whether_or_not_its_time_is_up,
    of_many_takers_one_gets_it_fresh,
    a_taking_that_was_rolled_back_was_none,
    a_code_is_inserted_once,
    a_code_needs_its_account_and_its_client,
    codes_go_with_their_account_and_stay_without_their_session,
    what_is_too_long_is_an_error,
}

async fn take(world: &World, digest: TokenDigest) -> Taken {
    transact(&*world.store, async |unit| unit.codes().take(digest, LATER).await).await.unwrap()
}

/// Codes are not comparable, since nobody but a test compares them.
fn assert_fresh(taken: &Taken, expected: &AuthorizationCode) {
    let Taken::Fresh(taken) = taken else { panic!("{taken:?}") };
    assert_eq!(format!("{taken:?}"), format!("{expected:?}"));
}

fn is_replayed(taken: &Taken, expected: GrantId) -> bool {
    matches!(taken, Taken::Replayed(grant) if *grant == expected)
}

async fn a_code_is_taken_once_and_then_replayed(world: World) {
    settle(&world).await;
    insert_code(&world, &code(1)).await;
    insert_code(&world, &code(2)).await;
    assert_fresh(&take(&world, code(1).digest).await, &code(1));
    for _ in 0..3 {
        assert!(is_replayed(&take(&world, code(1).digest).await, code(1).grant));
    }
    // Taking it opened nothing by itself.
    assert_eq!(find_grant(&world, code(1).grant).await, None);
    assert!(matches!(take(&world, code(3).digest).await, Taken::Unknown));
    assert_fresh(&take(&world, code(2).digest).await, &code(2));
}

async fn a_code_with_nothing_but_what_must_be_is_kept(world: World) {
    settle(&world).await;
    let bare = AuthorizationCode {
        redirect_uri_was_given: false,
        scopes: Scopes::default(),
        claims: oathgate_domain::oauth::WantedClaims::default(),
        nonce: None,
        challenge: None,
        // No such session: it may have ended, and have been forgotten, meanwhile.
        session: SessionId(id(4_711)),
        ..code(1)
    };
    insert_code(&world, &bare).await;
    assert_fresh(&take(&world, bare.digest).await, &bare);
}

async fn a_code_is_taken_whether_or_not_its_time_is_up(world: World) {
    settle(&world).await;
    insert_code(&world, &code(1)).await;
    let mut unit = world.unit().await;
    assert_fresh(&unit.codes().take(code(1).digest, FAR).await.unwrap(), &code(1));
}

async fn of_many_takers_one_gets_it_fresh(world: World) {
    settle(&world).await;
    insert_code(&world, &code(1)).await;
    let taken = race(64, |_| {
        let world = world.clone();
        async move { take(&world, code(1).digest).await }
    })
    .await;
    let fresh = taken.iter().filter(|taken| matches!(taken, Taken::Fresh(_))).count();
    let replayed = taken.iter().filter(|taken| is_replayed(taken, code(1).grant)).count();
    assert_eq!((fresh, replayed), (1, 63));
}

async fn a_taking_that_was_rolled_back_was_none(world: World) {
    settle(&world).await;
    insert_code(&world, &code(1)).await;
    let mut unit = world.unit().await;
    assert_fresh(&unit.codes().take(code(1).digest, LATER).await.unwrap(), &code(1));
    drop(unit);
    assert_fresh(&take(&world, code(1).digest).await, &code(1));
}

async fn a_code_is_inserted_once(world: World) {
    settle(&world).await;
    insert_code(&world, &code(1)).await;
    let error = world.unit().await.codes().insert(&code(1)).await.unwrap_err();
    assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
}

async fn a_code_needs_its_account_and_its_client(world: World) {
    settle(&world).await;
    for bad in [
        AuthorizationCode { account: account_id(9), ..code(1) },
        AuthorizationCode { client: client_id("nobody"), ..code(1) },
    ] {
        let error = world.unit().await.codes().insert(&bad).await.unwrap_err();
        assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    }
}

async fn codes_go_with_their_account_and_stay_without_their_session(world: World) {
    settle(&world).await;
    insert_account(&world, &unverified(2)).await;
    insert_client(&world, &client("other")).await;
    let of_other = AuthorizationCode { account: account_id(2), client: client_id("other"), ..code(2) };
    insert_code(&world, &code(1)).await;
    insert_code(&world, &of_other).await;
    super::open(&world, &grant(1), None).await;
    execute(&world, "DELETE FROM sessions").await;
    let mut unit = world.unit().await;
    assert!(unit.accounts().delete_unverified(account_id(2)).await.unwrap());
    unit.commit().await.unwrap();
    assert!(matches!(take(&world, of_other.digest).await, Taken::Unknown));
    assert_fresh(&take(&world, code(1).digest).await, &code(1));
    assert!(is_replayed(&take(&world, code(1).digest).await, code(1).grant));
    assert_eq!(find_grant(&world, grant(1).id).await, Some(grant(1)));
}

async fn what_is_too_long_is_an_error(world: World) {
    settle(&world).await;
    let longest = AuthorizationCode {
        nonce: Some("n".repeat(1_024)),
        redirect_uri: "r".repeat(2_048),
        scopes: super::scopes(&"s".repeat(1_024)),
        ..code(1)
    };
    insert_code(&world, &longest).await;
    assert_fresh(&take(&world, longest.digest).await, &longest);
    for bad in [
        AuthorizationCode { nonce: Some("n".repeat(1_025)), ..code(2) },
        AuthorizationCode { nonce: Some("a\0b".to_owned()), ..code(2) },
        AuthorizationCode { redirect_uri: "r".repeat(2_049), ..code(2) },
    ] {
        let error = world.unit().await.codes().insert(&bad).await.unwrap_err();
        assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    }
    assert!(matches!(take(&world, code(2).digest).await, Taken::Unknown));
}
