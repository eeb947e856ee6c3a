//! Clients that know people by subjects of their own (OpenID Connect Core §8): the real binary, on every database.
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

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Response, StatusCode, Url, header::LOCATION, redirect::Policy};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};
use support::{
    Backing, Deployment, PASSWORD,
    deployment::{free_port, token_in},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const EMAIL: &str = "ada@example.com";
/// 32 random bytes.
const ANOTHER_KEY: &str = "Zk3vR8sYqLx0nWb5tJ1uHc7gPa9dMf2eXo6iTz4lCwE=";
const FORM: &str = "application/x-www-form-urlencoded";
/// Redirect URIs of two shops of one owner, and of somebody else's garage.
const SHOP: &str = "https://shop.example/cb";
const SHOP_TOO: &str = "https://shop.example/other/cb";
const OUTLET: &str = "https://outlet.example/cb";
const GARAGE: &str = "https://garage.example/cb";

#[tokio::test(flavor = "multi_thread")]
async fn on_one_file() {
    whole_course(Backing::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_and_redis() {
    whole_course(Backing::PostgresAndRedis).await;
}

/// A client as it was made.
struct Client {
    id: String,
    secret: String,
    redirect: &'static str,
}

/// What a client was told about the person.
#[derive(Debug)]
struct Known {
    sub: String,
    sid: String,
    hint: String,
    refresh: String,
}

struct Browser {
    base: Url,
    http: reqwest::Client,
    account: String,
}

impl Browser {
    async fn signed_in(base: &str) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).redirect(Policy::none());
        let http = http.timeout(Duration::from_secs(20)).build().unwrap();
        let mut browser = Self { base: base.parse().unwrap(), http, account: String::new() };
        let body = json!({ "email": EMAIL, "password": PASSWORD });
        let got = browser.http.post(browser.url("/auth/login", &[])).json(&body).send().await.unwrap();
        let got: Value = got.error_for_status().unwrap().json().await.unwrap();
        let access = got["access_token"].as_str().unwrap();
        let me = browser.http.get(browser.url("/users/me", &[])).bearer_auth(access).send().await.unwrap();
        let me: Value = me.error_for_status().unwrap().json().await.unwrap();
        me["id"].as_str().unwrap().clone_into(&mut browser.account);
        browser
    }

    fn url(&self, path: &str, parameters: &[(&str, &str)]) -> Url {
        let mut url = self.base.join(path).unwrap();
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        url
    }

    async fn authorize(&self, client: &Client, more: &[(&str, &str)]) -> Url {
        let ask = [
            ("response_type", "code"),
            ("client_id", &*client.id),
            ("redirect_uri", client.redirect),
            ("scope", "openid email"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let got =
            self.http.get(self.url("/oauth/authorize", &[&ask[..], more].concat())).send().await.unwrap();
        location(&got)
    }

    async fn form(&self, path: &str, client: &Client, fields: &[(&str, &str)]) -> Value {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let post = self.http.post(self.url(path, &[])).basic_auth(&client.id, Some(&client.secret));
        let got = post.header("content-type", FORM).body(form).send().await.unwrap();
        got.error_for_status().unwrap().json().await.unwrap()
    }

    /// Everything that a client is told, which is the same everywhere.
    async fn sign_in_to(&self, client: &Client) -> Known {
        let back = self.authorize(client, &[]).await;
        let (_, code) = back.query_pairs().find(|(name, _)| name == "code").unwrap();
        let exchange = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", client.redirect),
            ("code_verifier", VERIFIER),
        ];
        let tokens = self.form("/oauth/token", client, &exchange).await;
        let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
        let (hint, access) = (text("id_token"), text("access_token"));
        let said = claims(&hint);
        let sub = said["sub"].as_str().unwrap().to_owned();
        let userinfo = self.http.get(self.url("/oauth/userinfo", &[])).bearer_auth(&access);
        let userinfo: Value =
            userinfo.send().await.unwrap().error_for_status().unwrap().json().await.unwrap();
        assert_eq!((&userinfo["sub"], &userinfo["email"]), (&json!(sub), &json!(EMAIL)));
        assert_eq!(claims(&access)["sub"], *sub);
        for token in [&access, &text("refresh_token")] {
            let told = self.form("/oauth/introspect", client, &[("token", token)]).await;
            assert_eq!((&told["active"], &told["sub"]), (&json!(true), &json!(sub)));
        }
        Known { sub, sid: said["sid"].as_str().unwrap().to_owned(), hint, refresh: text("refresh_token") }
    }
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

fn location(answer: &Response) -> Url {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.url().join(answer.headers()[LOCATION].to_str().unwrap()).unwrap()
}

/// Publishes one document, for as long as the test lives.
async fn publish(body: Value) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://127.0.0.1:{}/sector.json", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut piece = [0; 4_096];
            let length = stream.read(&mut piece).await.unwrap();
            assert!(piece[..length].starts_with(b"GET /sector.json HTTP/1.1\r\n"));
            let (body, head) = (body.to_string(), "HTTP/1.1 200 OK\r\ncontent-type: application/json");
            let answer =
                format!("{head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            // Who has gone meanwhile does not hear it.
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    url
}

fn make(deployment: &Deployment, id: &str, redirects: &[&'static str], more: &[&str]) -> Client {
    let (code, out, errors) = create(deployment, id, redirects, more);
    assert_eq!(code, 0, "{out}{errors}");
    let made: Value = serde_json::from_str(&out).unwrap();
    let secret = made["client_secret"].as_str().unwrap().to_owned();
    Client { id: id.to_owned(), secret, redirect: redirects[0] }
}

fn create(deployment: &Deployment, id: &str, redirects: &[&str], more: &[&str]) -> (i32, String, String) {
    let mut command = vec!["client", "create", "--format", "json", "--id", id, "--name", id, "--first-party"];
    command.extend(redirects.iter().flat_map(|uri| ["--redirect-uri", uri]));
    command.extend(more);
    deployment.run(&command)
}

const PAIRWISE: [&str; 2] = ["--subject-type", "pairwise"];

async fn whole_course(backing: Backing) {
    let Some(mut deployment) = Deployment::start(backing).await else { return };
    let issuer = deployment.settings.iter().find(|(name, _)| name == "BACKEND_URL").unwrap().1.clone();
    let here = deployment.client(0);
    here.register_until_accepted(EMAIL, PASSWORD).await;
    let token = token_in(&deployment.mail(EMAIL, "", 0).await, "verify-email");
    here.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    let browser = Browser::signed_in(&issuer).await;
    let metadata =
        browser.http.get(browser.url("/.well-known/openid-configuration", &[])).send().await.unwrap();
    let metadata: Value = metadata.json().await.unwrap();
    assert_eq!(metadata["subject_types_supported"], json!(["public", "pairwise"]));

    // Two of one sector, one of another, and one to which everybody is the same.
    let shop = make(&deployment, "shop", &[SHOP], &PAIRWISE);
    let too = make(&deployment, "shop-too", &[SHOP_TOO], &PAIRWISE);
    let garage = make(&deployment, "garage", &[GARAGE], &PAIRWISE);
    let open = make(&deployment, "open", &[SHOP], &[]);
    let (at_shop, at_too) = (browser.sign_in_to(&shop).await, browser.sign_in_to(&too).await);
    let (at_garage, at_open) = (browser.sign_in_to(&garage).await, browser.sign_in_to(&open).await);
    assert_eq!((&at_shop.sub, &at_shop.sid), (&at_too.sub, &at_too.sid));
    assert_eq!(at_open.sub, browser.account);
    let subs: BTreeSet<_> = [&at_shop, &at_garage, &at_open].map(|known| &known.sub).into();
    let sids: BTreeSet<_> = [&at_shop, &at_garage, &at_open].map(|known| &known.sid).into();
    assert_eq!((subs.len(), sids.len()), (3, 3), "{at_shop:?} {at_garage:?} {at_open:?}");

    // What a client knows comes back as a hint, and what it was given goes on.
    for (client, known) in [(&shop, &at_shop), (&garage, &at_garage), (&open, &at_open)] {
        let back = browser.authorize(client, &[("prompt", "none"), ("id_token_hint", &known.hint)]).await;
        assert!(back.query_pairs().any(|(name, _)| name == "code"), "{back}");
    }
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", &*at_shop.refresh)];
    let again = browser.form("/oauth/token", &shop, &refresh).await;
    assert_eq!(claims(again["access_token"].as_str().unwrap())["sub"], *at_shop.sub);

    // A server starts anew, with another ENCRYPTION_KEY in front of the one before: people stay who they were.
    let before = deployment.settings.iter().find(|(name, _)| name == "ENCRYPTION_KEY").unwrap().1.clone();
    deployment.set("ENCRYPTION_KEY", &format!("{ANOTHER_KEY},{before}"));
    deployment.set("OAUTH_REGISTRATION", "open");
    deployment.servers[0].kill();
    deployment.restart_server(0, backing == Backing::Sqlite);
    deployment.wait_until_server_ready(0).await;
    assert!(deployment.logs().contains("sealed the secret of pairwise subjects"), "{}", deployment.logs());
    assert_eq!(browser.sign_in_to(&shop).await.sub, at_shop.sub);

    sectors_by_list(&deployment, &browser).await;
    registers_itself(&browser).await;

    // A client that moves within its host knows the same people.
    let moved =
        deployment.run(&["client", "update", "garage", "--redirect-uri", "https://garage.example/new"]);
    assert_eq!(moved.0, 0, "{moved:?}");
    let garage = Client { redirect: "https://garage.example/new", ..garage };
    assert_eq!(browser.sign_in_to(&garage).await.sub, at_garage.sub);

    // The hint tells whose session it is, whatever it is called there.
    let ended = browser.http.get(browser.url("/oauth/logout", &[("id_token_hint", &at_shop.hint)]));
    assert_eq!(location(&ended.send().await.unwrap()).path(), "/signed-out");
    let back = browser.authorize(&shop, &[("prompt", "none")]).await;
    assert!(back.query().unwrap().contains("login_required"), "{back}");
}

/// A sector of several hosts has a list, in which each redirect URI is.
async fn sectors_by_list(deployment: &Deployment, browser: &Browser) {
    let (code, _, errors) = create(deployment, "chain", &[SHOP, OUTLET], &PAIRWISE);
    assert!(code != 0 && errors.contains("sector_identifier_uri"), "{errors}");
    let list = publish(json!([SHOP, OUTLET])).await;
    let named = ["--subject-type", "pairwise", "--sector-identifier-uri", &*list];
    let (code, _, errors) = create(deployment, "chain", &[SHOP, GARAGE], &named);
    assert!(
        code != 0 && errors.contains("does not list the redirect URI https://garage.example/cb"),
        "{errors}"
    );
    let chain = make(deployment, "chain", &[SHOP, OUTLET], &named);
    let outlet = make(deployment, "outlet", &[OUTLET], &named);
    let (one, other) = (browser.sign_in_to(&chain).await, browser.sign_in_to(&outlet).await);
    assert_eq!(one.sub, other.sub);
    let moved = deployment.run(&["client", "update", "outlet", "--redirect-uri", GARAGE]);
    assert!(moved.0 != 0 && moved.2.contains("does not list"), "{moved:?}");
    // Nobody listens there: the operator, whose network it may be that is missing, is told and answers for it.
    let away = format!("http://127.0.0.1:{}/x", free_port());
    let named = ["--subject-type", "pairwise", "--sector-identifier-uri", &*away];
    let (code, out, errors) = create(deployment, "away", &[OUTLET], &named);
    assert!(code == 0 && errors.contains("was not looked at"), "{out}{errors}");
}

/// A client that registers itself is looked at more strictly.
async fn registers_itself(browser: &Browser) {
    let list = publish(json!([SHOP, OUTLET])).await;
    let not_list = publish(json!({ "redirect_uris": [SHOP] })).await;
    let register = async |body: Value| {
        let post = browser.http.post(browser.url("/oauth/register", &[])).json(&body).send().await.unwrap();
        (post.status().as_u16(), post.json::<Value>().await.unwrap())
    };
    let ask = |redirects: &[&str], sector: Option<&str>| {
        json!({
            "redirect_uris": redirects, "subject_type": "pairwise", "sector_identifier_uri": sector,
            "grant_types": ["authorization_code", "refresh_token"],
        })
    };
    let away = format!("http://127.0.0.1:{}/x", free_port());
    for asked in [
        ask(&[SHOP, OUTLET], None),
        ask(&[SHOP, GARAGE], Some(&list)),
        ask(&[SHOP], Some(&not_list)),
        ask(&[SHOP], Some(&away)),
        ask(&[SHOP], Some("http://shop.example/list.json")),
        ask(&[SHOP], Some("ftp://shop.example/list.json")),
        json!({ "redirect_uris": [SHOP], "subject_type": "triple" }),
    ] {
        let (status, told) = register(asked.clone()).await;
        assert_eq!((status, &told["error"]), (400, &json!("invalid_client_metadata")), "{asked} {told}");
    }
    let (status, told) = register(ask(&[SHOP, OUTLET], Some(&list))).await;
    assert_eq!((status, &told["subject_type"]), (201, &json!("pairwise")), "{told}");
    assert_eq!(told["sector_identifier_uri"], *list);
    let (status, _) = register(ask(&[SHOP], None)).await;
    assert_eq!(status, 201);
}
