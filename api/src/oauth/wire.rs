//! Answers as the RFCs write them down, and errors as RFC 6749 §5.2 does.

use crate::problem::{Problem, ProblemCode};
use oathgate_application::{
    error::{Failure, PortError},
    oauth::Refusal,
};
use oathgate_domain::oauth::OAuthError;
use poem::{
    IntoResponse, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse, Object,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry},
    types::{ToJSON, Type},
};
use std::marker::PhantomData;

/// What all of these answers are but pages.
pub(super) const JSON: &str = "application/json";
/// What pages are.
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// Asks a client to show that it is itself (RFC 6749 §5.2).
const CHALLENGE: &str = r#"Basic realm="oathgate""#;

/// Lists the answers of an operation for the documentation.
pub(super) trait Answers: Send + Sync + 'static {
    /// Each of them.
    fn list() -> Vec<MetaResponse>;

    /// Registers the types of their bodies.
    fn register(registry: &mut Registry);
}

/// An answer that `A` documents.
pub(crate) struct Wire<A> {
    response: Response,
    documents: PhantomData<fn() -> A>,
}

impl<A> Wire<A> {
    /// Answers.
    pub(super) fn new(answer: impl IntoResponse) -> Self {
        Self { response: answer.into_response(), documents: PhantomData }
    }
}

impl<A> IntoResponse for Wire<A> {
    fn into_response(self) -> Response {
        self.response
    }
}

impl<A: Answers> ApiResponse for Wire<A> {
    fn meta() -> MetaResponses {
        MetaResponses { responses: A::list() }
    }

    fn register(registry: &mut Registry) {
        A::register(registry);
    }
}

/// An answer for the documentation, without a body.
pub(super) fn bare(status: u16, description: &'static str) -> MetaResponse {
    MetaResponse { description, status: Some(status), status_range: None, content: vec![], headers: vec![] }
}

/// An answer for the documentation, with a body.
pub(super) fn with(
    status: u16,
    description: &'static str,
    content_type: &'static str,
    schema: MetaSchemaRef,
) -> MetaResponse {
    MetaResponse { content: vec![MetaMediaType { content_type, schema }], ..bare(status, description) }
}

/// The same answer with a header.
pub(super) fn header_of(mut answer: MetaResponse, name: &str, description: &str) -> MetaResponse {
    answer.headers.push(MetaHeader {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        required: false,
        deprecated: false,
        schema: String::schema_ref(),
    });
    answer
}

/// What went wrong, as RFC 6749 section 5.2 writes it.
#[derive(Debug, Object)]
#[oai(rename = "OAuthError", skip_serializing_if_is_none)]
pub(crate) struct ErrorBody {
    /// The error, for a program.
    error: String,
    /// What is wrong, for the client's developer.
    error_description: Option<String>,
}

/// Why an access token is refused, as RFC 6750 section 3 has it. Empty where none was shown.
#[derive(Debug, Object)]
#[oai(rename = "TokenError", skip_serializing_if_is_none)]
pub(super) struct TokenErrorBody {
    /// The error, for a program.
    error: Option<String>,
    /// What is wrong, for the client's developer.
    error_description: Option<String>,
}

/// The errors of an operation that knows clients, for the documentation.
pub(super) fn client_errors() -> Vec<MetaResponse> {
    let mut list = form_errors(ErrorBody::schema_ref());
    list.extend([
        with(400, "The request is not right; `error` says why.", JSON, ErrorBody::schema_ref()),
        with(
            401,
            "`invalid_client`: the client did not show that it is itself.",
            JSON,
            ErrorBody::schema_ref(),
        ),
        defect(),
        unavailable(),
    ]);
    list
}

/// For the documentation: what can be wrong with a form before anybody reads it.
pub(super) fn form_errors(error: MetaSchemaRef) -> Vec<MetaResponse> {
    vec![
        with(408, "`invalid_request`: the form did not arrive in time.", JSON, error.clone()),
        with(413, "`invalid_request`: the form is too large.", JSON, error),
    ]
}

