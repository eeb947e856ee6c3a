//! The log: one line a request, the same id everywhere. That nothing secret is in it: see `secrets`.

use crate::{
    figures::on_one_file,
    support::{
        Deployment, PASSWORD,
        deployment::{header, token_in},
    },
};
use reqwest::Method;
use serde_json::{Value, json};

/// The lines of the server's log that are about something.
fn lines(deployment: &Deployment, message: &str) -> Vec<Value> {
    let printed = deployment.servers[0].printed();
    let lines = printed.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["message"] == message).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_one_line_and_its_id_goes_all_the_way() {
    let (deployment, _) = on_one_file(&[]).await;
    let client = deployment.client(0);
    let ask = json!({ "email": "ada@example.com", "password": PASSWORD });
    let answer = client.post("/auth/register", ask).await;
    let id = answer.headers["x-request-id"].to_str().unwrap().to_owned();
    let mail = deployment.mail("ada@example.com", "", 0).await;
    assert_eq!(header(&mail, "X-Request-Id"), id);

    let about: Vec<Value> =
        lines(&deployment, "request").into_iter().filter(|line| line["request_id"] == *id).collect();
    assert_eq!(about.len(), 1, "{about:?}");
    let line = &about[0];
    assert_eq!(
        (&line["operation"], &line["status"], &line["method"]),
        (&json!("register"), &json!(202), &json!("POST"))
    );
    assert_eq!(line["client"], "127.0.0.1");
    assert!(line["database_round_trips"].as_u64().unwrap() >= 3, "{line}");
    let (all, database) = (line["duration_ms"].as_f64().unwrap(), line["database_ms"].as_f64().unwrap());
    assert!(database > 0.0 && database <= all, "{line}");

    // The worker's lines about its run carry it, too, and so does the run.
    let token = token_in(&mail, "verify-email");
    client.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    deployment.mail("ada@example.com", "Welcome", 0).await;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !lines(&deployment, "closed").iter().any(|line| line["request"] == *id) {
        assert!(std::time::Instant::now() < deadline, "{}", deployment.logs());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let (_, runs, _) = deployment.run(&["workflow", "list", "--format", "json"]);
    assert!(runs.contains(&id), "{runs}");

    // Who was it?
    let tokens = client.log_in("ada@example.com", PASSWORD).await;
    let me = client.with(&tokens.access, Method::GET, "/users/me", None).await;
    let id = me.headers["x-request-id"].to_str().unwrap().to_owned();
    let account = me.expect(200)["id"].as_str().unwrap().to_owned();
    let line = lines(&deployment, "request").into_iter().find(|line| line["request_id"] == *id).unwrap();
    assert!(line["principal"].as_str().unwrap().contains(&account), "{line}");
}
