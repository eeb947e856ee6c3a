//! `POST /auth/verify-email` and `POST /auth/verify-email/resend`.

use super::{Notice, link_does_not_work};
use crate::{
    body::{FieldRules, JsonBody},
    context::RequestContext,
    problem::{FieldError, Problem, Refused, refusals},
    tags::Tag,
};
use oathgate_application::accounts::{
    request_mail::{RequestMail, Wanted},
    verify_email::{Refusal, Verified, VerifyEmail},
};
use oathgate_domain::{email::EmailAddress, invalid::Invalid};
use poem_openapi::{ApiResponse, Enum, Object, OpenApi, payload::Json, types::Example};
use serde_json::Value;
use std::{convert::Infallible, sync::Arc};

/// The token of a mailed link.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct VerifyEmailRequest {
    /// The value of `token` in the link.
    #[oai(validator(min_length = 1, max_length = 512))]
    token: String,
}

impl FieldRules for VerifyEmailRequest {}

impl Example for VerifyEmailRequest {
    fn example() -> Self {
        Self { token: "AAAAAQAAAABpQk5AX1pQ8i1kQ5u8s0oZ1mV9cWJ4eXphYmNkZWZnaGlqa2xtbm9w".to_owned() }
    }
}

/// What a link was for.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum VerifiedAs {
    /// A new account is active now.
    AccountActivated,
    /// An account has a new address now.
    EmailChanged,
}

/// The address is verified.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct VerifiedEmail {
    /// What the link was for: a new account, or a new address of an old one.
    outcome: VerifiedAs,
    /// What happens next, for a person.
    message: String,
}

impl From<Verified> for VerifiedEmail {
    fn from(verified: Verified) -> Self {
        let (outcome, message) = match verified {
            Verified::Activated(_) => (VerifiedAs::AccountActivated, "The address is verified. Sign in now."),
            Verified::AddressChanged(_) => (VerifiedAs::EmailChanged, "The account has its new address now."),
        };
        Self { outcome, message: message.to_owned() }
    }
}

impl Example for VerifiedEmail {
    fn example() -> Self {
        Self {
            outcome: VerifiedAs::AccountActivated,
            message: "The address is verified. Sign in now.".to_owned(),
        }
    }
}

#[derive(ApiResponse)]
pub(crate) enum VerifyEmailAnswer {
    /// The address is verified.
    #[oai(status = 200)]
    Verified(Json<VerifiedEmail>),
}

refusals! {
    /// Why an address is not verified.
    pub(crate) VerifyEmailRefusals: TokenInvalid
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TokenInvalid => link_does_not_work(),
        }
    }
}

/// An address to which a mail is wanted.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct MailRequest {
    /// The address.
    email: String,
}

impl MailRequest {
    pub(super) fn read(&self) -> Result<EmailAddress, Invalid> {
        EmailAddress::parse(&self.email)
    }
}

impl FieldRules for MailRequest {
    fn faults(body: &Value) -> Vec<FieldError> {
        let address = crate::body::text(body, "email").map(EmailAddress::parse);
        address.and_then(Result::err).into_iter().map(Into::into).collect()
    }
}

impl Example for MailRequest {
    fn example() -> Self {
        Self { email: "ada@example.com".to_owned() }
    }
}

#[derive(ApiResponse)]
pub(crate) enum MailAnswer {
    /// Taken. Whether an account has the address is not told.
    #[oai(status = 202)]
    Accepted(Json<Notice>),
}

refusals! {
    /// Why no mail is wanted: for no reason of its own.
    pub(crate) MailRefusals:
}

impl From<Infallible> for Problem {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

pub(crate) struct VerifyEmailApi {
    pub(crate) verify_email: Arc<VerifyEmail>,
    pub(crate) request_mail: Arc<RequestMail>,
}

#[OpenApi(tag = "Tag::Auth")]
impl VerifyEmailApi {
    /// Verify an address
    ///
    /// Uses up the token of a mailed link. It works for a new account and for a new address of an old
    /// one.
    #[oai(path = "/auth/verify-email", method = "post", operation_id = "verify_email")]
    async fn verify(
        &self,
        context: RequestContext,
        body: JsonBody<VerifyEmailRequest>,
    ) -> Result<VerifyEmailAnswer, Refused<VerifyEmailRefusals>> {
        let verified = self.verify_email.run(&context.origin(), &body.0.token).await.map_err(Refused::new)?;
        Ok(VerifyEmailAnswer::Verified(Json(verified.into())))
    }

    /// Send the verification mail again
    ///
    /// The answer and its time do not tell whether an account has the address, or whether it is verified.
    #[oai(path = "/auth/verify-email/resend", method = "post", operation_id = "resend_verification")]
    async fn resend(
        &self,
        context: RequestContext,
        body: JsonBody<MailRequest>,
    ) -> Result<MailAnswer, Refused<MailRefusals>> {
        let email = body.0.read().map_err(Refused::new)?;
        let wanted = Wanted::Verification;
        self.request_mail.run(&context.origin(), wanted, &email).await.map_err(Refused::new)?;
        Ok(MailAnswer::Accepted(Json(Notice::new(
            "If this address waits to be verified, a mail is on its way to it.",
        ))))
    }
}
