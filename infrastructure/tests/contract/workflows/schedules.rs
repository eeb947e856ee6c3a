//! Schedules, and the runs that they start.

use super::{LEASE, Works, run_id};
use crate::{
    contract,
    world::{Database, World, patient, race},
};
use oathgate_application::{
    audit::By,
    error::Failure,
    ports::{store::Store, workflow_runs::Started, workflow_store::Closing},
    schedules::{Catalogue, Fired, ScheduleRefusal, Schedules, Timetable},
    transact::transact,
    workflow::{Context, Flow, Registry, Workflow},
};
use oathgate_domain::{
    ids::RunId,
    workflow::{EventKind, Fault, Overlap, RunState, RunStatus, Schedule},
};
use oathgate_infrastructure::{
    local::OsEntropy,
    postgres::{PostgresDatabase, PostgresStore},
};
use std::{sync::Arc, time::Duration};
use time::Time;

contract! { both;
    a_schedule_is_kept_paused_and_resumed,
    what_the_program_brings_does_not_replace_what_is_there,
    a_time_that_has_come_starts_one_run,
    many_fire_and_one_run_starts,
    a_crash_before_the_commit_repeats_and_loses_nothing,
    an_earlier_run_that_is_not_over_is_minded,
    what_was_missed_is_made_up_for_once,
    what_is_too_late_is_left_out,
    what_means_nothing_is_paused_and_holds_nobody_up,
    a_workflow_that_nobody_has_code_for_waits,
    a_person_starts_a_run_at_any_time,
    a_span_is_filled_without_repeats,
    a_request_to_cancel_wakes_a_run,
}

const DONE: Closing = Closing { state: RunState::Done, output: None, fault: None };
const HOUR: Duration = Duration::from_hours(1);

/// Starts with the hour.
struct Hourly;

impl Workflow for Hourly {
    const KIND: &'static str = "flow";
    type Input = i64;
    type Output = ();
    type Ports = ();

    async fn run(_: &mut Context<()>, _: i64) -> Flow<()> {
        Ok(())
    }
}

const TIMETABLE: Timetable = Timetable::new("hourly", "0 * * * *");

/// The store as it will be after some time.
fn store_after(works: &Works, by: Duration) -> Arc<dyn Store> {
    let works = works.later(by);
    match &works.world.database {
        Database::Postgres(_, address) => {
            let joint = if address.contains('?') { '&' } else { '?' };
            let skewed = format!("{address}{joint}options=-c%20workflow.skew={}ms", by.as_millis());
            let database = PostgresDatabase::connect(&skewed, &patient(16)).unwrap();
            Arc::new(PostgresStore::new(database, works.world.hints.clone()))
        }
        Database::Sqlite(_) => works.world.store,
    }
}

/// What is done with schedules after some time, by a program with this timetable.
fn schedules_after(works: &Works, by: Duration, timetable: Timetable) -> Schedules {
    let registry = Registry::default().with::<Hourly>();
    let catalogue = Catalogue::of(&registry).with::<Hourly>(timetable, &7);
    Schedules::new(store_after(works, by), Arc::new(OsEntropy::default()), Arc::new(catalogue))
}

/// Works with that schedule in the store.
async fn scheduled(world: World, timetable: Timetable) -> Works {
    let works = Works::new(world);
    let left_out = schedules_after(&works, Duration::ZERO, timetable).register().await.unwrap();
    assert_eq!(left_out, []);
    works
}

async fn find(works: &Works) -> Schedule {
    works.world.reader().await.schedules().find("hourly").await.unwrap().unwrap()
}

/// The only schedule's outcome.
async fn fire(schedules: &Schedules) -> Option<Fired> {
    let mut fired = schedules.fire().await.unwrap();
    assert!(fired.len() < 2);
    fired.pop().map(|(name, fired)| {
        assert_eq!(name, "hourly");
        fired
    })
}

/// The run that the only schedule starts.
async fn started(schedules: &Schedules) -> RunId {
    let fired = fire(schedules).await;
    let Some(Fired::Started(run)) = fired else { panic!("{fired:?} started nothing") };
    run
}

