//! A client shows that it is itself (RFC 6749 §2.3).

use super::Refusal;
use crate::{
    error::{Failure, PortError},
    ports::{store::Store, token_keys::TokenKeys},
    transact::Unit,
};
use oathgate_domain::{
    oauth::{Client, ClientAuthentication, ClientId, ClientSecretDigest, OAuthError},
    secret::Secret,
};
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// What a client shows.
#[derive(Debug, Clone)]
pub struct ClientCredentials {
    /// Who it says it is.
    pub id: String,
    /// Its secret; none for a public client.
    pub secret: Option<Secret>,
}

/// Recognises clients.
pub struct AuthenticateClient {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Compares secrets.
    pub keys: Arc<dyn TokenKeys>,
}

impl AuthenticateClient {
    /// Recognises a client. One read. An unknown client, a wrong secret, a secret that is missing
    /// and one that should not be there are all the same.
    ///
    /// # Errors
    /// [`Failure`] with `invalid_client`.
    pub async fn run(&self, shown: &ClientCredentials) -> Result<Client, Failure<Refusal>> {
        let mut unit = self.store.begin_read().await?;
        let found = find(&mut unit, &shown.id).await?;
        let fits = found.as_ref().is_some_and(|client| {
            !client.is_disabled
                && match (client.authentication, client.secret, &shown.secret) {
                    (ClientAuthentication::None, _, None) => true,
                    (
                        ClientAuthentication::SecretBasic | ClientAuthentication::SecretPost,
                        Some(stored),
                        Some(secret),
                    ) => matches(&*self.keys, &client.id, stored, secret),
                    _ => false,
                }
        });
        match found {
            Some(client) if fits => Ok(client),
            _ => Err(Failure::Refused(Refusal::new(
                OAuthError::InvalidClient,
                "the client is unknown, or did not show that it is itself",
            ))),
        }
    }
}

/// The client with this id. Text that can be no id is nobody's.
pub(super) async fn find(unit: &mut Unit, id: &str) -> Result<Option<Client>, PortError> {
    match ClientId::parse(id) {
        Ok(id) => unit.clients().find(&id).await,
        Err(_) => Ok(None),
    }
}

/// The form in which a secret is stored. None where the key is not known (any more).
pub(super) fn digest(
    keys: &dyn TokenKeys,
    key: u32,
    id: &ClientId,
    secret: &Secret,
) -> Option<ClientSecretDigest> {
    let mac = keys.mac(key, "client-secret", &[id.as_str().as_bytes(), secret.expose().as_bytes()])?;
    Some(ClientSecretDigest { key, mac })
}

fn matches(keys: &dyn TokenKeys, id: &ClientId, stored: ClientSecretDigest, shown: &Secret) -> bool {
    digest(keys, stored.key, id, shown).is_some_and(|shown| bool::from(shown.mac.ct_eq(&stored.mac)))
}
