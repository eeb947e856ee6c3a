//! What people have agreed to, remembered per client.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{
    ids::AccountId,
    oauth::{ClientId, Scopes},
};
use time::OffsetDateTime;

/// What a person has agreed to for one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The client.
    pub client: ClientId,
    /// Its name.
    pub client_name: String,
    /// Its home page.
    pub client_home: Option<String>,
    /// Everything that was agreed to so far.
    pub scopes: Scopes,
    /// When it was last agreed to.
    pub given_at: OffsetDateTime,
}

/// Consents.
#[async_trait]
pub trait Consents: Send {
    /// What an account has agreed to for a client; empty where nothing.
    async fn scopes(&mut self, account: AccountId, client: &ClientId) -> Result<Scopes, PortError>;

    /// Sets what an account has agreed to for a client.
    async fn put(
        &mut self,
        account: AccountId,
        client: &ClientId,
        scopes: &Scopes,
        now: OffsetDateTime,
    ) -> Result<(), PortError>;

    /// Forgets it. False where there was none.
    async fn delete(&mut self, account: AccountId, client: &ClientId) -> Result<bool, PortError>;

    /// Everything that an account has agreed to, latest first, at most 200.
    async fn list(&mut self, account: AccountId) -> Result<Vec<Consent>, PortError>;
}
