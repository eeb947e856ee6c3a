//! Which tables and columns there are, and in which order they are copied.

use super::{LEFT_OUT, TransferError, cells::Kind};
use std::collections::{BTreeMap, BTreeSet};

/// A table as PostgreSQL knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Its name.
    pub(super) name: String,
    /// Its columns with their types.
    pub(super) columns: Vec<(String, Kind)>,
    /// The tables that it refers to.
    pub(super) refers_to: BTreeSet<String>,
}

impl Table {
    /// Its name, quoted.
    pub(super) fn quoted(&self) -> String {
        quote(&self.name)
    }

    /// Its columns, quoted, with commas between them.
    pub(super) fn list(&self) -> String {
        self.columns.iter().map(|(name, _)| quote(name)).collect::<Vec<_>>().join(", ")
    }
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The tables that are copied, each behind those that it refers to.
#[derive(Debug)]
pub(super) struct Plan {
    /// In this order.
    pub(super) tables: Vec<Table>,
}

impl Plan {
    /// The plan for what both engines have. `in_sqlite` are the tables of a file with their columns.
    ///
    /// # Errors
    /// [`TransferError::Different`].
    pub(super) fn of(
        in_postgres: Vec<Table>,
        in_sqlite: &BTreeMap<String, BTreeSet<String>>,
    ) -> Result<Self, TransferError> {
        let names = |columns: &[(String, Kind)]| columns.iter().map(|(name, _)| name.clone()).collect();
        let here: BTreeMap<String, BTreeSet<String>> =
            in_postgres.iter().map(|table| (table.name.clone(), names(&table.columns))).collect();
        let different: Vec<&str> = here
            .keys()
            .chain(in_sqlite.keys())
            .filter(|name| here.get(*name) != in_sqlite.get(*name))
            .map(String::as_str)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        if !different.is_empty() {
            return Err(TransferError::Different(different.join(", ")));
        }
        let is_copied = |name: &str| LEFT_OUT.iter().all(|(left_out, _)| *left_out != name);
        let mut waiting: Vec<Table> =
            in_postgres.into_iter().filter(|table| is_copied(&table.name)).collect();
        let (mut tables, mut done) = (Vec::with_capacity(waiting.len()), BTreeSet::new());
        while !waiting.is_empty() {
            let is_ready =
                |table: &Table| table.refers_to.iter().all(|name| done.contains(name) || *name == table.name);
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
            if ready.is_empty() {
                let names: Vec<_> = rest.iter().map(|table| table.name.as_str()).collect();
                return Err(TransferError::Different(format!("{} refer to each other", names.join(", "))));
            }
            done.extend(ready.iter().map(|table| table.name.clone()));
            tables.extend(ready);
            waiting = rest;
        }
        Ok(Self { tables })
    }

    /// The names of its tables, quoted, with commas between them.
    pub(super) fn list(&self) -> String {
        self.tables.iter().map(Table::quoted).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, refers_to: &[&str]) -> Table {
        let columns = vec![("id".to_owned(), Kind::Uuid)];
        let refers_to = refers_to.iter().map(|&name| name.to_owned()).collect();
        Table { name: name.to_owned(), columns, refers_to }
    }

    fn in_sqlite(names: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        names.iter().map(|name| ((*name).to_owned(), BTreeSet::from(["id".to_owned()]))).collect()
    }

    #[test]
    fn what_is_referred_to_comes_first() {
        let tables = vec![table("a", &["b", "a"]), table("b", &["c"]), table("c", &[])];
        let plan = Plan::of(tables, &in_sqlite(&["a", "b", "c"])).unwrap();
        assert_eq!(plan.list(), "\"c\", \"b\", \"a\"");
    }

    #[test]
    fn what_only_one_of_them_has_is_named() {
        let told = |tables, names: &[&str]| Plan::of(tables, &in_sqlite(names)).unwrap_err().to_string();
        assert!(told(vec![table("a", &[]), table("b", &[])], &["a"]).ends_with(": b"));
        assert!(told(vec![table("a", &[])], &["a", "c"]).ends_with(": c"));
        assert!(
            told(vec![table("a", &["b"]), table("b", &["a"])], &["a", "b"]).contains("refer to each other")
        );
    }
}
