//! `GET /admin/overview/trends`.

use super::found::{Found, ListRefusals, found};
use crate::{problem::Refused, security::Administrator, tags::Tag};
use oathgate_application::operations::{Course, Overlook, Stretch, Window};
use poem_openapi::{Enum, Object, OpenApi, param::Query, types::Example};
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};

/// How far back to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum WindowView {
    /// 24 hours, by the hour.
    Day,
    /// 7 days, by six hours.
    Week,
    /// 30 days, by the day.
    Month,
}

impl From<WindowView> for Window {
    fn from(window: WindowView) -> Self {
        match window {
            WindowView::Day => Self::Day,
            WindowView::Week => Self::Week,
            WindowView::Month => Self::Month,
        }
    }
}

/// What happened within a stretch of time.
#[derive(Debug, Object)]
pub(crate) struct StretchView {
    /// When it begins.
    at: OffsetDateTime,
    /// Sign-ins.
    sign_ins: u64,
    /// Attempts to sign in that were refused.
    sign_ins_refused: u64,
    /// Accounts that were made.
    new_users: u64,
    /// Mails that a mail server took.
    mails_sent: u64,
    /// Mails that a mail server refused for good.
    mails_bounced: u64,
    /// Attempts at a mail that failed and were, or will be, repeated.
    mails_failed: u64,
    /// Runs, accepted then, that have failed.
    runs_failed: u64,
    /// Runs, accepted then, that wait for a person.
    runs_paused: u64,
}

impl From<(OffsetDateTime, Stretch)> for StretchView {
    fn from((at, stretch): (OffsetDateTime, Stretch)) -> Self {
        Self {
            at,
            sign_ins: stretch.sign_ins,
            sign_ins_refused: stretch.sign_ins_refused,
            new_users: stretch.new_users,
            mails_sent: stretch.mails_sent,
            mails_bounced: stretch.mails_bounced,
            mails_failed: stretch.mails_failed,
            runs_failed: stretch.runs_failed,
            runs_paused: stretch.runs_paused,
        }
    }
}

/// What happened over time.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct TrendsView {
    /// How long each stretch is, in seconds.
    stretch_seconds: i64,
    /// Oldest first, without gaps. The last one is not over.
    stretches: Vec<StretchView>,
    /// Whether there was more than is looked at (the latest 100,000 rows), so that older counts are too low.
    is_partial: bool,
}

impl From<Course> for TrendsView {
    fn from(course: Course) -> Self {
        Self {
            stretch_seconds: course.stretch.whole_seconds(),
            stretches: course.stretches.into_iter().map(Into::into).collect(),
            is_partial: course.is_partial,
        }
    }
}

impl Example for TrendsView {
    fn example() -> Self {
        let stretch = Stretch { sign_ins: 412, sign_ins_refused: 9, new_users: 17, ..Stretch::default() };
        Self {
            stretch_seconds: 3_600,
            stretches: vec![(datetime!(2026-01-02 12:00 UTC), stretch).into()],
            is_partial: false,
        }
    }
}

pub(crate) struct TrendsApi {
    pub(crate) overlook: Arc<Overlook>,
}

#[OpenApi(tag = "Tag::Admin")]
impl TrendsApi {
    /// Trends
    ///
    /// How sign-ins, registrations, mails and trouble went over time.
    #[oai(path = "/admin/overview/trends", method = "get", operation_id = "admin_trends")]
    async fn get(
        &self,
        _by: Administrator,
        /// How far back to look; `day` where nothing is said.
        window: Query<Option<WindowView>>,
    ) -> Result<Found<TrendsView>, Refused<ListRefusals>> {
        let window = window.0.unwrap_or(WindowView::Day);
        Ok(found(self.overlook.run(window.into()).await.map_err(Refused::new)?.into()))
    }
}
