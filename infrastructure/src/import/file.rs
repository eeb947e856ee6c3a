//! Files: CSV with a head, and JSON with an object a line. Read row by row, so that their size does not matter.

use crate::import::fields;
use async_trait::async_trait;
use csv::StringRecord;
use oathgate_application::{
    error::PortError,
    import::{ForeignClient, ForeignPerson, Row, Rows},
};
use serde_json::{Map, Value};
use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
};

/// Rows that are read at a time.
const PAGE: usize = 500;
/// Longest line of a file of people and of one of clients, in bytes.
const MAX_PERSON: u64 = 64 * 1024;
const MAX_CLIENT: u64 = 512 * 1024;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileForm {
    /// Values between commas; the first line names them (RFC 4180).
    Csv,
    /// A JSON object a line.
    JsonLines,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be opened.
    #[error("it cannot be opened")]
    Closed(#[from] std::io::Error),
    /// It is no CSV.
    #[error("its head cannot be read")]
    Head(#[from] csv::Error),
    /// Its columns are named wrong.
    #[error("its column {name:?} is not known; there are {known}")]
    Column {
        /// The name.
        name: String,
        /// What there is.
        known: String,
    },
}

enum Lines {
    Csv { head: StringRecord, rows: Box<csv::Reader<File>> },
    Json { rows: BufReader<File>, number: u64, longest: u64 },
}

/// A file with rows of other systems.
pub struct ForeignFile(Lines);

impl ForeignFile {
    /// Opens a file of people.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn of_people(path: &Path, form: FileForm) -> Result<Self, FileError> {
        Self::open(path, form, fields::OF_PEOPLE, MAX_PERSON)
    }

    /// Opens a file of clients.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn of_clients(path: &Path, form: FileForm) -> Result<Self, FileError> {
        Self::open(path, form, fields::OF_CLIENTS, MAX_CLIENT)
    }

    fn open(path: &Path, form: FileForm, known: &[&str], longest: u64) -> Result<Self, FileError> {
        let file = File::open(path)?;
        if form == FileForm::JsonLines {
            return Ok(Self(Lines::Json { rows: BufReader::new(file), number: 0, longest }));
        }
        let mut rows = csv::ReaderBuilder::new().flexible(false).trim(csv::Trim::Headers).from_reader(file);
        let head = rows.headers()?.clone();
        if let Some(name) = head.iter().find(|name| !known.contains(name)) {
            return Err(FileError::Column { name: name.to_owned(), known: known.join(", ") });
        }
        Ok(Self(Lines::Csv { head, rows: Box::new(rows) }))
    }

    fn page<T>(
        &mut self,
        read: impl Fn(&Map<String, Value>) -> Result<T, String>,
    ) -> Result<Vec<Row<T>>, PortError> {
        let mut page = Vec::new();
        while page.len() < PAGE {
            let Some((place, fields)) = self.next_row()? else { break };
            page.push(Row { place, content: fields.and_then(|fields| read(&fields)) });
        }
        Ok(page)
    }

    #[expect(clippy::type_complexity, reason = "a row, its place, or the end")]
    fn next_row(&mut self) -> Result<Option<(String, Result<Map<String, Value>, String>)>, PortError> {
        match &mut self.0 {
            Lines::Csv { head, rows } => {
                let mut record = StringRecord::new();
                let place = |rows: &csv::Reader<File>| format!("line {}", rows.position().line());
                let at = place(rows);
                match rows.read_record(&mut record) {
                    Ok(false) => Ok(None),
                    Ok(true) => {
                        let fields = head
                            .iter()
                            .zip(&record)
                            .map(|(name, value)| (name.to_owned(), Value::from(value)))
                            .collect();
                        Ok(Some((at, Ok(fields))))
                    }
                    Err(error) if error.is_io_error() => Err(PortError::unavailable("file", error)),
                    // The reader stands behind the line that it could not read.
                    Err(error) => Ok(Some((at, Err(told(&error))))),
                }
            }
            Lines::Json { rows, number, longest } => loop {
                let mut line = Vec::new();
                let read = rows.take(*longest).read_until(b'\n', &mut line);
                if read.map_err(|error| PortError::unavailable("file", error))? == 0 {
                    return Ok(None);
                }
                *number += 1;
                let place = format!("line {number}");
                if line.len() as u64 == *longest && !line.ends_with(b"\n") {
                    skip_line(rows)?;
                    return Ok(Some((place, Err(format!("it has more than {longest} bytes")))));
                }
                if line.trim_ascii().is_empty() {
                    continue;
                }
                let fields = serde_json::from_slice(&line).map_err(|error| {
                    // The library's words may repeat what stands there.
                    format!("it is no JSON object: see column {}", error.column())
                });
                return Ok(Some((place, fields)));
            },
        }
    }
}

fn skip_line(rows: &mut BufReader<File>) -> Result<(), PortError> {
    loop {
        let buffer = rows.fill_buf().map_err(|error| PortError::unavailable("file", error))?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let (length, is_done) = end.map_or((buffer.len(), false), |end| (end + 1, true));
        rows.consume(length);
        if is_done {
            return Ok(());
        }
    }
}

fn told(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} values, and the head has {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "it is not UTF-8".to_owned(),
        _ => "it is no CSV".to_owned(),
    }
}

#[async_trait]
impl Rows<ForeignPerson> for ForeignFile {
    async fn next(&mut self) -> Result<Vec<Row<ForeignPerson>>, PortError> {
        self.page(fields::person)
    }
}

#[async_trait]
impl Rows<ForeignClient> for ForeignFile {
    async fn next(&mut self) -> Result<Vec<Row<ForeignClient>>, PortError> {
        self.page(fields::client)
    }
}
