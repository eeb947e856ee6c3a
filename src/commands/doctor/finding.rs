//! What a check has found.

use crate::config::Problem;

/// Whether something is in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is.
    Ok,
    /// It works, but an operator should know.
    Warn,
    /// It is not.
    Fail,
}

impl Verdict {
    /// The word for it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// What a check has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// Which part was looked at.
    pub(super) check: &'static str,
    /// Whether it is in order.
    pub(super) verdict: Verdict,
    /// What was found. Never a secret.
    pub(super) found: String,
    /// How to mend it.
    pub(super) remedy: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Ok, found: found.into(), remedy: None }
    }

    pub(super) fn warn(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Warn, found: found.into(), remedy: None }
    }

    pub(super) fn fail(check: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Fail, found: found.into(), remedy: Some(remedy.into()) }
    }

    /// The same with a way to mend it.
    pub(super) fn mend(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(super) fn of_problem(problem: &Problem) -> Self {
        let remedy = "change it in the environment or in .env; `oathgate settings` says what it takes";
        Self::fail("settings", problem.to_string(), remedy)
    }
}
