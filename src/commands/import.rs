//! `oathgate import …`: the way in from other systems.

use super::tool;
use crate::{
    cli::{FileToImport, Format, HowToImport, ImportCommand},
    config::{Settings, Source},
    failure::Failure,
    output,
    wiring::{Foundation, clients, master_keys, operator, peers, require_current},
};
use oathgate_application::{
    audit::By,
    error::PortError,
    import::{Fate, ForeignClient, ForeignPerson, ImportClients, ImportPeople, Report, Rows, Tally},
    oauth::sector_files::SectorFiles,
};
use oathgate_infrastructure::{
    crypto::KnownHashes,
    import::{FileForm, ForeignFile, OriginalClients, OriginalPeople},
    postgres::{PostgresDatabase, PostgresOptions},
};
use serde_json::json;
use std::{path::Path, sync::Arc};

/// After so many rows somebody who waits is told how far it is.
const PULSE: u64 = 10_000;

pub(super) fn run(source: &Source, command: ImportCommand) -> Result<(), Failure> {
    tool(source, async |settings| {
        let foundation = Foundation::lay(&settings)?;
        require_current(&foundation.database).await?;
        let import = Import { settings: &settings, foundation: &foundation, by: operator(source) };
        match command {
            ImportCommand::Database(how) => import.database(&how).await,
            ImportCommand::Users(file) => import.users(&file).await,
            ImportCommand::Clients(file) => import.clients_of(&file).await,
        }
    })
}

struct Import<'a> {
    settings: &'a Settings,
    foundation: &'a Foundation,
    by: By,
}

impl Import<'_> {
    async fn database(&self, how: &HowToImport) -> Result<(), Failure> {
        let address = self.settings.storage.import_from.as_ref().ok_or_else(|| {
            Failure::new("IMPORT_DATABASE_URL is not set: the database of the system that is replaced")
        })?;
        let options = PostgresOptions { pool_size: 2, ..PostgresOptions::default() };
        let database = PostgresDatabase::connect(address.expose(), &options)
            .map_err(|error| Failure::because("IMPORT_DATABASE_URL cannot be used", error))?;
        let people = self.people(how, &mut OriginalPeople::of(database.clone())).await?;
        let clients = self.clients(how, &mut OriginalClients::of(database)).await?;
        verdict(how, [("users", people), ("clients", clients)])
    }

    async fn users(&self, file: &FileToImport) -> Result<(), Failure> {
        let mut rows = ForeignFile::of_people(&file.file, form_of(&file.file)?)
            .map_err(|error| Failure::because(format!("{}", file.file.display()), error))?;
        let tally = self.people(&file.how, &mut rows).await?;
        verdict(&file.how, [("users", tally)])
    }

    async fn clients_of(&self, file: &FileToImport) -> Result<(), Failure> {
        let mut rows = ForeignFile::of_clients(&file.file, form_of(&file.file)?)
            .map_err(|error| Failure::because(format!("{}", file.file.display()), error))?;
        let tally = self.clients(&file.how, &mut rows).await?;
        verdict(&file.how, [("clients", tally)])
    }

    async fn people(&self, how: &HowToImport, rows: &mut dyn Rows<ForeignPerson>) -> Result<Tally, Failure> {
        let import = ImportPeople {
            store: Arc::clone(&self.foundation.store),
            entropy: Arc::clone(&self.foundation.entropy),
            clock: Arc::clone(&self.foundation.clock),
            hashes: Arc::new(KnownHashes),
            is_rehearsal: !how.apply,
        };
        let mut teller = Teller::new(how.format);
        let done = import.run(&self.by, rows, |report| teller.tell(report)).await;
        teller.finish(done)
    }

    async fn clients(&self, how: &HowToImport, rows: &mut dyn Rows<ForeignClient>) -> Result<Tally, Failure> {
        let keys = master_keys(self.settings)?;
        let sectors = SectorFiles { peers: peers(self.settings)?, may_be_away: true };
        let clients = clients(self.foundation, keys, sectors);
        let import = ImportClients { clients, is_rehearsal: !how.apply };
        let mut teller = Teller::new(how.format);
        let done = import.run(&self.by, rows, |report| teller.tell(report)).await;
        teller.finish(done)
    }
}

/// Prints what became of rows, as they come.
struct Teller {
    format: Format,
    rows: u64,
    /// The first line that could not be printed ends the rest.
    broken: Option<Failure>,
}

impl Teller {
    fn new(format: Format) -> Self {
        Self { format, rows: 0, broken: None }
    }

    fn tell(&mut self, report: &Report) {
        self.rows += 1;
        if self.rows.is_multiple_of(PULSE) {
            output::note(&format!("{} rows so far", self.rows));
        }
        let Report { place, fate, remarks } = report;
        let line = match self.format {
            Format::Json => json!({ "row": place, "fate": fate.as_str(), "remarks": remarks }).to_string(),
            Format::Table if remarks.is_empty() => return,
            Format::Table => format!("{place}: {}. {}", fate.as_str(), remarks.join("; ")),
        };
        if self.broken.is_none() {
            self.broken = output::print(&line).err();
        }
    }

    fn finish(self, done: Result<Tally, PortError>) -> Result<Tally, Failure> {
        let tally = done.map_err(|error| {
            let rows = self.rows;
            Failure::because(format!("stopped after {rows} rows; begin again to go on"), error)
        })?;
        match self.broken {
            None => Ok(tally),
            Some(failure) => Err(failure),
        }
    }
}

/// The last words, and the exit code.
fn verdict<const N: usize>(how: &HowToImport, tallies: [(&str, Tally); N]) -> Result<(), Failure> {
    for (what, tally) in tallies {
        let Tally { imported, present, refused, remarked } = tally;
        let done = if how.apply { "imported" } else { "would be imported" };
        output::note(&format!(
            "{what}: {imported} {done} ({remarked} of them with remarks), {present} were here, {refused} refused"
        ));
    }
    if !how.apply {
        output::note("this was a rehearsal, nothing was changed; add --apply");
    }
    let refused: u64 = tallies.iter().map(|(_, tally)| tally.refused).sum();
    if refused == 0 { Ok(()) } else { Err(Failure::new(format!("{} {refused}", Fate::Refused.as_str()))) }
}

/// The form of a file, by the end of its name.
///
/// # Errors
/// When that is not known.
pub(super) fn form_of(file: &Path) -> Result<FileForm, Failure> {
    let ending = file.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("csv") => Ok(FileForm::Csv),
        Some("json" | "jsonl" | "ndjson") => Ok(FileForm::JsonLines),
        _ => Err(Failure::new(format!(
            "{}: its name must end with .csv, .json, .jsonl or .ndjson",
            file.display()
        ))),
    }
}
