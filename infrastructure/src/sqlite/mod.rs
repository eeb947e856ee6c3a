//! SQLite: the embedded database, its threads and sessions. The repositories over them are in
//! [`crate::sql`].

mod connection;
mod database;
mod fault;
mod file;
mod readers;
mod session;
mod store;
mod workflows;
mod writer;

pub(crate) use self::{
    connection::{read_row, run},
    fault::statement_fault,
    workflows::WORKFLOW_STATEMENTS,
};
pub use self::{
    database::{OpenError, SqliteDatabase},
    store::SqliteStore,
    workflows::SqliteWorkflows,
};
