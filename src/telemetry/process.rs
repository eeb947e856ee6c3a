//! What Linux tells about this process. Written apart from the other figures: the processor time is a counter
//! with parts of seconds, which the recorder does not keep.

use oathgate_application::telemetry::{Kind, Measure, measures};
use std::{fmt::Write, fs};

/// Ticks of the processor clock in a second, and bytes of a page: so on every Linux that the program is built
/// for.
const TICKS: f64 = 100.0;
const PAGE: f64 = 4096.0;

/// The lines of the text format. Fewer where the system does not tell.
pub(super) fn text() -> String {
    let mut text = String::new();
    for (measure, value) in figures() {
        let kind = if measure.kind == Kind::Counter { "counter" } else { "gauge" };
        // Writing to a string does not fail.
        let _ =
            write!(text, "# HELP {0} {1}\n# TYPE {0} {kind}\n{0} {value}\n\n", measure.name, measure.help);
    }
    text
}

fn figures() -> Vec<(&'static Measure, f64)> {
    let mut found = Vec::new();
    if let Some(stat) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(fields) {
        let number = |place: usize| stat.get(place).and_then(|field| field.parse::<f64>().ok());
        // proc(5), counted from the third field on, which is the first behind the name.
        let cpu = number(11).zip(number(12)).map(|(user, system)| (user + system) / TICKS);
        let start = number(19).zip(booted()).map(|(ticks, booted)| booted + ticks / TICKS);
        found.extend(cpu.map(|value| (&measures::PROCESS_CPU, value)));
        found.extend(number(17).map(|value| (&measures::PROCESS_THREADS, value)));
        found.extend(start.map(|value| (&measures::PROCESS_START, value)));
        found.extend(number(20).map(|value| (&measures::PROCESS_VIRTUAL, value)));
        found.extend(number(21).map(|pages| (&measures::PROCESS_RESIDENT, pages * PAGE)));
    }
    let open = fs::read_dir("/proc/self/fd").ok().and_then(|entries| u32::try_from(entries.count()).ok());
    found.extend(open.map(|open| (&measures::PROCESS_FDS, f64::from(open))));
    found.extend(most_files().map(|most| (&measures::PROCESS_MAX_FDS, most)));
    found
}

/// The fields behind the name, which may hold anything.
fn fields(stat: &str) -> Option<Vec<String>> {
    let (_, rest) = stat.rsplit_once(')')?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

/// When the machine was started, in seconds since 1970.
fn booted() -> Option<f64> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    stat.lines().find_map(|line| line.strip_prefix("btime ")?.trim().parse().ok())
}

fn most_files() -> Option<f64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_tells_all_of_it() {
        let text = text();
        for measure in measures::ALL.iter().filter(|measure| measure.name.starts_with("process_")) {
            let line = text.lines().find_map(|line| line.strip_prefix(measure.name)?.strip_prefix(' '));
            let value: f64 = line.unwrap_or_else(|| panic!("no {}", measure.name)).parse().unwrap();
            assert!(value >= 0.0, "{} is {value}", measure.name);
        }
    }

    #[test]
    fn a_name_with_blanks_and_brackets_is_no_field() {
        assert_eq!(fields("7 (a) b) S 1").unwrap(), ["S", "1"]);
    }
}
