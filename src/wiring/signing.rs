//! The keys that sign tokens, both access tokens and ID tokens: made at the first start, opened, and looked at again now and then, since
//! another process may have exchanged them.

use super::{Foundation, subjects::open_subjects};
use crate::{config::Settings, failure::Failure};
use oathgate_application::{
    error::PortError, keys::KeyRing, ports::sealer::Sealer, retried, transact::transact,
};
use oathgate_domain::signing::{KEYS_SEEN_EVERY, KeyState, SigningAlgorithm, StoredSigningKey};
use oathgate_infrastructure::crypto::{
    JwtAccessTokens, KeySet, MasterKeys, SealedKeyMaker, SharedSecret, generate_signing_key,
};
use std::{error::Error, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How soon they are looked at again because a token names one that is not known. Anybody can make up such a
/// token.
const LEAST: Duration = Duration::from_secs(5);

/// Signs with the keys of the database.
pub(crate) struct Signing {
    tokens: Arc<JwtAccessTokens>,
    foundation: Foundation,
    sealer: Arc<MasterKeys>,
    algorithm: SigningAlgorithm,
    shared_secret: Option<SharedSecret>,
    seen: Vec<Version>,
}

/// What of a stored key can change.
type Version = (String, KeyState);

impl Signing {
    /// Opens the stored keys; makes one where there is none that signs.
    ///
    /// # Errors
    /// When the database does not answer, or a key does not open.
    pub(crate) async fn start(
        settings: &Settings,
        foundation: &Foundation,
        sealer: &Arc<MasterKeys>,
    ) -> Result<Self, Failure> {
        let algorithm = settings.tokens.algorithm;
        let shared_secret = shared_secret(settings)?;
        // A client may have its ID tokens signed by each of them.
        for algorithm in SigningAlgorithm::OF_PAIRS {
            make_first(foundation, sealer, algorithm).await?;
        }
        let stored = list(foundation).await?;
        let keys = open(&stored, sealer, algorithm, shared_secret.as_ref())?;
        Ok(Self {
            tokens: Arc::new(JwtAccessTokens::new(settings.addresses.issuer(), keys)),
            foundation: foundation.clone(),
            sealer: Arc::clone(sealer),
            algorithm,
            shared_secret,
            seen: versions(&stored),
        })
    }

    /// What signs.
    pub(crate) fn tokens(&self) -> Arc<JwtAccessTokens> {
        Arc::clone(&self.tokens)
    }

    /// Looks at the stored keys now and then, and when a token names one that is not known, until `stop`.
    pub(crate) async fn keep_fresh(mut self, stop: CancellationToken) {
        let tokens = self.tokens();
        let due = async || {
            let missed = async {
                tokio::time::sleep(LEAST).await;
                tokens.missed_a_key().await;
            };
            // Time out or not, it is time to look.
            let _ = tokio::time::timeout(KEYS_SEEN_EVERY.unsigned_abs(), missed).await;
        };
        while stop.run_until_cancelled(due()).await.is_some() {
            if let Err(error) = self.look().await {
                tracing::warn!(
                    error = &error as &dyn Error,
                    "the signing keys cannot be looked at; the old ones stay"
                );
            }
        }
    }

    async fn look(&mut self) -> Result<(), PortError> {
        let stored = list(&self.foundation).await?;
        let found = versions(&stored);
        if found == self.seen {
            return Ok(());
        }
        let keys = key_set(&stored, &self.sealer, self.algorithm, self.shared_secret.as_ref())?;
        self.tokens.replace_keys(keys);
        self.seen = found;
        tracing::info!("the signing keys have changed");
        Ok(())
    }
}

/// How long an ID token lives beyond the moment at which its key signs no more, and a server that has not
/// seen so yet may still sign with it.
const LATE: time::Duration = time::Duration::minutes(15);

/// What is done to signing keys.
pub(crate) fn key_ring(settings: &Settings, foundation: &Foundation, keys: &Arc<MasterKeys>) -> KeyRing {
    let lifetimes = settings.tokens.lifetimes;
    let clock = || Arc::clone(&foundation.clock);
    KeyRing {
        store: Arc::clone(&foundation.store),
        maker: Arc::new(SealedKeyMaker { sealer: Arc::clone(keys) as Arc<dyn Sealer>, clock: clock() }),
        entropy: Arc::clone(&foundation.entropy),
        clock: clock(),
        interval: settings.tokens.key_rotation,
        // A hint of who is meant is recognised for as long as the session that it is of may live.
        tail: lifetimes.access.max(lifetimes.refresh) + LATE,
    }
}

/// Opens the stored keys, and the secret of pairwise subjects, and tells how many keys there are, as a check.
///
/// # Errors
/// When the database does not answer, or the key that signs does not open.
pub(crate) async fn open_keys(
    settings: &Settings,
    foundation: &Foundation,
    sealer: &MasterKeys,
) -> Result<usize, Failure> {
    let stored = list(foundation).await?;
    open(&stored, sealer, settings.tokens.algorithm, shared_secret(settings)?.as_ref())?;
    open_subjects(foundation, sealer).await?;
    Ok(stored.len())
}

fn shared_secret(settings: &Settings) -> Result<Option<SharedSecret>, Failure> {
    let secret = settings.tokens.shared_secret.clone().map(SharedSecret::new).transpose();
    secret.map_err(|fault| Failure::because("JWT_SECRET_KEY cannot be used", fault))
}

/// Of any number of processes that start at the same time, one makes the key.
async fn make_first(
    foundation: &Foundation,
    sealer: &MasterKeys,
    algorithm: SigningAlgorithm,
) -> Result<(), PortError> {
    let signs = |key: &StoredSigningKey| key.algorithm == algorithm && key.state() == KeyState::Active;
    if list(foundation).await?.iter().any(signs) {
        return Ok(());
    }
    // Blocks for a tenth of a second for RSA; nothing else is under way yet.
    let key = generate_signing_key(algorithm, sealer, foundation.clock.now())?;
    let first =
        retried!(transact(&*foundation.store, async |unit| unit.signing_keys().insert_if_first(&key).await))?;
    if first {
        tracing::info!(kid = key.id, algorithm = algorithm.as_str(), "made a signing key");
    }
    Ok(())
}

async fn list(foundation: &Foundation) -> Result<Vec<StoredSigningKey>, PortError> {
    foundation.store.begin_read().await?.signing_keys().list().await
}

fn open(
    stored: &[StoredSigningKey],
    sealer: &MasterKeys,
    algorithm: SigningAlgorithm,
    shared_secret: Option<&SharedSecret>,
) -> Result<KeySet, Failure> {
    key_set(stored, sealer, algorithm, shared_secret).map_err(|error| {
        Failure::because("the signing key in the database does not open; is this its ENCRYPTION_KEY?", error)
    })
}

fn key_set(
    stored: &[StoredSigningKey],
    sealer: &MasterKeys,
    algorithm: SigningAlgorithm,
    shared_secret: Option<&SharedSecret>,
) -> Result<KeySet, PortError> {
    match shared_secret {
        Some(secret) => KeySet::with_shared_secret(secret, stored, sealer),
        None => KeySet::load(stored, sealer, algorithm),
    }
}

fn versions(stored: &[StoredSigningKey]) -> Vec<Version> {
    stored.iter().map(|key| (key.id.clone(), key.state())).collect()
}
