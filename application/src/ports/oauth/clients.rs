//! Clients in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::oauth::{Client, ClientId, ClientSecretDigest};

/// Clients.
#[async_trait]
pub trait Clients: Send {
    /// Adds a client, with the origins of its redirect URIs and its audiences. False, and nothing changed,
    /// where the id is taken.
    async fn insert(&mut self, client: &Client) -> Result<bool, PortError>;

    /// The client with this id, disabled or not.
    async fn find(&mut self, id: &ClientId) -> Result<Option<Client>, PortError>;

    /// Changes what is registered about a client, the origins of its redirect URIs and its audiences with
    /// it. Its id, its secret, how it shows itself, whether it is disabled and when it was made stay as
    /// they are. False, and nothing changed, where there is no such client that shows itself so.
    async fn update(&mut self, client: &Client) -> Result<bool, PortError>;

    /// Whether a client that is not disabled is a resource server for this audience. One indexed read.
    async fn knows_audience(&mut self, audience: &str) -> Result<bool, PortError>;

    /// Whether a client that is not disabled has a redirect URI of this origin. One indexed read.
    async fn knows_origin(&mut self, origin: &str) -> Result<bool, PortError>;

    /// Clients in the order of their ids, those after `after`, at most `limit` (at most 200).
    async fn list(&mut self, after: Option<&ClientId>, limit: u16) -> Result<Vec<Client>, PortError>;

    /// Gives a client that sends its secret another one. False where there is no such client.
    async fn set_secret(&mut self, id: &ClientId, secret: ClientSecretDigest) -> Result<bool, PortError>;

    /// Gives a client that signs with its secret (`client_secret_jwt`) another one, encrypted. False
    /// where there is no such client.
    async fn set_sealed_secret(&mut self, id: &ClientId, sealed: &[u8]) -> Result<bool, PortError>;

    /// Deletes a client, with its codes, its grants and what people agreed to for it. False where
    /// there is none.
    async fn delete(&mut self, id: &ClientId) -> Result<bool, PortError>;

    /// Disables or enables a client. False where nothing changed.
    async fn set_disabled(&mut self, id: &ClientId, disabled: bool) -> Result<bool, PortError>;
}
