//! A life in which every kind of secret is used, rightly and wrongly.

use super::hoard::Hoard;
use crate::{
    keys::{ASSERTION, Key},
    support::{Client, Deployment, OTHER_PASSWORD, PASSWORD, deployment::token_in},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Method, RequestBuilder, Response, Url, header::HeaderMap, redirect::Policy};
use serde_json::{Value, json};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "https://shop.example/cb";
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const EMAIL: &str = "ada@example.com";

/// Somebody who uses a deployment and keeps every secret that passes.
pub struct Life<'a> {
    deployment: &'a Deployment,
    client: Client,
    http: reqwest::Client,
    issuer: String,
    cookies: String,
    access: String,
    hoard: Hoard,
}

/// What came back.
struct Got {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Got {
    async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    fn location(&self) -> Url {
        let location =
            self.headers.get("location").unwrap_or_else(|| panic!("{} {}", self.status, self.text));
        Url::parse(location.to_str().unwrap()).unwrap()
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}

fn parameter(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(known, _)| known == name);
    found.unwrap_or_else(|| panic!("no {name} in {url}")).1.into_owned()
}

/// Lives it. Gives everything that was secret in it.
pub async fn live(deployment: &Deployment) -> Hoard {
    let issuer = deployment.settings.iter().find(|(name, _)| name == "BACKEND_URL").unwrap().1.clone();
    let mut life = Life {
        deployment,
        client: deployment.client(0),
        http: reqwest::Client::builder().redirect(Policy::none()).build().unwrap(),
        issuer,
        cookies: String::new(),
        access: String::new(),
        hoard: Hoard::default(),
    };
    life.own_account().await;
    life.client_with_a_secret().await;
    life.client_with_a_key().await;
    life.device().await;
    life.client_that_registers_itself().await;
    life.strangers().await;
    life.forgets_the_password().await;
    let Life { mut hoard, .. } = life;
    hoard.keep_links(&deployment.smtp.mails());
    let key = deployment.settings.iter().find(|(name, _)| name == "ENCRYPTION_KEY").unwrap();
    hoard.keep("ENCRYPTION_KEY", &key.1);
    // Whoever has a log should not be able to try passwords against what is stored of them either.
    hoard.keep_but_for("password hash", "$pbkdf2-sha256$", &["table accounts", "table registrations"]);
    hoard
}

impl Life<'_> {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.client.address())
    }

    async fn send(&self, request: RequestBuilder) -> Got {
        Got::of(request.header("cookie", &self.cookies).send().await.unwrap()).await
    }

    async fn get(&self, path: &str, parameters: &[(&str, &str)]) -> Got {
        let url = Url::parse_with_params(&self.url(path), parameters).unwrap();
        self.send(self.http.get(url)).await
    }

    async fn form(&self, path: &str, basic: Option<(&str, &str)>, pairs: &[(&str, &str)]) -> Got {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut request = self.http.post(self.url(path)).body(body);
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some((id, secret)) = basic {
            request = request.basic_auth(id, Some(secret));
        }
        self.send(request).await
    }

    fn operate(&self, arguments: &[&str]) -> Value {
        let (code, out, errors) = self.deployment.run(&[arguments, &["--format", "json"]].concat());
        assert_eq!(code, 0, "{arguments:?}: {out}{errors}");
        serde_json::from_str(&out).unwrap()
    }

    fn keep_tokens(&mut self, of: &str, answer: &Value) {
        for name in ["access_token", "refresh_token", "id_token"] {
            if let Some(token) = answer[name].as_str() {
                self.hoard.keep(&format!("{name} of {of}"), token);
            }
        }
    }

    /// An account, its links, cookies and tokens.
    async fn own_account(&mut self) {
        self.hoard.keep("password", PASSWORD);
        self.client.register_until_accepted(EMAIL, PASSWORD).await;
        let token = token_in(&self.deployment.mail(EMAIL, "", 0).await, "verify-email");
        self.client.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
        let wrong = "a-wrong-password-of-somebody";
        self.hoard.keep("wrong password", wrong);
        self.client.post("/auth/login", json!({ "email": EMAIL, "password": wrong })).await.expect(401);
        let signed_in =
            self.client.post("/auth/login", json!({ "email": EMAIL, "password": PASSWORD })).await;
        let cookies = signed_in.headers.get_all("set-cookie").iter();
        let cookies: Vec<String> =
            cookies.map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned()).collect();
        assert!(!cookies.is_empty());
        for cookie in &cookies {
            let (name, value) = cookie.split_once('=').unwrap();
            self.hoard.keep(&format!("cookie {name}"), value);
        }
        self.cookies = cookies.join("; ");
        let tokens = signed_in.expect(200);
        self.keep_tokens("the account", &tokens);
        let again = json!({ "refresh_token": tokens["refresh_token"] });
        let rotated = self.client.post("/auth/refresh", again.clone()).await.expect(200);
        self.keep_tokens("the account, anew", &rotated);
        self.access = text(&rotated, "access_token");
        let me = self.client.with(&self.access, Method::GET, "/users/me", None).await;
        me.expect(200);
        let change = json!({ "email": "ada.l@example.com", "password": PASSWORD });
        let changed = self.client.with(&self.access, Method::POST, "/users/me/email", Some(change)).await;
        assert!((200..300).contains(&changed.status), "{}", changed.body);
        self.deployment.mail("ada.l@example.com", "", 0).await;
    }

    /// A code for whoever asks so, by agreement where that is asked for.
    async fn code(&self, ask: &[(&str, &str)]) -> String {
        let mut next = self.get("/oauth/authorize", ask).await.location();
        if next.path() == "/consent" {
            let path = format!("/oauth/requests/{}/decision", parameter(&next, "request"));
            let allow = Some(json!({ "allow": true }));
            let decided = self.client.with(&self.access, Method::POST, &path, allow).await.expect(200);
            next = Url::parse(&text(&decided, "redirect_to")).unwrap();
        }
        parameter(&next, "code")
    }

    /// Its secret, its pushed request, its code, its tokens; and where each is shown.
    async fn client_with_a_secret(&mut self) {
        let made =
            self.operate(&["client", "create", "--id", "shop", "--name", "Shop", "--redirect-uri", CALLBACK]);
        let secret = text(&made, "client_secret");
        let wrong = "a-client-secret-that-is-wrong";
        for (what, secret) in [("client secret", secret.as_str()), ("wrong client secret", wrong)] {
            self.hoard.keep(what, secret);
            self.hoard.keep(&format!("{what} in a header"), &STANDARD.encode(format!("shop:{secret}")));
        }
        let basic = Some(("shop", secret.as_str()));
        let ask = [
            ("response_type", "code"),
            ("client_id", "shop"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid email offline_access"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let pushed = self.form("/oauth/par", basic, &ask).await.expect(201);
        let uri = text(&pushed, "request_uri");
        self.hoard.keep("request_uri", &uri);
        self.hoard.keep("request_uri, its end", uri.rsplit(':').next().unwrap());
        let code = self.code(&[("client_id", "shop"), ("request_uri", &uri)]).await;
        self.hoard.keep("authorization code", &code);
        self.hoard.keep("code verifier", VERIFIER);
        let exchange = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.form("/oauth/token", Some(("shop", wrong)), &exchange).await.expect(401);
        let tokens = self.form("/oauth/token", basic, &exchange).await.expect(200);
        self.keep_tokens("a client", &tokens);
        let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
        let userinfo = self.http.get(self.url("/oauth/userinfo")).bearer_auth(&access);
        assert_eq!(self.send(userinfo).await.status, 200);
        for token in [&access, &refresh] {
            self.form("/oauth/introspect", basic, &[("token", token)]).await.expect(200);
        }
        let renew = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        let renewed = self.form("/oauth/token", basic, &renew).await.expect(200);
        self.keep_tokens("a client, anew", &renewed);
        let swap = [("grant_type", EXCHANGE), ("subject_token", access.as_str())];
        self.form("/oauth/token", basic, &swap).await.expect(400);
        // In the address, as clients send it.
        let hint = text(&tokens, "id_token");
        let asked = [&ask[..], &[("prompt", "none"), ("id_token_hint", hint.as_str())]].concat();
        let silent = self.get("/oauth/authorize", &asked).await.location();
        self.hoard.keep("second authorization code", &parameter(&silent, "code"));
        let posted = [&asked[..], &[("response_mode", "form_post")]].concat();
        let page = self.get("/oauth/authorize", &posted).await;
        let code = page.text.split("name=\"code\"").nth(1).unwrap().split('"').nth(1).unwrap().to_owned();
        self.hoard.keep("posted authorization code", &code);
        let newest = text(&renewed, "refresh_token");
        assert_eq!(self.form("/oauth/revoke", basic, &[("token", &newest)]).await.status, 200);
        // One that was used, and one that was revoked, are shown once more.
        self.form("/oauth/token", basic, &exchange).await.expect(400);
        self.form("/oauth/token", basic, &[renew[0], ("refresh_token", &newest)]).await.expect(400);
    }

    /// Assertions and proofs.
    async fn client_with_a_key(&mut self) {
        let key = Key::new();
        let file = self.deployment.folder.path().join("keys.json");
        std::fs::write(&file, json!({ "keys": [key.public] }).to_string()).unwrap();
        self.operate(&[
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
            "--dpop-bound",
        ]);
        let ask = [
            ("response_type", "code"),
            ("client_id", "bank"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let code = self.code(&ask).await;
        self.hoard.keep("code of a bound client", &code);
        let address = format!("{}/oauth/token", self.issuer);
        let mut nonce: Option<String> = None;
        let granted = loop {
            let (assertion, proof) =
                (key.assertion(&self.issuer), key.proof("POST", &address, nonce.as_deref(), None));
            self.hoard.keep("client assertion", &assertion);
            self.hoard.keep("DPoP proof", &proof);
            let body = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs([
                    ("grant_type", "authorization_code"),
                    ("code", &code),
                    ("redirect_uri", CALLBACK),
                    ("code_verifier", VERIFIER),
                    ("client_assertion_type", ASSERTION),
                    ("client_assertion", &assertion),
                ])
                .finish();
            let request = self.http.post(self.url("/oauth/token")).header("dpop", proof).body(body);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let got = self.send(request).await;
            let next = got.headers["dpop-nonce"].to_str().unwrap().to_owned();
            if nonce.replace(next).is_some() {
                break got.expect(200);
            }
            assert_eq!(got.json()["error"], "use_dpop_nonce", "{}", got.text);
        };
        self.keep_tokens("a bound client", &granted);
        let token = text(&granted, "access_token");
        let address = format!("{}/oauth/userinfo", self.issuer);
        let right = key.proof("GET", &address, nonce.as_deref(), Some(&token));
        let wrong = Key::new().proof("GET", &address, nonce.as_deref(), Some(&token));
        for (proof, status) in [(wrong, 401), (right.clone(), 200), (right, 401)] {
            self.hoard.keep("DPoP proof at userinfo", &proof);
            let request = self.http.get(self.url("/oauth/userinfo")).header("dpop", proof);
            let got = self.send(request.header("authorization", format!("DPoP {token}"))).await;
            assert_eq!(got.status, status, "{}", got.text);
        }
    }

    /// A device, its code, and the one that is typed.
    async fn device(&mut self) {
        self.operate(&["client", "create", "--id", "tv", "--name", "Tv", "--public", "--grant-type", DEVICE]);
        let asked = [("client_id", "tv"), ("scope", "openid")];
        let begun = self.form("/oauth/device_authorization", None, &asked).await.expect(200);
        let (device, typed) = (text(&begun, "device_code"), text(&begun, "user_code"));
        self.hoard.keep("device code", &device);
        self.hoard.keep("user code", &typed);
        self.hoard.keep("user code, its letters", &typed.replace('-', ""));
        self.get("/device", &[("user_code", &typed)]).await;
        for typed in ["ZZZZ-ZZZZ", &typed] {
            let body = Some(json!({ "user_code": typed }));
            self.client.with(&self.access, Method::POST, "/oauth/device/request", body).await;
        }
        let body = Some(json!({ "user_code": typed, "allow": true }));
        let agreed = self.client.with(&self.access, Method::POST, "/oauth/device/decision", body).await;
        assert!((200..300).contains(&agreed.status), "{}", agreed.body);
        let poll = [("grant_type", DEVICE), ("client_id", "tv"), ("device_code", device.as_str())];
        let tokens = self.form("/oauth/token", None, &poll).await.expect(200);
        self.keep_tokens("a device", &tokens);
        self.form("/oauth/token", None, &poll).await.expect(400);
    }

    /// The token that lets it in, the one that it is given, its secret.
    async fn client_that_registers_itself(&mut self) {
        let made = self.operate(&["client", "registration-token", "create", "--note", "partners"]);
        let initial = text(&made, "token");
        self.hoard.keep("initial access token", &initial);
        let asked = json!({ "client_name": "Partner", "redirect_uris": [CALLBACK] });
        let register = self.http.post(self.url("/oauth/register")).bearer_auth(&initial).json(&asked);
        let registered = self.send(register).await.expect(201);
        let token = text(&registered, "registration_access_token");
        self.hoard.keep("registration access token", &token);
        self.hoard.keep("secret of a registered client", &text(&registered, "client_secret"));
        let own = Url::parse(&text(&registered, "registration_client_uri")).unwrap();
        let own = self.url(own.path());
        let seen = self.send(self.http.get(&own).bearer_auth(&token)).await.expect(200);
        if let Some(next) = seen["registration_access_token"].as_str() {
            self.hoard.keep("next registration access token", next);
        }
        // It was good once, and is tried a second time.
        let again = self.http.post(self.url("/oauth/register")).bearer_auth(&initial).json(&asked);
        self.send(again).await.expect(401);
        let wrong = "a-registration-token-that-is-none";
        self.hoard.keep("wrong registration access token", wrong);
        self.send(self.http.get(&own).bearer_auth(wrong)).await.expect(401);
    }

    /// What people put where it does not belong.
    async fn strangers(&mut self) {
        for path in [
            "/oauth/authorize?code=a-code-in-an-address&state=s",
            "/verify-email?token=a-token-in-an-address",
            "/users/me?access_token=an-access-token-in-an-address",
        ] {
            self.send(self.http.get(self.url(path))).await;
        }
        self.send(self.http.get(self.url("/users/me")).bearer_auth("a-token-that-is-none")).await;
        self.form("/oauth/token", None, &[("grant_type", "a-grant-that-is-a-secret")]).await;
        let odd = self.http.post(self.url("/auth/login")).header("content-type", "application/json");
        self.send(odd.body("{\"email\": \"ada@example.com\", \"password\": \"half-of-a-password")).await;
        let extra = json!({ "email": EMAIL, "password": PASSWORD, "pasword": "typed-into-a-wrong-field" });
        self.client.post("/auth/login", extra).await;
        self.send(self.http.get(self.url("/users/me")).header("cookie", "session=a-cookie-of-a-stranger"))
            .await;
        for (what, text) in [
            ("code in an address", "a-code-in-an-address"),
            ("token in an address", "a-token-in-an-address"),
            ("access token in an address", "an-access-token-in-an-address"),
            ("token that is none", "a-token-that-is-none"),
            ("grant that is none", "a-grant-that-is-a-secret"),
            ("half of a body", "half-of-a-password"),
            ("field that is none", "typed-into-a-wrong-field"),
            ("cookie that is none", "a-cookie-of-a-stranger"),
        ] {
            self.hoard.keep(what, text);
        }
    }

    async fn forgets_the_password(&mut self) {
        self.hoard.keep("new password", OTHER_PASSWORD);
        self.client.post("/auth/password-reset/request", json!({ "email": EMAIL })).await.expect(202);
        let token = token_in(&self.deployment.mail(EMAIL, "password", 0).await, "reset-password");
        let reset = json!({ "token": token, "new_password": OTHER_PASSWORD });
        self.client.post("/auth/password-reset/confirm", reset).await.expect(200);
        // The notice of it is the last mail.
        self.deployment.mail(EMAIL, "password", 1).await;
    }
}
