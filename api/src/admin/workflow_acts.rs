//! `POST /admin/workflows/…`: what operators do to runs. Each act is noted in the run's history and in
//! the audit trail.

use super::{
    found::{ActRefusals, Found, found, text},
    workflow_views::{RunHistory, StatusView},
};
use crate::{
    body::{FieldRules, JsonBody},
    problem::{FieldError, Problem, ProblemCode, Refused},
    security::Administrator,
    tags::Tag,
};
use oathgate_application::{
    operations::{Cancelled, Operate, Refusal},
    ports::workflow_store::RunFilter,
};
use oathgate_domain::{
    email::EmailAddress,
    ids::{AccountId, RunId},
};
use poem_openapi::{Object, OpenApi, param::Path, types::Example};
use serde_json::Value;
use std::sync::Arc;
use time::OffsetDateTime;
use uuid::Uuid;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let field =
            |name: &str, code: &str| Self::fields(vec![FieldError::new(name, code, format!("{refusal}."))]);
        match refusal {
            Refusal::NotFound | Refusal::NoSuchLimit => Self::new(ProblemCode::NotFound),
            Refusal::NoReason => field("reason", "wrong_format"),
            Refusal::NoSuchStep => field("step", "not_allowed"),
            Refusal::ValueNeeded => field("value", "required"),
            Refusal::NoSuchSignal => field("name", "not_allowed"),
            Refusal::AddressTaken => field("email", "email_taken"),
            Refusal::WrongLimit => field("max_running", "out_of_range"),
            Refusal::WrongLimitKey => field("key", "wrong_format"),
            Refusal::WrongState(_)
            | Refusal::StepDone
            | Refusal::KeyTaken
            | Refusal::NotCorrectable
            | Refusal::NothingToCorrect => Self::new(ProblemCode::Conflict).detail(format!("{refusal}.")),
        }
    }
}

/// Why something is done.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct ReasonRequest {
    /// For the history and the audit trail, 1 to 500 characters.
    #[oai(validator(min_length = 1, max_length = 500))]
    reason: String,
}

impl FieldRules for ReasonRequest {}

impl Example for ReasonRequest {
    fn example() -> Self {
        Self { reason: "The mail server moves.".to_owned() }
    }
}

/// Which step to skip.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct SkipRequest {
    /// The step; the one that failed last where none is given.
    #[oai(validator(max_length = 100))]
    step: Option<String>,
    /// What it is to have given. A mail needs none.
    value: Option<Value>,
    /// For the history and the audit trail, 1 to 500 characters.
    #[oai(validator(min_length = 1, max_length = 500))]
    reason: String,
}

impl FieldRules for SkipRequest {}

impl Example for SkipRequest {
    fn example() -> Self {
        Self { step: None, value: None, reason: "Told by phone.".to_owned() }
    }
}

/// From where to begin again.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct ResetRequest {
    /// The first step that is done once more.
    #[oai(validator(min_length = 1, max_length = 100))]
    step: String,
    /// For the history and the audit trail, 1 to 500 characters.
    #[oai(validator(min_length = 1, max_length = 500))]
    reason: String,
}

impl FieldRules for ResetRequest {}

impl Example for ResetRequest {
    fn example() -> Self {
        Self { step: "mail_verification".to_owned(), reason: "The template was mended.".to_owned() }
    }
}

/// A signal.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct SignalRequest {
    /// Which one.
    #[oai(validator(min_length = 1, max_length = 100))]
    name: String,
    /// What it carries.
    data: Value,
}

impl FieldRules for SignalRequest {}

impl Example for SignalRequest {
    fn example() -> Self {
        Self { name: "answer".to_owned(), data: "Superseded".into() }
    }
}

/// The right address.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct CorrectRequest {
    /// Where mail can be delivered.
    #[oai(validator(min_length = 1, max_length = 320))]
    email: String,
    /// For the history and the audit trail, 1 to 500 characters.
    #[oai(validator(min_length = 1, max_length = 500))]
    reason: String,
}

impl FieldRules for CorrectRequest {}

impl Example for CorrectRequest {
    fn example() -> Self {
        Self { email: "ada@example.com".to_owned(), reason: "Typing error, told by phone.".to_owned() }
    }
}

