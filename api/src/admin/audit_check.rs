//! `GET /admin/audit/verification`.

use super::found::{Found, ListRefusals, found};
use crate::{problem::Refused, security::Administrator, tags::Tag};
use oathgate_application::audit::{Found as Outcome, Trail};
use poem_openapi::{Object, OpenApi, types::Example};
use std::{fmt::Write, sync::Arc};
use time::{OffsetDateTime, macros::datetime};

/// What a check of the audit trail found.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct Verification {
    /// Whether nothing was changed, taken out, put in or cut off.
    is_whole: bool,
    /// How many entries were checked.
    entries: Option<u64>,
    /// The number of the entry that was sealed last.
    head_number: Option<i64>,
    /// Its seal, in hexadecimal digits. Who notes both elsewhere can have them compared later.
    head_seal: Option<String>,
    /// The number of the last entry that was deleted because its time was up; 0 where none was.
    base_number: Option<i64>,
    /// When the oldest entry that waits to be sealed was made.
    unsealed_since: Option<OffsetDateTime>,
    /// The number of the entry at which the trail is broken.
    broken_at: Option<i64>,
    /// How it is broken.
    flaw: Option<String>,
}

impl From<Outcome> for Verification {
    fn from(outcome: Outcome) -> Self {
        let nothing = Self {
            is_whole: false,
            entries: None,
            head_number: None,
            head_seal: None,
            base_number: None,
            unsealed_since: None,
            broken_at: None,
            flaw: None,
        };
        match outcome {
            Outcome::Whole(whole) => Self {
                is_whole: true,
                entries: Some(whole.entries),
                head_number: Some(whole.head.number),
                head_seal: Some(whole.head.seal.iter().fold(String::new(), |mut text, byte| {
                    // Writing to a string does not fail.
                    let _ = write!(text, "{byte:02x}");
                    text
                })),
                base_number: Some(whole.base),
                unsealed_since: whole.unsealed_since,
                ..nothing
            },
            Outcome::Broken(broken) => {
                Self { broken_at: Some(broken.number), flaw: Some(broken.flaw.to_string()), ..nothing }
            }
        }
    }
}

impl Example for Verification {
    fn example() -> Self {
        Self {
            is_whole: true,
            entries: Some(4_711),
            head_number: Some(4_711),
            head_seal: Some("6f1d".repeat(16)),
            base_number: Some(0),
            unsealed_since: Some(datetime!(2026-01-02 12:00 UTC)),
            broken_at: None,
            flaw: None,
        }
    }
}

pub(crate) struct AuditCheckApi {
    pub(crate) trail: Arc<Trail>,
}

#[OpenApi(tag = "Tag::Admin")]
impl AuditCheckApi {
    /// Check the audit trail
    ///
    /// Recalculates every seal of the chain, oldest first. A trail of millions of entries takes longer than
    /// a request may; `oathgate audit verify` checks that.
    #[oai(path = "/admin/audit/verification", method = "get", operation_id = "admin_verify_audit")]
    async fn verify(&self, _by: Administrator) -> Result<Found<Verification>, Refused<ListRefusals>> {
        Ok(found(self.trail.verify(None).await.map_err(Refused::new)?.into()))
    }
}
