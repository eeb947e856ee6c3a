//! Schedules: runs that are started again and again by the clock.

use super::Cron;
use crate::{ids::RunId, invalid::Invalid};
use sha2::{Digest, Sha256};
use std::time::Duration;
use time::OffsetDateTime;

/// What becomes of a run that is due while an earlier one of the same schedule is not over. The
/// numbers are those of storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(i16)]
pub enum Overlap {
    /// It is left out.
    #[default]
    Skip = 0,
    /// Both go on.
    Allow = 1,
    /// The earlier one is asked to cancel, and the new one starts.
    CancelOther = 2,
}

impl Overlap {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::Skip, Self::Allow, Self::CancelOther];

    /// The number that stands for it in storage.
    pub fn number(self) -> i16 {
        self as i16
    }

    /// The policy that a number of storage stands for.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| i64::from(policy.number()) == number)
    }

    /// The word for it in lists and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Allow => "allow",
            Self::CancelOther => "cancel_other",
        }
    }
}

/// A schedule as it is stored. Its expression was good when it was stored; whether it still is,
/// [`Schedule::tick`] tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Its name: unique, and part of the keys of its runs.
    pub name: String,
    /// The workflow that it starts.
    pub kind: String,
    /// What that is started with, as JSON.
    pub input: String,
    /// When, as a cron expression.
    pub cron: String,
    /// In which time zone.
    pub zone: String,
    /// What happens where an earlier run is not over.
    pub overlap: Overlap,
    /// How late a run may start after an outage; a later one is left out. At least
    /// [`Schedule::LEAST_CATCH_UP`].
    pub catch_up: Duration,
    /// Most time by which runs start later than the expression says. How much it is follows from
    /// the name, so that schedules of one expression do not start all at once.
    pub jitter: Duration,
    /// Whether it starts nothing for now.
    pub paused: bool,
    /// Why it was paused without anybody asking.
    pub fault: Option<String>,
    /// When it starts a run next, with jitter.
    pub next_at: OffsetDateTime,
    /// The time by the expression for which it started a run last.
    pub last_due: Option<OffsetDateTime>,
    /// That run.
    pub last_run: Option<RunId>,
}

/// What a schedule has to do at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tick {
    /// The time by the expression for which a run starts now. Where several were missed it is the
    /// last; none where all are older than the schedule catches up with.
    pub due: Option<OffsetDateTime>,
    /// When it has something to do next.
    pub next_at: OffsetDateTime,
}

impl Schedule {
    /// No schedule drops a run that is less late than this: a sweep may be slow.
    pub const LEAST_CATCH_UP: Duration = Duration::from_mins(1);

    /// What there is to do at `now`.
    ///
    /// # Errors
    /// [`Invalid`] where the stored expression or zone means nothing.
    pub fn tick(&self, now: OffsetDateTime) -> Result<Tick, Invalid> {
        let cron = Cron::parse(&self.cron, &self.zone)?;
        let offset = self.offset();
        let (now, first) = (now - offset, self.next_at - offset);
        let catch_up = self.catch_up.max(Self::LEAST_CATCH_UP);
        let due = cron.last_until(now).filter(|due| *due >= first && now - *due <= catch_up);
        Ok(Tick { due, next_at: self.next(&cron, now)? })
    }

    /// When it has something to do for the first time after `now`.
    ///
    /// # Errors
    /// [`Invalid`] as for [`Self::tick`].
    pub fn first_after(&self, now: OffsetDateTime) -> Result<OffsetDateTime, Invalid> {
        self.next(&Cron::parse(&self.cron, &self.zone)?, now - self.offset())
    }

    /// The times by the expression from `from` until `to`, at most `limit`.
    ///
    /// # Errors
    /// [`Invalid`] as for [`Self::tick`].
    pub fn times(
        &self,
        from: OffsetDateTime,
        to: OffsetDateTime,
        limit: usize,
    ) -> Result<Vec<OffsetDateTime>, Invalid> {
        let cron = Cron::parse(&self.cron, &self.zone)?;
        let first = cron.last_until(from).filter(|last| *last == from).or_else(|| cron.next_after(from));
        let times = std::iter::successors(first, |time| cron.next_after(*time));
        Ok(times.take_while(|time| *time <= to).take(limit).collect())
    }

