//! A client of the HTTP API, as a generated SDK would be one.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: reqwest::header::HeaderMap,
    /// Its body; null where it is not JSON.
    pub body: Value,
}

impl Answer {
    /// Asserts the status, and gives the body.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// Asserts a problem with this status and code, and gives it.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.body);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert!(self.headers.contains_key("x-request-id"));
        self.body
    }
}

/// The tokens of a session.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
}

impl Tokens {
    /// Reads an answer that gives tokens.
    pub fn read(body: &Value) -> Self {
        assert_eq!(body["token_type"], "Bearer");
        assert!(body["expires_in"].as_u64().unwrap() > 0);
        let token = |name: &str| body[name].as_str().unwrap().to_owned();
        Self { access: token("access_token"), refresh: token("refresh_token") }
    }
}

/// A client without cookies.
#[derive(Clone)]
pub struct Client {
    base: String,
    http: reqwest::Client,
}

impl Client {
    /// A client of the server at `base`.
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(40)).build().unwrap();
        Self { base: base.to_owned(), http }
    }

    /// The same by way of `http`, which knows whom to trust, and where names are.
    pub fn over(base: &str, http: reqwest::Client) -> Self {
        Self { base: base.to_owned(), http }
    }

    /// Host and port.
    pub fn address(&self) -> String {
        self.base.trim_start_matches("http://").to_owned()
    }

    /// The status of a GET, where there is an answer.
    pub async fn try_get(&self, path: &str) -> Option<u16> {
        let answer =
            self.http.get(format!("{}{path}", self.base)).timeout(Duration::from_secs(5)).send().await;
        answer.ok().map(|answer| answer.status().as_u16())
    }

    /// Sends a request; None where there is no answer.
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        access: Option<&str>,
    ) -> Option<Answer> {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(body) = body {
            request = request.json(&body);
        }
        if let Some(access) = access {
            request = request.bearer_auth(access);
        }
        let answer = request.send().await.ok()?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.ok()?;
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Some(Answer { status, headers, body })
    }

    /// POSTs JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.try_send(Method::POST, path, Some(body), None).await.unwrap()
    }

    /// Sends a request with an access token.
    pub async fn with(&self, access: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.try_send(method, path, body, Some(access)).await.unwrap()
    }

    /// Tries to register until the server accepts it. Faults on the way are what a client may
    /// meet while something is broken: no answer, or 503.
    pub async fn register_until_accepted(&self, email: &str, password: &str) {
        loop {
            let body = json!({ "email": email, "password": password });
            match self.try_send(Method::POST, "/auth/register", Some(body), None).await {
                Some(answer) if answer.status == StatusCode::ACCEPTED.as_u16() => return,
                Some(answer) => assert_eq!(answer.status, 503, "{}", answer.body),
                None => {}
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Signs in.
    pub async fn log_in(&self, email: &str, password: &str) -> Tokens {
        Tokens::read(
            &self.post("/auth/login", json!({ "email": email, "password": password })).await.expect(200),
        )
    }
}
