//! Schedules in a unit of work: kept, and moved on together with the run that they start.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{ids::RunId, workflow::Schedule};
use time::OffsetDateTime;

/// Schedules in a unit of work. All times are the database's own.
#[async_trait]
pub trait WorkflowSchedules: Send {
    /// The database's time.
    async fn now(&mut self) -> Result<OffsetDateTime, PortError>;

    /// Adds a schedule. False where there is one of that name, which is left as it is.
    async fn insert(&mut self, schedule: &Schedule) -> Result<bool, PortError>;

    /// Every schedule, by name.
    async fn list(&mut self) -> Result<Vec<Schedule>, PortError>;

    /// The schedule of that name.
    async fn find(&mut self, name: &str) -> Result<Option<Schedule>, PortError>;

    /// Schedules that are not paused and whose time has come, the most overdue first; at most 100.
    async fn due(&mut self) -> Result<Vec<Schedule>, PortError>;

    /// Moves a schedule on from `schedule.next_at` to `next_at`, if it still stands there and is
    /// not paused. False where somebody else moved it: whatever belongs to that time is theirs.
    async fn advance(&mut self, schedule: &Schedule, next_at: OffsetDateTime) -> Result<bool, PortError>;

    /// Notes the run that a schedule started, and for which time by its expression.
    async fn started(&mut self, name: &str, due: OffsetDateTime, run: RunId) -> Result<(), PortError>;

    /// Pauses a schedule, with a reason where nobody asked for it. False where there is none.
    async fn pause(&mut self, name: &str, fault: Option<&str>) -> Result<bool, PortError>;

    /// Lets a schedule go on at `next_at`. False where there is none.
    async fn resume(&mut self, name: &str, next_at: OffsetDateTime) -> Result<bool, PortError>;

    /// Whether a run is not over yet.
    async fn is_open(&mut self, run: RunId) -> Result<bool, PortError>;
}
