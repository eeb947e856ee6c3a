//! A person with a browser of their own.

use crate::{
    support::PASSWORD,
    surroundings::{EMAIL, Surroundings},
};
use reqwest::{Response, Url, header::LOCATION, redirect::Policy};
use serde_json::{Value, json};
use std::time::Duration;

/// A person, as the web app serves them.
pub struct Person {
    http: reqwest::Client,
    issuer: Url,
    access: String,
}

impl Person {
    /// Somebody who is not signed in.
    pub fn new(surroundings: &Surroundings) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).redirect(Policy::none());
        Self {
            http: http.timeout(Duration::from_secs(20)).build().unwrap(),
            issuer: surroundings.issuer().parse().unwrap(),
            access: String::new(),
        }
    }

    /// Opens a page.
    pub async fn get(&self, url: Url) -> Response {
        self.http.get(url).send().await.unwrap()
    }

    /// Follows a link of a client until it leads back to the client, and gives where that is.
    pub async fn follow(&mut self, link: Url) -> Url {
        let mut next = link;
        while next.origin() == self.issuer.origin() {
            let request = next.query_pairs().find(|(name, _)| name == "request");
            let request = request.map(|(_, id)| id.into_owned()).unwrap_or_default();
            next = match next.path() {
                "/login" => {
                    self.log_in().await;
                    self.issuer.join(&format!("/oauth/authorize/resume?request={request}")).unwrap()
                }
                "/consent" => {
                    let path = format!("/oauth/requests/{request}/decision");
                    let answer = self.post(&path, json!({ "allow": true })).await;
                    answer["redirect_to"].as_str().unwrap().parse().unwrap()
                }
                _ => location(self.get(next).await).await,
            };
        }
        next
    }

    /// Signs out at the server, as its account page does.
    pub async fn sign_out(&self) {
        let url = self.issuer.join("/auth/logout").unwrap();
        let answer = self.http.post(url).bearer_auth(&self.access).json(&json!({})).send().await.unwrap();
        assert_eq!(answer.status(), 204);
    }

    /// Signs in.
    pub async fn log_in(&mut self) {
        let answer = self.post("/auth/login", json!({ "email": EMAIL, "password": PASSWORD })).await;
        answer["access_token"].as_str().unwrap().clone_into(&mut self.access);
    }

    /// Agrees to what a device asks for.
    pub async fn agree_to_device(&self, code: &str) {
        let url = self.issuer.join("/oauth/device/decision").unwrap();
        let body = json!({ "user_code": code, "allow": true });
        let answer = self.http.post(url).bearer_auth(&self.access).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let mut request = self.http.post(self.issuer.join(path).unwrap()).json(&body);
        if !self.access.is_empty() {
            request = request.bearer_auth(&self.access);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }
}

/// Where an answer leads.
pub async fn location(answer: Response) -> Url {
    let base = answer.url().clone();
    match answer.headers().get(LOCATION) {
        Some(location) => base.join(location.to_str().unwrap()).unwrap(),
        None => panic!("{base} leads nowhere: {} {}", answer.status(), answer.text().await.unwrap()),
    }
}
