//! The whole life of an account, through HTTP and mail, on every backing: the real binary, its
//! processes, a real mail server.
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

use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use support::{
    Backing, Deployment, OTHER_PASSWORD, PASSWORD,
    browser::Tokens,
    deployment::{header, token_in},
};

#[tokio::test(flavor = "multi_thread")]
async fn on_one_file() {
    whole_life(Backing::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() {
    whole_life(Backing::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_and_redis() {
    whole_life(Backing::PostgresAndRedis).await;
}

async fn whole_life(backing: Backing) {
    let Some(mut deployment) = Deployment::start(backing).await else {
        return;
    };
    let last = deployment.servers.len() - 1;
    // Two servers stand for one product: each step goes to another.
    let (here, there) = (deployment.client(0), deployment.client(last));
    let email = "Ada.Lovelace@example.com";

    // Register, and be told nothing about who else has.
    let ask = json!({ "email": email, "password": PASSWORD, "username": "ada", "first_name": "Ada" });
    let accepted = here.post("/auth/register", ask).await;
    let request_id = accepted.headers["x-request-id"].to_str().unwrap().to_owned();
    accepted.expect(202);
    let mail = deployment.mail(email, "", 0).await;
    assert_eq!(mail.from, "accounts@example.com");
    assert!(header(&mail, "From").contains("Photo Books"), "{}", mail.message);
    assert!(header(&mail, "Message-ID").ends_with("@localhost>"), "{}", mail.message);
    assert!(mail.message.contains("text/plain") && mail.message.contains("text/html"));

    // Before the address is verified: right password 403, wrong password as ever.
    let log_in = |password: &str| json!({ "email": email, "password": password });
    there.post("/auth/login", log_in(PASSWORD)).await.expect_problem(403, "email_not_verified");
    there
        .post("/auth/login", log_in("wrong-password-entirely"))
        .await
        .expect_problem(401, "invalid_credentials");

    // The link works once.
    let token = token_in(&mail, "verify-email");
    there.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    here.post("/auth/verify-email", json!({ "token": token })).await.expect_problem(400, "token_invalid");
    deployment.mail(email, "Welcome", 0).await;

    // Registering again says the same, and tells the owner alone.
    let again = json!({ "email": "ada.lovelace@EXAMPLE.com", "password": OTHER_PASSWORD });
    here.post("/auth/register", again).await.expect(202);
    deployment.mail(email, "already", 0).await;
    let taken = json!({ "email": "eve@example.com", "password": OTHER_PASSWORD, "username": "ADA" });
    here.post("/auth/register", taken).await.expect_problem(409, "username_taken");

    // Sign in by address and by user name.
    let first = here.log_in(email, PASSWORD).await;
    there.log_in("ada", PASSWORD).await;
    let me = there.with(&first.access, Method::GET, "/users/me", None).await.expect(200);
    assert_eq!((me["email"].as_str(), me["first_name"].as_str()), (Some(email), Some("Ada")));

    // Refresh rotates; a lost answer is given again; a copy that comes back late ends the session.
    let refresh = |token: &str| json!({ "refresh_token": token });
    let second = Tokens::read(&there.post("/auth/refresh", refresh(&first.refresh)).await.expect(200));
    let repeated = Tokens::read(&here.post("/auth/refresh", refresh(&first.refresh)).await.expect(200));
    assert_eq!(second.refresh, repeated.refresh);
    assert_ne!(second.refresh, first.refresh);
    let third = Tokens::read(&here.post("/auth/refresh", refresh(&second.refresh)).await.expect(200));
    there.post("/auth/refresh", refresh(&first.refresh)).await.expect_problem(401, "token_reused");
    here.post("/auth/refresh", refresh(&third.refresh)).await.expect_problem(401, "unauthorized");
    assert_eq!(here.with(&third.access, Method::GET, "/users/me", None).await.status, 401);

    // Profile, sessions, sign out.
    let tokens = here.log_in(email, PASSWORD).await;
    let other = there.log_in(email, PASSWORD).await;
    let profile = json!({ "first_name": "Augusta Ada", "last_name": "King", "username": "countess" });
    let me = here.with(&tokens.access, Method::PUT, "/users/me", Some(profile)).await.expect(200);
    assert_eq!((me["last_name"].as_str(), me["username"].as_str()), (Some("King"), Some("countess")));
    let sessions = here.with(&tokens.access, Method::GET, "/users/me/sessions", None).await.expect(200);
    let sessions = sessions.as_array().or_else(|| sessions["sessions"].as_array()).unwrap().clone();
    assert!(sessions.len() >= 2, "{sessions:?}");
    let elsewhere = sessions.iter().find(|session| session["current"] == false).unwrap();
    let path = format!("/users/me/sessions/{}", elsewhere["id"].as_str().unwrap());
    assert_eq!(here.with(&tokens.access, Method::DELETE, &path, None).await.status, 204);
    assert_eq!(here.with(&tokens.access, Method::DELETE, &path, None).await.status, 404);
    assert_eq!(here.with(&tokens.access, Method::POST, "/auth/logout", None).await.status, 204);
    assert_eq!(there.with(&tokens.access, Method::GET, "/users/me", None).await.status, 401);
    drop(other);

    // Reset: whoever asks learns nothing, the mail comes, every session dies, a notice is sent.
    let before = here.log_in(email, PASSWORD).await;
    for known in [email, "nobody@example.com"] {
        here.post("/auth/password-reset/request", json!({ "email": known })).await.expect(202);
    }
    let mail = deployment.mail(email, "Set a new password", 0).await;
    let token = token_in(&mail, "reset-password");
    let confirm = |password: &str| json!({ "token": token, "new_password": password });
    let weak = there
        .post("/auth/password-reset/confirm", confirm("password1"))
        .await
        .expect_problem(422, "validation_failed");
    assert_eq!(weak["errors"][0]["field"], "new_password");
    there.post("/auth/password-reset/confirm", confirm(OTHER_PASSWORD)).await.expect(200);
    there
        .post("/auth/password-reset/confirm", confirm(OTHER_PASSWORD))
        .await
        .expect_problem(400, "token_invalid");
    assert_eq!(here.with(&before.access, Method::GET, "/users/me", None).await.status, 401);
    here.post("/auth/refresh", refresh(&before.refresh)).await.expect_problem(401, "unauthorized");
    here.post("/auth/login", log_in(PASSWORD)).await.expect_problem(401, "invalid_credentials");
    deployment.mail(email, "Your password", 0).await;

    // Another address: the new mailbox confirms, the old one is told.
    let tokens = here.log_in(email, OTHER_PASSWORD).await;
    let ask = json!({ "email": "countess@example.org", "password": OTHER_PASSWORD });
    let asked = here.with(&tokens.access, Method::POST, "/users/me/email", Some(ask)).await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    let token = token_in(&deployment.mail("countess@example.org", "", 0).await, "verify-email");
    there.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    deployment.mail(email, "Your address", 0).await;
    here.log_in("countess@example.org", OTHER_PASSWORD).await;

    // Change the password: other sessions end, this one goes on.
    let other = there.log_in("countess@example.org", OTHER_PASSWORD).await;
    let ask = json!({ "current_password": OTHER_PASSWORD, "new_password": PASSWORD });
    let changed = here.with(&tokens.access, Method::POST, "/users/me/password", Some(ask)).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(here.with(&tokens.access, Method::GET, "/users/me", None).await.status, 200);
    assert_eq!(here.with(&other.access, Method::GET, "/users/me", None).await.status, 401);

    // The operator sees the runs; one id leads from the request to its run.
    let (code, listed, errors) = deployment.run(&["workflow", "list", "--format", "json"]);
    assert_eq!(code, 0, "{errors}");
    assert!(listed.contains(&request_id), "{request_id} is not in {listed}");
    assert!(!listed.to_lowercase().contains("lovelace"), "an address is in the list of runs");

    for server in &mut deployment.servers {
        assert_eq!(server.stop(Duration::from_secs(30)).await, Some(0), "{}", server.printed());
    }
    for worker in &mut deployment.workers {
        assert_eq!(worker.stop(Duration::from_secs(30)).await, Some(0), "{}", worker.printed());
    }
    let logs = deployment.logs();
    for secret in [PASSWORD, OTHER_PASSWORD, &first.refresh, &first.access, &token, "b2F0aGdhdGUtdGVzdHMt"] {
        assert!(!logs.contains(secret), "a secret is in the log");
    }
    assert!(logs.contains(&request_id), "the request's id is not in the log");
    assert!(!logs.contains("panicked"), "{logs}");
}
