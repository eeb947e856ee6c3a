//! What both carriers do alike.

use super::{A_MOMENT, SOON, eventually, normal, own_prefix, run, shared_redis, urgent, worker};
use oathgate_application::ports::hints::{Hint, Hints, NearWorker};
use oathgate_domain::{ids::RunId, workflow::Priority};
use oathgate_infrastructure::local::LocalHints;
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Several workers' ends of the same carrier.
type Ends = Vec<Arc<dyn Hints>>;

/// Stamps cases, which are `async fn(Ends)`, onto both carriers.
macro_rules! both {
    ($($case:ident),* $(,)?) => {
        mod local {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    let hints: std::sync::Arc<dyn super::Hints> = std::sync::Arc::new(super::LocalHints::new());
                    super::$case(vec![hints; 4]).await;
                }
            )*
        }
        mod redis {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    if let Some(ends) = super::on_redis() {
                        super::$case(ends).await;
                    }
                }
            )*
        }
    };
}

both! {
    what_is_given_is_taken_once,
    urgent_hints_go_first,
    a_limit_is_kept_and_the_rest_waits,
    whoever_waits_is_woken,
    patience_has_an_end,
    each_hint_goes_to_one_of_many,
    a_call_that_is_given_up_harms_nobody,
    it_is_told_how_many_wait,
}

/// A worker with so much room.
struct Room(Mutex<usize>, Mutex<Vec<RunId>>);

impl NearWorker for Room {
    fn accept(&self, hints: &[Hint]) -> usize {
        let mut room = self.0.lock().unwrap();
        let taken = hints.len().min(*room);
        *room -= taken;
        self.1.lock().unwrap().extend(hints[..taken].iter().map(|hint| hint.run));
        taken
    }
}

#[tokio::test]
async fn a_worker_in_the_same_process_is_given_hints_without_a_detour() {
    let Some(ends) = on_redis() else { return };
    let worker = Arc::new(Room(Mutex::new(2), Mutex::default()));
    let near: Arc<dyn NearWorker> = worker.clone();
    ends[0].meet(Arc::downgrade(&near));
    ends[0].give(&[normal(1), normal(2), normal(3)]).await.unwrap();
    assert_eq!(*worker.1.lock().unwrap(), [run(1), run(2)]);
    assert_eq!(take(&ends[1], 10).await, [run(3)], "what it has no room for is for everybody");
    *worker.0.lock().unwrap() = 9;
    drop((near, worker));
    ends[0].give(&[normal(4)]).await.unwrap();
    assert_eq!(take(&ends[1], 10).await, [run(4)], "it is gone");
}

fn on_redis() -> Option<Ends> {
    let (url, prefix) = (shared_redis()?, own_prefix());
    Some((0..4).map(|number| Arc::new(worker(&url, &prefix, number)) as Arc<dyn Hints>).collect())
}

async fn take(end: &Arc<dyn Hints>, limit: usize) -> Vec<RunId> {
    end.take(limit, SOON).await.unwrap()
}

async fn what_is_given_is_taken_once(ends: Ends) {
    ends[0].ping().await.unwrap();
    ends[0].give(&[]).await.unwrap();
    ends[0].give(&[normal(1), normal(2)]).await.unwrap();
    ends[1].give(&[normal(3)]).await.unwrap();
    let mut taken = take(&ends[1], 10).await;
    taken.sort();
    assert_eq!(taken, [run(1), run(2), run(3)]);
    assert_eq!(ends[0].take(10, A_MOMENT).await.unwrap(), []);
    // Another time it is another hint.
    ends[0].give(&[normal(1)]).await.unwrap();
    assert_eq!(take(&ends[0], 10).await, [run(1)]);
}

async fn urgent_hints_go_first(ends: Ends) {
    ends[0].give(&[normal(1), normal(2), urgent(3), normal(4), urgent(5)]).await.unwrap();
    assert_eq!(take(&ends[1], 1).await, [run(3)]);
    ends[0].give(&[urgent(6)]).await.unwrap();
    assert_eq!(take(&ends[1], 2).await, [run(5), run(6)]);
    let mut rest = Vec::new();
    while rest.len() < 3 {
        rest.extend(take(&ends[1], 10).await);
    }
    assert_eq!(rest, [run(1), run(2), run(4)]);
}

