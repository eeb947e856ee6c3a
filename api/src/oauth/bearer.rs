//! Access tokens of clients, as the operations take them that are for clients (RFC 6750). A header that is
//! wrong is kept, so that the operation can tell it the way that OAuth does.

use super::wire::Fault;
use crate::{
    problem::{Problem, ProblemCode},
    security::{OAUTH2, TokenScheme, read_token, register_oauth2},
};
use oathgate_domain::secret::Secret;
use poem::{Request, RequestBody, Result, http::StatusCode};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, registry::Registry};

/// Asks for a token without saying more (RFC 6750 §3.1).
const CHALLENGE: &str = r#"Bearer realm="oathgate""#;
const TWICE: &str = r#"Bearer realm="oathgate", error="invalid_request", error_description="The access token is sent in more than one way""#;

/// What the `Authorization` header shows, or what is wrong with it.
pub(crate) struct ClientToken(std::result::Result<Option<Shown>, Box<Problem>>);

/// An access token, and how it was sent.
pub(super) struct Shown {
    /// The token.
    pub(super) token: Secret,
    /// Whether a proof must come with it: it was sent by the scheme `DPoP` (RFC 9449 §7.1).
    pub(super) with_proof: bool,
}

impl ClientToken {
    /// The token of the header, else of the form.
    ///
    /// # Errors
    /// As RFC 6750 §3.1 says.
    pub(super) fn or(self, form: Option<&str>) -> std::result::Result<Shown, Fault> {
        match (self.0.map_err(|problem| refused(*problem))?, form) {
            // RFC 6750 §2: one way alone.
            (Some(_), Some(_)) => Err(Fault::of_token(
                StatusCode::BAD_REQUEST,
                Some("invalid_request"),
                "The access token is sent in more than one way.",
                TWICE,
            )),
            (Some(token), None) => Ok(token),
            (None, Some(token)) => Ok(Shown { token: Secret::new(token), with_proof: false }),
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
        let found = read_token(request.headers()).map(|found| {
            found.map(|(token, scheme)| Shown { token, with_proof: scheme == TokenScheme::Dpop })
        });
        Ok(Self(found.map_err(|rejection| Box::new(rejection.problem().clone()))))
    }
}
