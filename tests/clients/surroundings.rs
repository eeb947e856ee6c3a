//! A server with one person and the clients that the tests use.

use crate::support::{
    Backing, Deployment, PASSWORD,
    deployment::{free_port, token_in},
};
use serde_json::{Value, json};
use std::{process::Stdio, time::Duration};
use tokio::process::Command;

/// The person's address.
pub const EMAIL: &str = "ada@example.com";
/// Longest time that the tests of one client may take.
const PATIENCE: Duration = Duration::from_mins(3);

/// A running server, and what clients are told of it.
pub struct Surroundings {
    /// The server.
    pub deployment: Deployment,
    /// `issuer`, `email`, `password`, and `clients` by their names.
    pub given: Value,
}

impl Surroundings {
    /// Starts a server, registers a person and makes clients.
    pub async fn start() -> Self {
        let deployment = Deployment::start(Backing::Sqlite).await.unwrap();
        let here = deployment.client(0);
        here.register_until_accepted(EMAIL, PASSWORD).await;
        let token = token_in(&deployment.mail(EMAIL, "", 0).await, "verify-email");
        here.post("/auth/verify-email", json!({ "token": token })).await.expect(200);

        let issuer = deployment.settings.iter().find(|(name, _)| name == "BACKEND_URL").unwrap().1.clone();
        let mut surroundings = Self {
            deployment,
            given: json!({ "issuer": issuer, "email": EMAIL, "password": PASSWORD, "clients": {} }),
        };
        let spa = format!("http://localhost:{}/back", free_port());
        let bye = ["--post-logout-redirect-uri", "https://web.example/bye"];
        surroundings.add("web", &[&["--redirect-uri", "https://web.example/back"], &bye[..]].concat());
        surroundings.add("app", &["--public", "--redirect-uri", "com.example.app:/back"]);
        let bye = spa.replace("/back", "/bye");
        surroundings.add("spa", &["--public", "--redirect-uri", &spa, "--post-logout-redirect-uri", &bye]);
        surroundings.add("jobs", &["--grant-type", "client_credentials", "--scope", "jobs.run jobs.see"]);
        surroundings
    }

    /// Makes a client, and tells of it.
    pub fn add(&mut self, name: &str, arguments: &[&str]) {
        let arguments =
            [&["client", "create", "--format", "json", "--id", name, "--name", name], arguments].concat();
        let (code, out, errors) = self.deployment.run(&arguments);
        assert_eq!(code, 0, "{out}{errors}");
        let made: Value = serde_json::from_str(&out).unwrap();
        self.given["clients"][name] = json!({
            "id": made["client_id"],
            "secret": made["client_secret"],
            "redirect_uri": made["redirect_uris"][0],
            "post_logout_redirect_uri": made["post_logout_redirect_uris"][0],
            "scope": made["scope"],
        });
    }

    /// The address of the server.
    pub fn issuer(&self) -> &str {
        self.given["issuer"].as_str().unwrap()
    }

    /// What is told of a client.
    pub fn client(&self, name: &str, what: &str) -> String {
        self.given["clients"][name][what]
            .as_str()
            .unwrap_or_else(|| panic!("{name} has no {what}"))
            .to_owned()
    }

    /// Asserts that the server met with nothing that it did not expect.
    pub fn assert_calm(&self) {
        let logs = self.deployment.logs();
        let wrong =
            logs.lines().find(|line| line.contains("panicked") || line.contains(r#""level":"ERROR""#));
        assert_eq!(wrong, None);
    }
}

/// Runs the tests of a client, which find in `OATHGATE_CLIENTS` what they are told.
pub async fn run(mut command: Command, surroundings: &Surroundings) {
    command.env("OATHGATE_CLIENTS", surroundings.given.to_string());
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, command.output()).await.unwrap().unwrap();
    assert!(
        output.status.success(),
        "{}{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
        surroundings.deployment.logs()
    );
}
