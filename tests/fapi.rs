//! A client as the FAPI 2.0 Security Profile wants it: it shows itself by a key, pushes its requests, and
//! binds its tokens. The real binary.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::type_complexity,
    unreachable_pub,
    unused_imports,
    reason = "tests stop at once when something is wrong, and each uses a part of what they share"
)]

#[path = "support/keys.rs"]
mod keys;
mod support;

use keys::{ASSERTION, Key};
use reqwest::{Response, Url, redirect::Policy};
use serde_json::{Value, json};
use support::{Backing, Deployment, PASSWORD, deployment::token_in};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "https://bank.example/cb";

struct Caller {
    http: reqwest::Client,
    base: String,
}

impl Caller {
    async fn post(&self, path: &str, pairs: &[(&str, &str)], proof: Option<&str>) -> Response {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        request.send().await.unwrap()
    }

    async fn userinfo(&self, scheme: &str, token: &str, proof: Option<&str>) -> Response {
        let mut request = self.http.get(format!("{}/oauth/userinfo", self.base));
        request = request.header("authorization", format!("{scheme} {token}"));
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        request.send().await.unwrap()
    }
}

async fn refused(response: Response, status: u16, error: &str) {
    let (got, text) = (response.status().as_u16(), response.text().await.unwrap());
    let body: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
    assert_eq!((got, body["error"].as_str()), (status, Some(error)), "{text}");
}

fn nonce(response: &Response) -> String {
    response.headers()["dpop-nonce"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_by_the_profile() {
    let deployment = Deployment::start(Backing::Sqlite).await.unwrap();
    let issuer = deployment.settings.iter().find(|(name, _)| name == "BACKEND_URL").unwrap().1.clone();
    let key = Key::new();
    let file = deployment.folder.path().join("keys.json");
    std::fs::write(&file, json!({ "keys": [key.public] }).to_string()).unwrap();
    let (code, out, errors) = deployment.run(&[
        "client",
        "create",
        "--id",
        "bank",
        "--name",
        "Bank",
        "--redirect-uri",
        CALLBACK,
        "--first-party",
        "--auth-method",
        "private_key_jwt",
        "--jwks-file",
        file.to_str().unwrap(),
        "--require-par",
        "--dpop-bound",
    ]);
    assert_eq!(code, 0, "{out}{errors}");

    let here = deployment.client(0);
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let caller = Caller { http, base: format!("http://{}", here.address()) };
    here.register_until_accepted("ada@example.com", PASSWORD).await;
    let mailed = token_in(&deployment.mail("ada@example.com", "", 0).await, "verify-email");
    here.post("/auth/verify-email", json!({ "token": mailed })).await.expect(200);
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    let signed_in = caller.http.post(format!("{}/auth/login", caller.base)).json(&body).send().await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let authorize = async |query: &[(&str, &str)]| {
        let url = Url::parse_with_params(&format!("{}/oauth/authorize", caller.base), query).unwrap();
        caller.http.get(url).header("cookie", &cookie).send().await.unwrap()
    };
    let location = |response: &Response| {
        let text = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        Url::parse(&text.unwrap_or_else(|| panic!("{response:?}"))).unwrap()
    };
    let parameter = |url: &Url, name: &str| {
        url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };

    let ask = [
        ("response_type", "code"),
        ("client_id", "bank"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    // Directly: no. Pushed: by a client that shows itself, in one way alone.
    assert_eq!(parameter(&location(&authorize(&ask).await), "error").as_deref(), Some("invalid_request"));
    refused(caller.post("/oauth/par", &ask, None).await, 401, "invalid_client").await;
    let assertion = key.assertion(&issuer);
    let shown = [("client_assertion_type", ASSERTION), ("client_assertion", assertion.as_str())];
    let half = [&ask[..], &shown[1..]].concat();
    refused(caller.post("/oauth/par", &half, None).await, 400, "invalid_request").await;
    let both = [&ask[..], &shown, &[("client_secret", "x")]].concat();
    refused(caller.post("/oauth/par", &both, None).await, 400, "invalid_request").await;
    let strange = [&ask[..], &[("client_assertion_type", "urn:x"), shown[1]]].concat();
    refused(caller.post("/oauth/par", &strange, None).await, 401, "invalid_client").await;
    let pushed = caller.post("/oauth/par", &[&ask[..], &shown].concat(), None).await;
    assert_eq!(pushed.status(), 201);
    let pushed: Value = pushed.json().await.unwrap();
    assert_eq!(pushed["expires_in"], 60);
    refused(caller.post("/oauth/par", &[&ask[..], &shown].concat(), None).await, 401, "invalid_client").await;

    let uri = pushed["request_uri"].as_str().unwrap();
    let named = [("client_id", "bank"), ("request_uri", uri)];
    let back = location(&authorize(&named).await);
    let code = parameter(&back, "code").unwrap_or_else(|| panic!("{back}"));
    assert_eq!(parameter(&back, "iss"), Some(issuer.clone()));
    assert_eq!(authorize(&named).await.status(), 400);

    // The code is exchanged with a proof that holds a nonce; until then neither it nor the assertion is used up.
    let assertion = key.assertion(&issuer);
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_assertion_type", ASSERTION),
        ("client_assertion", assertion.as_str()),
    ];
    let address = format!("{issuer}/oauth/token");
    let asked = caller.post("/oauth/token", &exchange, Some(&key.proof("POST", &address, None, None))).await;
    let first = nonce(&asked);
    refused(asked, 400, "use_dpop_nonce").await;
    let proof = key.proof("POST", &address, Some(&first), None);
    let granted = caller.post("/oauth/token", &exchange, Some(&proof)).await;
    let next = nonce(&granted);
    let granted: Value = granted.json().await.unwrap();
    assert_eq!(granted["token_type"], "DPoP", "{granted}");
    let token = granted["access_token"].as_str().unwrap();

    let address = format!("{issuer}/oauth/userinfo");
    let proof = key.proof("GET", &address, Some(&next), Some(token));
    assert_eq!(caller.userinfo("DPoP", token, Some(&proof)).await.status(), 200);
    let replayed = caller.userinfo("DPoP", token, Some(&proof)).await;
    assert!(replayed.headers()["www-authenticate"].to_str().unwrap().starts_with("DPoP "));
    refused(replayed, 401, "invalid_dpop_proof").await;
    refused(caller.userinfo("Bearer", token, None).await, 401, "invalid_token").await;
    refused(caller.userinfo("DPoP", token, None).await, 401, "invalid_dpop_proof").await;
    let stranger = Key::new().proof("GET", &address, Some(&next), Some(token));
    refused(caller.userinfo("DPoP", token, Some(&stranger)).await, 401, "invalid_token").await;
    let stale = key.proof("GET", &address, None, Some(token));
    refused(caller.userinfo("DPoP", token, Some(&stale)).await, 401, "use_dpop_nonce").await;

    // Without a proof there is no token for this client.
    let assertion = key.assertion(&issuer);
    let bare = [
        ("grant_type", "refresh_token"),
        ("refresh_token", granted["refresh_token"].as_str().unwrap()),
        ("client_assertion_type", ASSERTION),
        ("client_assertion", assertion.as_str()),
    ];
    refused(caller.post("/oauth/token", &bare, None).await, 400, "invalid_dpop_proof").await;
    let logs = deployment.logs();
    assert!(!logs.contains("panicked") && !logs.contains(token) && !logs.contains(&assertion), "{logs}");
}
