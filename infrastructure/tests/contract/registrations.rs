//! Registrations.

use crate::{
    contract,
    samples::{account_id, registration},
    world::World,
};
use oathgate_domain::{account::PersonNames, ids::RegistrationId, registration::Registration};

contract! { both;
    what_was_inserted_is_found,
    a_registration_belongs_to_the_account_that_it_was_assigned_to,
    an_address_is_corrected,
    a_deleted_registration_is_gone,
}

/// Everything of a registration, which has no equality of its own.
fn all(registration: &Registration) -> String {
    format!("{registration:?} {}", registration.password.as_str())
}

async fn found(world: &World, id: RegistrationId) -> Option<Registration> {
    world.reader().await.registrations().find(id).await.unwrap()
}

async fn what_was_inserted_is_found(world: World) {
    let full = registration(1);
    let bare = Registration { username: None, names: PersonNames::default(), ..registration(2) };
    let mut unit = world.unit().await;
    unit.registrations().insert(&full).await.unwrap();
    unit.registrations().insert(&bare).await.unwrap();
    unit.commit().await.unwrap();
    for given in [full, bare] {
        assert_eq!(found(&world, given.id).await.map(|found| all(&found)), Some(all(&given)));
    }
    assert!(found(&world, registration(3).id).await.is_none());
}

async fn a_registration_belongs_to_the_account_that_it_was_assigned_to(world: World) {
    let mut unit = world.unit().await;
    for number in 1..=3 {
        unit.registrations().insert(&registration(number)).await.unwrap();
    }
    unit.registrations().assign(registration(2).id, account_id(1)).await.unwrap();
    unit.registrations().assign(registration(9).id, account_id(1)).await.unwrap();
    unit.commit().await.unwrap();

    let mut unit = world.reader().await;
    let registrations = unit.registrations();
    assert_eq!(
        registrations.of_account(account_id(1)).await.unwrap(),
        [registration(1).id, registration(2).id]
    );
    assert_eq!(registrations.of_account(account_id(2)).await.unwrap(), []);
    assert_eq!(registrations.of_account(account_id(3)).await.unwrap(), [registration(3).id]);
    // The identifier that was drawn with it stays: its user name is held under it.
    let assigned = registrations.find(registration(2).id).await.unwrap().unwrap();
    assert_eq!(assigned.account, account_id(2));
}

async fn an_address_is_corrected(world: World) {
    let address = crate::samples::email("new@example.com");
    let mut unit = world.unit().await;
    unit.registrations().insert(&registration(1)).await.unwrap();
    assert!(unit.registrations().set_email(registration(1).id, &address).await.unwrap());
    assert!(!unit.registrations().set_email(registration(2).id, &address).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(found(&world, registration(1).id).await.unwrap().email, address);
}

async fn a_deleted_registration_is_gone(world: World) {
    let mut unit = world.unit().await;
    unit.registrations().insert(&registration(1)).await.unwrap();
    unit.registrations().insert(&registration(2)).await.unwrap();
    unit.registrations().delete(registration(1).id).await.unwrap();
    unit.registrations().delete(registration(1).id).await.unwrap();
    unit.commit().await.unwrap();
    assert!(found(&world, registration(1).id).await.is_none());
    assert!(found(&world, registration(2).id).await.is_some());
}
