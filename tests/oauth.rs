//! What clients do: from the first redirect to the last token, and everything on the way that must not
//! work. The real binary, on every database.
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

use reqwest::{Method, StatusCode, Url, redirect::Policy};
use serde_json::{Value, json};
use std::collections::HashMap;
use support::{Backing, Client, Deployment, PASSWORD, deployment::token_in};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "https://shop.example/cb?tenant=7";

#[tokio::test(flavor = "multi_thread")]
async fn on_one_file() {
    whole_grant(Backing::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_and_redis() {
    whole_grant(Backing::PostgresAndRedis).await;
}

const FORM: &str = "application/x-www-form-urlencoded";

fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A browser that follows nothing by itself, and keeps the session's cookie.
struct Browser {
    base: String,
    http: reqwest::Client,
    cookie: String,
}

/// What came back.
struct Got {
    status: StatusCode,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    fn location(&self) -> Url {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        Url::parse(self.header("location")).unwrap()
    }

    /// Asserts an error of RFC 6749 §5.2.
    fn refused(&self, status: u16, error: &str) {
        assert_eq!(
            (self.status.as_u16(), self.json()["error"].as_str()),
            (status, Some(error)),
            "{}",
            self.text
        );
        assert_eq!(self.header("content-type"), "application/json");
        assert_eq!((self.header("cache-control"), self.header("pragma")), ("no-store", "no-cache"));
        assert_eq!(status == 401, !self.header("www-authenticate").is_empty());
    }
}

impl Browser {
    fn new(client: &Client) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { base: format!("http://{}", client.address()), http, cookie: String::new() }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Got {
        let answer = request.header("cookie", &self.cookie).send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        Got { status, headers, text: answer.text().await.unwrap() }
    }

    async fn get(&self, path: &str) -> Got {
        self.send(self.http.get(format!("{}{path}", self.base))).await
    }

    async fn authorize(&self, parameters: &[(&str, &str)]) -> Got {
        let url = Url::parse_with_params(&format!("{}/oauth/authorize", self.base), parameters).unwrap();
        self.send(self.http.get(url)).await
    }

    /// Posts a form as a client that shows its secret in the header.
    async fn form(&self, path: &str, basic: Option<(&str, &str)>, pairs: &[(&str, &str)]) -> Got {
        let mut request =
            self.http.post(format!("{}{path}", self.base)).header("content-type", FORM).body(encoded(pairs));
        if let Some((id, secret)) = basic {
            request = request.basic_auth(id, Some(secret));
        }
        self.send(request).await
    }

    async fn userinfo(&self, token: &str) -> Got {
        self.send(self.http.get(format!("{}/oauth/userinfo", self.base)).bearer_auth(token)).await
    }

    /// Signs in, keeps the cookie, and gives the access token.
    async fn log_in(&mut self, email: &str) -> String {
        let body = json!({ "email": email, "password": PASSWORD });
        let got = self.send(self.http.post(format!("{}/auth/login", self.base)).json(&body)).await;
        assert_eq!(got.status, 200, "{}", got.text);
        got.header("set-cookie").split(';').next().unwrap().clone_into(&mut self.cookie);
        got.json()["access_token"].as_str().unwrap().to_owned()
    }
}

fn query(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}

fn make_client(deployment: &Deployment, arguments: &[&str]) -> Value {
    let arguments = [&["client", "create", "--format", "json"], arguments].concat();
    let (code, out, errors) = deployment.run(&arguments);
    assert_eq!(code, 0, "{out}{errors}");
    serde_json::from_str(&out).unwrap()
}

/// The claims of an ID token, once its signature and its times are good by the published keys.
async fn verified(browser: &Browser, token: &str, issuer: &str, client: &str) -> Value {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
    let keys: JwkSet = serde_json::from_str(&browser.get("/.well-known/jwks.json").await.text).unwrap();
    let header = decode_header(token).unwrap();
    assert_eq!(header.alg, Algorithm::RS256);
    let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_issuer(&[issuer]);
    rules.set_audience(&[client]);
    decode::<Value>(token, &key, &rules).unwrap().claims
}

async fn whole_grant(backing: Backing) {
    let Some(deployment) = Deployment::start(backing).await else { return };
    let issuer = deployment.settings.iter().find(|(name, _)| name == "BACKEND_URL").unwrap().1.clone();
    let (here, there) = (deployment.client(0), deployment.client(deployment.servers.len() - 1));
    let (mut browser, back_channel) = (Browser::new(&here), Browser::new(&there));

    let shop = make_client(&deployment, &["--id", "shop", "--name", "Shop", "--redirect-uri", CALLBACK]);
    let secret = text(&shop, "client_secret");
    let basic = Some(("shop", secret.as_str()));
    let spa_uri = "com.example.app:/cb";
    make_client(
        &deployment,
        &["--id", "spa", "--name", "App", "--public", "--first-party", "--redirect-uri", spa_uri],
    );
    let jobs = make_client(
        &deployment,
        &["--id", "jobs", "--name", "Jobs", "--grant-type", "client_credentials", "--scope", "jobs.run"],
    );

    let email = "ada@example.com";
    here.register_until_accepted(email, PASSWORD).await;
    let token = token_in(&deployment.mail(email, "", 0).await, "verify-email");
    here.post("/auth/verify-email", json!({ "token": token })).await.expect(200);

    // What the server says of itself is what it does.
    let metadata = browser.get("/.well-known/openid-configuration").await;
    assert_eq!(metadata.json()["issuer"], issuer);
    assert_eq!(metadata.json()["token_endpoint"], format!("{issuer}/oauth/token"));
    let again = browser.http.get(format!("{}/.well-known/openid-configuration", browser.base));
    let again = browser.send(again.header("if-none-match", metadata.header("etag"))).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    assert_eq!(browser.get("/.well-known/oauth-authorization-server").await.text, metadata.text);

    let ask = [
        ("response_type", "code"),
        ("client_id", "shop"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid email offline_access"),
        ("state", "s\r\nSet-Cookie: planted=1"),
        ("nonce", "n-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];

    // Pages of clients may call what is for clients, without a cookie; other pages may not.
    for (origin, path, reads) in [
        ("https://shop.example", "/oauth/token", true),
        ("https://shop.example", "/oauth/userinfo", true),
        ("https://shop.example", "/.well-known/jwks.json", true),
        ("https://shop.example", "/oauth/introspect", false),
        ("https://shop.example", "/oauth/authorize", false),
        ("https://shop.example", "/users/me", false),
        ("https://shop.example.evil.example", "/oauth/token", false),
        ("http://shop.example", "/oauth/token", false),
        ("null", "/oauth/token", false),
    ] {
        for method in [Method::OPTIONS, Method::GET] {
            let ask = browser.http.request(method, format!("{}{path}", browser.base));
            let ask = ask.header("origin", origin).header("access-control-request-method", "POST");
            let got = browser.send(ask).await;
            let told = (got.header("access-control-allow-origin"), got.header("vary"));
            assert_eq!(told, (if reads { origin } else { "" }, "Origin"), "{origin} {path}");
            assert_eq!(got.header("access-control-allow-credentials"), "");
        }
    }

    // Nobody is signed in: to the web app, and on from there after signing in.
    let login = browser.authorize(&ask).await.location();
    assert!(login.path() == "/login" && login.as_str().starts_with(&issuer), "{login}");
    let asker = format!("/oauth/requests/{}/client", query(&login)["request"]);
    let asker = browser.get(&asker).await.json();
    assert_eq!((asker["name"].as_str(), asker.get("email")), (Some("Shop"), None));
    let nobody = "/oauth/requests/0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60/client";
    assert_eq!(browser.get(nobody).await.status, StatusCode::NOT_FOUND);
    let access = browser.log_in(email).await;
    let resume = format!("/oauth/authorize/resume?request={}", query(&login)["request"]);
    let consent = browser.get(&resume).await.location();
    assert_eq!(consent.path(), "/consent");
    let request = format!("/oauth/requests/{}", query(&consent)["request"]);
    let waiting = there.with(&access, Method::GET, &request, None).await.expect(200);
    assert_eq!((waiting["client"]["name"].as_str(), waiting["email"].as_str()), (Some("Shop"), Some(email)));
    assert_eq!(waiting["scopes"][0], json!({ "name": "email", "agreed": false }));
    let decision = format!("{request}/decision");
    let decided =
        here.with(&access, Method::POST, &decision, Some(json!({ "allow": true }))).await.expect(200);
    there
        .with(&access, Method::POST, &decision, Some(json!({ "allow": true })))
        .await
        .expect_problem(404, "not_found");
    let back = Url::parse(&text(&decided, "redirect_to")).unwrap();
    assert!(back.as_str().starts_with(CALLBACK) && !back.as_str().contains("planted=1&"), "{back}");
    let answered = query(&back);
    assert_eq!(answered["state"], "s\r\nSet-Cookie: planted=1");
    assert_eq!((answered["iss"].as_str(), answered["tenant"].as_str()), (issuer.as_str(), "7"));

    // The code works once, for its client, with its verifier.
    let code = answered["code"].as_str();
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    back_channel
        .form("/oauth/token", Some(("shop", "wrong")), &exchange)
        .await
        .refused(401, "invalid_client");
    let got = back_channel.form("/oauth/token", basic, &exchange).await;
    assert_eq!((got.status.as_u16(), got.header("cache-control")), (200, "no-store"), "{}", got.text);
    let tokens = got.json();
    let claims = verified(&browser, &text(&tokens, "id_token"), &issuer, "shop").await;
    assert_eq!((claims["nonce"].as_str(), claims["email"].as_str()), (Some("n-1"), Some(email)));

    let (first, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let told = browser.userinfo(&first).await.json();
    assert_eq!((told["sub"].as_str(), told["email"].as_str()), (claims["sub"].as_str(), Some(email)));
    assert_eq!(browser.form("/oauth/userinfo", None, &[("access_token", &first)]).await.status, 200);
    // It was not granted `account:read` (RFC 6750 section 3.1).
    assert_eq!(here.with(&first, Method::GET, "/users/me", None).await.status, 403, "a client's token");
    let described = back_channel.form("/oauth/introspect", basic, &[("token", &first)]).await.json();
    assert_eq!((described["active"].as_bool(), described["client_id"].as_str()), (Some(true), Some("shop")));

    // Agreed once: not asked again. `prompt=none` and `form_post` on the way.
    let silent = [&ask[..], &[("prompt", "none")]].concat();
    assert!(query(&browser.authorize(&silent).await.location()).contains_key("code"));
    let posted = browser.authorize(&[&silent[..], &[("response_mode", "form_post")]].concat()).await;
    assert!(posted.status == 200 && posted.text.contains(r#"name="code""#), "{}", posted.text);
    let policy = posted.header("content-security-policy");
    assert!(
        policy.contains("form-action https://shop.example/cb;") && policy.contains("'sha256-"),
        "{policy}"
    );

    // Refresh rotates; the old token comes back late, and everything ends.
    let renew = |token: String| [("grant_type", "refresh_token".to_owned()), ("refresh_token", token)];
    let pairs = renew(refresh.clone());
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let second = back_channel.form("/oauth/token", basic, &pairs).await.json();
    let newer = renew(text(&second, "refresh_token"));
    let newer: Vec<_> = newer.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let third = back_channel.form("/oauth/token", basic, &newer).await.json();
    assert_eq!(browser.userinfo(&text(&third, "access_token")).await.status, 200);
    back_channel.form("/oauth/token", basic, &pairs).await.refused(400, "invalid_grant");
    let ended = browser.userinfo(&text(&third, "access_token")).await;
    assert_eq!(ended.status, 401);
    assert!(ended.header("www-authenticate").contains("invalid_token"));
    let described = back_channel.form("/oauth/introspect", basic, &[("token", &first)]).await.text;
    assert_eq!(described, r#"{"active":false}"#);

    // A code that comes twice ends what came from it.
    let code = query(&browser.authorize(&silent).await.location())["code"].clone();
    let mut exchange = exchange;
    exchange[1].1 = &code;
    let tokens = back_channel.form("/oauth/token", basic, &exchange).await.json();
    back_channel.form("/oauth/token", basic, &exchange).await.refused(400, "invalid_grant");
    assert_eq!(browser.userinfo(&text(&tokens, "access_token")).await.status, 401);

    // The operator's own public app: not asked, and not without PKCE.
    let own = [
        ("response_type", "code"),
        ("client_id", "spa"),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let unproven = browser.authorize(&own[..3]).await.location();
    assert_eq!(query(&unproven)["error"], "invalid_request");
    let back = browser.authorize(&own).await.location();
    assert!(back.as_str().starts_with("com.example.app:/cb?code="), "{back}");
    let code = query(&back)["code"].clone();
    let exchange = [("grant_type", "authorization_code"), ("client_id", "spa"), ("code", &code)];
    let proven = [&exchange[..], &[("code_verifier", VERIFIER)]].concat();
    let tokens = back_channel.form("/oauth/token", None, &proven).await.json();
    let access_token = text(&tokens, "access_token");
    assert_eq!(browser.userinfo(&access_token).await.status, 200);
    back_channel
        .form("/oauth/introspect", None, &[("client_id", "spa"), ("token", &access_token)])
        .await
        .refused(401, "invalid_client");
    let give_back = [("client_id", "spa"), ("token", access_token.as_str())];
    assert_eq!(back_channel.form("/oauth/revoke", None, &give_back).await.status, 200);
    assert_eq!(browser.userinfo(&access_token).await.status, 401);

    // A client by itself.
    let own_secret = text(&jobs, "client_secret");
    let own = [("grant_type", "client_credentials"), ("client_id", "jobs"), ("client_secret", &own_secret)];
    let tokens = back_channel.form("/oauth/token", None, &own).await.json();
    assert_eq!((tokens["scope"].as_str(), tokens.get("refresh_token")), (Some("jobs.run"), None));
    let got = browser.userinfo(&text(&tokens, "access_token")).await;
    assert!(
        got.status == 403 && got.header("www-authenticate").contains("insufficient_scope"),
        "{}",
        got.text
    );
    back_channel
        .form("/oauth/token", Some(("jobs", &own_secret)), &own)
        .await
        .refused(400, "invalid_request");

    // What was agreed to can be taken back.
    let listed = here.with(&access, Method::GET, "/users/me/consents", None).await.expect(200);
    assert_eq!(listed["consents"][0]["client"]["id"], "shop");
    assert_eq!(here.with(&access, Method::DELETE, "/users/me/consents/shop", None).await.status, 204);
    let refused = query(&browser.authorize(&silent).await.location());
    assert_eq!(refused["error"], "consent_required");

    let logs = deployment.logs();
    for hidden in [&secret, &own_secret, &refresh, &first, &code] {
        assert!(!logs.contains(hidden.as_str()), "a secret is in the log");
    }
    assert!(!logs.contains("panicked"), "{logs}");
}

/// Attacks that RFC 9700 §4 names, each by somebody who is otherwise in good standing.
#[tokio::test(flavor = "multi_thread")]
async fn codes_and_answers_stay_with_those_they_are_for() {
    let deployment = Deployment::start(Backing::Sqlite).await.unwrap();
    let here = deployment.client(0);
    let mut browser = Browser::new(&here);
    let shop = make_client(
        &deployment,
        &["--id", "shop", "--name", "Shop", "--first-party", "--redirect-uri", "https://shop.example/cb"],
    );
    let other = make_client(
        &deployment,
        &["--id", "other", "--name", "Other", "--first-party", "--redirect-uri", "https://other.example/cb"],
    );
    let loopback = "http://127.0.0.1/cb";
    make_client(
        &deployment,
        &["--id", "cli", "--name", "Cli", "--public", "--first-party", "--redirect-uri", loopback],
    );
    let (secret, other_secret) = (text(&shop, "client_secret"), text(&other, "client_secret"));
    let (basic, other_basic) = (Some(("shop", secret.as_str())), Some(("other", other_secret.as_str())));
    let email = "eve@example.com";
    here.register_until_accepted(email, PASSWORD).await;
    let token = token_in(&deployment.mail(email, "", 0).await, "verify-email");
    here.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    browser.log_in(email).await;

    // Compared by its characters (§4.1): none of these is sent anything.
    for uri in [
        "https://shop.example/cb/",
        "https://shop.example/CB",
        "https://SHOP.example/cb",
        "HTTPS://shop.example/cb",
        "https://shop.example:443/cb",
        "https://shop.example/%63b",
        "https://shop.example/a/../cb",
        "https://shop.example/cb?next=https://evil.example",
        "https://shop.example/cb#at",
        "https://shop.example\\@evil.example/cb",
        "https://shop.example@evil.example/cb",
        "https://shop.example.evil.example/cb",
        "http://shop.example/cb",
        "//shop.example/cb",
        "javascript:alert(1)//https://shop.example/cb",
    ] {
        let got = browser
            .authorize(&[("response_type", "code"), ("client_id", "shop"), ("redirect_uri", uri)])
            .await;
        assert_eq!((got.status.as_u16(), got.header("location")), (400, ""), "{uri}");
    }

    let ask = |client: &str, uri: &str, challenge: bool| {
        let mut ask = vec![
            ("response_type", "code".to_owned()),
            ("client_id", client.to_owned()),
            ("redirect_uri", uri.to_owned()),
            ("scope", "openid".to_owned()),
        ];
        if challenge {
            ask.push(("code_challenge", CHALLENGE.to_owned()));
            ask.push(("code_challenge_method", "S256".to_owned()));
        }
        ask
    };
    let code = async |browser: &Browser, client: &str, uri: &str, challenge: bool| {
        let ask = ask(client, uri, challenge);
        let ask: Vec<_> = ask.iter().map(|(name, value)| (*name, value.as_str())).collect();
        query(&browser.authorize(&ask).await.location())["code"].clone()
    };
    let uri = "https://shop.example/cb";

    // A code that was stolen and put into the answer to another client (§4.5), one without its verifier,
    // one whose verifier nobody asked for (§4.8), one with another redirect URI or none.
    for (credentials, redirect_uri, verifier, challenge) in [
        (other_basic, Some("https://other.example/cb"), Some(VERIFIER), true),
        (other_basic, Some(uri), Some(VERIFIER), true),
        (basic, Some(uri), None, true),
        (basic, Some(uri), Some("a-verifier-that-is-long-enough-but-not-the-right-one"), true),
        (basic, Some(uri), Some(VERIFIER), false),
        (basic, Some("https://shop.example/cb/"), Some(VERIFIER), true),
        (basic, None, Some(VERIFIER), true),
    ] {
        let code = code(&browser, "shop", uri, challenge).await;
        let mut form = vec![("grant_type", "authorization_code"), ("code", code.as_str())];
        form.extend(redirect_uri.map(|uri| ("redirect_uri", uri)));
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        browser.form("/oauth/token", credentials, &form).await.refused(400, "invalid_grant");
        // It was taken by that, whoever shows it next.
        let right = [&form[..2], &[("redirect_uri", uri), ("code_verifier", VERIFIER)]].concat();
        browser.form("/oauth/token", basic, &right).await.refused(400, "invalid_grant");
    }

    // Another client's refresh token is as good as none, and stays its own.
    let given = code(&browser, "shop", uri, true).await;
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", given.as_str()),
        ("redirect_uri", uri),
        ("code_verifier", VERIFIER),
    ];
    let tokens = browser.form("/oauth/token", basic, &exchange).await.json();
    let refresh = text(&tokens, "refresh_token");
    let renew = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    browser.form("/oauth/token", other_basic, &renew).await.refused(400, "invalid_grant");
    assert_eq!(browser.form("/oauth/revoke", other_basic, &[("token", &refresh)]).await.status, 200);
    let more = [&renew[..], &[("scope", "openid email")]].concat();
    browser.form("/oauth/token", basic, &more).await.refused(400, "invalid_scope");
    assert_eq!(browser.form("/oauth/token", basic, &renew).await.status, 200);

    // A program's port is free, on the address alone that it registered (RFC 8252 §7.3).
    assert!(!code(&browser, "cli", "http://127.0.0.1:53123/cb", true).await.is_empty());
    for uri in
        ["http://localhost:53123/cb", "http://127.0.0.1:53123/cb/", "http://127.0.0.1:53123@evil.example/cb"]
    {
        let ask = ask("cli", uri, true);
        let ask: Vec<_> = ask.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(browser.authorize(&ask).await.status, 400, "{uri}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_as_the_rfcs_say() {
    let deployment = Deployment::start(Backing::Sqlite).await.unwrap();
    let browser = Browser::new(&deployment.client(0));
    let shop = make_client(&deployment, &["--id", "shop", "--name", "<b>Shop", "--redirect-uri", CALLBACK]);
    let secret = text(&shop, "client_secret");

    // To the person, and never to an address that nobody registered.
    for (name, value) in
        [("redirect_uri", "https://evil.example/cb"), ("client_id", "<script>alert(1)</script>")]
    {
        let mut ask = vec![("response_type", "code"), ("client_id", "shop"), ("redirect_uri", CALLBACK)];
        ask.retain(|(known, _)| *known != name);
        ask.push((name, value));
        let got = browser.authorize(&ask).await;
        assert_eq!((got.status.as_u16(), got.header("location")), (400, ""), "{}", got.text);
        assert!(got.header("content-type").starts_with("text/html") && !got.text.contains("<script"));
    }
    // What differs by as little as a letter, and what leads somewhere else by the way in which it is read.
    for other in [
        "https://SHOP.example/cb?tenant=7",
        "https://shop.example/CB?tenant=7",
        "https://shop.example/cb/?tenant=7",
        "https://shop.example/cb?tenant=7&more=1",
        "https://shop.example/cb",
        "https://shop.example:443/cb?tenant=7",
        "https://shop.example:8443/cb?tenant=7",
        "https://shop.example/c%62?tenant=7",
        "https://shop.example/cb%3Ftenant=7",
        "https://shop.example/x/../cb?tenant=7",
        "https://shop.example/cb?tenant=7#part",
        "https://shop.example@evil.example/cb?tenant=7",
        "https://shop.example.evil.example/cb?tenant=7",
        "https:\\\\shop.example\\cb?tenant=7",
        "http://shop.example/cb?tenant=7",
        "//shop.example/cb?tenant=7",
        " https://shop.example/cb?tenant=7",
    ] {
        let asked = [("response_type", "code"), ("client_id", "shop"), ("redirect_uri", other)];
        let got = browser.authorize(&asked).await;
        assert_eq!((got.status.as_u16(), got.header("location")), (400, ""), "{other}");
    }
    let twice = [("client_id", "shop"), ("redirect_uri", CALLBACK), ("redirect_uri", CALLBACK)];
    assert_eq!(browser.authorize(&twice).await.status, 400);
    let implicit = [("response_type", "token"), ("client_id", "shop"), ("state", "\r\nX: y")];
    let back = browser.authorize(&implicit).await.location();
    assert!(back.as_str().ends_with("&state=%0D%0AX%3A+y&iss=") || query(&back)["state"] == "\r\nX: y");
    assert_eq!(query(&back)["error"], "unsupported_response_type");
    assert_eq!(browser.get("/oauth/authorize/resume?request=nonsense").await.status, 400);

    for path in ["/oauth/token", "/oauth/introspect", "/oauth/revoke"] {
        let post = |body: String, kind: &str| {
            browser.send(
                browser.http.post(format!("{}{path}", browser.base)).header("content-type", kind).body(body),
            )
        };
        post("{}".to_owned(), "application/json").await.refused(400, "invalid_request");
        post("client_id=a&client_id=a".to_owned(), FORM).await.refused(400, "invalid_request");
        post("client_id=%ff".to_owned(), FORM).await.refused(400, "invalid_request");
        post(format!("client_id={}", "a".repeat(200_000)), FORM).await.refused(413, "invalid_request");
        post("client_id=nobody".to_owned(), FORM).await.refused(401, "invalid_client");
        post(String::new(), FORM).await.refused(401, "invalid_client");
        for header in ["Basic", "Basic !!!", "Bearer x", "Digest a"] {
            let request =
                browser.http.post(format!("{}{path}", browser.base)).header("authorization", header);
            browser
                .send(request.header("content-type", FORM).body("client_id=shop"))
                .await
                .refused(401, "invalid_client");
        }
    }

    // Where there is more to a form, it is no better with something in it twice, of another kind, or without end.
    for path in ["/oauth/par", "/oauth/device_authorization"] {
        let good = [("client_id", "shop"), ("client_secret", secret.as_str()), ("response_type", "code")];
        let twice = [&good[..], &[("scope", "openid"), ("scope", "openid")]].concat();
        browser.form(path, None, &twice).await.refused(400, "invalid_request");
        let long = "a".repeat(200_000);
        let long = [&good[..], &[("state", long.as_str())]].concat();
        browser.form(path, None, &long).await.refused(413, "invalid_request");
        let post = browser.http.post(format!("{}{path}", browser.base)).basic_auth("shop", Some(&secret));
        let json = post.header("content-type", "application/json").body(r#"{"response_type":"code"}"#);
        browser.send(json).await.refused(400, "invalid_request");
    }
    for (path, name) in [("/oauth/authorize", "client_id"), ("/oauth/logout", "state")] {
        for twice in [
            browser.get(&format!("{path}?{name}=a&{name}=a")).await,
            browser.form(path, None, &[(name, "a"), (name, "a")]).await,
        ] {
            assert_eq!((twice.status.as_u16(), twice.header("location")), (400, ""), "{path} {}", twice.text);
        }
        let json =
            browser.http.post(format!("{}{path}", browser.base)).header("content-type", "application/json");
        assert_eq!(browser.send(json.body("{}")).await.status, 400, "{path}");
        let long = "a".repeat(200_000);
        let long = browser.form(path, None, &[("client_id", "shop"), ("state", long.as_str())]).await;
        assert!(matches!(long.status.as_u16(), 400 | 413), "{path} {}", long.status);
    }
    let twice = [("access_token", "a"), ("access_token", "a")];
    assert_eq!(browser.form("/oauth/userinfo", None, &twice).await.status, 400);
    // A request object is taken as it is, never from somewhere (RFC 9101 section 5.2).
    let elsewhere = [
        ("response_type", "code"),
        ("client_id", "shop"),
        ("redirect_uri", CALLBACK),
        ("request_uri", "https://shop.example/request.jwt"),
    ];
    assert_eq!(query(&browser.authorize(&elsewhere).await.location())["error"], "request_uri_not_supported");

    // Tokens that say themselves how they are to be believed.
    let claims = "eyJzdWIiOiJhZGEiLCJpc3MiOiJ4In0";
    for token in [
        format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0Iiwia2lkIjoieCJ9.{claims}."),
        format!("eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IngifQ.{claims}.c2ln"),
        "a.b.c".to_owned(),
        "x".repeat(9_000),
    ] {
        let got = browser.userinfo(&token).await;
        assert_eq!(got.status, 401, "{}", got.text);
        assert!(got.header("www-authenticate").contains(r#"error="invalid_token""#));
        assert_eq!(got.json()["error"], "invalid_token");
    }
    let got = browser.get("/oauth/userinfo").await;
    assert_eq!((got.status.as_u16(), got.header("www-authenticate")), (401, r#"Bearer realm="oathgate""#));
    assert!(!deployment.logs().contains("panicked"), "{}", deployment.logs());
}
