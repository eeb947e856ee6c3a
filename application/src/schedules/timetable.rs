//! The schedules that come with the program.

use crate::workflow::{Durable, Kind, Registry, Workflow};
use oathgate_domain::workflow::{Overlap, Schedule};
use std::time::Duration;
use time::OffsetDateTime;

/// When a workflow starts by itself. Where a schedule of that name exists already, it stays as it
/// is: an operator may have changed it.
#[derive(Debug, Clone)]
pub struct Timetable {
    name: &'static str,
    cron: &'static str,
    zone: &'static str,
    overlap: Overlap,
    catch_up: Duration,
    jitter: Duration,
}

impl Timetable {
    /// At the times of a cron expression in UTC: where an earlier run is not over, none starts; a
    /// time that was missed by up to an hour is made up for.
    pub const fn new(name: &'static str, cron: &'static str) -> Self {
        Self {
            name,
            cron,
            zone: "UTC",
            overlap: Overlap::Skip,
            catch_up: Duration::from_hours(1),
            jitter: Duration::ZERO,
        }
    }

    /// In another time zone.
    #[must_use]
    pub const fn zone(self, zone: &'static str) -> Self {
        Self { zone, ..self }
    }

    /// With another policy for runs that overlap.
    #[must_use]
    pub const fn overlap(self, overlap: Overlap) -> Self {
        Self { overlap, ..self }
    }

    /// Makes up for times that were missed by as much.
    #[must_use]
    pub const fn catch_up(self, catch_up: Duration) -> Self {
        Self { catch_up, ..self }
    }

    /// Later than the expression says by up to as much, always the same for the same name.
    #[must_use]
    pub const fn jitter(self, jitter: Duration) -> Self {
        Self { jitter, ..self }
    }

    /// As a schedule of `W`, whose first time is not known yet.
    fn of<W: Workflow>(self, input: &W::Input) -> Schedule {
        Schedule {
            name: self.name.to_owned(),
            kind: W::KIND.to_owned(),
            input: input.to_json().to_string(),
            cron: self.cron.to_owned(),
            zone: self.zone.to_owned(),
            overlap: self.overlap,
            catch_up: self.catch_up,
            jitter: self.jitter,
            paused: false,
            fault: None,
            next_at: OffsetDateTime::UNIX_EPOCH,
            last_due: None,
            last_run: None,
        }
    }
}

/// What a program has code for, and what it starts by itself.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    kinds: Vec<Kind>,
    pub(super) schedules: Vec<Schedule>,
}

impl Catalogue {
    /// The workflows of a registry, of which none starts by itself.
    pub fn of<P: Send + Sync + 'static>(registry: &Registry<P>) -> Self {
        Self { kinds: registry.workflows().collect(), schedules: Vec::new() }
    }

    /// Lets a workflow start by itself.
    #[must_use]
    pub fn with<W: Workflow>(mut self, timetable: Timetable, input: &W::Input) -> Self {
        self.schedules.push(timetable.of::<W>(input));
        self
    }

    /// The workflow of that name.
    pub(super) fn kind(&self, name: &str) -> Option<Kind> {
        self.kinds.iter().find(|kind| kind.name == name).copied()
    }
}
