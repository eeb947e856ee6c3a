//! What is in the process or in Redis: the carriers of hints, and the counters of limits.
//!
//! What is done to Redis itself (emptying, stopping, starving) is done to one that the test starts
//! for itself; the rest uses the one that `OATHGATE_TEST_REDIS_URL` names.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a case that meets something unexpected has failed"
)]

#[path = "hints/carrying.rs"]
mod carrying;
#[path = "hints/faults.rs"]
mod faults;
#[path = "hints/limits.rs"]
mod limits;
#[path = "hints/server.rs"]
mod server;

use oathgate_application::ports::hints::{Hint, Hints};
use oathgate_domain::{
    ids::{RunId, WorkerId},
    workflow::Priority,
};
use oathgate_infrastructure::redis::{Redis, RedisHints, RedisSettings};
use std::{
    sync::{
        Once,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Long enough for anything that happens at once.
const SOON: Duration = Duration::from_secs(5);
/// For what should not come.
const A_MOMENT: Duration = Duration::from_millis(50);

fn run(number: u128) -> RunId {
    RunId(Uuid::from_u128(number))
}

fn urgent(number: u128) -> Hint {
    Hint::of(run(number), Priority::High)
}

fn normal(number: u128) -> Hint {
    Hint::of(run(number), Priority::Normal)
}

/// Where the shared Redis is; says so where there is none.
#[expect(clippy::disallowed_methods, reason = "the tests have no other settings than their environment")]
fn shared_redis() -> Option<String> {
    static SAID: Once = Once::new();
    let url = std::env::var("OATHGATE_TEST_REDIS_URL").ok().filter(|url| !url.is_empty());
    if url.is_none() {
        SAID.call_once(|| {
            use std::io::Write;
            // Past the test harness, which would keep it to itself.
            let words = "\nSKIPPED: OATHGATE_TEST_REDIS_URL is not set, so nothing is tested on Redis\n";
            std::io::stderr().write_all(words.as_bytes()).unwrap();
        });
    }
    url
}

fn settings(url: &str, prefix: &str) -> RedisSettings {
    RedisSettings {
        url: oathgate_domain::secret::Secret::new(url),
        certificates: None,
        prefix: prefix.to_owned(),
    }
}

/// A prefix that nobody else has.
fn own_prefix() -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    format!("test-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst))
}

/// The hints of a worker of an installation.
fn worker(url: &str, prefix: &str, number: u128) -> RedisHints {
    RedisHints::new(Redis::new(&settings(url, prefix)).unwrap(), WorkerId(Uuid::from_u128(number)))
}

/// Gives hints and takes, again and again, until something arrives: hints may get lost.
async fn eventually_works(hints: &dyn Hints, within: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < within {
        let _ = hints.give(&[normal(4711)]).await;
        if let Ok(taken) = hints.take(10, Duration::from_millis(300)).await
            && taken.contains(&run(4711))
        {
            return;
        }
        tokio::time::sleep(A_MOMENT).await;
    }
    panic!("no hint arrived within {within:?}");
}

/// Waits until `done`, for some seconds at most.
async fn eventually<F: Future<Output = bool>>(what: &str, done: impl Fn() -> F) {
    let begun = Instant::now();
    while !done().await {
        assert!(begun.elapsed() < SOON, "{what} did not come about");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
