//! The command line.

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

/// The commands and their options.
#[derive(Debug, Parser)]
#[command(
    name = "oathgate",
    version,
    about = "An OAuth 2 and OpenID Connect server with durable workflows",
    long_about = "An OAuth 2 and OpenID Connect server. Its side effects (mails, notices, erasures) are steps of \
                  durable workflows that can be seen and retried.\n\nTo try it: `oathgate dev` needs no settings. \
                  For production: `oathgate migrate`, then `oathgate serve` and `oathgate worker`.",
    after_long_help = "Settings are environment variables, or lines of a file .env in the working directory; \
                       `oathgate settings` lists them.\n\nExit codes: 0 done, 1 failed (wrong settings too), 2 wrong \
                       command line.",
    after_help = "Exit codes: 0 done, 1 failed (wrong settings too), 2 wrong command line.",
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = false,
    max_term_width = 100
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
        long_about = "Runs everything in one process: API, web app, worker and an embedded database. Mail is captured \
                      and shown at /dev/mailbox as long as SMTP_SERVER is not set. Database and encryption key are \
                      kept in OATHGATE_DATA_DIR and made where they do not exist; the schema is brought up to date.\
                      \n\nPrints the addresses, and, as long as there is no administrator, a one-time link that \
                      creates the first one.",
        after_long_help = "Examples:\n  oathgate dev\n  BIND_ADDRESS=127.0.0.1:9000 BACKEND_URL=http://localhost:9000 \
                           oathgate dev"
    )]
    Dev,

    /// Run the API and the web app for production
    #[command(
        long_about = "Runs the API and the web app for production. Does not start on settings that are not safe, and \
                      names each; waits up to 30 seconds for the schema of the database to be up to date (`oathgate \
                      migrate`).\n\nSIGTERM and SIGINT stop it: /health/ready turns red, requests under way get \
                      OATHGATE_SHUTDOWN_SECONDS to finish. A second signal stops it at once.",
        after_long_help = "Examples:\n  oathgate serve\n  oathgate serve --with-worker    one process for a small \
                           installation"
    )]
    Serve {
        /// Also carry out workflows in this process
        #[arg(long)]
        with_worker: bool,
    },

    /// Carry out workflows; run as many workers as you like
    #[command(
        long_about = "Carries out workflows: sends mail, waits, retries. Listens on no port. Any number of workers may \
                      run on any number of machines; a run belongs to one of them at a time.\n\nSIGTERM and SIGINT \
                      stop it: steps under way get OATHGATE_SHUTDOWN_SECONDS to finish, everything else is handed \
                      back at once. A second signal stops it at once; nothing is lost by that either.",
        after_long_help = "Examples:\n  oathgate worker\n  OATHGATE_WORKER_SLOTS=8 oathgate worker"
    )]
    Worker,

    /// Bring the schema of the database up to date
    #[command(
        long_about = "Brings the schema of the database up to date. Several may run at the same time; one does the \
                      work, the others wait for it. Does nothing where nothing is pending.",
        after_long_help = "Examples:\n  oathgate migrate\n  oathgate migrate status --format json",
        args_conflicts_with_subcommands = true
    )]
    Migrate {
        /// What else to do about migrations.
        #[command(subcommand)]
        command: Option<MigrateCommand>,
    },

    /// Print the OpenAPI document
    #[command(
        long_about = "Prints the OpenAPI document of the API as JSON, as /openapi.json gives it. Needs no database.",
        after_long_help = "Example:\n  oathgate openapi > openapi.json"
    )]
    Openapi,

    /// Check settings, database, Redis, mail, keys and clock
    #[command(
        long_about = "Checks the settings, the database and its schema, Redis, the mail server, the keys and the clock, \
                      as the server would use them. Says for each whether it is in order, and how to mend what is \
                      not. Sends no mail and changes nothing.\n\nThe exit code is 1 when something is at fault, else \
                      0, also with warnings.",
        after_long_help = "Examples:\n  oathgate doctor\n  oathgate doctor --dev\n  oathgate doctor --format json"
    )]
    Doctor(Doctor),

    /// Create, list, disable and enable accounts
    #[command(
        subcommand,
        long_about = "Creates, lists, disables and enables accounts.",
        arg_required_else_help = true
    )]
    User(UserCommand),

    /// List, show, retry and cancel workflow runs
    #[command(
        subcommand,
        long_about = "Lists, shows, retries and cancels workflow runs.",
        arg_required_else_help = true
    )]
    Workflow(WorkflowCommand),

    /// List every setting, with its default and what it takes
    #[command(
        long_about = "Lists every setting: what it is for, what it takes, and what holds where it is not set. Shows \
                      nobody's values; `oathgate doctor` checks those.",
        after_long_help = "Examples:\n  oathgate settings\n  oathgate settings --format env > .env.example"
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
        after_long_help = "Example:\n  oathgate migrate status"
    )]
    Status(Listed),
}

