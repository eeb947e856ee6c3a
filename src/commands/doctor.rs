//! `oathgate doctor`: whether everything that the server needs is in order, and how to mend what is not.

mod checks;
mod finding;
mod surroundings;

use crate::{
    cli::{Doctor, Format},
    config::{Problem, Settings, Source},
    failure::Failure,
    lifecycle, output, telemetry,
};
use checks::Checks;
use finding::{Finding, Verdict};
use serde_json::{Value, json};

pub(super) fn run(source: &Source, options: &Doctor) -> Result<(), Failure> {
    let findings = match Settings::for_tool(source) {
        Ok(settings) => {
            telemetry::start_for_tool(&settings, source);
            lifecycle::run_tool(async { Ok(examine(&settings, options.dev).await) })?
        }
        // Nothing can be asked with settings that cannot be read.
        Err(problems) => problems.0.iter().map(Finding::of_problem).collect(),
    };
    match options.format {
        Format::Table => output::print(&text(&findings))?,
        Format::Json => output::print_json(&as_json(&findings))?,
    }
    // What is wrong was just printed.
    if findings.iter().any(|finding| finding.verdict == Verdict::Fail) { Err(Failure::Told) } else { Ok(()) }
}

async fn examine(settings: &Settings, dev: bool) -> Vec<Finding> {
    let unsafe_settings: Vec<Problem> = if dev { Vec::new() } else { settings.insecurities() };
    let mut findings: Vec<Finding> = unsafe_settings.iter().map(Finding::of_problem).collect();
    let doubts = if dev { settings.dev_doubts() } else { settings.doubts() };
    findings.extend(
        doubts.into_iter().chain(settings.warnings.clone()).map(|doubt| Finding::warn("settings", doubt)),
    );
    if findings.is_empty() {
        findings.push(Finding::ok("settings", "in order"));
    }
    findings.extend(Checks { settings, dev }.run().await);
    findings
}

fn text(findings: &[Finding]) -> String {
    let widest = findings.iter().map(|finding| finding.check.len()).max().unwrap_or(0);
    let lines = findings.iter().map(|finding| {
        let (verdict, check, found) =
            (finding.verdict.as_str(), finding.check, output::printable(&finding.found));
        let remedy =
            finding.remedy.as_ref().map(|remedy| format!("{:margin$}-> {remedy}\n", "", margin = widest + 8));
        format!("{verdict:<6}{check:<widest$}  {found}\n{}", remedy.unwrap_or_default())
    });
    let lines: String = lines.collect();
    let count = |verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    let (faults, warnings) = (count(Verdict::Fail), count(Verdict::Warn));
    match (faults, warnings) {
        (0, 0) => format!("{lines}\nEverything is in order.\n"),
        (faults, warnings) => {
            format!("{lines}\n{}, {}.\n", counted(faults, "fault"), counted(warnings, "warning"))
        }
    }
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn as_json(findings: &[Finding]) -> Value {
    let checks: Vec<Value> = findings
        .iter()
        .map(|finding| {
            json!({
                "check": finding.check,
                "verdict": finding.verdict.as_str(),
                "found": finding.found,
                "remedy": finding.remedy,
            })
        })
        .collect();
    let healthy = findings.iter().all(|finding| finding.verdict != Verdict::Fail);
    json!({ "healthy": healthy, "checks": checks })
}
