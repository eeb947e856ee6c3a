//! The composition root of Oathgate: reads the settings, builds the adapters, hands them to the HTTP
//! side and to the workflow engine, and starts and stops both. No decision about accounts, tokens or
//! workflows is made here.

pub mod cli;
mod commands;
pub mod config;
mod failure;
mod lifecycle;
mod new_file;
mod output;
mod site;
mod telemetry;
mod wiring;

use clap::Parser;
use std::process::ExitCode;

/// Runs the command line of the process.
///
/// The exit code is 0 when what was asked for is done, 1 when it failed, and 2 when the command line
/// is wrong.
pub fn main() -> ExitCode {
    // Whoever is first decides which cryptography TLS uses; there is just one to choose from.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let arguments = match cli::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return output::usage(&error),
    };
    match commands::run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::failure(&failure);
            ExitCode::FAILURE
        }
    }
}
