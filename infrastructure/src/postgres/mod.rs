//! PostgreSQL: connections, TLS and sessions. The repositories over them are in [`crate::sql`].

mod address;
mod convert;
mod fault;
mod pool;
mod session;
mod tls;

pub use self::{
    address::{AddressError, TlsMode, Trust},
    pool::{PostgresDatabase, PostgresOptions},
};
