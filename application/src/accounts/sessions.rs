//! A person looks at their sessions and ends some.

use super::ending::Ending;
use crate::{
    audit::{By, Record},
    error::PortError,
    ports::{clock::Clock, entropy::Entropy, store::Store},
    retried,
    transact::transact,
};
use oathgate_domain::{
    audit::Act,
    ids::{AccountId, SessionId},
    session::Session,
};
use std::sync::Arc;

/// Most sessions that a list shows.
const MOST: u16 = 200;

/// A person's sessions.
pub struct Sessions {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Sessions {
    /// The live sessions of an account, latest used first, at most 200.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.sessions.list",
        skip_all
    )]
    pub async fn list(&self, account: AccountId) -> Result<Vec<Session>, PortError> {
        let now = self.clock.now();
        self.store.begin_read().await?.sessions().list_live(account, now, MOST).await
    }

    /// Ends a session of an account. False where it has no such live session.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.sessions.revoke",
        skip_all
    )]
    pub async fn revoke(&self, by: &By, account: AccountId, session: SessionId) -> Result<bool, PortError> {
        let now = self.clock.now();
        let ending = Ending { entropy: &*self.entropy, trace: by.origin.request_id.as_deref(), now };
        let record = Record::of(Act::SessionRevoked, by).about(account).to("session", session);
        let entry = record.entry(self.entropy.ordered_id(), now);
        retried!(transact(&*self.store, async |unit| {
            let ended = ending.one(unit, session, Some(account)).await?.is_some();
            if ended {
                unit.audit().record(&entry).await?;
            }
            Ok(ended)
        }))
    }

    /// Ends every session of an account but `keep`. Tells how many.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "sessions.revoke_others",
        skip_all
    )]
    pub async fn revoke_others(
        &self,
        by: &By,
        account: AccountId,
        keep: SessionId,
    ) -> Result<u64, PortError> {
        let (id, now) = (self.entropy.ordered_id(), self.clock.now());
        let ending = Ending { entropy: &*self.entropy, trace: by.origin.request_id.as_deref(), now };
        retried!(transact(&*self.store, async |unit| {
            let ended = ending.all(unit, account, Some(keep)).await?;
            if ended > 0 {
                let record = Record::of(Act::SessionRevoked, by).about(account).to("account", account);
                unit.audit().record(&record.with("sessions", ended).entry(id, now)).await?;
            }
            Ok(ended)
        }))
    }
}
