//! `oathgate audit …`.

use super::Format;
use clap::{Args, Subcommand};
use oathgate_domain::ids::AccountId;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// About the audit trail.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// List entries, newest first
    #[command(
        long_about = "\
            Lists entries of the audit trail, newest first. The column SEALED holds an entry's number\n\
            in the chain; a worker seals what is new about once a second.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate audit list\n\
            \x20 oathgate audit list --act sign_in.refused --since 2026-01-02T00:00:00Z\n\
            \x20 oathgate audit list --account 0198c7a2-3b4c-7d5e-8f60-718293a4b5c6 --format json"
    )]
    List(AuditList),

    /// Check that no entry was changed, taken out or put in
    #[command(
        long_about = "\
            Checks the whole audit trail, oldest entry first, and names the first one that is not as\n\
            it was. Each entry is sealed together with the one before it, by a key that follows from\n\
            ENCRYPTION_KEY; what was not sealed yet is not checked.\n\
            \n\
            Prints number and seal of the last entry. Noted in another place and given as --noted\n\
            later, they show that nothing up to there was rewritten, even by somebody who has the key.\n\
            The exit code is 1 where the trail is broken.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate audit verify\n\
            \x20 oathgate audit verify --noted 4711:6f1d…0a --format json"
    )]
    Verify(AuditVerify),

    /// Print entries as JSON lines, oldest first
    #[command(
        long_about = "\
            Prints the sealed entries of the audit trail as JSON, one a line, oldest first, with\n\
            their seals. To go on where an earlier export ended, give its last number as --after.\n\
            That it was exported is an entry of the trail as well.",
        after_long_help = "\
            Examples:\n\
            \x20 oathgate audit export > audit.jsonl\n\
            \x20 oathgate audit export --after 4711 >> audit.jsonl"
    )]
    Export(AuditExport),
}

/// Which entries to list.
#[derive(Debug, Args)]
pub struct AuditList {
    /// Only this act, as client.deleted, or acts that begin with it, as client
    #[arg(long, value_name = "ACT")]
    pub act: Option<String>,
    /// Only what concerns this account
    #[arg(long, value_name = "ID")]
    pub account: Option<AccountId>,
    /// Only what this account did
    #[arg(long, value_name = "ID")]
    pub by: Option<AccountId>,
    /// Only what was done to the thing with this id: a client, a run, a session, a key
    #[arg(long, value_name = "ID")]
    pub target: Option<String>,
    /// Only entries of this request
    #[arg(long, value_name = "ID")]
    pub request: Option<String>,
    /// Only entries from then on
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub since: Option<OffsetDateTime>,
    /// Only entries before then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub until: Option<OffsetDateTime>,
    /// Most entries to list
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub limit: u16,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// How to check.
#[derive(Debug, Args)]
pub struct AuditVerify {
    /// Number and seal of an entry as they were noted before
    #[arg(long, value_name = "NUMBER:SEAL", value_parser = noted)]
    pub noted: Option<(i64, [u8; 32])>,
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// What to export.
#[derive(Debug, Args)]
pub struct AuditExport {
    /// Only entries behind the one with this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub after: i64,
}

/// A moment as RFC 3339 writes it.
pub(super) fn moment(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map(|time| time.to_offset(time::UtcOffset::UTC))
        .map_err(|_| "a time is written as 2026-01-02T15:04:05Z".to_owned())
}

fn noted(text: &str) -> Result<(i64, [u8; 32]), String> {
    let read = || {
        let (number, seal) = text.split_once(':')?;
        let digits: Option<Vec<u8>> = seal
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        Some((number.parse().ok().filter(|number| *number > 0)?, digits?.try_into().ok()?))
    };
    read().ok_or_else(|| "a number, a colon and 64 hexadecimal digits".to_owned())
}
