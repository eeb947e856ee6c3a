//! Access tokens of clients, as the operations take them that are for clients (RFC 6750). A header that is
//! wrong is kept, so that the operation can tell it the way that OAuth does.

use super::wire::Fault;
use crate::{
    problem::{Problem, ProblemCode},
    security::{OAUTH2, read_bearer, register_oauth2},
};
use oathgate_domain::secret::Secret;
use poem::{Request, RequestBody, Result, http::StatusCode};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, registry::Registry};

/// Asks for a token without saying more (RFC 6750 §3.1).
const CHALLENGE: &str = r#"Bearer realm="oathgate""#;
const TWICE: &str = r#"Bearer realm="oathgate", error="invalid_request", error_description="The access token is sent in more than one way""#;

/// What the `Authorization` header shows, or what is wrong with it.
pub(crate) struct ClientToken(std::result::Result<Option<Secret>, Box<Problem>>);

impl ClientToken {
    /// The token of the header, else of the form.
    ///
    /// # Errors
    /// As RFC 6750 §3.1 says.
    pub(super) fn or(self, form: Option<&str>) -> std::result::Result<Secret, Fault> {
        match (self.0.map_err(|problem| refused(*problem))?, form) {
            // RFC 6750 §2: one way alone.
            (Some(_), Some(_)) => Err(Fault::of_token(
                StatusCode::BAD_REQUEST,
                Some("invalid_request"),
                "The access token is sent in more than one way.",
                TWICE,
            )),
            (Some(token), None) => Ok(token),
            (None, Some(token)) => Ok(Secret::new(token)),
            (None, None) => Err(Fault::of_token(StatusCode::UNAUTHORIZED, None, "", CHALLENGE)),
        }
    }
}

/// A token that is not accepted.
pub(super) fn refused(problem: Problem) -> Fault {
    let status = problem.code.status();
    match (problem.code, problem.challenge) {
        (
            ProblemCode::Unauthorized | ProblemCode::TokenExpired | ProblemCode::InvalidRequest,
            Some(challenge),
        ) => {
            let error =
                if problem.code == ProblemCode::InvalidRequest { "invalid_request" } else { "invalid_token" };
            let error = challenge.contains("error=").then_some(error);
            Fault::of_token(status, error, problem.detail.unwrap_or(problem.title), challenge)
        }
        _ => problem.into(),
    }
}

impl<'a> ApiExtractor<'a> for ClientToken {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register_oauth2(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![OAUTH2]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self(read_bearer(request.headers()).map_err(|rejection| Box::new(rejection.problem().clone()))))
    }
}
