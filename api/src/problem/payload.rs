//! Problems as the body of an answer.

use super::Problem;
use poem::{
    IntoResponse, Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    payload::Payload,
    registry::{MetaSchemaRef, Registry},
    types::{ToJSON, Type},
};

/// A problem as `application/problem+json`, with the headers that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemJson(pub Problem);

impl From<Problem> for ProblemJson {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl Payload for ProblemJson {
    const CONTENT_TYPE: &'static str = "application/problem+json";

    fn schema_ref() -> MetaSchemaRef {
        Problem::schema_ref()
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

impl IntoResponse for ProblemJson {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Response::builder()
            .status(status)
            .content_type(<Self as Payload>::CONTENT_TYPE)
            .body(problem.to_json_string());
        let mut set = |name: HeaderName, value: Option<String>| {
            if let Some(Ok(value)) = value.map(HeaderValue::try_from) {
                response.headers_mut().insert(name, value);
            }
        };
        set(header::WWW_AUTHENTICATE, problem.challenge.map(ToOwned::to_owned));
        set(header::RETRY_AFTER, problem.retry_after.map(|seconds| seconds.to_string()));
        set(header::ALLOW, problem.allow);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ProblemCode;
    use std::time::Duration;

    #[test]
    fn headers_go_with_the_problem() {
        let refused = ProblemJson(Problem::new(ProblemCode::Unauthorized)).into_response();
        assert_eq!(refused.status(), 401);
        assert_eq!(refused.header("WWW-Authenticate"), Some("Bearer realm=\"oathgate\""));
        assert_eq!(refused.content_type(), Some("application/problem+json"));

        let busy = Problem::new(ProblemCode::Busy).retry_after(Duration::from_secs(3));
        let busy = ProblemJson(busy).into_response();
        assert_eq!(busy.status(), 503);
        assert_eq!(busy.header("Retry-After"), Some("3"));
        assert_eq!(busy.header("WWW-Authenticate"), None);
    }
}
