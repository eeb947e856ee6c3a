//! The audit trail: what is recorded comes back, the chain stays whole whoever writes at the same
//! time, and tampering shows.

use crate::{
    contract,
    migrations::execute,
    samples::{LATER, NOW, account_id, id},
    world::{World, race},
};
use oathgate_application::{
    accounts::origin::Origin,
    audit::{Broken, By, Flaw, Found, Record, Trail, Whole},
    ports::{
        audit::{AuditFilter, Recorded},
        token_keys::TokenKeys,
    },
    transact::transact,
};
use oathgate_domain::{
    audit::{Act, Actor, AuditEntry, Link},
    ids::AuditId,
};
use oathgate_infrastructure::{crypto::MasterKeys, testing::SeededEntropy};
use std::{collections::BTreeSet, sync::Arc};
use time::{Duration, OffsetDateTime};

contract! { both;
    entries_come_back_as_they_went,
    entries_are_found_by_what_they_say,
    pages_follow_each_other,
    an_entry_goes_with_its_change,
    the_chain_grows_in_order,
    writers_and_sealers_at_once_keep_the_chain_whole,
    every_changed_column_shows,
    what_is_taken_out_shows,
    what_is_put_in_shows,
    a_cut_end_shows,
    forged_notes_show,
    an_unknown_key_shows,
    what_was_noted_elsewhere_is_compared,
    old_entries_go_and_the_rest_stays_whole,
    a_broken_beginning_is_not_cut_off,
}

/// Two keys: the second was the current one before.
const KEYS: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8,\
    ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";

fn trail_under(world: &World, keys: &str) -> Trail {
    Trail {
        store: world.store.clone(),
        keys: Arc::new(MasterKeys::parse(keys).unwrap()),
        entropy: Arc::new(SeededEntropy::new(u64::MAX)),
        clock: world.clock.clone(),
    }
}

fn trail(world: &World) -> Trail {
    trail_under(world, KEYS)
}

fn entry(number: u128) -> AuditEntry {
    let origin = Origin::new(
        Some(format!("request-{number}")),
        Some("198.51.100.7".to_owned()),
        Some("Mozilla/5.0 (美)"),
    );
    Record::from(Act::PasswordChanged, Actor::Account(account_id(7)), &origin)
        .about(account_id(8))
        .to("account", account_id(8))
        .with("reason", "ünïcode")
        .entry(id(number), NOW + Duration::seconds(i64::try_from(number).unwrap()))
}

fn bare(number: u128) -> AuditEntry {
    Record::of(Act::SignInRefused, &By::system()).entry(id(number), NOW)
}

