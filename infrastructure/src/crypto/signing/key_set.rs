//! The keys of one moment: the one that signs, and all that verify.

use super::{
    key::{SHARED_SECRET_ID, SharedSecret, SigningKey},
    public::{PublicKey, Verifier},
};
use jsonwebtoken::jwk::JwkSet;
use oathgate_application::{error::PortError, ports::sealer::Sealer};
use oathgate_domain::signing::{SigningAlgorithm, StoredSigningKey};
use std::{collections::HashMap, sync::Arc};

/// The keys that sign access tokens and ID tokens, if there are, and every key that verifies, by `kid`.
pub struct KeySet {
    pub(super) signer: Option<Arc<SigningKey>>,
    /// Signs ID tokens, with RS256.
    pub(super) id_signer: Option<Arc<SigningKey>>,
    pub(super) verifiers: HashMap<String, Verifier>,
    jwks: String,
}

impl KeySet {
    /// Opens stored keys, newest first. The newest of `algorithm` that is not retired signs.
    /// A retired key that does not open any more is left out, with a warning: its tokens are
    /// refused.
    ///
    /// # Errors
    /// [`PortError::Defect`] when the key that should sign does not open.
    pub fn load(
        stored: &[StoredSigningKey],
        sealer: &dyn Sealer,
        algorithm: SigningAlgorithm,
    ) -> Result<Self, PortError> {
        let newest =
            |wanted| stored.iter().position(|key| key.algorithm == wanted && key.retired_at.is_none());
        let (signs, signs_ids) = (newest(algorithm), newest(SigningAlgorithm::Rs256));
        let (mut signer, mut id_signer) = (None, None);
        let mut public = Vec::new();
        for (place, key) in stored.iter().enumerate() {
            match SigningKey::open(key, sealer) {
                Ok((pair, key)) => {
                    public.push(key);
                    let pair = Arc::new(pair);
                    if signs == Some(place) {
                        signer = Some(Arc::clone(&pair));
                    }
                    if signs_ids == Some(place) {
                        id_signer = Some(pair);
                    }
                }
                Err(error) if signs == Some(place) || signs_ids == Some(place) => return Err(error),
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
        Self::of(signer, id_signer, public)
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
        id_signer: Option<Arc<SigningKey>>,
        public: Vec<PublicKey>,
    ) -> Result<Self, PortError> {
        let verifiers = public.iter().map(|key| (key.id().to_owned(), key.verifier.clone())).collect();
        let published = JwkSet { keys: public.into_iter().map(|key| key.jwk).collect() };
        let jwks =
            serde_json::to_string(&published).map_err(|error| PortError::defect("signing keys", error))?;
        Ok(Self { signer, id_signer, verifiers, jwks })
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
