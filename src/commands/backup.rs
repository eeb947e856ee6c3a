//! `oathgate backup`: a copy of the database file.

use super::tool;
use crate::{
    config::Source,
    failure::Failure,
    new_file::NewFile,
    output,
    wiring::{OpenDatabase, require_current},
};
use oathgate_infrastructure::local::SystemClock;
use std::{path::Path, sync::Arc};

pub(super) fn run(source: &Source, file: &Path, overwrite: bool) -> Result<(), Failure> {
    tool(source, async |settings| {
        let from = &settings.storage.database;
        // Opening the file would make it.
        if let Some(path) = from.file()
            && !path.exists()
        {
            return Err(Failure::new(format!("there is no {}", path.display())));
        }
        let database = OpenDatabase::open(&settings.storage, Arc::new(SystemClock))?;
        let OpenDatabase::Sqlite(sqlite) = &database else {
            return Err(Failure::new(
                "the database is on Postgres: pg_dump backs it up, as docs/backup.md says",
            ));
        };
        require_current(&database).await?;
        let copy = NewFile::create(file, overwrite)?;
        let copied = sqlite.back_up(copy.part()).await;
        copied.map_err(|error| Failure::because(format!("{} cannot be made", file.display()), error))?;
        copy.keep()?;
        output::note(&format!("copied {} to {}", from.shown(), file.display()));
        Ok(())
    })
}
