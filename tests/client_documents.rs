//! Clients that nobody has registered: their id is the URL at which they publish themselves. The real binary, on
//! every database.
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

use reqwest::{Method, Response, StatusCode, Url, redirect::Policy};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use support::{Backing, Deployment, PASSWORD, deployment::token_in};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "https://app.example/cb";
const EMAIL: &str = "ada@example.com";

#[tokio::test(flavor = "multi_thread")]
async fn on_one_file() {
    whole_way(Backing::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_and_redis() {
    whole_way(Backing::PostgresAndRedis).await;
}

/// Answers by path, and which paths were asked for.
#[derive(Clone, Default)]
struct Publisher {
    answers: Arc<Mutex<HashMap<String, String>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Publisher {
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let this = self.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut text = vec![0; 4_096];
                let length = stream.read(&mut text).await.unwrap();
                let text = String::from_utf8_lossy(&text[..length]).into_owned();
                let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
                let answer = this.answers.lock().unwrap().get(&path).cloned();
                this.asked.lock().unwrap().push(path);
                let none = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned();
                stream.write_all(answer.unwrap_or(none).as_bytes()).await.unwrap();
                let _ = stream.shutdown().await;
            }
        });
        base
    }

    fn gives(&self, path: &str, head: &str, body: &str) {
        let answer = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    fn publishes(&self, path: &str, document: &Value) {
        self.gives(path, "200 OK\r\ncontent-type: application/json", &document.to_string());
    }

    fn asked(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }
}

struct Browser {
    http: reqwest::Client,
    base: String,
    cookie: String,
}

