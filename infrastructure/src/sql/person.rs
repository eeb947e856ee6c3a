//! The names of a person in a row: the given name, then the family name.

use crate::sql::{Row, SqlError};
use oathgate_domain::{account::PersonNames, names::PersonName};

/// Reads the names whose first column is at `start`.
pub(super) fn names(row: &Row, start: usize) -> Result<PersonNames, SqlError> {
    Ok(PersonNames {
        first: row.opt_text(start)?.map(PersonName::from_storage),
        last: row.opt_text(start + 1)?.map(PersonName::from_storage),
    })
}

/// The given name.
pub(super) fn first(names: &PersonNames) -> Option<&str> {
    names.first.as_ref().map(PersonName::as_str)
}

/// The family name.
pub(super) fn last(names: &PersonNames) -> Option<&str> {
    names.last.as_ref().map(PersonName::as_str)
}
