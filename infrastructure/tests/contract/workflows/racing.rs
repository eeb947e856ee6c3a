//! Races: many at a time, one winner, nothing lost.

use super::{CalledOff, KINDS, LEASE, Works, done, number, run_id, taken, worker};
use crate::{
    contract,
    world::{World, race},
};
use oathgate_application::ports::{
    workflow_runs::Fencing,
    workflow_store::{Claim, Suspension},
};
use oathgate_domain::{
    ids::RunId,
    workflow::{EventKind, RunStatus},
};
use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

contract! { both;
    of_many_who_claim_a_run_one_gets_it,
    of_many_who_poll_each_gets_other_runs,
    a_signal_at_the_moment_of_falling_asleep_wakes,
    a_lease_is_whole_however_fast_runs_change_hands,
    who_calls_off_at_the_moment_of_the_lease_is_heard,
    signals_from_many_sides_are_all_counted,
}

async fn of_many_who_claim_a_run_one_gets_it(world: World) {
    let works = Works::new(world);
    for round in 0..6 {
        let run = works.begin(round).await;
        let racing = works.clone();
        let leases = race(64, move |racer| {
            let works = racing.clone();
            async move {
                let hinted = [run];
                // Half of them were hinted, the others come by.
                let only = (racer % 2 == 0).then_some(&hinted[..]);
                let worker = worker(racer as u128);
                let claim = Claim { worker, kinds: KINDS, limit: 5, only, lease: LEASE };
                works.store.claim(&claim).await.unwrap()
            }
        })
        .await;
        let won: Vec<_> = leases.into_iter().flatten().collect();
        assert_eq!(won.len(), 1, "{won:?}");
        assert_eq!((won[0].held.run, number(&won[0])), (run, 1));
        let summary = works.detail(run).await.summary;
        assert_eq!(summary.worker, Some(won[0].held.worker));
    }
}

async fn of_many_who_poll_each_gets_other_runs(world: World) {
    let works = Works::new(world);
    let mut unit = works.world.unit().await;
    for number in 0..300 {
        unit.workflows().start(&super::new_run(number)).await.unwrap();
    }
    unit.commit().await.unwrap();
    let racing = works.clone();
    let taken: Vec<Vec<RunId>> = race(8, move |racer| {
        let works = racing.clone();
        async move {
            let mut mine = Vec::new();
            let mut empty = 0;
            while empty < 3 {
                let worker = worker(racer as u128);
                let claim = Claim { worker, kinds: KINDS, limit: 7, only: None, lease: LEASE };
                let leases = works.store.claim(&claim).await.unwrap();
                empty = if leases.is_empty() { empty + 1 } else { 0 };
                mine.extend(leases.iter().map(|lease| lease.held.run));
            }
            mine
        }
    })
    .await;
    let all: Vec<RunId> = taken.into_iter().flatten().collect();
    assert_eq!(all.len(), 300);
    assert_eq!(all.into_iter().collect::<HashSet<_>>().len(), 300);
}

contract! { postgres_alone => postgres;
    a_lease_is_whole_although_its_statement_began_before_the_last_change,
    a_lease_that_the_server_forgot_is_not_taken_for_the_next,
}

/// Runs at a time, and how often each falls asleep.
const SLEEPERS: u32 = 6;
const NAPS: u32 = 400;

async fn a_signal_at_the_moment_of_falling_asleep_wakes(world: World) {
    let works = Works::new(world);
    let racing = works.clone();
    let outcomes = race(SLEEPERS as usize, move |sleeper| {
        let works = racing.clone();
        async move {
            let run = works.begin(sleeper as u128).await;
            let mut lease = works.claim(run).await;
            let mut awake = 0_u32;
            for nap in 0..NAPS {
                let id = format!("s{nap}");
                // Each of the two comes first now and then.
                let (later, sooner) = (u64::from(nap) % 8, 7 - u64::from(nap) % 8);
                let slept = async {
                    tokio::time::sleep(Duration::from_millis(later)).await;
                    works.store.suspend(&lease.held, &[], None, lease.inbox).await.unwrap()
                };
                let signalled = async {
                    tokio::time::sleep(Duration::from_millis(sooner)).await;
                    works.signal(run, &id).await
                };
                let (slept, _) = tokio::join!(slept, signalled);
                match slept {
                    Suspension::Suspended => {
                        // Asleep before the signal came, so that it must have woken the run.
                        lease = works.claim(run).await;
                        assert_eq!(lease.inbox, i64::from(nap) + 1);
                    }
                    Suspension::Signalled => {
                        awake += 1;
                        let (inbox, signals) = works.store.signals(run).await.unwrap();
                        (lease.inbox, lease.signals) = (inbox, signals);
                    }
                    Suspension::Lost => panic!("nobody else wants the run"),
                }
                assert_eq!(lease.signals.iter().map(|signal| &signal.id).collect::<Vec<_>>(), [&id]);
                let wait = taken(&format!("w{nap}"), &id);
                assert_eq!(works.store.checkpoint(&lease.held, &[wait]).await.unwrap(), Fencing::Kept);
                lease.signals.clear();
            }
            awake
        }
    })
    .await;
    // Both orders happened, or this was no race.
    let awake: u32 = outcomes.iter().sum();
    assert!(awake > 0 && awake < SLEEPERS * NAPS, "{awake} of {}", SLEEPERS * NAPS);
}

/// How often a run changes hands.
const HANDS: i64 = 80;

