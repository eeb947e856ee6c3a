//! Makes keys where nobody waits for it: an RSA key takes about a tenth of a second.

use super::key::generate_signing_key;
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{clock::Clock, key_maker::KeyMaker, sealer::Sealer},
};
use oathgate_domain::signing::{SigningAlgorithm, StoredSigningKey};
use std::sync::Arc;

/// Makes keys on a thread of their own.
#[derive(Clone)]
pub struct SealedKeyMaker {
    /// Seals their private halves.
    pub sealer: Arc<dyn Sealer>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

#[async_trait]
impl KeyMaker for SealedKeyMaker {
    async fn make(&self, algorithm: SigningAlgorithm) -> Result<StoredSigningKey, PortError> {
        let (sealer, now) = (Arc::clone(&self.sealer), self.clock.now());
        let made = tokio::task::spawn_blocking(move || generate_signing_key(algorithm, &*sealer, now));
        let key = made.await.map_err(|error| PortError::defect("a new signing key", error))??;
        Ok(StoredSigningKey { activated_at: None, ..key })
    }
}
