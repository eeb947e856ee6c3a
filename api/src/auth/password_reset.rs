//! `POST /auth/password-reset/request` and `POST /auth/password-reset/confirm`.

use super::{
    Notice, link_does_not_work,
    verify_email::{MailAnswer, MailRefusals, MailRequest},
};
use crate::{
    body::{FieldRules, JsonBody},
    context::RequestContext,
    problem::{Problem, Refused, refusals},
    tags::Tag,
};
use oathgate_application::accounts::{
    request_mail::{RequestMail, Wanted},
    reset_password::{Refusal, ResetPassword},
};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json, types::Example};
use std::sync::Arc;

/// The token of a mailed link and a new password.
#[derive(Object)]
#[oai(example)]
pub(crate) struct ResetPasswordRequest {
    /// The value of `token` in the link.
    #[oai(validator(min_length = 1, max_length = 512))]
    token: String,
    /// 8 to 128 characters of any kind. Passwords that are tried first are refused.
    new_password: String,
}

impl FieldRules for ResetPasswordRequest {}

impl Example for ResetPasswordRequest {
    fn example() -> Self {
        Self {
            token: "AAAAAQAAAABpQk5AX1pQ8i1kQ5u8s0oZ1mV9cWJ4eXphYmNkZWZnaGlqa2xtbm9w".to_owned(),
            new_password: "seven lamps above the harbour".to_owned(),
        }
    }
}

/// The password was set.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct PasswordSet {
    /// How hard the password is to guess: 0 (at once) to 4 (very hard).
    pub(crate) password_strength: u8,
    /// What happens next, for a person.
    pub(crate) message: String,
}

impl Example for PasswordSet {
    fn example() -> Self {
        Self { password_strength: 4, message: RESET.to_owned() }
    }
}

const RESET: &str = "The new password is set, and every session has ended. Sign in with it now.";

#[derive(ApiResponse)]
pub(crate) enum ResetPasswordAnswer {
    /// The password is set. Every session and token of the account has ended, and a notice is mailed.
    #[oai(status = 200)]
    Set(Json<PasswordSet>),
}

refusals! {
    /// Why no password is set.
    pub(crate) ResetPasswordRefusals: TokenInvalid
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TokenInvalid => link_does_not_work(),
            Refusal::Invalid(fault) => fault.into(),
        }
    }
}

pub(crate) struct PasswordResetApi {
    pub(crate) request_mail: Arc<RequestMail>,
    pub(crate) reset_password: Arc<ResetPassword>,
}

#[OpenApi(tag = "Tag::Auth")]
impl PasswordResetApi {
    /// Ask for a link to set a new password
    ///
    /// The answer and its time do not tell whether an account has the address.
    #[oai(path = "/auth/password-reset/request", method = "post", operation_id = "request_password_reset")]
    async fn request(
        &self,
        context: RequestContext,
        body: JsonBody<MailRequest>,
    ) -> Result<MailAnswer, Refused<MailRefusals>> {
        let email = body.0.read().map_err(Refused::new)?;
        let wanted = Wanted::PasswordReset;
        self.request_mail.run(&context.origin(), wanted, &email).await.map_err(Refused::new)?;
        Ok(MailAnswer::Accepted(Json(Notice::new(
            "If an account has this address, a mail is on its way to it. Its link works for an hour.",
        ))))
    }

    /// Set a new password by a mailed link
    ///
    /// A password that is refused does not use the link up.
    #[oai(path = "/auth/password-reset/confirm", method = "post", operation_id = "confirm_password_reset")]
    async fn confirm(
        &self,
        context: RequestContext,
        body: JsonBody<ResetPasswordRequest>,
    ) -> Result<ResetPasswordAnswer, Refused<ResetPasswordRefusals>> {
        let ResetPasswordRequest { token, new_password } = body.0;
        let strength =
            self.reset_password.run(&context.origin(), &token, &new_password).await.map_err(Refused::new)?;
        Ok(ResetPasswordAnswer::Set(Json(PasswordSet {
            password_strength: strength.0,
            message: RESET.to_owned(),
        })))
    }
}
