//! What the suite asks a Redis, past the product's adapter.

use std::process::Command;

/// Runs a command; gives what it printed, or why it failed.
pub fn ask(url: &str, command: &[&str]) -> Result<String, String> {
    let output = Command::new("redis-cli")
        .args(["--no-auth-warning", "-u", url])
        .args(command)
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}

/// The bytes that keys with this prefix use, and how many keys there are.
pub fn usage(url: &str, prefix: &str) -> (u64, usize) {
    let keys = keys(url, prefix);
    let bytes = keys
        .iter()
        .map(|key| ask(url, &["MEMORY", "USAGE", key, "SAMPLES", "0"]).unwrap_or_default())
        .filter_map(|answer| answer.trim_start_matches("(integer) ").parse::<u64>().ok())
        .sum();
    (bytes, keys.len())
}

/// Everything that is kept under keys with this prefix, as Redis would write it to disk.
pub fn dump(url: &str, prefix: &str) -> String {
    keys(url, prefix)
        .iter()
        .map(|key| format!("{key}\n{}\n", ask(url, &["DUMP", key]).unwrap_or_default()))
        .collect()
}

fn keys(url: &str, prefix: &str) -> Vec<String> {
    let found = ask(url, &["--scan", "--pattern", &format!("*{prefix}*")]).unwrap_or_default();
    found.lines().filter(|key| !key.is_empty()).map(str::to_owned).collect()
}