async fn record(world: &World, entries: &[AuditEntry]) {
    transact(&*world.store, async |unit| {
        for entry in entries {
            unit.audit().record(entry).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

/// Records and seals as many entries.
async fn sealed(world: &World, number: u128) -> Trail {
    let entries: Vec<_> = (1..=number).map(entry).collect();
    record(world, &entries).await;
    let trail = trail(world);
    seal_all(&trail).await;
    trail
}

async fn seal_all(trail: &Trail) {
    while trail.seal().await.unwrap() > 0 {}
}

async fn whole(trail: &Trail) -> Whole {
    match trail.verify(None).await.unwrap() {
        Found::Whole(whole) => whole,
        Found::Broken(broken) => panic!("{broken:?}"),
    }
}

async fn flaw(trail: &Trail) -> (i64, Flaw) {
    match trail.verify(None).await.unwrap() {
        Found::Broken(Broken { number, flaw, .. }) => (number, flaw),
        Found::Whole(whole) => panic!("{whole:?}"),
    }
}

async fn search(world: &World, filter: AuditFilter) -> Vec<u128> {
    let found = world.reader().await.audit().search(&filter).await.unwrap();
    found.iter().map(|recorded| recorded.entry.id.0.as_u128()).collect()
}

const ALL: AuditFilter = AuditFilter {
    act: None,
    subject: None,
    actor: None,
    target: None,
    request_id: None,
    since: None,
    until: None,
    before: None,
    limit: 200,
};

async fn entries_come_back_as_they_went(world: World) {
    let nobody = Record::from(Act::SignedIn, Actor::Anonymous, &Origin::default()).entry(id(3), NOW);
    let operator = Record::of(Act::ClientDeleted, &By::operator(None)).to("client", "shop").entry(id(4), NOW);
    let entries = [entry(1), bare(2), nobody, operator];
    assert_eq!(world.reader().await.audit().waiting().await.unwrap(), (0, None));
    record(&world, &entries).await;
    let mut found = world.reader().await.audit().unsealed(10).await.unwrap();
    found.sort_by_key(|entry| entry.id);
    assert_eq!(found, entries);
    assert_eq!(world.reader().await.audit().unsealed(2).await.unwrap().len(), 2);
    let oldest = entries.iter().map(|entry| entry.at).min();
    assert_eq!(world.reader().await.audit().waiting().await.unwrap(), (4, oldest));
    let listed = world.reader().await.audit().search(&ALL).await.unwrap();
    assert!(listed.contains(&Recorded { entry: entry(1), link: None }), "{listed:?}");
}

async fn entries_are_found_by_what_they_say(world: World) {
    let by = |number: u128| By { actor: Actor::Account(account_id(number)), origin: Origin::default() };
    let at = |minutes| NOW + Duration::minutes(minutes);
    record(
        &world,
        &[
            Record::of(Act::SignedIn, &by(7)).about(account_id(7)).to("session", id(70)).entry(id(1), at(1)),
            Record::of(Act::ClientCreated, &by(7)).to("client", "shop").entry(id(2), at(2)),
            Record::of(Act::ClientDeleted, &by(9)).to("client", "shop").entry(id(3), at(3)),
            entry(4),
            Record::of(Act::AccountDisabled, &by(9)).about(account_id(7)).entry(id(5), at(5)),
        ],
    )
    .await;
    let act = |act: &str| AuditFilter { act: Some(act.to_owned()), ..ALL };
    assert_eq!(search(&world, act("client")).await, [3, 2]);
    assert_eq!(search(&world, act("client.deleted")).await, [3]);
    assert_eq!(search(&world, act("cli")).await, [0; 0]);
    let about = AuditFilter { subject: Some(account_id(7)), ..ALL };
    assert_eq!(search(&world, about.clone()).await, [5, 1]);
    let done_by = AuditFilter { actor: Some(account_id(9)), ..ALL };
    assert_eq!(search(&world, done_by.clone()).await, [5, 3]);
    assert_eq!(search(&world, AuditFilter { subject: about.subject, ..done_by }).await, [5, 1]);
    let target = AuditFilter { target: Some("shop".to_owned()), ..ALL };
    assert_eq!(search(&world, target.clone()).await, [3, 2]);
    assert_eq!(search(&world, AuditFilter { act: act("client.created").act, ..target }).await, [2]);
    let request = AuditFilter { request_id: Some("request-4".to_owned()), ..ALL };
    assert_eq!(search(&world, request).await, [4]);
    let times = AuditFilter { since: Some(at(2)), until: Some(at(5)), ..ALL };
    assert_eq!(search(&world, times).await, [3, 2]);
    let quoted = AuditFilter { target: Some("' OR true --".to_owned()), ..ALL };
    assert_eq!(search(&world, quoted).await, [0; 0]);
}

async fn pages_follow_each_other(world: World) {
    // Five of the same moment, and one of a later.
    let mut entries: Vec<_> = (1..=5).map(bare).collect();
    entries.push(AuditEntry { at: LATER, ..bare(6) });
    record(&world, &entries).await;
    let mut before: Option<(OffsetDateTime, AuditId)> = None;
    let mut seen = Vec::new();
    loop {
        let filter = AuditFilter { before, limit: 2, ..ALL };
        let page = world.reader().await.audit().search(&filter).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.entry.at, last.entry.id));
        seen.extend(page.iter().map(|recorded| recorded.entry.id.0.as_u128()));
    }
    assert_eq!(seen, [6, 5, 4, 3, 2, 1]);
    assert_eq!(search(&world, AuditFilter { limit: 0, ..ALL }).await, [0; 0]);
}

async fn an_entry_goes_with_its_change(world: World) {
    let mut unit = world.unit().await;
    unit.audit().record(&entry(1)).await.unwrap();
    drop(unit);
    assert_eq!(search(&world, ALL).await, [0; 0], "rolled back");
}

async fn the_chain_grows_in_order(world: World) {
    let trail = trail(&world);
    assert_eq!(trail.seal().await.unwrap(), 0);
    let empty =
        Whole { entries: 0, head: Link { number: 0, seal: [0; 32], key: 0 }, base: 0, unsealed_since: None };
    assert_eq!(whole(&trail).await, empty);

    record(&world, &[entry(2), entry(1), entry(3)]).await;
    assert_eq!(whole(&trail).await.unsealed_since, Some(entry(1).at));
    assert_eq!(trail.seal().await.unwrap(), 3);
    assert_eq!(trail.seal().await.unwrap(), 0);
    // An elder one that was committed late comes behind.
    record(&world, &[bare(4)]).await;
    assert_eq!(trail.seal().await.unwrap(), 1);
    let chain = trail.chain(0).await.unwrap();
    let order: Vec<_> =
        chain.iter().map(|recorded| (recorded.link.unwrap().number, recorded.entry.id.0.as_u128())).collect();
    assert_eq!(order, [(1, 1), (2, 2), (3, 3), (4, 4)]);
    let found = whole(&trail).await;
    assert_eq!((found.entries, found.head, found.unsealed_since), (4, chain[3].link.unwrap(), None));
    assert_eq!(trail.chain(3).await.unwrap(), chain[3..]);
    // Another key from now on; the one before is still known.
    let (one, two) = KEYS.split_once(',').unwrap();
    let rotated = trail_under(&world, &format!("{two},{one}"));
    record(&world, &[entry(5)]).await;
    rotated.seal().await.unwrap();
    assert_eq!(whole(&trail).await.entries, 5);
}

async fn writers_and_sealers_at_once_keep_the_chain_whole(world: World) {
    race(40, |racer| {
        let world = world.clone();
        async move {
            let trail = trail(&world);
            if racer % 10 == 0 {
                for _ in 0..5 {
                    trail.seal().await.unwrap();
                    whole(&trail).await;
                }
            } else {
                for entry in 0..5 {
                    let number = u128::try_from(racer * 10 + entry + 1).unwrap();
                    record(&world, &[self::entry(number)]).await;
                }
            }
        }
    })
    .await;
    let trail = trail(&world);
    seal_all(&trail).await;
    assert_eq!(whole(&trail).await.entries, 180);
    let numbers: BTreeSet<i64> =
        trail.chain(0).await.unwrap().iter().map(|recorded| recorded.link.unwrap().number).collect();
    assert_eq!(numbers, (1..=180).collect());
}

async fn every_changed_column_shows(world: World) {
    let trail = sealed(&world, 5).await;
    let changes = [
        "UPDATE audit_entries SET act = 'sign_in.succeeded' WHERE number = 3",
        "UPDATE audit_entries SET actor_kind = 'system', actor = NULL WHERE number = 3",
        "UPDATE audit_entries SET actor = subject WHERE number = 3",
        "UPDATE audit_entries SET subject = NULL WHERE number = 3",
        "UPDATE audit_entries SET target_kind = 'client' WHERE number = 3",
        "UPDATE audit_entries SET target = 'x' WHERE number = 3",
        "UPDATE audit_entries SET target = NULL, target_kind = NULL WHERE number = 3",
        "UPDATE audit_entries SET address = '198.51.100.8' WHERE number = 3",
        "UPDATE audit_entries SET user_agent = '' WHERE number = 3",
        "UPDATE audit_entries SET user_agent = NULL WHERE number = 3",
        "UPDATE audit_entries SET request_id = NULL WHERE number = 3",
        "UPDATE audit_entries SET details = '{}' WHERE number = 3",
        "UPDATE audit_entries SET id = actor WHERE number = 3",
        "UPDATE audit_entries SET at = (SELECT at FROM audit_entries WHERE number = 1) WHERE number = 3",
        "UPDATE audit_entries SET seal = (SELECT seal FROM audit_entries WHERE number = 1) WHERE number = 3",
    ];
    for change in changes {
        let kept = trail.chain(2).await.unwrap()[0].clone();
        execute(&world, change).await;
        assert_eq!(flaw(&trail).await, (3, Flaw::Altered), "{change}");
        restore(&world, &kept).await;
        assert_eq!(whole(&trail).await.entries, 5);
    }
}

/// Puts the entry with the number 3 back as it was.
async fn restore(world: &World, kept: &Recorded) {
    execute(world, "DELETE FROM audit_entries WHERE number = 3").await;
    let link = kept.link.unwrap();
    transact(&*world.store, async |unit| {
        unit.audit().record(&kept.entry).await?;
        assert!(unit.audit().seal(kept.entry.id, &link).await?);
        assert!(!unit.audit().seal(kept.entry.id, &link).await?, "once");
        Ok(())
    })
    .await
    .unwrap();
}

async fn what_is_taken_out_shows(world: World) {
    let trail = sealed(&world, 5).await;
    let kept = trail.chain(2).await.unwrap()[0].clone();
    execute(&world, "DELETE FROM audit_entries WHERE number = 3").await;
    assert_eq!(flaw(&trail).await, (3, Flaw::Missing));
    restore(&world, &kept).await;
    execute(&world, "UPDATE audit_entries SET number = NULL, seal = NULL, seal_key = NULL WHERE number = 3")
        .await;
    assert_eq!(flaw(&trail).await, (3, Flaw::Missing));
    // Numbers that are closed up again do not help.
    execute(&world, "DELETE FROM audit_entries WHERE number IS NULL").await;
    execute(&world, "UPDATE audit_entries SET number = 3 WHERE number = 4").await;
    execute(&world, "UPDATE audit_entries SET number = 4 WHERE number = 5").await;
    assert_eq!(flaw(&trail).await, (3, Flaw::Altered));
}

async fn what_is_put_in_shows(world: World) {
    let trail = sealed(&world, 2).await;
    // Sealed by somebody with a key of their own.
    let (_, other) = KEYS.split_once(',').unwrap();
    let head = whole(&trail).await.head;
    let forger = MasterKeys::parse(other).unwrap();
    let seal = forger.mac(forger.current(), "audit-seal", &[&head.seal]).unwrap();
    transact(&*world.store, async |unit| {
        unit.audit().record(&entry(3)).await?;
        unit.audit().seal(AuditId(id(3)), &Link { number: 3, seal, key: forger.current() }).await
    })
    .await
    .unwrap();
    assert_eq!(flaw(&trail).await, (3, Flaw::Altered));
}

async fn a_cut_end_shows(world: World) {
    let trail = sealed(&world, 5).await;
    execute(&world, "DELETE FROM audit_entries WHERE number > 3").await;
    assert_eq!(flaw(&trail).await, (4, Flaw::CutShort));
    execute(&world, "DELETE FROM audit_entries").await;
    assert_eq!(flaw(&trail).await, (1, Flaw::CutShort));
}

async fn forged_notes_show(world: World) {
    let trail = sealed(&world, 5).await;
    execute(&world, "DELETE FROM audit_entries WHERE number = 5").await;
    execute(
        &world,
        "UPDATE audit_anchors SET number = 4, seal = (SELECT seal FROM audit_entries WHERE number = 4)",
    )
    .await;
    assert_eq!(flaw(&trail).await, (4, Flaw::HeadForged));
    execute(&world, "DELETE FROM audit_anchors").await;
    assert_eq!(flaw(&trail).await, (5, Flaw::HeadForged));
    execute(
        &world,
        "INSERT INTO audit_anchors (name, number, seal, seal_key, mac) \
         SELECT 'base', number, seal, seal_key, seal FROM audit_entries WHERE number = 2",
    )
    .await;
    assert_eq!(flaw(&trail).await, (2, Flaw::BaseForged));
}

async fn an_unknown_key_shows(world: World) {
    sealed(&world, 2).await;
    let (_, other) = KEYS.split_once(',').unwrap();
    assert_eq!(flaw(&trail_under(&world, other)).await.1, Flaw::KeyUnknown);
}

async fn what_was_noted_elsewhere_is_compared(world: World) {
    let trail = sealed(&world, 3).await;
    let second = trail.chain(1).await.unwrap()[0].link.unwrap();
    let noted = async |number, seal| match trail.verify(Some((number, seal))).await.unwrap() {
        Found::Whole(_) => None,
        Found::Broken(broken) => Some((broken.number, broken.flaw)),
    };
    assert_eq!(noted(2, second.seal).await, None);
    assert_eq!(noted(2, [7; 32]).await, Some((2, Flaw::NotAsNoted)));
    // What was noted last is mostly the end of it still.
    let Found::Whole(whole) = trail.verify(None).await.unwrap() else { panic!("it is broken") };
    assert_eq!(noted(whole.head.number, whole.head.seal).await, None);
    assert_eq!(noted(whole.head.number, [7; 32]).await, Some((whole.head.number, Flaw::NotAsNoted)));
    assert_eq!(noted(9, [7; 32]).await, Some((4, Flaw::CutShort)));
}

async fn old_entries_go_and_the_rest_stays_whole(world: World) {
    let trail = sealed(&world, 5).await;
    let by = By::system();
    assert_eq!(trail.prune(NOW, &by).await.unwrap(), 0);
    assert_eq!(trail.prune(entry(3).at, &by).await.unwrap(), 2);
    assert_eq!(trail.prune(entry(3).at, &by).await.unwrap(), 0);
    let found = whole(&trail).await;
    assert_eq!((found.entries, found.base), (3, 2));
    seal_all(&trail).await;
    let chain = trail.chain(0).await.unwrap();
    let numbers: Vec<_> = chain.iter().map(|recorded| recorded.link.unwrap().number).collect();
    assert_eq!(numbers, [3, 4, 5, 6]);
    assert_eq!(chain[3].entry.act, "audit.pruned");
    assert_eq!(chain[3].entry.details.as_deref(), Some(r#"{"deleted":2,"through":2}"#));
    // What lies before the beginning cannot be compared any more.
    assert!(matches!(trail.verify(Some((1, [7; 32]))).await.unwrap(), Found::Whole(_)));
    execute(&world, "DELETE FROM audit_anchors WHERE name = 'base'").await;
    assert_eq!(flaw(&trail).await, (1, Flaw::Missing));
}

async fn a_broken_beginning_is_not_cut_off(world: World) {
    let trail = sealed(&world, 5).await;
    execute(&world, "UPDATE audit_entries SET details = NULL WHERE number = 2").await;
    let refused = trail.prune(LATER, &By::system()).await.unwrap_err();
    let why = std::error::Error::source(&refused).unwrap().to_string();
    assert!(why.contains("entry 2"), "{why}");
    assert_eq!(flaw(&trail).await, (2, Flaw::Altered));
    assert_eq!(trail.chain(0).await.unwrap().len(), 5);
    trail.note_export(&By::operator(None), 0).await.unwrap();
    assert_eq!(search(&world, AuditFilter { act: Some("audit".to_owned()), ..ALL }).await.len(), 1);
}
