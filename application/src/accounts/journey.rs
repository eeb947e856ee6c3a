//! Everything that happened to one person, on one time line.

use crate::{
    error::PortError,
    ports::{
        audit::{AuditFilter, Recorded},
        oauth::Consent,
        store::Store,
        workflow_store::{RunFilter, RunSummary, WorkflowStore},
    },
};
use oathgate_domain::{ids::AccountId, session::Session};
use std::sync::Arc;
use time::OffsetDateTime;

/// Puts a person's time line together.
pub struct Journey {
    /// Reads sessions, consents and the audit trail.
    pub store: Arc<dyn Store>,
    /// Reads runs.
    pub runs: Arc<dyn WorkflowStore>,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Moment {
    /// When.
    pub at: OffsetDateTime,
    /// What.
    pub what: What,
}

/// Of what kind moments are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Workflows that were started.
    Runs,
    /// Sessions that began.
    Sessions,
    /// What the person agreed to.
    Consents,
    /// The audit trail.
    Audit,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum What {
    /// A workflow was started; the run is as it is now.
    Run(Box<RunSummary>),
    /// A session began; it is as it is now.
    Session(Session),
    /// The person agreed to what a client asked for.
    Consent(Consent),
    /// Something was noted in the audit trail.
    Audit(Box<Recorded>),
}

impl Journey {
    /// What happened before `before`, of one kind or of all, latest first: at least `limit` moments (at most 200) where there
    /// are as many, and all of the same time as the last one. Also tells before when to go on, where
    /// there may be more.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "accounts.journey", skip_all)]
    pub async fn run(
        &self,
        account: AccountId,
        only: Option<Kind>,
        before: Option<OffsetDateTime>,
        limit: u16,
    ) -> Result<(Vec<Moment>, Option<OffsetDateTime>), PortError> {
        let limit = limit.min(200);
        let wanted = |kind| only.is_none_or(|only| only == kind);
        let mut unit = self.store.begin_read().await?;
        let (mut runs, mut sessions, mut consents, mut noted) = (vec![], vec![], vec![], vec![]);
        if wanted(Kind::Sessions) {
            sessions = unit.sessions().history(account, before, limit).await?;
        }
        if wanted(Kind::Consents) {
            consents = unit.consents().list(account).await?;
        }
        if wanted(Kind::Audit) {
            let filter =
                AuditFilter { subject: Some(account), until: before, limit, ..AuditFilter::default() };
            noted = unit.audit().search(&filter).await?;
        }
        drop(unit);
        if wanted(Kind::Runs) {
            let filter = RunFilter { subject: Some(account), until: before, limit, ..RunFilter::default() };
            runs = self.runs.list(&filter).await?;
        }

        let mut moments: Vec<Moment> = Vec::new();
        moments.extend(
            runs.into_iter().map(|run| Moment { at: run.created_at, what: What::Run(Box::new(run)) }),
        );
        moments.extend(
            sessions
                .into_iter()
                .map(|session| Moment { at: session.created_at, what: What::Session(session) }),
        );
        let consents =
            consents.into_iter().filter(|consent| before.is_none_or(|before| consent.given_at < before));
        moments.extend(consents.map(|consent| Moment { at: consent.given_at, what: What::Consent(consent) }));
        moments.extend(
            noted.into_iter().map(|entry| Moment { at: entry.entry.at, what: What::Audit(Box::new(entry)) }),
        );
        moments.sort_by_key(|moment| std::cmp::Reverse(moment.at));
        let most = usize::from(limit);
        let Some(last) = moments.get(most.saturating_sub(1)).map(|moment| moment.at) else {
            return Ok((moments, None));
        };
        // A page ends between two times, so that nothing of one time is lost between two pages.
        let end = moments.partition_point(|moment| moment.at >= last);
        moments.truncate(end);
        Ok((moments, Some(last)))
    }
}
