//! How processes leave: they say so first, finish what is under way, take nothing new, hand back what they hold, and are
//! gone in time. There are no streams and no long polls that could hold one up: every answer ends by itself.
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

use oathgate_infrastructure::testing::smtp::Trouble;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{
    Deployment, PASSWORD,
    deployment::free_port,
    process::Process,
    services::{Database, shared_redis},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

/// More than a loaded machine takes for what should be at once.
const AT_ONCE: Duration = Duration::from_secs(10);

/// A connection of which one knows every byte.
struct Wire(TcpStream);

impl Wire {
    async fn open(address: &str) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    async fn say(&mut self, bytes: &str) {
        self.0.write_all(bytes.as_bytes()).await.unwrap();
    }

    /// Everything until the other side closes.
    async fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        let closed = timeout(AT_ONCE, self.0.read_to_end(&mut bytes)).await;
        assert!(closed.is_ok(), "it is not closed");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Asks for something and keeps the connection.
    async fn get(&mut self, path: &str) -> String {
        self.say(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await;
        let mut bytes = vec![0; 64 * 1024];
        let read = timeout(AT_ONCE, self.0.read(&mut bytes)).await.unwrap().unwrap();
        String::from_utf8_lossy(&bytes[..read]).into_owned()
    }

    /// Begins a sign-in, and keeps its last byte.
    async fn half_a_sign_in(address: &str) -> (Self, String) {
        let body = json!({ "email": "nobody@example.com", "password": PASSWORD }).to_string();
        let (first, last) = body.split_at(body.len() - 1);
        let mut wire = Self::open(address).await;
        let head = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        wire.say(&format!("{head}Content-Length: {}\r\n\r\n{first}", body.len())).await;
        (wire, last.to_owned())
    }
}

/// A server on a file, with figures and probes on an address of their own.
async fn server(settings: &[(&str, &str)]) -> (Deployment, String, String) {
    let mut deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    let apart = format!("127.0.0.1:{}", free_port());
    deployment.set("METRICS_ADDRESS", &apart);
    for (name, value) in settings {
        deployment.set(name, value);
    }
    deployment.migrate();
    deployment.add_server(true);
    deployment.wait_until_ready().await;
    let address = deployment.client(0).address();
    (deployment, address, apart)
}

async fn status(address: &str, path: &str) -> Option<u16> {
    let answer = reqwest::Client::new().get(format!("http://{address}{path}")).timeout(AT_ONCE).send().await;
    answer.ok().map(|answer| answer.status().as_u16())
}

async fn until(what: &str, deployment: &Deployment, within: Duration, mut is: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + within;
    while !is().await {
        assert!(Instant::now() < deadline, "not within {within:?}: {what}\n{}", deployment.logs());
        sleep(Duration::from_millis(25)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_says_that_it_leaves_and_finishes_before_it_goes() {
    const DELAY: Duration = Duration::from_secs(4);
    let (mut deployment, address, apart) = server(&[("OATHGATE_SHUTDOWN_DELAY_SECONDS", "4")]).await;
    let mut idle = Wire::open(&address).await;
    assert!(idle.get("/health/live").await.starts_with("HTTP/1.1 200"));
    let (mut early, last) = Wire::half_a_sign_in(&address).await;

    let mut process = deployment.servers.remove(0);
    let told = Instant::now();
    let leaving = tokio::spawn(async move {
        let code = process.stop(Duration::from_secs(40)).await;
        (code, Instant::now())
    });
    // Red at both doors, while everything is answered still.
    for door in [&address, &apart] {
        until("readiness is red", &deployment, DELAY, async || {
            status(door, "/health/ready").await == Some(503)
        })
        .await;
        assert_eq!(status(door, "/health/live").await, Some(200));
    }
    let login = json!({ "email": "nobody@example.com", "password": PASSWORD });
    deployment.client(0).post("/auth/login", login).await.expect_problem(401, "invalid_credentials");
    let (mut late, _) = Wire::half_a_sign_in(&address).await;
    assert!(told.elapsed() < DELAY, "the machine is too slow for this test: {:?}", told.elapsed());

    // Then the door is shut, idle connections are closed, and what is under way is finished.
    until("nobody is let in", &deployment, DELAY + AT_ONCE, async || {
        TcpStream::connect(&address).await.is_err()
    })
    .await;
    assert!(told.elapsed() >= DELAY, "it did not wait: {:?}", told.elapsed());
    assert_eq!(idle.rest().await, "");
    assert_eq!(status(&apart, "/health/ready").await, Some(503));
    for wire in [&mut early, &mut late] {
        wire.say(&last).await;
        let answer = wire.rest().await;
        assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("invalid_credentials"), "{answer}");
    }
    let finished = Instant::now();
    let (code, gone) = leaving.await.unwrap();
    assert_eq!(code, Some(0), "{}", deployment.logs());
    assert!(gone.saturating_duration_since(finished) < AT_ONCE, "it stays although all is done");
    assert_eq!(status(&apart, "/health/live").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_come_to_an_end_is_cut_in_time() {
    const PATIENCE: Duration = Duration::from_secs(3);
    let (mut deployment, address, _) = server(&[("OATHGATE_SHUTDOWN_SECONDS", "3")]).await;
    let (mut half, _) = Wire::half_a_sign_in(&address).await;
    let mut silent = Wire::open(&address).await;
    // One who asks and asks, and takes no answer.
    let mut deaf = Wire::open(&address).await;
    let ask = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200);
    let asking = tokio::spawn(async move {
        let _ = timeout(Duration::from_secs(20), deaf.0.write_all(ask.as_bytes())).await;
        sleep(Duration::from_secs(20)).await;
    });
    sleep(Duration::from_millis(300)).await;
    let told = Instant::now();
    assert_eq!(deployment.servers[0].stop(PATIENCE + AT_ONCE).await, Some(0), "{}", deployment.logs());
    assert!(told.elapsed() >= Duration::from_secs(2), "it did not wait for them: {:?}", told.elapsed());
    assert_eq!((half.rest().await, silent.rest().await), (String::new(), String::new()));
    asking.abort();
}

/// How many runs workers hold, by what operators see.
fn held(deployment: &Deployment) -> (usize, usize) {
    let (code, out, errors) = deployment.run(&["workflow", "workers", "--format", "json"]);
    assert_eq!(code, 0, "{out}{errors}");
    let workers: Value = serde_json::from_str(&out).unwrap();
    let workers = workers.as_array().unwrap();
    (workers.len(), workers.iter().map(|worker| worker["runs"].as_array().unwrap().len()).sum())
}

const LONG_LEASE: [(&str, &str); 2] = [("OATHGATE_LEASE_SECONDS", "600"), ("OATHGATE_SHUTDOWN_SECONDS", "1")];

/// A mail that hangs in a worker, whose lease would last for ten minutes.
async fn a_mail_hangs(deployment: &Deployment) {
    deployment.smtp.set_trouble(Trouble::HangAtData);
    deployment.client(0).register_until_accepted("ada@example.com", PASSWORD).await;
    until("the worker has begun", deployment, Duration::from_secs(30), async || {
        deployment.smtp.commands().iter().any(|command| command == "DATA")
    })
    .await;
    assert_eq!(held(deployment), (1, 1));
    deployment.smtp.set_trouble(Trouble::None);
}

/// The history knows no lease that ran out.
fn was_given_back(deployment: &Deployment) {
    let (_, runs, _) = deployment.run(&["workflow", "list", "--format", "json"]);
    let runs: Value = serde_json::from_str(&runs).unwrap();
    let (_, history, _) = deployment.run(&["workflow", "show", runs[0]["id"].as_str().unwrap()]);
    assert!(history.contains("mail") && !history.contains("lease"), "{history}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_worker_holds_is_taken_up_by_another_at_once() {
    let (Some(database), Some(redis)) = (Database::create(), shared_redis()) else { return };
    for redis in [None, Some(redis.as_str())] {
        let mut deployment = Deployment::prepare(&database.url(), redis).await;
        for (name, value) in LONG_LEASE {
            deployment.set(name, value);
        }
        deployment.migrate();
        deployment.add_server(false);
        deployment.add_worker();
        deployment.wait_until_ready().await;
        a_mail_hangs(&deployment).await;
        deployment.add_worker();
        until("the other is there", &deployment, AT_ONCE, async || held(&deployment).0 == 2).await;
        let told = Instant::now();
        assert_eq!(deployment.workers[0].stop(AT_ONCE).await, Some(0), "{}", deployment.logs());
        deployment.mail("ada@example.com", "", 0).await;
        assert!(told.elapsed() < AT_ONCE, "it came after {:?}", told.elapsed());
        assert_eq!(held(&deployment).0, 1);
        was_given_back(&deployment);
        for mut process in deployment.servers.drain(..).chain(deployment.workers.drain(1..)) {
            assert_eq!(process.stop(AT_ONCE).await, Some(0));
        }
        support::services::psql(&database.url(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_process_held_its_successor_takes_up_at_once() {
    let (mut deployment, ..) = server(&LONG_LEASE).await;
    a_mail_hangs(&deployment).await;
    let told = Instant::now();
    assert_eq!(deployment.servers[0].stop(AT_ONCE).await, Some(0), "{}", deployment.logs());
    deployment.restart_server(0, true);
    deployment.mail("ada@example.com", "", 0).await;
    assert!(told.elapsed() < 2 * AT_ONCE, "it came after {:?}", told.elapsed());
    was_given_back(&deployment);
}
