//! Clients that have registered themselves, and who may (RFC 7591, RFC 7592), in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{oauth::ClientId, secret::TokenDigest};
use time::OffsetDateTime;
use uuid::Uuid;

/// An initial access token (RFC 7591 §3), by which clients register themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitialToken {
    /// Its identifier.
    pub id: Uuid,
    /// What it was made for, for operators.
    pub note: String,
    /// How many clients can be registered with it still.
    pub uses_left: u32,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When its time is up.
    pub expires_at: OffsetDateTime,
}

/// Clients that have registered themselves, and the tokens by which they may.
#[async_trait]
pub trait ClientRegistrations: Send {
    /// Adds an initial access token with the form in which it is stored.
    async fn add_token(&mut self, token: &InitialToken, digest: TokenDigest) -> Result<(), PortError>;

    /// Uses a token once, if it can be used at `now`. Of any number at the same time, as many get true as
    /// it has uses left.
    async fn use_token(&mut self, digest: TokenDigest, now: OffsetDateTime) -> Result<bool, PortError>;

    /// Whether a token can be used at `now`; it is not.
    async fn can_use(&mut self, digest: TokenDigest, now: OffsetDateTime) -> Result<bool, PortError>;

    /// Every token, latest first, at most 200.
    async fn tokens(&mut self) -> Result<Vec<InitialToken>, PortError>;

    /// Deletes a token. False where there is none.
    async fn delete_token(&mut self, id: Uuid) -> Result<bool, PortError>;

    /// Notes that a client has registered itself, with the form in which its registration access token is
    /// stored (RFC 7592 §3). `open`: nobody had allowed it to.
    async fn note(
        &mut self,
        client: &ClientId,
        access: TokenDigest,
        open: bool,
        now: OffsetDateTime,
    ) -> Result<(), PortError>;

    /// The form in which the registration access token of a client is stored; none where it has none.
    async fn access(&mut self, client: &ClientId) -> Result<Option<TokenDigest>, PortError>;

    /// Deletes clients that registered themselves before `before` without anybody having allowed it, and to
    /// which no person has agreed; at most 500, and tells how many.
    async fn forget_unused(&mut self, before: OffsetDateTime) -> Result<u64, PortError>;
}