async fn a_schedule_is_kept_paused_and_resumed(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let now = works.now();
    let kept = find(&works).await;
    assert!(kept.next_at > now - HOUR && kept.next_at <= now + HOUR, "{kept:?}");
    assert_eq!((kept.kind.as_str(), kept.input.as_str(), kept.paused), ("flow", "7", false));
    assert_eq!((kept.overlap, kept.catch_up, kept.jitter), (Overlap::Skip, HOUR, Duration::ZERO));
    assert_eq!(works.world.reader().await.schedules().list().await.unwrap(), std::slice::from_ref(&kept));

    let later = schedules_after(&works, 5 * HOUR, TIMETABLE);
    later.pause(&By::system(), "hourly").await.unwrap();
    assert!(find(&works).await.paused);
    assert_eq!(later.fire().await.unwrap(), []);
    let next_at = later.resume(&By::system(), "hourly").await.unwrap();
    let resumed = find(&works).await;
    assert_eq!((resumed.paused, resumed.next_at), (false, next_at));
    assert!(next_at > kept.next_at + 3 * HOUR, "what was missed is made up for: {next_at}");

    for refused in
        [later.pause(&By::system(), "other").await.err(), later.resume(&By::system(), "other").await.err()]
    {
        let Some(Failure::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal, ScheduleRefusal::NotFound("other".to_owned()));
    }
}

async fn what_the_program_brings_does_not_replace_what_is_there(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let before = find(&works).await;
    let changed = TIMETABLE.overlap(Overlap::Allow).jitter(HOUR).zone("Europe/Berlin");
    let later = schedules_after(&works, HOUR, changed);
    assert_eq!(later.register().await.unwrap(), []);
    assert_eq!(find(&works).await, before);

    let nonsense = schedules_after(&works, HOUR, Timetable::new("nonsense", "0 0 30 2 *"));
    let left_out = nonsense.register().await.unwrap();
    assert_eq!((left_out[0].0.as_str(), left_out[0].1.code), ("nonsense", "never_comes"));
    assert_eq!(nonsense.list().await.unwrap().len(), 1);
}

async fn a_time_that_has_come_starts_one_run(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    works.worker_lives().await;
    assert!(!works.store.sweep(10).await.unwrap().schedules_due);
    let begun = find(&works).await;
    let later = schedules_after(&works, HOUR, TIMETABLE);
    assert!(works.later(HOUR).store.sweep(10).await.unwrap().schedules_due);
    let run = started(&later).await;
    assert!(!works.later(HOUR).store.sweep(10).await.unwrap().schedules_due);
    assert_eq!(fire(&later).await, None);

    let key = format!("sched:hourly:{}", begun.next_at.unix_timestamp());
    let detail = works.detail(run).await;
    assert_eq!((detail.summary.kind.as_str(), detail.input.as_str()), ("flow", "7"));
    assert_eq!((detail.summary.key, detail.summary.trace), (Some(key.clone()), Some(key)));
    let after = find(&works).await;
    assert_eq!((after.last_due, after.last_run), (Some(begun.next_at), Some(run)));
    assert_eq!(after.next_at, begun.next_at + HOUR);
    works.hinted(&[run]).await;
}

async fn many_fire_and_one_run_starts(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let later = schedules_after(&works, HOUR, TIMETABLE);
    let all = race(8, |_| {
        let later = later.clone();
        async move { later.fire().await.unwrap() }
    });
    let started = all.await.into_iter().flatten().filter(|(_, fired)| matches!(fired, Fired::Started(_)));
    assert_eq!(started.count(), 1);
    assert_eq!(works.later(HOUR).poll(10).await.len(), 1);
}

async fn a_crash_before_the_commit_repeats_and_loses_nothing(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let store = store_after(&works, HOUR);
    let schedule = find(&works).await;
    let mut unit = store.begin().await.unwrap();
    assert!(unit.schedules().advance(&schedule, schedule.next_at + HOUR).await.unwrap());
    let run = super::keyed(1, &schedule.key(schedule.next_at));
    assert_eq!(unit.workflows().start(&run).await.unwrap(), Started::New(run.id));
    drop(unit);
    let later = schedules_after(&works, HOUR, TIMETABLE);
    started(&later).await;
    // Whoever had read it before comes too late.
    let again = transact(&*store, async |unit| unit.schedules().advance(&schedule, schedule.next_at).await);
    assert!(!again.await.unwrap());
    assert_eq!(works.later(HOUR).poll(10).await.len(), 1);
}

