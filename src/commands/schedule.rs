//! `oathgate schedule …`: workflows that start by the clock.

use super::tool;
use crate::{
    cli::{Format, ScheduleCommand},
    config::Source,
    failure::Failure,
    output,
    wiring::{Foundation, operator, require_current, schedules},
};
use oathgate_application::{
    error,
    schedules::{ScheduleRefusal, Schedules},
};
use oathgate_domain::workflow::Schedule;
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub(super) fn run(source: &Source, command: ScheduleCommand) -> Result<(), Failure> {
    let by = operator(source);
    tool(source, async |settings| {
        let foundation = Foundation::lay(&settings)?;
        require_current(&foundation.database).await?;
        let schedules = schedules(&foundation);
        // A worker does the same at its start; this way the list is whole before the first one.
        schedules.register().await?;
        match command {
            ScheduleCommand::List { format } => list(&schedules, format).await,
            ScheduleCommand::Pause(which) => {
                told(schedules.pause(&by, &which.name).await)?;
                output::print(&format!("{} is paused.", which.name))
            }
            ScheduleCommand::Resume(which) => {
                let next_at = told(schedules.resume(&by, &which.name).await)?;
                output::print(&format!("{} goes on at {}.", which.name, when(next_at)))
            }
            ScheduleCommand::Trigger(which) => {
                let run = told(schedules.trigger(&by, &which.name).await)?;
                output::print(&format!("Started {run}."))
            }
            ScheduleCommand::Backfill { name, from, to } => {
                let runs = told(schedules.backfill(&by, &name, from, to).await)?;
                for run in &runs {
                    output::print(&run.to_string())?;
                }
                output::note(&format!("started {} runs", runs.len()));
                Ok(())
            }
        }
    })
}

fn told<T>(outcome: Result<T, error::Failure<ScheduleRefusal>>) -> Result<T, Failure> {
    outcome.map_err(|failure| Failure::of_use_case(failure, |refusal| refusal.to_string()))
}

async fn list(schedules: &Schedules, format: Format) -> Result<(), Failure> {
    let found = schedules.list().await?;
    if format == Format::Json {
        return output::print_json(&found.iter().map(as_json).collect());
    }
    let rows: Vec<[String; 7]> = found
        .into_iter()
        .map(|schedule| {
            let state = match (&schedule.fault, schedule.paused) {
                (Some(fault), _) => format!("paused: {fault}"),
                (None, true) => "paused".to_owned(),
                (None, false) => when(schedule.next_at),
            };
            let last = schedule.last_run.map_or_else(|| "-".to_owned(), |run| run.to_string());
            let overlap = schedule.overlap.as_str().to_owned();
            [schedule.name, schedule.kind, schedule.cron, schedule.zone, overlap, state, last]
        })
        .collect();
    output::print(&output::table(["NAME", "WORKFLOW", "CRON", "ZONE", "OVERLAP", "NEXT", "LAST RUN"], &rows))
}

fn as_json(schedule: &Schedule) -> Value {
    json!({
        "name": schedule.name,
        "workflow": schedule.kind,
        "input": serde_json::from_str(&schedule.input).unwrap_or(Value::Null),
        "cron": schedule.cron,
        "zone": schedule.zone,
        "overlap": schedule.overlap.as_str(),
        "catch_up_seconds": schedule.catch_up.as_secs(),
        "jitter_seconds": schedule.jitter.as_secs(),
        "paused": schedule.paused,
        "fault": schedule.fault,
        "next_at": when(schedule.next_at),
        "last_due": schedule.last_due.map(when),
        "last_run": schedule.last_run.map(|run| run.to_string()),
    })
}

fn when(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_default()
}
