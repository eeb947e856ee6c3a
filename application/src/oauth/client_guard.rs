//! Nobody guesses the secret of a client quickly, and no client keeps the server busy by itself.

use crate::{
    accounts::origin::Origin,
    limits::{CLIENT_FAILURES, CLIENTS, Limit, LimitBook},
    ports::{clock::Clock, limits::Limits},
    telemetry::measures,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;

/// How many are held up at a time at most, which bounds the memory. Beyond that all of them are let go.
const MOST_HELD: usize = 10_000;

/// Holds up who asks in the name of a client too often.
///
/// What fails is counted by client and network, so that nobody elsewhere can keep a client out by failing in its
/// name. It is counted for all servers together; each holds up for itself, so that a client which shows the right
/// secret costs no question more for that.
pub struct ClientGuard {
    /// Nobody is held up where it is none.
    limits: Option<Arc<dyn Limits>>,
    book: Arc<LimitBook>,
    clock: Arc<dyn Clock>,
    /// Until when, by client and network.
    held: Mutex<HashMap<String, OffsetDateTime>>,
}

impl ClientGuard {
    /// A guard; one that stops nobody where `limits` is none.
    pub fn new(limits: Option<Arc<dyn Limits>>, book: Arc<LimitBook>, clock: Arc<dyn Clock>) -> Self {
        Self { limits, book, clock, held: Mutex::default() }
    }

    /// Asks whether somebody may try to show that they are the client of this id. No round trip.
    ///
    /// # Errors
    /// How long to wait, where too many attempts of this network failed.
    pub async fn begin(&self, id: &str, origin: &Origin) -> Result<(), Duration> {
        let Some(limits) = &self.limits else { return Ok(()) };
        let now = self.clock.now();
        let until = self.held().get(&who(id, origin)).copied();
        let Some(wait) =
            until.and_then(|until| Duration::try_from(until - now).ok()).filter(|wait| !wait.is_zero())
        else {
            return Ok(());
        };
        refuse(&**limits, &CLIENT_FAILURES, origin).await;
        Err(wait)
    }

    /// Counts an attempt that failed: after too many of them the next has to wait.
    pub async fn failed(&self, id: &str, origin: &Origin) {
        let Some(limits) = &self.limits else { return };
        let (who, rate) = (who(id, origin), self.book.rate(&CLIENT_FAILURES));
        let allowance = limits.take(&format!("{}:{who}", CLIENT_FAILURES.name), rate).await;
        let wait = allowance.wait.or((allowance.remaining == 0).then_some(rate.every));
        let Some(wait) = wait else { return };
        let now = self.clock.now();
        let mut held = self.held();
        if held.len() >= MOST_HELD {
            held.retain(|_, until| *until > now);
        }
        if held.len() >= MOST_HELD {
            held.clear();
        }
        held.insert(who, now + wait);
    }

    /// Counts a request of a client that has shown that it is itself.
    ///
    /// # Errors
    /// How long to wait, where it asked too often.
    pub async fn passed(&self, id: &str, origin: &Origin) -> Result<(), Duration> {
        let Some(limits) = &self.limits else { return Ok(()) };
        let bucket = format!("{}:{id}", CLIENTS.name);
        let Some(wait) = limits.take(&bucket, self.book.rate(&CLIENTS)).await.wait else { return Ok(()) };
        refuse(&**limits, &CLIENTS, origin).await;
        Err(wait)
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<String, OffsetDateTime>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn who(id: &str, origin: &Origin) -> String {
    format!("{id}@{}", origin.network())
}

async fn refuse(limits: &dyn Limits, limit: &Limit, origin: &Origin) {
    measures::RATE_LIMITED.count([limit.name]);
    limits.refused(limit.name, &origin.network()).await;
}
