//! `POST /users/me/email`.

use crate::{
    auth::Notice,
    body::{FieldRules, JsonBody, text},
    context::RequestContext,
    problem::{FieldError, Problem, ProblemCode, Refused, refusals},
    security::SignedIn,
    tags::Tag,
};
use oathgate_application::accounts::change_email::{ChangeEmail, Refusal};
use oathgate_domain::{email::EmailAddress, password::Password};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json, types::Example};
use serde_json::Value;
use std::sync::Arc;

/// A new address, and the password to show that it is really you.
#[derive(Object)]
#[oai(example)]
pub(crate) struct EmailChangeRequest {
    /// The new address.
    email: String,
    /// The present password.
    #[oai(validator(min_length = 1))]
    password: String,
}

impl FieldRules for EmailChangeRequest {
    fn faults(body: &Value) -> Vec<FieldError> {
        let address = text(body, "email").map(EmailAddress::parse);
        address.and_then(Result::err).into_iter().map(Into::into).collect()
    }
}

impl Example for EmailChangeRequest {
    fn example() -> Self {
        Self {
            email: "ada.lovelace@example.org".to_owned(),
            password: "violet otter paints nine doors".to_owned(),
        }
    }
}

#[derive(ApiResponse)]
pub(crate) enum EmailAnswer {
    /// Taken. The address changes when the link in the mail to the new one is followed.
    #[oai(status = 202)]
    Accepted(Json<Notice>),
}

refusals! {
    /// Why the new mailbox is not asked.
    pub(crate) EmailRefusals: WrongPassword
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::WrongPassword => Self::new(ProblemCode::WrongPassword),
            Refusal::SameAddress => Self::fields(vec![FieldError::new(
                "email",
                "unchanged",
                "This is the present address of the account.",
            )]),
        }
    }
}

pub(crate) struct EmailApi {
    pub(crate) change_email: Arc<ChangeEmail>,
}

#[OpenApi(tag = "Tag::Users")]
impl EmailApi {
    /// Change my address
    ///
    /// Mails a link to the new address. When it is followed (`POST /auth/verify-email`), the account has
    /// the new address and the old one gets a notice. Whether another account has the address is not
    /// told.
    #[oai(path = "/users/me/email", method = "post", operation_id = "change_email")]
    async fn change(
        &self,
        context: RequestContext,
        who: SignedIn,
        body: JsonBody<EmailChangeRequest>,
    ) -> Result<EmailAnswer, Refused<EmailRefusals>> {
        let EmailChangeRequest { email, password } = body.0;
        let email = EmailAddress::parse(&email).map_err(Refused::new)?;
        let password = Password::typed("password", &password).map_err(Refused::new)?;
        self.change_email.run(&who.0, &context.origin(), email, password).await.map_err(Refused::new)?;
        Ok(EmailAnswer::Accepted(Json(Notice::new(
            "A mail is on its way to the new address. Its link works for a day.",
        ))))
    }
}
