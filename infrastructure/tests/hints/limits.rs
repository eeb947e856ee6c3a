//! Counters, within a process and in Redis.

use super::{own_prefix, server::Server, settings, shared_redis};
use oathgate_application::ports::limits::{Limits, Offender};
use oathgate_domain::rate::{Rate, Slowdown};
use oathgate_infrastructure::{
    local::{LocalLimits, SystemClock},
    redis::{Redis, RedisLimits},
};
use std::{sync::Arc, time::Duration};

const RATE: Rate = Rate::new(3, Duration::from_millis(400));
const SLOWDOWN: Slowdown = Slowdown {
    free: 2,
    first: Duration::from_millis(300),
    longest: Duration::from_millis(600),
    forget: Duration::from_secs(5),
};

/// A place by itself.
fn at(place: &str) -> [String; 1] {
    [place.to_owned()]
}

fn local() -> Arc<dyn Limits> {
    Arc::new(LocalLimits::new(Arc::new(SystemClock)))
}

fn on(url: &str) -> Arc<dyn Limits> {
    Arc::new(RedisLimits::new(Redis::new(&settings(url, &own_prefix())).unwrap(), Arc::new(SystemClock)))
}

macro_rules! both {
    ($($case:ident),* $(,)?) => {
        mod local {
            $(#[tokio::test] async fn $case() { super::$case(super::local()).await; })*
        }
        mod redis {
            $(#[tokio::test] async fn $case() {
                if let Some(url) = super::shared_redis() {
                    super::$case(super::on(&url)).await;
                }
            })*
        }
    };
}

both! {
    a_bucket_gives_its_burst_and_refills,
    the_free_attempts_are_no_more_when_all_come_at_once,
    waits_grow_until_a_success,
    a_known_place_is_not_kept_out,
    who_comes_too_early_is_known,
}

async fn who_comes_too_early_is_known(limits: Arc<dyn Limits>) {
    assert_eq!(limits.offenders(9).await, []);
    for (limit, network, times) in
        [("mails", "192.0.2.1", 2), ("passwords", "2001:db8:1:2::/64", 3), ("mails", "192.0.2.2", 1)]
    {
        for _ in 0..times {
            limits.refused(limit, network).await;
        }
    }
    let offender = |limit: &str, network: &str, times| Offender {
        limit: limit.to_owned(),
        network: network.to_owned(),
        times,
    };
    let expected = [offender("passwords", "2001:db8:1:2::/64", 3), offender("mails", "192.0.2.1", 2)];
    assert_eq!(limits.offenders(2).await, expected);
    assert_eq!(limits.offenders(9).await.len(), 3);
}

async fn a_bucket_gives_its_burst_and_refills(limits: Arc<dyn Limits>) {
    for left in [2, 1, 0] {
        let allowance = limits.take("one", RATE).await;
        assert_eq!((allowance.wait, allowance.remaining), (None, left));
    }
    let refused = limits.take("one", RATE).await;
    let wait = refused.wait.unwrap();
    assert!(wait <= RATE.every && refused.full_in <= RATE.every * 3, "{refused:?}");
    // Others have buckets of their own.
    assert_eq!(limits.take("two", RATE).await.wait, None);
    tokio::time::sleep(wait).await;
    assert_eq!(limits.take("one", RATE).await.wait, None);
}

async fn the_free_attempts_are_no_more_when_all_come_at_once(limits: Arc<dyn Limits>) {
    let slow = Slowdown { first: Duration::from_mins(1), longest: Duration::from_mins(1), ..SLOWDOWN };
    let attempts: Vec<_> = (0..32)
        .map(|_| {
            let limits = Arc::clone(&limits);
            tokio::spawn(async move { limits.attempt("ada", &at("ada@home"), slow).await })
        })
        .collect();
    let mut let_through = 0;
    for attempt in attempts {
        let_through += usize::from(attempt.await.unwrap().is_ok());
    }
    // Two are free, and the third is the one after which the wait begins.
    assert_eq!(let_through, 3);
}

async fn waits_grow_until_a_success(limits: Arc<dyn Limits>) {
    let attempt = async || limits.attempt("ada", &at("ada@home"), SLOWDOWN).await;
    for _ in 0..3 {
        assert_eq!(attempt().await, Ok(()));
    }
    let first = attempt().await.unwrap_err();
    assert!(first <= SLOWDOWN.first, "{first:?}");
    tokio::time::sleep(first).await;
    assert_eq!(attempt().await, Ok(()));
    let second = attempt().await.unwrap_err();
    assert!(second > SLOWDOWN.first && second <= SLOWDOWN.longest, "{second:?}");
    // Another account is another matter.
    assert_eq!(limits.attempt("bob", &at("bob@home"), SLOWDOWN).await, Ok(()));
    limits.forgive("ada", &at("ada@home")).await;
    for _ in 0..3 {
        assert_eq!(attempt().await, Ok(()));
    }
}

async fn a_known_place_is_not_kept_out(limits: Arc<dyn Limits>) {
    limits.know(&at("ada@home"), Duration::from_mins(1)).await;
    while limits.attempt("ada", &at("ada@elsewhere"), SLOWDOWN).await.is_ok() {}
    assert!(limits.attempt("ada", &at("ada@another"), SLOWDOWN).await.is_err());
    // One of several is enough, wherever it stands.
    for places in [&["ada@home"][..], &["ada@home", "ada's phone"], &["ada's phone", "ada@home"]] {
        let places: Vec<String> = places.iter().map(|place| (*place).to_owned()).collect();
        assert_eq!(limits.attempt("ada", &places, SLOWDOWN).await, Ok(()));
    }
    // Known or not: whoever guesses there waits as well.
    assert!(limits.attempt("ada", &at("ada@home"), SLOWDOWN).await.is_err());
}

#[tokio::test]
async fn servers_share_their_counters_and_keep_no_names() {
    let Some(mut server) = Server::start().await else { return };
    let limits = |_| {
        let redis = Redis::new(&settings(&server.url(), "oathgate")).unwrap();
        RedisLimits::new(redis, Arc::new(SystemClock))
    };
    let [one, two] = [0, 1].map(limits);
    let slow = Rate::new(2, Duration::from_mins(1));
    assert_eq!(one.take("canary@example.com", slow).await.wait, None);
    assert_eq!(two.take("canary@example.com", slow).await.wait, None);
    assert!(one.take("canary@example.com", slow).await.wait.is_some());
    one.attempt("canary@example.com", &at("canary"), SLOWDOWN).await.unwrap();
    one.know(&at("canary"), Duration::from_mins(1)).await;
    let keys: Vec<String> = server.run(&["KEYS", "*"]).await;
    assert_eq!(keys.len(), 3, "{keys:?}");
    for key in &keys {
        assert!(!key.contains("canary"), "{key}");
        let ends_in: i64 = server.run(&["PTTL", key]).await;
        assert!(ends_in > 0, "{key} has no end");
    }
    // While Redis is away each server counts for itself, and everybody is answered soon.
    server.kill();
    assert_eq!(one.take("canary@example.com", slow).await.wait, None);
    assert_eq!(one.take("canary@example.com", slow).await.wait, None);
    assert!(one.take("canary@example.com", slow).await.wait.is_some());
    server.restart().await;
    let mut back = false;
    for _ in 0..100 {
        back = one.take("canary@example.com", slow).await.wait.is_none();
        if back {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(back, "the shared counter is not used again");
}
