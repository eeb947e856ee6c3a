//! Clients that publish what would otherwise be registered about them, in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::oauth::{Client, ClientId};
use time::OffsetDateTime;

/// For how long what a client has published is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentCopy {
    /// Until when it is used without a further look.
    pub fresh_until: OffsetDateTime,
    /// Until when it is used where a further look fails because nobody answers.
    pub usable_until: OffsetDateTime,
}

/// What became of a client that was found in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// It was not known before.
    New,
    /// It was known.
    Known,
    /// Somebody has registered a client with this id otherwise; nothing was changed.
    Taken,
}

/// Clients that publish themselves.
#[async_trait]
pub trait ClientDocuments: Send {
    /// What is known of the document of a client; none where the client is not known, or was registered.
    async fn find(&mut self, client: &ClientId) -> Result<Option<DocumentCopy>, PortError>;

    /// Takes it upon oneself to look again at a document that is fresh until `before`: until `until`, the
    /// copy counts as fresh for the others. Of any number at the same time, one gets true.
    async fn claim(
        &mut self,
        client: &ClientId,
        before: OffsetDateTime,
        until: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Keeps a client as its document describes it, how it shows itself included. Whether it is disabled, and
    /// when it was first seen, stay as they are.
    async fn put(&mut self, client: &Client, copy: DocumentCopy) -> Result<Placed, PortError>;

    /// Notes that what is known of the document is good no longer.
    async fn expire(&mut self, client: &ClientId, now: OffsetDateTime) -> Result<(), PortError>;

    /// Deletes clients whose documents were usable until `before` at the latest, and to which no person has
    /// agreed; at most 500, and tells how many. One that an operator has disabled stays.
    async fn forget_unused(&mut self, before: OffsetDateTime) -> Result<u64, PortError>;
}
