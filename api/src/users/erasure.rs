//! Deleting one's account, and `POST /users/me/cancel-erasure`. The request itself is a method of
//! `/users/me`, where the framework wants it.

use crate::{
    auth::Notice,
    body::FieldRules,
    problem::{Problem, ProblemCode, Refused, refusals},
    security::SignedIn,
    tags::Tag,
};
use oathgate_application::accounts::erase::{Erase, Refusal};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json, types::Example};
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};

/// Shows that it is the owner who asks.
#[derive(Object)]
#[oai(example)]
pub(super) struct EraseRequest {
    /// The present password. May be left out within ten minutes of the sign-in.
    pub(super) current_password: Option<String>,
}

impl FieldRules for EraseRequest {}

impl Example for EraseRequest {
    fn example() -> Self {
        Self { current_password: Some("violet otter paints nine doors".to_owned()) }
    }
}

/// The account will be deleted.
#[derive(Debug, Object)]
#[oai(example)]
pub(super) struct ErasurePlanned {
    /// When it will be deleted.
    erasure_due_at: OffsetDateTime,
    /// What happens next, for a person.
    message: String,
}

impl ErasurePlanned {
    pub(super) fn at(erasure_due_at: OffsetDateTime) -> Self {
        let message = "The account will be deleted then. A mail with a link to keep it is on its way.";
        Self { erasure_due_at, message: message.to_owned() }
    }
}

impl Example for ErasurePlanned {
    fn example() -> Self {
        Self::at(datetime!(2026-01-16 12:00 UTC))
    }
}

#[derive(ApiResponse)]
pub(super) enum EraseAnswer {
    /// The account will be deleted. A repeat tells the same time.
    #[oai(status = 202)]
    Planned(Json<ErasurePlanned>),
}

#[derive(ApiResponse)]
pub(super) enum KeepAnswer {
    /// The account stays.
    #[oai(status = 200)]
    Kept(Json<Notice>),
}

refusals! {
    /// Why an account is not to be deleted.
    pub(super) EraseRefusals: WrongPassword, SignInAgain
}

refusals! {
    /// Why there was nothing to take back.
    pub(super) KeepRefusals: NothingPlanned
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::WrongPassword => Self::new(ProblemCode::WrongPassword),
            Refusal::SignInAgain => Self::new(ProblemCode::SignInAgain),
            Refusal::TokenInvalid => crate::auth::link_does_not_work(),
            Refusal::NothingPlanned => Self::new(ProblemCode::NothingPlanned),
        }
    }
}

pub(crate) struct ErasureApi {
    pub(crate) erase: Arc<Erase>,
}

#[OpenApi(tag = "Tag::Users")]
impl ErasureApi {
    /// Keep my account
    ///
    /// Takes back that it is to be deleted.
    #[oai(path = "/users/me/cancel-erasure", method = "post", operation_id = "keep_me")]
    async fn keep(&self, who: SignedIn) -> Result<KeepAnswer, Refused<KeepRefusals>> {
        self.erase.keep(&who.0).await.map_err(Refused::new)?;
        Ok(KeepAnswer::Kept(Json(Notice::new("The account stays."))))
    }
}