async fn an_earlier_run_that_is_not_over_is_minded(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let first = started(&schedules_after(&works, HOUR, TIMETABLE)).await;
    let later = schedules_after(&works, 2 * HOUR, TIMETABLE);
    assert_eq!(fire(&later).await, Some(Fired::Overlapping(first)));
    assert_eq!(fire(&later).await, None);
    let held = works.later(2 * HOUR).claim(first).await.held;
    let _ = works.store.close(&held, &[], &DONE).await.unwrap();
    let second = started(&schedules_after(&works, 3 * HOUR, TIMETABLE)).await;

    set_overlap(&works, Overlap::Allow).await;
    let third = started(&schedules_after(&works, 4 * HOUR, TIMETABLE)).await;
    assert!(!works.detail(second).await.summary.cancel_requested);

    set_overlap(&works, Overlap::CancelOther).await;
    let fourth = started(&schedules_after(&works, 5 * HOUR, TIMETABLE)).await;
    assert!(works.detail(third).await.summary.cancel_requested);
    assert!(!works.detail(fourth).await.summary.cancel_requested);
}

/// Puts the schedule back with another policy.
async fn set_overlap(works: &Works, overlap: Overlap) {
    let schedule = Schedule { overlap, ..find(works).await };
    replace(works, &schedule).await;
}

async fn replace(works: &Works, schedule: &Schedule) {
    match &works.world.database {
        Database::Postgres(_, address) => {
            crate::world::administer(address, "DELETE FROM workflow_schedules").await.unwrap();
        }
        Database::Sqlite(database) => {
            let connection = rusqlite::Connection::open(database.path()).unwrap();
            connection.busy_timeout(HOUR).unwrap();
            connection.execute("DELETE FROM workflow_schedules", []).unwrap();
        }
    }
    let mut unit = works.world.unit().await;
    assert!(unit.schedules().insert(schedule).await.unwrap());
    assert!(!unit.schedules().insert(schedule).await.unwrap());
    unit.commit().await.unwrap();
    assert_eq!(find(works).await, *schedule);
}

async fn what_was_missed_is_made_up_for_once(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let begun = find(&works).await;
    // Of seven times that were missed, the last.
    let run = started(&schedules_after(&works, 7 * HOUR, TIMETABLE)).await;
    let last = begun.next_at + 6 * HOUR;
    assert_eq!(works.detail(run).await.summary.key, Some(begun.key(last)));
    assert_eq!(find(&works).await.next_at, last + HOUR);
}

async fn what_is_too_late_is_left_out(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let hour = works.now().replace_time(Time::from_hms(works.now().hour(), 0, 0).unwrap());
    let due = hour - 3 * HOUR;
    let cron = format!("0 {} * * *", due.hour());
    replace(&works, &Schedule { cron, next_at: due, ..find(&works).await }).await;
    let now = schedules_after(&works, Duration::ZERO, TIMETABLE);
    assert_eq!(fire(&now).await, Some(Fired::Missed));
    assert_eq!(find(&works).await.next_at, due + 24 * HOUR);
    assert_eq!(fire(&now).await, None);
}

async fn what_means_nothing_is_paused_and_holds_nobody_up(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let sound = find(&works).await;
    let mut unit = works.world.unit().await;
    let broken = Schedule { name: "a".to_owned(), cron: "every day".to_owned(), ..sound.clone() };
    let lost = Schedule { name: "b".to_owned(), zone: "Europe/Atlantis".to_owned(), ..sound };
    for schedule in [&broken, &lost] {
        assert!(unit.schedules().insert(schedule).await.unwrap());
    }
    unit.commit().await.unwrap();
    let later = schedules_after(&works, HOUR, TIMETABLE);
    let mut fired = later.fire().await.unwrap();
    fired.sort_by(|one, other| one.0.cmp(&other.0));
    assert!(matches!(&fired[0].1, Fired::Broken(invalid) if invalid.code == "invalid_cron"), "{fired:?}");
    assert!(matches!(&fired[1].1, Fired::Broken(invalid) if invalid.code == "unknown_zone"), "{fired:?}");
    assert!(matches!(&fired[2].1, Fired::Started(_)), "{fired:?}");
    let listed = later.list().await.unwrap();
    assert!(listed[0].paused && listed[0].fault.as_deref().unwrap().contains("every day"), "{listed:?}");
    assert_eq!(later.fire().await.unwrap(), []);
    let refused = later.resume(&By::system(), "a").await;
    assert!(matches!(refused, Err(Failure::Refused(ScheduleRefusal::Broken(_)))), "{refused:?}");
}

