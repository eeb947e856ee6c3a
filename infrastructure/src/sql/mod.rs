//! The repositories, written once in the SQL that both engines speak, over a tiny port: a
//! [`Session`] that runs a statement with [`Value`]s and gives [`Row`]s.
//!
//! There is no query builder and no mapping by magic: a repository is its statements. What differs
//! between the engines is asked of [`Dialect`]; a hot path may be written for each engine instead.

mod error;
pub mod round_trips;
mod row;
mod session;
mod unit;
pub(crate) mod value;

pub use self::{
    error::SqlError,
    row::Row,
    session::{Dialect, Session},
    unit::SqlUnit,
    value::Value,
};
pub(crate) use self::{session::only_reads, value::params};
