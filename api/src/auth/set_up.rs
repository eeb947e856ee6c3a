//! `POST /auth/setup`: the first administrator.

use super::{
    link_does_not_work,
    register::{RegisterRequest, account_faults},
};
use crate::{
    body::{FieldRules, JsonBody},
    context::RequestContext,
    problem::{FieldError, Problem, ProblemCode, Refused, refusals},
    tags::Tag,
    users::Profile,
};
use oathgate_application::accounts::set_up::{Refusal, SetUp};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json, types::Example};
use serde_json::Value;
use std::sync::Arc;

/// Who the first administrator is.
#[derive(Object)]
#[oai(example)]
pub(crate) struct SetUpRequest {
    /// The value of `token` in the link that the server printed when it started.
    #[oai(validator(min_length = 1, max_length = 512))]
    pub(crate) token: String,
    /// Where mail reaches the person, and what they sign in with.
    pub(crate) email: String,
    /// 8 to 128 characters of any kind. Passwords that are tried first are refused.
    pub(crate) password: String,
    /// Another name to sign in with: 3 to 50 letters, digits, dots, underscores and hyphens.
    #[oai(nullable)]
    pub(crate) username: Option<String>,
    /// Given name, at most 50 characters.
    #[oai(nullable)]
    pub(crate) first_name: Option<String>,
    /// Family name, at most 50 characters.
    #[oai(nullable)]
    pub(crate) last_name: Option<String>,
}

impl FieldRules for SetUpRequest {
    fn faults(body: &Value) -> Vec<FieldError> {
        account_faults(body)
    }
}

impl Example for SetUpRequest {
    fn example() -> Self {
        let RegisterRequest { email, password, username, first_name, last_name, .. } =
            RegisterRequest::example();
        let token = "AAAAAQAAAABpQk5AX1pQ8i1kQ5u8s0oZ1mV9cWJ4eXphYmNkZWZnaGlqa2xtbm9w".to_owned();
        Self { token, email, password, username, first_name, last_name }
    }
}

#[derive(ApiResponse)]
pub(crate) enum SetUpAnswer {
    /// The administrator exists and may sign in.
    #[oai(status = 201)]
    Created(Json<Profile>),
}

refusals! {
    /// Why no administrator is created.
    pub(crate) SetUpRefusals: TokenInvalid, EmailTaken, UsernameTaken
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TokenInvalid => link_does_not_work(),
            Refusal::EmailTaken => Self::new(ProblemCode::EmailTaken),
            Refusal::UsernameTaken => Self::new(ProblemCode::UsernameTaken),
        }
    }
}

pub(crate) struct SetUpApi {
    pub(crate) set_up: Arc<SetUp>,
}

#[OpenApi(tag = "Tag::Auth")]
impl SetUpApi {
    /// Create the first administrator
    ///
    /// Works once, with the link that the server prints while there is no administrator.
    #[oai(path = "/auth/setup", method = "post", operation_id = "set_up")]
    async fn set_up(
        &self,
        context: RequestContext,
        body: JsonBody<SetUpRequest>,
    ) -> Result<SetUpAnswer, Refused<SetUpRefusals>> {
        let SetUpRequest { token, email, password, username, first_name, last_name } = body.0;
        // The language is that of the page: `Accept-Language`.
        let locale = None;
        let account = RegisterRequest { email, password, username, first_name, last_name, locale };
        let form = account.read().map_err(Refused::new)?;
        let account = self.set_up.run(&context.origin(), &token, form).await.map_err(Refused::new)?;
        Ok(SetUpAnswer::Created(Json(Profile::from(&account))))
    }
}
