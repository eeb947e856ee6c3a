//! How sign-ins, registrations, mails and trouble went over time.

use crate::{
    error::PortError,
    ports::{
        clock::Clock,
        store::Store,
        trends::{Counted, Source},
    },
};
use std::{collections::BTreeMap, sync::Arc};
use time::{Duration, OffsetDateTime};

/// How far back to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// 24 hours, by the hour.
    Day,
    /// 7 days, by six hours.
    Week,
    /// 30 days, by the day.
    Month,
}

impl Window {
    /// How long each stretch is, and how many there are.
    pub fn stretches(self) -> (Duration, u16) {
        match self {
            Self::Day => (Duration::HOUR, 24),
            Self::Week => (Duration::hours(6), 28),
            Self::Month => (Duration::DAY, 30),
        }
    }
}

/// What happened within a stretch of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Sign-ins.
    pub sign_ins: u64,
    /// Attempts to sign in that were refused.
    pub sign_ins_refused: u64,
    /// Accounts that were made.
    pub new_users: u64,
    /// Mails that a peer took.
    pub mails_sent: u64,
    /// Mails that a peer refused for good.
    pub mails_bounced: u64,
    /// Attempts at a mail that failed for now.
    pub mails_failed: u64,
    /// Runs, accepted then, that have failed.
    pub runs_failed: u64,
    /// Runs, accepted then, that wait for a person.
    pub runs_paused: u64,
}

/// What happened over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// How long each stretch is.
    pub stretch: Duration,
    /// Each stretch with when it begins, oldest first and without gaps; the last one is not over.
    pub stretches: Vec<(OffsetDateTime, Stretch)>,
    /// Whether there was more than is looked at, so that older counts are too low.
    pub is_partial: bool,
}

/// Counts what happened over time.
pub struct Overlook {
    /// Reads.
    pub store: Arc<dyn Store>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Overlook {
    /// What happened within the window until now.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn run(&self, window: Window) -> Result<Course, PortError> {
        let (length, count) = window.stretches();
        let (seconds, now) = (length.whole_seconds(), self.clock.now().unix_timestamp());
        let first = now - now.rem_euclid(seconds) - seconds * (i64::from(count) - 1);
        let begins =
            |place: u16| OffsetDateTime::UNIX_EPOCH + Duration::seconds(first) + length * i32::from(place);
        let mut stretches: BTreeMap<OffsetDateTime, Stretch> =
            (0..count).map(|place| (begins(place), Stretch::default())).collect();
        let mut is_partial = false;
        let mut unit = self.store.begin_read().await?;
        for source in [Source::SignIns, Source::Accounts, Source::Mails, Source::Trouble] {
            let found = unit.trends().tally(source, begins(0), length).await?;
            is_partial |= found.is_partial;
            for tally in found.tallies {
                // Another machine's clock may be ahead.
                let Some(stretch) = stretches.get_mut(&tally.begins) else { continue };
                let number = match tally.what {
                    Counted::SignIn => &mut stretch.sign_ins,
                    Counted::SignInRefused => &mut stretch.sign_ins_refused,
                    Counted::NewAccount => &mut stretch.new_users,
                    Counted::MailSent => &mut stretch.mails_sent,
                    Counted::MailBounced => &mut stretch.mails_bounced,
                    Counted::MailFailed => &mut stretch.mails_failed,
                    Counted::RunFailed => &mut stretch.runs_failed,
                    Counted::RunPaused => &mut stretch.runs_paused,
                };
                *number += tally.count;
            }
        }
        Ok(Course { stretch: length, stretches: stretches.into_iter().collect(), is_partial })
    }
}
