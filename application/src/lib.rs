//! What Oathgate does: the use cases, the ports through which they reach the world, and the
//! workflows that carry out what happens afterwards.
//!
//! A use case decides by the rules of [`oathgate_domain`] inside one unit of work. Whatever has to
//! happen outside of the database (a mail, a call) is a run of a workflow that is started in the
//! same unit, so that it happens if and only if the change was committed.

pub mod accounts;
pub mod audit;
pub mod error;
pub mod export;
pub mod flows;
pub mod import;
pub mod keys;
pub mod limits;
pub mod oauth;
pub mod operations;
pub mod patience;
pub mod ports;
pub mod schedules;
pub mod telemetry;
pub mod tokens;
pub mod transact;
pub mod workflow;
