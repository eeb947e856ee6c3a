//! `oathgate export …`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// About what goes to other systems.
#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// Write out users, with their password hashes
    #[command(
        long_about = "\
            Writes out users: id, email, username, password_hash, first_name, last_name, locale,\n\
            phone_number, street_address, locality, region, postal_code, country, is_active, is_verified,\n\
            is_admin, created_at, updated_at, email_verified_at and last_login_at. Hashes are PHC strings\n\
            or those of bcrypt, as they are stored. Whoever has asked for the erasure of their account is\n\
            left out.\n\
            \n\
            A file is made for its owner alone (mode 0600), and is there once it is whole. Without one,\n\
            JSON lines go to standard output. `oathgate import users` reads either without loss. That it\n\
            was done is an entry of the audit trail.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate export users users.csv\n\
            \x20 oathgate export users | age -r … > users.jsonl.age"
    )]
    Users(FileToExport),

    /// Write out OAuth clients, with what is kept of their secrets
    #[command(
        long_about = "\
            Writes out OAuth clients, with the names of RFC 7591. Of their secrets there is what is kept\n\
            here, client_secret_digest or client_secret_sealed: another Oathgate with the same\n\
            ENCRYPTION_KEY takes them over, no other system can.\n\
            \n\
            A file is made for its owner alone (mode 0600), and is there once it is whole. Without one,\n\
            JSON lines go to standard output. `oathgate import clients` reads either without loss. That\n\
            it was done is an entry of the audit trail.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate export clients clients.jsonl\n\
            \x20 oathgate export clients --form csv > clients.csv"
    )]
    Clients(FileToExport),
}

/// Where to write, and how.
#[derive(Debug, Args)]
pub struct FileToExport {
    /// The file: .csv, .json, .jsonl or .ndjson; standard output without
    pub file: Option<PathBuf>,
    /// In which form; that of the file's name without
    #[arg(long, value_enum)]
    pub form: Option<ExportForm>,
    /// Replace the file where it is there already
    #[arg(long, requires = "file")]
    pub overwrite: bool,
}

/// The form of what is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportForm {
    /// Values between commas; the first line names them
    Csv,
    /// A JSON object a line
    Jsonl,
}
