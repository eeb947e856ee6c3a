//! Breaks whatever can break under the workflows, for real, and prints a table of what was broken,
//! what must hold, what was measured, and whether it held.
//!
//! `cargo test --test faults` breaks everything in small measures; `make faults` in large ones, and
//! writes the table to a file. Words on the command line choose rows by number or by name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::type_complexity,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    unreachable_pub,
    unused_imports,
    reason = "a suite stops a row at once when something is wrong, and uses a part of what tests share"
)]

#[path = "../rig/mod.rs"]
mod rig;
#[path = "../support/mod.rs"]
mod support;

mod arena;
mod catalogue;
mod deaths;
mod hints;
mod mail;
mod outages;
mod power;
mod random;
mod rolling;
mod sleep;
mod table;
mod times;
mod wear;

use arena::Arena;
use catalogue::FAULTS;
use futures_util::FutureExt;
use std::{
    panic::AssertUnwindSafe,
    process::ExitCode,
    time::{Duration, Instant},
};
use table::{Row, Table};

/// Longer than any row takes; what takes longer hangs.
const MOST: Duration = Duration::from_mins(40);

fn main() -> ExitCode {
    if rig::node::became_node() || hints::became_starter() {
        return ExitCode::SUCCESS;
    }
    // The row tells what went wrong; a trace of this suite's own calls would only hide it.
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            eprintln!("      panicked at {place}");
        }
    }));
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--list") {
        for fault in FAULTS {
            println!("{}: test", fault.name);
        }
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let full = std::env::var("FAULTS").is_ok_and(|measure| measure == "full");
    let runs = std::env::var("RUNS").ok().and_then(|runs| runs.parse().ok());
    let Some(arena) = Arena::prepare(full, runs) else {
        return ExitCode::SUCCESS;
    };
    let begun = Instant::now();
    let mut table = Table::default();
    for fault in FAULTS {
        let chosen = wanted.is_empty()
            || wanted.iter().any(|word| fault.name.contains(*word) || **word == fault.number.to_string());
        if !chosen {
            continue;
        }
        for &backing in fault.on {
            let row_begun = Instant::now();
            eprintln!("   {:>2} {} on {} …", fault.number, fault.name, backing.name());
            let work = AssertUnwindSafe((fault.carry_out)(&arena, backing)).catch_unwind();
            let outcome = runtime.block_on(async { tokio::time::timeout(MOST, work).await });
            let outcome = match outcome {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(panic)) => Err(said(&*panic)),
                Err(_) => Err(format!("no end after {} minutes", MOST.as_secs() / 60)),
            };
            let row = Row { fault, backing, outcome, took: row_begun.elapsed() };
            eprintln!("      {}", row.words());
            table.rows.push(row);
        }
    }
    let words = table.words(&arena, begun.elapsed());
    println!("\n{words}");
    // A part of the suite is not what the document is about.
    if let (Ok(file), true) = (std::env::var("FAULTS_TABLE"), wanted.is_empty()) {
        rig::paper::write(&file, &words);
        println!("Written to {file}.");
    }
    if table.held() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()))
        .unwrap_or_else(|| "panicked".to_owned())
}
