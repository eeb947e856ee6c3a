//! Problems on their way through the framework, which carries errors of its own type.

use super::{Problem, ProblemCode, ProblemJson};
use poem::{IntoResponse, Response, error::ResponseError, http::StatusCode};

/// A request that an extractor or a handler refuses.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", .0.title)]
pub struct Rejection(Box<Problem>);

impl Rejection {
    /// Refuses with this problem.
    pub fn new(problem: Problem) -> Self {
        Self(Box::new(problem))
    }

    /// Refuses because of a defect of the server, which is logged and not told.
    pub(crate) fn defect(what: &'static str) -> Self {
        tracing::error!(target: "oathgate::http", what, "a defect");
        Self::new(Problem::new(ProblemCode::Internal))
    }

    /// The problem.
    pub fn problem(&self) -> &Problem {
        &self.0
    }
}

impl From<Problem> for Rejection {
    fn from(problem: Problem) -> Self {
        Self::new(problem)
    }
}

impl ResponseError for Rejection {
    fn status(&self) -> StatusCode {
        self.0.code.status()
    }

    fn as_response(&self) -> Response {
        ProblemJson((*self.0).clone()).into_response()
    }
}
