//! PostgreSQL: connections, TLS and sessions. The repositories over them are in [`crate::sql`].

mod address;
mod convert;
mod facts;
mod fault;
mod pool;
mod session;
mod store;
mod tls;
mod workflows;

pub use self::{
    address::{AddressError, TlsMode, Trust},
    facts::PostgresFacts,
    pool::{PostgresDatabase, PostgresOptions},
    store::PostgresStore,
    workflows::PostgresWorkflows,
};
pub(crate) use self::{fault::statement_fault, workflows::WORKFLOW_STATEMENTS};
