//! Grants and their refresh tokens in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{
    account::Account,
    ids::{AccountId, GrantId},
    oauth::{ClientId, Grant},
    secret::TokenDigest,
    session::StoredRefresh,
};
use time::OffsetDateTime;

/// A live grant with its account as it is now.
#[derive(Debug, Clone)]
pub struct LiveGrant {
    /// The grant.
    pub grant: Grant,
    /// Who agreed; active.
    pub account: Account,
}

/// Grants. A grant is live while it is neither revoked nor expired, its account is active, its
/// client is not disabled and, without the scope `offline_access`, its session is live.
#[async_trait]
pub trait Grants: Send {
    /// Opens a grant; `refresh` is the digest of its first refresh token, where it has one.
    async fn open(&mut self, grant: &Grant, refresh: Option<TokenDigest>) -> Result<(), PortError>;

    /// Makes `next` the current refresh token of a live grant of `client`, one generation up, in
    /// one statement, if `presented` is current. None, and nothing changed, otherwise.
    async fn rotate(
        &mut self,
        id: GrantId,
        client: &ClientId,
        presented: StoredRefresh,
        next: TokenDigest,
        now: OffsetDateTime,
        expires_at: OffsetDateTime,
    ) -> Result<Option<Grant>, PortError>;

    /// The grant with this id, live or not.
    async fn find(&mut self, id: GrantId) -> Result<Option<Grant>, PortError>;

    /// The grant with this id and its account, in one statement, if it is live at `now`.
    async fn find_live(&mut self, id: GrantId, now: OffsetDateTime) -> Result<Option<LiveGrant>, PortError>;

    /// Ends a grant, if it belongs to `client` where that is given. False where there was none
    /// to end.
    async fn revoke(
        &mut self,
        id: GrantId,
        client: Option<&ClientId>,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Ends every grant of an account, for one client where that is given, and uses up the codes
    /// and the requests of devices that would open further ones. Tells how many grants were ended.
    async fn revoke_all(
        &mut self,
        account: AccountId,
        client: Option<&ClientId>,
        now: OffsetDateTime,
    ) -> Result<u64, PortError>;
}
