//! Reads `/metrics` as Prometheus does, and asks its own tool about it.

use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a process told.
#[derive(Debug, Clone)]
pub struct Scrape(pub String);

impl Scrape {
    /// Asks the process at `address` (a host and a port).
    pub async fn of(address: &str) -> Self {
        let answer = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
        Self(answer.text().await.unwrap())
    }

    /// The series and their values, in the text's order.
    pub fn series(&self) -> Vec<(String, f64)> {
        let lines = self.0.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines
            .map(|line| {
                let (series, value) = line.rsplit_once(' ').unwrap();
                (series.to_owned(), value.parse().unwrap())
            })
            .collect()
    }

    /// The value of a series, as `name` or `name{label="value"}`.
    pub fn value(&self, series: &str) -> Option<f64> {
        self.series().into_iter().find(|(known, _)| known == series).map(|(_, value)| value)
    }

    /// The names of all series.
    pub fn names(&self) -> BTreeSet<String> {
        let name = |series: &str| series.split('{').next().unwrap_or_default().to_owned();
        self.series().iter().map(|(series, _)| name(series)).collect()
    }
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A program of Prometheus: the one that was fetched for the tests, or else the machine's.
pub fn tool(name: &str) -> PathBuf {
    let own = repository("target/tools").join(name);
    if own.exists() { own } else { PathBuf::from(name) }
}

/// Runs `promtool ARGUMENTS` with this on its standard input: whether it was content, and what it said. None,
/// with a loud word, where the machine has none.
pub fn promtool(arguments: &[&str], input: &str) -> Option<(bool, String)> {
    let child = Command::new(tool("promtool"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("SKIPPED: there is no promtool; `make test` fetches it (scripts/setup test)");
        return None;
    };
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    Some((output.status.success(), said))
}

/// The names of figures that stand in a text.
pub fn names_in(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split(|c: char| !is_part(c))
        .filter(|word| word.starts_with("oathgate_") || word.starts_with("process_"))
        .map(str::to_owned)
        .collect()
}
