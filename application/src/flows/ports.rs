//! The ports that steps of workflows use.

use crate::{
    accounts::links::Links,
    ports::{entropy::Entropy, mailer::Mailer, store::Store},
};
use std::sync::Arc;

/// The ports that steps of workflows use.
pub struct FlowPorts {
    /// For effects that read what a mail needs. `tx` steps get their unit instead.
    pub store: Arc<dyn Store>,
    /// Sends mail.
    pub mailer: Arc<dyn Mailer>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Makes links.
    pub links: Links,
}
