//! Somebody signs out.

use super::{ending::Ending, origin::Origin};
use crate::{
    audit::Record,
    error::PortError,
    ports::{clock::Clock, entropy::Entropy, store::Store, token_keys::TokenKeys},
    retried,
    tokens::RefreshToken,
    transact::transact,
};
use oathgate_domain::{
    audit::{Act, Actor},
    ids::SessionId,
};
use std::sync::Arc;

/// Ends a session and its tokens.
pub struct LogOut {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Reads refresh tokens.
    pub keys: Arc<dyn TokenKeys>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
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
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "accounts.log_out", skip_all)]
    pub async fn run(&self, origin: &Origin, session: SessionId) -> Result<(), PortError> {
        let (id, now) = (self.entropy.ordered_id(), self.clock.now());
        let ending = Ending { entropy: &*self.entropy, trace: origin.request_id.as_deref(), now };
        retried!(transact(&*self.store, async |unit| {
            let Some(account) = ending.one(unit, session, None).await? else { return Ok(()) };
            let record = Record::from(Act::SignedOut, Actor::Account(account), origin);
            let entry = record.about(account).to("session", session).entry(id, now);
            unit.audit().record(&entry).await
        }))
    }
}