    /// The key of the run for a time by the expression.
    pub fn key(&self, due: OffsetDateTime) -> String {
        format!("sched:{}:{}", self.name, due.unix_timestamp())
    }

    fn next(&self, cron: &Cron, now: OffsetDateTime) -> Result<OffsetDateTime, Invalid> {
        let next = cron.next_after(now).and_then(|next| next.checked_add(self.offset().try_into().ok()?));
        next.ok_or_else(|| Invalid::new("cron", "never_comes", "the calendar ends before it comes again"))
    }

    /// By how much this schedule is later than its expression: less than `jitter`, and always the
    /// same for the same name.
    fn offset(&self) -> Duration {
        let digest = Sha256::digest(self.name.as_bytes());
        let drawn = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let most = u64::try_from(self.jitter.as_micros()).unwrap_or(u64::MAX).max(1);
        Duration::from_micros(drawn % most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn hourly() -> Schedule {
        Schedule {
            name: "sweep".to_owned(),
            kind: "flow".to_owned(),
            input: "null".to_owned(),
            cron: "0 * * * *".to_owned(),
            zone: "UTC".to_owned(),
            overlap: Overlap::Skip,
            catch_up: Duration::from_mins(30),
            jitter: Duration::ZERO,
            paused: false,
            fault: None,
            next_at: datetime!(2026-03-04 12:00 UTC),
            last_due: None,
            last_run: None,
        }
    }

    #[test]
    fn a_run_starts_when_it_is_due_and_not_before() {
        let next_at = datetime!(2026-03-04 13:00 UTC);
        let noon = datetime!(2026-03-04 12:00 UTC);
        assert_eq!(hourly().tick(noon), Ok(Tick { due: Some(noon), next_at }));
        let early = hourly().tick(datetime!(2026-03-04 11:59:59 UTC)).unwrap();
        assert_eq!(early, Tick { due: None, next_at: noon });
    }

    #[test]
    fn missed_times_are_made_up_for_once_while_they_are_fresh() {
        let late = hourly().tick(datetime!(2026-03-04 18:30 UTC)).unwrap();
        let next_at = datetime!(2026-03-04 19:00 UTC);
        assert_eq!(late, Tick { due: Some(datetime!(2026-03-04 18:00 UTC)), next_at });
        let too_late = hourly().tick(datetime!(2026-03-04 18:31 UTC)).unwrap();
        assert_eq!(too_late, Tick { due: None, next_at });
    }

    #[test]
    fn a_slow_sweep_drops_nothing() {
        let strict = Schedule { catch_up: Duration::ZERO, ..hourly() };
        let tick = strict.tick(datetime!(2026-03-04 12:00:59 UTC)).unwrap();
        assert_eq!(tick.due, Some(datetime!(2026-03-04 12:00 UTC)));
    }

    #[test]
    fn jitter_follows_from_the_name_and_moves_the_start_alone() {
        let of = |name: &str| Schedule { name: name.to_owned(), jitter: Duration::from_mins(10), ..hourly() };
        let before = datetime!(2026-03-04 11:30 UTC);
        let starts: Vec<_> = ["a", "b", "c"].map(|name| of(name).first_after(before).unwrap()).into();
        let noon = datetime!(2026-03-04 12:00 UTC);
        assert!(starts.iter().all(|at| *at >= noon && *at < noon + Duration::from_mins(10)), "{starts:?}");
        assert!(starts[0] != starts[1] && starts[1] != starts[2], "{starts:?}");
        let schedule = Schedule { next_at: starts[0], ..of("a") };
        assert_eq!(schedule.tick(starts[0]).unwrap().due, Some(noon));
        assert_eq!(schedule.tick(starts[0] - Duration::from_secs(1)).unwrap().due, None);
    }

    #[test]
    fn the_times_of_a_span_have_both_its_ends() {
        let (from, to) = (datetime!(2026-03-04 10:00 UTC), datetime!(2026-03-04 13:00 UTC));
        assert_eq!(hourly().times(from, to, 99).unwrap().len(), 4);
        assert_eq!(hourly().times(from + Duration::from_secs(1), to, 99).unwrap().len(), 3);
        assert_eq!(hourly().times(from, to, 2).unwrap().len(), 2);
        assert!(hourly().times(to, from, 99).unwrap().is_empty());
    }
}
