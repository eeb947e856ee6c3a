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

use report::Report;
use std::process::ExitCode;

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
        Measure { rounds: number("ROUNDS", 5), seconds: u64::try_from(number("SECONDS", 4)).unwrap() };
    let only = std::env::var("ONLY").ok();
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only.split(',').any(|one| one == part));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut report = Report::default();
    runtime.block_on(async {
        let Some(arena) = alone::Arena::prepare() else {
            eprintln!("the benchmark needs a Postgres and a Redis; `make bench-engine` starts them");
            report.missed.push("nothing was measured".to_owned());
            return;
        };
        if wanted("throughput") {
            contenders::throughput(&arena, &measure, &mut report).await;
        }
        if wanted("jobs") {
            contenders::jobs(&arena, &measure, &mut report).await;
        }
        if wanted("pickup") {
            alone::pickup(&arena, &mut report).await;
        }
        if wanted("drain") {
            alone::drain(&arena, &mut report).await;
        }
        if wanted("idle") {
            alone::idle(&arena, &mut report).await;
        }
        if wanted("recovery") {
            alone::recovery(&arena, &mut report).await;
        }
    });
    report.finish()
}
