//! Files with everything that is kept of a person, in storage. The file itself is sealed before it
//! comes here.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::ids::{AccountId, ExportId};
use time::OffsetDateTime;

/// A file that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Export {
    /// Its identifier.
    pub id: ExportId,
    /// Whose it is.
    pub account: AccountId,
    /// When it was asked for.
    pub requested_at: OffsetDateTime,
    /// When it was made, and when it is forgotten; none where it is still being made.
    pub made: Option<Made>,
}

/// A file that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// When.
    pub at: OffsetDateTime,
    /// When it is forgotten.
    pub expires_at: OffsetDateTime,
}

/// Files with everything that is kept of a person.
#[async_trait]
pub trait Exports: Send {
    /// Adds one that is still to be made. False, and nothing changed, where another one of the
    /// account is.
    async fn insert(
        &mut self,
        id: ExportId,
        account: AccountId,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Those of an account that are not forgotten at `now`, latest first, at most 50.
    async fn list(&mut self, account: AccountId, now: OffsetDateTime) -> Result<Vec<Export>, PortError>;

    /// The one with this id, whether or not it was made or its time is up.
    async fn find(&mut self, id: ExportId) -> Result<Option<Export>, PortError>;

    /// Keeps the sealed file of one that is still to be made. False where there is none.
    async fn put(&mut self, id: ExportId, sealed: &[u8], made: Made) -> Result<bool, PortError>;

    /// The sealed file, if it is the account's and not forgotten at `now`.
    async fn open(
        &mut self,
        id: ExportId,
        account: AccountId,
        now: OffsetDateTime,
    ) -> Result<Option<Vec<u8>>, PortError>;

    /// Forgets one, if it belongs to `account` where that is given. False where there is none.
    async fn forget(&mut self, id: ExportId, account: Option<AccountId>) -> Result<bool, PortError>;
}
