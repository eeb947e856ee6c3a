//! What must not be accepted, sent as raw bytes to the real server: every answer is a 4xx problem
//! that says what is wrong, and the process goes on.
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

use serde_json::{Value, json};
use support::{Backing, Client, Deployment, PASSWORD};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Sends a body as it is, and gives status and JSON of the answer.
async fn send(address: &str, path: &str, content_type: &str, body: &[u8]) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: {content_type}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // A server that has read enough may answer and close before it has everything.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {answer:?}")).parse().unwrap();
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
    let json =
        body.find('{').and_then(|start| body.rfind('}').map(|end| &body[start..=end])).unwrap_or("null");
    (status, serde_json::from_str(json).unwrap_or(Value::Null))
}

#[tokio::test(flavor = "multi_thread")]
async fn is_refused_with_a_word_on_what_is_wrong() {
    let mut deployment = Deployment::start(Backing::Sqlite).await.unwrap();
    let base = deployment.client(0);
    let address = base.address();
    let json = "application/json";
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let huge = format!("{{\"email\":\"{}\"}}", "a".repeat(200_000));
    let cases: Vec<(&str, &str, Vec<u8>, u16, Option<&str>)> = vec![
        ("broken JSON", json, b"{\"email\": ".to_vec(), 400, None),
        ("no body", json, Vec::new(), 400, None),
        ("an array", json, b"[]".to_vec(), 422, None),
        ("deeply nested", json, deep.into_bytes(), 400, None),
        ("200 kB", json, huge.into_bytes(), 413, None),
        ("invalid UTF-8", json, b"{\"email\":\"\xff\xfe\",\"password\":\"x\"}".to_vec(), 400, None),
        (
            "a number for a text",
            json,
            br#"{"email":5,"password":"violet otter nine"}"#.to_vec(),
            422,
            Some("email"),
        ),
        (
            "null for a text",
            json,
            br#"{"email":null,"password":"violet otter nine"}"#.to_vec(),
            422,
            Some("email"),
        ),
        (
            "an object for a text",
            json,
            br#"{"email":{"a":1},"password":"violet otter nine"}"#.to_vec(),
            422,
            Some("email"),
        ),
        (
            "NUL",
            json,
            br#"{"email":"a\u0000@example.com","password":"violet otter nine"}"#.to_vec(),
            422,
            Some("email"),
        ),
        (
            "a lone surrogate",
            json,
            br#"{"email":"\ud800@example.com","password":"violet otter nine"}"#.to_vec(),
            400,
            None,
        ),
        ("a missing field", json, br#"{"email":"a@example.com"}"#.to_vec(), 422, Some("password")),
        (
            "an unknown field",
            json,
            br#"{"email":"a@example.com","password":"violet otter nine","admin":[true]}"#.to_vec(),
            422,
            Some("admin"),
        ),
        (
            "an address with commands",
            json,
            br#"{"email":"a@example.com>\r\nRCPT TO:<b@example.com","password":"violet otter nine"}"#
                .to_vec(),
            422,
            Some("email"),
        ),
        ("a form", "application/x-www-form-urlencoded", b"email=a%40example.com".to_vec(), 415, None),
        (
            "text",
            "text/plain",
            br#"{"email":"a@example.com","password":"violet otter nine"}"#.to_vec(),
            415,
            None,
        ),
    ];
    for (name, content_type, body, status, field) in cases {
        let (got, problem) = send(&address, "/auth/register", content_type, &body).await;
        assert_eq!(got, status, "{name}: {problem}");
        assert!(problem["code"].is_string() && problem["title"].is_string(), "{name}: {problem}");
        if let Some(field) = field {
            let fields: Vec<_> =
                problem["errors"].as_array().unwrap().iter().map(|fault| &fault["field"]).collect();
            assert!(fields.contains(&&json!(field)), "{name}: {problem}");
        }
    }

    // Every fault is named at once.
    let ask = json!({ "email": "nobody", "password": "short", "username": "a b" });
    let problem = base.post("/auth/register", ask).await.expect_problem(422, "validation_failed");
    let mut fields: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|fault| fault["field"].as_str().unwrap()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["email", "password", "username"]);

    // Unknown tokens and broken headers are 400 and 401, never 500.
    for token in ["", "x", "ogr_", &"A".repeat(5000), "\u{1F600}", "../../etc/passwd"] {
        let status = base.post("/auth/verify-email", json!({ "token": token })).await.status;
        assert!(matches!(status, 400 | 422), "{token:?} gave {status}");
        let status = base.post("/auth/refresh", json!({ "refresh_token": token })).await.status;
        assert!(matches!(status, 401 | 422), "{token:?} gave {status}");
        let status = base.with("not-a-token", reqwest::Method::GET, "/users/me", None).await.status;
        assert_eq!(status, 401);
    }
    assert_eq!(base.try_get("/users/me").await, Some(401));
    assert_eq!(base.try_get("/nowhere").await, Some(404));
    assert_eq!(base.try_get("/auth/login").await, Some(405));

    base.register_until_accepted("still@example.com", PASSWORD).await;
    deployment.mail("still@example.com", "", 0).await;
    assert!(deployment.servers[0].is_running());
    assert!(!deployment.logs().contains("panicked"), "{}", deployment.logs());
}

/// The login of somebody unknown and of somebody with a wrong password: the same words.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_tells_whether_an_account_exists() {
    let deployment = Deployment::start(Backing::Sqlite).await.unwrap();
    let client: Client = deployment.client(0);
    client.register_until_accepted("known@example.com", PASSWORD).await;
    deployment.mail("known@example.com", "", 0).await;
    let strip = |mut body: Value| {
        for varies in ["request_id", "registration_id", "instance"] {
            body.as_object_mut().unwrap().remove(varies);
        }
        body
    };
    for (path, body) in [
        ("/auth/login", json!({ "password": "some-other-password" })),
        ("/auth/register", json!({ "password": PASSWORD })),
        ("/auth/verify-email/resend", json!({})),
        ("/auth/password-reset/request", json!({})),
    ] {
        let ask = |email: &str| {
            let mut body = body.clone();
            body["email"] = json!(email);
            client.post(path, body)
        };
        let (known, unknown) = (ask("known@example.com").await, ask("unknown@example.com").await);
        assert_eq!(known.status, unknown.status, "{path}");
        assert_eq!(strip(known.body), strip(unknown.body), "{path}");
    }
}
