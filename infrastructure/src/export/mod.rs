//! The way back, written so that [`crate::import`] reads it without loss: CSV with a head, or JSON with an
//! object a line.

mod fields;

use crate::import::FileForm;
use oathgate_domain::{
    account::{Account, PasswordHash},
    oauth::Client,
};
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Rows on their way into a file. Whoever writes ends with [`Self::finish`].
pub struct OutgoingFile<W: Write> {
    lines: Lines<W>,
    columns: &'static [&'static str],
}

enum Lines<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Json(W),
}

impl<W: Write> OutgoingFile<W> {
    /// A file of people.
    ///
    /// # Errors
    /// When its head cannot be written.
    pub fn of_people(to: W, form: FileForm) -> io::Result<Self> {
        Self::begin(to, form, fields::OF_PEOPLE)
    }

    /// A file of clients.
    ///
    /// # Errors
    /// When its head cannot be written.
    pub fn of_clients(to: W, form: FileForm) -> io::Result<Self> {
        Self::begin(to, form, fields::OF_CLIENTS)
    }

    fn begin(to: W, form: FileForm, columns: &'static [&'static str]) -> io::Result<Self> {
        let lines = match form {
            FileForm::JsonLines => Lines::Json(to),
            FileForm::Csv => {
                let mut csv = csv::Writer::from_writer(to);
                csv.write_record(columns)?;
                Lines::Csv(Box::new(csv))
            }
        };
        Ok(Self { lines, columns })
    }

    /// Writes a person.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn person(&mut self, account: &Account, password: &PasswordHash) -> io::Result<()> {
        self.row(&fields::person(account, password))
    }

    /// Writes a client.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn client(&mut self, client: &Client) -> io::Result<()> {
        self.row(&fields::client(client))
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        let mut to = match self.lines {
            Lines::Json(to) => to,
            Lines::Csv(csv) => csv.into_inner().map_err(csv::IntoInnerError::into_error)?,
        };
        to.flush()?;
        Ok(to)
    }

    fn row(&mut self, fields: &Map<String, Value>) -> io::Result<()> {
        match &mut self.lines {
            Lines::Json(to) => {
                serde_json::to_writer(&mut *to, fields)?;
                to.write_all(b"\n")
            }
            Lines::Csv(csv) => {
                let cells = self.columns.iter().map(|name| match fields.get(*name) {
                    None | Some(Value::Null) => String::new(),
                    Some(Value::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                });
                Ok(csv.write_record(cells)?)
            }
        }
    }
}
