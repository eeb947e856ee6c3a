//! The headers by which browsers are told what they may not do, on every kind of answer of the real binary.
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

use reqwest::{Method, Url, header::HeaderMap, redirect::Policy};
use serde_json::{Value, json};
use support::{Deployment, PASSWORD, deployment::token_in};

const CALLBACK: &str = "https://shop.example/cb";
/// RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Who may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Nobody: it may hold what is somebody's.
    ByNobody,
    /// Everybody: it is public, and said to be or to be asked for again.
    ByEverybody,
}
use Kept::{ByEverybody, ByNobody};

/// A request, and what is expected of its answer.
struct Case {
    name: &'static str,
    method: Method,
    path: String,
    body: Option<(&'static str, String)>,
    cookie: bool,
    status: u16,
    kept: Kept,
    /// `Cross-Origin-Opener-Policy`.
    opener: &'static str,
}

fn case(name: &'static str, path: impl Into<String>, status: u16, kept: Kept) -> Case {
    Case { name, method: Method::GET, path: path.into(), body: None, cookie: false, status, kept, opener: "" }
}

impl Case {
    fn signed_in(self) -> Self {
        Self { cookie: true, ..self }
    }

    fn opener(self, opener: &'static str) -> Self {
        Self { opener, ..self }
    }

    fn method(self, method: Method) -> Self {
        Self { method, ..self }
    }

    fn json(self, body: &Value) -> Self {
        Self { method: Method::POST, body: Some(("application/json", body.to_string())), ..self }
    }

