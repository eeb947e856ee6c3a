//! `oathgate migrate`: the schema of the database.

use super::tool;
use crate::{
    cli::{Format, MigrateCommand},
    config::{Settings, Source},
    failure::Failure,
    output,
    wiring::OpenDatabase,
};
use oathgate_infrastructure::{
    local::SystemClock,
    migrate::{MigrateError, Step},
};
use serde_json::{Value, json};
use std::sync::Arc;
use time::format_description::well_known::Rfc3339;

pub(super) fn run(source: &Source, command: Option<MigrateCommand>) -> Result<(), Failure> {
    tool(source, async |settings| match command {
        None => apply(&settings).await,
        Some(MigrateCommand::Status(listed)) => status(&settings, listed.format).await,
    })
}

async fn apply(settings: &Settings) -> Result<(), Failure> {
    let database = OpenDatabase::open(&settings.storage, Arc::new(SystemClock))?;
    let applied = database.migrate().await.map_err(broken)?;
    let shown = settings.storage.database.shown();
    let head = match applied.len() {
        0 => format!("{shown} is up to date."),
        1 => format!("Applied 1 migration to {shown}:"),
        number => format!("Applied {number} migrations to {shown}:"),
    };
    let lines: Vec<String> = applied.iter().map(|step| format!("\n  {}", name(step))).collect();
    output::print(&format!("{head}{}", lines.concat()))
}

async fn status(settings: &Settings, format: Format) -> Result<(), Failure> {
    // Opening the file would make it.
    if let Some(file) = settings.storage.database.file()
        && !file.exists()
    {
        return Err(Failure::new(format!("there is no {} yet; `oathgate migrate` makes it", file.display())));
    }
    let database = OpenDatabase::open(&settings.storage, Arc::new(SystemClock))?;
    let status = database.status().await.map_err(broken)?;
    let applied_at = |step: &Step| step.applied_at.and_then(|at| at.format(&Rfc3339).ok());
    match format {
        Format::Json => {
            let steps: Vec<Value> = status
                .steps
                .iter()
                .map(|step| json!({ "number": step.number, "name": step.name, "applied_at": applied_at(step) }))
                .collect();
            output::print_json(&json!({ "current": status.is_current(), "migrations": steps }))
        }
        Format::Table => {
            let rows: Vec<[String; 2]> = status
                .steps
                .iter()
                .map(|step| [name(step), applied_at(step).unwrap_or_else(|| "pending".to_owned())])
                .collect();
            output::print(&output::table(["MIGRATION", "APPLIED"], &rows))
        }
    }
}

fn name(step: &Step) -> String {
    format!("{:04}_{}", step.number, step.name)
}

fn broken(error: MigrateError) -> Failure {
    Failure::because("the schema of the database cannot be brought up to date", error)
}
