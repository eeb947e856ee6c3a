//! `oathgate key …`.

use super::{Format, Listed};
use clap::{Args, Subcommand};

/// About signing keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// List signing keys, newest first
    #[command(
        long_about = "\
            Lists the signing keys, newest first: next (published, and not used yet), active (it signs)\n\
            and retired (it verifies what it signed before). Nothing secret is shown.",
        after_long_help = "\
            Example:\n\
            \x20 oathgate key list --format json"
    )]
    List(Listed),

    /// Let another key sign
    #[command(
        long_about = "\
            Makes and publishes the next key of an algorithm. A workflow lets it sign an hour later,\n\
            when everybody who keeps the published keys as they are told has fetched it; the key before\n\
            verifies until the last token that it signed is dead. Workers do the same by themselves\n\
            every SIGNING_KEY_ROTATION_DAYS.\n\
            \n\
            With --at-once it signs right away. Whoever has fetched the keys before may refuse new\n\
            tokens for five minutes.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate key rotate\n\
            \x20 oathgate key rotate --algorithm ES256 --at-once"
    )]
    Rotate(RotateKeys),

    /// Delete a key that signs no more
    #[command(
        long_about = "\
            Deletes a key. Refused while it signs, or while a token that it signed may live. With\n\
            --force it is deleted all the same, as when somebody else has seen it: every token that it\n\
            signed is refused at once, and where it was the one that signs, another takes its place.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate key retire kFyIXRQvCHxYsjKwQz0PHMx8RcLwf8ZqyTdBfI7mC5s\n\
            \x20 oathgate key retire kFyIXRQvCHxYsjKwQz0PHMx8RcLwf8ZqyTdBfI7mC5s --force"
    )]
    Retire(RetireKey),
}

/// Whose next key.
#[derive(Debug, Args)]
pub struct RotateKeys {
    /// Of which algorithm; may be repeated. Without: of each
    #[arg(long = "algorithm", value_name = "ALG", value_parser = ["RS256", "ES256", "EdDSA"])]
    pub algorithms: Vec<String>,
    /// Let it sign right away
    #[arg(long)]
    pub at_once: bool,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Which key.
#[derive(Debug, Args)]
pub struct RetireKey {
    /// Its id, the `kid` of tokens
    #[arg(value_name = "KEY", allow_hyphen_values = true)]
    pub key: String,
    /// Although tokens that it signed live
    #[arg(long)]
    pub force: bool,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}
