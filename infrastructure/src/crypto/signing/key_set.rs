//! The keys of one moment: the one that signs, and all that verify.

use super::{
    key::{SHARED_SECRET_ID, SharedSecret, SigningKey},
    public::{PublicKey, Verifier},
};
use jsonwebtoken::jwk::JwkSet;
use oathgate_application::{error::PortError, ports::sealer::Sealer};
use oathgate_domain::signing::{KeyState, SigningAlgorithm, StoredSigningKey};
use std::{collections::HashMap, sync::Arc};

/// The key that signs access tokens, if there is one, those that sign for clients, by algorithm, and every
/// key that verifies, by `kid`.
pub struct KeySet {
    pub(super) signer: Option<Arc<SigningKey>>,
    pub(super) signers: HashMap<SigningAlgorithm, Arc<SigningKey>>,
    pub(super) verifiers: HashMap<String, Verifier>,
    jwks: String,
}

impl KeySet {
    /// Opens stored keys, newest first. The active one of each algorithm signs, and that of `algorithm`
    /// access tokens, too; all are published. One of the others that does not open any more is left out,
    /// with a warning: its tokens are refused.
    ///
    /// # Errors
    /// [`PortError::Defect`] when a key that should sign does not open.
    pub fn load(
        stored: &[StoredSigningKey],
        sealer: &dyn Sealer,
        algorithm: SigningAlgorithm,
    ) -> Result<Self, PortError> {
        let mut signers = HashMap::new();
        let mut public = Vec::new();
        for key in stored {
            let signs = key.state() == KeyState::Active && !signers.contains_key(&key.algorithm);
            match SigningKey::open(key, sealer) {
                Ok((pair, published)) => {
                    public.push(published);
                    if signs {
                        signers.insert(key.algorithm, Arc::new(pair));
                    }
                }
                Err(error) if signs => return Err(error),
                Err(error) => {
                    let cause = std::error::Error::source(&error).map(ToString::to_string);
                    tracing::warn!(
                        kid = key.id,
                        cause,
                        "a signing key does not open; its tokens are refused"
                    );
                }
            }
        }
        Self::of(signers.get(&algorithm).cloned(), signers, public)
    }

    /// Signs and verifies with a shared secret (HS256), and still verifies with stored keys.
    ///
    /// # Errors
    /// [`PortError::Defect`] when a set cannot be written as JSON.
    pub fn with_shared_secret(
        secret: &SharedSecret,
        stored: &[StoredSigningKey],
        sealer: &dyn Sealer,
    ) -> Result<Self, PortError> {
        let mut set = Self::load(stored, sealer, SigningAlgorithm::Hs256)?;
        let (signer, verifier) = SigningKey::shared(secret);
        set.signer = Some(Arc::new(signer));
        set.verifiers.insert(SHARED_SECRET_ID.to_owned(), verifier);
        Ok(set)
    }

    fn of(
        signer: Option<Arc<SigningKey>>,
        signers: HashMap<SigningAlgorithm, Arc<SigningKey>>,
        public: Vec<PublicKey>,
    ) -> Result<Self, PortError> {
        let verifiers = public.iter().map(|key| (key.id().to_owned(), key.verifier.clone())).collect();
        let published = JwkSet { keys: public.into_iter().map(|key| key.jwk).collect() };
        let jwks =
            serde_json::to_string(&published).map_err(|error| PortError::defect("signing keys", error))?;
        Ok(Self { signer, signers, verifiers, jwks })
    }

    /// The public keys as a JWK Set (RFC 7517 §5) in JSON. A shared secret is never in it.
    pub fn jwks(&self) -> &str {
        &self.jwks
    }
}

impl std::fmt::Debug for KeySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeySet")
            .field("signs", &self.signer.is_some())
            .field("verifies", &self.verifiers.keys())
            .finish_non_exhaustive()
    }
}
