//! Hints: "there may be something to do for this run". A hint is never the message of record: all
//! of them may be lost, repeated or reordered at any time, and every run is still carried out.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{ids::RunId, workflow::Priority};
use std::{sync::Weak, time::Duration};

/// Which run, and how urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint {
    /// The run.
    pub run: RunId,
    /// Its priority.
    pub priority: Priority,
    /// Whether it may have to wait for others that need the same peer. A carrier may let such hints wait behind
    /// the others, of which each is worth something.
    pub limited: bool,
}

impl Hint {
    /// About a run that waits for nobody.
    pub const fn of(run: RunId, priority: Priority) -> Self {
        Self { run, priority, limited: false }
    }
}

/// Carries hints from those who start runs to the workers.
#[async_trait]
pub trait Hints: Send + Sync {
    /// Gives hints to some worker. A full queue drops them.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] when the carrier is away.
    async fn give(&self, hints: &[Hint]) -> Result<(), PortError>;

    /// Takes up to `limit` hints (at most 512), urgent ones first. Waits up to `patience` for
    /// the first; an empty list says that none came. The worker keeps one such call going.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] when the carrier is away; the worker then polls the store.
    async fn take(&self, limit: usize, patience: Duration) -> Result<Vec<RunId>, PortError>;

    /// Tells of a worker in this very process, to whom hints may go without a detour. A carrier that has
    /// none needs not listen.
    fn meet(&self, _worker: Weak<dyn NearWorker>) {}

    /// How many hints wait, about.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] when the carrier is away.
    async fn depth(&self) -> Result<u64, PortError>;

    /// Asks the carrier for a sign of life.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] when there is none within two seconds.
    async fn ping(&self) -> Result<(), PortError>;
}

/// A worker in the same process.
pub trait NearWorker: Send + Sync {
    /// Takes as many of the hints, from the first on, as it has nothing else to do for, and tells how many
    /// those are.
    fn accept(&self, hints: &[Hint]) -> usize;
}