impl Browser {
    async fn ask(&self, client: &str, more: &[(&str, &str)]) -> Response {
        let ask = [
            ("response_type", "code"),
            ("client_id", client),
            ("redirect_uri", CALLBACK),
            ("scope", "openid offline_access"),
            ("state", "s"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let ask = ask.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        let all: Vec<_> = ask.chain(more.iter().copied()).collect();
        let url = Url::parse_with_params(&format!("{}/oauth/authorize", self.base), all).unwrap();
        self.http.get(url).header("cookie", &self.cookie).send().await.unwrap()
    }

    async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> (u16, Value) {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = self.http.post(format!("{}{path}", self.base)).body(body);
        let answer =
            request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }
}

fn location(answer: &Response) -> Url {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
}

fn query(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

async fn whole_way(backing: Backing) {
    let Some(mut deployment) = Deployment::start(backing).await else { return };
    let publisher = Publisher::default();
    let base = publisher.start().await;
    let id = format!("{base}/client.json");
    let document = json!({ "client_id": id, "client_name": "Shop", "client_uri": "https://bank.example/",
        "redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code"] });
    publisher.publishes("/client.json", &document);

    let here = deployment.client(0);
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let mut browser = Browser { http, base: format!("http://{}", here.address()), cookie: String::new() };
    let metadata = async |browser: &Browser| -> Value {
        let url = format!("{}/.well-known/oauth-authorization-server", browser.base);
        browser.http.get(url).send().await.unwrap().json().await.unwrap()
    };
    // Off, as it is from the start: nobody is asked.
    assert_eq!(metadata(&browser).await["client_id_metadata_document_supported"], false);
    assert_eq!(browser.ask(&id, &[]).await.status(), 400);
    assert_eq!(publisher.asked("/client.json"), 0);
    let many = deployment.servers.len() > 1;
    deployment.set("OAUTH_CLIENT_ID_METADATA_DOCUMENTS", "on");
    for number in 0..deployment.servers.len() {
        deployment.servers[number].kill();
        deployment.restart_server(number, !many);
    }
    deployment.wait_until_ready().await;
    assert_eq!(metadata(&browser).await["client_id_metadata_document_supported"], true);

    here.register_until_accepted(EMAIL, PASSWORD).await;
    let token = token_in(&deployment.mail(EMAIL, "", 0).await, "verify-email");
    here.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    let body = json!({ "email": EMAIL, "password": PASSWORD });
    let answer = browser.http.post(format!("{}/auth/login", browser.base)).json(&body).send().await.unwrap();
    answer.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .clone_into(&mut browser.cookie);
    let access = answer.json::<Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned();

    // The person is told whose the id is, and asked; then it is a client like any other.
    let consent = location(&browser.ask(&id, &[]).await);
    assert_eq!(consent.path(), "/consent");
    let request = format!("/oauth/requests/{}", query(&consent)["request"]);
    let waiting = here.with(&access, Method::GET, &request, None).await.expect(200);
    let host = base.strip_prefix("http://").unwrap();
    assert_eq!((&waiting["client"]["id_host"], &waiting["client"]["name"]), (&json!(host), &json!("Shop")));
    let allow = Some(json!({ "allow": true }));
    let decided =
        here.with(&access, Method::POST, &format!("{request}/decision"), allow.clone()).await.expect(200);
    let code = query(&Url::parse(decided["redirect_to"].as_str().unwrap()).unwrap())["code"].clone();
    let other = Browser {
        base: format!("http://{}", deployment.client(deployment.servers.len() - 1).address()),
        ..browser
    };
    let exchange = [
        ("grant_type", "authorization_code"),
        ("client_id", &*id),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let (status, tokens) = other.post("/oauth/token", &exchange).await;
    assert_eq!(status, 200, "{tokens}");
    let text = |value: &Value, name: &str| {
        value[name].as_str().unwrap_or_else(|| panic!("{name} {value}")).to_owned()
    };
    let refresh = text(&tokens, "refresh_token");
    let renew = [("grant_type", "refresh_token"), ("client_id", &*id), ("refresh_token", &*refresh)];
    let (status, tokens) = other.post("/oauth/token", &renew).await;
    assert_eq!(status, 200, "{tokens}");
    let pushed = [
        ("client_id", &*id),
        ("response_type", "code"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let (status, named) = other.post("/oauth/par", &pushed).await;
    assert_eq!(status, 201, "{named}");
    let back = location(&other.ask(&id, &[("request_uri", &text(&named, "request_uri"))]).await);
    assert!(query(&back).contains_key("code"), "{back}");
    let (status, device) =
        other.post("/oauth/device_authorization", &[("client_id", &id), ("scope", "openid")]).await;
    assert_eq!(status, 200, "{device}");
    let typed = json!({ "user_code": device["user_code"] });
    let shown = here.with(&access, Method::POST, "/oauth/device/request", Some(typed)).await.expect(200);
    assert_eq!(shown["client"]["id_host"], host);
    let (status, _) =
        other.post("/oauth/revoke", &[("client_id", &id), ("token", &text(&tokens, "refresh_token"))]).await;
    assert_eq!(status, 200);
    assert_eq!(publisher.asked("/client.json"), 1, "it was fetched once for all of this");

    // What people and operators see of it, and how they end it.
    let (code, out, errors) = deployment.run(&["client", "show", &id, "--format", "json"]);
    assert!(code == 0 && out.contains("\"Shop\""), "{out}{errors}");
    let encoded: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    let mine = here.with(&access, Method::GET, "/users/me/consents", None).await.expect(200);
    assert_eq!(mine["consents"][0]["client"]["id_host"], host, "{mine}");
    here.with(&access, Method::DELETE, &format!("/users/me/consents/{encoded}"), None).await.expect(204);

    refuses_what_is_wrong(&publisher, &other, &base, &id, &document).await;

    let (code, out, errors) = deployment.run(&["client", "disable", &id]);
    assert_eq!(code, 0, "{out}{errors}");
    assert_eq!(other.ask(&id, &[]).await.status(), 400);
    assert_eq!(other.post("/oauth/par", &pushed).await.0, 401);
    assert!(!deployment.logs().contains("panicked"), "{}", deployment.logs());
}

/// A fault is told to the person at the authorization endpoint, and to the client everywhere else.
async fn refuses_what_is_wrong(
    publisher: &Publisher,
    browser: &Browser,
    base: &str,
    id: &str,
    document: &Value,
) {
    for other in ["https://app.example/cb/", "https://APP.example/cb", "https://app.example:443/cb"] {
        assert_eq!(browser.ask(id, &[("redirect_uri", other)]).await.status(), 400, "{other}");
    }
    let of = |path: &str| {
        let mut document = document.clone();
        document["client_id"] = format!("{base}{path}").into();
        document
    };
    publisher.publishes("/mixed-up", document);
    let mut secret = of("/secret");
    secret["client_secret"] = "s".into();
    publisher.publishes("/secret", &secret);
    let mut method = of("/method");
    method["token_endpoint_auth_method"] = "client_secret_post".into();
    publisher.publishes("/method", &method);
    let mut long = of("/long");
    long["client_uri"] = format!("https://bank.example/{}", "x".repeat(6_000)).into();
    publisher.publishes("/long", &long);
    publisher.gives("/endless", "200 OK\r\ncontent-type: application/json", &"x".repeat(70_000));
    publisher.gives("/moved", &format!("302 Found\r\nlocation: {id}"), "");
    publisher.gives("/html", "200 OK\r\ncontent-type: text/html", &of("/html").to_string());
    publisher.gives("/text", "200 OK\r\ncontent-type: application/json", "hello");
    let away = "http://127.0.0.1:9/client.json".to_owned();
    let mut wrong: Vec<_> =
        ["mixed-up", "secret", "method", "long", "endless", "moved", "html", "text", "none"]
            .map(|path| format!("{base}/{path}"))
            .into();
    wrong.extend([
        away,
        format!("{id}#x"),
        format!("{base}/a/../client.json"),
        "http://app.example/c".to_owned(),
    ]);
    for id in &wrong {
        let shown = browser.ask(id, &[]).await;
        assert_eq!((shown.status().as_u16(), shown.headers().contains_key("location")), (400, false), "{id}");
        let page = shown.text().await.unwrap();
        assert!(page.contains("invalid_client"), "{id}: {page}");
        for path in ["/oauth/token", "/oauth/par", "/oauth/revoke", "/oauth/device_authorization"] {
            let (status, told) = browser.post(path, &[("client_id", id)]).await;
            assert_eq!((status, &told["error"]), (401, &json!("invalid_client")), "{path} {id}: {told}");
        }
    }
    assert!(publisher.asked("/moved") >= 1 && publisher.asked("/client.json") == 1);
    let (status, _) = browser
        .post("/oauth/token", &[("client_id", &format!("https://a.example/{}", "x".repeat(9_000)))])
        .await;
    assert_eq!(status, 401);
}
