//! `oathgate workflow …`.

use super::Format;
use clap::{Args, Subcommand, ValueEnum};
use oathgate_domain::ids::{AccountId, RunId};

/// About workflow runs.
#[derive(Debug, Subcommand)]
pub enum WorkflowCommand {
    /// List runs, newest first
    #[command(
        long_about = "Lists workflow runs, newest first.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate workflow list\n\
            \x20 oathgate workflow list --status paused\n\
            \x20 oathgate workflow list --kind registration --format json"
    )]
    List(WorkflowList),

    /// Show a run and its history
    #[command(
        long_about = "Shows a workflow run and what has happened in it, oldest first.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate workflow show 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6"
    )]
    Show {
        /// Its id
        run: RunId,
        /// In which form
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },

    /// Make a paused or sleeping run due now
    #[command(
        long_about = "\
            Makes a paused, sleeping or queued run due now and counts its attempts from the start\n\
            again. Steps that are done are not repeated.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate workflow retry 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6"
    )]
    Retry {
        /// Its id
        run: RunId,
    },

    /// Cancel a run
    #[command(
        long_about = "\
            Cancels a workflow run: at once where nobody works on it, else before its next step.\n\
            What its steps have done stays done.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate workflow cancel 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6"
    )]
    Cancel {
        /// Its id
        run: RunId,
    },
}

/// Which runs to list.
#[derive(Debug, Args)]
pub struct WorkflowList {
    /// Only runs of this workflow
    #[arg(long, value_name = "NAME")]
    pub kind: Option<String>,
    /// Only runs in this state
    #[arg(long, value_enum)]
    pub status: Option<RunStatus>,
    /// Only runs about this account
    #[arg(long, value_name = "ID")]
    pub account: Option<AccountId>,
    /// Only runs older than this one
    #[arg(long, value_name = "ID")]
    pub before: Option<RunId>,
    /// Most runs to list
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub limit: u16,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// The states of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RunStatus {
    /// Due, and not yet taken up
    Queued,
    /// Sleeps until a time, or until a signal comes
    Waiting,
    /// A worker carries out a step
    Running,
    /// Stopped until a person decides
    Paused,
    /// Ended well
    Done,
    /// Ended badly
    Failed,
    /// Ended because somebody asked
    Cancelled,
}
