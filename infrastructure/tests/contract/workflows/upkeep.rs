//! Workers that live, stop and die, and what becomes of their runs.

use super::{KINDS, LEASE, Works, beat, done, new_run, number, run_id, stale, worker};
use crate::{
    contract,
    world::{World, race},
};
use oathgate_application::ports::{
    hints::Hint,
    workflow_runs::NewRun,
    workflow_store::{Beat, Claim, StillHeld, Suspension, Swept},
};
use oathgate_domain::workflow::{EventKind, Fault, Priority, RunStatus};
use serde_json::{Value, json};
use std::time::Duration;

contract! { both;
    a_heartbeat_renews_leases_and_tells_which_are_left,
    a_lease_that_runs_out_opens_the_run,
    the_third_death_stops_a_run,
    deaths_count_in_a_row_alone,
    a_sweep_finds_what_is_due_urgent_and_oldest_first,
    only_what_somebody_can_carry_out_is_hinted,
    many_sweep_and_each_run_is_opened_once,
    health_counts_workers_and_runs,
}

contract! { postgres_alone => postgres;
    one_sweeps_at_a_time,
    a_heartbeat_does_not_wait_for_a_unit_of_work,
}

const SECOND: Duration = Duration::from_secs(1);

async fn sweep(works: &Works) -> Swept {
    let swept = works.store.sweep(100).await.unwrap();
    assert!(swept.swept);
    swept
}

async fn a_heartbeat_renews_leases_and_tells_which_are_left(world: World) {
    let works = Works::new(world);
    let kept = works.begin_and_claim(1).await.held;
    let lost = works.begin_and_claim(2).await.held;
    let asleep = works.begin_and_claim(3).await.held;
    assert_eq!(works.store.suspend(&asleep, &[], None, 0).await.unwrap(), Suspension::Suspended);
    let works = works.later(20 * SECOND);
    let still = works.store.beat(&beat(1, KINDS), &[kept, stale(lost), asleep], LEASE).await.unwrap();
    assert_eq!(still, [StillHeld { run: kept.run, fence: kept.fence, cancel: false }]);
    // The one that was not renewed runs out, the other one does not.
    let works = works.later(35 * SECOND);
    assert_eq!(sweep(&works).await.expired, 1);
    assert_eq!(works.detail(kept.run).await.summary.status, RunStatus::Running);
    assert_eq!(works.detail(lost.run).await.summary.status, RunStatus::Queued);
}

async fn a_lease_that_runs_out_opens_the_run(world: World) {
    let works = Works::new(world);
    works.worker_lives().await;
    let held = works.begin_and_claim(1).await.held;
    assert_eq!(sweep(&works).await, Swept { swept: true, ..Swept::default() });
    let works = works.later(31 * SECOND);
    works.worker_lives().await;
    let swept = sweep(&works).await;
    assert_eq!((swept.expired, swept.poisoned), (1, 0));
    let detail = works.detail(held.run).await;
    assert_eq!((detail.summary.status, detail.summary.worker), (RunStatus::Queued, None));
    assert_eq!(works.history(held.run).await, [EventKind::Started, EventKind::LeaseExpired]);
    let data: Value = serde_json::from_str(detail.events[1].data.as_deref().unwrap()).unwrap();
    assert_eq!(data, json!({ "worker": worker(1).to_string(), "deaths": 1 }));
    super::holding::refuses_everything(&works, held).await;
    assert_eq!(number(&works.claim(held.run).await), 2);
    // Found at once or by the next sweep; in any case found.
    assert_eq!(swept.due, [Hint::of(held.run, Priority::Normal)]);
}

/// Leases a run for no time at all and lets the lease run out.
async fn die(works: &Works, number: u128) -> Swept {
    works.try_claim(run_id(number), Duration::ZERO).await.unwrap();
    sweep(works).await
}

/// Moments so far apart that a run which has died twice is due again.
struct Moments(Works, u32);

impl Moments {
    fn next(&mut self) -> Works {
        self.1 += 1;
        self.0.later(self.1 * 11 * SECOND)
    }
}

