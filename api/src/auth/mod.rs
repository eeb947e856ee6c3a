//! Having an account and signing in.

mod cancel_erasure;
mod login;
mod logout;
mod password_reset;
mod refresh;
mod register;
mod set_up;
mod tokens;
mod verify_email;

pub(crate) use cancel_erasure::CancelErasureApi;
pub(crate) use login::LoginApi;
pub(crate) use logout::LogoutApi;
pub(crate) use password_reset::{PasswordResetApi, PasswordSet};
pub(crate) use refresh::RefreshApi;
pub(crate) use register::RegisterApi;
pub(crate) use set_up::SetUpApi;
pub(crate) use verify_email::VerifyEmailApi;

use crate::problem::{Problem, ProblemCode};
use poem_openapi::Object;

/// Says what happens next.
#[derive(Debug, Clone, Object)]
#[oai(example)]
pub(crate) struct Notice {
    /// What happens next, for a person.
    pub(crate) message: String,
}

impl Notice {
    pub(crate) fn new(message: &str) -> Self {
        Self { message: message.to_owned() }
    }
}

impl poem_openapi::types::Example for Notice {
    fn example() -> Self {
        Self::new("If an account has this address, a mail is on its way to it.")
    }
}

/// The problem of a mailed link that does not work.
pub(crate) fn link_does_not_work() -> Problem {
    Problem::new(ProblemCode::TokenInvalid)
        .detail("The link is not one of ours, was used already or has expired.")
}
