//! `oathgate user …`.

use super::Format;
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use oathgate_domain::ids::AccountId;

/// About accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Create an account that is active at once
    #[command(
        long_about = "\
            Creates an account that is active at once; no mail is sent, whoever gives the command\n\
            vouches for the address. The password is read from standard input (its first line), or\n\
            generated and printed once. It is never an argument: other users of the machine could\n\
            read it.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate user create --email ada@example.com --generate-password\n\
            \x20 oathgate user create --email ada@example.com --admin --password-stdin < password.txt",
        group = ArgGroup::new("password").required(true).args(["password_stdin", "generate_password"])
    )]
    Create(NewUser),

    /// List accounts, newest first
    #[command(
        long_about = "Lists accounts, newest first.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate user list\n\
            \x20 oathgate user list --status disabled --format json\n\
            \x20 oathgate user list --prefix ada"
    )]
    List(UserList),

    /// Disable an account and end its sessions
    #[command(
        long_about = "\
            Disables an account and ends its sessions. Access tokens that were issued before are\n\
            refused at once by this server, and by others when they expire.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate user disable ada@example.com"
    )]
    Disable(Who),

    /// Enable a disabled account
    #[command(
        long_about = "Enables a disabled account: it may sign in again, or verify its address if it never did.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate user enable ada@example.com"
    )]
    Enable(Who),

    /// Mail somebody a link to set a new password
    #[command(
        long_about = "\
            Mails the owner of an account a link to set a new password, as if they had asked for it.\n\
            A worker sends it.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate user reset-password ada@example.com"
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
    /// The language in which to write to them: en or de
    #[arg(long, value_name = "TAG")]
    pub locale: Option<String>,
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
    pub before: Option<AccountId>,
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
