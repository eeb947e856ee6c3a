//! The ports that steps of workflows use.

use super::retention::Keeping;
use crate::{
    accounts::links::Links,
    keys::KeyRing,
    oauth::subjects::Subjects,
    ports::{
        entropy::Entropy, id_tokens::IdTokens, mailer::Mailer, peers::Peers, sealer::Sealer, store::Store,
        workflow_store::WorkflowStore,
    },
};
use std::sync::Arc;
use time::Duration;

/// The ports that steps of workflows use.
pub struct FlowPorts {
    /// For effects that read what a mail needs. `tx` steps get their unit instead.
    pub store: Arc<dyn Store>,
    /// What has happened so far.
    pub runs: Arc<dyn WorkflowStore>,
    /// Sends mail.
    pub mailer: Arc<dyn Mailer>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Seals what must be read again.
    pub sealer: Arc<dyn Sealer>,
    /// Makes links.
    pub links: Links,
    /// Signing keys, and what becomes of them.
    pub key_ring: KeyRing,
    /// For how long what is over is kept.
    pub keeping: Keeping,
    /// Tells clients that somebody has signed out.
    pub logout: LogoutPorts,
}

/// What clients are told of a logout with.
pub struct LogoutPorts {
    /// Signs the tokens that they verify.
    pub id_tokens: Arc<dyn IdTokens>,
    /// Tells who people are to clients.
    pub subjects: Subjects,
    /// Carries them there.
    pub peers: Arc<dyn Peers>,
    /// How long access tokens live.
    pub access_lifetime: Duration,
}
