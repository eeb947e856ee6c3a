//! The audit trail in storage: entries are added within the change that they tell of, and sealed into
//! a chain afterwards, so that no two changes wait for each other because of it.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{
    audit::{AuditEntry, Link},
    ids::{AccountId, AuditId},
};
use time::OffsetDateTime;

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The entry.
    pub entry: AuditEntry,
    /// Its place in the chain; none as long as it was not sealed.
    pub link: Option<Link>,
}

/// Which entries a search finds.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only those with this act, or with acts that begin with it and a dot.
    pub act: Option<String>,
    /// Only those that concern this person.
    pub subject: Option<AccountId>,
    /// Only what this person did.
    pub actor: Option<AccountId>,
    /// Only what was done to the thing with this id.
    pub target: Option<String>,
    /// Only those of this request.
    pub request_id: Option<String>,
    /// Only those from then on.
    pub since: Option<OffsetDateTime>,
    /// Only those before then.
    pub until: Option<OffsetDateTime>,
    /// Only those before this one (time and id of the last of the page before).
    pub before: Option<(OffsetDateTime, AuditId)>,
    /// Most entries to give, at most 200.
    pub limit: u16,
}

/// Which end of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The entry that was sealed last.
    Head,
    /// The last entry that was deleted because its time was up; the chain begins behind it.
    Base,
}

impl End {
    /// Its name in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Base => "base",
        }
    }
}

/// An end of the chain, vouched for by a keyed digest of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The entry's place.
    pub link: Link,
    /// A digest of number and seal, under the key of the link, that follows from nothing else that
    /// is stored.
    pub mac: [u8; 32],
}

/// The audit trail.
#[async_trait]
pub trait Audit: Send {
    /// Adds an entry, unsealed: one statement that waits for nobody.
    async fn record(&mut self, entry: &AuditEntry) -> Result<(), PortError>;

    /// Entries, newest first.
    async fn search(&mut self, filter: &AuditFilter) -> Result<Vec<Recorded>, PortError>;

    /// The sealed entries behind the number `after`, in the order of the chain, at most 1000.
    async fn chain(&mut self, after: i64) -> Result<Vec<Recorded>, PortError>;

    /// The entries that were not sealed yet, oldest first, at most `limit`.
    async fn unsealed(&mut self, limit: u16) -> Result<Vec<AuditEntry>, PortError>;

    /// How many entries were not sealed yet, at most 10,000, and when the oldest of them was recorded.
    async fn waiting(&mut self) -> Result<(u64, Option<OffsetDateTime>), PortError>;

    /// An end of the chain; none as long as nothing was sealed or deleted.
    async fn anchor(&mut self, end: End) -> Result<Option<Anchor>, PortError>;

    /// As [`Self::anchor`] for the head; whoever else asks waits until this unit has ended.
    async fn lock_head(&mut self) -> Result<Option<Anchor>, PortError>;

    /// Seals an entry. False where it was sealed before, or is gone.
    async fn seal(&mut self, entry: AuditId, link: &Link) -> Result<bool, PortError>;

    /// Sets an end of the chain.
    async fn set_anchor(&mut self, end: End, anchor: &Anchor) -> Result<(), PortError>;

    /// Deletes the sealed entries up to this number. Tells how many.
    async fn delete_through(&mut self, number: i64) -> Result<u64, PortError>;
}
