//! How things go wrong: a port that fails, and a use case that refuses.

use std::time::Duration;

/// A cause of any type.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A port could not do what it was asked for. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// The thing behind the port is away; it may be back soon.
    #[error("{what} is unavailable")]
    Unavailable {
        /// Which part of the system, for example `database`.
        what: &'static str,
        /// Why.
        #[source]
        cause: Cause,
    },
    /// Another change was under way at the same time; the same unit of work may succeed now.
    #[error("another change was under way")]
    Contended,
    /// What was read does not mean anything, or a statement is wrong: a defect, not weather.
    #[error("{what} cannot be understood")]
    Defect {
        /// What it was.
        what: &'static str,
        /// Why.
        #[source]
        cause: Cause,
    },
}

impl PortError {
    /// The part `what` is away because of `cause`.
    pub fn unavailable(what: &'static str, cause: impl Into<Cause>) -> Self {
        Self::Unavailable { what, cause: cause.into() }
    }

    /// `what` cannot be understood because of `cause`.
    pub fn defect(what: &'static str, cause: impl Into<Cause>) -> Self {
        Self::Defect { what, cause: cause.into() }
    }
}

/// A use case did not do what it was asked for. `R` is the verb's own list of refusals.
#[derive(Debug, thiserror::Error)]
pub enum Failure<R> {
    /// The rules say no. What was noted on the way (a replay, for example) is committed.
    #[error("refused")]
    Refused(R),
    /// Too much work of this kind is waiting; nothing was changed.
    #[error("busy, try again in {} s", retry_after.as_secs())]
    Busy {
        /// When it makes sense to try again.
        retry_after: Duration,
    },
    /// A part of the system is away; nothing was changed.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl<R> Failure<R> {
    /// The same failure with another list of refusals.
    pub fn map<S>(self, refusal: impl FnOnce(R) -> S) -> Failure<S> {
        match self {
            Self::Refused(refused) => Failure::Refused(refusal(refused)),
            Self::Busy { retry_after } => Failure::Busy { retry_after },
            Self::Port(error) => Failure::Port(error),
        }
    }
}
