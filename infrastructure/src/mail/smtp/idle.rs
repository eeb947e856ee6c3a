//! Connections that have nothing to do at the moment. The next mail saves the handshakes.

use super::session::Session;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// Most connections that are kept.
const MOST: usize = 4;

/// Idle sessions, the one used last at the end.
#[derive(Clone)]
pub(super) struct Idle {
    sessions: Arc<Mutex<Vec<(Instant, Session)>>>,
    keep: Duration,
}

impl Idle {
    /// Keeps sessions for `keep`.
    pub(super) fn new(keep: Duration) -> Self {
        Self { sessions: Arc::default(), keep }
    }

    /// The session that was used last, if it still works. If it does not, the others, which have
    /// been idle for longer, are dropped unasked: to ask each of them would take too long.
    pub(super) async fn take(&self) -> Option<Session> {
        let (since, mut session) = self.sessions().pop()?;
        if since.elapsed() < self.keep && session.is_alive().await {
            return Some(session);
        }
        self.sessions().clear();
        None
    }

    /// Keeps a session for the next mail, for a while.
    pub(super) fn put(&self, session: Session) {
        if self.keep.is_zero() {
            return;
        }
        {
            let mut sessions = self.sessions();
            if sessions.len() >= MOST {
                return;
            }
            sessions.push((Instant::now(), session));
        }
        let (keep, sessions) = (self.keep, Arc::downgrade(&self.sessions));
        tokio::spawn(async move {
            sleep(keep).await;
            let Some(sessions) = sessions.upgrade() else { return };
            let old: Vec<_> = {
                let mut sessions = sessions.lock().unwrap_or_else(PoisonError::into_inner);
                sessions.extract_if(.., |(since, _)| since.elapsed() >= keep).collect()
            };
            for (_, session) in old {
                // It is closed either way.
                let _ = session.quit().await;
            }
        });
    }

    fn sessions(&self) -> MutexGuard<'_, Vec<(Instant, Session)>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
