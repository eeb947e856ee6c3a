//! The history of a run: an append-only list of events, some of which are also the memory by
//! which the run goes on after a stop.

use time::OffsetDateTime;

/// What an event says. The numbers are those of storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i16)]
pub enum EventKind {
    /// The run was accepted.
    Started = 1,
    /// A step ended; `data.value` is what it gave. Remembered.
    StepDone = 2,
    /// An attempt at a step failed; `data` has the fault and the next try.
    StepFailed = 3,
    /// A step that may happen at most once is about to be tried. Remembered.
    Intent = 4,
    /// A wait ended because its time was up. Remembered.
    Timer = 5,
    /// A wait ended because a signal came. Remembered.
    SignalTaken = 6,
    /// The run follows the newer of two versions of its code. Remembered.
    Patched = 7,
    /// A child run was started. Remembered.
    Child = 8,
    /// Cancellation was asked for.
    CancelRequested = 9,
    /// An operator acted; `data` says who and what.
    Operator = 10,
    /// The run ended.
    Closed = 11,
    /// The run was stopped until a person decides; `data` has the fault.
    Paused = 12,
    /// A worker died, or lost the run, while it held it.
    LeaseExpired = 13,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Started,
        Self::StepDone,
        Self::StepFailed,
        Self::Intent,
        Self::Timer,
        Self::SignalTaken,
        Self::Patched,
        Self::Child,
        Self::CancelRequested,
        Self::Operator,
        Self::Closed,
        Self::Paused,
        Self::LeaseExpired,
    ];

    /// The number that stands for it in storage.
    pub fn number(self) -> i16 {
        self as i16
    }

    /// The kind that a number of storage stands for.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| i64::from(kind.number()) == number)
    }

    /// Whether the event is part of the memory by which a run goes on; such an event is unique
    /// by run, kind and name.
    pub fn is_remembered(self) -> bool {
        matches!(
            self,
            Self::StepDone | Self::Intent | Self::Timer | Self::SignalTaken | Self::Patched | Self::Child
        )
    }

    /// The word for it in lists and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::StepDone => "step_done",
            Self::StepFailed => "step_failed",
            Self::Intent => "intent",
            Self::Timer => "timer",
            Self::SignalTaken => "signal_taken",
            Self::Patched => "patched",
            Self::Child => "child",
            Self::CancelRequested => "cancel_requested",
            Self::Operator => "operator",
            Self::Closed => "closed",
            Self::Paused => "paused",
            Self::LeaseExpired => "lease_expired",
        }
    }
}

/// One event of a run's history. `data` is JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place in the history, from 1.
    pub sequence: i64,
    /// When it was recorded, by the database's clock.
    pub at: OffsetDateTime,
    /// What it says.
    pub kind: EventKind,
    /// The step, wait or signal it is about.
    pub name: Option<String>,
    /// Which attempt, from 1.
    pub attempt: Option<i64>,
    /// Particulars, as JSON. Holds ids, codes and the peer's words; never a secret.
    pub data: Option<String>,
}
