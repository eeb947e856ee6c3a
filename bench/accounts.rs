//! What an account costs: sign-ins per second against the bare hash, refreshes per second, memory
//! when idle, time until ready. Prints tables; fails where a goal is missed.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::format_collect,
    unreachable_pub,
    unused_imports,
    reason = "a benchmark prints, and stops at once when something is wrong"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use oathgate_infrastructure::crypto::bare_rate;
use serde_json::json;
use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use support::{
    Backing, Client, Deployment, PASSWORD, browser::Tokens, deployment::token_in, process::Process,
};

/// How long each figure is measured.
const WINDOW: Duration = Duration::from_secs(8);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut missed = Vec::new();
    runtime.block_on(async {
        println!("| what | measured | limit or goal | ratio |\n| --- | ---: | ---: | ---: |");
        for backing in [Backing::Sqlite, Backing::PostgresAndRedis] {
            sign_in(backing, &mut missed).await;
        }
        idle(&mut missed).await;
    });
    for goal in &missed {
        println!("MISSED: {goal}");
    }
    assert!(missed.is_empty(), "goals were missed");
}

/// An account that may sign in.
async fn account(deployment: &Deployment) -> Client {
    let client = deployment.client(0);
    client.register_until_accepted("ada@example.com", PASSWORD).await;
    let token = token_in(&deployment.mail("ada@example.com", "", 0).await, "verify-email");
    client.post("/auth/verify-email", json!({ "token": token })).await.expect(200);
    client
}

async fn sign_in(backing: Backing, missed: &mut Vec<String>) {
    let Some(deployment) = Deployment::start(backing).await else {
        return;
    };
    let client = account(&deployment).await;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);

    // The bare hash on all cores before and after, so that a busy neighbour shows.
    let before = bare_on_all(cores);
    let sign_in = {
        let client = client.clone();
        move || {
            let client = client.clone();
            async move {
                client.log_in("ada@example.com", PASSWORD).await;
            }
        }
    };
    let logins = rate(cores * 4, sign_in).await;
    let after = bare_on_all(cores);
    let bare = f64::midpoint(before, after);
    row(&format!("{backing:?}: sign-ins per second"), logins, bare, "bare PBKDF2");
    if logins < 0.9 * bare {
        missed.push(format!(
            "{backing:?}: sign-ins at {:.0} % of the bare hash, goal 90 %",
            100.0 * logins / bare
        ));
    }

    let mut families = Vec::new();
    for _ in 0..16 {
        families.push(Arc::new(tokio::sync::Mutex::new(client.log_in("ada@example.com", PASSWORD).await)));
    }
    for callers in [1_usize, 16] {
        let next = Arc::new(AtomicU64::new(0));
        let refreshes = rate(callers, || {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let family = Arc::clone(&families[usize::try_from(number).unwrap_or(0) % callers]);
            let client = client.clone();
            async move {
                let mut tokens = family.lock().await;
                let body = json!({ "refresh_token": tokens.refresh });
                *tokens = Tokens::read(&client.post("/auth/refresh", body).await.expect(200));
            }
        })
        .await;
        println!("| {backing:?}: refreshes per second, {callers} callers | {refreshes:.0} | | |");
    }
}

/// Bare hashes per second with every core at it.
fn bare_on_all(cores: usize) -> f64 {
    let iterations = NonZeroU32::new(600_000).unwrap();
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..cores).map(|_| scope.spawn(move || bare_rate(iterations, Duration::from_secs(4)))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    })
}

/// How often `act` ends in a second, with `callers` at a time.
async fn rate<F: Future<Output = ()> + Send + 'static>(callers: usize, act: impl Fn() -> F) -> f64 {
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    let mut ended = 0_u32;
    for _ in 0..callers {
        tasks.spawn(act());
    }
    while begun.elapsed() < WINDOW {
        tasks.join_next().await.unwrap().unwrap();
        ended += 1;
        tasks.spawn(act());
    }
    let rate = f64::from(ended) / begun.elapsed().as_secs_f64();
    while tasks.join_next().await.is_some() {}
    rate
}

async fn idle(missed: &mut Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let settings = [
        ("BIND_ADDRESS".to_owned(), format!("127.0.0.1:{port}")),
        ("BACKEND_URL".to_owned(), format!("http://localhost:{port}")),
    ];
    let client = Client::new(&format!("http://127.0.0.1:{port}"));
    let mut times = Vec::new();
    let mut memory = 0.0;
    for start in 0..6 {
        let begun = Instant::now();
        let mut process = Process::start(folder.path(), "dev", &["dev"], &settings);
        while client.try_get("/health/ready").await != Some(200) {
            assert!(begun.elapsed() < Duration::from_secs(30), "{}", process.printed());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        // The first start makes the database.
        if start > 0 {
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        if start == 5 {
            tokio::time::sleep(Duration::from_secs(5)).await;
            memory = process.resident_mib();
        }
        process.stop(Duration::from_secs(20)).await;
    }
    times.sort_by(f64::total_cmp);
    let median = times[times.len() / 2];
    row("ready on an existing database, ms", median, 300.0, "goal");
    row("idle memory of `oathgate dev`, MiB", memory, 40.0, "goal");
    if median > 300.0 {
        missed.push(format!("ready after {median:.0} ms, goal 300 ms"));
    }
    if memory > 40.0 {
        missed.push(format!("{memory:.0} MiB when idle, goal 40 MiB"));
    }
}

fn row(what: &str, measured: f64, limit: f64, named: &str) {
    println!("| {what} | {measured:.1} | {limit:.1} ({named}) | {:.2} |", measured / limit);
}
