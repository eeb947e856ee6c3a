//! Two hundred registrations while everything that can break is broken: none is lost.
//!
//! A registration counts as accepted when a client was told 202; clients that got no answer, or
//! 503, ask again, as real ones do.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::type_complexity,
    unreachable_pub,
    unused_imports,
    reason = "tests stop at once when something is wrong, and each uses a part of what they share"
)]

mod support;

use futures_util::{StreamExt, stream};
use oathgate_infrastructure::testing::smtp::Trouble;
use serde_json::json;
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};
use support::{
    Client, Deployment, PASSWORD,
    deployment::{header, token_in},
    services::OwnServices,
};

const REGISTRATIONS: usize = 200;
/// Callers at a time: more than there are cores, fewer than the queue of passwords is long.
const CALLERS: usize = 12;

fn address(number: usize) -> String {
    format!("person-{number}@example.com")
}

/// Registers everybody, each with the clients in turn.
async fn register_all(clients: Vec<Client>) {
    stream::iter(0..REGISTRATIONS)
        .for_each_concurrent(CALLERS, |number| {
            let client = clients[number % clients.len()].clone();
            async move { client.register_until_accepted(&address(number), PASSWORD).await }
        })
        .await;
}

/// Waits until everybody has mail, and follows every link.
async fn follow_every_link(deployment: &Deployment, client: &Client) {
    let deadline = Instant::now() + Duration::from_secs(150);
    let wanted: HashSet<String> = (0..REGISTRATIONS).map(address).collect();
    loop {
        let reached: HashSet<String> = deployment.smtp.mails().into_iter().flat_map(|mail| mail.to).collect();
        let missing: Vec<_> = wanted.difference(&reached).take(5).collect();
        if missing.is_empty() {
            break;
        }
        assert!(
            Instant::now() < deadline,
            "{} of {REGISTRATIONS} have mail; missing {missing:?}\n{}",
            wanted.intersection(&reached).count(),
            deployment.run(&["workflow", "list"]).1,
        );
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let mails = deployment.smtp.mails();
    let mut verified = HashSet::new();
    for mail in mails.iter().filter(|mail| mail.message.contains("/verify-email?token=")) {
        let token = token_in(mail, "verify-email");
        let answer = client.post("/auth/verify-email", json!({ "token": token })).await;
        // A mail that was sent twice carries the same link, which works once.
        assert!(matches!(answer.status, 200 | 400), "{}", answer.body);
        if answer.status == 200 {
            verified.insert(mail.to[0].clone());
        }
    }
    let unverified: Vec<_> = wanted.difference(&verified).collect();
    assert!(unverified.is_empty(), "no link worked for {unverified:?}");
    // A step that was repeated sent the very same mail.
    for mail in &mails {
        let id = header(mail, "Message-ID");
        let twins = mails.iter().filter(|other| header(other, "Message-ID") == id);
        for twin in twins {
            assert_eq!(twin.message, mail.message, "two mails of one step differ");
        }
    }
    client.log_in(&address(0), PASSWORD).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_and_redis() {
    let Some(services) = OwnServices::start() else {
        return;
    };
    let mut deployment = Deployment::prepare(&services.postgres(), Some(&services.redis())).await;
    deployment.migrate();
    for _ in 0..2 {
        deployment.add_server(false);
        deployment.add_worker();
    }
    deployment.wait_until_ready().await;

    let work = tokio::spawn(register_all(vec![deployment.client(0), deployment.client(1)]));
    let pause = || tokio::time::sleep(Duration::from_millis(700));
    pause().await;
    deployment.workers[0].kill();
    pause().await;
    deployment.servers[0].kill();
    services.flush_redis();
    pause().await;
    deployment.restart_server(0, false);
    deployment.smtp.go_away();
    pause().await;
    services.crash_postgres();
    pause().await;
    deployment.restart_worker(0);
    deployment.smtp.come_back().unwrap();
    deployment.smtp.set_trouble(Trouble::DropAfterTaken);
    pause().await;
    deployment.workers[1].kill();
    services.stop_redis();
    deployment.restart_worker(1);
    deployment.smtp.set_trouble(Trouble::Recipient("451 4.7.1 try again later".to_owned()));
    pause().await;
    deployment.smtp.set_trouble(Trouble::None);
    work.await.unwrap();
    deployment.wait_until_ready().await;
    follow_every_link(&deployment, &deployment.client(1)).await;
    let logs = deployment.logs();
    assert!(!logs.contains("panicked"), "{logs}");
    assert!(!logs.contains(PASSWORD));
}

#[tokio::test(flavor = "multi_thread")]
async fn on_one_file() {
    let mut deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    deployment.migrate();
    deployment.add_server(true);
    deployment.wait_until_ready().await;
    let work = tokio::spawn(register_all(vec![deployment.client(0)]));
    for outage in 0..4 {
        tokio::time::sleep(Duration::from_millis(900)).await;
        deployment.servers[0].kill();
        if outage == 1 {
            deployment.smtp.go_away();
        }
        deployment.restart_server(0, true);
        deployment.wait_until_server_ready(0).await;
    }
    deployment.smtp.come_back().unwrap();
    work.await.unwrap();
    follow_every_link(&deployment, &deployment.client(0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_a_503_and_comes_back() {
    let Some(services) = OwnServices::start() else {
        return;
    };
    let mut deployment = Deployment::prepare(&services.postgres(), None).await;
    deployment.migrate();
    deployment.add_server(true);
    deployment.wait_until_ready().await;
    let client = deployment.client(0);
    client.register_until_accepted("ada@example.com", PASSWORD).await;

    services.stop_postgres();
    let ask = || json!({ "email": "ada@example.com", "password": PASSWORD });
    let asked = Instant::now();
    let answer = client.post("/auth/login", ask()).await;
    assert!(asked.elapsed() < Duration::from_secs(8), "a database that is away must not hang the client");
    assert!(answer.headers.contains_key("retry-after"));
    answer.expect_problem(503, "unavailable");
    // A look at the parts is kept for a moment, so that probes do not become a load.
    for part in ["/health/db", "/health/ready"] {
        let deadline = Instant::now() + Duration::from_secs(10);
        while client.try_get(part).await != Some(503) {
            assert!(Instant::now() < deadline, "{part} does not tell that the database is away");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    assert_eq!(client.try_get("/health/live").await, Some(200));

    services.start_postgres();
    deployment.wait_until_ready().await;
    // The account is made by a step of the registration, which the outage may have come before. Its mail is a later one.
    deployment.mail("ada@example.com", "", 0).await;
    client.post("/auth/login", ask()).await.expect_problem(403, "email_not_verified");
    assert!(deployment.servers[0].is_running());
}
