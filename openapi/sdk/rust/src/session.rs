//! Who is signed in. The tokens are kept here and are not shown.

use crate::types::Tokens;
use std::{
    fmt,
    time::{Duration, Instant},
};
use tokio::sync::{Mutex, MutexGuard};

/// An access token is renewed so long before it expires, lest it expires on its way.
const AHEAD: Duration = Duration::from_secs(30);

/// The tokens of a session, for one task at a time.
#[derive(Default)]
pub(crate) struct Session(Mutex<Held>);

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session")
    }
}

/// The tokens.
#[derive(Default)]
pub(crate) struct Held {
    access: Option<(String, Instant)>,
    refresh: Option<String>,
}

impl Session {
    pub(crate) async fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().await
    }

    pub(crate) async fn open(&self, tokens: Tokens) {
        self.lock().await.accept(tokens);
    }

    pub(crate) async fn resume(&self, refresh_token: &str) {
        *self.lock().await = Held { access: None, refresh: Some(refresh_token.to_owned()) };
    }

    pub(crate) async fn refresh_token(&self) -> Option<String> {
        self.lock().await.refresh_token()
    }

    /// Forgets the tokens; gives the refresh token that there was.
    pub(crate) async fn close(&self) -> Option<String> {
        std::mem::take(&mut *self.lock().await).refresh
    }
}

impl Held {
    /// The access token, where it is good for a request now and not the one that was refused.
    pub(crate) fn good(&self, refused: Option<&str>) -> Option<String> {
        let (token, until) = self.access.as_ref()?;
        (Instant::now() < *until && refused != Some(token)).then(|| token.clone())
    }

    pub(crate) fn refresh_token(&self) -> Option<String> {
        self.refresh.clone()
    }

    pub(crate) fn accept(&mut self, tokens: Tokens) -> String {
        let lifetime = Duration::from_secs(tokens.expires_in);
        // One that lives no longer than that would be renewed at each request.
        let until = Instant::now() + lifetime.saturating_sub(AHEAD).max(lifetime / 2);
        self.access = Some((tokens.access_token.clone(), until));
        // Whoever sends a refresh token gets the next; it is left out for cookies alone.
        self.refresh = tokens.refresh_token.or_else(|| self.refresh.take());
        tokens.access_token
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}
