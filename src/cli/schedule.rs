//! `oathgate schedule …`.

use super::Format;
use clap::{Args, Subcommand};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// About schedules.
#[derive(Debug, Subcommand)]
pub enum ScheduleCommand {
    /// List schedules by name
    #[command(
        long_about = "\
            Lists the schedules by name: what each starts, when by its expression and zone, its next\n\
            time, and the last run that it started.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate schedule list --format json"
    )]
    List {
        /// In which form
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },

    /// Let a schedule start nothing for now
    #[command(
        long_about = "Lets a schedule start nothing until it is resumed. Runs that it started go on.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate schedule pause retention"
    )]
    Pause(WhichSchedule),

    /// Let a paused schedule go on
    #[command(
        long_about = "\
            Lets a paused schedule go on with its next time. What it missed while it was paused is\n\
            not made up for; `backfill` does that.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate schedule resume retention"
    )]
    Resume(WhichSchedule),

    /// Start a run of a schedule now
    #[command(
        long_about = "\
            Starts a run of a schedule now, also where it is paused. Its times stay as they are. Refused\n\
            while its last run is not over, unless the schedule lets runs overlap.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate schedule trigger retention"
    )]
    Trigger(WhichSchedule),

    /// Start the runs that a schedule would have started in a span of time
    #[command(
        long_about = "\
            Starts a run for each time of a schedule in a span, both ends included, except for those\n\
            that have had one. The runs may go on at the same time. At most 1,000 at once.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate schedule backfill retention --from 2026-03-01T00:00:00Z --to 2026-03-08T00:00:00Z"
    )]
    Backfill {
        /// Its name
        name: String,
        /// The beginning of the span (RFC 3339)
        #[arg(long, value_name = "TIME", value_parser = moment)]
        from: OffsetDateTime,
        /// The end of the span (RFC 3339)
        #[arg(long, value_name = "TIME", value_parser = moment)]
        to: OffsetDateTime,
    },
}

/// One schedule.
#[derive(Debug, Args)]
pub struct WhichSchedule {
    /// Its name
    pub name: String,
}

fn moment(text: &str) -> Result<OffsetDateTime, String> {
    let wrong = |_| "write a time such as 2026-03-01T00:00:00Z".to_owned();
    OffsetDateTime::parse(text, &Rfc3339).map_err(wrong)
}
