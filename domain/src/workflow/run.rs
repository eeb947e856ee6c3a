//! The states of a run.

/// Where a run is, as it is stored. The numbers are those of storage; the unfinished states come
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i16)]
pub enum RunState {
    /// Nobody works on it. Due when its wake-up time has come.
    Open = 0,
    /// A worker holds it under a lease.
    Leased = 1,
    /// Stopped until a person decides.
    Paused = 2,
    /// Ended well.
    Done = 3,
    /// Ended badly.
    Failed = 4,
    /// Ended because somebody asked.
    Cancelled = 5,
}

impl RunState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Leased, Self::Paused, Self::Done, Self::Failed, Self::Cancelled];

    /// The number that stands for it in storage.
    pub fn number(self) -> i16 {
        self as i16
    }

    /// The state that a number of storage stands for.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| i64::from(state.number()) == number)
    }

    /// Whether the run is over.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// Where a run is, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RunStatus {
    /// Due, and not yet taken up.
    Queued,
    /// Sleeps until a time, or until a signal comes.
    Waiting,
    /// A worker carries out a step.
    Running,
    /// Stopped until a person decides.
    Paused,
    /// Ended well.
    Done,
    /// Ended badly.
    Failed,
    /// Ended because somebody asked.
    Cancelled,
}

impl RunStatus {
    /// Every status.
    pub const ALL: [Self; 7] =
        [Self::Queued, Self::Waiting, Self::Running, Self::Paused, Self::Done, Self::Failed, Self::Cancelled];

    /// The status of a run in `state`, which is due or not.
    pub fn of(state: RunState, is_due: bool) -> Self {
        match state {
            RunState::Open if is_due => Self::Queued,
            RunState::Open => Self::Waiting,
            RunState::Leased => Self::Running,
            RunState::Paused => Self::Paused,
            RunState::Done => Self::Done,
            RunState::Failed => Self::Failed,
            RunState::Cancelled => Self::Cancelled,
        }
    }

    /// The word for it in lists and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// Which runs go first when there are more than can be worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(i16)]
pub enum Priority {
    /// Somebody waits in front of a screen.
    High = 0,
    /// Everything else.
    #[default]
    Normal = 1,
}

impl Priority {
    /// The number that stands for it in storage.
    pub fn number(self) -> i16 {
        self as i16
    }

    /// The priority of a number of storage.
    pub fn from_number(number: i64) -> Self {
        if number == 0 { Self::High } else { Self::Normal }
    }
}

/// Whether a run may be started under a business key that an ended run had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Reuse {
    /// Always; only one run is open under a key at a time.
    #[default]
    Always,
    /// Only when every earlier run under the key failed or was cancelled.
    IfFailed,
    /// Never.
    Reject,
}
