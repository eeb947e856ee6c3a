//! The repositories, written once in the SQL that both engines speak, over a tiny port: a
//! [`Session`] that runs a statement with [`Value`]s and gives [`Row`]s.
//!
//! There is no query builder and no mapping by magic: a repository is its statements. What differs
//! between the engines is asked of [`Dialect`]; a hot path may be written for each engine instead.

mod account_batches;
mod account_lists;
mod account_statements;
mod accounts;
mod audit;
mod challenges;
mod contact;
mod erasures;
mod error;
mod exports;
mod farewells;
mod known_devices;
pub mod ledger;
mod limit_changes;
mod mail_requests;
mod oauth;
mod operations;
mod person;
mod registrations;
mod retention;
pub mod round_trips;
mod row;
mod session;
mod sessions;
mod signing_keys;
pub(crate) mod statement;
mod subject_secrets;
mod trends;
mod unit;
pub(crate) mod value;
pub(crate) mod workflow_changes;
pub(crate) mod workflow_runs;
mod workflow_schedules;
pub(crate) mod workflow_statements;

pub(crate) use self::{
    audit::insertion as audit_insertion,
    session::only_reads,
    unit::give,
    value::{params, values},
};
pub use self::{
    error::SqlError,
    row::Row,
    session::{Dialect, Session},
    statement::log_slow,
    unit::SqlUnit,
    value::Value,
};

/// The statements of every repository on `dialect`, by the name of its module.
fn statements(dialect: Dialect) -> Vec<(&'static str, ledger::Statements)> {
    let mut all: Vec<(_, &'static [_])> = vec![
        ("accounts", account_statements::STATEMENTS),
        ("audit", audit::STATEMENTS),
        ("challenges", challenges::STATEMENTS),
        ("known_devices", known_devices::STATEMENTS),
        ("erasures", erasures::STATEMENTS),
        ("exports", exports::STATEMENTS),
        ("farewells", farewells::STATEMENTS),
        ("limit_changes", limit_changes::STATEMENTS),
        ("mail_requests", mail_requests::STATEMENTS),
        ("operations", operations::STATEMENTS),
        ("registrations", registrations::STATEMENTS),
        ("retention", retention::STATEMENTS),
        ("sessions", sessions::STATEMENTS),
        ("signing_keys", signing_keys::STATEMENTS),
        ("subject_secrets", subject_secrets::STATEMENTS),
        ("workflow_runs", workflow_runs::STATEMENTS),
        ("workflow_schedules", workflow_schedules::STATEMENTS),
    ];
    all.extend(oauth::STATEMENTS);
    match dialect {
        Dialect::Postgres => {
            all.push(("workflow_runs", workflow_runs::POSTGRES_STATEMENTS));
            all.push(("accounts", account_batches::POSTGRES_STATEMENTS));
            all.push(("operations", operations::POSTGRES_STATEMENTS));
            all.push(("trends", trends::POSTGRES_STATEMENTS));
            all.push(("retention", retention::POSTGRES_STATEMENTS));
            all.extend(crate::postgres::WORKFLOW_STATEMENTS);
        }
        Dialect::Sqlite => {
            all.push(("workflow_runs", workflow_runs::SQLITE_STATEMENTS));
            all.push(("accounts", account_batches::SQLITE_STATEMENTS));
            all.push(("operations", operations::SQLITE_STATEMENTS));
            all.push(("trends", trends::SQLITE_STATEMENTS));
            all.push(("retention", retention::SQLITE_STATEMENTS));
            all.extend(crate::sqlite::WORKFLOW_STATEMENTS);
        }
    }
    all
}
