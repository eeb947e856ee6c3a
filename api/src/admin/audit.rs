//! `GET /admin/audit` and `GET /admin/audit/export`.

use super::found::{Found, ListRefusals, found, limit, text, wrong};
use crate::{problem::Refused, security::Administrator, tags::Tag};
use oathgate_application::{
    audit::Trail,
    ports::audit::{AuditFilter, Recorded},
};
use oathgate_domain::ids::{AccountId, AuditId};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::Query,
    payload::PlainText,
    types::{Example, ToJSON},
};
use serde_json::Value;
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// Who did something.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct ActorView {
    /// `anonymous`, `account`, `operator` (by the program's commands) or `system`.
    kind: String,
    /// The account, where it is one.
    user_id: Option<Uuid>,
}

/// To what it was done.
#[derive(Debug, Clone, Object)]
pub(crate) struct TargetView {
    /// `account`, `session`, `client`, `run`, `signing_key` or `audit`.
    kind: String,
    /// Its id.
    id: String,
}

/// An entry of the audit trail.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct EntryView {
    /// Its identifier.
    id: Uuid,
    /// When it was done.
    at: OffsetDateTime,
    /// What was done, as `client.deleted`.
    act: String,
    /// Who did it.
    actor: ActorView,
    /// The person whom it concerns.
    user_id: Option<Uuid>,
    /// To what it was done.
    target: Option<TargetView>,
    /// The network address from which it was done.
    address: Option<String>,
    /// The browser or client, in its own words.
    user_agent: Option<String>,
    /// The request, as in the log.
    request_id: Option<String>,
    /// Particulars: reasons, codes, ids.
    details: Option<Value>,
    /// Its place in the chain; none within about a second.
    number: Option<i64>,
    /// Its seal, in hexadecimal digits.
    seal: Option<String>,
}

impl From<Recorded> for EntryView {
    fn from(Recorded { entry, link }: Recorded) -> Self {
        let seal = |link: oathgate_domain::audit::Link| {
            link.seal.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit).collect()
        };
        Self {
            id: entry.id.0,
            at: entry.at,
            act: entry.act,
            actor: ActorView {
                kind: entry.actor.kind().to_owned(),
                user_id: entry.actor.account().map(|account| account.0),
            },
            user_id: entry.subject.map(|subject| subject.0),
            target: entry.target.map(|target| TargetView { kind: target.kind, id: target.id }),
            address: entry.address,
            user_agent: entry.user_agent,
            request_id: entry.request_id,
            details: entry.details.and_then(|text| serde_json::from_str(&text).ok()),
            number: link.map(|link| link.number),
            seal: link.map(seal),
        }
    }
}

/// A hexadecimal digit.
fn digit(value: u8) -> char {
    char::from_digit(value.into(), 16).unwrap_or('0')
}

impl Example for EntryView {
    fn example() -> Self {
        let id = Uuid::from_u128(0x0198_c5f0_8d5e_7cc0_a1f0_2b6d_3c4e_5f60);
        Self {
            id: Uuid::from_u128(0x0198_c7a2_3b4c_7d5e_8f60_7182_93a4_b5c6),
            at: datetime!(2026-01-02 12:00 UTC),
            act: "password.changed".to_owned(),
            actor: ActorView { kind: "account".to_owned(), user_id: Some(id) },
            user_id: Some(id),
            target: Some(TargetView { kind: "account".to_owned(), id: id.to_string() }),
            address: Some("198.51.100.7".to_owned()),
            user_agent: Some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0".to_owned()),
            request_id: Some("0198c7a23b4c7d5e8f60718293a4b5c7".to_owned()),
            details: None,
            number: Some(4711),
            seal: Some("6f1d".repeat(16)),
        }
    }
}

/// Entries, newest first.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct EntryList {
    /// A page of them.
    entries: Vec<EntryView>,
    /// Where there may be more: give it as `before` for the next page.
    next: Option<String>,
}

impl Example for EntryList {
    fn example() -> Self {
        Self { entries: vec![EntryView::example()], next: None }
    }
}

/// Where a page ends, as a client keeps it: time and id of its last entry.
fn write_cursor(entry: &Recorded) -> String {
    format!("{}.{}", entry.entry.at.unix_timestamp_nanos() / 1000, entry.entry.id)
}

