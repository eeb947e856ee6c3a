//! The public keys of clients: registered, or fetched from where a client publishes them.

use super::signed_jwt::SignedJwt;
use crate::{
    ports::{clock::Clock, peers::Peers, signatures::Signatures},
    telemetry::measures,
};
use oathgate_domain::oauth::{Client, ClientKeys};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use time::{Duration, OffsetDateTime};

/// For how long fetched keys are used without a further look.
const FRESH: Duration = Duration::minutes(5);
/// After how long a signature that no key fits is a reason to fetch them again.
const AGAIN: Duration = Duration::seconds(30);
/// For how long they are used where a further look fails.
const USABLE: Duration = Duration::hours(1);
/// Of how many addresses they are kept.
const KEPT: usize = 1024;

/// Verifies what clients have signed with keys of their own.
pub struct KeysOfClients {
    peers: Arc<dyn Peers>,
    signatures: Arc<dyn Signatures>,
    clock: Arc<dyn Clock>,
    fetched: Mutex<HashMap<String, Fetched>>,
}

/// What is known of an address.
#[derive(Clone)]
struct Fetched {
    /// When it was last asked.
    tried_at: OffsetDateTime,
    /// What it last gave, and when.
    keys: Option<(OffsetDateTime, Arc<str>)>,
}

impl KeysOfClients {
    /// Nothing is fetched yet.
    pub fn new(peers: Arc<dyn Peers>, signatures: Arc<dyn Signatures>, clock: Arc<dyn Clock>) -> Self {
        Self { peers, signatures, clock, fetched: Mutex::new(HashMap::new()) }
    }

    /// What verifies signatures by keys that come with them.
    pub(super) fn signatures(&self) -> &dyn Signatures {
        &*self.signatures
    }

    /// Whether a client has signed this. Where its keys cannot be had, it has not.
    pub(super) async fn has_signed(&self, client: &Client, jwt: &SignedJwt<'_>) -> bool {
        match &client.metadata.keys {
            None => false,
            Some(ClientKeys::Inline(jwks)) => self.signatures.is_by_set(&jwt.signed(), jwks),
            Some(ClientKeys::At(uri)) => self.has_signed_by(uri, jwt).await,
        }
    }

    async fn has_signed_by(&self, uri: &str, jwt: &SignedJwt<'_>) -> bool {
        let now = self.clock.now();
        let fits = |known: &Fetched| {
            let usable = known.keys.as_ref().filter(|(at, _)| now - *at < USABLE);
            usable.is_some_and(|(_, jwks)| self.signatures.is_by_set(&jwt.signed(), jwks))
        };
        let known = self.fetched.lock().unwrap_or_else(PoisonError::into_inner).get(uri).cloned();
        if let Some(known) = &known {
            let is_fresh = known.keys.as_ref().is_some_and(|(at, _)| now - *at < FRESH);
            let fits = fits(known);
            // What does not fit may be signed with a new key; but a stranger must not make us ask each time.
            if (is_fresh && fits) || now - known.tried_at < AGAIN {
                measures::CACHE.count(["client_keys", "hit"]);
                return fits;
            }
        }
        measures::CACHE.count(["client_keys", "miss"]);
        let keys = match self.fetch(uri).await {
            Some(jwks) => Some((now, jwks)),
            None => known.and_then(|known| known.keys),
        };
        let found = Fetched { tried_at: now, keys };
        let fits = fits(&found);
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        if fetched.len() >= KEPT {
            fetched.retain(|_, known| now - known.tried_at < FRESH);
        }
        if fetched.len() < KEPT {
            fetched.insert(uri.to_owned(), found);
        }
        fits
    }

    async fn fetch(&self, uri: &str) -> Option<Arc<str>> {
        match self.peers.get(uri).await {
            Ok(answer) if answer.status == 200 => String::from_utf8(answer.body).ok().map(Arc::from),
            Ok(answer) => {
                tracing::warn!(uri, status = answer.status, "a client's keys are not where it says");
                None
            }
            Err(fault) => {
                tracing::warn!(uri, cause = %fault, "a client's keys cannot be fetched");
                None
            }
        }
    }
}
