//! `GET /users/me/consents` and `DELETE /users/me/consents/{client_id}`.

use super::requests::ClientView;
use crate::{
    context::RequestContext,
    problem::{Problem, ProblemCode, Refused, refusals},
    security::SignedIn,
    tags::Tag,
};
use oathgate_application::{audit::By, oauth::consents::Consents, ports::oauth::Consent};
use oathgate_domain::oauth::ClientId;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json, types::Example};
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};

/// What a client may do.
#[derive(Debug, Object)]
pub(crate) struct ConsentView {
    /// The client.
    client: ClientView,
    /// What was agreed to.
    scopes: Vec<String>,
    /// When it was last agreed to.
    given_at: OffsetDateTime,
}

impl From<Consent> for ConsentView {
    fn from(consent: Consent) -> Self {
        Self {
            client: ClientView::of(&consent.client, consent.client_name, consent.client_home),
            scopes: consent.scopes.iter().map(str::to_owned).collect(),
            given_at: consent.given_at,
        }
    }
}

/// What somebody has agreed to, latest first.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct ConsentList {
    /// At most 200.
    consents: Vec<ConsentView>,
}

impl Example for ConsentList {
    fn example() -> Self {
        Self {
            consents: vec![ConsentView {
                client: ClientView {
                    id: "photo-books".to_owned(),
                    name: "Photo Books".to_owned(),
                    home: Some("https://photos.example.com".to_owned()),
                    id_host: None,
                },
                scopes: vec!["email".to_owned(), "openid".to_owned()],
                given_at: datetime!(2026-01-02 12:00 UTC),
            }],
        }
    }
}

#[derive(ApiResponse)]
pub(crate) enum ConsentsAnswer {
    /// What was agreed to.
    #[oai(status = 200)]
    Found(Json<ConsentList>),
}

#[derive(ApiResponse)]
pub(crate) enum WithdrawAnswer {
    /// The client may do nothing any more.
    #[oai(status = 204)]
    Withdrawn,
}

refusals! {
    /// Why nothing is listed: for no reason of its own.
    pub(crate) ConsentsRefusals:
}

refusals! {
    /// Why nothing is taken back.
    pub(crate) WithdrawRefusals: NotFound
}

pub(crate) struct ConsentsApi {
    pub(crate) consents: Arc<Consents>,
}

#[OpenApi(tag = "Tag::Users")]
impl ConsentsApi {
    /// List what I agreed to
    ///
    /// The clients that may act for the account, and what each may do.
    #[oai(path = "/users/me/consents", method = "get", operation_id = "list_consents")]
    async fn list(&self, who: SignedIn) -> Result<ConsentsAnswer, Refused<ConsentsRefusals>> {
        let consents = self.consents.list(who.0.account.id).await.map_err(Refused::new)?;
        Ok(ConsentsAnswer::Found(Json(ConsentList {
            consents: consents.into_iter().map(ConsentView::from).collect(),
        })))
    }

    /// Take back what I agreed to
    ///
    /// The client's tokens end at once, and it has to ask again.
    #[oai(path = "/users/me/consents/:client_id", method = "delete", operation_id = "withdraw_consent")]
    async fn withdraw(
        &self,
        context: RequestContext,
        who: SignedIn,
        /// The client.
        client_id: Path<String>,
    ) -> Result<WithdrawAnswer, Refused<WithdrawRefusals>> {
        let not_found = || Refused::new(Problem::new(ProblemCode::NotFound));
        let client = ClientId::parse(&client_id.0).map_err(|_| not_found())?;
        let withdrawn = self
            .consents
            .withdraw(&By::person(&who.0, context.origin()), who.0.account.id, &client)
            .await
            .map_err(Refused::new)?;
        if withdrawn { Ok(WithdrawAnswer::Withdrawn) } else { Err(not_found()) }
    }
}
