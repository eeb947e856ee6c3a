//! What the operations of administrators have in common: answers, refusals, and pages of lists.

use crate::problem::{FieldError, Problem, refusals};
use poem_openapi::{
    ApiResponse,
    payload::Json,
    types::{ParseFromJSON, ToJSON},
};

/// The answer of an operation that gives something.
#[derive(ApiResponse)]
pub(crate) enum Found<T: Send + ParseFromJSON + ToJSON> {
    /// What was asked for, as it is now.
    #[oai(status = 200)]
    Found(Json<T>),
}

/// Answers with this.
pub(super) fn found<T: Send + ParseFromJSON + ToJSON>(value: T) -> Found<T> {
    Found::Found(Json(value))
}

/// The answer of an operation that makes something.
#[derive(ApiResponse)]
pub(crate) enum Made<T: Send + ParseFromJSON + ToJSON> {
    /// What was made.
    #[oai(status = 201)]
    Made(Json<T>),
}

/// The answer of an operation that gives nothing.
#[derive(ApiResponse)]
pub(crate) enum Done {
    /// It is done.
    #[oai(status = 204)]
    Done,
}

refusals! {
    /// Why nothing is listed.
    pub(crate) ListRefusals: Forbidden
}

refusals! {
    /// Why a thing is not shown.
    pub(crate) ShowRefusals: Forbidden, NotFound
}

refusals! {
    /// Why an act does not take place.
    pub(crate) ActRefusals: Forbidden, NotFound, Conflict
}

/// Most entries of a page.
pub(super) const MOST: u16 = 200;

/// How many entries a page is to have: 50 where nothing is said, and 1 to 200.
///
/// # Errors
/// A problem with the field `limit`.
pub(super) fn limit(asked: Option<u16>) -> Result<u16, Box<Problem>> {
    match asked {
        None => Ok(50),
        Some(limit @ 1..=MOST) => Ok(limit),
        Some(_) => Err(Box::new(wrong("limit", "A page has 1 to 200 entries."))),
    }
}

/// A parameter that is not right.
pub(super) fn wrong(field: &str, message: &str) -> Problem {
    Problem::fields(vec![FieldError::new(field, "wrong_format", message)])
}

/// A short text of a parameter.
///
/// # Errors
/// A problem with the field where it is too long, or holds control characters.
pub(super) fn text(field: &str, given: Option<String>) -> Result<Option<String>, Box<Problem>> {
    match given {
        Some(text) if text.is_empty() => Ok(None),
        Some(text) if text.len() > 320 || text.chars().any(char::is_control) => {
            Err(Box::new(wrong(field, "At most 320 bytes, without control characters.")))
        }
        other => Ok(other),
    }
}
