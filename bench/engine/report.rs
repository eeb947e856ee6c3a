//! The tables, and the goals that were missed.

use std::{fmt::Write, process::ExitCode};

/// What was measured so far.
#[derive(Default)]
pub struct Report {
    words: String,
    /// Goals that were missed.
    pub missed: Vec<String>,
}

impl Report {
    /// Begins a table.
    pub fn table(&mut self, title: &str, columns: &[&str]) {
        let rule: Vec<&str> =
            columns.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" }).collect();
        self.say(&format!("\n### {title}\n\n| {} |\n| {} |", columns.join(" | "), rule.join(" | ")));
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[String]) {
        self.say(&format!("| {} |", cells.join(" | ")));
    }

    /// Adds a line.
    pub fn say(&mut self, words: &str) {
        println!("{words}");
        writeln!(self.words, "{words}").unwrap();
    }

    /// Notes whether a goal was reached. Goals are about the release build.
    pub fn goal(&mut self, reached: bool, what: impl FnOnce() -> String) {
        if !reached {
            self.missed.push(what());
        }
    }

    /// Writes everything to the file that `BENCH_TABLE` names, and says what was missed.
    pub fn finish(mut self) -> ExitCode {
        let build = if cfg!(debug_assertions) { "development" } else { "release" };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        self.say(&format!("\n{build} build, {cores} cores."));
        let missed = std::mem::take(&mut self.missed);
        for goal in &missed {
            self.say(&format!("MISSED: {goal}"));
        }
        // A part of it is not what the document is about.
        if let (Ok(file), Err(_)) = (std::env::var("BENCH_TABLE"), std::env::var("ONLY")) {
            crate::rig::paper::write(&file, &self.words);
        }
        if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
