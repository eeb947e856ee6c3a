//! What may happen to Redis, and must not matter for long.

use super::{
    A_MOMENT, SOON, eventually, eventually_works, normal, own_prefix, run,
    server::{Server, free_port},
    settings, shared_redis, urgent, worker,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use oathgate_application::{
    error::PortError,
    ports::hints::{Hint, Hints},
};
use oathgate_domain::ids::WorkerId;
use oathgate_infrastructure::{
    redis::{Redis, RedisHints},
    testing::TestCertificate,
};
use std::time::{Duration, Instant};
use uuid::Uuid;

const URGENT: &str = "{oathgate}:workflow:high";
const NORMAL: &str = "{oathgate}:workflow:normal";

/// How long `work` took, and whether it found Redis away.
async fn away_within<T: std::fmt::Debug>(limit: Duration, work: impl Future<Output = Result<T, PortError>>) {
    let begun = Instant::now();
    let result = work.await;
    assert!(matches!(result, Err(PortError::Unavailable { what: "redis", .. })), "{result:?}");
    assert!(begun.elapsed() < limit, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn emptying_redis_heals() {
    let Some(server) = Server::start().await else { return };
    let hints = worker(&server.url(), "oathgate", 1);
    eventually_works(&hints, SOON).await;
    server.run::<()>(&["FLUSHALL"]).await;
    hints.give(&[normal(1), urgent(2)]).await.unwrap();
    // What was given after it is there: the group is made anew and reads from the first entry on.
    assert_eq!(hints.take(1, SOON).await.unwrap(), [run(2)]);
    assert_eq!(hints.take(1, SOON).await.unwrap(), [run(1)]);
}

#[tokio::test]
async fn emptying_redis_under_a_waiting_worker_heals() {
    let Some(server) = Server::start().await else { return };
    let (hints, giver) = (worker(&server.url(), "oathgate", 1), worker(&server.url(), "oathgate", 2));
    eventually_works(&hints, SOON).await;
    let taking = hints.take(10, Duration::from_secs(10));
    let (taken, ()) = tokio::join!(taking, async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.run::<()>(&["FLUSHALL"]).await;
        giver.give(&[normal(1)]).await.unwrap();
    });
    assert_eq!(taken.unwrap(), [run(1)]);
}

#[tokio::test]
async fn a_group_that_is_gone_is_made_anew() {
    let Some(server) = Server::start().await else { return };
    let hints = worker(&server.url(), "oathgate", 1);
    eventually_works(&hints, SOON).await;
    for stream in [URGENT, NORMAL] {
        server.run::<()>(&["XGROUP", "DESTROY", stream, "workers"]).await;
        hints.give(&[normal(1), urgent(2)]).await.unwrap();
        assert_eq!(hints.take(1, SOON).await.unwrap(), [run(2)]);
        assert_eq!(hints.take(1, SOON).await.unwrap(), [run(1)]);
    }
    // Two who find it missing at the same time do not get into each other's way.
    for _ in 0..10 {
        server.run::<()>(&["FLUSHALL"]).await;
        let other = worker(&server.url(), "oathgate", 2);
        let (one, two) = tokio::join!(hints.take(1, A_MOMENT), other.take(1, A_MOMENT));
        assert_eq!((one.unwrap(), two.unwrap()), (vec![], vec![]));
    }
}

#[tokio::test]
async fn a_restart_heals_and_meanwhile_nobody_hangs() {
    let Some(mut server) = Server::start().await else { return };
    let hints = worker(&server.url(), "oathgate", 1);
    eventually_works(&hints, SOON).await;
    // Somebody waits while it goes away.
    let (taken, ()) = tokio::join!(hints.take(1, Duration::from_secs(30)), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.kill();
    });
    assert!(matches!(taken, Err(PortError::Unavailable { .. })), "{taken:?}");
    for _ in 0..5 {
        away_within(Duration::from_millis(1_500), hints.give(&[normal(1)])).await;
        away_within(Duration::from_millis(1_500), hints.take(1, SOON)).await;
        away_within(Duration::from_millis(1_500), hints.depth()).await;
        away_within(Duration::from_millis(2_500), hints.ping()).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    server.restart().await;
    eventually_works(&hints, SOON).await;
    hints.ping().await.unwrap();
}

#[tokio::test]
async fn a_redis_that_stands_still_is_away_and_comes_back() {
    let Some(server) = Server::start().await else { return };
    let hints = worker(&server.url(), "oathgate", 1);
    eventually_works(&hints, SOON).await;
    server.signal("-STOP");
    // The connection stays open and nobody answers, as behind a broken line.
    away_within(Duration::from_millis(1_500), hints.give(&[normal(1)])).await;
    away_within(Duration::from_millis(2_500), hints.ping()).await;
    away_within(Duration::from_millis(5_500), hints.take(1, A_MOMENT)).await;
    server.signal("-CONT");
    eventually_works(&hints, SOON).await;
    hints.ping().await.unwrap();
}

#[tokio::test]
async fn a_redis_that_was_never_there_is_away_at_once() {
    if shared_redis().is_none() {
        return;
    }
    let hints = worker(&format!("redis://127.0.0.1:{}", free_port()), "oathgate", 1);
    away_within(Duration::from_secs(1), hints.take(1, SOON)).await;
    away_within(Duration::from_secs(1), hints.give(&[normal(1)])).await;
    away_within(Duration::from_secs(1), hints.ping()).await;
}

#[tokio::test]
async fn a_full_redis_refuses_hints_and_recovers() {
    let Some(server) = Server::start().await else { return };
    let hints = worker(&server.url(), "oathgate", 1);
    eventually_works(&hints, SOON).await;
    server.run::<()>(&["CONFIG", "SET", "maxmemory", "1"]).await;
    away_within(SOON, hints.give(&[normal(1)])).await;
    server.run::<()>(&["CONFIG", "SET", "maxmemory", "0"]).await;
    eventually_works(&hints, SOON).await;
}

#[tokio::test]
async fn memory_stays_bounded() {
    let Some(server) = Server::start().await else { return };
    let hints = worker(&server.url(), "oathgate", 1);
    let crowd: Vec<Hint> = (0..50_000).map(normal).collect();
    hints.give(&crowd).await.unwrap();
    let depth = hints.depth().await.unwrap();
    assert!((10_000..10_200).contains(&depth), "{depth}");
    let bytes: u64 = server.run(&["MEMORY", "USAGE", NORMAL]).await;
    assert!(bytes < 2 * 1_024 * 1_024, "{bytes}");

    let mut taken = 0;
    loop {
        let some = hints.take(512, Duration::from_millis(200)).await.unwrap();
        if some.is_empty() {
            break;
        }
        taken += some.len() as u64;
    }
    assert_eq!(taken, depth);
    // What was read is deleted, and nothing waits for an acknowledgement.
    eventually("an empty stream", || async { hints.depth().await.unwrap() == 0 }).await;
    for stream in [URGENT, NORMAL] {
        let pending: Vec<redis::Value> = server.run(&["XPENDING", stream, "workers"]).await;
        assert_eq!(pending.first(), Some(&redis::Value::Int(0)));
    }
    let bytes: u64 = server.run(&["MEMORY", "USAGE", NORMAL]).await;
    assert!(bytes < 16 * 1_024, "{bytes}");
}

#[tokio::test]
async fn what_is_no_hint_is_dropped_and_counted() {
    let Some(server) = Server::start().await else { return };
    let hints = worker(&server.url(), "oathgate", 1);
    for entry in [&["r", "not an id"][..], &["x", "1"], &["r", "", "y", "2"]] {
        let mut command = vec!["XADD", NORMAL, "*"];
        command.extend(entry);
        let _: String = server.run(&command).await;
    }
    hints.give(&[normal(1)]).await.unwrap();
    assert_eq!(hints.take(10, SOON).await.unwrap(), [run(1)]);
    assert_eq!(hints.unreadable(), 3);
    eventually("an empty stream", || async { hints.depth().await.unwrap() == 0 }).await;
    // A key of another kind is somebody's mistake, and no reason to fall over.
    server.run::<()>(&["SET", URGENT, "text"]).await;
    away_within(SOON, hints.take(1, A_MOMENT)).await;
    server.run::<()>(&["DEL", URGENT]).await;
    eventually_works(&hints, SOON).await;
}

#[tokio::test]
async fn installations_do_not_hear_each_other() {
    let Some(url) = shared_redis() else { return };
    let (one, two) = (worker(&url, &own_prefix(), 1), worker(&url, &own_prefix(), 1));
    one.give(&[normal(1)]).await.unwrap();
    assert_eq!(two.take(1, A_MOMENT).await.unwrap(), []);
    assert_eq!(two.depth().await.unwrap(), 0);
    assert_eq!(one.take(1, SOON).await.unwrap(), [run(1)]);
}

#[tokio::test]
async fn redis_is_reached_over_tls() {
    let certificate = TestCertificate::generate();
    let pem = |label: &str, der: &[u8]| {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
    };
    let trusted = pem("CERTIFICATE", &certificate.certificate);
    let key = pem("PRIVATE KEY", certificate.key.secret_der());
    let port = free_port();
    let server = Server::start_with(|folder| {
        let file = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let options: [(&str, String); 5] = [
            ("--tls-port", port.to_string()),
            ("--tls-cert-file", file("certificate.pem", &trusted)),
            ("--tls-key-file", file("key.pem", &key)),
            ("--tls-ca-cert-file", file("authority.pem", &trusted)),
            ("--tls-auth-clients", "no".to_owned()),
        ];
        options.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
    });
    let Some(_server) = server.await else { return };
    let mut settings = settings(&format!("rediss://localhost:{port}"), "oathgate");
    let on = |settings: &_| RedisHints::new(Redis::new(settings).unwrap(), WorkerId(Uuid::from_u128(1)));
    // Nobody has said that this server is to be trusted.
    away_within(SOON, on(&settings).ping()).await;
    settings.certificates = Some(trusted.into_bytes());
    let hints = on(&settings);
    hints.ping().await.unwrap();
    eventually_works(&hints, SOON).await;
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_being_told() {
    for url in ["", "http://user:canary@localhost", "redis://:canary@", "nonsense canary"] {
        let refused = Redis::new(&settings(url, "oathgate"));
        let Err(error) = refused else { panic!("{url} was taken") };
        assert!(matches!(error, PortError::Defect { .. }), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("canary"), "{error:?}");
    }
}
