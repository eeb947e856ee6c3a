//! A file with everything that is kept of a person.

use crate::{people::signed_in, world::World};
use oathgate_application::{
    accounts::{export_data::ExportData, origin::Origin},
    ports::mailer::Content,
    transact::transact,
};
use oathgate_domain::{
    account::PersonNames,
    contact::{Contact, PhoneNumber, PostalAddress},
};
use serde_json::Value;
use std::sync::Arc;
use time::Duration;

fn export_data(world: &World) -> ExportData {
    ExportData {
        store: Arc::clone(&world.store),
        sealer: world.keys.clone(),
        entropy: Arc::clone(&world.entropy),
        clock: world.clock.clone(),
        days: 7,
    }
}

pub(crate) async fn the_file_is_there_for_its_time(world: &World) {
    let who = signed_in(world).await;
    let account = who.account.id;
    let reached = Contact {
        phone: PhoneNumber::parse("+49 30 1234567").unwrap(),
        address: Some(PostalAddress {
            postal_code: Some("10623".to_owned()),
            locality: Some("Berlin".to_owned()),
            ..PostalAddress::default()
        }),
    };
    let (names, now) = (PersonNames::default(), world.now());
    let set = transact(&*world.store, async |unit| {
        unit.accounts().set_profile(account, None, &names, None, &reached, now).await
    });
    assert!(set.await.unwrap());
    let asked = export_data(world).request(&who, &Origin::default()).await.unwrap();
    assert_eq!(export_data(world).open(account, asked.id).await.unwrap(), None);
    world.work().await;

    let listed = export_data(world).list(account).await.unwrap();
    let [made] = listed.as_slice() else { panic!("{listed:?}") };
    let expires_at = made.made.unwrap().expires_at;
    assert_eq!(made.id, asked.id);
    let file = export_data(world).open(account, asked.id).await.unwrap().unwrap();
    let file: Value = serde_json::from_slice(&file).unwrap();
    assert_eq!(file["account"]["email"], "ada@example.com");
    assert_eq!(file["account"]["phone_number"], "+49301234567");
    assert_eq!(file["account"]["address"]["formatted"], "10623 Berlin");
    assert_eq!(file["sessions"][0]["address"], "192.0.2.1");
    assert_eq!(file["activity"][0]["kind"], "data_export");
    assert!(file["connected_apps"].as_array().unwrap().is_empty());
    assert!(!file.to_string().contains("pbkdf2"), "the password's hash is nobody's");

    let mails = world.mails();
    let [letter] = mails.as_slice() else { panic!("{} mails", mails.len()) };
    let Content::ExportReady { page, expires_at: told, .. } = &letter.content else {
        panic!("{:?}", letter.content)
    };
    assert_eq!((page.as_str(), *told), ("https://id.example.com/account/data", expires_at));

    world.pass(expires_at - world.now()).await;
    assert!(world.reader().await.exports().find(asked.id).await.unwrap().is_none());
    assert!(export_data(world).list(account).await.unwrap().is_empty());
    world.assert_done().await;
    let run = world.runs.detail(world.all_runs().await[0].id).await.unwrap().unwrap();
    assert!(!format!("{run:?}").contains("192.0.2.1"), "an address is in the history");
}

#[tokio::test]
async fn one_file_an_hour_and_a_file_that_is_not_wanted_goes_at_once() {
    let world = World::new().await;
    let who = signed_in(&world).await;
    let ask = async || export_data(&world).request(&who, &Origin::default()).await.unwrap().id;
    let first = ask().await;
    assert_eq!(ask().await, first);
    world.work().await;
    assert_eq!(ask().await, first);
    world.pass(Duration::hours(1)).await;
    let second = ask().await;
    assert_ne!(second, first);
    world.work().await;
    assert_eq!(world.mails().len(), 2);

    let account = who.account.id;
    assert!(export_data(&world).discard(account, first).await.unwrap());
    assert!(!export_data(&world).discard(account, first).await.unwrap());
    assert_eq!(export_data(&world).open(account, first).await.unwrap(), None);
    // Before it is made, too.
    world.pass(Duration::hours(1)).await;
    let third = ask().await;
    assert!(export_data(&world).discard(account, third).await.unwrap());
    world.work().await;
    assert_eq!(world.mails().len(), 2);
    world.pass(Duration::days(7)).await;
    world.assert_done().await;
}

/// The shortest of several tries, since the machine has other things to do as well.
#[tokio::test]
async fn a_flow_of_90_days_takes_no_time() {
    let mut shortest = std::time::Duration::MAX;
    for _ in 0..10 {
        let world = World::new().await;
        let who = signed_in(&world).await;
        let export = ExportData { days: 90, ..export_data(&world) };
        export.request(&who, &Origin::default()).await.unwrap();
        let begun = std::time::Instant::now();
        world.work().await;
        world.pass(Duration::days(90)).await;
        shortest = shortest.min(begun.elapsed());
        world.assert_done().await;
    }
    println!("90 days in {shortest:?}");
    assert!(shortest < std::time::Duration::from_millis(500), "{shortest:?}");
}
