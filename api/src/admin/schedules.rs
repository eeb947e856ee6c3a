//! `/admin/schedules`: workflows that start by the clock. Each act is noted in the audit trail.

use super::found::{ActRefusals, Found, ListRefusals, found, wrong};
use crate::{
    body::{FieldRules, JsonBody},
    problem::{Problem, ProblemCode, Refused},
    security::Administrator,
    tags::Tag,
};
use oathgate_application::schedules::{ScheduleRefusal, Schedules};
use oathgate_domain::workflow::{Overlap, Schedule};
use poem_openapi::{Enum, Object, OpenApi, param::Path, types::Example};
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

impl From<ScheduleRefusal> for Problem {
    fn from(refusal: ScheduleRefusal) -> Self {
        match refusal {
            ScheduleRefusal::NotFound(_) => Self::new(ProblemCode::NotFound),
            ScheduleRefusal::TooMany => wrong("to", &capital(&refusal)),
            ScheduleRefusal::UnknownKind(_)
            | ScheduleRefusal::Broken(_)
            | ScheduleRefusal::StillRunning(_) => Self::new(ProblemCode::Conflict).detail(capital(&refusal)),
        }
    }
}

/// The refusal as a sentence.
fn capital(refusal: &ScheduleRefusal) -> String {
    let text = refusal.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// What becomes of a run that is due while an earlier one is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum OverlapView {
    /// It is left out.
    Skip,
    /// Both go on.
    Allow,
    /// The earlier one is asked to cancel.
    CancelOther,
}

/// A workflow that starts by the clock.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct ScheduleView {
    /// Its name.
    name: String,
    /// The workflow that it starts.
    kind: String,
    /// When, as a cron expression.
    cron: String,
    /// In which time zone.
    zone: String,
    /// What becomes of a run that is due while an earlier one is not over.
    overlap: OverlapView,
    /// How late a run may start after an outage, in seconds.
    catch_up_seconds: u64,
    /// Most seconds by which runs start later than the expression says.
    jitter_seconds: u64,
    /// Whether it starts nothing for now.
    paused: bool,
    /// Why it was paused without anybody asking.
    fault: Option<String>,
    /// When it starts a run next; none while it is paused.
    next_at: Option<OffsetDateTime>,
    /// The time for which it started a run last.
    last_due: Option<OffsetDateTime>,
    /// That run.
    last_run_id: Option<Uuid>,
}

impl From<Schedule> for ScheduleView {
    fn from(schedule: Schedule) -> Self {
        Self {
            name: schedule.name,
            kind: schedule.kind,
            cron: schedule.cron,
            zone: schedule.zone,
            overlap: match schedule.overlap {
                Overlap::Skip => OverlapView::Skip,
                Overlap::Allow => OverlapView::Allow,
                Overlap::CancelOther => OverlapView::CancelOther,
            },
            catch_up_seconds: schedule.catch_up.as_secs(),
            jitter_seconds: schedule.jitter.as_secs(),
            paused: schedule.paused,
            fault: schedule.fault,
            next_at: (!schedule.paused).then_some(schedule.next_at),
            last_due: schedule.last_due,
            last_run_id: schedule.last_run.map(|run| run.0),
        }
    }
}

/// Schedules, by name.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct ScheduleList {
    /// All of them.
    schedules: Vec<ScheduleView>,
}

impl Example for ScheduleList {
    fn example() -> Self {
        Self {
            schedules: vec![ScheduleView {
                name: "retention".to_owned(),
                kind: "retention".to_owned(),
                cron: "17 3 * * *".to_owned(),
                zone: "Etc/UTC".to_owned(),
                overlap: OverlapView::Skip,
                catch_up_seconds: 86_400,
                jitter_seconds: 600,
                paused: false,
                fault: None,
                next_at: Some(datetime!(2026-01-03 03:17 UTC)),
                last_due: Some(datetime!(2026-01-02 03:17 UTC)),
                last_run_id: Some(Uuid::from_u128(0x0198_c7a2_3b4c_7d5e_8f60_7182_93a4_b5c6)),
            }],
        }
    }
}

/// A span of time.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct BackfillRequest {
    /// Its begin.
    from: OffsetDateTime,
    /// Its end; both belong to it.
    to: OffsetDateTime,
}

