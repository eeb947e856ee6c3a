//! Signing out as clients see it (OpenID Connect RP-Initiated Logout 1.0, Back-Channel Logout 1.0): the real
//! binary, on every database.
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

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use reqwest::{Response, StatusCode, Url, header::LOCATION, redirect::Policy};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{
    Backing, Deployment, PASSWORD,
    deployment::{free_port, token_in},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "https://shop.example/cb";
const BYE: &str = "https://shop.example/bye?tenant=7";
const EMAIL: &str = "ada@example.com";

#[tokio::test(flavor = "multi_thread")]
async fn on_one_file() {
    whole_logout(Backing::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_and_redis() {
    whole_logout(Backing::PostgresAndRedis).await;
}

/// A browser with cookies that follows nothing by itself.
struct Browser {
    base: Url,
    http: reqwest::Client,
    access: String,
}

impl Browser {
    fn new(base: &str) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).redirect(Policy::none());
        let http = http.timeout(Duration::from_secs(20)).build().unwrap();
        Self { base: base.parse().unwrap(), http, access: String::new() }
    }

    fn url(&self, path: &str, parameters: &[(&str, &str)]) -> Url {
        let mut url = self.base.join(path).unwrap();
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        url
    }

    async fn open(&self, path: &str, parameters: &[(&str, &str)]) -> Response {
        self.http.get(self.url(path, parameters)).send().await.unwrap()
    }

    async fn log_in(&mut self) {
        let body = json!({ "email": EMAIL, "password": PASSWORD });
        let got = self.http.post(self.url("/auth/login", &[])).json(&body).send().await.unwrap();
        let body: Value = got.error_for_status().unwrap().json().await.unwrap();
        body["access_token"].as_str().unwrap().clone_into(&mut self.access);
    }

    /// Whether the session of the cookie is good still. The refresh token never shows itself.
    async fn is_signed_in(&self) -> bool {
        let got = self.http.post(self.url("/auth/refresh", &[])).json(&json!({})).send().await.unwrap();
        let status = got.status();
        let body: Value = got.json().await.unwrap();
        assert_eq!(body.get("refresh_token"), None, "{status}");
        assert!(status == 200 || status == 401, "{body}");
        status == 200
    }

    /// The ID token of a client that the person signs in to.
    async fn sign_in_to(&self, client: &str, secret: &str) -> String {
        let ask = [
            ("response_type", "code"),
            ("client_id", client),
            ("redirect_uri", CALLBACK),
            ("scope", "openid"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let back = location(&self.open("/oauth/authorize", &ask).await);
        let (_, code) = back.query_pairs().find(|(name, _)| name == "code").unwrap();
        let exchange = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(exchange).finish();
        let got = self.http.post(self.url("/oauth/token", &[])).basic_auth(client, Some(secret));
        let got = got.header("content-type", FORM).body(form).send().await.unwrap();
        let tokens: Value = got.error_for_status().unwrap().json().await.unwrap();
        tokens["id_token"].as_str().unwrap().to_owned()
    }

    /// Opens the logout of a client, and asserts that it is refused on a page and that nobody is signed out.
    async fn is_refused(&self, parameters: &[(&str, &str)], why: &str) {
        let got = self.open("/oauth/logout", parameters).await;
        assert_eq!(got.status(), 400, "{parameters:?}");
        assert!(got.headers().get(LOCATION).is_none() && got.headers().get("set-cookie").is_none());
        let page = got.text().await.unwrap();
        assert!(page.contains(why), "{parameters:?} {page}");
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

fn location(answer: &Response) -> Url {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.url().join(answer.headers()[LOCATION].to_str().unwrap()).unwrap()
}

/// Where a client is told of logouts, from the moment at which it listens.
fn listen(port: u16, statuses: Vec<u16>) -> mpsc::UnboundedReceiver<String> {
    let (sender, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        for status in statuses.into_iter().chain(std::iter::repeat(200)) {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (mut text, mut piece) = (String::new(), [0; 4_096]);
            while !text.contains("\r\n\r\nlogout_token=") {
                let length = stream.read(&mut piece).await.unwrap();
                assert!(length > 0, "{text}");
                text.push_str(&String::from_utf8_lossy(&piece[..length]));
            }
            assert!(text.starts_with("POST /out HTTP/1.1\r\n"), "{text}");
            assert!(
                text.to_lowercase().contains("content-type: application/x-www-form-urlencoded"),
                "{text}"
            );
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 4\r\nconnection: close\r\n\r\nword");
            stream.write_all(answer.as_bytes()).await.unwrap();
            let token = text.split_once("logout_token=").unwrap().1.to_owned();
            if sender.send(token).is_err() {
                return;
            }
        }
    });
    told
}

/// The claims of a logout token, once it is as the specification says (§2.6).
async fn verified(browser: &Browser, token: &str, client: &str) -> Value {
    let keys: JwkSet = browser.open("/.well-known/jwks.json", &[]).await.json().await.unwrap();
    let header = decode_header(token).unwrap();
    assert_eq!((header.typ.as_deref(), header.alg), (Some("logout+jwt"), Algorithm::RS256));
    let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_issuer(&[browser.base.as_str().trim_end_matches('/')]);
    rules.set_audience(&[client]);
    let claims = decode::<Value>(token, &key, &rules).unwrap().claims;
    assert!(claims["events"]["http://schemas.openid.net/event/backchannel-logout"].is_object(), "{claims}");
    assert_eq!(claims.get("nonce"), None);
    claims
}

fn unverified(token: &str) -> Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

fn make_client(deployment: &Deployment, id: &str, more: &[&str]) -> String {
    let fixed = ["client", "create", "--format", "json", "--id", id, "--name", id, "--first-party"];
    let (code, out, errors) = deployment.run(&[&fixed[..], &["--redirect-uri", CALLBACK], more].concat());
    assert_eq!(code, 0, "{out}{errors}");
    let made: Value = serde_json::from_str(&out).unwrap();
    made["client_secret"].as_str().unwrap().to_owned()
}

/// The logout runs, newest first, once `enough` says so.
async fn runs(deployment: &Deployment, enough: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let (code, out, errors) =
            deployment.run(&["workflow", "list", "--kind", "backchannel_logout", "--format", "json"]);
        assert_eq!(code, 0, "{errors}");
        let runs: Vec<Value> = serde_json::from_str(&out).unwrap();
        if enough(&runs) {
            return runs;
        }
        assert!(Instant::now() < deadline, "{out}\n{}", deployment.logs());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn whole_logout(backing: Backing) {
    let Some(deployment) = Deployment::start(backing).await else { return };
    let issuer = deployment.settings.iter().find(|(name, _)| name == "BACKEND_URL").unwrap().1.clone();
    let here = deployment.client(0);
    here.register_until_accepted(EMAIL, PASSWORD).await;
    let token = token_in(&deployment.mail(EMAIL, "", 0).await, "verify-email");
    here.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    let (shop_port, late_port) = (free_port(), free_port());
    let told_at = |port: u16| format!("http://127.0.0.1:{port}/out");
    let shop = make_client(
        &deployment,
        "shop",
        &["--post-logout-redirect-uri", BYE, "--backchannel-logout-uri", &told_at(shop_port)],
    );
    let late = make_client(&deployment, "late", &["--backchannel-logout-uri", &told_at(late_port)]);
    let mut told = listen(shop_port, vec![204]);

    let mut browser = Browser::new(&issuer);
    let metadata: Value = browser.open("/.well-known/openid-configuration", &[]).await.json().await.unwrap();
    assert_eq!(metadata["end_session_endpoint"], format!("{issuer}/oauth/logout"));
    assert_eq!(metadata["backchannel_logout_supported"], true);
    assert_eq!(metadata["backchannel_logout_session_supported"], true);

    // With an ID token of the session: at once, and each client hears of it, as soon as it listens.
    browser.log_in().await;
    let hint = browser.sign_in_to("shop", &shop).await;
    browser.sign_in_to("late", &late).await;
    refuses_what_is_wrong(&browser, &hint).await;
    assert!(browser.is_signed_in().await, "a request that is refused signs nobody out");
    let all = [("id_token_hint", &*hint), ("post_logout_redirect_uri", BYE), ("state", "a&b\r\nc")];
    let gone = browser.open("/oauth/logout", &all).await;
    assert!(gone.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(location(&gone).as_str(), format!("{BYE}&state=a%26b%0D%0Ac"));
    assert!(!browser.is_signed_in().await);
    let (said, heard) = (unverified(&hint), verified(&browser, &told.recv().await.unwrap(), "shop").await);
    assert_eq!((&heard["sid"], &heard["sub"]), (&said["sid"], &said["sub"]));
    // One is told; the other does not listen yet: its run waits, and says why.
    let failed_once = |run: &Value| run["attempt"].as_i64() >= Some(1) && run["status"] == "waiting";
    let found = runs(&deployment, |runs| runs.len() == 2 && runs.iter().any(failed_once)).await;
    let waiting = found.iter().find(|run| run["status"] == "waiting").unwrap()["id"].as_str().unwrap();
    let (code, shown, _) = deployment.run(&["workflow", "show", waiting]);
    assert!(code == 0 && shown.contains("client_unreachable") && !shown.contains("eyJ"), "{shown}");
    let mut told_late = listen(late_port, vec![503]);
    let first = told_late.recv().await.unwrap();
    let second = told_late.recv().await.unwrap();
    let jti = |token: &str| unverified(token)["jti"].to_string();
    assert_ne!(jti(&first), jti(&second), "each attempt has a token of its own");
    verified(&browser, &second, "late").await;
    runs(&deployment, |runs| runs.len() == 2 && runs.iter().all(|run| run["status"] == "done")).await;

    // Nobody is signed in: the browser goes on, by GET and by POST, with an ID token that is old by now.
    assert_eq!(location(&browser.open("/oauth/logout", &all).await).query(), location(&gone).query());
    assert_eq!(location(&browser.open("/oauth/logout", &[]).await).path(), "/signed-out");
    asks_first(&mut browser, &hint, &shop, &mut told).await;
}

/// What is not right is told to the person, and the browser goes nowhere.
async fn refuses_what_is_wrong(browser: &Browser, hint: &str) {
    let forged = format!("{}x", &hint[..hint.len() - 6]);
    let elsewhere = "post_logout_redirect_uri is not one";
    for uri in [
        "https://evil.example/",
        "https://shop.example/bye",
        "https://shop.example/bye?tenant=8",
        "https://SHOP.example/bye?tenant=7",
        "https://shop.example:443/bye?tenant=7",
        "https://shop.example/bye?tenant=7#x",
        "https://shop.example/bye?tenant=7&x=1",
        CALLBACK,
        "javascript:alert(1)",
        "//shop.example/bye?tenant=7",
    ] {
        let asked = [("id_token_hint", hint), ("post_logout_redirect_uri", uri)];
        browser.is_refused(&asked, elsewhere).await;
        browser.is_refused(&[("client_id", "shop"), asked[1]], elsewhere).await;
    }
    for (asked, why) in [
        (vec![("id_token_hint", &*forged)], "id_token_hint is not"),
        (vec![("id_token_hint", &*browser.access)], "id_token_hint is not"),
        (vec![("id_token_hint", "x")], "id_token_hint is not"),
        (vec![("id_token_hint", hint), ("client_id", "late")], "another client"),
        (vec![("client_id", "nobody")], "the client is unknown"),
        (vec![("post_logout_redirect_uri", BYE)], "needs a client_id"),
        (vec![("client_id", "late"), ("post_logout_redirect_uri", BYE)], elsewhere),
        (vec![("client_id", "shop"), ("client_id", "shop")], "more than once"),
        (vec![("id_token_hint", hint), ("state", "1"), ("state", "2")], "more than once"),
    ] {
        browser.is_refused(&asked, why).await;
    }
    let long = "s".repeat(1_025);
    let asked = [("id_token_hint", hint), ("post_logout_redirect_uri", BYE), ("state", &*long)];
    browser.is_refused(&asked, "at most 1024 bytes").await;
}

/// Without an ID token of this very session, the person is asked first.
async fn asks_first(
    browser: &mut Browser,
    old_hint: &str,
    secret: &str,
    told: &mut mpsc::UnboundedReceiver<String>,
) {
    browser.log_in().await;
    let hint = browser.sign_in_to("shop", secret).await;
    for asked in [
        vec![],
        vec![("client_id", "shop")],
        vec![("id_token_hint", old_hint)],
        vec![
            ("client_id", "shop"),
            ("post_logout_redirect_uri", BYE),
            ("state", "s"),
            ("logout_hint", EMAIL),
        ],
    ] {
        let question = location(&browser.open("/oauth/logout", &asked).await);
        assert_eq!((question.path(), question.origin()), ("/logout", browser.base.origin()), "{asked:?}");
        assert!(!question.as_str().contains("id_token_hint"), "{question}");
    }
    assert!(browser.is_signed_in().await, "asking signs nobody out");

    let request = browser.url("/oauth/logout/request", &[]);
    let details = [("client_id", "shop"), ("post_logout_redirect_uri", BYE)];
    let unsigned = browser.open("/oauth/logout/request", &details).await;
    assert_eq!(unsigned.status(), 401, "a cookie is not enough");
    let get = browser.http.get(browser.url("/oauth/logout/request", &details)).bearer_auth(&browser.access);
    let asked: Value = get.send().await.unwrap().json().await.unwrap();
    assert_eq!((&asked["client"]["name"], &asked["email"]), (&json!("shop"), &json!(EMAIL)));
    for body in [
        json!({ "client_id": "shop", "post_logout_redirect_uri": "https://evil.example/" }),
        json!({ "client_id": "nobody" }),
        json!({ "post_logout_redirect_uri": BYE }),
    ] {
        let post = browser.http.post(request.clone()).bearer_auth(&browser.access).json(&body);
        assert_eq!(post.send().await.unwrap().status(), 404, "{body}");
    }
    let body = json!({ "client_id": "shop", "post_logout_redirect_uri": BYE, "state": "s" });
    let unsigned = browser.http.post(request.clone()).json(&body).send().await.unwrap();
    assert_eq!(unsigned.status(), 401, "a cookie is not enough");
    assert!(browser.is_signed_in().await);
    let post = browser.http.post(request).bearer_auth(&browser.access).json(&body).send().await.unwrap();
    assert!(post.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    let outcome: Value = post.json().await.unwrap();
    assert_eq!(outcome, json!({ "redirect_to": format!("{BYE}&state=s") }));
    assert!(!browser.is_signed_in().await);
    let heard = verified(browser, &told.recv().await.unwrap(), "shop").await;
    assert_eq!(heard["sid"], unverified(&hint)["sid"]);

    // By POST, from a page of another site, where the browser sends no cookie: it is led on by GET.
    browser.log_in().await;
    let hint = browser.sign_in_to("shop", secret).await;
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("id_token_hint", &*hint), ("post_logout_redirect_uri", BYE)])
        .finish();
    let post = |http: &reqwest::Client| {
        http.post(browser.url("/oauth/logout", &[])).header("content-type", FORM).body(form.clone()).send()
    };
    let without = Browser::new(browser.base.as_str());
    let on = location(&post(&without.http).await.unwrap());
    assert_eq!((on.path(), on.query()), ("/oauth/logout", Some(&*form)));
    assert!(browser.is_signed_in().await);
    assert_eq!(location(&post(&browser.http).await.unwrap()).as_str(), BYE);
    assert!(!browser.is_signed_in().await);
    assert_eq!(location(&browser.http.get(on).send().await.unwrap()).as_str(), BYE);
}
