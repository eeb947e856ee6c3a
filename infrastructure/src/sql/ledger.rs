//! The list of all statements of the repositories, and which of them were run. A statement that
//! no test runs is a failing test, since only a database knows whether it means anything.

use crate::sql::Dialect;
#[cfg(debug_assertions)]
use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

/// Defines the statements of a module as constants and lists them for the ledger.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub(super) const $name: &str = $sql;)*

        /// Every statement of this module by its name.
        pub(super) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use statements;

/// Statements by their names.
pub(crate) type Statements = &'static [(&'static str, &'static str)];

/// Lists statements that are defined elsewhere: `listed![OPEN, CLOSE]`.
macro_rules! listed {
    ($($statement:expr),* $(,)?) => { &[$((stringify!($statement), $statement)),*] };
}
pub(crate) use listed;

#[cfg(debug_assertions)]
static RUN: Mutex<Option<HashSet<(Dialect, &'static str)>>> = Mutex::new(None);

/// Notes that a statement was run, in builds for development.
#[inline]
pub(crate) fn note(dialect: Dialect, sql: &'static str) {
    #[cfg(debug_assertions)]
    RUN.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert((dialect, sql));
    #[cfg(not(debug_assertions))]
    let _ = (dialect, sql);
}

/// The statements that were not run on `dialect` in this process so far, as `module::NAME`. All of
/// them in builds that do not keep the ledger.
pub fn unused(dialect: Dialect) -> Vec<String> {
    super::statements(dialect)
        .into_iter()
        .flat_map(|(module, statements)| statements.iter().map(move |statement| (module, statement)))
        .filter(|(_, (_, sql))| !was_run(dialect, sql))
        .map(|(module, (name, _))| format!("{module}::{name}"))
        .collect()
}

#[cfg(debug_assertions)]
fn was_run(dialect: Dialect, sql: &str) -> bool {
    let run = RUN.lock().unwrap_or_else(PoisonError::into_inner);
    run.as_ref().is_some_and(|run| run.iter().any(|noted| *noted == (dialect, sql)))
}

#[cfg(not(debug_assertions))]
fn was_run(_: Dialect, _: &str) -> bool {
    false
}
