//! `POST /auth/register`.

use crate::{
    body::{FieldRules, JsonBody, text},
    context::RequestContext,
    problem::{FieldError, Problem, ProblemCode, Refused, refusals},
    tags::Tag,
};
use oathgate_application::accounts::{
    forms::{AccountFields, AccountForm, Faults},
    register::{Refusal, Register},
};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json, types::Example};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// What somebody hands in to have an account.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct RegisterRequest {
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
    /// The language in which to write to the person: `en` or `de`. Where it is left out, that of the
    /// `Accept-Language` header.
    #[oai(nullable)]
    pub(crate) locale: Option<String>,
}

impl RegisterRequest {
    /// Reads every field by the rules of the domain.
    pub(crate) fn read(&self) -> Result<AccountForm, Faults> {
        let fields = AccountFields {
            email: &self.email,
            password: &self.password,
            username: self.username.as_deref(),
            first_name: self.first_name.as_deref(),
            last_name: self.last_name.as_deref(),
            locale: self.locale.as_deref(),
        };
        AccountForm::read(fields)
    }
}

/// Faults of the fields of an account, as far as they are there.
pub(super) fn account_faults(body: &Value) -> Vec<FieldError> {
    let fields = AccountFields {
        email: text(body, "email").unwrap_or_default(),
        password: text(body, "password").unwrap_or_default(),
        username: text(body, "username"),
        first_name: text(body, "first_name"),
        last_name: text(body, "last_name"),
        locale: text(body, "locale"),
    };
    AccountForm::read(fields).err().unwrap_or_default().into_iter().map(Into::into).collect()
}

impl FieldRules for RegisterRequest {
    fn faults(body: &Value) -> Vec<FieldError> {
        account_faults(body)
    }
}

impl Example for RegisterRequest {
    fn example() -> Self {
        Self {
            email: "ada@example.com".to_owned(),
            password: "violet otter paints nine doors".to_owned(),
            username: Some("ada".to_owned()),
            first_name: Some("Ada".to_owned()),
            last_name: Some("Lovelace".to_owned()),
            locale: Some("en".to_owned()),
        }
    }
}

/// The registration was accepted.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct Registered {
    /// Names the registration, also in the log.
    registration_id: Uuid,
    /// How hard the password is to guess: 0 (at once) to 4 (very hard).
    password_strength: u8,
    /// What happens next, for a person.
    message: String,
}

const NEXT: &str = "A mail is on its way to this address. Follow the link in it within seven days.";

impl Example for Registered {
    fn example() -> Self {
        Self {
            registration_id: Uuid::from_u128(0x0198_c5f0_8d5e_7cc0_a1f0_2b6d_3c4e_5f60),
            password_strength: 4,
            message: NEXT.to_owned(),
        }
    }
}

#[derive(ApiResponse)]
pub(crate) enum RegisterAnswer {
    /// Accepted. A mail is on its way, whether or not the address is known: an address that has an
    /// account gets one that says so.
    #[oai(status = 202)]
    Accepted(Json<Registered>),
}

refusals! {
    /// Why a registration is not accepted.
    pub(crate) RegisterRefusals: UsernameTaken
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::UsernameTaken => Self::new(ProblemCode::UsernameTaken),
        }
    }
}

pub(crate) struct RegisterApi {
    pub(crate) register: Arc<Register>,
}

#[OpenApi(tag = "Tag::Auth")]
impl RegisterApi {
    /// Create an account
    ///
    /// Takes a registration and mails a link that verifies the address. The answer and its time do not
    /// tell whether the address has an account already. Until the link is followed, nobody can sign in.
    #[oai(path = "/auth/register", method = "post", operation_id = "register")]
    async fn register(
        &self,
        context: RequestContext,
        body: JsonBody<RegisterRequest>,
    ) -> Result<RegisterAnswer, Refused<RegisterRefusals>> {
        let form = body.0.read().map_err(Refused::new)?;
        let accepted = self.register.run(&context.origin(), form).await.map_err(Refused::new)?;
        Ok(RegisterAnswer::Accepted(Json(Registered {
            registration_id: accepted.registration.0,
            password_strength: accepted.strength.0,
            message: NEXT.to_owned(),
        })))
    }
}
