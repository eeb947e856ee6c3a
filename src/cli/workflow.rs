//! `oathgate workflow …`.

use super::{Format, audit::moment};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use oathgate_domain::ids::{AccountId, RunId};
use serde_json::Value;
use time::OffsetDateTime;

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

    /// Count runs by workflow and state
    #[command(
        long_about = "Counts the runs of each workflow in each state.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate workflow counts\n\
            \x20 oathgate workflow counts --format json"
    )]
    Counts {
        /// In which form
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },

    /// List workers and what each holds
    #[command(
        long_about = "\
            Lists the workers that gave a sign of life within the last day, and the runs that each\n\
            holds. One that is not alive holds nothing for longer than a lease lasts.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate workflow workers\n\
            \x20 oathgate workflow workers --format json"
    )]
    Workers {
        /// In which form
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },

    /// List, set and drop limits
    #[command(
        long_about = "\
            Lists how many runs that share a peer may be carried out at a time, by all workers together,\n\
            and how many are. With --set or --drop: changes one first.\n\
            \n\
            Runs that send mail share the limit smtp. A key that ends with a colon, such as hook:,\n\
            stands for every key that begins with it and has no limit of its own. 0 holds them all\n\
            back. Runs that are under way are left alone.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate workflow limits\n\
            \x20 oathgate workflow limits --set smtp=16\n\
            \x20 oathgate workflow limits --drop hook:https://example.com/events"
    )]
    Limits {
        /// Most runs of a key at a time, 0 to 10000
        #[arg(long, value_name = "KEY=MOST", value_parser = limit, conflicts_with = "drop")]
        set: Option<(String, u32)>,
        /// The key of a limit that is no longer to count
        #[arg(long, value_name = "KEY")]
        drop: Option<String>,
        /// In which form
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },

    /// Make paused or waiting runs due now
    #[command(
        long_about = "\
            Makes a paused, waiting or queued run due now and counts its attempts from the start\n\
            again. Steps that are done are not repeated.\n\
            \n\
            With --status instead of a run: all that match, newest first, 200 at a time, until none is\n\
            left or --most is reached. Tells how many.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate workflow retry 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6\n\
            \x20 oathgate workflow retry --status paused --kind registration\n\
            \x20 oathgate workflow retry --status waiting --fault smtp_unavailable"
    )]
    Retry(WorkflowRetry),

    /// Stop a run until a person decides
    #[command(
        long_about = "\
            Stops an unfinished run until `resume` or `retry`. Where a worker is carrying it out, the\n\
            worker loses it: what it has stored stays, and a step that was under way is done once more\n\
            when the run goes on.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate workflow pause 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6 \\\n\
            \x20     --reason \"wrong template\""
    )]
    Pause {
        /// Its id
        run: RunId,
        /// Why, for its history and the audit trail
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },

    /// Let a paused run go on
    #[command(
        long_about = "\
            Lets a paused run go on at the step where it stands, its attempts counted from the start\n\
            again.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate workflow resume 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6"
    )]
    Resume {
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
        /// Why, for its history and the audit trail
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },

    /// Take the step at which a run stands for done
    #[command(
        long_about = "\
            Takes the step at which a waiting or paused run stands for done, and lets it go on behind\n\
            it. A mail counts as not needed any more; for any other step, say as JSON what it is to\n\
            have given. `workflow show` shows what the same step gave in other runs.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate workflow skip 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6 \\\n\
            \x20     --reason \"told by phone\""
    )]
    Skip {
        /// Its id
        run: RunId,
        /// Which step; the one that failed last where none is given
        #[arg(long, value_name = "NAME")]
        step: Option<String>,
        /// What it is to have given, as JSON
        #[arg(long, value_name = "JSON", value_parser = json)]
        value: Option<Value>,
        /// Why, for its history and the audit trail
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },

    /// Begin a run again from a step on
    #[command(
        long_about = "\
            Begins a run again as another run, which remembers what was done before the step and does\n\
            everything from there once more. The old run is cancelled if it is not over. Prints the\n\
            new run's id.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate workflow reset 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6 \\\n\
            \x20     --to mail_verification --reason \"template was mended\""
    )]
    Reset {
        /// Its id
        run: RunId,
        /// From this step on
        #[arg(long, value_name = "STEP")]
        to: String,
        /// Why, for its history and the audit trail
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },

    /// Send a signal to a run
    #[command(
        long_about = "\
            Sends a signal to an unfinished run, as if what it waits for had happened. Which signals\n\
            there are, the error of an unknown one tells.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate workflow signal 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6 \\\n\
            \x20     answer --data '\"Superseded\"'"
    )]
    Signal {
        /// Its id
        run: RunId,
        /// Which signal
        #[arg(value_name = "NAME")]
        name: String,
        /// What it carries, as JSON
        #[arg(long, value_name = "JSON", value_parser = json)]
        data: Value,
    },

    /// Correct the address of a registration and begin it again
    #[command(
        long_about = "\
            Corrects the address of the registration that a run is about, withdraws the links that\n\
            were mailed, and begins the run again with a new one. Only as long as nothing was\n\
            verified. Prints the new run's id.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate workflow correct 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6 \\\n\
            \x20     --email ada@example.com --reason \"typing error\""
    )]
    Correct {
        /// Its id
        run: RunId,
        /// The right address
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// Why, for its history and the audit trail
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// One run, or all that match.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).args(["run", "status"]))]
pub struct WorkflowRetry {
    /// Its id
    pub run: Option<RunId>,
    /// All runs in this state
    #[arg(long, value_enum)]
    pub status: Option<RetryStatus>,
    /// Only runs of this workflow
    #[arg(long, value_name = "NAME", requires = "status")]
    pub kind: Option<String>,
    /// Only runs about this account
    #[arg(long, value_name = "ID", requires = "status")]
    pub account: Option<AccountId>,
    /// Only runs with this code of a fault, or whose fault says this text
    #[arg(long, value_name = "TEXT", requires = "status")]
    pub fault: Option<String>,
    /// Most runs to retry
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000, requires = "status")]
    pub most: u64,
}

/// The states in which runs can be retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RetryStatus {
    /// Stopped until a person decides
    Paused,
    /// Sleeps until a time, or until a signal comes
    Waiting,
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
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
    /// Only runs with this code of a fault, or whose fault says this text
    #[arg(long, value_name = "TEXT")]
    pub fault: Option<String>,
    /// Only runs that were accepted from then on
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub since: Option<OffsetDateTime>,
    /// Only runs that were accepted before then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub until: Option<OffsetDateTime>,
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

/// A key and the most runs of it at a time.
fn limit(text: &str) -> Result<(String, u32), String> {
    let (key, most) = text.rsplit_once('=').ok_or("write it as KEY=MOST, for example smtp=16")?;
    let most = most.parse().map_err(|_| format!("{most} is no number from 0 to 10000"))?;
    Ok((key.to_owned(), most))
}
