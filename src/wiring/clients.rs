//! OAuth clients: the use case, and the first client, which the settings may ask for.

use super::{Foundation, peers};
use crate::{config::Settings, failure::Failure};
use oathgate_application::{
    audit::By,
    error::Failure as UseCaseFailure,
    oauth::{
        clients::{ClientForm, Clients, Refusal},
        scopes::{ACCOUNT_READ, USUAL},
        sector_files::SectorFiles,
    },
    ports::sealer::Sealer,
};
use oathgate_domain::{oauth::RedirectUri, secret::Secret};
use oathgate_infrastructure::crypto::MasterKeys;
use std::sync::Arc;

/// The use case of an operator's work with clients.
pub(crate) fn clients(foundation: &Foundation, keys: Arc<MasterKeys>, sectors: SectorFiles) -> Clients {
    Clients {
        store: Arc::clone(&foundation.store),
        sealer: Arc::clone(&keys) as Arc<dyn Sealer>,
        keys,
        sectors,
        entropy: Arc::clone(&foundation.entropy),
        clock: Arc::clone(&foundation.clock),
    }
}

/// The client of the pages at `/docs`, while developing.
const DOCS_CLIENT: &str = "swagger-ui";

/// Makes the client by which the pages at `/docs` sign in, where it does not exist.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn make_docs_client(
    settings: &Settings,
    foundation: &Foundation,
    keys: &Arc<MasterKeys>,
) -> Result<(), Failure> {
    let redirect_uri = format!("{}/docs/oauth2-redirect.html", settings.addresses.issuer());
    if let Err(fault) = RedirectUri::register(&redirect_uri) {
        tracing::warn!("the pages at /docs cannot sign in: {}", fault.message);
        return Ok(());
    }
    let form = ClientForm {
        id: Some(DOCS_CLIENT.to_owned()),
        name: "API documentation".to_owned(),
        is_public: true,
        redirect_uris: vec![redirect_uri],
        scope: Some(format!("{} {ACCOUNT_READ}", USUAL.join(" "))),
        ..ClientForm::default()
    };
    make(settings, foundation, keys, &form, None, DOCS_CLIENT).await
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
    make(settings, foundation, keys, &form, wanted.secret.clone(), "OAUTH2_CLIENT_ID").await
}

/// Makes a client that `origin` asks for, unless there is one of its id.
async fn make(
    settings: &Settings,
    foundation: &Foundation,
    keys: &Arc<MasterKeys>,
    form: &ClientForm,
    secret: Option<Secret>,
    origin: &str,
) -> Result<(), Failure> {
    let sectors = SectorFiles { peers: peers(settings)?, may_be_away: false };
    match clients(foundation, Arc::clone(keys), sectors).make(&By::system(), form, secret).await {
        Ok(made) => {
            tracing::info!(client = made.client.id.as_str(), "made the client of {origin}");
            Ok(())
        }
        Err(UseCaseFailure::Refused(Refusal::IdTaken)) => Ok(()),
        Err(failure) => {
            Err(Failure::of_use_case(failure, |refusal| format!("{origin}: {}", refusal_text(refusal))))
        }
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
