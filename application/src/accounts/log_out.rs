//! Somebody signs out.

use crate::{
    error::PortError,
    ports::{clock::Clock, store::Store, token_keys::TokenKeys},
    retried,
    tokens::RefreshToken,
    transact::transact,
};
use oathgate_domain::ids::SessionId;
use std::sync::Arc;

/// Ends a session and its tokens.
pub struct LogOut {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Reads refresh tokens.
    pub keys: Arc<dyn TokenKeys>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl LogOut {
    /// The session of an authentic refresh token, whether or not it is current: who signs out
    /// with an old one means the same session. None where it is not one of ours.
    pub fn session_of(&self, refresh_token: &str) -> Option<SessionId> {
        RefreshToken::read(refresh_token, &*self.keys).and_then(|token| token.session())
    }

    /// Ends a session. Nothing happens where it has ended before.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn run(&self, session: SessionId) -> Result<(), PortError> {
        let now = self.clock.now();
        retried!(transact(&*self.store, async |unit| {
            unit.sessions().revoke(session, None, now).await.map(|_| ())
        }))
    }
}