async fn a_limit_is_kept_and_the_rest_waits(ends: Ends) {
    let crowd: Vec<Hint> = (0..1_200).map(|n| if n % 2 == 0 { normal(n) } else { urgent(n) }).collect();
    ends[0].give(&crowd).await.unwrap();
    assert_eq!(ends[0].take(0, SOON).await.unwrap(), []);
    let mut taken = HashSet::new();
    for limit in [1, 3, 512, 2_000, 7].into_iter().cycle() {
        let some = ends[0].take(limit, Duration::from_millis(300)).await.unwrap();
        assert!(some.len() <= limit, "{} instead of {limit}", some.len());
        if some.is_empty() {
            break;
        }
        taken.extend(some);
    }
    assert_eq!(taken.len(), 1_200);
}

async fn whoever_waits_is_woken(ends: Ends) {
    for (number, hint) in (1..).zip([normal, urgent]) {
        let waiting = ends[1].clone();
        let taker = tokio::spawn(async move { (take(&waiting, 10).await, Instant::now()) });
        tokio::time::sleep(Duration::from_millis(200)).await;
        let given = Instant::now();
        ends[0].give(&[hint(number)]).await.unwrap();
        let (taken, at) = taker.await.unwrap();
        assert_eq!(taken, [run(number)]);
        let late = at - given;
        assert!(late < Duration::from_secs(1), "{late:?}");
    }
}

async fn patience_has_an_end(ends: Ends) {
    for patience in [Duration::ZERO, Duration::from_millis(100), Duration::from_millis(2_300)] {
        let begun = Instant::now();
        assert_eq!(ends[0].take(10, patience).await.unwrap(), []);
        let waited = begun.elapsed();
        assert!(waited >= patience.saturating_sub(Duration::from_millis(20)), "{waited:?}");
        assert!(waited < patience + Duration::from_secs(1), "{waited:?}");
    }
    // Where something is there, none is needed.
    ends[0].give(&[normal(1)]).await.unwrap();
    assert_eq!(ends[0].take(10, Duration::ZERO).await.unwrap(), [run(1)]);
}

async fn each_hint_goes_to_one_of_many(ends: Ends) {
    const HINTS: u128 = 2_000;
    // Whoever has some waits until everybody has, however the machine shares out its time.
    let everybody = Arc::new(tokio::sync::Barrier::new(ends.len()));
    let takers: Vec<_> = ends
        .iter()
        .map(|end| {
            let (end, everybody) = (end.clone(), everybody.clone());
            tokio::spawn(async move {
                let mut mine = end.take(9, Duration::from_secs(2)).await.unwrap();
                assert!(!mine.is_empty(), "somebody went away empty-handed");
                tokio::time::timeout(Duration::from_secs(20), everybody.wait()).await.unwrap();
                loop {
                    let some = end.take(9, Duration::from_secs(2)).await.unwrap();
                    if some.is_empty() {
                        return mine;
                    }
                    mine.extend(some);
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for chunk in (0..HINTS).collect::<Vec<_>>().chunks(50) {
        let chunk: Vec<Hint> =
            chunk.iter().map(|n| Hint::of(run(*n), Priority::from_number((n % 3) as i64))).collect();
        ends[0].give(&chunk).await.unwrap();
    }
    let mut all = Vec::new();
    for taker in takers {
        all.extend(taker.await.unwrap());
    }
    assert_eq!(all.len() as u128, HINTS);
    all.sort();
    all.dedup();
    assert_eq!(all.len() as u128, HINTS);
}

async fn a_call_that_is_given_up_harms_nobody(ends: Ends) {
    for round in 0..5 {
        // At different moments: before it was sent, under way, while it blocks.
        let given_up = Duration::from_micros(300 * round * round);
        assert!(tokio::time::timeout(given_up, ends[0].take(10, SOON)).await.is_err());
    }
    let begun = Instant::now();
    super::eventually_works(&*ends[0], Duration::from_secs(10)).await;
    assert!(begun.elapsed() < SOON);
    // And it is really empty: no answer to an earlier question comes late.
    while !ends[0].take(10, A_MOMENT).await.unwrap().is_empty() {}
    let fresh = RunId(Uuid::from_u128(99));
    ends[0].give(&[Hint::of(fresh, Priority::Normal)]).await.unwrap();
    assert_eq!(take(&ends[0], 10).await, [fresh]);
}

async fn it_is_told_how_many_wait(ends: Ends) {
    assert_eq!(ends[0].depth().await.unwrap(), 0);
    ends[0].give(&[normal(1), urgent(2), normal(3)]).await.unwrap();
    assert_eq!(ends[1].depth().await.unwrap(), 3);
    take(&ends[0], 1).await;
    let second = ends[1].clone();
    eventually("one less", || async { second.depth().await.unwrap() == 2 }).await;
}
