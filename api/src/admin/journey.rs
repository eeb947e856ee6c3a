//! `GET /admin/users/{id}/journey`.

use super::found::{Found, ShowRefusals, found, limit};
use crate::{
    problem::{Problem, ProblemCode, Refused},
    security::Administrator,
    tags::Tag,
};
use oathgate_application::accounts::journey::{Journey, Kind, Moment, What};
use oathgate_domain::ids::AccountId;
use poem_openapi::{
    Enum, Object, OpenApi,
    param::{Path, Query},
    types::Example,
};
use serde_json::{Value, json};
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// Of what kind a moment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum MomentKind {
    /// A workflow was started; `id` is the run.
    Run,
    /// A session began; `id` is the session.
    Session,
    /// The person agreed to what a client asked for; `id` is the client.
    Consent,
    /// An entry of the audit trail; `id` is the entry.
    Audit,
}

impl From<MomentKind> for Kind {
    fn from(kind: MomentKind) -> Self {
        match kind {
            MomentKind::Run => Self::Runs,
            MomentKind::Session => Self::Sessions,
            MomentKind::Consent => Self::Consents,
            MomentKind::Audit => Self::Audit,
        }
    }
}

/// Something that happened to a person.
#[derive(Debug, Clone, Object)]
pub(crate) struct MomentView {
    /// When.
    at: OffsetDateTime,
    /// Of what kind it is.
    kind: MomentKind,
    /// Of what it is.
    id: String,
    /// What happened, in a word: the workflow, the act, the client.
    title: String,
    /// Particulars, by kind: the run's `status`, `step` and `fault`; the session's `address`,
    /// `user_agent` and end; the consent's `scope`; the entry's `actor`, `address`, `details`.
    details: Value,
}

impl From<Moment> for MomentView {
    fn from(Moment { at, what }: Moment) -> Self {
        let when = |time: OffsetDateTime| time.format(&time::format_description::well_known::Rfc3339).ok();
        let (kind, id, title, details) = match what {
            What::Run(run) => {
                let fault = run.fault.map(|fault| json!({ "code": fault.code, "detail": fault.detail }));
                let details = json!({ "status": run.status.as_str(), "step": run.step, "fault": fault });
                (MomentKind::Run, run.id.to_string(), run.kind, details)
            }
            What::Session(session) => {
                let details = json!({
                    "address": session.address,
                    "user_agent": session.user_agent,
                    "last_seen_at": when(session.last_seen_at),
                    "revoked_at": session.revoked_at.and_then(when),
                });
                (MomentKind::Session, session.id.to_string(), "session".to_owned(), details)
            }
            What::Consent(consent) => {
                let details = json!({ "scope": consent.scopes.to_string() });
                (MomentKind::Consent, consent.client.as_str().to_owned(), consent.client_name, details)
            }
            What::Audit(recorded) => {
                let entry = recorded.entry;
                let more = entry.details.and_then(|text| serde_json::from_str::<Value>(&text).ok());
                let details = json!({
                    "actor": entry.actor.to_string(),
                    "address": entry.address,
                    "request_id": entry.request_id,
                    "details": more,
                });
                (MomentKind::Audit, entry.id.to_string(), entry.act, details)
            }
        };
        Self { at, kind, id, title, details }
    }
}

/// What happened to a person, latest first.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct JourneyView {
    /// A page of it.
    moments: Vec<MomentView>,
    /// Where there may be more: give it as `before` for the next page.
    next: Option<OffsetDateTime>,
}

impl Example for JourneyView {
    fn example() -> Self {
        Self {
            moments: vec![MomentView {
                at: datetime!(2026-01-02 12:00 UTC),
                kind: MomentKind::Run,
                id: "0198c7a2-3b4c-7d5e-8f60-718293a4b5c6".to_owned(),
                title: "registration".to_owned(),
                details: json!({ "status": "waiting", "step": "mail_verification", "fault": null }),
            }],
            next: None,
        }
    }
}

pub(crate) struct JourneyApi {
    pub(crate) journey: Arc<Journey>,
}

#[OpenApi(tag = "Tag::Admin")]
impl JourneyApi {
    /// A user's journey
    ///
    /// Every workflow, session, consent and audit entry of one person on one time line, latest first.
    #[oai(path = "/admin/users/:id/journey", method = "get", operation_id = "admin_get_journey")]
    async fn get(
        &self,
        _by: Administrator,
        /// The account.
        id: Path<Uuid>,
        /// Only moments of this kind.
        kind: Query<Option<MomentKind>>,
        /// Only what happened before then: `next` of the page before.
        before: Query<Option<OffsetDateTime>>,
        /// How many moments to give, 1 to 200, 50 where nothing is said; more where several happened at once.
        limit: Query<Option<u16>>,
    ) -> Result<Found<JourneyView>, Refused<ShowRefusals>> {
        let limit = self::limit(limit.0).map_err(Refused::new)?;
        let account = AccountId(id.0);
        let only = kind.0.map(Into::into);
        let mut unit = self.journey.store.begin_read().await.map_err(Refused::new)?;
        let known = unit.accounts().find(account).await.map_err(Refused::new)?.is_some();
        drop(unit);
        let (moments, next) = self.journey.run(account, only, before.0, limit).await.map_err(Refused::new)?;
        // Of somebody whose account is gone the trail is left.
        if !known && moments.is_empty() && only.is_none() {
            return Err(Refused::new(Problem::new(ProblemCode::NotFound)));
        }
        Ok(found(JourneyView { moments: moments.into_iter().map(Into::into).collect(), next }))
    }
}
