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
use catalogue::{FAULTS, Fault};
use futures_util::FutureExt;
use rig::Backing;
use std::{
    panic::AssertUnwindSafe,
    process::ExitCode,
    time::{Duration, Instant},
};
use table::{Row, Table};

/// Longer than any row takes; what takes longer hangs.
const MOST: Duration = Duration::from_mins(15);

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
    let chosen = |fault: &Fault| {
        let by = |word: &&String| fault.name.contains(word.as_str()) || **word == fault.number.to_string();
        wanted.is_empty() || wanted.iter().any(by)
    };
    if !FAULTS.iter().any(chosen) {
        println!("no row has any of these names");
        return ExitCode::SUCCESS;
    }
    let full = std::env::var("FAULTS").is_ok_and(|measure| measure == "full");
    let runs = std::env::var("RUNS").ok().and_then(|runs| runs.parse().ok());
    if support::services::shared_postgres().is_none() {
        return ExitCode::SUCCESS;
    }
    let begun = Instant::now();
    let mut table = Table::default();
    let rows = || FAULTS.iter().filter(|fault| chosen(fault));
    if full {
        // What measures times has the machine for itself.
        let arena = Arena::prepare(full, runs);
        for fault in rows().filter(|fault| fault.alone) {
            table.rows.extend(fault.on.iter().map(|&backing| carry_out(&arena, fault, backing)));
        }
    }
    table
        .rows
        .extend(side_by_side(|| Arena::prepare(full, runs), rows().filter(|fault| !full || !fault.alone)));
    table.rows.sort_by_key(|row| (row.fault.number, row.backing as u8));
    let words = table.words(full, begun.elapsed());
    println!("\n{words}");
    // A part of the suite is not what the document is about.
    if let (Ok(file), true) = (std::env::var("FAULTS_TABLE"), wanted.is_empty()) {
        rig::paper::write(&file, &words);
        println!("Written to {file}.");
    }
    if table.held() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Carries out faults on all that they are about, each backing with servers of its own.
fn side_by_side(arena: impl Fn() -> Arena + Sync, faults: impl Iterator<Item = &'static Fault>) -> Vec<Row> {
    let faults: Vec<&'static Fault> = faults.collect();
    let lane = |backing: Backing| {
        let mut faults = faults.iter().filter(|fault| fault.on.contains(&backing)).peekable();
        faults.peek()?;
        let arena = arena();
        Some(faults.map(|fault| carry_out(&arena, fault, backing)).collect::<Vec<_>>())
    };
    std::thread::scope(|scope| {
        let lanes = [Backing::Sqlite, Backing::Postgres, Backing::PostgresAndRedis]
            .map(|backing| scope.spawn(move || lane(backing)));
        lanes.into_iter().filter_map(|lane| lane.join().unwrap()).flatten().collect()
    })
}

/// Carries out a fault on a backing; leaves servers behind that run, without what it made there.
fn carry_out(arena: &Arena, fault: &'static Fault, backing: Backing) -> Row {
    let begun = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let work = AssertUnwindSafe((fault.carry_out)(arena, backing)).catch_unwind();
    let outcome = runtime.block_on(async { tokio::time::timeout(MOST, work).await });
    let outcome = match outcome {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Err(said(&*panic)),
        Err(_) => Err(format!("no end after {} minutes", MOST.as_secs() / 60)),
    };
    // What it has left running ends with it.
    runtime.shutdown_timeout(Duration::from_secs(5));
    let cleared = std::panic::catch_unwind(AssertUnwindSafe(|| arena.services.clear()));
    let outcome = match cleared {
        Ok(()) => outcome,
        Err(panic) => outcome.and(Err(said(&*panic))),
    };
    let row = Row { fault, backing, outcome, took: begun.elapsed() };
    eprintln!("   {:>2} {} on {}: {}", fault.number, fault.name, backing.name(), row.words());
    row
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()))
        .unwrap_or_else(|| "panicked".to_owned())
}