async fn a_lease_is_whole_however_fast_runs_change_hands(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    let racing = works.clone();
    let over = Arc::new(AtomicBool::new(false));
    race(6, move |racer| {
        let (works, over) = (racing.clone(), over.clone());
        async move {
            let mut turn = 0;
            while !over.load(Ordering::SeqCst) {
                turn += 1;
                let worker = worker(racer as u128);
                let only = [run];
                let claim = Claim { worker, kinds: KINDS, limit: 1, only: Some(&only), lease: LEASE };
                let Some(lease) = works.store.claim(&claim).await.unwrap().pop() else {
                    if turn % 3 == 0 {
                        works.signal(run, &format!("{racer}-{turn}")).await;
                    }
                    continue;
                };
                // Each holder leaves one event.
                let step = number(&lease);
                assert_eq!(i64::try_from(lease.events.len()).unwrap(), step - 1, "a memory is missing");
                assert!(i64::try_from(lease.signals.len()).unwrap() >= lease.inbox, "a signal is missing");
                let event = done(&format!("step-{step}"));
                assert_eq!(works.store.checkpoint(&lease.held, &[event]).await.unwrap(), Fencing::Kept);
                works.store.release(&[lease.held]).await.unwrap();
                if step >= HANDS {
                    over.store(true, Ordering::SeqCst);
                }
            }
        }
    })
    .await;
    assert!(number(&works.claim(run).await) > HANDS);
    works.history(run).await;
}

async fn who_calls_off_at_the_moment_of_the_lease_is_heard(world: World) {
    let works = Works::new(world);
    for round in 0..100 {
        let run = works.begin(round).await;
        let (lease, act) = tokio::join!(works.try_claim(run, LEASE), works.cancel(run));
        let status = works.detail(run).await.summary.status;
        match (lease, act) {
            (None, CalledOff::Ended) => assert_eq!(status, RunStatus::Cancelled),
            (Some(lease), CalledOff::Asked) => {
                assert_eq!(status, RunStatus::Running);
                let slept = works.store.suspend(&lease.held, &[], None, 0).await.unwrap();
                assert_eq!(slept, Suspension::Suspended);
                assert!(works.claim(run).await.cancel, "round {round}");
            }
            // A row that is locked just then is left to the next who asks.
            (lease, act) => panic!("round {round}: {act:?} and {lease:?}"),
        }
    }
}

async fn signals_from_many_sides_are_all_counted(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    let senders = Arc::new(works.clone());
    race(16, move |sender| {
        let works = senders.clone();
        async move {
            for number in 0..10 {
                // Every id twice, from two sides.
                works.signal(run, &format!("{}-{number}", sender / 2)).await;
            }
        }
    })
    .await;
    let (inbox, signals) = works.store.signals(run).await.unwrap();
    assert_eq!((inbox, signals.len()), (80, 80));
    assert_eq!(works.claim(run).await.inbox, 80);
    assert_eq!(works.history(run).await, [EventKind::Started]);
    assert_eq!(run, run_id(1));
}

/// Nobody waits for the disk when a lease is given out, so a server that crashes may forget one.
async fn a_lease_that_the_server_forgot_is_not_taken_for_the_next(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    let forgotten = works.claim(run).await.held;
    let forget = "UPDATE workflow_runs SET state = 0, fence = 0, owner = NULL, lease_until = NULL";
    crate::world::administer(works.world.address(), forget).await.unwrap();
    let next = works.claim(run).await.held;
    assert_eq!(forgotten.worker, next.worker);
    let checkpoint = async |held| works.store.checkpoint(held, &[done("a")]).await.unwrap();
    assert_eq!(checkpoint(&forgotten).await, Fencing::Lost);
    assert_eq!(checkpoint(&next).await, Fencing::Kept);
}

/// A claim that takes its time, for which the test slows down the clock of its connection: it looks
/// for due runs as they were when it began, and leases what they have become since.
async fn a_lease_is_whole_although_its_statement_began_before_the_last_change(world: World) {
    let works = Works::new(world);
    let run = works.begin(1).await;
    let address = works.world.address();
    let clock = |slow| {
        format!(
            "CREATE OR REPLACE FUNCTION workflow_now() RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
            DECLARE skew interval := coalesce(nullif(current_setting('workflow.skew', true), ''), '0');
            BEGIN
                IF {slow} AND current_setting('workflow.slow', true) = 'on' THEN
                    PERFORM pg_sleep(0.4);
                    RETURN clock_timestamp();
                END IF;
                RETURN now() + skew;
            END $$"
        )
    };
    crate::world::administer(address, &clock(true)).await.unwrap();
    let joint = if address.contains('?') { '&' } else { '?' };
    let slow = works.on(&format!("{address}{joint}options=-c%20workflow.slow=on"));

    let (lease, ()) = tokio::join!(slow.claim(run), async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let held = works.claim(run).await.held;
        assert_eq!(works.store.checkpoint(&held, &[done("a")]).await.unwrap(), Fencing::Kept);
        works.signal(run, "s").await;
        works.store.release(&[held]).await.unwrap();
    });
    assert_eq!(number(&lease), 2, "the slow claim came second");
    assert_eq!(lease.events.len(), 1, "a memory is missing");
    assert_eq!((lease.inbox, lease.signals.len()), (1, 1), "a signal is missing");
    // The database is given to other cases.
    crate::world::administer(address, &clock(false)).await.unwrap();
}
