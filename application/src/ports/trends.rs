//! What happened over time, counted by stretches of equal length.

use crate::error::PortError;
use async_trait::async_trait;
use time::{Duration, OffsetDateTime};

/// Where something is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The audit trail: sign-ins.
    SignIns,
    /// Accounts, by when they were made.
    Accounts,
    /// Histories of runs: mails, by when the peer answered.
    Mails,
    /// Runs that failed or are paused, by when they were accepted.
    Trouble,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Somebody signed in.
    SignIn,
    /// Somebody tried to and was refused.
    SignInRefused,
    /// An account was made.
    NewAccount,
    /// A peer took a mail.
    MailSent,
    /// A peer refused a mail for good.
    MailBounced,
    /// A mail could not be sent at that time, and is tried again.
    MailFailed,
    /// A run that has failed.
    RunFailed,
    /// A run that waits for a person.
    RunPaused,
}

/// How often something happened within a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// When the stretch begins: a multiple of its length since 1970.
    pub begins: OffsetDateTime,
    /// What happened.
    pub what: Counted,
    /// How often.
    pub count: u64,
}

/// What was counted of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tallies {
    /// In no order; stretches without any are left out.
    pub tallies: Vec<Tally>,
    /// Whether there was more than is looked at, so that the counts are too low.
    pub is_partial: bool,
}

/// Counts over time. However much there is, a call looks at the latest 100,000 rows at most.
#[async_trait]
pub trait Trends: Send {
    /// Counts what a source holds since a time, by stretches of `stretch`.
    async fn tally(
        &mut self,
        source: Source,
        since: OffsetDateTime,
        stretch: Duration,
    ) -> Result<Tallies, PortError>;
}
