//! Refusals in the one shape that every operation uses (RFC 9457).

mod code;
mod payload;
mod refused;
mod rejection;

pub use code::ProblemCode;
pub use payload::ProblemJson;
pub(crate) use refused::{CODE_MARK, refusals};
pub use refused::{Refusals, Refused};
pub use rejection::Rejection;

use crate::context::RequestContext;
use oathgate_application::error::{Failure, PortError};
use oathgate_domain::invalid::Invalid;
use poem_openapi::Object;
use std::time::Duration;

/// One field that is not right.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct FieldError {
    /// Where it is: its name, for nested ones with the path to it, such as `addresses[0].city`.
    /// Empty where the body as a whole is meant.
    pub field: String,
    /// What is wrong, for a program: `required`, `wrong_type`, `null_not_allowed`, `unknown_field`,
    /// `too_short`, `too_long`, `not_allowed`, `wrong_format`, `forbidden_character`, or a code of
    /// the operation such as `common_password`.
    pub code: String,
    /// What is wrong and what is allowed, for a person.
    pub message: String,
}

impl FieldError {
    /// A fault in `field`.
    pub fn new(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }
}

impl From<Invalid> for FieldError {
    fn from(invalid: Invalid) -> Self {
        Self::new(invalid.field, invalid.code, invalid.message)
    }
}

/// Why a request was not carried out (RFC 9457). Decide by `code`; `title` and `detail` are for people
/// and may change.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Problem {
    /// Names the kind of problem; the address of a page that describes it.
    #[oai(rename = "type")]
    pub kind: String,
    /// What kind of problem it is, in a short sentence.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What it is about this time.
    pub detail: Option<String>,
    /// The path of the request.
    pub instance: Option<String>,
    /// What kind of problem it is, for a program.
    pub code: ProblemCode,
    /// Names this request in the log; the same as the `X-Request-Id` header.
    pub request_id: String,
    /// Every field that is not right. Present with `validation_failed` alone.
    #[oai(default, skip_serializing_if_is_empty)]
    pub errors: Vec<FieldError>,
    /// After how many seconds it makes sense to try again; the same as the `Retry-After` header.
    pub retry_after: Option<u64>,
    /// The `WWW-Authenticate` header of a 401 (RFC 6750 §3).
    #[oai(skip)]
    pub(crate) challenge: Option<&'static str>,
    /// The `Allow` header of a 405 (RFC 9110 §15.5.6).
    #[oai(skip)]
    pub(crate) allow: Option<String>,
}

/// Asks for an access token without saying more (RFC 6750 §3.1: no error code where no credentials
/// were sent).
const BEARER: &str = r#"Bearer realm="oathgate""#;

impl Problem {
    /// A problem of this kind with the request that the present task serves.
    pub fn new(code: ProblemCode) -> Self {
        let request = RequestContext::current();
        Self {
            kind: format!("/problems/{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status().as_u16(),
            detail: None,
            instance: request.as_ref().map(|request| request.path.to_string()),
            code,
            request_id: request.map(|request| request.request_id.to_string()).unwrap_or_default(),
            errors: Vec::new(),
            retry_after: None,
            challenge: (code.status() == poem::http::StatusCode::UNAUTHORIZED).then_some(BEARER),
            allow: None,
        }
    }

    /// `validation_failed`, naming every field.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] if only.field.is_empty() => only.message.clone(),
            [only] => format!("{}: {}", only.field, only.message),
            several => format!("{} fields are not right.", several.len()),
        };
        Self { errors, ..Self::new(ProblemCode::ValidationFailed) }.detail(detail)
    }

    /// Says what it is about this time. Never a secret.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says when to try again, in whole seconds, at least one.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        let whole = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.retry_after = Some(whole.max(1));
        self
    }

    /// Says which `WWW-Authenticate` challenge goes with it.
    #[must_use]
    pub(crate) fn challenge(mut self, challenge: &'static str) -> Self {
        self.challenge = Some(challenge);
        self
    }
}

impl From<Box<Self>> for Problem {
    fn from(boxed: Box<Self>) -> Self {
        *boxed
    }
}

impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        Self::fields(vec![invalid.into()])
    }
}

impl From<Vec<Invalid>> for Problem {
    fn from(invalid: Vec<Invalid>) -> Self {
        Self::fields(invalid.into_iter().map(Into::into).collect())
    }
}

/// How long to wait for a part that is away or busy with something else.
const SOON: Duration = Duration::from_secs(2);

impl From<PortError> for Problem {
    /// Logs the cause, which the answer does not tell.
    fn from(error: PortError) -> Self {
        let chain = chain_of(&error);
        match error {
            PortError::Unavailable { what, .. } => {
                tracing::warn!(target: "oathgate::http", part = what, error = chain, "a part is away");
                Self::new(ProblemCode::Unavailable)
                    .detail(format!("The {what} does not answer."))
                    .retry_after(SOON)
            }
            PortError::Contended => {
                tracing::warn!(target: "oathgate::http", "too many changes at the same time");
                Self::new(ProblemCode::Busy).retry_after(SOON)
            }
            PortError::Defect { .. } => {
                tracing::error!(target: "oathgate::http", error = chain, "a defect");
                Self::new(ProblemCode::Internal)
            }
        }
    }
}

impl<R: Into<Problem>> From<Failure<R>> for Problem {
    fn from(failure: Failure<R>) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Busy { retry_after } => Self::new(ProblemCode::Busy).retry_after(retry_after),
            Failure::Port(error) => error.into(),
        }
    }
}

/// An error with everything that caused it, in one line.
pub(crate) fn chain_of(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem_openapi::types::ToJSON;

    #[test]
    fn a_problem_says_no_more_than_it_knows() {
        let json = Problem::new(ProblemCode::NotFound).to_json().unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "type": "/problems/not_found",
                "title": "There is no such thing",
                "status": 404,
                "code": "not_found",
                "request_id": "",
            })
        );
    }

    #[tokio::test]
    async fn a_problem_names_the_request_that_it_arose_in() {
        let request = RequestContext::new("r-1".into(), None, None, "/auth/login");
        let problem = request.scope(async { Problem::new(ProblemCode::Busy) }).await;
        assert_eq!(problem.request_id, "r-1");
        assert_eq!(problem.instance.as_deref(), Some("/auth/login"));
    }

    #[test]
    fn waiting_is_said_in_whole_seconds_rounded_up() {
        let after = |wait| Problem::new(ProblemCode::Busy).retry_after(wait).retry_after;
        assert_eq!(after(Duration::ZERO), Some(1));
        assert_eq!(after(Duration::from_millis(1_001)), Some(2));
        assert_eq!(after(Duration::from_secs(30)), Some(30));
    }

    #[test]
    fn the_cause_of_a_fault_is_not_told() {
        let away = PortError::unavailable("database", "password=hunter2 refused");
        let text = Problem::from(away).to_json_string();
        assert!(!text.contains("hunter2"), "{text}");
        assert!(text.contains("\"unavailable\""), "{text}");
    }
}
