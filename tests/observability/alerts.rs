//! Alerts: they mean what they say, and a mail server that is broken shows.

use crate::{
    figures::on_one_file,
    scrape::{Scrape, promtool, repository},
    support::PASSWORD,
};
use oathgate_infrastructure::testing::smtp::Trouble;
use serde_json::json;
use std::{fmt::Write, time::Duration};

#[test]
fn the_rules_hold_their_own_tests() {
    let file = |name: &str| repository("deploy/prometheus").join(name).display().to_string();
    let Some((content, said)) = promtool(&["check", "rules", &file("alerts.yml")], "") else { return };
    assert!(content, "{said}");
    let (content, said) = promtool(&["test", "rules", &file("alerts.test.yml")], "").unwrap();
    assert!(content, "{said}");
}

#[test]
fn every_alert_is_explained_and_tested() {
    let read = |path: &str| std::fs::read_to_string(repository(path)).unwrap();
    let rules = read("deploy/prometheus/alerts.yml");
    let (tests, docs) = (read("deploy/prometheus/alerts.test.yml"), read("docs/observability.md"));
    let names: Vec<&str> = rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(names.len() > 15);
    for name in names {
        assert!(docs.contains(&format!("### {name}\n")), "docs/observability.md says nothing about {name}");
        for outcome in ["fires", "is silent"] {
            assert!(
                tests.contains(&format!("- name: {name} {outcome}\n")),
                "{name}: no test that it {outcome}"
            );
        }
        let anchor = format!("docs/observability.md#{}", name.to_lowercase());
        assert!(rules.contains(&anchor), "{name} leads nowhere");
    }
}

#[test]
fn every_figure_is_explained() {
    let docs = std::fs::read_to_string(repository("docs/observability.md")).unwrap();
    for measure in oathgate_application::telemetry::measures::ALL {
        assert!(
            docs.contains(&format!("| `{}` |", measure.name)),
            "docs/observability.md lacks {}",
            measure.name
        );
    }
}

/// The scrapes are those of a running server. Prometheus would take them every 15 s; that time passes in the
/// tool alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_broken_mail_server_shows_within_a_minute() {
    let (deployment, address) = on_one_file(&[]).await;
    let client = deployment.client(0);
    client.register_until_accepted("before@example.com", PASSWORD).await;
    deployment.mail("before@example.com", "", 0).await;
    let mut scrapes = vec![Scrape::of(&address).await];

    deployment.smtp.set_trouble(Trouble::Sender("451 4.3.0 out of disk space".to_owned()));
    for number in 0..3 {
        client.register_until_accepted(&format!("during-{number}@example.com"), PASSWORD).await;
    }
    let failed = |scrape: &Scrape| scrape.value("oathgate_mails_total{outcome=\"failed\"}").unwrap();
    let deadline = std::time::Instant::now() + Duration::from_secs(40);
    while failed(scrapes.last().unwrap()) < 3.0 {
        assert!(std::time::Instant::now() < deadline, "{}", deployment.logs());
        tokio::time::sleep(Duration::from_millis(200)).await;
        let scrape = Scrape::of(&address).await;
        if failed(&scrape) > failed(scrapes.last().unwrap()) {
            scrapes.push(scrape);
        }
    }
    // At most three scrapes of Prometheus after the one before: well within a minute.
    let last = scrapes.len().min(4) - 1;
    let seen = [&scrapes[..last], &scrapes[scrapes.len() - 1..]].concat();
    assert_fires("OathgateMailFailing", &seen);

    // In the console stand the peer's own words.
    let (code, output, _) = deployment.run(&["workflow", "list", "--format", "json"]);
    assert_eq!(code, 0);
    assert!(output.contains("out of disk space"), "{output}");

    // Mended, nothing is lost.
    deployment.smtp.set_trouble(Trouble::None);
    let retried = deployment.run(&["workflow", "retry", "--status", "waiting", "--fault", "451"]);
    assert_eq!(retried.0, 0, "{retried:?}");
    for number in 0..3 {
        deployment.mail(&format!("during-{number}@example.com"), "", 0).await;
    }
}

/// Whether an alert fires at the last of these scrapes, which are 15 s apart.
fn assert_fires(alert: &str, scrapes: &[Scrape]) {
    let mut test = format!(
        "rule_files: [{}]\nevaluation_interval: 15s\ntests:\n  - interval: 15s\n    input_series:\n",
        json!(repository("deploy/prometheus/alerts.yml").display().to_string())
    );
    for (series, _) in scrapes.last().unwrap().series() {
        let values: Vec<String> = scrapes
            .iter()
            .map(|scrape| scrape.value(&series).map_or("_".to_owned(), |value| value.to_string()))
            .collect();
        let _ =
            writeln!(test, "      - series: {}\n        values: {}", json!(series), json!(values.join(" ")));
    }
    let at = 15 * (scrapes.len() - 1);
    assert!(at <= 60, "{at} s");
    let _ = write!(
        test,
        "    promql_expr_test:\n      - expr: count(ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"}})\n        \
         eval_time: {at}s\n        exp_samples: [{{labels: '{{}}', value: 1}}]\n"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scrapes.yml");
    std::fs::write(&file, &test).unwrap();
    if let Some((content, said)) = promtool(&["test", "rules", &file.display().to_string()], "") {
        assert!(content, "{said}\n{test}");
    }
}
