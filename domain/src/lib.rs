//! The decisions of Oathgate: what an account, a password, a session, a challenge and a workflow
//! are, and what may happen to them.
//!
//! Nothing here does I/O, reads a clock or draws a random number: callers hand such values in.

pub mod account;
pub mod audit;
pub mod brand;
pub mod challenge;
pub mod contact;
pub mod device;
pub mod email;
pub mod ids;
pub mod invalid;
pub mod locale;
pub mod names;
pub mod oauth;
pub mod password;
pub mod rate;
pub mod registration;
pub mod secret;
pub mod session;
pub mod signing;
pub mod trace;
pub mod workflow;
