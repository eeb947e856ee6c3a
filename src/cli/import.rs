//! `oathgate import …`.

use super::Format;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// About what comes from other systems.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Take over users and clients from the database of the system that Oathgate replaces
    #[command(
        long_about = "\
            Reads the tables users and oauth2_clients of the database at IMPORT_DATABASE_URL, and takes\n\
            them over: with their ids, their states and their password hashes (bcrypt, Argon2, scrypt or\n\
            PBKDF2), which are replaced at the next sign-in. Nothing is written there, and nobody is\n\
            mailed.\n\
            \n\
            Without --apply it is a rehearsal: everything is judged and nothing is kept. Whoever is here\n\
            by their id is passed over, so an import that was stopped is simply begun again.\n\
            \n\
            Prints the rows that were refused or of which something was left out, and why. The exit code\n\
            is 1 when a row was refused.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate import database\n\
            \x20 oathgate import database --apply --format json > import.jsonl"
    )]
    Database(HowToImport),

    /// Take over users from a file
    #[command(
        long_about = "\
            Takes over users from a file: CSV, whose first line names the columns, or a JSON object a\n\
            line (.json, .jsonl, .ndjson). There are id and email, which must be there; username,\n\
            password_hash, first_name, last_name, locale, phone_number, street_address, locality,\n\
            region, postal_code, country, is_active, is_verified, is_admin, created_at, updated_at,\n\
            email_verified_at and last_login_at. Nobody is mailed.\n\
            \n\
            Without --apply it is a rehearsal. Whoever is here by their id is passed over.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate import users users.csv\n\
            \x20 oathgate import users users.jsonl --apply"
    )]
    Users(FileToImport),

    /// Take over OAuth clients from a file
    #[command(
        long_about = "\
            Takes over OAuth clients from a file: CSV, whose first line names the columns, or a JSON\n\
            object a line (.json, .jsonl, .ndjson). There are client_id, which must be there;\n\
            client_secret, client_name, redirect_uris, grant_types, scope, is_active, is_first_party,\n\
            created_at, and what RFC 7591 names beside them. A client without a secret or a\n\
            token_endpoint_auth_method is public. Secrets go on working, and only their digests are\n\
            kept.\n\
            \n\
            What `oathgate export clients` wrote is read without loss where the ENCRYPTION_KEY is the\n\
            same.\n\
            \n\
            Without --apply it is a rehearsal. A client that is here by its id is passed over.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate import clients clients.jsonl --apply"
    )]
    Clients(FileToImport),
}

/// How to import.
#[derive(Debug, Args)]
pub struct HowToImport {
    /// Keep it; without this nothing is changed
    #[arg(long)]
    pub apply: bool,
    /// In which form; json tells of every row, an object a line
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// What to import, and how.
#[derive(Debug, Args)]
pub struct FileToImport {
    /// The file
    pub file: PathBuf,
    /// How.
    #[command(flatten)]
    pub how: HowToImport,
}