async fn a_workflow_that_nobody_has_code_for_waits(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let store = store_after(&works, HOUR);
    let ignorant = Schedules::new(store, Arc::new(OsEntropy::default()), Arc::default());
    assert_eq!(fire(&ignorant).await, Some(Fired::Unknown));
    let refused = ignorant.trigger(&By::system(), "hourly").await;
    assert!(matches!(refused, Err(Failure::Refused(ScheduleRefusal::UnknownKind(_)))), "{refused:?}");
    started(&schedules_after(&works, HOUR, TIMETABLE)).await;
}

async fn a_person_starts_a_run_at_any_time(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let now = schedules_after(&works, Duration::ZERO, TIMETABLE);
    now.pause(&By::system(), "hourly").await.unwrap();
    let before = find(&works).await;
    let run = now.trigger(&By::system(), "hourly").await.unwrap();
    let after = find(&works).await;
    assert_eq!((after.next_at, after.paused, after.last_run), (before.next_at, true, Some(run)));
    let refused = now.trigger(&By::system(), "hourly").await;
    assert!(
        matches!(refused, Err(Failure::Refused(ScheduleRefusal::StillRunning(other))) if other == run),
        "{refused:?}"
    );
}

async fn a_span_is_filled_without_repeats(world: World) {
    let works = scheduled(world, TIMETABLE).await;
    let later = schedules_after(&works, HOUR, TIMETABLE);
    let begun = find(&works).await.next_at;
    started(&later).await;
    let runs = later.backfill(&By::system(), "hourly", begun - 3 * HOUR, begun).await.unwrap();
    assert_eq!(runs.len(), 3);
    assert_eq!(later.backfill(&By::system(), "hourly", begun - 3 * HOUR, begun).await.unwrap(), []);
    let keys = [works.detail(runs[0]).await.summary.key, works.detail(runs[2]).await.summary.key];
    let key = |hours: u32| Some(format!("sched:hourly:{}", (begun - hours * HOUR).unix_timestamp()));
    assert_eq!(keys, [key(3), key(1)]);
    let refused = later.backfill(&By::system(), "hourly", begun - 2_000 * HOUR, begun).await;
    assert!(matches!(refused, Err(Failure::Refused(ScheduleRefusal::TooMany))), "{refused:?}");
}

async fn a_request_to_cancel_wakes_a_run(world: World) {
    let works = Works::new(world);
    let ask = async |run| {
        let mut unit = works.world.unit().await;
        let asked = unit.workflows().request_cancel(run, "ada").await.unwrap();
        unit.commit().await.unwrap();
        asked
    };
    // Asleep for ever.
    let held = works.begin_and_claim(1).await.held;
    let _ = works.store.suspend(&held, &[], None, 0).await.unwrap();
    assert!(ask(held.run).await && ask(held.run).await);
    let lease = works.claim(held.run).await;
    assert!(lease.cancel);
    assert_eq!(works.history(held.run).await, [EventKind::Started, EventKind::CancelRequested]);
    // At work.
    let held = works.begin_and_claim(2).await.held;
    assert!(ask(held.run).await);
    assert_eq!(works.detail(held.run).await.summary.status, RunStatus::Running);
    let still = works.store.beat(&super::beat(1, super::KINDS), &[held], LEASE).await.unwrap();
    assert!(still[0].cancel);
    // In need of a person.
    let held = works.begin_and_claim(3).await.held;
    let _ = works.store.pause(&held, &[], &Fault::new("code", "detail")).await.unwrap();
    assert!(ask(held.run).await);
    let held = works.claim(held.run).await.held;
    // Over, and never there.
    let _ = works.store.close(&held, &[], &DONE).await.unwrap();
    assert!(!ask(held.run).await && !ask(run_id(99)).await);
}
