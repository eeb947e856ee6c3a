//! What a durable workflow costs: throughput and latency beside other engines in the same run, pickup when
//! idle, a backlog, idle load, recovery. Prints tables; fails where a goal is missed.
//!
//! `ROUNDS` and `SECONDS` make it longer or shorter, `ONLY=throughput,jobs,pickup,drain,idle,recovery`
//! chooses parts.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::type_complexity,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    unreachable_pub,
    unused_imports,
    reason = "a benchmark prints, and stops at once when something is wrong"
)]

#[path = "../../tests/rig/mod.rs"]
mod rig;
#[path = "../../tests/support/mod.rs"]
mod support;

mod alone;
mod contenders;
mod ours;
mod report;

use futures_util::FutureExt;
use report::Report;
use std::{panic::AssertUnwindSafe, process::ExitCode};

/// What is measured, in this order.
const PARTS: [&str; 6] = ["throughput", "jobs", "pickup", "drain", "idle", "recovery"];

/// How the benchmark is measured.
pub struct Measure {
    /// Rounds of each figure; contenders alternate within a round.
    pub rounds: usize,
    /// How long a round of one contender is measured.
    pub seconds: u64,
}

fn main() -> ExitCode {
    if rig::node::became_node() || ours::became_contender() {
        return ExitCode::SUCCESS;
    }
    let number = |name: &str, otherwise: usize| {
        std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
    };
    let measure =
        Measure { rounds: number("ROUNDS", 3), seconds: u64::try_from(number("SECONDS", 3)).unwrap() };
    let only = std::env::var("ONLY").ok();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut report = Report::default();
    runtime.block_on(async {
        let Some(arena) = alone::Arena::prepare() else {
            eprintln!("the benchmark needs a Postgres and a Redis; `make bench-engine` starts them");
            report.missed.push("nothing was measured".to_owned());
            return;
        };
        let arena = &arena;
        for part in PARTS {
            if only.as_deref().is_some_and(|only| !only.split(',').any(|one| one == part)) {
                continue;
            }
            let measured = async {
                match part {
                    "throughput" => contenders::throughput(arena, &measure, &mut report).await,
                    "jobs" => contenders::jobs(arena, &measure, &mut report).await,
                    "pickup" => alone::pickup(arena, &mut report).await,
                    "drain" => alone::drain(arena, &mut report).await,
                    "idle" => alone::idle(arena, &mut report).await,
                    _ => alone::recovery(arena, &mut report).await,
                }
            };
            // A part that breaks off, for which the words are on the screen, does not take the others along.
            if AssertUnwindSafe(measured).catch_unwind().await.is_err() {
                report.missed.push(format!("{part}: broken off"));
            }
        }
    });
    report.finish()
}
