//! Challenges.

use crate::{
    accounts::insert as insert_account,
    contract,
    samples::{FAR, LATER, NOW, account, account_id, challenge},
    world::{World, race},
};
use oathgate_application::{error::PortError, transact::transact};
use oathgate_domain::{
    challenge::{Challenge, Purpose},
    ids::ChallengeId,
};
use time::OffsetDateTime;

contract! { both;
    what_was_inserted_is_found,
    a_challenge_needs_its_account,
    a_challenge_is_used_once,
    a_challenge_is_used_for_its_purpose_and_in_time,
    of_many_who_answer_one_gets_it,
    withdrawn_challenges_cannot_be_used,
    a_used_challenge_outlives_its_registration,
}

async fn insert(world: &World, challenge: &Challenge) {
    let mut unit = world.unit().await;
    unit.challenges().insert(challenge).await.unwrap();
    unit.commit().await.unwrap();
}

async fn consume(world: &World, id: ChallengeId, purpose: Purpose, now: OffsetDateTime) -> Option<Challenge> {
    transact(&*world.store, async |unit| unit.challenges().consume(id, purpose, now).await).await.unwrap()
}

fn for_first_administrator() -> Challenge {
    Challenge {
        purpose: Purpose::FirstAdministrator,
        account: None,
        registration: None,
        email: None,
        key: 0,
        ..challenge(5)
    }
}

async fn what_was_inserted_is_found(world: World) {
    insert_account(&world, &account(1)).await;
    for given in [challenge(1), for_first_administrator()] {
        insert(&world, &given).await;
        let found = world.reader().await.challenges().find(given.id).await.unwrap();
        assert_eq!(found, Some(given));
    }
    assert_eq!(world.reader().await.challenges().find(challenge(9).id).await.unwrap(), None);
}

async fn a_challenge_needs_its_account(world: World) {
    for bad in [challenge(1), Challenge { account: None, ..challenge(1) }] {
        let error = world.unit().await.challenges().insert(&bad).await.unwrap_err();
        assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
    }
}

async fn a_challenge_is_used_once(world: World) {
    insert_account(&world, &account(1)).await;
    insert(&world, &challenge(1)).await;
    let id = challenge(1).id;
    assert_eq!(consume(&world, id, Purpose::VerifyEmail, LATER).await, Some(challenge(1)));
    assert_eq!(consume(&world, id, Purpose::VerifyEmail, LATER).await, None);
    // It is still known.
    assert_eq!(world.reader().await.challenges().find(id).await.unwrap(), Some(challenge(1)));
    assert_eq!(consume(&world, challenge(9).id, Purpose::VerifyEmail, LATER).await, None);
}

async fn a_challenge_is_used_for_its_purpose_and_in_time(world: World) {
    insert_account(&world, &account(1)).await;
    insert(&world, &challenge(1)).await;
    let (id, end) = (challenge(1).id, challenge(1).expires_at);
    assert_eq!(consume(&world, id, Purpose::ResetPassword, LATER).await, None);
    assert_eq!(consume(&world, id, Purpose::VerifyEmail, end).await, None);
    assert_eq!(consume(&world, id, Purpose::VerifyEmail, FAR).await, None);
    let last_moment = end - time::Duration::microseconds(1);
    assert_eq!(consume(&world, id, Purpose::VerifyEmail, last_moment).await, Some(challenge(1)));
}

async fn of_many_who_answer_one_gets_it(world: World) {
    insert_account(&world, &account(1)).await;
    insert(&world, &challenge(1)).await;
    let got = race(64, |_| {
        let world = world.clone();
        async move { consume(&world, challenge(1).id, Purpose::VerifyEmail, LATER).await }
    })
    .await;
    assert_eq!(got.into_iter().flatten().count(), 1);
}

async fn withdrawn_challenges_cannot_be_used(world: World) {
    insert_account(&world, &account(1)).await;
    insert_account(&world, &account(2)).await;
    let used = Challenge { id: ChallengeId(crate::samples::id(77)), ..challenge(1) };
    let reset = Challenge {
        id: ChallengeId(crate::samples::id(78)),
        purpose: Purpose::ResetPassword,
        ..challenge(1)
    };
    for challenge in [challenge(1), challenge(2), used.clone(), reset.clone()] {
        insert(&world, &challenge).await;
    }
    assert!(consume(&world, used.id, Purpose::VerifyEmail, NOW).await.is_some());
    let mut unit = world.unit().await;
    unit.challenges().withdraw(account_id(1), Purpose::VerifyEmail, LATER).await.unwrap();
    unit.challenges().withdraw(account_id(9), Purpose::VerifyEmail, LATER).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(consume(&world, challenge(1).id, Purpose::VerifyEmail, LATER).await, None);
    assert!(consume(&world, challenge(2).id, Purpose::VerifyEmail, LATER).await.is_some());
    assert!(consume(&world, reset.id, Purpose::ResetPassword, LATER).await.is_some());
    let withdrawn = world.reader().await.challenges().find(challenge(1).id).await.unwrap();
    assert_eq!(withdrawn, Some(challenge(1)));
}

async fn a_used_challenge_outlives_its_registration(world: World) {
    use crate::samples::registration;
    insert_account(&world, &account(1)).await;
    let mut unit = world.unit().await;
    unit.registrations().insert(&registration(1)).await.unwrap();
    unit.challenges().insert(&challenge(1)).await.unwrap();
    unit.registrations().delete(registration(1).id).await.unwrap();
    unit.commit().await.unwrap();
    let found = world.reader().await.challenges().find(challenge(1).id).await.unwrap();
    assert_eq!(found, Some(challenge(1)));
}
