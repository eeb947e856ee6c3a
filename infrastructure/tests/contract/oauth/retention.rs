//! What is left over when its time is up, and goes.

use super::{code, grant, insert_code, open, settle};
use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{
        FAR, LATER, NOW, account, account_id, challenge, digest, email, id, registration, session, unverified,
    },
    world::World,
};
use oathgate_application::{
    ports::{
        exports::Made,
        farewells::Farewell,
        oauth::Interaction,
        retention::{Leftover, MOST_AT_ONCE},
    },
    transact::transact,
};
use oathgate_domain::{
    challenge::Challenge,
    ids::{ExportId, MailRequestId, RunId},
    oauth::Grant,
    registration::Registration,
    secret::TokenDigest,
    session::Session,
};
use time::{Duration, OffsetDateTime};

contract! { both;
    what_is_over_goes_and_nothing_else,
    a_statement_deletes_so_many_and_no_more,
    registrations_and_accounts_that_came_to_nothing_are_found,
}

async fn forget(world: &World, what: Leftover, before: OffsetDateTime) -> u64 {
    transact(&*world.store, async |unit| unit.retention().forget(what, before).await).await.unwrap()
}

/// One of each kind that is over at `NOW`, and one that is not until `LATER`.
async fn two_of_each(world: &World) {
    settle(world).await;
    let mut unit = world.unit().await;
    for (number, over) in [(21, NOW), (22, LATER)] {
        let ended = Session { expires_at: over, ..session(number, 1) };
        unit.sessions().open(&ended, digest(7)).await.unwrap();
        let question = Challenge { account: Some(account_id(1)), expires_at: over, ..challenge(number) };
        unit.challenges().insert(&question).await.unwrap();
        let asked = Interaction { id: id(number), query: "q".to_owned(), created_at: NOW, expires_at: over };
        unit.interactions().insert(&asked).await.unwrap();
        unit.mail_requests().insert(MailRequestId(id(number)), &email("a@example.com"), over).await.unwrap();
        let farewell = Farewell { sealed: vec![1], sealed_key: vec![2] };
        unit.farewells().keep(RunId(id(number)), &farewell, over).await.unwrap();
        let device = digest(u8::try_from(number).unwrap());
        assert!(unit.known_devices().note(account_id(1), device, over).await.unwrap());
        let file = ExportId(id(number));
        assert!(unit.exports().insert(file, account_id(1), NOW).await.unwrap());
        assert!(unit.exports().put(file, b"sealed", Made { at: NOW, expires_at: over }).await.unwrap());
        assert!(unit.replays().is_first(device, over).await.unwrap());
    }
    unit.commit().await.unwrap();
    open(world, &Grant { expires_at: NOW, ..grant(31) }, None).await;
    open(world, &Grant { expires_at: LATER, ..grant(32) }, None).await;
    insert_code(world, &code(41)).await;
}

async fn what_is_over_goes_and_nothing_else(world: World) {
    two_of_each(&world).await;
    for what in Leftover::ALL {
        let expected = match what {
            Leftover::Codes
            | Leftover::PushedRequests
            | Leftover::DeviceRequests
            | Leftover::DeviceGuesses
            | Leftover::Runs
            | Leftover::Sweeps => 0,
            _ => 1,
        };
        assert_eq!(forget(&world, what, NOW).await, expected, "{what:?}");
        assert_eq!(forget(&world, what, NOW).await, 0, "{what:?}");
    }
    let mut unit = world.reader().await;
    assert!(unit.sessions().find(session(21, 1).id).await.unwrap().is_none());
    assert!(unit.sessions().find(session(22, 1).id).await.unwrap().is_some());
    assert!(unit.challenges().find(challenge(22).id).await.unwrap().is_some());
    assert!(unit.farewells().find(RunId(id(22))).await.unwrap().is_some());
    drop(unit);
    assert_eq!(forget(&world, Leftover::Codes, FAR).await, 1);
    // What was ended before its time counts from then.
    let revoked = transact(&*world.store, async |unit| {
        unit.sessions().revoke_all(account_id(1), None, NOW).await?;
        unit.grants().revoke_all(account_id(1), None, NOW).await.map(|_| ())
    });
    revoked.await.unwrap();
    assert!(forget(&world, Leftover::Sessions, NOW).await >= 1);
    assert_eq!(forget(&world, Leftover::Grants, NOW).await, 1);
}

async fn a_statement_deletes_so_many_and_no_more(world: World) {
    let number = u32::from(MOST_AT_ONCE) + 3;
    let filled = transact(&*world.store, async |unit| {
        for place in 0..number {
            let mut bytes = [0; 32];
            bytes[..4].copy_from_slice(&place.to_be_bytes());
            assert!(unit.replays().is_first(TokenDigest(bytes), NOW).await?);
        }
        Ok(())
    });
    filled.await.unwrap();
    assert_eq!(forget(&world, Leftover::Replays, NOW).await, u64::from(MOST_AT_ONCE));
    assert_eq!(forget(&world, Leftover::Replays, NOW).await, 3);
}

async fn registrations_and_accounts_that_came_to_nothing_are_found(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &unverified(2)).await;
    insert_account(&world, &unverified(3)).await;
    let waiting = Registration { account: account_id(3), created_at: NOW, ..registration(7) };
    let filled = transact(&*world.store, async |unit| unit.registrations().insert(&waiting).await);
    filled.await.unwrap();
    let mut unit = world.reader().await;
    let before = FAR + Duration::days(1);
    let stale = unit.retention().stale_registrations(before, 9).await.unwrap();
    assert_eq!(stale, [(waiting.id, account_id(3))]);
    assert_eq!(unit.retention().stale_registrations(NOW, 9).await.unwrap(), []);
    assert_eq!(unit.retention().stale_accounts(before, 9).await.unwrap(), [account_id(2)]);
    assert_eq!(unit.retention().stale_accounts(before, 0).await.unwrap(), []);
    let first = NOW - Duration::days(900);
    assert_eq!(unit.retention().stale_accounts(first, 9).await.unwrap(), []);
}