impl FieldRules for BackfillRequest {}

impl Example for BackfillRequest {
    fn example() -> Self {
        Self { from: datetime!(2026-01-01 0:00 UTC), to: datetime!(2026-01-02 0:00 UTC) }
    }
}

/// Runs that were started.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct StartedRuns {
    /// The runs, oldest first.
    run_ids: Vec<Uuid>,
}

impl Example for StartedRuns {
    fn example() -> Self {
        Self { run_ids: vec![Uuid::from_u128(0x0198_c7a2_3b4c_7d5e_8f60_7182_93a4_b5c6)] }
    }
}

pub(crate) struct SchedulesApi {
    pub(crate) schedules: Arc<Schedules>,
}

impl SchedulesApi {
    async fn all(&self) -> Result<ScheduleList, oathgate_application::error::PortError> {
        let schedules = self.schedules.list().await?;
        Ok(ScheduleList { schedules: schedules.into_iter().map(Into::into).collect() })
    }
}

#[OpenApi(tag = "Tag::Admin")]
impl SchedulesApi {
    /// List schedules
    ///
    /// Workflows that start by the clock, by name.
    #[oai(path = "/admin/schedules", method = "get", operation_id = "admin_list_schedules")]
    async fn list(&self, _by: Administrator) -> Result<Found<ScheduleList>, Refused<ListRefusals>> {
        Ok(found(self.all().await.map_err(Refused::new)?))
    }

    /// Pause a schedule
    ///
    /// It starts nothing until it is resumed. Runs that it started go on.
    #[oai(path = "/admin/schedules/:name/pause", method = "post", operation_id = "admin_pause_schedule")]
    async fn pause(
        &self,
        by: Administrator,
        /// The schedule.
        name: Path<String>,
    ) -> Result<Found<ScheduleList>, Refused<ActRefusals>> {
        self.schedules.pause(&by.0, &name.0).await.map_err(Refused::new)?;
        Ok(found(self.all().await.map_err(Refused::new)?))
    }

    /// Resume a schedule
    ///
    /// It goes on with its next time; what it missed while it was paused is not made up for.
    #[oai(path = "/admin/schedules/:name/resume", method = "post", operation_id = "admin_resume_schedule")]
    async fn resume(
        &self,
        by: Administrator,
        /// The schedule.
        name: Path<String>,
    ) -> Result<Found<ScheduleList>, Refused<ActRefusals>> {
        self.schedules.resume(&by.0, &name.0).await.map_err(Refused::new)?;
        Ok(found(self.all().await.map_err(Refused::new)?))
    }

    /// Start a run of a schedule now
    ///
    /// Also where it is paused. Its times stay as they are. Refused while its last run is not over, unless
    /// the schedule lets runs overlap.
    #[oai(path = "/admin/schedules/:name/trigger", method = "post", operation_id = "admin_trigger_schedule")]
    async fn trigger(
        &self,
        by: Administrator,
        /// The schedule.
        name: Path<String>,
    ) -> Result<Found<StartedRuns>, Refused<ActRefusals>> {
        let run = self.schedules.trigger(&by.0, &name.0).await.map_err(Refused::new)?;
        Ok(found(StartedRuns { run_ids: vec![run.0] }))
    }

    /// Start the runs of a span of time
    ///
    /// One for each time of the schedule in the span, except for those that were started before; at most
    /// 1,000.
    #[oai(
        path = "/admin/schedules/:name/backfill",
        method = "post",
        operation_id = "admin_backfill_schedule"
    )]
    async fn backfill(
        &self,
        by: Administrator,
        /// The schedule.
        name: Path<String>,
        body: JsonBody<BackfillRequest>,
    ) -> Result<Found<StartedRuns>, Refused<ActRefusals>> {
        let BackfillRequest { from, to } = body.0;
        if to < from {
            return Err(Refused::new(wrong("to", "The end comes before the begin.")));
        }
        let runs = self.schedules.backfill(&by.0, &name.0, from, to).await.map_err(Refused::new)?;
        Ok(found(StartedRuns { run_ids: runs.into_iter().map(|run| run.0).collect() }))
    }
}
