//! `oathgate export …`: the way back to other systems.

use super::{import::form_of, tool};
use crate::{
    cli::{ExportCommand, ExportForm, FileToExport},
    config::Source,
    failure::Failure,
    new_file::NewFile,
    output,
    wiring::{Foundation, operator, require_current},
};
use oathgate_application::{audit::By, export::Export};
use oathgate_infrastructure::{export::OutgoingFile, import::FileForm};
use std::{
    io::{self, BufWriter, Write},
    sync::Arc,
};

pub(super) fn run(source: &Source, command: ExportCommand) -> Result<(), Failure> {
    tool(source, async |settings| {
        let foundation = Foundation::lay(&settings)?;
        require_current(&foundation.database).await?;
        let export = Export {
            store: Arc::clone(&foundation.store),
            entropy: Arc::clone(&foundation.entropy),
            clock: Arc::clone(&foundation.clock),
        };
        let by = operator(source);
        match command {
            ExportCommand::Users(to) => users(&export, &by, &to).await,
            ExportCommand::Clients(to) => clients(&export, &by, &to).await,
        }
    })
}

async fn users(export: &Export, by: &By, to: &FileToExport) -> Result<(), Failure> {
    let (place, form) = open(to)?;
    let left_out = export.begin_people(by).await?;
    let mut file = OutgoingFile::of_people(place, form).map_err(unwritable)?;
    let (mut after, mut number) = (None, 0_u64);
    loop {
        let page = export.people(after).await?;
        let Some((last, _)) = page.last() else { break };
        after = Some(last.id);
        for (account, password) in &page {
            file.person(account, password).map_err(unwritable)?;
        }
        number += page.len() as u64;
    }
    file.finish().map_err(unwritable)?.keep()?;
    output::note(&format!("users: {number} exported, with their password hashes"));
    if left_out > 0 {
        output::note(&format!("{left_out} are left out, whose owners have asked for their erasure"));
    }
    Ok(())
}

async fn clients(export: &Export, by: &By, to: &FileToExport) -> Result<(), Failure> {
    let (place, form) = open(to)?;
    export.begin_clients(by).await?;
    let mut file = OutgoingFile::of_clients(place, form).map_err(unwritable)?;
    let (mut after, mut number) = (None, 0_u64);
    loop {
        let page = export.clients(after.as_ref()).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        for client in &page {
            file.client(client).map_err(unwritable)?;
        }
        number += page.len() as u64;
    }
    file.finish().map_err(unwritable)?.keep()?;
    output::note(&format!("clients: {number} exported"));
    Ok(())
}

/// Where rows go.
enum Place {
    Output(BufWriter<io::Stdout>),
    File(Box<NewFile>),
}

impl Place {
    fn keep(self) -> Result<(), Failure> {
        match self {
            Self::Output(mut output) => output.flush().map_err(unwritable),
            Self::File(file) => file.keep(),
        }
    }
}

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Output(output) => output.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Output(output) => output.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

fn open(to: &FileToExport) -> Result<(Place, FileForm), Failure> {
    let wanted = to.form.map(|form| match form {
        ExportForm::Csv => FileForm::Csv,
        ExportForm::Jsonl => FileForm::JsonLines,
    });
    let Some(path) = &to.file else {
        return Ok((Place::Output(output::stream()), wanted.unwrap_or(FileForm::JsonLines)));
    };
    let form = wanted.map_or_else(|| form_of(path), Ok)?;
    Ok((Place::File(Box::new(NewFile::create(path, to.overwrite)?)), form))
}

/// A reader who has gone away has not got everything: unlike with a list, that is a fault.
fn unwritable(error: io::Error) -> Failure {
    Failure::because("the export cannot be written", error)
}
