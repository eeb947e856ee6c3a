//! Secrets from standard input: never from an argument, which other users of the machine can read.

use crate::{failure::Failure, output};
use oathgate_domain::secret::Secret;
use std::io::{self, BufRead, IsTerminal, Read};

/// More than any secret has, in bytes.
const MOST: u64 = 4096;

/// The first line of standard input, without its end. `what` is it, for whoever types it.
///
/// # Errors
/// When it cannot be read.
pub(super) fn read_secret(what: &str) -> Result<Secret, Failure> {
    if io::stdin().is_terminal() {
        output::note(&format!("type the {what} (it is visible) and press Enter"));
    }
    let mut line = String::new();
    io::stdin()
        .lock()
        .take(MOST)
        .read_line(&mut line)
        .map_err(|error| Failure::because(format!("the {what} cannot be read from standard input"), error))?;
    Ok(Secret::new(line.trim_end_matches(['\r', '\n'])))
}
