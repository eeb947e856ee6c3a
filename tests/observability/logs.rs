//! The log: one line a request, the same id everywhere, and nothing secret at any level.

use crate::{
    figures::on_one_file,
    support::{
        Deployment, OTHER_PASSWORD, PASSWORD,
        deployment::{header, token_in},
        services::Database,
    },
};
use reqwest::{Method, header::AUTHORIZATION};
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

const ALL_OF_IT: [(&str, &str); 2] = [("RUST_LOG", "trace"), ("OATHGATE_SLOW_STATEMENT_MILLISECONDS", "1")];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_secret_is_logged_at_any_level() {
    let (deployment, _) = on_one_file(&ALL_OF_IT).await;
    use_and_search(&deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_secret_is_logged_on_postgres() {
    let Some(database) = Database::create() else { return };
    let mut deployment = Deployment::prepare(&database.url(), None).await;
    for (name, value) in ALL_OF_IT {
        deployment.set(name, value);
    }
    // The driver, too, when it is asked for by name.
    deployment.set("RUST_LOG", "trace,tokio_postgres=trace");
    deployment.migrate();
    deployment.add_server(true);
    deployment.wait_until_ready().await;
    use_and_search(&deployment).await;
}

/// Uses every kind of secret, and searches the log for it.
async fn use_and_search(deployment: &Deployment) {
    let client = deployment.client(0);
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let url = |path: &str| format!("http://{}{path}", client.address());
    let mut secrets: Vec<String> =
        [PASSWORD, OTHER_PASSWORD, "a-wrong-password-of-somebody"].map(str::to_owned).into();

    // An account, its links, its cookies.
    client.register_until_accepted("ada@example.com", PASSWORD).await;
    let token = token_in(&deployment.mail("ada@example.com", "", 0).await, "verify-email");
    client.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    secrets.push(token);
    let wrong = json!({ "email": "ada@example.com", "password": "a-wrong-password-of-somebody" });
    client.post("/auth/login", wrong).await.expect(401);
    let login = json!({ "email": "ada@example.com", "password": PASSWORD });
    let signed_in = client.post("/auth/login", login).await;
    let cookies: Vec<String> = signed_in
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap().to_owned())
        .collect();
    assert!(!cookies.is_empty());
    let cookies: Vec<&str> = cookies.iter().map(|cookie| cookie.split(';').next().unwrap()).collect();
    secrets.extend(cookies.iter().map(|cookie| cookie.split_once('=').unwrap().1.to_owned()));
    let tokens = signed_in.expect(200);
    let text = |body: &Value, name: &str| {
        body[name].as_str().unwrap_or_else(|| panic!("no {name}: {body}")).to_owned()
    };
    let access = text(&tokens, "access_token");
    let rotated =
        client.post("/auth/refresh", json!({ "refresh_token": tokens["refresh_token"] })).await.expect(200);
    secrets.extend([
        access.clone(),
        text(&tokens, "refresh_token"),
        text(&rotated, "access_token"),
        text(&rotated, "refresh_token"),
    ]);

    // A client with a secret, which is right once and wrong once.
    let (code, made, errors) = deployment.run(&[
        "client",
        "create",
        "--name",
        "Photos",
        "--redirect-uri",
        "http://localhost:3000/callback",
        "--format",
        "json",
    ]);
    assert_eq!(code, 0, "{errors}");
    let made: Value = serde_json::from_str(&made).unwrap();
    let (id, secret) = (text(&made, "client_id"), text(&made, "client_secret"));
    let granted = async |password: &str| {
        let answer = http
            .post(url("/oauth/token"))
            .basic_auth(&id, Some(password))
            .header("content-type", "application/x-www-form-urlencoded")
            .body("grant_type=client_credentials")
            .send()
            .await
            .unwrap();
        answer.json::<Value>().await.unwrap()
    };
    let answer = granted(&secret).await;
    if let Some(token) = answer["access_token"].as_str() {
        secrets.push(token.to_owned());
    }
    granted("a-client-secret-that-is-wrong").await;
    secrets.extend([secret, "a-client-secret-that-is-wrong".to_owned()]);

    // What strangers put into addresses and headers.
    for path in
        ["/oauth/authorize?code=a-code-in-an-address&state=s", "/verify-email?token=a-token-in-an-address"]
    {
        http.get(url(path)).send().await.unwrap();
    }
    http.get(url("/users/me")).header(AUTHORIZATION, "Bearer a-token-that-is-none").send().await.unwrap();
    secrets
        .extend(["a-code-in-an-address", "a-token-in-an-address", "a-token-that-is-none"].map(str::to_owned));

    // A forgotten password.
    client.post("/auth/password-reset/request", json!({ "email": "ada@example.com" })).await.expect(202);
    let token = token_in(&deployment.mail("ada@example.com", "password", 0).await, "reset-password");
    let reset = json!({ "token": token, "new_password": OTHER_PASSWORD });
    client.post("/auth/password-reset/confirm", reset).await.expect(200);
    secrets.push(token);
    // What the installation itself keeps.
    secrets.push("b2F0aGdhdGUtdGVzdHMta2VlcC10aGlzLWtleS0zMmIh".to_owned());

    // Whoever has the log should not be able to try passwords against what is stored of them either.
    secrets.push("$pbkdf2-sha256$".to_owned());

    let logs = deployment.logs();
    assert!(logs.contains("\"level\":\"DEBUG\""), "the log is not that of all levels");
    assert!(logs.contains("\"message\":\"request\""));
    for secret in secrets {
        assert!(secret.len() >= 12, "{secret:?} would be found by chance");
        if let Some(line) = logs.lines().find(|line| line.contains(&secret)) {
            panic!("{secret} is logged: {line}");
        }
    }
}
