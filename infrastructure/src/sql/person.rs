//! What rows hold of a person: the given name, then the family name; the language.

use crate::sql::{Row, SqlError};
use oathgate_domain::{account::PersonNames, locale::Locale, names::PersonName};

/// Reads the names whose first column is at `start`.
pub(super) fn names(row: &Row, start: usize) -> Result<PersonNames, SqlError> {
    Ok(PersonNames {
        first: row.opt_text(start)?.map(PersonName::from_storage),
        last: row.opt_text(start + 1)?.map(PersonName::from_storage),
    })
}

/// Reads the language in a column. One that a later version has written is as if nobody knew it.
pub(super) fn locale(row: &Row, column: usize) -> Result<Option<Locale>, SqlError> {
    Ok(row.opt_text(column)?.as_deref().and_then(Locale::of_tag))
}

/// The given name.
pub(super) fn first(names: &PersonNames) -> Option<&str> {
    names.first.as_ref().map(PersonName::as_str)
}

/// The family name.
pub(super) fn last(names: &PersonNames) -> Option<&str> {
    names.last.as_ref().map(PersonName::as_str)
}
