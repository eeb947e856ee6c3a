//! People and clients who go on while something changes under them.

use crate::support::{Client, PASSWORD, browser::Tokens, services::unique};
use reqwest::Method;
use serde_json::json;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinHandle;

#[derive(Default)]
struct Seen {
    stop: AtomicBool,
    answers: AtomicUsize,
    faults: Mutex<Vec<String>>,
    slowest: Mutex<Duration>,
    registered: Mutex<Vec<String>>,
}

/// Requests without an end, by several callers at a time.
pub struct Load {
    seen: Arc<Seen>,
    callers: Vec<JoinHandle<()>>,
}

/// What became of them.
#[derive(Debug)]
pub struct Came {
    /// How many were answered well.
    pub answers: usize,
    /// How long the slowest took.
    pub slowest: Duration,
    /// Who has registered meanwhile.
    pub registered: Vec<String>,
}

impl Load {
    /// `email` must be able to sign in.
    pub fn on(clients: &[Client], email: &str) -> Self {
        let seen = Arc::new(Seen::default());
        let mut callers = Vec::new();
        for client in clients {
            callers.push(tokio::spawn(refresh(client.clone(), seen.clone(), email.to_owned())));
            callers.push(tokio::spawn(register(client.clone(), seen.clone())));
        }
        Self { seen, callers }
    }

    /// Waits until so many more requests were answered.
    pub async fn go_on(&self, more: usize) {
        let (wanted, deadline) = (self.answers() + more, Instant::now() + Duration::from_mins(1));
        while self.answers() < wanted {
            assert!(Instant::now() < deadline, "{:?}", self.seen.faults.lock().unwrap());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn answers(&self) -> usize {
        self.seen.answers.load(Ordering::Relaxed)
    }

    /// Ends them. Every single one was answered well.
    pub async fn stop(self) -> Came {
        self.seen.stop.store(true, Ordering::Relaxed);
        for caller in self.callers {
            caller.await.unwrap();
        }
        let faults = self.seen.faults.lock().unwrap();
        assert!(faults.is_empty(), "{} faults: {:?}", faults.len(), &faults[..faults.len().min(5)]);
        drop(faults);
        Came {
            answers: self.seen.answers.load(Ordering::Relaxed),
            slowest: *self.seen.slowest.lock().unwrap(),
            registered: std::mem::take(&mut *self.seen.registered.lock().unwrap()),
        }
    }
}

impl Seen {
    /// Sends one request, and notes what is wrong with the answer.
    async fn ask(
        &self,
        client: &Client,
        method: Method,
        path: &str,
        body: Option<serde_json::Value>,
        access: Option<&str>,
        wanted: u16,
    ) -> Option<serde_json::Value> {
        let begun = Instant::now();
        let answer = client.try_send(method, path, body, access).await;
        let took = begun.elapsed();
        let mut slowest = self.slowest.lock().unwrap();
        *slowest = took.max(*slowest);
        drop(slowest);
        match answer {
            Some(answer) if answer.status == wanted => {
                self.answers.fetch_add(1, Ordering::Relaxed);
                return Some(answer.body);
            }
            Some(answer) => {
                self.faults.lock().unwrap().push(format!("{path}: {} {}", answer.status, answer.body));
            }
            None => self.faults.lock().unwrap().push(format!("{path}: no answer")),
        }
        None
    }
}

async fn refresh(client: Client, seen: Arc<Seen>, email: String) {
    let log_in = json!({ "email": email, "password": PASSWORD });
    let Some(body) = seen.ask(&client, Method::POST, "/auth/login", Some(log_in), None, 200).await else {
        return;
    };
    let mut tokens = Tokens::read(&body);
    while !seen.stop.load(Ordering::Relaxed) {
        let body = json!({ "refresh_token": tokens.refresh });
        let Some(body) = seen.ask(&client, Method::POST, "/auth/refresh", Some(body), None, 200).await else {
            return;
        };
        tokens = Tokens::read(&body);
        seen.ask(&client, Method::GET, "/users/me", None, Some(&tokens.access), 200).await;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn register(client: Client, seen: Arc<Seen>) {
    while !seen.stop.load(Ordering::Relaxed) {
        let email = format!("{}@example.com", unique("during"));
        let body = json!({ "email": email, "password": PASSWORD });
        if seen.ask(&client, Method::POST, "/auth/register", Some(body), None, 202).await.is_some() {
            seen.registered.lock().unwrap().push(email);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