/// For the documentation: a defect.
pub(super) fn defect() -> MetaResponse {
    with(500, "`server_error`: the server made a mistake; it was logged.", JSON, ErrorBody::schema_ref())
}

/// For the documentation: not now.
pub(super) fn unavailable() -> MetaResponse {
    with(
        503,
        "`temporarily_unavailable`: a part of the server is away or busy; nothing was changed.",
        JSON,
        ErrorBody::schema_ref(),
    )
}

/// A request was not carried out: what the client is told.
#[derive(Debug)]
pub(super) struct Fault {
    status: StatusCode,
    error: Option<&'static str>,
    description: String,
    challenge: Option<&'static str>,
    retry_after: Option<u64>,
}

impl Fault {
    /// An error with a word on what is wrong: ASCII without quotes and backslashes (RFC 6749 §5.2).
    pub(super) fn new(error: OAuthError, description: impl Into<String>) -> Self {
        let is_client = error == OAuthError::InvalidClient;
        Self {
            status: if is_client { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST },
            error: Some(error.as_str()),
            description: description.into(),
            challenge: is_client.then_some(CHALLENGE),
            retry_after: None,
        }
    }

    /// A refusal of an access token (RFC 6750 §3). Without an error where none was shown (§3.1).
    pub(super) fn of_token(
        status: StatusCode,
        error: Option<&'static str>,
        description: impl Into<String>,
        challenge: &'static str,
    ) -> Self {
        let challenge = Some(challenge);
        Self { status, error, description: description.into(), challenge, retry_after: None }
    }

    /// `invalid_request`.
    pub(super) fn request(description: impl Into<String>) -> Self {
        Self::new(OAuthError::InvalidRequest, description)
    }
}

impl From<Problem> for Fault {
    /// Libraries of clients decide by `error`, so even a defect has one; it was logged and is not told.
    fn from(problem: Problem) -> Self {
        let (error, status) = match problem.code {
            ProblemCode::Internal => (OAuthError::ServerError, problem.code.status()),
            ProblemCode::Busy
            | ProblemCode::Unavailable
            | ProblemCode::TimedOut
            | ProblemCode::RateLimited => (OAuthError::TemporarilyUnavailable, problem.code.status()),
            ProblemCode::BodyTooLarge | ProblemCode::RequestTimeout => {
                (OAuthError::InvalidRequest, problem.code.status())
            }
            _ => (OAuthError::InvalidRequest, StatusCode::BAD_REQUEST),
        };
        let waits = error == OAuthError::TemporarilyUnavailable;
        Self {
            status,
            error: Some(error.as_str()),
            description: problem.detail.unwrap_or(problem.title),
            challenge: None,
            retry_after: problem.retry_after.or(waits.then_some(1)),
        }
    }
}

impl From<PortError> for Fault {
    fn from(error: PortError) -> Self {
        Problem::from(error).into()
    }
}

impl From<Failure<Refusal>> for Fault {
    fn from(failure: Failure<Refusal>) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::new(refusal.error, refusal.description),
            Failure::Busy { retry_after } => Problem::new(ProblemCode::Busy).retry_after(retry_after).into(),
            Failure::Port(error) => error.into(),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let body = self.error.map(|error| {
            let description = Some(self.description).filter(|text| !text.is_empty());
            ErrorBody { error: error.to_owned(), error_description: description }.to_json_string()
        });
        let mut response = json(self.status, body.unwrap_or_else(|| "{}".to_owned()));
        let headers = response.headers_mut();
        if let Some(challenge) = self.challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A JSON answer that no cache keeps (RFC 6749 §5.1).
pub(super) fn json(status: StatusCode, body: String) -> Response {
    Response::builder()
        .status(status)
        .content_type(JSON)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::PRAGMA, "no-cache")
        .body(body)
}
