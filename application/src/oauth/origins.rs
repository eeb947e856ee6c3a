//! Whose pages may call the endpoints that are for clients: those of the origins that clients send people
//! back to.

use crate::{
    error::PortError,
    ports::{clock::Clock, store::Store},
    telemetry::measures,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use time::{Duration, OffsetDateTime};

/// How long an answer is kept: also how long a page may have to wait after its client was made, and how
/// long it may go on after its client was disabled.
const KEPT: Duration = Duration::seconds(30);
/// Most answers that are kept. Anybody can ask for any origin, so there is an end to it.
const MOST: usize = 4096;
/// Longest origin that is looked up, in bytes.
const MAX_ORIGIN: usize = 300;

/// Knows the origins of clients' redirect URIs, and remembers them for a while.
pub struct ClientOrigins {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    known: Mutex<HashMap<String, (bool, OffsetDateTime)>>,
}

impl ClientOrigins {
    /// Knows what the store knows.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, known: Mutex::default() }
    }

    /// Whether an enabled client sends people back to a page of this origin (RFC 6454, as browsers write
    /// it). At most one read for an origin in [`KEPT`].
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn contain(&self, origin: &str) -> Result<bool, PortError> {
        if origin.len() > MAX_ORIGIN || origin == "null" {
            return Ok(false);
        }
        let now = self.clock.now();
        let remembered = self.lock().get(origin).copied();
        let remembered = remembered.filter(|(_, since)| now - *since < KEPT);
        measures::CACHE.count(["client_origins", if remembered.is_some() { "hit" } else { "miss" }]);
        if let Some((known, _)) = remembered {
            return Ok(known);
        }
        let known = self.store.begin_read().await?.clients().knows_origin(origin).await?;
        let mut all = self.lock();
        if all.len() >= MOST {
            all.retain(|_, (_, since)| now - *since < KEPT);
        }
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(origin.to_owned(), (known, now));
        Ok(known)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (bool, OffsetDateTime)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