    fn form(self, body: &str) -> Self {
        let form = "application/x-www-form-urlencoded";
        Self { method: Method::POST, body: Some((form, body.to_owned())), ..self }
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    assert!(headers.get_all(name).iter().count() <= 1, "{name} twice: {headers:?}");
    headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

/// What is wrong with the headers of an answer.
fn faults(case: &Case, headers: &HeaderMap, https: bool) -> Vec<String> {
    let mut faults = Vec::new();
    let mut want = |what: &str, holds: bool| {
        if !holds {
            faults.push(format!("{}: {what}: {headers:?}", case.name));
        }
    };
    let is = |name: &str, value: &str| header(headers, name) == value;
    want("nosniff", is("x-content-type-options", "nosniff"));
    want("referrer", is("referrer-policy", "no-referrer"));
    want("frames", is("x-frame-options", "DENY"));
    let hsts = if https { "max-age=63072000; includeSubDomains" } else { "" };
    want("HTTPS alone", is("strict-transport-security", hsts));
    want("devices", header(headers, "permissions-policy").contains("camera=(), "));
    want("resources", is("cross-origin-resource-policy", "same-origin"));
    want("openers", is("cross-origin-opener-policy", case.opener));
    want("no name of software", is("server", "") && is("x-powered-by", ""));
    want("an id", !is("x-request-id", ""));

    let policy = header(headers, "content-security-policy");
    let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
    want("nothing but what is named", directives.contains(&"default-src 'none'"));
    want("in no frame", directives.contains(&"frame-ancestors 'none'"));
    let of = |name: &str| directives.iter().find_map(|directive| directive.strip_prefix(name)).unwrap_or("");
    let scripts = of("script-src ");
    want("scripts", ["", "'self'"].contains(&scripts) || scripts.starts_with("'sha256-"));
    if header(headers, "content-type").starts_with("text/html") {
        want("base", directives.contains(&"base-uri 'none'"));
        want("forms", !of("form-action ").is_empty());
    }

    let cache = header(headers, "cache-control");
    want("caches", (cache == "no-store") == (case.kept == ByNobody) && !cache.is_empty());
    faults
}

async fn prepared(issuer: Option<&str>) -> Deployment {
    let mut deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    if let Some(issuer) = issuer {
        deployment.set("BACKEND_URL", issuer);
    }
    deployment.migrate();
    deployment.add_server(true);
    deployment.wait_until_ready().await;
    deployment
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_answer_has_them() {
    // As behind a proxy that speaks HTTPS.
    let deployment = prepared(Some("https://login.example.com")).await;
    let client = deployment.client(0);
    let base = format!("http://{}", client.address());
    let create = ["client", "create", "--format", "json", "--id", "shop", "--name", "Shop", "--first-party"];
    let (code, made, errors) = deployment.run(&[&create[..], &["--redirect-uri", CALLBACK]].concat());
    assert_eq!(code, 0, "{errors}");
    let made: Value = serde_json::from_str(&made).unwrap();
    let secret = made["client_secret"].as_str().unwrap();
    client.register_until_accepted("ada@example.com", PASSWORD).await;
    let token = token_in(&deployment.mail("ada@example.com", "", 0).await, "verify-email");
    client.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    let login = json!({ "email": "ada@example.com", "password": PASSWORD });
    let signed_in = client.post("/auth/login", login.clone()).await;
    let cookie = signed_in.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let tokens = signed_in.expect(200);

    let ask = |client: &str, more: &str| {
        format!(
            "/oauth/authorize?response_type=code&client_id={client}&redirect_uri={CALLBACK}&scope=openid\
             &code_challenge={CHALLENGE}&code_challenge_method=S256{more}"
        )
    };
    let refresh = json!({ "refresh_token": tokens["refresh_token"] });
    let own = format!("grant_type=client_credentials&client_id=shop&client_secret={secret}");
    let pushed = format!(
        "client_id=shop&client_secret={secret}&response_type=code&redirect_uri={CALLBACK}&scope=openid\
         &code_challenge={CHALLENGE}&code_challenge_method=S256"
    );
    let mut cases = vec![
        case("tokens of a session", "/auth/login", 200, ByNobody).json(&login),
        case("tokens, renewed", "/auth/refresh", 200, ByNobody).json(&refresh),
        case("a field is wrong", "/auth/login", 422, ByNobody).json(&json!({})),
        case("not signed in", "/users/me", 401, ByNobody),
        case("an account", "/users/me", 200, ByNobody).signed_in(),
        case("not an administrator", "/admin/users", 401, ByNobody),
        case("no such address", "/nowhere", 404, ByNobody),
        case("no such method", "/auth/login", 405, ByNobody).method(Method::DELETE),
        case("which methods", "/auth/login", 204, ByNobody).method(Method::OPTIONS),
        case("health", "/health/ready", 200, ByNobody),
        case("figures", "/metrics", 200, ByNobody),
        case("a refused grant", "/oauth/token", 400, ByNobody).form(&own),
        case("an unknown client", "/oauth/token", 401, ByNobody)
            .form("grant_type=client_credentials&client_id=x"),
        case("introspection", "/oauth/introspect", 200, ByNobody)
            .form(&format!("client_id=shop&client_secret={secret}&token=x")),
        case("a pushed request", "/oauth/par", 201, ByNobody).form(&pushed),
        case("no token", "/oauth/userinfo", 401, ByNobody),
        case("keys", "/.well-known/jwks.json", 200, ByEverybody),
        case("discovery", "/.well-known/openid-configuration", 200, ByEverybody),
        case("an unknown app", ask("nobody", ""), 400, ByNobody),
        case("to the sign-in", ask("shop", ""), 303, ByNobody),
        case("back with a code", ask("shop", ""), 303, ByNobody).signed_in(),
        case("back with an error", ask("shop", "&prompt=none"), 303, ByNobody),
        case("back by a form", ask("shop", "&response_mode=form_post"), 200, ByNobody).signed_in(),
        case("signing out", "/oauth/logout", 303, ByNobody),
        case("the document", "/openapi.json", 200, ByEverybody),
        case("problems", "/problems", 200, ByNobody),
        case("a style sheet", "/static/pages.css", 200, ByEverybody),
    ];
    let app = reqwest::get(format!("{base}/login")).await.unwrap().text().await.unwrap();
    if let Some(at) = app.find("/assets/") {
        let script = app[at..].split('"').next().unwrap();
        cases.extend([
            case("the app", "/", 200, ByEverybody),
            case("the app's head", "/login", 200, ByEverybody).method(Method::HEAD),
            case("signing in", "/login", 200, ByEverybody),
            case("agreeing", "/consent", 200, ByEverybody),
            case("an account's pages", "/account", 200, ByEverybody).opener("same-origin"),
            case("sessions", "/account/sessions", 200, ByEverybody).opener("same-origin"),
            case("the console", "/console/users", 200, ByEverybody).opener("same-origin"),
            case("a script", script, 200, ByEverybody),
            case("no script", "/assets/none.js", 404, ByNobody),
            case("the API to try", "/docs", 200, ByNobody).opener("same-origin-allow-popups"),
            case("its script", "/docs/swagger-ui-bundle.js", 200, ByEverybody),
            case("back to it", "/docs/oauth2-redirect.html", 200, ByEverybody),
        ]);
    } else {
        eprintln!("SKIPPED: the web app is not built in; `make web` builds it");
    }

    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let mut request = http.request(case.method.clone(), format!("{base}{}", case.path));
        if let Some((media_type, body)) = &case.body {
            request = request.header("content-type", *media_type).body(body.clone());
        }
        if case.cookie {
            let access = tokens["access_token"].as_str().unwrap();
            request = request.header("cookie", &cookie);
            // Pages go by the cookie, operations by the token.
            request = if case.path.starts_with("/oauth") { request } else { request.bearer_auth(access) };
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), case.status, "{}", case.name);
        wrong.extend(faults(case, answer.headers(), true));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn https_is_demanded_where_there_is_https() {
    let deployment = prepared(None).await;
    let address = deployment.client(0).address();
    for (name, path, status, kept) in
        [("keys", "/.well-known/jwks.json", 200, ByEverybody), ("no such address", "/nowhere", 404, ByNobody)]
    {
        let answer = reqwest::get(format!("http://{address}{path}")).await.unwrap();
        let wrong = faults(&case(name, path, status, kept), answer.headers(), false);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
