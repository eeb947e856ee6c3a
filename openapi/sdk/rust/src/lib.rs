//! A client of Oathgate. It signs requests with the access token of whoever has signed in, renews that
//! before it expires, and once where the server does not accept it.

mod error;
#[rustfmt::skip]
mod generated;
mod session;

pub use error::Error;
pub use generated::types;

use reqwest::{Method, Response, StatusCode, header};
use serde::{Serialize, de::DeserializeOwned};
use session::Session;
use std::time::Duration;
use types::{LoginRequest, RefreshRequest, Tokens};
use url::form_urlencoded;

/// Longest wait for an answer. The server gives up before.
const PATIENCE: Duration = Duration::from_secs(35);

/// A client of one server, for one person.
#[derive(Debug)]
pub struct Oathgate {
    base: String,
    http: reqwest::Client,
    session: Session,
}

impl Oathgate {
    /// A client of the server at this address, its issuer: `https://id.example.com`.
    ///
    /// # Errors
    /// When there can be no HTTP client, for want of a source of trust.
    pub fn new(base: &str) -> Result<Self, Error> {
        Ok(Self::with(base, reqwest::Client::builder().timeout(PATIENCE).build()?))
    }

    /// The same, over an HTTP client of one's own.
    pub fn with(base: &str, http: reqwest::Client) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), http, session: Session::default() }
    }

    /// Goes on with a refresh token that was kept from before.
    pub async fn resume(&self, refresh_token: &str) {
        self.session.resume(refresh_token).await;
    }

    /// The refresh token as it is now, to be kept until the next start. Each works once: keep the new one
    /// after every request, and let nobody see it.
    pub async fn refresh_token(&self) -> Option<String> {
        self.session.refresh_token().await
    }

    /// Signs in.
    ///
    /// # Errors
    /// [`Error::Problem`] with `invalid_credentials`, `email_not_verified` or `account_disabled`.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<(), Error> {
        let body = LoginRequest { email: email.to_owned(), password: password.to_owned() };
        self.session.open(self.login(&body).await?).await;
        Ok(())
    }

    /// Signs out, here in any case.
    ///
    /// # Errors
    /// When the server cannot be told.
    pub async fn sign_out(&self) -> Result<(), Error> {
        let Some(token) = self.session.close().await else { return Ok(()) };
        self.send(Method::POST, "/auth/logout", &[], Some(&refresh_request(token)), None).await.map(|_| ())
    }

    async fn json<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<&impl Serialize>,
    ) -> Result<T, Error> {
        Ok(self.call(method, path, query, body).await?.json().await?)
    }

    async fn nothing(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<&impl Serialize>,
    ) -> Result<(), Error> {
        self.call(method, path, query, body).await.map(|_| ())
    }

    /// Sends a request, signed unless it is one by which one signs in.
    async fn call(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<&impl Serialize>,
    ) -> Result<Response, Error> {
        if is_open(path) {
            return self.send(method, path, query, body, None).await;
        }
        let token = self.token(None).await?;
        match self.send(method.clone(), path, query, body, Some(&token)).await {
            Err(Error::Problem(problem)) if problem.status == StatusCode::UNAUTHORIZED.as_u16() => {
                let token = self.token(Some(&token)).await?;
                self.send(method, path, query, body, Some(&token)).await
            }
            other => other,
        }
    }

    /// An access token that is good now, and another one than the server has `refused`. One exchange at a
    /// time: each refresh token works once.
    async fn token(&self, refused: Option<&str>) -> Result<String, Error> {
        let mut held = self.session.lock().await;
        if let Some(token) = held.good(refused) {
            return Ok(token);
        }
        let Some(token) = held.refresh_token() else { return Err(Error::SignedOut) };
        let answer = self.send(Method::POST, "/auth/refresh", &[], Some(&refresh_request(token)), None).await;
        match answer {
            Ok(answer) => {
                let tokens: Tokens = answer.json().await?;
                Ok(held.accept(tokens))
            }
            // It is worth nothing any more.
            Err(Error::Problem(problem)) if matches!(problem.status, 400 | 401) => {
                held.clear();
                Err(Error::SignedOut)
            }
            Err(error) => Err(error),
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<&impl Serialize>,
        token: Option<&str>,
    ) -> Result<Response, Error> {
        let mut url = format!("{}{path}", self.base);
        if !query.is_empty() {
            let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
            url.push('?');
            url.push_str(&pairs);
        }
        let mut request = self.http.request(method, url);
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let status = answer.status().as_u16();
        let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("application/problem+json")) {
            return Err(Error::Problem(Box::new(answer.json().await?)));
        }
        Err(Error::Strange { status })
    }
}

/// What needs no session. All else is signed.
fn is_open(path: &str) -> bool {
    path.starts_with("/auth/") && path != "/auth/logout"
}

fn refresh_request(token: String) -> RefreshRequest {
    RefreshRequest { refresh_token: Some(token) }
}

/// A text as one part of a path (RFC 3986 §3.3).
fn escape(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// In a change, null is another thing than nothing: `Some(None)` removes, `None` leaves alone.
mod double {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().and_then(Option::as_ref).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::deserialize(deserializer).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::ProfileChange;

    #[test]
    fn null_is_another_thing_than_nothing() {
        let change = ProfileChange {
            username: Some(None),
            first_name: Some(Some("Ada".to_owned())),
            ..ProfileChange::default()
        };
        let text = serde_json::to_value(&change).unwrap_or_default();
        assert_eq!(text, serde_json::json!({"username": null, "first_name": "Ada"}));
    }

    #[test]
    fn a_name_in_a_path_stays_one_part_of_it() {
        assert_eq!(escape("photo/books?x"), "photo%2Fbooks%3Fx");
    }

    #[test]
    fn a_code_that_is_newer_than_this_client_is_read() {
        let code: Result<types::ProblemCode, _> = serde_json::from_str("\"made_up_later\"");
        assert_eq!(code.ok(), Some(types::ProblemCode::Unknown));
    }
}
