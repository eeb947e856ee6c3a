//! Schedules of workflows.

use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params, workflow_changes::micros};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::workflow_schedules::WorkflowSchedules};
use oathgate_domain::{
    ids::RunId,
    workflow::{Overlap, Schedule},
};
use std::time::Duration;
use time::OffsetDateTime;

macro_rules! columns {
    () => {
        "name, kind, input, cron, zone, overlap, catch_up, jitter, paused, fault, next_at, last_due, last_run"
    };
}

statements! {
    NOW = "SELECT workflow_now()";
    INSERT = concat!(
        "INSERT INTO workflow_schedules (", columns!(), ")
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING"
    );
    LIST = concat!("SELECT ", columns!(), " FROM workflow_schedules ORDER BY name");
    FIND = concat!("SELECT ", columns!(), " FROM workflow_schedules WHERE name = $1");
    DUE = concat!(
        "SELECT ", columns!(), " FROM workflow_schedules
        WHERE NOT paused AND next_at <= workflow_now() ORDER BY next_at LIMIT 100"
    );
    ADVANCE = "UPDATE workflow_schedules SET next_at = $3 WHERE name = $1 AND next_at = $2 AND NOT paused";
    STARTED = "UPDATE workflow_schedules SET last_due = $2, last_run = $3 WHERE name = $1";
    PAUSE = "UPDATE workflow_schedules SET paused = TRUE, fault = $2 WHERE name = $1";
    RESUME = "UPDATE workflow_schedules SET paused = FALSE, fault = NULL, next_at = $2 WHERE name = $1";
}

#[async_trait]
impl<S: Session> WorkflowSchedules for SqlUnit<S> {
    async fn now(&mut self) -> Result<OffsetDateTime, PortError> {
        let rows = self.session.query(NOW, params![]).await?;
        let row = rows.first().ok_or_else(|| SqlError::defect("the database tells no time"))?;
        Ok(row.time(0)?)
    }

    async fn insert(&mut self, schedule: &Schedule) -> Result<bool, PortError> {
        let params = params![
            schedule.name.as_str(),
            schedule.kind.as_str(),
            schedule.input.as_str(),
            schedule.cron.as_str(),
            schedule.zone.as_str(),
            schedule.overlap.number(),
            micros(schedule.catch_up),
            micros(schedule.jitter),
            schedule.paused,
            schedule.fault.as_deref(),
            schedule.next_at,
            schedule.last_due,
            schedule.last_run.map(|run| run.0),
        ];
        Ok(self.session.execute(INSERT, params).await? > 0)
    }

    async fn list(&mut self) -> Result<Vec<Schedule>, PortError> {
        let rows = self.session.query(LIST, params![]).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn find(&mut self, name: &str) -> Result<Option<Schedule>, PortError> {
        let rows = self.session.query(FIND, params![name]).await?;
        Ok(rows.first().map(read).transpose()?)
    }

    async fn due(&mut self) -> Result<Vec<Schedule>, PortError> {
        let rows = self.session.query(DUE, params![]).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn advance(&mut self, schedule: &Schedule, next_at: OffsetDateTime) -> Result<bool, PortError> {
        let params = params![schedule.name.as_str(), schedule.next_at, next_at];
        Ok(self.session.execute(ADVANCE, params).await? > 0)
    }

    async fn started(&mut self, name: &str, due: OffsetDateTime, run: RunId) -> Result<(), PortError> {
        self.session.execute(STARTED, params![name, due, run.0]).await?;
        Ok(())
    }

    async fn pause(&mut self, name: &str, fault: Option<&str>) -> Result<bool, PortError> {
        Ok(self.session.execute(PAUSE, params![name, fault]).await? > 0)
    }

    async fn resume(&mut self, name: &str, next_at: OffsetDateTime) -> Result<bool, PortError> {
        Ok(self.session.execute(RESUME, params![name, next_at]).await? > 0)
    }

    async fn is_open(&mut self, run: RunId) -> Result<bool, PortError> {
        Ok(self.is_unfinished(run).await?)
    }
}

fn read(row: &Row) -> Result<Schedule, SqlError> {
    let span =
        |column| Ok::<_, SqlError>(Duration::from_micros(u64::try_from(row.int(column)?).unwrap_or(0)));
    Ok(Schedule {
        name: row.text(0)?,
        kind: row.text(1)?,
        input: row.text(2)?,
        cron: row.text(3)?,
        zone: row.text(4)?,
        overlap: Overlap::from_number(row.int(5)?)
            .ok_or_else(|| SqlError::defect("no overlap policy has that number"))?,
        catch_up: span(6)?,
        jitter: span(7)?,
        paused: row.bool(8)?,
        fault: row.opt_text(9)?,
        next_at: row.time(10)?,
        last_due: row.opt_time(11)?,
        last_run: row.opt_uuid(12)?.map(RunId),
    })
}
