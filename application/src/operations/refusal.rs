//! Why an act did not take place.

use oathgate_domain::workflow::RunState;

/// Why an operator's act did not take place. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such run.
    NotFound,
    /// The run is in another state than the act needs.
    WrongState(RunState),
    /// The run has no step of this name, or none at which it stands.
    NoSuchStep,
    /// The step was done before.
    StepDone,
    /// What the step would have given must be said: nothing can stand for it by itself.
    ValueNeeded,
    /// An unfinished run stands in the way under the same key.
    KeyTaken,
    /// The run does not know this signal, or not with this data.
    NoSuchSignal,
    /// The reason is empty or too long.
    NoReason,
    /// Nothing is known of an address that the run waits for.
    NotCorrectable,
    /// The account or registration is gone, or was verified.
    NothingToCorrect,
    /// Another account has the address.
    AddressTaken,
    /// A limit is higher than any may be.
    WrongLimit,
    /// No limit can have this key.
    WrongLimitKey,
    /// No limit is set for the key.
    NoSuchLimit,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NotFound => "there is no such run",
            Self::WrongState(RunState::Leased) => "a worker is carrying the run out; try again, or pause it",
            Self::WrongState(RunState::Open) => "the run is not paused",
            Self::WrongState(RunState::Paused) => "the run is paused",
            Self::WrongState(RunState::Done | RunState::Failed | RunState::Cancelled) => "the run is over",
            Self::NoSuchStep => "the run has no step of this name, or stands at none",
            Self::StepDone => "the step was done before",
            Self::ValueNeeded => "nothing can stand for what this step gives; say what it is to be",
            Self::KeyTaken => "another run is under way for the same thing",
            Self::NoSuchSignal => "the run does not know this signal, or not with this data",
            Self::NoReason => "a reason of 1 to 500 characters is needed",
            Self::NotCorrectable => "the run does not wait for an address that could be corrected",
            Self::NothingToCorrect => "the registration is gone, or its address was verified",
            Self::AddressTaken => "another account has this address",
            Self::WrongLimit => "a limit is a number from 0 to 10,000",
            Self::WrongLimitKey => "a limit's key has 1 to 255 letters, digits and signs, without spaces",
            Self::NoSuchLimit => "no limit is set for this key",
        })
    }
}
