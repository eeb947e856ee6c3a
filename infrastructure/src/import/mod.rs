//! Where rows of other systems come from: the database of the system that Oathgate replaces, and files.

mod fields;
mod file;
mod original;

pub use file::{FileError, FileForm, ForeignFile};
pub use original::{OriginalClients, OriginalPeople};
