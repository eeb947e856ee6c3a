//! What must not be lost: moving from one engine to the other, and coming back from a backup, as an operator
//! does it, with people and workflows in the middle of what they do.
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

use oathgate_infrastructure::testing::smtp::Trouble;
use reqwest::Method;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::Path, time::Duration};
use support::{
    Backing, Client, Deployment, PASSWORD,
    browser::Tokens,
    deployment::token_in,
    process::Process,
    services::{Database, psql, shared_redis, unique},
};

const CLIENT_SECRET: &str = "canary-client-secret-of-the-reports";
const STOP: Duration = Duration::from_secs(30);

/// What people and programs have in hand before everything moves.
struct InHand {
    ada: Tokens,
    bobs_link: String,
    jwks: Value,
}

fn done(deployment: &Deployment, command: &[&str]) -> String {
    let (code, out, err) = deployment.run(command);
    assert_eq!(code, 0, "{command:?}: {out}{err}");
    out
}

/// A person with a session, one whose registration waits for the link, one whose mail is refused, and a client.
async fn live(deployment: &Deployment) -> InHand {
    let client = deployment.client(0);
    let register = async |email: &str| {
        client.post("/auth/register", json!({ "email": email, "password": PASSWORD })).await.expect(202)
    };
    register("ada@example.com").await;
    let link = token_in(&deployment.mail("ada@example.com", "", 0).await, "verify-email");
    client.post("/auth/verify-email", json!({ "token": link })).await.expect(200);
    deployment.mail("ada@example.com", "Welcome", 0).await;
    register("bob@example.com").await;
    let bobs_link = token_in(&deployment.mail("bob@example.com", "", 0).await, "verify-email");
    let row = json!({ "client_id": "reports", "client_name": "Reports", "client_secret": CLIENT_SECRET,
                      "grant_types": ["client_credentials"] });
    fs::write(deployment.folder.path().join("reports.jsonl"), row.to_string()).unwrap();
    done(deployment, &["import", "clients", "reports.jsonl", "--apply"]);
    let ada = client.log_in("ada@example.com", PASSWORD).await;
    let jwks = client.try_send(Method::GET, "/.well-known/jwks.json", None, None).await.unwrap().expect(200);
    deployment.smtp.go_away();
    register("carol@example.com").await;
    wait_until(deployment, "carol's mail is refused", || {
        let list = done(deployment, &["workflow", "list", "--status", "waiting", "--format", "json"]);
        let runs: Value = serde_json::from_str(&list).unwrap();
        runs.as_array().unwrap().iter().any(|run| !run["fault"].is_null())
    })
    .await;
    InHand { ada, bobs_link, jwks }
}

