//! The secret of pairwise subjects: made at the first start, opened at each, and sealed under the present key.

use super::Foundation;
use crate::failure::Failure;
use oathgate_application::{error::PortError, oauth::subjects::Subjects, retried, transact::transact};
use oathgate_infrastructure::crypto::{HmacPseudonyms, MasterKeys};
use std::sync::Arc;

/// Tells who people are to clients by the secret of the database; makes it where there is none.
///
/// # Errors
/// When the database does not answer, or the secret does not open.
pub(crate) async fn subjects(foundation: &Foundation, sealer: &MasterKeys) -> Result<Subjects, Failure> {
    let (sealed, pseudonyms) = match find(foundation).await? {
        Some(sealed) => open(sealer, sealed)?,
        None => open(sealer, make(foundation, sealer).await?)?,
    };
    keep_current(foundation, sealer, &sealed).await?;
    Ok(Subjects { pseudonyms: Arc::new(pseudonyms) })
}

/// Opens the secret where there is one, as a check.
///
/// # Errors
/// When the database does not answer, or the secret does not open.
pub(crate) async fn open_subjects(foundation: &Foundation, sealer: &MasterKeys) -> Result<(), Failure> {
    find(foundation).await?.map_or(Ok(()), |sealed| open(sealer, sealed).map(drop))
}

fn open(sealer: &MasterKeys, sealed: Vec<u8>) -> Result<(Vec<u8>, HmacPseudonyms), Failure> {
    let pseudonyms = HmacPseudonyms::open(sealer, &sealed).map_err(|error| {
        Failure::because(
            "the secret of pairwise subjects in the database does not open; is this its ENCRYPTION_KEY?",
            error,
        )
    })?;
    Ok((sealed, pseudonyms))
}

async fn find(foundation: &Foundation) -> Result<Option<Vec<u8>>, PortError> {
    foundation.store.begin_read().await?.subject_secrets().sealed().await
}

/// Of any number of processes that start at the same time, one makes the secret of all.
async fn make(foundation: &Foundation, sealer: &MasterKeys) -> Result<Vec<u8>, PortError> {
    let (drawn, now) = (HmacPseudonyms::draw(sealer)?, foundation.clock.now());
    let kept = retried!(transact(&*foundation.store, async |unit| {
        let secrets = unit.subject_secrets();
        secrets.insert_if_first(&drawn, now).await?;
        secrets.sealed().await
    }))?;
    kept.ok_or_else(|| PortError::defect("the secret of pairwise subjects", "it was not kept"))
}

/// It outlives every key: once all servers have started with a new `ENCRYPTION_KEY`, the one before may go.
async fn keep_current(foundation: &Foundation, sealer: &MasterKeys, sealed: &[u8]) -> Result<(), PortError> {
    use oathgate_application::ports::sealer::Sealer as _;
    if sealer.is_current(sealed) {
        return Ok(());
    }
    let anew = HmacPseudonyms::reseal(sealer, sealed)?;
    let changed = retried!(transact(&*foundation.store, async |unit| {
        unit.subject_secrets().reseal(sealed, &anew).await
    }))?;
    if changed {
        tracing::info!("sealed the secret of pairwise subjects under the present ENCRYPTION_KEY");
    }
    Ok(())
}
