//! Errors of the framework in the shape of ours.

use super::routes::Route;
use crate::{
    body::BodyFault,
    oauth,
    problem::{FieldError, Problem, ProblemCode, ProblemJson, Rejection, chain_of},
};
use poem::{
    Error, IntoResponse, Response,
    error::{MethodNotAllowedError, NotFoundError, ReadBodyError},
};
use poem_openapi::error::{ContentTypeError, ParseParamError, ParsePathError, ParseRequestPayloadError};

/// The answer where a handler panicked or took too long, in the words of those who ask there.
pub(super) fn unexpected(code: ProblemCode, route: Option<&Route>) -> Response {
    answer_for(Problem::new(code), route)
}

/// The answer that tells a problem, in the words of those who ask there.
pub(super) fn answer_for(problem: Problem, route: Option<&Route>) -> Response {
    if route.is_some_and(Route::speaks_oauth) {
        oauth::answer(problem)
    } else if route.is_some_and(Route::asks_people) && problem.code.status().is_server_error() {
        oauth::page(problem)
    } else {
        ProblemJson(problem).into_response()
    }
}

/// The answer for an error. An answer that a handler made itself stays as it is.
pub(super) fn answer(error: Error, route: Option<&Route>) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    answer_for(problem(&error, route), route)
}

fn problem(error: &Error, route: Option<&Route>) -> Problem {
    if let Some(rejection) = error.downcast_ref::<Rejection>() {
        return rejection.problem().clone();
    }
    if error.is::<NotFoundError>() {
        return Problem::new(ProblemCode::NotFound);
    }
    if error.is::<MethodNotAllowedError>() {
        return Problem { allow: route.map(Route::allow), ..Problem::new(ProblemCode::MethodNotAllowed) };
    }
    if let Some(fault) = error.downcast_ref::<ContentTypeError>() {
        return Problem::new(ProblemCode::UnsupportedMediaType).detail(match fault {
            ContentTypeError::NotSupported { .. } => "This operation does not take that Content-Type.",
            ContentTypeError::ExpectContentType => "The request has no Content-Type header.",
        });
    }
    if let Some(fault) = error.downcast_ref::<ParseParamError>() {
        return Problem::fields(vec![parameter(fault.name)]);
    }
    if let Some(fault) = error.downcast_ref::<ParsePathError>() {
        return Problem::fields(vec![parameter(&path_parameter(fault.name, route))]);
    }
    if error.is::<ParseRequestPayloadError>() {
        return Problem::new(ProblemCode::InvalidRequest).detail("The body cannot be understood.");
    }
    if let Some(fault) = error.downcast_ref::<ReadBodyError>() {
        return BodyFault::from(fault).into();
    }
    let status = error.status();
    if status.is_server_error() {
        tracing::error!(target: "oathgate::http", error = chain_of(error), "a request failed");
    }
    Problem::new(ProblemCode::for_status(status))
}

/// A parameter that cannot be read. What the framework says may repeat the value; it is not told.
fn parameter(name: &str) -> FieldError {
    FieldError::new(name, "wrong_format", "The parameter is missing or not of the documented form.")
}

/// The framework names parameters of the path `param0`, `param1` and so on.
fn path_parameter(name: &str, route: Option<&Route>) -> String {
    name.strip_prefix("param")
        .and_then(|place| route?.parameter(place.parse().ok()?))
        .unwrap_or(name)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::{Method, StatusCode};

    fn status_and_code(error: impl Into<Error>) -> (u16, ProblemCode) {
        let problem = problem(&error.into(), None);
        (problem.status, problem.code)
    }

    #[test]
    fn errors_of_the_framework_get_a_code() {
        assert_eq!(status_and_code(NotFoundError), (404, ProblemCode::NotFound));
        assert_eq!(
            status_and_code(ContentTypeError::ExpectContentType),
            (415, ProblemCode::UnsupportedMediaType)
        );
        assert_eq!(status_and_code(ReadBodyError::PayloadTooLarge), (413, ProblemCode::BodyTooLarge));
        assert_eq!(status_and_code(StatusCode::IM_A_TEAPOT), (400, ProblemCode::InvalidRequest));
        assert_eq!(status_and_code(StatusCode::BAD_GATEWAY), (500, ProblemCode::Internal));
    }

    #[test]
    fn a_fault_in_the_path_names_the_parameter_and_not_its_value() {
        let route = Route {
            pattern: "/users/me/sessions/{id}".to_owned(),
            methods: vec![(Method::DELETE, "end_session".to_owned())],
        };
        let error = ParsePathError { name: "param0", reason: "bad uuid <script>".to_owned() };
        let problem = problem(&error.into(), Some(&route));
        assert_eq!(problem.errors[0].field, "id");
        assert!(!format!("{problem:?}").contains("script"));
    }

    #[test]
    fn a_handlers_own_answer_stays() {
        let own = Response::builder().status(StatusCode::GONE).body("mine");
        assert_eq!(answer(Error::from_response(own), None).status(), StatusCode::GONE);
    }
}
