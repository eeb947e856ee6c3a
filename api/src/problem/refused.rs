//! The refusals of one operation, as it documents them.

use super::{Problem, ProblemCode, ProblemJson};
use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse,
    payload::Payload,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::Type,
};
use std::marker::PhantomData;

/// The codes with which an operation refuses. Those that may happen to every operation
/// (`internal`, `unavailable`, `busy`, what is wrong with a body or a token) need not be listed.
pub trait Refusals: Send + Sync + 'static {
    /// The codes.
    const CODES: &'static [ProblemCode];
}

/// Lists the codes of an operation.
macro_rules! refusals {
    ($(#[$doc:meta])* $vis:vis $name:ident: $($code:ident),* $(,)?) => {
        $(#[$doc])*
        #[derive(Debug)]
        $vis struct $name;

        impl $crate::problem::Refusals for $name {
            const CODES: &'static [$crate::problem::ProblemCode] =
                &[$($crate::problem::ProblemCode::$code),*];
        }
    };
}
pub(crate) use refusals;

/// A refusal of an operation whose codes are listed by `L`.
#[derive(Debug)]
pub struct Refused<L> {
    problem: Box<Problem>,
    listed: PhantomData<fn() -> L>,
}

impl<L: Refusals> Refused<L> {
    /// Refuses.
    pub fn new(problem: impl Into<Problem>) -> Self {
        let problem = Box::new(problem.into());
        debug_assert!(
            L::CODES.contains(&problem.code) || is_common(problem.code),
            "{:?} is not documented by {}",
            problem.code,
            std::any::type_name::<L>()
        );
        Self { problem, listed: PhantomData }
    }

    /// The problem.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

/// Whether a code may happen to every operation.
fn is_common(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::Internal
            | ProblemCode::Unavailable
            | ProblemCode::Busy
            | ProblemCode::TimedOut
            | ProblemCode::ValidationFailed
    )
}

impl<L: Refusals> From<Refused<L>> for poem::Error {
    fn from(refused: Refused<L>) -> Self {
        Self::from_response(refused.into_response())
    }
}

impl<L: Refusals> IntoResponse for Refused<L> {
    fn into_response(self) -> Response {
        ProblemJson(*self.problem).into_response()
    }
}

impl<L: Refusals> ApiResponse for Refused<L> {
    fn meta() -> MetaResponses {
        let mut responses: Vec<MetaResponse> = Vec::new();
        for &code in L::CODES {
            let status = code.status().as_u16();
            if responses.iter().any(|response| response.status == Some(status)) {
                continue;
            }
            responses.push(MetaResponse {
                description: "",
                status: Some(status),
                status_range: None,
                content: vec![MetaMediaType {
                    content_type: ProblemJson::CONTENT_TYPE,
                    schema: ProblemJson::schema_ref(),
                }],
                headers: L::CODES
                    .iter()
                    .filter(|other| other.status() == code.status())
                    .map(|other| MetaHeader {
                        name: format!("{CODE_MARK}{}", other.as_str()),
                        description: None,
                        required: false,
                        deprecated: false,
                        schema: String::schema_ref(),
                    })
                    .collect(),
            });
        }
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        ProblemJson::register(registry);
    }
}

/// Begins the names of headers that do not exist: they carry the codes of an operation through the
/// framework, which has no place for them, to the document, which takes them out again.
pub(crate) const CODE_MARK: &str = "problem-code ";
