//! One file for each command.

mod settings;

use crate::{cli::Command, failure::Failure};

/// Carries out a command.
///
/// # Errors
/// [`Failure`] when it could not be done.
pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Settings { format } => settings::run(format),
        _ => Err(Failure::new("not there yet")),
    }
}
