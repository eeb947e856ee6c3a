//! Runs one round of one engine, and prints what it measured as a line of JSON.
//!
//! `oathgate-peers dbos <database> <callers> <seconds>`
//! `oathgate-peers restate <ingress> <admin> <callers> <seconds>`
//!
//! A run has three steps that do nothing, each remembered before the next one begins. A caller
//! starts one, waits for its end, and starts the next. The first second is not counted.

mod dbos_peer;
mod restate_peer;

use serde_json::json;
use std::{
    future::Future,
    time::{Duration, Instant},
};

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["dbos", database, callers, seconds] => {
            dbos_peer::measure(database, callers.parse()?, Duration::from_secs(seconds.parse()?)).await
        }
        ["restate", ingress, admin, callers, seconds] => {
            restate_peer::measure(ingress, admin, callers.parse()?, Duration::from_secs(seconds.parse()?)).await
        }
        _ => Err("usage: oathgate-peers dbos DATABASE CALLERS SECONDS | restate INGRESS ADMIN CALLERS SECONDS".into()),
    }
}

/// Lets so many callers carry out runs one after the other, and prints how many and how long each took.
async fn callers<F, R>(count: usize, window: Duration, run: F) -> Result<(), Failure>
where
    F: Fn() -> R + Clone + Send + 'static,
    R: Future<Output = Result<(), Failure>> + Send,
{
    const WARM_UP: Duration = Duration::from_secs(1);
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..count {
        let run = run.clone();
        tasks.push(tokio::spawn(async move {
            let mut times = Vec::new();
            while begun.elapsed() < WARM_UP + window {
                let asked = Instant::now();
                run().await?;
                if begun.elapsed() > WARM_UP {
                    times.push(asked.elapsed().as_secs_f64());
                }
            }
            Ok::<_, Failure>(times)
        }));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let rate = times.len() as f64 / (begun.elapsed() - WARM_UP).as_secs_f64();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1)));
    println!("{}", json!({ "runs": times.len(), "rate": rate, "p50": at(0.5), "p99": at(0.99) }));
    Ok(())
}
