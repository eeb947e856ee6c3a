//! A person wants everything that is kept of them, as a file.

use super::{authenticate::Principal, origin::Origin};
use crate::{
    error::PortError,
    flows::export::{Discard, ExportFlow, Input, PURPOSE},
    ports::{clock::Clock, entropy::Entropy, exports::Export, sealer::Sealer, store::Store},
    retried,
    transact::transact,
    workflow::{Start, signal, start},
};
use oathgate_domain::ids::{AccountId, ExportId, RunId};
use std::sync::Arc;
use time::Duration;

/// Within it a repeat is the same request.
const SAME_REQUEST: Duration = Duration::hours(1);

/// Files with everything that is kept of a person.
pub struct ExportData {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Opens the file.
    pub sealer: Arc<dyn Sealer>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// For how many days a file is kept.
    pub days: u16,
}

impl ExportData {
    /// Asks for a file. One that was asked for within the last hour, or is still being made, is given
    /// instead of another.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "export_data.request",
        skip_all
    )]
    pub async fn request(&self, who: &Principal, origin: &Origin) -> Result<Export, PortError> {
        let (account, now) = (who.account.id, self.clock.now());
        let id = self.entropy.ordered_id();
        let export = Export { id: ExportId(id), account, requested_at: now, made: None };
        let begin = Start::new(RunId(id)).key(&id).subject(account).trace(origin.request_id.clone());
        let input = Input { export: export.id, days: i64::from(self.days) };
        retried!(transact(&*self.store, async |unit| {
            let latest = unit.exports().list(account, now).await?.into_iter().next();
            if let Some(latest) =
                latest.filter(|latest| latest.made.is_none() || now - latest.requested_at < SAME_REQUEST)
            {
                return Ok(latest);
            }
            if !unit.exports().insert(export.id, account, now).await? {
                // Asked for in another tab, a moment ago.
                return Err(PortError::Contended);
            }
            start::<ExportFlow>(unit, &begin, &input).await?;
            Ok(export)
        }))
    }

    /// The files of an account, latest first.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.export_data.list",
        skip_all
    )]
    pub async fn list(&self, account: AccountId) -> Result<Vec<Export>, PortError> {
        let now = self.clock.now();
        self.store.begin_read().await?.exports().list(account, now).await
    }

    /// What is in a file: JSON. None where the account has no such file, or it is still being made.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.export_data.open",
        skip_all
    )]
    pub async fn open(&self, account: AccountId, id: ExportId) -> Result<Option<Vec<u8>>, PortError> {
        let now = self.clock.now();
        let sealed = self.store.begin_read().await?.exports().open(id, account, now).await?;
        sealed.map(|sealed| self.sealer.open(PURPOSE, &sealed)).transpose()
    }

    /// Forgets a file. False where the account has no such file.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "export_data.discard",
        skip_all
    )]
    pub async fn discard(&self, account: AccountId, id: ExportId) -> Result<bool, PortError> {
        retried!(transact(&*self.store, async |unit| {
            if !unit.exports().forget(id, Some(account)).await? {
                return Ok(false);
            }
            signal::<ExportFlow, _>(unit, &id, &id, &Discard::Asked).await?;
            Ok(true)
        }))
    }
}