async fn wait_until(deployment: &Deployment, what: &str, mut is: impl FnMut() -> bool) {
    let deadline = std::time::Instant::now() + Duration::from_mins(1);
    while !is() {
        assert!(std::time::Instant::now() < deadline, "{what}\n{}", deployment.logs());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Everything goes on where it is now.
async fn goes_on(deployment: &Deployment, before: &InHand) {
    let client = deployment.client(0);
    let jwks = client.try_send(Method::GET, "/.well-known/jwks.json", None, None).await.unwrap().expect(200);
    assert_eq!(jwks, before.jwks);
    let me = client.with(&before.ada.access, Method::GET, "/users/me", None).await.expect(200);
    assert_eq!(me["email"], "ada@example.com");
    let refreshed = client.post("/auth/refresh", json!({ "refresh_token": before.ada.refresh })).await;
    let tokens = Tokens::read(&refreshed.expect(200));
    client.with(&tokens.access, Method::GET, "/users/me", None).await.expect(200);
    client.log_in("ada@example.com", PASSWORD).await;

    // The waiting registration goes on, the failing mail arrives.
    client.post("/auth/verify-email", json!({ "token": before.bobs_link })).await.expect(200);
    deployment.mail("bob@example.com", "Welcome", 0).await;
    client.log_in("bob@example.com", PASSWORD).await;
    let link = token_in(&deployment.mail("carol@example.com", "", 0).await, "verify-email");
    client.post("/auth/verify-email", json!({ "token": link })).await.expect(200);
    client.log_in("carol@example.com", PASSWORD).await;

    let token = reqwest::Client::new()
        .post(format!("http://{}/oauth/token", client.address()))
        .basic_auth("reports", Some(CLIENT_SECRET))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials")
        .send()
        .await
        .unwrap();
    assert_eq!(token.status(), 200, "{}", token.text().await.unwrap());
    let verified = done(deployment, &["audit", "verify"]);
    assert!(verified.contains("The audit trail is whole"), "{verified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_moves_from_a_file_to_postgres_and_back() {
    let (Some(database), Some(redis)) = (Database::create(), shared_redis()) else { return };
    let mut deployment = Deployment::start(Backing::Sqlite).await.unwrap();
    let before = live(&deployment).await;
    let move_to = ["migrate-store", "--from", "sqlite:data/oathgate.db", "--to"];
    let to_postgres = || deployment.run(&[&move_to[..], &[&database.url(), "--format", "json"]].concat());

    let (code, _, words) = to_postgres();
    assert!(code == 1 && words.contains("stop every server and worker"), "{words}");
    assert_eq!(deployment.servers[0].stop(STOP).await, Some(0), "{}", deployment.logs());
    let to_postgres = || deployment.run(&[&move_to[..], &[&database.url(), "--format", "json"]].concat());
    let (code, report, words) = to_postgres();
    assert_eq!(code, 0, "{report}{words}");
    assert!(words.contains("the password in --to can be seen"), "{words}");
    let password = database.url().split(['/', ':', '@']).nth(4).unwrap().to_owned();
    assert!(!format!("{report}{words}").contains(&password), "{words}");
    let report: Value = serde_json::from_str(&report).unwrap();
    every_table_is_told_of(&report, &deployment.folder.path().join("data/oathgate.db"), &database.url());

    // A second time it is refused, and nothing is changed.
    let (code, _, words) = to_postgres();
    assert!(code == 1 && words.contains("the target is not empty: accounts (3)"), "{words}");

    deployment.set("DATABASE_URL", &database.url());
    deployment.set("REDIS_URL", &redis);
    deployment.set("OATHGATE_REDIS_PREFIX", &unique("keeping"));
    deployment.smtp.come_back().unwrap();
    deployment.servers.clear();
    deployment.add_server(false);
    deployment.add_worker();
    deployment.wait_until_ready().await;
    goes_on(&deployment, &before).await;
    let moved = done(&deployment, &["audit", "list", "--act", "store.moved"]);
    assert!(moved.contains("store.moved"), "{moved}");

    // And back.
    let back = ["migrate-store", "--from", &database.url(), "--to", "sqlite:back/oathgate.db"];
    let (code, _, words) = deployment.run(&back);
    assert!(code == 1 && words.contains("stop every server and worker"), "{words}");
    let mut server = deployment.servers.remove(0);
    let mut worker = deployment.workers.remove(0);
    assert_eq!((server.stop(STOP).await, worker.stop(STOP).await), (Some(0), Some(0)));
    let report = done(&deployment, &back);
    assert!(report.contains("rows were copied, and read back the same."), "{report}");
    let (code, _, words) = deployment.run(&back);
    assert!(code == 1 && words.contains("the target is not empty"), "{words}");
    deployment.set("DATABASE_URL", "sqlite:back/oathgate.db");
    deployment.settings.retain(|(name, _)| name != "REDIS_URL" && name != "OATHGATE_REDIS_PREFIX");
    deployment.add_server(true);
    deployment.wait_until_ready().await;
    let client = deployment.client(0);
    for email in ["ada@example.com", "bob@example.com", "carol@example.com"] {
        client.log_in(email, PASSWORD).await;
    }
    assert!(done(&deployment, &["audit", "verify"]).contains("The audit trail is whole"));
}

/// Each table of either schema was copied, or is named as left out, with a reason.
fn every_table_is_told_of(report: &Value, file: &Path, postgres: &str) {
    let names = |list: &str| -> BTreeSet<String> {
        report[list].as_array().unwrap().iter().map(|row| row["table"].as_str().unwrap().to_owned()).collect()
    };
    let (copied, left_out) = (names("tables"), names("left_out"));
    assert!(copied.is_disjoint(&left_out));
    assert!(
        report["left_out"].as_array().unwrap().iter().all(|row| row["reason"].as_str().unwrap().len() > 10)
    );
    let all: BTreeSet<String> = copied.union(&left_out).cloned().collect();
    let connection = Connection::open(file).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let mut statement = connection.prepare(sql).unwrap();
    let in_file: BTreeSet<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(all, in_file);
    let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
    let in_postgres: BTreeSet<String> = psql(postgres, sql).lines().map(str::to_owned).collect();
    assert_eq!(all, in_postgres);
    // Whoever adds numbers that a sequence draws must set it on after the copy.
    assert_eq!(psql(postgres, "SELECT count(*) FROM pg_sequences"), "0");
    for (table, rows) in [("accounts", 3), ("sessions", 1), ("registrations", 2), ("workflow_limits", 3)] {
        let told = report["tables"].as_array().unwrap().iter().find(|row| row["table"] == table).unwrap();
        assert_eq!(told["rows"], rows, "{told}");
        assert_eq!(psql(postgres, &format!("SELECT count(*) FROM {table}")), rows.to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_cannot_be_leaves_nothing_behind() {
    let Some(database) = Database::create() else { return };
    let deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    let move_from = |from: &str| deployment.run(&["migrate-store", "--from", from, "--to", &database.url()]);
    let (code, _, words) = move_from("sqlite:nowhere.db");
    assert!(code == 1 && words.contains("there is no file nowhere.db"), "{words}");
    let (code, _, words) = deployment.run(&["migrate-store", "--from", "sqlite:a.db", "--to", "sqlite:b.db"]);
    assert!(code == 1 && words.contains("both are SQLite files"), "{words}");
    let (code, _, words) = deployment.run(&["migrate-store", "--from", "mysql://x", "--to", "sqlite:b.db"]);
    assert!(code == 1 && words.contains("--from: a database is sqlite:PATH or postgresql://"), "{words}");
    assert_eq!(deployment.run(&["migrate-store"]).0, 2);

    deployment.migrate();
    let file = deployment.folder.path().join("data/oathgate.db");
    let execute = |sql: &str| Connection::open(&file).unwrap().execute_batch(sql).unwrap();
    execute("DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)");
    let (code, _, words) = move_from("sqlite:data/oathgate.db");
    assert!(code == 1 && words.contains("the source lacks 1 migrations"), "{words}");
    execute(
        "INSERT INTO schema_migrations SELECT 4711, 'later', applied_on, checksum FROM schema_migrations LIMIT 1",
    );
    let (code, _, words) = move_from("sqlite:data/oathgate.db");
    assert!(code == 1 && words.contains("has migration 4711 (later)"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_engine_cannot_hold_is_named_and_nothing_is_kept() {
    let Some(database) = Database::create() else { return };
    let deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    deployment.migrate();
    let file = deployment.folder.path().join("data/oathgate.db");
    let add = |flag: i64| {
        let sql = format!(
            "INSERT INTO workflow_runs (id, kind, version, wake_at, input, created_at, cancel_seen)
             VALUES (randomblob(16), 'k', 1, 9223372036854775807, 'canary', 1700000000123456, {flag})"
        );
        Connection::open(&file).unwrap().execute_batch(&sql).unwrap();
    };
    add(1);
    add(2);
    let move_it =
        || deployment.run(&["migrate-store", "--from", "sqlite:data/oathgate.db", "--to", &database.url()]);
    let (code, _, words) = move_it();
    assert!(
        code == 1 && words.contains("table workflow_runs, column cancel_seen: a value is no truth value"),
        "{words}"
    );
    assert!(!words.contains("canary"));
    assert_eq!(psql(&database.url(), "SELECT count(*) FROM workflow_runs"), "0");
    Connection::open(&file)
        .unwrap()
        .execute_batch("DELETE FROM workflow_runs WHERE cancel_seen = 2")
        .unwrap();
    let (code, _, words) = move_it();
    assert_eq!(code, 0, "{words}");
    let row = "SELECT wake_at, cancel_seen, extract(epoch FROM created_at), input FROM workflow_runs";
    assert_eq!(psql(&database.url(), row), "infinity|t|1700000000.123456|canary");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_is_killed_leaves_nothing_behind_and_is_begun_again() {
    const ROWS: u32 = 400_000;
    let Some(database) = Database::create() else { return };
    let deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    deployment.migrate();
    let fill = format!(
        "INSERT INTO mail_requests WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
         SELECT randomblob(16), 'person' || i || '@example.com', 1700000000000000 + i FROM n"
    );
    let file = deployment.folder.path().join("data/oathgate.db");
    Connection::open(&file).unwrap().execute_batch(&fill).unwrap();
    let url = database.url();
    let arguments = ["migrate-store", "--from", "sqlite:data/oathgate.db", "--to", &url];
    let mut moving = Process::start(deployment.folder.path(), "moving", &arguments, &deployment.settings);
    let at_work = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND application_name = 'oathgate migrate-store' AND query LIKE 'COPY \"mail_requests\"%'";
    wait_until(&deployment, "it copies", || psql(&url, at_work) == "1" || !moving.is_running()).await;
    assert!(moving.is_running(), "it was done before it could be killed:\n{}", moving.printed());
    let memory = moving.resident_mib();
    assert!(memory < 120.0, "{memory} MiB for rows that travel in pieces");
    moving.kill();
    assert_eq!(psql(&url, "SELECT count(*) FROM mail_requests"), "0");
    let report = done(&deployment, &arguments);
    // The limits of workflows, which a migration makes, are the others.
    assert!(report.contains(&format!("{} rows were copied, and read back the same.", ROWS + 3)), "{report}");
    assert_eq!(psql(&url, "SELECT count(*) FROM mail_requests"), ROWS.to_string());
}

/// A program that is killed has no last words: what it began is found by the next one.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_export_has_begun_goes_with_the_next_one() {
    let deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    deployment.migrate();
    let folder = deployment.folder.path();
    let begun = || -> BTreeSet<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let names = names.map(|name| name.to_string_lossy().into_owned());
        names.filter(|name| name.starts_with(".people.jsonl.")).collect()
    };
    let export =
        |name: &str| Process::start(folder, name, &["export", "users", "people.jsonl"], &deployment.settings);
    // Before it reads, it writes into the audit trail; nobody gets to do that now.
    let holder = Connection::open(folder.join("data/oathgate.db")).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut killed = export("killed");
    wait_until(&deployment, "the first has begun", || begun().len() == 1).await;
    let left = begun();
    killed.kill();
    assert_eq!(begun(), left);
    let mut second = export("second");
    wait_until(&deployment, "what was left is gone", || begun().len() == 1 && begun() != left).await;
    // Somebody who is at it keeps what is theirs.
    let mut third = export("third");
    wait_until(&deployment, "both are at it", || begun().len() == 2).await;
    assert!(begun().is_disjoint(&left));
    holder.execute_batch("ROLLBACK").unwrap();
    wait_until(&deployment, "both have ended", || !second.is_running() && !third.is_running()).await;
    assert_eq!(begun(), BTreeSet::new());
    assert!(folder.join("people.jsonl").exists(), "{}{}", second.printed(), third.printed());
}

/// The commands below a mark in docs/backup.md.
fn documented(mark: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/backup.md");
    let page = fs::read_to_string(page).unwrap();
    let block = page.split_once(&format!("<!-- tested: {mark} -->\n```sh\n")).unwrap().1;
    block.split_once("```").unwrap().0.to_owned()
}

/// Runs documented commands where a deployment is, as its operator would.
async fn follow(deployment: &Deployment, mark: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_oathgate")).parent().unwrap().to_owned();
    #[expect(
        clippy::disallowed_methods,
        reason = "tests are told by the environment where their services are"
    )]
    let tools = std::env::var("OATHGATE_TEST_PG_BIN").unwrap_or_default();
    let mut command = tokio::process::Command::new("bash");
    command
        .args(["-euc", &documented(mark)])
        .current_dir(deployment.folder.path())
        .env_clear()
        .envs(deployment.settings.iter().cloned())
        .env("PATH", format!("{}:{tools}:/usr/bin:/bin", program.display()));
    let output = command.output().await.unwrap();
    let told =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{mark}: {told}");
    told
}

/// Registers people one after the other until it is told to stop; gives those who were accepted.
async fn register_many(
    client: Client,
    prefix: &str,
    stop: std::sync::Arc<std::sync::atomic::AtomicBool>,
) -> Vec<String> {
    let mut accepted = Vec::new();
    while !stop.load(std::sync::atomic::Ordering::SeqCst) {
        let email = format!("{prefix}{}@example.com", accepted.len());
        let body = json!({ "email": email, "password": PASSWORD });
        client.post("/auth/register", body).await.expect(202);
        accepted.push(email);
    }
    accepted
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_back_from_its_backup() {
    let deployment = Deployment::start(Backing::Sqlite).await.unwrap();
    let fresh = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    comes_back(deployment, fresh, "sqlite", "backup.db").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_on_postgres_comes_back_from_its_backup() {
    let Some(deployment) = Deployment::start(Backing::PostgresAndRedis).await else { return };
    let database = Database::create().unwrap();
    let mut fresh = Deployment::prepare(&database.url(), shared_redis().as_deref()).await;
    fresh.set("OATHGATE_REDIS_PREFIX", &unique("restored"));
    comes_back(deployment, fresh, "postgres", "oathgate.dump").await;
    drop(database);
}

/// Backs up a server under load and restores it in a fresh place, where everything goes on that was accepted before.
async fn comes_back(deployment: Deployment, mut fresh: Deployment, engine: &str, file: &str) {
    use std::os::unix::fs::PermissionsExt;
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };
    let before = live(&deployment).await;
    let client = deployment.client(0);
    for number in 0..4 {
        let body = json!({ "email": format!("early{number}@example.com"), "password": PASSWORD });
        client.post("/auth/register", body).await.expect(202);
    }
    let stop = Arc::new(AtomicBool::new(false));
    let load = tokio::spawn(register_many(deployment.client(0), "late", Arc::clone(&stop)));
    let told = follow(&deployment, &format!("{engine} backup")).await;
    stop.store(true, Ordering::SeqCst);
    let late = load.await.unwrap();
    assert!(!late.is_empty());
    let made = deployment.folder.path().join(file);
    assert_eq!(fs::metadata(&made).unwrap().permissions().mode() & 0o777, 0o600, "{told}");
    // Whatever happens afterwards is lost.
    client
        .post("/auth/register", json!({ "email": "lost@example.com", "password": PASSWORD }))
        .await
        .expect(202);
    fs::copy(&made, fresh.folder.path().join(file)).unwrap();
    let issuer = deployment.settings.iter().find(|(name, _)| name == "BACKEND_URL").unwrap().1.clone();
    drop(deployment);

    fresh.set("BACKEND_URL", &issuer);
    let told = follow(&fresh, &format!("{engine} restore")).await;
    assert!(told.contains("The audit trail is whole"), "{told}");
    fresh.add_server(engine == "sqlite");
    if engine != "sqlite" {
        fresh.add_worker();
    }
    fresh.wait_until_ready().await;
    goes_on(&fresh, &before).await;
    let client = fresh.client(0);
    for number in 0..4 {
        let email = format!("early{number}@example.com");
        let link = token_in(&fresh.mail(&email, "", 0).await, "verify-email");
        client.post("/auth/verify-email", json!({ "token": link })).await.expect(200);
        client.log_in(&email, PASSWORD).await;
    }
    let lost = json!({ "email": "lost@example.com", "password": PASSWORD });
    client.post("/auth/login", lost).await.expect_problem(401, "invalid_credentials");
}