async fn the_third_death_stops_a_run(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    let mut moments = Moments(works.clone(), 0);
    for _ in 0..2 {
        let swept = die(&moments.next(), 1).await;
        assert_eq!((swept.expired, swept.poisoned), (1, 0));
    }
    let works = moments.next();
    works.worker_lives().await;
    let swept = die(&works, 1).await;
    assert_eq!((swept.expired, swept.poisoned, swept.due), (0, 1, vec![]));
    let detail = works.detail(run).await;
    assert_eq!(detail.summary.status, RunStatus::Paused);
    let fault = detail.summary.fault.unwrap();
    assert_eq!(fault.code, "worker_died");
    assert!(fault.detail.contains("three times"), "{fault}");
    assert_eq!(
        works.history(run).await,
        [
            EventKind::Started,
            EventKind::LeaseExpired,
            EventKind::LeaseExpired,
            EventKind::LeaseExpired,
            EventKind::Paused
        ]
    );
    let data: Value = serde_json::from_str(detail.events[4].data.as_deref().unwrap()).unwrap();
    assert_eq!(data, json!({ "code": fault.code, "detail": fault.detail }));
    // A person has a look, and the count begins anew.
    assert!(works.retry(run).await);
    assert_eq!(die(&works, 1).await.expired, 1);
    assert_eq!(works.detail(run).await.summary.status, RunStatus::Queued);
}

async fn deaths_count_in_a_row_alone(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    let mut moments = Moments(works, 0);
    for round in 0..3 {
        for _ in 0..2 {
            assert_eq!(die(&moments.next(), 1).await.expired, 1);
        }
        let works = moments.next();
        let held = works.claim(run).await.held;
        let _ = works.store.checkpoint(&held, &[done(&format!("step-{round}"))]).await.unwrap();
        works.store.release(&[held]).await.unwrap();
    }
    // Giving it back is no progress.
    for _ in 0..2 {
        assert_eq!(die(&moments.next(), 1).await.expired, 1);
        let works = moments.next();
        let held = works.claim(run).await.held;
        works.store.release(&[held]).await.unwrap();
    }
    assert_eq!(die(&moments.next(), 1).await.poisoned, 1);
}

async fn a_sweep_finds_what_is_due_urgent_and_oldest_first(world: World) {
    let works = Works::new(world);
    works.worker_lives().await;
    let ago = |seconds| Some(works.now() - Duration::from_secs(seconds));
    for run in [
        NewRun { first_due: ago(30), ..new_run(1) },
        NewRun { first_due: ago(90), ..new_run(2) },
        NewRun { first_due: ago(20), priority: Priority::High, ..new_run(3) },
        NewRun { first_due: ago(40), priority: Priority::High, ..new_run(4) },
        NewRun { first_due: Some(works.now() + 60 * SECOND), ..new_run(5) },
    ] {
        works.start(&run).await;
    }
    let hint = |number, priority| Hint::of(run_id(number), priority);
    let due = [
        hint(4, Priority::High),
        hint(3, Priority::High),
        hint(2, Priority::Normal),
        hint(1, Priority::Normal),
    ];
    assert_eq!(sweep(&works).await.due, due);
    for limit in 0..5 {
        assert_eq!(works.store.sweep(limit).await.unwrap().due, due[..limit.min(4)]);
    }
    // What somebody holds, and what waits for a person, is not due.
    let held = works.poll(1).await[0].held;
    assert_eq!(held.run, run_id(4));
    let second = works.poll(1).await[0].held;
    let _ = works.store.pause(&second, &[], &Fault::new("broken", "it is")).await.unwrap();
    assert_eq!(sweep(&works).await.due, due[2..]);
}

async fn only_what_somebody_can_carry_out_is_hinted(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    assert_eq!(sweep(&works).await.due, []);
    works.store.beat(&beat(1, &["other"]), &[], LEASE).await.unwrap();
    assert_eq!(sweep(&works).await.due, []);
    let draining = Beat { draining: true, ..beat(2, KINDS) };
    works.store.beat(&draining, &[], LEASE).await.unwrap();
    assert_eq!(sweep(&works).await.due, []);
    // Nor is a run that nobody can take up opened in vain, but opened it is.
    let expired = Claim { worker: worker(1), kinds: KINDS, limit: 1, only: None, lease: Duration::ZERO };
    assert_eq!(works.store.claim(&expired).await.unwrap().len(), 1);
    let swept = sweep(&works).await;
    assert_eq!((swept.expired, swept.due), (1, vec![]));

    works.store.beat(&beat(2, KINDS), &[], LEASE).await.unwrap();
    assert_eq!(sweep(&works).await.due.len(), 1);
    works.store.retire(worker(2)).await.unwrap();
    assert_eq!(sweep(&works).await.due, []);
    works.worker_lives().await;
    assert_eq!(sweep(&works).await.due.len(), 1);
    // Half a minute without a sign of life is no life.
    let works = works.later(31 * SECOND);
    assert_eq!(sweep(&works).await.due, []);
    assert_eq!(works.detail(run).await.summary.status, RunStatus::Queued);
}

