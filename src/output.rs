//! What is printed: results on standard output, everything else on standard error. The one place that
//! writes to either, besides the log.

use crate::failure::Failure;
use serde_json::Value;
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Writes lines to standard output. A reader who has gone away, as in `… | head`, is no fault.
///
/// # Errors
/// When they cannot be written for another reason.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let line_end = if text.ends_with('\n') { "" } else { "\n" };
    let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(line_end.as_bytes()));
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::because("the result cannot be written", error))
        }
        _ => Ok(()),
    }
}

/// Standard output, for what is too long to be put together first.
pub(crate) fn stream() -> io::BufWriter<io::Stdout> {
    io::BufWriter::new(io::stdout())
}

/// Writes a value as JSON, readable and with a line end.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn print_json(value: &Value) -> Result<(), Failure> {
    print(&format!("{value:#}"))
}

/// Writes a line for the operator to standard error.
pub(crate) fn note(text: &str) {
    // There is nobody else to tell.
    let _ = writeln!(io::stderr(), "oathgate: {text}");
}

/// Writes why a command failed to standard error.
pub(crate) fn failure(failure: &Failure) {
    if !matches!(failure, Failure::Told) {
        note(&failure.to_string());
    }
}

/// Answers a command line that was not taken, or that asked for help.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // It chooses the stream; a reader who has gone away is no fault.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

/// A table with a head, its columns as wide as their widest cell.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let width = |text: &str| text.chars().count();
    let mut widths = head.map(width);
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(width(cell));
        }
    }
    let mut out = String::new();
    for row in std::iter::once(head.map(str::to_owned)).chain(rows.iter().cloned()) {
        let mut line = String::new();
        for (cell, widest) in row.iter().zip(widths) {
            line.push_str(&printable(cell));
            line.extend(std::iter::repeat_n(' ', widest - width(cell) + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Text of somebody else's without what would move the cursor or change the colour of a terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_cells_cannot_break_out() {
        let rows = [["ä".to_owned(), "long cell".to_owned()], ["\u{1b}[2J".to_owned(), String::new()]];
        assert_eq!(table(["A", "B"], &rows), "A     B\nä     long cell\n\u{fffd}[2J\n");
    }
}
