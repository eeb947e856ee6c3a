//! Sessions and their refresh tokens in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{
    account::Account,
    ids::{AccountId, SessionId},
    secret::TokenDigest,
    session::{Session, StoredRefresh},
};
use time::OffsetDateTime;

/// A refresh token that was made current, and whose it is.
#[derive(Debug, Clone)]
pub struct Rotated {
    /// The session after the change.
    pub session: Session,
    /// Whether the account is an administrator's.
    pub is_admin: bool,
}

/// Sessions.
#[async_trait]
pub trait Sessions: Send {
    /// Opens a session whose current refresh token has this digest, with the session's
    /// generation.
    async fn open(&mut self, session: &Session, refresh: TokenDigest) -> Result<(), PortError>;

    /// Makes `next` the current refresh token, one generation up, in one statement, if
    /// `presented` is current, the session is live at `now` and its account is active. None, and
    /// nothing changed, otherwise. Of any number at the same time one gets it.
    async fn rotate(
        &mut self,
        id: SessionId,
        presented: StoredRefresh,
        next: TokenDigest,
        now: OffsetDateTime,
        expires_at: OffsetDateTime,
    ) -> Result<Option<Rotated>, PortError>;

    /// The session with this id, live or not.
    async fn find(&mut self, id: SessionId) -> Result<Option<Session>, PortError>;

    /// The session with this id and its account, in one statement, if it is live at `now`.
    async fn find_live(
        &mut self,
        id: SessionId,
        now: OffsetDateTime,
    ) -> Result<Option<(Session, Account)>, PortError>;

    /// The live sessions of an account at `now`, latest used first, at most `limit`.
    async fn list_live(
        &mut self,
        account: AccountId,
        now: OffsetDateTime,
        limit: u16,
    ) -> Result<Vec<Session>, PortError>;

    /// The sessions of an account that are still known, live or not, latest first, at most `limit`.
    async fn list_all(&mut self, account: AccountId, limit: u16) -> Result<Vec<Session>, PortError>;

    /// The sessions of an account, live or not, that began before `before`, latest first, at most
    /// `limit`.
    async fn history(
        &mut self,
        account: AccountId,
        before: Option<OffsetDateTime>,
        limit: u16,
    ) -> Result<Vec<Session>, PortError>;

    /// Ends a session, if it belongs to `account` where that is given. False where there was
    /// none to end.
    async fn revoke(
        &mut self,
        id: SessionId,
        account: Option<AccountId>,
        now: OffsetDateTime,
    ) -> Result<bool, PortError>;

    /// Ends every live session of an account, except `keep`. Tells how many.
    async fn revoke_all(
        &mut self,
        account: AccountId,
        keep: Option<SessionId>,
        now: OffsetDateTime,
    ) -> Result<u64, PortError>;
}
