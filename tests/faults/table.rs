//! The table.

use crate::{catalogue::Fault, rig::Backing};
use std::{fmt::Write, time::Duration};

/// What was measured, or what did not hold.
pub type Outcome = Result<String, String>;

/// One fault on one backing.
pub struct Row {
    /// Which fault.
    pub fault: &'static Fault,
    /// On what.
    pub backing: Backing,
    /// What came of it.
    pub outcome: Outcome,
    /// How long it took.
    pub took: Duration,
}

impl Row {
    /// The row for whoever watches.
    pub fn words(&self) -> String {
        match &self.outcome {
            Ok(measured) => format!("held: {measured} ({:.0} s)", self.took.as_secs_f64()),
            Err(wrong) => format!("DID NOT HOLD: {wrong} ({:.0} s)", self.took.as_secs_f64()),
        }
    }
}

/// All rows.
#[derive(Default)]
pub struct Table {
    /// In the order in which they were carried out.
    pub rows: Vec<Row>,
}

impl Table {
    /// Whether everything held. A table without rows proves nothing.
    pub fn held(&self) -> bool {
        !self.rows.is_empty() && self.rows.iter().all(|row| row.outcome.is_ok())
    }

    /// The table in Markdown.
    pub fn words(&self, full: bool, took: Duration) -> String {
        let mut words = String::new();
        let mut number = 0;
        words.push_str("| # | fault | what must hold | on | measured | held |\n");
        words.push_str("| ---: | --- | --- | --- | --- | --- |\n");
        for row in &self.rows {
            let (measured, held) = match &row.outcome {
                Ok(measured) => (measured.clone(), "yes"),
                Err(wrong) => (wrong.replace('\n', " ").replace('|', "/"), "**no**"),
            };
            let (first, fault, criterion) = if row.fault.number == number {
                (String::new(), "", "")
            } else {
                (row.fault.number.to_string(), row.fault.what, row.fault.criterion)
            };
            number = row.fault.number;
            writeln!(
                words,
                "| {first} | {fault} | {criterion} | {} | {measured} | {held} |",
                row.backing.name()
            )
            .unwrap();
        }
        let failed = self.rows.iter().filter(|row| row.outcome.is_err()).count();
        writeln!(
            words,
            "\n{} rows, {failed} of them did not hold; {} measures, {} build, {:.0} s.",
            self.rows.len(),
            if full { "large" } else { "small" },
            if cfg!(debug_assertions) { "development" } else { "release" },
            took.as_secs_f64(),
        )
        .unwrap();
        words
    }
}
