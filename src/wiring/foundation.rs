//! What every use case stands on: time, chance, the database and the carrier of hints.

use super::OpenDatabase;
use crate::{
    config::{RedisPlace, Settings},
    failure::Failure,
};
use oathgate_application::{
    ports::{
        clock::Clock, entropy::Entropy, hints::Hints, limits::Limits, store::Store,
        workflow_store::WorkflowStore,
    },
    telemetry::measures,
};
use oathgate_domain::ids::WorkerId;
use oathgate_infrastructure::{
    local::{LocalHints, LocalLimits, OsEntropy, SystemClock},
    redis::{Redis, RedisHints, RedisLimits, RedisSettings},
};
use std::sync::Arc;

/// What every use case stands on.
#[derive(Clone)]
pub(crate) struct Foundation {
    /// Time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Chance.
    pub(crate) entropy: Arc<dyn Entropy>,
    /// The database.
    pub(crate) database: OpenDatabase,
    /// Carries hints to the workers: by Redis, or within the process.
    pub(crate) hints: Arc<dyn Hints>,
    /// Counts requests: in Redis, or within the process.
    pub(crate) limits: Arc<dyn Limits>,
    /// Units of work.
    pub(crate) store: Arc<dyn Store>,
    /// The workflow store.
    pub(crate) runs: Arc<dyn WorkflowStore>,
}

impl Foundation {
    /// Builds it. Servers are asked when they are needed, so one that is away is no error here.
    ///
    /// # Errors
    /// When an address or a file cannot be used.
    pub(crate) fn lay(settings: &Settings) -> Result<Self, Failure> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy::new(Arc::clone(&clock)));
        let database = OpenDatabase::open(&settings.storage, Arc::clone(&clock))?;
        let (hints, limits): (Arc<dyn Hints>, Arc<dyn Limits>) = if let Some(place) = &settings.storage.redis
        {
            let (redis, reader) = (redis(place)?, WorkerId(entropy.ordered_id()));
            (
                Arc::new(RedisHints::new(redis.clone(), reader)),
                Arc::new(RedisLimits::new(redis, Arc::clone(&clock))),
            )
        } else {
            // Among all servers that there can be: this one.
            measures::LIMITS_SHARED.set([], 1.0);
            (Arc::new(LocalHints::new()), Arc::new(LocalLimits::new(Arc::clone(&clock))))
        };
        let store = database.store(Arc::clone(&hints));
        let runs = database.runs(Arc::clone(&hints));
        Ok(Self { clock, entropy, database, hints, limits, store, runs })
    }
}

/// The Redis of the settings.
///
/// # Errors
/// When its address cannot be used.
pub(crate) fn redis(place: &RedisPlace) -> Result<Redis, Failure> {
    let settings = RedisSettings { url: place.url.clone(), certificates: None, prefix: place.prefix.clone() };
    Redis::new(&settings).map_err(|error| Failure::because("REDIS_URL cannot be used", error))
}
