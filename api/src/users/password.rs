//! `POST /users/me/password`.

use crate::{
    auth::PasswordSet,
    body::{FieldRules, JsonBody},
    context::RequestContext,
    problem::{Problem, ProblemCode, Refused, refusals},
    security::SignedIn,
    tags::Tag,
};
use oathgate_application::accounts::change_password::{ChangePassword, Refusal};
use oathgate_domain::password::Password;
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json, types::Example};
use std::sync::Arc;

/// The present password and a new one.
#[derive(Object)]
#[oai(example)]
pub(crate) struct PasswordChange {
    /// The present password.
    #[oai(validator(min_length = 1))]
    current_password: String,
    /// 8 to 128 characters of any kind. Passwords that are tried first are refused.
    new_password: String,
}

impl FieldRules for PasswordChange {}

impl Example for PasswordChange {
    fn example() -> Self {
        Self {
            current_password: "violet otter paints nine doors".to_owned(),
            new_password: "seven lamps above the harbour".to_owned(),
        }
    }
}

#[derive(ApiResponse)]
pub(crate) enum PasswordAnswer {
    /// The password is changed. Every other session has ended, and a notice is mailed.
    #[oai(status = 200)]
    Changed(Json<PasswordSet>),
}

refusals! {
    /// Why the password is not changed.
    pub(crate) PasswordRefusals: WrongPassword
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::WrongPassword => Self::new(ProblemCode::WrongPassword),
            Refusal::Invalid(fault) => fault.into(),
        }
    }
}

pub(crate) struct PasswordApi {
    pub(crate) change_password: Arc<ChangePassword>,
}

#[OpenApi(tag = "Tag::Users")]
impl PasswordApi {
    /// Change my password
    ///
    /// The session of the access token stays; every other one ends.
    #[oai(path = "/users/me/password", method = "post", operation_id = "change_password")]
    async fn change(
        &self,
        context: RequestContext,
        who: SignedIn,
        body: JsonBody<PasswordChange>,
    ) -> Result<PasswordAnswer, Refused<PasswordRefusals>> {
        let PasswordChange { current_password, new_password } = body.0;
        let current = Password::typed("current_password", &current_password).map_err(Refused::new)?;
        let strength = self
            .change_password
            .run(&who.0, &context.origin(), current, &new_password)
            .await
            .map_err(Refused::new)?;
        Ok(PasswordAnswer::Changed(Json(PasswordSet {
            password_strength: strength.0,
            message: "The new password is set, and every other session has ended.".to_owned(),
        })))
    }
}