async fn many_sweep_and_each_run_is_opened_once(world: World) {
    let works = Works::new(world);
    for number in 1..=40 {
        works.begin(number).await;
    }
    let claim = Claim { worker: worker(1), kinds: KINDS, limit: 40, only: None, lease: Duration::ZERO };
    assert_eq!(works.store.claim(&claim).await.unwrap().len(), 40);
    let racing = works.clone();
    let results = race(16, move |_| {
        let works = racing.clone();
        async move { works.store.sweep(100).await.unwrap() }
    })
    .await;
    assert_eq!(results.iter().map(|swept| swept.expired).sum::<u64>(), 40, "{results:?}");
    for number in 1..=40 {
        assert_eq!(works.history(run_id(number)).await, [EventKind::Started, EventKind::LeaseExpired]);
    }
}

async fn health_counts_workers_and_runs(world: World) {
    let works = Works::new(world);
    let health = works.store.health().await.unwrap();
    assert_eq!((health.workers, health.due, health.paused), (0, 0, 0));
    assert_eq!(health.oldest_due, Duration::ZERO);

    works.worker_lives().await;
    works.worker_lives().await;
    works.store.beat(&beat(2, &["other"]), &[], LEASE).await.unwrap();
    works.store.beat(&Beat { draining: true, ..beat(3, KINDS) }, &[], LEASE).await.unwrap();
    let first_due = Some(works.now() - 90 * SECOND);
    works.start(&NewRun { first_due, ..new_run(1) }).await;
    works.start(&NewRun { first_due: Some(works.now() + 9 * SECOND), ..new_run(2) }).await;
    works.start(&NewRun { priority: Priority::High, ..new_run(3) }).await;
    let held = works.begin_and_claim(4).await.held;
    let _ = works.store.pause(&held, &[], &Fault::new("broken", "it is")).await.unwrap();
    let health = works.store.health().await.unwrap();
    assert_eq!((health.workers, health.due, health.paused), (2, 2, 1));
    let late = health.oldest_due;
    assert!(late >= 90 * SECOND && late < 100 * SECOND, "{late:?}");
    works.store.retire(worker(2)).await.unwrap();
    assert_eq!(works.store.health().await.unwrap().workers, 1);
    let works = works.later(31 * SECOND);
    assert_eq!(works.store.health().await.unwrap().workers, 0);
}

async fn one_sweeps_at_a_time(world: World) {
    let works = Works::new(world);
    works.worker_lives().await;
    let run = works.begin(1).await;
    works.try_claim(run, Duration::ZERO).await.unwrap();
    let (client, connection) =
        tokio_postgres::connect(works.world.address(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let key = "hashtextextended('workflow sweep ' || current_schema(), 0)";
    client.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock({key})")).await.unwrap();
    assert_eq!(works.store.sweep(100).await.unwrap(), Swept::default());
    assert_eq!(works.detail(run).await.summary.status, RunStatus::Running);
    client.batch_execute("COMMIT").await.unwrap();
    assert_eq!(sweep(&works).await.expired, 1);
}

async fn a_heartbeat_does_not_wait_for_a_unit_of_work(world: World) {
    let works = Works::new(world);
    let busy = works.begin_and_claim(1).await.held;
    let other = works.begin_and_claim(2).await.held;
    let mut unit = works.world.unit().await;
    let _ = unit.workflows().checkpoint(&busy, &[done("a")]).await.unwrap();
    let (sign, held) = (beat(1, KINDS), [busy, other]);
    // It does not wait.
    let beaten = works.store.beat(&sign, &held, LEASE);
    let mut still = tokio::time::timeout(SECOND, beaten).await.unwrap().unwrap();
    still.sort_by_key(|run| run.run);
    assert_eq!(still.iter().map(|run| run.run).collect::<Vec<_>>(), [busy.run, other.run]);
    unit.commit().await.unwrap();
}
