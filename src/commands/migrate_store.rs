//! `oathgate migrate-store`: everything from a database of one kind to one of the other.

use super::tool;
use crate::{
    cli::{Format, MigrateStore},
    config::{Database, Settings, Source},
    failure::Failure,
    output,
    wiring::operator,
};
use oathgate_application::{export::moved, ports::clock::Clock};
use oathgate_domain::secret::Secret;
use oathgate_infrastructure::{
    local::{OsEntropy, SystemClock},
    postgres::{PostgresDatabase, PostgresOptions},
    transfer::{APPLICATION, LEFT_OUT, Transferred, to_postgres, to_sqlite},
};
use serde_json::json;
use std::{fmt::Write as _, sync::Arc};

pub(super) fn run(source: &Source, what: &MigrateStore) -> Result<(), Failure> {
    tool(source, async |settings| {
        let from = place("--from", what.from.as_deref(), &settings)?;
        let to = place("--to", what.to.as_deref(), &settings)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (entropy, by) = (OsEntropy::new(Arc::clone(&clock)), operator(source));
        let note = |kind| move |rows| moved(&entropy, &SystemClock, &by, kind, rows);
        let done = match (&from, &to) {
            (Database::Sqlite(file), Database::Postgres(address)) => {
                to_postgres(file, &server(address)?, note("sqlite")).await
            }
            (Database::Postgres(address), Database::Sqlite(file)) => {
                to_sqlite(&server(address)?, file, Arc::clone(&clock), note("postgres")).await
            }
            (Database::Sqlite(_), Database::Sqlite(_)) => {
                return Err(Failure::new("both are SQLite files; docs/backup.md says how to copy one"));
            }
            (Database::Postgres(_), Database::Postgres(_)) => {
                return Err(Failure::new("both are on Postgres; pg_dump copies one to the other"));
            }
        };
        let done = done.map_err(|error| Failure::because("nothing was copied", error))?;
        let rows = done.tables.iter().map(|(_, sum)| sum.rows).sum();
        report(what.format, &done, rows)?;
        output::note(&format!("{} is in {} now; set DATABASE_URL to it", from.shown(), to.shown()));
        Ok(())
    })
}

/// A database of an argument, or else that of the settings.
fn place(option: &str, text: Option<&str>, settings: &Settings) -> Result<Database, Failure> {
    let Some(text) = text else { return Ok(settings.storage.database.clone()) };
    let database = Database::parse(text).map_err(|why| Failure::new(format!("{option}: {why}")))?;
    if let Database::Postgres(address) = &database
        && database.shown() != without_parameters(address)
    {
        output::note(&format!(
            "the password in {option} can be seen by others on this machine; leave {option} out, and set DATABASE_URL"
        ));
    }
    Ok(database)
}

fn without_parameters(address: &Secret) -> &str {
    address.expose().split(['?', '#']).next().unwrap_or_default()
}

fn server(address: &Secret) -> Result<PostgresDatabase, Failure> {
    let options = PostgresOptions {
        pool_size: 2,
        application_name: APPLICATION.to_owned(),
        ..PostgresOptions::default()
    };
    PostgresDatabase::connect(address.expose(), &options)
        .map_err(|error| Failure::because("the address of the Postgres database cannot be used", error))
}

fn report(format: Format, done: &Transferred, rows: u64) -> Result<(), Failure> {
    if format == Format::Json {
        let tables = done.tables.iter();
        let tables =
            tables.map(|(name, sum)| json!({ "table": name, "rows": sum.rows, "checksum": sum.to_string() }));
        let left_out = LEFT_OUT.iter().map(|(name, why)| json!({ "table": name, "reason": why }));
        return output::print_json(&json!({
            "rows": rows,
            "tables": tables.collect::<Vec<_>>(),
            "left_out": left_out.collect::<Vec<_>>(),
        }));
    }
    let lines: Vec<[String; 3]> =
        done.tables.iter().map(|(name, sum)| [name.clone(), sum.rows.to_string(), sum.to_string()]).collect();
    let mut text = output::table(["TABLE", "ROWS", "CHECKSUM"], &lines);
    for (name, why) in LEFT_OUT {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{name} is left out: {why}.");
    }
    let _ = writeln!(text, "{rows} rows were copied, and read back the same.");
    output::print(&text)
}
