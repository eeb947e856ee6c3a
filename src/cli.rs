//! The command line.

mod audit;
mod client;
mod export;
mod import;
mod key;
mod migrate_store;
mod schedule;
mod user;
mod workflow;

pub use audit::{AuditCommand, AuditExport, AuditList, AuditVerify};
pub use client::{
    ChangedClient, ClientCommand, ClientDetails, ClientList, NewClient, NewRegistrationToken,
    RegistrationTokenCommand, WhichClient,
};
pub use export::{ExportCommand, ExportForm, FileToExport};
pub use import::{FileToImport, HowToImport, ImportCommand};
pub use key::{KeyCommand, RetireKey, RotateKeys};
pub use migrate_store::MigrateStore;
pub use schedule::{ScheduleCommand, WhichSchedule};
pub use user::{NewUser, UserCommand, UserList, UserStatus, Who};
pub use workflow::{RetryStatus, RunStatus, WorkflowCommand, WorkflowList, WorkflowRetry};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The commands and their options.
#[derive(Debug, Parser)]
#[command(
    name = "oathgate",
    version,
    about = "An OAuth 2 and OpenID Connect server with durable workflows",
    long_about = "\
        An OAuth 2 and OpenID Connect server. Its side effects (mails, notices, erasures) are\n\
        steps of durable workflows that can be seen and retried.\n\
        \n\
        To try it: `oathgate dev` needs no settings. For production: `oathgate migrate`, then\n\
        `oathgate serve` and `oathgate worker`.",
    after_long_help = "\
        Settings are environment variables, or lines of a file .env in the working directory;\n\
        `oathgate settings` lists them.\n\
        \n\
        Exit codes: 0 done, 1 failed (wrong settings too), 2 wrong command line.",
    after_help = "Exit codes: 0 done, 1 failed (wrong settings too), 2 wrong command line.",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run everything in one process, to try it or to develop against it
    #[command(
        long_about = "\
            Runs everything in one process: API, web app, worker and an embedded database. Mail is\n\
            captured and shown at /dev/mailbox as long as SMTP_SERVER is not set. Database and\n\
            encryption key are kept in OATHGATE_DATA_DIR and made where they do not exist; the\n\
            schema is brought up to date.\n\
            \n\
            Prints the addresses, and, as long as there is no administrator, a one-time link that\n\
            creates the first one.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate dev\n\
            \x20 BIND_ADDRESS=127.0.0.1:9000 oathgate dev"
    )]
    Dev,

    /// Run the API and the web app for production
    #[command(
        long_about = "\
            Runs the API and the web app for production. Does not start on settings that are not\n\
            safe, and names each; waits up to 30 seconds for the schema of the database to be up to\n\
            date (`oathgate migrate`).\n\
            \n\
            SIGTERM and SIGINT stop it: /health/ready turns red, requests under way get\n\
            OATHGATE_SHUTDOWN_SECONDS to finish. A second signal stops it at once.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate serve\n\
            \x20 oathgate serve --with-worker    one process for a small installation"
    )]
    Serve {
        /// Also carry out workflows in this process
        #[arg(long)]
        with_worker: bool,
    },

    /// Carry out workflows; run as many workers as you like
    #[command(
        long_about = "\
            Carries out workflows: sends mail, waits, retries. Listens on no port. Any number of\n\
            workers may run on any number of machines; a run belongs to one of them at a time.\n\
            \n\
            SIGTERM and SIGINT stop it: steps under way get OATHGATE_SHUTDOWN_SECONDS to finish,\n\
            everything else is handed back at once. A second signal stops it at once; nothing is\n\
            lost by that either.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate worker\n\
            \x20 OATHGATE_WORKER_SLOTS=8 oathgate worker"
    )]
    Worker,

    /// Bring the schema of the database up to date
    #[command(
        long_about = "\
            Brings the schema of the database up to date. Several may run at the same time; one does\n\
            the work, the others wait for it. Does nothing where nothing is pending.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate migrate\n\
            \x20 oathgate migrate status --format json",
        args_conflicts_with_subcommands = true
    )]
    Migrate {
        /// What else to do about migrations.
        #[command(subcommand)]
        command: Option<MigrateCommand>,
    },

    /// Print the OpenAPI document
    #[command(
        long_about = "\
            Prints the OpenAPI document of the API as JSON, as /openapi.json gives it. Needs no\n\
            database.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate openapi > openapi.json"
    )]
    Openapi,

    /// Check settings, database, Redis, mail, keys and clock
    #[command(
        long_about = "\
            Checks the settings, the database and its schema, Redis, the mail server, the keys and\n\
            the clock, as the server would use them. Says for each whether it is in order, and how\n\
            to mend what is not. Sends no mail and changes nothing.\n\
            \n\
            The exit code is 1 when something is at fault, else 0, also with warnings.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate doctor\n\
            \x20 oathgate doctor --dev\n\
            \x20 oathgate doctor --format json"
    )]
    Doctor(Doctor),

    /// Ask the server of these settings whether it is in order
    #[command(
        long_about = "\
            Asks the server that listens on BIND_ADDRESS of this machine whether it can serve requests,\n\
            and with SSL_CERT_PATH by TLS, whether it shows that very certificate. For health checks of\n\
            containers whose image holds no other HTTP client. Gives up after four seconds.\n\
            \n\
            The exit code is 0 when it is in order, else 1.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate health\n\
            \x20 oathgate health live\n\
            \x20 oathgate health metrics    a worker that serves METRICS_ADDRESS"
    )]
    Health {
        /// What to ask about
        #[arg(value_enum, default_value_t = HealthSubject::Ready)]
        subject: HealthSubject,
    },

    /// Create, list, disable and enable accounts
    #[command(
        subcommand,
        long_about = "Creates, lists, disables and enables accounts.",
        arg_required_else_help = true
    )]
    User(UserCommand),

    /// Create, list, disable and enable OAuth clients
    #[command(
        subcommand,
        long_about = "Creates, lists, disables and enables OAuth clients, and exchanges their secrets.",
        arg_required_else_help = true
    )]
    Client(ClientCommand),

    /// See workflow runs, and mend those that stand
    #[command(
        subcommand,
        long_about = "\
            Shows workflow runs, and lets an operator retry, pause, resume, cancel, skip, reset, signal\n\
            and correct them. Each act is kept in the run's history and in the audit trail.",
        arg_required_else_help = true
    )]
    Workflow(WorkflowCommand),

    /// List, check and export the audit trail
    #[command(
        subcommand,
        long_about = "Lists, checks and exports the audit trail: who did what, to whom, from where, and when.",
        arg_required_else_help = true
    )]
    Audit(AuditCommand),

    /// List, rotate and retire signing keys
    #[command(
        subcommand,
        long_about = "Lists, rotates and retires the keys that sign tokens. Each act is kept in the audit trail.",
        arg_required_else_help = true
    )]
    Key(KeyCommand),

    /// List, pause, resume and trigger schedules
    #[command(
        subcommand,
        long_about = "Lists, pauses, resumes, triggers and backfills the schedules of workflows.",
        arg_required_else_help = true
    )]
    Schedule(ScheduleCommand),

    /// Take over users and clients from another system
    #[command(
        subcommand,
        long_about = "Takes over users and clients from another system, with their ids and password hashes.",
        arg_required_else_help = true
    )]
    Import(ImportCommand),

    /// Write out users and clients, for another Oathgate or another system
    #[command(
        subcommand,
        long_about = "Writes out users and clients, with their ids and password hashes, as CSV or JSON lines.",
        arg_required_else_help = true
    )]
    Export(ExportCommand),

    /// Copy the database file while the server runs
    #[command(
        long_about = "\
            Copies the SQLite file of DATABASE_URL as it is at one moment, while servers and workers go\n\
            on, and checks the copy. The new file is made for its owner alone (mode 0600), and is there\n\
            once it is whole. Without the ENCRYPTION_KEY it is of no use: keep that in another place.\n\
            \n\
            A database on Postgres is backed up by pg_dump; docs/backup.md has both.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate backup backup/oathgate.db"
    )]
    Backup {
        /// The file to make
        file: PathBuf,
        /// Replace the file where it is there already
        #[arg(long)]
        overwrite: bool,
    },

    /// Copy everything from a SQLite file to Postgres, or back
    #[command(
        name = "migrate-store",
        long_about = "\
            Copies everything from one database to an empty one of the other kind: accounts, sessions,\n\
            tokens, keys, clients, workflow runs and the audit trail. Nobody is signed out, and what\n\
            waits goes on there. The ENCRYPTION_KEY stays the same.\n\
            \n\
            Stop every server and worker first: it refuses while another program has the source open.\n\
            It refuses a target that is not empty, too, and makes the schema there where there is none.\n\
            Everything is copied in one transaction and compared before it is committed; after a failure\n\
            nothing is in the target, so it is simply begun again. The source is not changed.\n\
            \n\
            A password in an argument can be seen by others on the machine: leave --to out, and set\n\
            DATABASE_URL.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate migrate-store --from sqlite:data/oathgate.db --to postgresql://oathgate@db/oathgate\n\
            \x20 DATABASE_URL=postgresql://… oathgate migrate-store --from sqlite:data/oathgate.db"
    )]
    MigrateStore(MigrateStore),

    /// List every setting, with its default and what it takes
    #[command(
        long_about = "\
            Lists every setting: what it is for, what it takes, and what holds where it is not set.\n\
            Shows nobody's values; `oathgate doctor` checks those.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate settings\n\
            \x20 oathgate settings --format env > .env.example"
    )]
    Settings {
        /// In which form
        #[arg(long, value_enum, default_value_t = ReferenceFormat::Text)]
        format: ReferenceFormat,
    },
}

/// About migrations.
#[derive(Debug, Subcommand)]
pub enum MigrateCommand {
    /// Show which migrations are applied and which are pending
    #[command(
        long_about = "Shows which migrations are applied and which are pending. Changes nothing.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate migrate status"
    )]
    Status(Listed),
}

/// What to check.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Check what `dev` needs, which is less than what `serve` and `worker` need
    #[arg(long)]
    pub dev: bool,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// What a server is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HealthSubject {
    /// Whether it can serve requests now
    Ready,
    /// Whether it runs at all
    Live,
    /// Whether it answers on METRICS_ADDRESS, which workers do as well
    Metrics,
}

/// Something that is listed.
#[derive(Debug, Args)]
pub struct Listed {
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// The form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// The form of the list of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReferenceFormat {
    /// For a terminal
    Text,
    /// For programs
    Json,
    /// docs/settings.md
    Markdown,
    /// .env.example
    Env,
}