/// About accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Create an account that is active at once
    #[command(
        long_about = "Creates an account that is active at once; no mail is sent, whoever gives the command vouches for \
                      the address. The password is read from standard input (its first line), or generated and \
                      printed once. It is never an argument: other users of the machine could read it.",
        after_long_help = "Examples:\n  oathgate user create --email ada@example.com --generate-password\n  oathgate \
                           user create --email ada@example.com --admin --password-stdin < password.txt",
        group = ArgGroup::new("password").required(true).args(["password_stdin", "generate_password"])
    )]
    Create(NewUser),

    /// List accounts, newest first
    #[command(
        long_about = "Lists accounts, newest first.",
        after_long_help = "Examples:\n  oathgate user list\n  oathgate user list --status disabled --format json\n  \
                           oathgate user list --prefix ada"
    )]
    List(UserList),

    /// Disable an account and end its sessions
    #[command(
        long_about = "Disables an account and ends its sessions. Access tokens that were issued before are refused at \
                      once by this server, and by others when they expire.",
        after_long_help = "Example:\n  oathgate user disable ada@example.com"
    )]
    Disable(Who),

    /// Enable a disabled account
    #[command(
        long_about = "Enables a disabled account: it may sign in again, or verify its address if it never did.",
        after_long_help = "Example:\n  oathgate user enable ada@example.com"
    )]
    Enable(Who),

    /// Mail somebody a link to set a new password
    #[command(
        long_about = "Mails the owner of an account a link to set a new password, as if they had asked for it. A worker \
                      sends it.",
        after_long_help = "Example:\n  oathgate user reset-password ada@example.com"
    )]
    ResetPassword(Who),
}

/// An account to be created.
#[derive(Debug, Args)]
pub struct NewUser {
    /// The address; mail goes there, and it signs in with it
    #[arg(long, value_name = "ADDRESS")]
    pub email: String,
    /// A name to sign in with as well
    #[arg(long, value_name = "NAME")]
    pub username: Option<String>,
    /// Given name
    #[arg(long, value_name = "NAME")]
    pub first_name: Option<String>,
    /// Family name
    #[arg(long, value_name = "NAME")]
    pub last_name: Option<String>,
    /// Let it use the administration API
    #[arg(long)]
    pub admin: bool,
    /// Read the password from standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Generate a password and print it
    #[arg(long)]
    pub generate_password: bool,
    /// In which form to print the account
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Which accounts to list.
#[derive(Debug, Args)]
pub struct UserList {
    /// Only accounts in this state
    #[arg(long, value_enum)]
    pub status: Option<UserStatus>,
    /// Only accounts whose address or user name begins with this
    #[arg(long, value_name = "TEXT")]
    pub prefix: Option<String>,
    /// Only accounts made before this one
    #[arg(long, value_name = "ID")]
    pub before: Option<oathgate_domain::ids::AccountId>,
    /// Most accounts to list
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub limit: u16,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// The states of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UserStatus {
    /// The address has not been verified yet
    Unverified,
    /// May sign in
    Active,
    /// Locked out
    Disabled,
}

/// An account.
#[derive(Debug, Args)]
pub struct Who {
    /// Its address or id
    #[arg(value_name = "ACCOUNT")]
    pub account: String,
}

/// About workflow runs.
#[derive(Debug, Subcommand)]
pub enum WorkflowCommand {
    /// List runs, newest first
    #[command(
        long_about = "Lists workflow runs, newest first.",
        after_long_help = "Examples:\n  oathgate workflow list\n  oathgate workflow list --status paused\n  oathgate \
                           workflow list --kind registration --format json"
    )]
    List(WorkflowList),

    /// Show a run and its history
    #[command(
        long_about = "Shows a workflow run and what has happened in it, oldest first.",
        after_long_help = "Example:\n  oathgate workflow show 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6"
    )]
    Show {
        /// Its id
        run: oathgate_domain::ids::RunId,
        /// In which form
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },

    /// Make a paused or sleeping run due now
    #[command(
        long_about = "Makes a paused, sleeping or queued run due now and counts its attempts from the start again. Steps \
                      that are done are not repeated.",
        after_long_help = "Example:\n  oathgate workflow retry 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6"
    )]
    Retry {
        /// Its id
        run: oathgate_domain::ids::RunId,
    },

    /// Cancel a run
    #[command(
        long_about = "Cancels a workflow run: at once where nobody works on it, else before its next step. What its steps \
                      have done stays done.",
        after_long_help = "Example:\n  oathgate workflow cancel 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6"
    )]
    Cancel {
        /// Its id
        run: oathgate_domain::ids::RunId,
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
    pub account: Option<oathgate_domain::ids::AccountId>,
    /// Only runs older than this one
    #[arg(long, value_name = "ID")]
    pub before: Option<oathgate_domain::ids::RunId>,
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