fn read_cursor(text: &str) -> Option<(OffsetDateTime, AuditId)> {
    let (micros, id) = text.split_once('.')?;
    let nanos = micros.parse::<i64>().ok().map(|micros| i128::from(micros) * 1000)?;
    Some((OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?, id.parse().ok()?))
}

pub(crate) struct AuditApi {
    pub(crate) trail: Arc<Trail>,
}

#[OpenApi(tag = "Tag::Admin")]
impl AuditApi {
    /// Search the audit trail
    ///
    /// Who did what, to whom, from where, and when; newest first, a page at a time.
    #[oai(path = "/admin/audit", method = "get", operation_id = "admin_search_audit")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the request")]
    async fn search(
        &self,
        _by: Administrator,
        /// Only this act, as `client.deleted`, or acts that begin with it, as `client`.
        act: Query<Option<String>>,
        /// Only what concerns this account.
        user_id: Query<Option<Uuid>>,
        /// Only what this account did.
        actor_id: Query<Option<Uuid>>,
        /// Only what was done to the thing with this id: a client, a run, a session, a key.
        target: Query<Option<String>>,
        /// Only entries of this request.
        request_id: Query<Option<String>>,
        /// Only entries from then on.
        since: Query<Option<OffsetDateTime>>,
        /// Only entries before then.
        until: Query<Option<OffsetDateTime>>,
        /// Only entries behind: `next` of the page before.
        before: Query<Option<String>>,
        /// How many to give, 1 to 200; 50 where nothing is said.
        limit: Query<Option<u16>>,
    ) -> Result<Found<EntryList>, Refused<ListRefusals>> {
        let read = |field: &str, given| text(field, given).map_err(Refused::new);
        let before = match read("before", before.0)? {
            None => None,
            Some(text) => {
                let strange = || Refused::new(wrong("before", "This is no `next` of a page."));
                Some(read_cursor(&text).ok_or_else(strange)?)
            }
        };
        let filter = AuditFilter {
            act: read("act", act.0)?,
            subject: user_id.0.map(AccountId),
            actor: actor_id.0.map(AccountId),
            target: read("target", target.0)?,
            request_id: read("request_id", request_id.0)?,
            since: since.0,
            until: until.0,
            before,
            limit: self::limit(limit.0).map_err(Refused::new)?,
        };
        let entries = self.trail.search(&filter).await.map_err(Refused::new)?;
        let is_full = entries.len() == usize::from(filter.limit);
        let next = entries.last().filter(|_| is_full).map(write_cursor);
        Ok(found(EntryList { entries: entries.into_iter().map(Into::into).collect(), next }))
    }
}

// Generators of clients know no media type of lines and would leave the answer out; it is text to them.
#[derive(ApiResponse)]
pub(crate) enum ExportAnswer {
    /// Entries as JSON, one a line, oldest first; none where there are no more.
    #[oai(status = 200, content_type = "text/plain; charset=utf-8")]
    Lines(PlainText<String>),
}

pub(crate) struct AuditExportApi {
    pub(crate) trail: Arc<Trail>,
}

#[OpenApi(tag = "Tag::Admin")]
impl AuditExportApi {
    /// Export the audit trail
    ///
    /// The sealed entries behind a number, in the order of the chain, at most 1,000: one JSON object a line,
    /// as the search gives them. Go on behind the `number` of the last line. Each export is an entry of the
    /// trail itself.
    #[oai(path = "/admin/audit/export", method = "get", operation_id = "admin_export_audit")]
    async fn export(
        &self,
        by: Administrator,
        /// Only entries behind the one with this number; from the beginning where none is given.
        after: Query<Option<i64>>,
    ) -> Result<ExportAnswer, Refused<ListRefusals>> {
        let after = after.0.unwrap_or(0);
        if after < 0 {
            return Err(Refused::new(wrong("after", "A number of an entry, or 0.")));
        }
        self.trail.note_export(&by.0, after).await.map_err(Refused::new)?;
        let entries = self.trail.chain(after).await.map_err(Refused::new)?;
        let mut lines = String::new();
        for entry in entries {
            lines.push_str(&EntryView::from(entry).to_json_string());
            lines.push('\n');
        }
        Ok(ExportAnswer::Lines(PlainText(lines)))
    }
}
