//! Counts over time: by stretches, of what is looked for, and of nothing else.

use crate::{
    contract,
    samples::{account, email, id},
    world::{Database, World},
};
use oathgate_application::{
    audit::{By, Record},
    ports::{
        trends::{Counted, Source, Tally},
        workflow_runs::{NewEvent, NewRun},
        workflow_store::{Claim, Closing, FailedAttempt, WorkflowStore},
    },
    transact::transact,
};
use oathgate_domain::{
    account::Account,
    audit::Act,
    ids::{AccountId, RunId, WorkerId},
    workflow::{EventKind, Fault, Priority, Reuse, RunState},
};
use oathgate_infrastructure::{postgres::PostgresWorkflows, sqlite::SqliteWorkflows};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

contract! { both;
    sign_ins_are_counted_by_the_hour,
    accounts_are_counted_by_when_they_were_made,
    mails_and_trouble_are_counted,
}

/// An id as it is drawn at a time.
fn id_at(at: OffsetDateTime, number: u128) -> Uuid {
    Uuid::from_u128((u128::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap() << 80) | number)
}

/// The begin of the hour of a time, by the database's clock.
async fn hour(world: &World) -> OffsetDateTime {
    let now = world.reader().await.schedules().now().await.unwrap();
    OffsetDateTime::from_unix_timestamp(now.unix_timestamp() / 3600 * 3600).unwrap()
}

async fn counted(world: &World, source: Source, since: OffsetDateTime) -> Vec<Tally> {
    let found = world.reader().await.trends().tally(source, since, Duration::HOUR).await.unwrap();
    assert!(!found.is_partial);
    let mut tallies = found.tallies;
    tallies.sort_by_key(|tally| (tally.begins, format!("{:?}", tally.what)));
    tallies
}

fn tally(begins: OffsetDateTime, what: Counted, count: u64) -> Tally {
    Tally { begins, what, count }
}

async fn sign_ins_are_counted_by_the_hour(world: World) {
    let hour = hour(&world).await;
    let at = |hours: i64, minutes: i64| hour - Duration::hours(hours) + Duration::minutes(minutes);
    let acts = [
        (Act::SignedIn, at(0, 0)),
        (Act::SignedIn, at(1, 59)),
        (Act::SignInRefused, at(1, 0)),
        (Act::SignedIn, at(1, 0)),
        (Act::ClientCreated, at(1, 0)),
        // Before the window.
        (Act::SignedIn, at(3, -1)),
    ];
    transact(&*world.store, async |unit| {
        for ((act, at), number) in acts.iter().zip(1..) {
            unit.audit().record(&Record::of(*act, &By::system()).entry(id(number), *at)).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
    let expected = [
        tally(at(1, 0), Counted::SignIn, 2),
        tally(at(1, 0), Counted::SignInRefused, 1),
        tally(at(0, 0), Counted::SignIn, 1),
    ];
    assert_eq!(counted(&world, Source::SignIns, at(3, 0)).await, expected);
}

async fn accounts_are_counted_by_when_they_were_made(world: World) {
    let hour = hour(&world).await;
    let (yesterday, before) = (hour - Duration::DAY, hour - Duration::days(9));
    let made = [(1, hour), (2, hour), (3, yesterday), (4, before)];
    transact(&*world.store, async |unit| {
        for (number, created_at) in made {
            let account = Account {
                id: AccountId(id_at(created_at, number)),
                email: email(&format!("p{number}@example.com")),
                username: None,
                created_at,
                ..account(number)
            };
            unit.accounts().insert(&account, &crate::samples::hash("$pbkdf2")).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
    let expected = [tally(yesterday, Counted::NewAccount, 1), tally(hour, Counted::NewAccount, 2)];
    assert_eq!(counted(&world, Source::Accounts, hour - Duration::days(7)).await, expected);
}

fn sent(step: &str, value: &str) -> NewEvent {
    NewEvent {
        kind: EventKind::StepDone,
        name: Some(step.to_owned()),
        attempt: Some(1),
        data: Some(format!(r#"{{"value":"{value}","note":"250 Sent"}}"#)),
        takes_signal: None,
    }
}

async fn mails_and_trouble_are_counted(world: World) {
    let hints = world.hints.clone();
    let runs: Arc<dyn WorkflowStore> = match &world.database {
        Database::Postgres(database, _) => Arc::new(PostgresWorkflows::new(database.clone(), hints)),
        Database::Sqlite(database) => Arc::new(SqliteWorkflows::new(database.clone(), hints)),
    };
    let hour = hour(&world).await;
    let begin = async |number| {
        let run = NewRun {
            id: RunId(id_at(hour, number)),
            kind: "registration",
            version: 1,
            key: None,
            reuse: Reuse::Always,
            priority: Priority::Normal,
            limit_key: None,
            subject: None,
            parent: None,
            ends_with_parent: false,
            deadline: None,
            trace: None,
            traced: None,
            first_due: None,
            input: "{}".to_owned(),
        };
        transact(&*world.store, async |unit| unit.workflows().start(&run).await).await.unwrap();
        let claim = Claim {
            worker: WorkerId(id(1)),
            kinds: &["registration"],
            limit: 1,
            only: Some(&[run.id]),
            lease: std::time::Duration::from_secs(30),
        };
        runs.claim(&claim).await.unwrap().pop().unwrap().held
    };
    let fault = Fault::new("smtp_refused", "550 no such user");
    let bounced = begin(1).await;
    let events = [sent("mail_verification", "Sent"), sent("mail_welcome", "Bounced"), sent("mail_x", "Moot")];
    let _ = runs.checkpoint(&bounced, &events).await.unwrap();
    let _ = runs.checkpoint(&bounced, &[sent("create_account", "Sent")]).await.unwrap();
    let _ = runs.pause(&bounced, &[], &fault).await.unwrap();
    let failing = begin(2).await;
    let failed = FailedAttempt {
        step: "mail_reset".to_owned(),
        attempt: 1,
        fault: fault.clone(),
        retry_in: std::time::Duration::ZERO,
    };
    let _ = runs.fail_attempt(&failing, &[], &failed).await.unwrap();
    let ended = begin(3).await;
    let closing = Closing { state: RunState::Failed, output: None, fault: Some(fault) };
    let _ = runs.close(&ended, &[], &closing).await.unwrap();

    // Minutes may pass the full hour while a case waits for others.
    let sum = |found: Vec<Tally>| {
        let mut counts: Vec<_> =
            found.iter().map(|tally| (format!("{:?}", tally.what), tally.count)).collect();
        counts.sort();
        counts
    };
    let since = hour - Duration::hours(5);
    let expected = [("MailBounced", 1), ("MailFailed", 1), ("MailSent", 1)];
    let expected: Vec<_> = expected.map(|(what, count)| (what.to_owned(), count)).to_vec();
    assert_eq!(sum(counted(&world, Source::Mails, since).await), expected);
    let expected: Vec<_> =
        [("RunFailed", 1), ("RunPaused", 1)].map(|(what, count)| (what.to_owned(), count)).to_vec();
    assert_eq!(sum(counted(&world, Source::Trouble, since).await), expected);
    assert_eq!(counted(&world, Source::Mails, hour + Duration::hours(2)).await, []);
}
