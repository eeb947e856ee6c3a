//! Figures: which there are, who may see them, and that they are true.

use crate::{
    expressions,
    scrape::{Scrape, names_in, promtool},
    support::{
        Deployment, OTHER_PASSWORD, PASSWORD,
        deployment::{free_port, token_in},
    },
};
use oathgate_application::telemetry::measures;
use serde_json::json;
use std::collections::BTreeSet;

/// What the plain deployment on a file has no reason to tell.
const ELSEWHERE: [&str; 2] = [
    // Of PostgreSQL alone.
    "oathgate_database_pool_idle",
    // Where the server itself does HTTPS; see `tls.rs`.
    "oathgate_tls_certificate_expiry_timestamp_seconds",
];

/// A server with a worker on a file, whose figures have an address of their own.
pub(super) async fn on_one_file(settings: &[(&str, &str)]) -> (Deployment, String) {
    let mut deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    let figures = format!("127.0.0.1:{}", free_port());
    deployment.set("METRICS_ADDRESS", &figures);
    for (name, value) in settings {
        deployment.set(name, value);
    }
    deployment.migrate();
    deployment.add_server(true);
    deployment.wait_until_ready().await;
    (deployment, figures)
}

/// Somebody registers, verifies their address and signs in. Gives their access and refresh token.
pub(super) async fn join(deployment: &Deployment, email: &str) -> (String, String) {
    let client = deployment.client(0);
    client.register_until_accepted(email, PASSWORD).await;
    let token = token_in(&deployment.mail(email, "", 0).await, "verify-email");
    client.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    let tokens = client.log_in(email, PASSWORD).await;
    (tokens.access, tokens.refresh)
}

/// Something of everything.
async fn live(deployment: &Deployment) {
    let client = deployment.client(0);
    let (_, refresh) = join(deployment, "ada@example.com").await;
    let wrong = json!({ "email": "ada@example.com", "password": OTHER_PASSWORD });
    client.post("/auth/login", wrong).await.expect_problem(401, "invalid_credentials");
    client.post("/auth/refresh", json!({ "refresh_token": refresh })).await.expect(200);
    client.try_get("/oauth/token").await.unwrap();
    // A page of somebody asks who may read along: a look-up in a cache, which knows it the second time.
    for _ in 0..2 {
        let preflight = reqwest::Client::new()
            .request(reqwest::Method::OPTIONS, format!("http://{}/oauth/token", client.address()))
            .header("origin", "https://app.example.com")
            .header("access-control-request-method", "POST");
        preflight.send().await.unwrap();
    }
    deployment.mail("ada@example.com", "Welcome", 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_is_there_and_follows_the_rules() {
    let (deployment, address) = on_one_file(&[]).await;
    live(&deployment).await;
    let scrape = Scrape::of(&address).await;

    // Each by name; histograms by their three.
    let names = scrape.names();
    for measure in measures::ALL.iter().filter(|measure| !ELSEWHERE.contains(&measure.name)) {
        let there = names.contains(measure.name) || names.contains(&format!("{}_bucket", measure.name));
        assert!(there, "{} is not told:\n{}", measure.name, scrape.0);
    }
    if let Some((content, said)) = promtool(&["check", "metrics"], &scrape.0) {
        assert!(content && said.trim().is_empty(), "{said}");
    }

    // They are true.
    let value = |series: &str| scrape.value(series).unwrap_or_else(|| panic!("no {series}:\n{}", scrape.0));
    assert!((value("oathgate_logins_total{outcome=\"succeeded\"}") - 1.0).abs() < 0.1);
    assert!((value("oathgate_logins_total{outcome=\"invalid_credentials\"}") - 1.0).abs() < 0.1);
    assert!((value("oathgate_registrations_total{outcome=\"accepted\"}") - 1.0).abs() < 0.1);
    assert!((value("oathgate_tokens_issued_total{grant=\"session\"}") - 1.0).abs() < 0.1);
    assert!((value("oathgate_http_requests_total{operation=\"login\",status=\"401\"}") - 1.0).abs() < 0.1);
    assert!(value("oathgate_mails_total{outcome=\"sent\"}") >= 1.0);
    assert!((value("oathgate_workflow_workers") - 1.0).abs() < 0.1);
    assert!(value("oathgate_database_statement_duration_seconds_count{repository=\"accounts\"}") > 0.0);
    assert!((value("oathgate_store_figures_up") - 1.0).abs() < 0.1);

    // Nothing in them is somebody's.
    for secret in ["ada", "example.com", PASSWORD, "127.0.0.1"] {
        assert!(!scrape.0.contains(secret), "{secret} is among the figures");
    }
    // An unknown address makes no series.
    let client = deployment.client(0);
    client.try_get("/nowhere-1").await;
    client.try_get("/nowhere-2").await;
    let after = Scrape::of(&address).await;
    assert!(!after.0.contains("nowhere"));
    assert!(
        (after.value("oathgate_http_requests_total{operation=\"none\",status=\"404\"}").unwrap() - 2.0).abs()
            < 0.1
    );

    // Whatever the alerts and the dashboard ask for is there …
    let asked = expressions::of_alerts().into_iter().chain(expressions::of_dashboard());
    let wanted: BTreeSet<String> = asked.flat_map(|asked| names_in(&asked.expression)).collect();
    assert!(wanted.len() > 40, "{wanted:?}");
    for name in wanted.iter().filter(|name| !ELSEWHERE.contains(&name.as_str())) {
        assert!(names.contains(name), "{name} is asked for and not told");
    }
    // … with the labels and values that they ask by.
    expressions::assert_answered(&after);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_main_address_only_this_machine_sees_them() {
    let mut deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    deployment.migrate();
    deployment.add_server(true);
    deployment.wait_until_ready().await;
    let address = deployment.client(0).address();
    assert!(Scrape::of(&address).await.0.contains("oathgate_build_info"));
    // A proxy on this machine that nobody trusts brings a stranger.
    let forwarded = reqwest::Client::new()
        .get(format!("http://{address}/metrics"))
        .header("x-forwarded-for", "203.0.113.9")
        .send()
        .await
        .unwrap();
    assert_eq!(forwarded.status(), 404);
    assert!(!forwarded.text().await.unwrap().contains("oathgate_build_info"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_tells_its_own_and_can_be_probed() {
    let mut deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    let address = format!("127.0.0.1:{}", free_port());
    deployment.migrate();
    deployment.add_server(false);
    deployment.wait_until_ready().await;
    deployment.set("METRICS_ADDRESS", &address);
    deployment.add_worker();
    let probe = async |path: &str| {
        let answer = reqwest::get(format!("http://{address}{path}")).await;
        answer.ok().map(|answer| answer.status().as_u16())
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while probe("/health/ready").await != Some(200) {
        assert!(std::time::Instant::now() < deadline, "{}", deployment.logs());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    join(&deployment, "grace@example.com").await;
    let scrape = Scrape::of(&address).await;
    assert!(scrape.value("oathgate_worker_leases_total").unwrap() >= 1.0);
    assert!(scrape.value("oathgate_mails_total{outcome=\"sent\"}").unwrap() >= 1.0);
    let step = "oathgate_workflow_step_attempts_total{kind=\"registration\"";
    assert!(scrape.series().iter().any(|(series, _)| series.starts_with(step)), "{}", scrape.0);
    assert_eq!(probe("/health/live").await, Some(200));
    assert_eq!(probe("/admin/users").await, Some(404));
    // With an address of their own they are not at the main one.
    assert_eq!(deployment.workers[0].stop(std::time::Duration::from_secs(20)).await, Some(0));
}
