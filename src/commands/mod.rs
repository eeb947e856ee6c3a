//! One file for each command.

mod audit;
mod backup;
mod client;
mod client_update;
mod dev;
mod doctor;
mod export;
mod health;
mod import;
mod key;
mod migrate;
mod migrate_store;
mod openapi;
mod registration_token;
mod schedule;
mod serve;
mod settings;
mod stdin;
mod user;
mod worker;
mod workflow;

use crate::{
    cli::Command,
    config::{Settings, Source},
    failure::Failure,
    lifecycle, telemetry,
};

/// Carries out a command.
///
/// # Errors
/// [`Failure`] when it could not be done.
pub(crate) fn run(command: Command) -> Result<(), Failure> {
    // Read where it is needed alone: a list of settings must come also where they are wrong.
    let source = Source::of_process;
    match command {
        Command::Dev => dev::run(source()),
        Command::Serve { with_worker } => serve::run(source(), with_worker),
        Command::Worker => worker::run(source()),
        Command::Migrate { command } => migrate::run(&source(), command),
        Command::Openapi => openapi::run(),
        Command::Doctor(options) => doctor::run(&source(), &options),
        Command::Health { subject } => health::run(&source(), subject),
        Command::User(command) => user::run(&source(), command),
        Command::Client(command) => client::run(&source(), command),
        Command::Workflow(command) => workflow::run(&source(), command),
        Command::Audit(command) => audit::run(&source(), command),
        Command::Key(command) => key::run(&source(), command),
        Command::Backup { file, overwrite } => backup::run(&source(), &file, overwrite),
        Command::Export(command) => export::run(&source(), command),
        Command::MigrateStore(what) => migrate_store::run(&source(), &what),
        Command::Import(command) => import::run(&source(), command),
        Command::Schedule(command) => schedule::run(&source(), command),
        Command::Settings { format } => settings::run(format),
    }
}

/// Does the work of a command that looks something up or changes something, and ends. It logs what goes
/// wrong alone, since its output is the answer.
fn tool<F>(source: &Source, work: impl FnOnce(Settings) -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<(), Failure>>,
{
    let settings = Settings::for_tool(source)?;
    telemetry::start_for_tool(&settings, source);
    lifecycle::run_tool(work(settings))
}
