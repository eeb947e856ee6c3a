//! The audit trail: what use cases note in it, and how it is sealed, checked, searched and cut.

mod chain;
mod record;
mod trail;

pub use chain::{Broken, Flaw, genesis};
pub use record::{By, Record};
pub use trail::{Found, Trail, Whole};