/// Which runs to retry.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct RetryRequest {
    /// `paused`, `waiting` or `queued`: runs in another state cannot be retried.
    status: StatusView,
    /// Only runs of this workflow.
    #[oai(validator(max_length = 100))]
    kind: Option<String>,
    /// Only runs about this account.
    user_id: Option<Uuid>,
    /// Only runs with this code of a fault, or whose fault says this text.
    #[oai(validator(max_length = 320))]
    fault: Option<String>,
    /// Only runs that were accepted from then on.
    since: Option<OffsetDateTime>,
    /// Only runs that were accepted before then.
    until: Option<OffsetDateTime>,
    /// Only runs behind this one: `next` of the answer before.
    before: Option<Uuid>,
}

impl FieldRules for RetryRequest {}

impl Example for RetryRequest {
    fn example() -> Self {
        Self {
            status: StatusView::Paused,
            kind: Some("registration".to_owned()),
            user_id: None,
            fault: None,
            since: None,
            until: None,
            before: None,
        }
    }
}

/// What came of retrying many.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct Retried {
    /// How many runs are due now, at most 200.
    retried: u64,
    /// Where there may be more: give it as `before` and ask again.
    next: Option<Uuid>,
}

impl Example for Retried {
    fn example() -> Self {
        Self { retried: 17, next: None }
    }
}

pub(crate) struct WorkflowActsApi {
    pub(crate) operate: Arc<Operate>,
}

impl WorkflowActsApi {
    /// The run as it is after an act.
    async fn after(&self, run: RunId) -> Result<Found<RunHistory>, Refused<ActRefusals>> {
        let detail = self.operate.runs.detail(run).await.map_err(Refused::new)?;
        let detail = detail.ok_or_else(|| Refused::new(Problem::new(ProblemCode::NotFound)))?;
        Ok(found(detail.into()))
    }
}

#[OpenApi(tag = "Tag::Admin")]
impl WorkflowActsApi {
    /// Retry all that match
    ///
    /// Makes runs due now, newest first, 200 at a time. Ask again with `next` until there is none.
    #[oai(path = "/admin/workflows/retry", method = "post", operation_id = "admin_retry_runs")]
    async fn retry_many(
        &self,
        by: Administrator,
        body: JsonBody<RetryRequest>,
    ) -> Result<Found<Retried>, Refused<ActRefusals>> {
        let RetryRequest { status, kind, user_id, fault, since, until, before } = body.0;
        let filter = RunFilter {
            kind: text("kind", kind).map_err(Refused::new)?,
            status: Some(status.into()),
            subject: user_id.map(AccountId),
            fault: text("fault", fault).map_err(Refused::new)?,
            since,
            until,
            before: before.map(RunId),
            ..RunFilter::default()
        };
        let many = self.operate.retry_matching(&by.0, &filter).await.map_err(Refused::new)?;
        Ok(found(Retried { retried: many.retried, next: many.next.map(|run| run.0) }))
    }

    /// Retry a run now
    ///
    /// Makes a paused, waiting or queued run due now, its attempts counted from the start again.
    #[oai(path = "/admin/workflows/:id/retry", method = "post", operation_id = "admin_retry_run")]
    async fn retry(
        &self,
        by: Administrator,
        /// The run.
        id: Path<Uuid>,
    ) -> Result<Found<RunHistory>, Refused<ActRefusals>> {
        self.operate.retry(&by.0, RunId(id.0)).await.map_err(Refused::new)?;
        self.after(RunId(id.0)).await
    }

    /// Pause a run
    ///
    /// Stops an unfinished run until somebody resumes it. A step that a worker is carrying out is done
    /// once more then.
    #[oai(path = "/admin/workflows/:id/pause", method = "post", operation_id = "admin_pause_run")]
    async fn pause(
        &self,
        by: Administrator,
        /// The run.
        id: Path<Uuid>,
        body: JsonBody<ReasonRequest>,
    ) -> Result<Found<RunHistory>, Refused<ActRefusals>> {
        self.operate.pause(&by.0, RunId(id.0), &body.0.reason).await.map_err(Refused::new)?;
        self.after(RunId(id.0)).await
    }

