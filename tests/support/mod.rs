//! Deployments of the real binary on every backing, with a mail server beside it.
#![allow(dead_code, reason = "each test binary uses a part")]

pub mod browser;
pub mod deployment;
pub mod process;
pub mod services;

pub use browser::Client;
pub use deployment::{Backing, Deployment};

/// Marks a deployment's secrets, so that a search of its logs for them means something.
pub const PASSWORD: &str = "violet-otter-paints-9-doors";
/// Another password, for changes.
pub const OTHER_PASSWORD: &str = "nine-quiet-lanterns-drift-west";
