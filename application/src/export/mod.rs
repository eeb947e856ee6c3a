//! The way back: people and clients, page by page, in an order that never changes.

use crate::{
    audit::{By, Record},
    error::PortError,
    ports::{clock::Clock, entropy::Entropy, store::Store},
    retried,
    transact::transact,
};
use oathgate_domain::{
    account::{Account, PasswordHash},
    audit::{Act, AuditEntry},
    ids::AccountId,
    oauth::{Client, ClientId},
};
use std::sync::Arc;

/// How many people are read at a time.
const PEOPLE: u16 = 500;
/// How many clients are read at a time.
const CLIENTS: u16 = 200;

/// Reads everybody, or every client, for another system. Each page is read on its own, so that a server goes
/// on meanwhile: what changes while it runs is written as it was when its page was read.
pub struct Export {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Draws ids of audit entries.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Export {
    /// Notes that everybody is about to be written out. Tells how many accounts are left out because
    /// their owners have asked for their erasure, which is carried out here alone.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn begin_people(&self, by: &By) -> Result<u64, PortError> {
        self.note(Act::AccountsExported, by).await?;
        self.store.begin_read().await?.accounts().being_erased().await
    }

    /// The people behind `after`, with their password hashes, in the order of their ids. None where there
    /// are no more.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn people(&self, after: Option<AccountId>) -> Result<Vec<(Account, PasswordHash)>, PortError> {
        self.store.begin_read().await?.accounts().export(after, PEOPLE).await
    }

    /// Notes that every client is about to be written out.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn begin_clients(&self, by: &By) -> Result<(), PortError> {
        self.note(Act::ClientsExported, by).await
    }

    /// The clients behind `after`, in the order of their ids. None where there are no more.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn clients(&self, after: Option<&ClientId>) -> Result<Vec<Client>, PortError> {
        self.store.begin_read().await?.clients().list(after, CLIENTS).await
    }

    async fn note(&self, act: Act, by: &By) -> Result<(), PortError> {
        let entry = Record::of(act, by).entry(self.entropy.ordered_id(), self.clock.now());
        retried!(transact(&*self.store, async |unit| unit.audit().record(&entry).await))
    }
}

/// The entry that says that everything was copied here from a database of another kind, that many rows. It belongs
/// into the transaction that copies them.
pub fn moved(entropy: &dyn Entropy, clock: &dyn Clock, by: &By, from: &str, rows: u64) -> AuditEntry {
    let record = Record::of(Act::StoreMoved, by).with("from", from).with("rows", rows);
    record.entry(entropy.ordered_id(), clock.now())
}
