//! The way in: people and clients of another system, with their ids and their password hashes.

mod clients;
mod people;
mod person;

pub use clients::{ForeignClient, ForeignSecret, ImportClients};
pub use people::{HashFormats, ImportPeople};
pub use person::{ForeignPerson, Judged};

use crate::error::PortError;
use async_trait::async_trait;

/// Where rows come from, in an order that never changes.
#[async_trait]
pub trait Rows<T>: Send {
    /// The next rows, at most some hundred. Empty where there are no more.
    ///
    /// # Errors
    /// [`PortError`] where the source does not answer or is not what it should be.
    async fn next(&mut self) -> Result<Vec<Row<T>>, PortError>;
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row<T> {
    /// Where it stands, for people: `line 17`, or its id.
    pub place: String,
    /// What it holds, or why it cannot be read.
    pub content: Result<T, String>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is here now (in a rehearsal: it would be).
    Imported,
    /// It was here before, by its id; nothing was changed.
    Present,
    /// It was not taken; the remarks say why.
    Refused,
}

impl Fate {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Present => "present",
            Self::Refused => "refused",
        }
    }
}

/// What became of a row, and what somebody should know of it. Never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where it stood.
    pub place: String,
    /// What became of it.
    pub fate: Fate,
    /// What was left out or refused, and why.
    pub remarks: Vec<String>,
}

/// How many rows had which fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// [`Fate::Imported`].
    pub imported: u64,
    /// [`Fate::Present`].
    pub present: u64,
    /// [`Fate::Refused`].
    pub refused: u64,
    /// Rows with remarks among those that were imported.
    pub remarked: u64,
}

impl Tally {
    /// Counts a row.
    pub fn count(&mut self, report: &Report) {
        match report.fate {
            Fate::Imported => {
                self.imported += 1;
                self.remarked += u64::from(!report.remarks.is_empty());
            }
            Fate::Present => self.present += 1,
            Fate::Refused => self.refused += 1,
        }
    }
}
