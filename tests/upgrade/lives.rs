//! What people and clients leave in a database, and what they must find there again.

use crate::support::{
    Client, Deployment, OTHER_PASSWORD, PASSWORD, browser::Tokens, deployment::ENCRYPTION_KEY,
    deployment::token_in,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::tokens::LinkToken;
use oathgate_domain::challenge::{Challenge, Purpose};
use oathgate_infrastructure::{crypto::MasterKeys, testing::smtp::Trouble};
use reqwest::{Method, Url, redirect::Policy};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "https://shop.example/cb";
const ADA: &str = "ada@example.com";

/// What people and clients still have in their hands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    /// When they got it, in seconds since 1970.
    pub at: i64,
    refresh: String,
    rotated: String,
    reset_link: String,
    open_link: String,
    shop_secret: String,
    shop_refresh: String,
    jobs_secret: String,
}

impl Kept {
    /// The same, so many seconds later, as though it had been made then. Links hold when they end, so they are
    /// derived anew; that this version knows the ones that were mailed is seen on the way.
    #[must_use]
    pub fn later(mut self, seconds: i64) -> Self {
        let keys = MasterKeys::parse(ENCRYPTION_KEY).unwrap();
        let mailed = OffsetDateTime::from_unix_timestamp(self.at).unwrap();
        for (link, purpose, lifetime) in [
            (&mut self.open_link, Purpose::VerifyEmail, Duration::from_hours(24)),
            (&mut self.reset_link, Purpose::ResetPassword, Duration::from_mins(30)),
        ] {
            let known = LinkToken::read(link, purpose, mailed, &keys).unwrap();
            let bytes = URL_SAFE_NO_PAD.decode(&*link).unwrap();
            let renewed = Challenge {
                id: known.challenge,
                purpose,
                account: None,
                registration: None,
                email: None,
                key: u32::from_be_bytes(*bytes.first_chunk().unwrap()),
                created_at: mailed,
                expires_at: mailed + time::Duration::seconds(seconds) + lifetime,
            };
            LinkToken::write(&renewed, &keys).unwrap().expose().clone_into(link);
        }
        self.at += seconds;
        self
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}

fn json_of(deployment: &Deployment, arguments: &[&str]) -> Value {
    let (code, out, errors) = deployment.run(arguments);
    assert_eq!(code, 0, "{arguments:?}: {out}{errors}");
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {out}"))
}

/// Posts a form.
pub async fn form(client: &Client, path: &str, basic: Option<(&str, &str)>, pairs: &[(&str, &str)]) -> Value {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let mut request = reqwest::Client::new()
        .post(format!("http://{}{path}", client.address()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    if let Some((id, secret)) = basic {
        request = request.basic_auth(id, Some(secret));
    }
    let answer = request.send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, 200, "{path}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// Somebody registers and verifies the address.
pub async fn join(deployment: &Deployment, client: &Client, email: &str) {
    client.register_until_accepted(email, PASSWORD).await;
    let token = token_in(&deployment.mail(email, "", 0).await, "verify-email");
    client.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    deployment.mail(email, "Welcome", 0).await;
}

/// Waits until a list of runs has so many entries.
async fn runs(deployment: &Deployment, status: &str, wanted: usize) -> Vec<Value> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let arguments =
            ["workflow", "list", "--status", status, "--kind", "registration", "--format", "json"];
        let listed = json_of(deployment, &arguments);
        let listed = listed["runs"].as_array().or_else(|| listed.as_array()).unwrap().clone();
        if listed.len() >= wanted {
            return listed;
        }
        assert!(Instant::now() < deadline, "{} runs are {status}: {listed:?}", listed.len());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// People and clients of every kind, with sessions, grants, links that nobody has followed yet, and runs that
/// wait for somebody, for a mail server, and for an operator.
pub async fn live(deployment: &Deployment) -> Kept {
    let client = deployment.client(0);
    join(deployment, &client, ADA).await;
    let kept = client.log_in(ADA, PASSWORD).await;
    let older = client.log_in(ADA, PASSWORD).await;
    let rotated = client.post("/auth/refresh", json!({ "refresh_token": older.refresh })).await.expect(200);
    let rotated = Tokens::read(&rotated);
    json_of(
        deployment,
        &[
            "user",
            "create",
            "--email",
            "root@example.com",
            "--admin",
            "--generate-password",
            "--format",
            "json",
        ],
    );

    let make =
        |rest: &[&str]| json_of(deployment, &[&["client", "create", "--format", "json"], rest].concat());
    let shop = make(&["--id", "shop", "--name", "Shop", "--redirect-uri", CALLBACK]);
    let jobs = make(&[
        "--id",
        "jobs",
        "--name",
        "Jobs",
        "--grant-type",
        "client_credentials",
        "--scope",
        "jobs.run",
    ]);
    let shop_secret = text(&shop, "client_secret");
    let code = agree(&client).await;
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let granted = form(&client, "/oauth/token", Some(("shop", &shop_secret)), &exchange).await;

    // Grace has a link that she does not follow yet; Ada, one for another password.
    client.register_until_accepted("grace@example.com", PASSWORD).await;
    let open_link = token_in(&deployment.mail("grace@example.com", "", 0).await, "verify-email");
    client.post("/auth/password-reset/request", json!({ "email": ADA })).await.expect(202);
    let reset_link = token_in(&deployment.mail(ADA, "Set a new password", 0).await, "reset-password");

    // Their mails have not got through; one of the two was paused by an operator.
    deployment.smtp.set_trouble(Trouble::Sender("451 4.3.0 out of disk space".to_owned()));
    for email in ["linus@example.com", "margaret@example.com"] {
        client.register_until_accepted(email, PASSWORD).await;
    }
    let waiting = runs(deployment, "waiting", 2).await;
    let (code, out, errors) = deployment.run(&[
        "workflow",
        "pause",
        "--reason",
        "the mail server is away",
        &text(&waiting[0], "id"),
    ]);
    assert_eq!(code, 0, "{out}{errors}");
    runs(deployment, "paused", 1).await;

    Kept {
        at: i64::try_from(jsonwebtoken::get_current_timestamp()).unwrap(),
        refresh: kept.refresh,
        rotated: rotated.refresh,
        reset_link,
        open_link,
        shop_refresh: text(&granted, "refresh_token"),
        shop_secret,
        jobs_secret: text(&jobs, "client_secret"),
    }
}

/// Ada lets the shop in. Gives the code.
async fn agree(client: &Client) -> String {
    let base = format!("http://{}", client.address());
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let login = json!({ "email": ADA, "password": PASSWORD });
    let signed_in = http.post(format!("{base}/auth/login")).json(&login).send().await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let access = text(&signed_in.json().await.unwrap(), "access_token");
    let ask = [
        ("response_type", "code"),
        ("client_id", "shop"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid email offline_access"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let url = Url::parse_with_params(&format!("{base}/oauth/authorize"), ask).unwrap();
    let asked = http.get(url).header("cookie", &cookie).send().await.unwrap();
    let consent = Url::parse(asked.headers()["location"].to_str().unwrap()).unwrap();
    let request = consent.query_pairs().find(|(name, _)| name == "request").unwrap().1.into_owned();
    let decision = format!("/oauth/requests/{request}/decision");
    let decided = client.with(&access, Method::POST, &decision, Some(json!({ "allow": true }))).await;
    let back = Url::parse(&text(&decided.expect(200), "redirect_to")).unwrap();
    back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
}

/// Everything that `live` has left is there and does what it is for. The mail server works again.
pub async fn find_everything(deployment: &Deployment, kept: &Kept) {
    let client = deployment.client(0);
    // Who was signed in still is; everybody can sign in.
    for refresh in [&kept.refresh, &kept.rotated] {
        let renewed = client.post("/auth/refresh", json!({ "refresh_token": refresh })).await.expect(200);
        let access = Tokens::read(&renewed).access;
        let me = client.with(&access, Method::GET, "/users/me", None).await.expect(200);
        assert_eq!(me["email"], ADA);
        let agreed = client.with(&access, Method::GET, "/users/me/consents", None).await.expect(200);
        assert_eq!(agreed["consents"][0]["client"]["id"], "shop");
    }
    client.log_in(ADA, PASSWORD).await;

    // So do clients.
    let renew = [("grant_type", "refresh_token"), ("refresh_token", kept.shop_refresh.as_str())];
    let renewed = form(&client, "/oauth/token", Some(("shop", &kept.shop_secret)), &renew).await;
    let told = client.with(&text(&renewed, "access_token"), Method::GET, "/oauth/userinfo", None).await;
    assert_eq!(told.expect(200)["email"], ADA);
    let own = [("grant_type", "client_credentials")];
    form(&client, "/oauth/token", Some(("jobs", &kept.jobs_secret)), &own).await;

    // What waited for a mail server goes on by itself, or when an operator says so; what waited for a person,
    // when she comes.
    for run in runs(deployment, "paused", 1).await {
        let (code, out, errors) = deployment.run(&["workflow", "resume", &text(&run, "id")]);
        assert_eq!(code, 0, "{out}{errors}");
    }
    deployment.run(&["workflow", "retry", "--status", "waiting"]);
    for email in ["linus@example.com", "margaret@example.com"] {
        let token = token_in(&deployment.mail(email, "", 0).await, "verify-email");
        client.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    }
    client.post("/auth/verify-email", json!({ "token": kept.open_link })).await.expect(200);
    for email in ["grace@example.com", "linus@example.com", "margaret@example.com"] {
        deployment.mail(email, "Welcome", 0).await;
        client.log_in(email, PASSWORD).await;
    }
    let reset = json!({ "token": kept.reset_link, "new_password": OTHER_PASSWORD });
    client.post("/auth/password-reset/confirm", reset).await.expect(200);
    client.log_in(ADA, OTHER_PASSWORD).await;

    // The trail that was begun before goes on without a break.
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let (code, out, errors) = deployment.run(&["audit", "verify"]);
        assert_eq!(code, 0, "{out}{errors}");
        let (_, exported, _) = deployment.run(&["audit", "export"]);
        if exported.lines().count() > 8 {
            break;
        }
        assert!(Instant::now() < deadline, "{} entries\n{exported}", exported.lines().count());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for status in ["failed", "paused"] {
        let listed = json_of(deployment, &["workflow", "list", "--status", status, "--format", "json"]);
        let listed = listed["runs"].as_array().or_else(|| listed.as_array()).unwrap();
        assert!(listed.is_empty(), "{status}: {listed:?}");
    }
}
