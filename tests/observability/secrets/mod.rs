//! Nothing secret stands in what the program writes, tells or sends: its log at every level, its figures, its spans,
//! every table, the commands to Redis. Each kind of secret is used, rightly and wrongly; then all is searched.

mod hoard;
mod life;
mod places;

use crate::{
    support::{
        Deployment, PASSWORD,
        deployment::free_port,
        services::{Database, shared_redis, unique},
    },
    traces::Collector,
};
use hoard::Hoard;
use oathgate_infrastructure::testing::smtp::Trouble;
use places::Listener;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A deployment that tells as much as it can.
struct Talker {
    deployment: Deployment,
    figures: Vec<String>,
    collector: Collector,
    redis: Option<Listener>,
}

impl Talker {
    async fn start(url: &str, redis: Option<&str>) -> Self {
        let mut deployment = Deployment::prepare(url, redis).await;
        let (collector, address) = Collector::start().await;
        for (name, value) in [
            // The driver, too, when it is asked for by name.
            ("RUST_LOG", "trace,tokio_postgres=trace,redis=trace"),
            ("OATHGATE_SLOW_STATEMENT_MILLISECONDS", "1"),
            ("OAUTH_REGISTRATION", "token"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://{address}")),
        ] {
            deployment.set(name, value);
        }
        let listener = match redis {
            Some(url) => Some(Listener::start(deployment.folder.path(), url).await),
            None => None,
        };
        deployment.migrate();
        let figures: Vec<String> = (0..2)
            .map(|_| format!("127.0.0.1:{}", free_port()))
            .take(1 + usize::from(redis.is_some()))
            .collect();
        deployment.set("METRICS_ADDRESS", &figures[0]);
        deployment.add_server(redis.is_none());
        if let Some(own) = figures.get(1) {
            deployment.set("METRICS_ADDRESS", own);
            deployment.add_worker();
        }
        deployment.wait_until_ready().await;
        Self { deployment, figures, collector, redis: listener }
    }

    async fn places(&mut self) -> Vec<hoard::Place> {
        places::all(&mut self.deployment, &self.figures, &self.collector, self.redis.as_ref()).await
    }
}

/// Lives, searches, and makes sure that everything was there to be searched.
async fn nothing_is_told(mut talker: Talker) {
    let hoard = life::live(&talker.deployment).await;
    assert!(hoard.kinds().len() > 40, "{:?}", hoard.kinds());
    let (_, runs, _) =
        talker.deployment.run(&["workflow", "list", "--kind", "registration", "--format", "json"]);
    let runs: Value = serde_json::from_str(&runs).unwrap();
    let id = |name: &str| runs[0][name].as_str().unwrap_or_else(|| panic!("{runs}")).to_owned();
    let (run, request) = (id("id"), id("request_id"));
    let places = talker.places().await;
    let found = hoard.found_in(&places);
    assert!(found.is_empty(), "{}", found.join("\n"));

    // The same search finds what may be told, where it is told.
    let finds = |text: &str, place: &str| {
        let mut known = Hoard::default();
        known.keep("mark", text);
        let found = known.found_in(&places);
        assert!(
            found.iter().any(|found| found.starts_with(&format!("mark in {place}: "))),
            "{text} in {place}"
        );
    };
    finds(&request, "logs");
    finds(&request, "spans");
    finds(&request, "table workflow_runs");
    finds("sign_in.refused", "table audit_entries");
    // A blob in a file, a UUID on a server.
    let run = if talker.redis.is_some() { run } else { run.replace('-', "") };
    finds(&run, "table workflow_events");
    finds("\"level\":\"TRACE\"", "logs");
    finds("\"message\":\"request\"", "logs");
    finds("push_authorization_request", "metrics 0");
    finds("registration", "table workflow_runs");
    if talker.redis.is_some() {
        let prefix =
            talker.deployment.settings.iter().find(|(name, _)| name == "OATHGATE_REDIS_PREFIX").unwrap();
        finds(&prefix.1, "Redis");
        finds("send_mail", "spans");
        finds("oathgate_mails_total", "metrics 1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_secret_is_told_on_one_file() {
    nothing_is_told(Talker::start("sqlite:data/oathgate.db", None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_secret_is_told_on_postgres_and_redis() {
    let (Some(database), Some(redis)) = (Database::create(), shared_redis()) else { return };
    nothing_is_told(Talker::start(&database.url(), Some(&redis)).await).await;
}

/// A mail server that says what it should not is the one place where somebody else's words get in. If it knew a
/// secret, this is how it would show; so the search works.
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_planted_is_found_everywhere_it_gets_to() {
    let mut talker = Talker::start("sqlite:data/oathgate.db", None).await;
    let planted = "planted-secret-of-the-mail-server";
    talker.deployment.smtp.set_trouble(Trouble::Sender(format!("451 4.3.0 {planted}")));
    let client = talker.deployment.client(0);
    client.register_until_accepted("ada@example.com", PASSWORD).await;
    let deadline = Instant::now() + Duration::from_secs(40);
    while !talker.deployment.run(&["workflow", "list", "--format", "json"]).1.contains(planted) {
        assert!(Instant::now() < deadline, "{}", talker.deployment.logs());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut hoard = Hoard::default();
    hoard.keep("planted", planted);
    let places = talker.places().await;
    let found = hoard.found_in(&places);
    for place in ["table workflow_runs", "table workflow_events"] {
        assert!(
            found.iter().any(|found| found.starts_with(&format!("planted in {place}: "))),
            "{place}: {found:?}"
        );
    }
}
