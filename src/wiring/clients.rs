//! OAuth clients: the use case, and the first client, which the settings may ask for.

use super::Foundation;
use crate::{config::Settings, failure::Failure};
use oathgate_application::{
    error::Failure as UseCaseFailure,
    oauth::clients::{ClientForm, Clients, Refusal},
    ports::sealer::Sealer,
};
use oathgate_infrastructure::crypto::MasterKeys;
use std::sync::Arc;

/// The use case of an operator's work with clients.
pub(crate) fn clients(foundation: &Foundation, keys: Arc<MasterKeys>) -> Clients {
    Clients {
        store: Arc::clone(&foundation.store),
        sealer: Arc::clone(&keys) as Arc<dyn Sealer>,
        keys,
        entropy: Arc::clone(&foundation.entropy),
        clock: Arc::clone(&foundation.clock),
    }
}

/// Makes the client of `OAUTH2_CLIENT_ID`, where it is set and does not exist. One that exists stays as it
/// is: it may have been changed since.
///
/// # Errors
/// When the database does not answer, or the client would not be one.
pub(crate) async fn make_first_client(
    settings: &Settings,
    foundation: &Foundation,
    keys: &Arc<MasterKeys>,
) -> Result<(), Failure> {
    let Some(wanted) = &settings.first_client else { return Ok(()) };
    let form = ClientForm {
        id: Some(wanted.id.clone()),
        name: wanted.id.chars().take(100).collect(),
        is_public: wanted.secret.is_none(),
        redirect_uris: vec![wanted.redirect_uri.clone()],
        ..ClientForm::default()
    };
    match clients(foundation, Arc::clone(keys)).make(&form, wanted.secret.clone()).await {
        Ok(made) => {
            tracing::info!(client = made.client.id.as_str(), "made the client of OAUTH2_CLIENT_ID");
            Ok(())
        }
        Err(UseCaseFailure::Refused(Refusal::IdTaken)) => Ok(()),
        Err(failure) => Err(Failure::of_use_case(failure, |refusal| {
            format!("OAUTH2_CLIENT_ID: {}", refusal_text(refusal))
        })),
    }
}

/// Why no client was made, in words.
pub(crate) fn refusal_text(refusal: Refusal) -> String {
    match refusal {
        Refusal::IdTaken => "there is a client with this id already".to_owned(),
        Refusal::Invalid(faults) => {
            let lines = faults.iter().map(|fault| format!("\n  {}: {}", fault.field, fault.message));
            format!("no client was created{}", lines.collect::<String>())
        }
    }
}