    /// Resume a run
    ///
    /// Lets a paused run go on at the step where it stands.
    #[oai(path = "/admin/workflows/:id/resume", method = "post", operation_id = "admin_resume_run")]
    async fn resume(
        &self,
        by: Administrator,
        /// The run.
        id: Path<Uuid>,
    ) -> Result<Found<RunHistory>, Refused<ActRefusals>> {
        self.operate.resume(&by.0, RunId(id.0)).await.map_err(Refused::new)?;
        self.after(RunId(id.0)).await
    }

    /// Cancel a run
    ///
    /// At once where nobody works on it; else its worker is asked, and it ends before its next step
    /// (`cancel_requested`). What its steps have done stays done.
    #[oai(path = "/admin/workflows/:id/cancel", method = "post", operation_id = "admin_cancel_run")]
    async fn cancel(
        &self,
        by: Administrator,
        /// The run.
        id: Path<Uuid>,
        body: JsonBody<ReasonRequest>,
    ) -> Result<Found<RunHistory>, Refused<ActRefusals>> {
        let cancelled = self.operate.cancel(&by.0, RunId(id.0), Some(&body.0.reason)).await;
        let (Cancelled::Now | Cancelled::Asked) = cancelled.map_err(Refused::new)?;
        self.after(RunId(id.0)).await
    }

    /// Skip a step
    ///
    /// Takes the step at which a waiting or paused run stands for done, and lets the run go on behind it.
    #[oai(path = "/admin/workflows/:id/skip", method = "post", operation_id = "admin_skip_step")]
    async fn skip(
        &self,
        by: Administrator,
        /// The run.
        id: Path<Uuid>,
        body: JsonBody<SkipRequest>,
    ) -> Result<Found<RunHistory>, Refused<ActRefusals>> {
        let SkipRequest { step, value, reason } = body.0;
        let skipped = self.operate.skip(&by.0, RunId(id.0), step.as_deref(), value.as_ref(), &reason).await;
        skipped.map_err(Refused::new)?;
        self.after(RunId(id.0)).await
    }

    /// Begin again from a step
    ///
    /// Begins another run that remembers what was done before the step; the old one is cancelled if it
    /// is not over. Gives the new run.
    #[oai(path = "/admin/workflows/:id/reset", method = "post", operation_id = "admin_reset_run")]
    async fn reset(
        &self,
        by: Administrator,
        /// The run.
        id: Path<Uuid>,
        body: JsonBody<ResetRequest>,
    ) -> Result<Found<RunHistory>, Refused<ActRefusals>> {
        let ResetRequest { step, reason } = body.0;
        let copy = self.operate.reset(&by.0, RunId(id.0), &step, &reason).await.map_err(Refused::new)?;
        self.after(copy).await
    }

    /// Send a signal
    ///
    /// As if what the run waits for had happened.
    #[oai(path = "/admin/workflows/:id/signal", method = "post", operation_id = "admin_signal_run")]
    async fn signal(
        &self,
        by: Administrator,
        /// The run.
        id: Path<Uuid>,
        body: JsonBody<SignalRequest>,
    ) -> Result<Found<RunHistory>, Refused<ActRefusals>> {
        let SignalRequest { name, data } = body.0;
        self.operate.signal(&by.0, RunId(id.0), &name, &data).await.map_err(Refused::new)?;
        self.after(RunId(id.0)).await
    }

    /// Correct an address
    ///
    /// Corrects the address of the registration that the run is about, as long as nothing was verified,
    /// and begins it again with a new link. Gives the new run.
    #[oai(path = "/admin/workflows/:id/correct-email", method = "post", operation_id = "admin_correct_email")]
    async fn correct(
        &self,
        by: Administrator,
        /// The run.
        id: Path<Uuid>,
        body: JsonBody<CorrectRequest>,
    ) -> Result<Found<RunHistory>, Refused<ActRefusals>> {
        let CorrectRequest { email, reason } = body.0;
        let email = EmailAddress::parse(&email).map_err(Refused::new)?;
        let copy = self.operate.correct(&by.0, RunId(id.0), &email, &reason).await.map_err(Refused::new)?;
        self.after(copy).await
    }
}
