//! A person looks at what they agreed to, and takes it back.

use crate::{
    audit::{By, Record},
    error::PortError,
    ports::{clock::Clock, entropy::Entropy, oauth::Consent, store::Store},
    retried,
    transact::transact,
};
use oathgate_domain::{audit::Act, ids::AccountId, oauth::ClientId};
use std::sync::Arc;

/// What people have agreed to.
pub struct Consents {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Consents {
    /// Everything that an account has agreed to, latest first, at most 200.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "oauth.consents.list",
        skip_all
    )]
    pub async fn list(&self, account: AccountId) -> Result<Vec<Consent>, PortError> {
        self.store.begin_read().await?.consents().list(account).await
    }

    /// Takes it back, and ends what the client was granted. False where there was nothing.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "oauth.consents.withdraw",
        skip_all
    )]
    pub async fn withdraw(&self, by: &By, account: AccountId, client: &ClientId) -> Result<bool, PortError> {
        let now = self.clock.now();
        let record = Record::of(Act::ConsentWithdrawn, by).about(account).to("client", client.as_str());
        let entry = record.entry(self.entropy.ordered_id(), now);
        retried!(transact(&*self.store, async |unit| {
            let forgotten = unit.consents().delete(account, client).await?;
            let ended = unit.grants().revoke_all(account, Some(client), now).await?;
            let changed = forgotten || ended > 0;
            if changed {
                unit.audit().record(&entry).await?;
            }
            Ok(changed)
        }))
    }
}
