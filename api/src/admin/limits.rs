//! `/admin/limits`: what is allowed how often, and who came too early.

use super::found::{ActRefusals, Done, Found, ListRefusals, found};
use crate::{
    body::{FieldRules, JsonBody},
    problem::{FieldError, Problem, ProblemCode, Refused},
    security::Administrator,
    tags::Tag,
};
use oathgate_application::limits::{self, AdjustLimits, Refusal};
use oathgate_domain::rate::Rate;
use poem_openapi::{Object, OpenApi, param::Path, types::Example};
use std::{sync::Arc, time::Duration};
use time::OffsetDateTime;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::new(ProblemCode::NotFound),
            Refusal::OutOfRange => Self::fields(vec![FieldError::new(
                "burst",
                "wrong_format",
                "1 to 1000000 at once, and one more in each 1 to 86400000 ms.",
            )]),
        }
    }
}

/// How often each network may do something.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct LimitView {
    /// Its name, as in the `RateLimit` headers.
    name: String,
    /// What it counts.
    counts: String,
    /// How many times at once.
    burst: u32,
    /// In how many milliseconds one more time is allowed.
    every_ms: u64,
    /// How many times at once, unless changed.
    default_burst: u32,
    /// In how many milliseconds one more time is allowed, unless changed.
    default_every_ms: u64,
    /// When it was changed; missing where it is as the program has it.
    changed_at: Option<OffsetDateTime>,
}

/// All limits.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct LimitList {
    /// Whether anything is limited (`RATE_LIMIT`).
    on: bool,
    /// Whether all servers count together: false while Redis is away and each counts for itself. Missing where
    /// there is no Redis.
    shared: Option<bool>,
    /// The limits.
    limits: Vec<LimitView>,
}

impl Example for LimitList {
    fn example() -> Self {
        Self {
            on: true,
            shared: Some(true),
            limits: vec![LimitView {
                name: "passwords".to_owned(),
                counts: limits::PASSWORDS.counts.to_owned(),
                burst: 30,
                every_ms: 2_000,
                default_burst: 30,
                default_every_ms: 2_000,
                changed_at: None,
            }],
        }
    }
}

/// What a limit is to allow.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct LimitRequest {
    /// How many times at once.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    burst: u32,
    /// In how many milliseconds one more time is allowed.
    #[oai(validator(minimum(value = "1"), maximum(value = "86400000")))]
    every_ms: u32,
}

impl FieldRules for LimitRequest {}

impl Example for LimitRequest {
    fn example() -> Self {
        Self { burst: 10, every_ms: 6_000 }
    }
}

/// A network that came too early.
#[derive(Debug, Object)]
pub(crate) struct OffenderView {
    /// The limit; `sign_in` where an account's password was tried too often.
    limit: String,
    /// The network: an IPv4 address, or a /64 of IPv6.
    network: String,
    /// How often it was refused.
    times: u64,
}

/// Networks that came too early, most often first.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct OffenderList {
    /// At most 100, counted since the beginning of the hour before.
    offenders: Vec<OffenderView>,
}

impl Example for OffenderList {
    fn example() -> Self {
        Self {
            offenders: vec![OffenderView {
                limit: "passwords".to_owned(),
                network: "203.0.113.9".to_owned(),
                times: 812,
            }],
        }
    }
}

/// Most networks of a list.
const MOST: usize = 100;

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

pub(crate) struct LimitsApi {
    pub(crate) adjust: Arc<AdjustLimits>,
}

#[OpenApi(tag = "Tag::Admin")]
impl LimitsApi {
    /// List limits
    ///
    /// How often each network may do what invites guessing, costs a hash or sends a mail.
    #[oai(path = "/admin/limits", method = "get", operation_id = "admin_list_limits")]
    async fn list(&self, _by: Administrator) -> Result<Found<LimitList>, Refused<ListRefusals>> {
        let changes = self.adjust.changes().await.map_err(Refused::new)?;
        let views = limits::ALL.iter().map(|limit| {
            let change = changes.iter().find(|change| change.name == limit.name);
            let rate = change.map_or(limit.rate, |change| change.rate);
            LimitView {
                name: limit.name.to_owned(),
                counts: limit.counts.to_owned(),
                burst: rate.burst,
                every_ms: millis(rate.every),
                default_burst: limit.rate.burst,
                default_every_ms: millis(limit.rate.every),
                changed_at: change.map(|change| change.changed_at),
            }
        });
        Ok(found(LimitList {
            on: self.adjust.are_on(),
            shared: self.adjust.are_shared(),
            limits: views.collect(),
        }))
    }
}

pub(crate) struct LimitApi {
    pub(crate) adjust: Arc<AdjustLimits>,
}

#[OpenApi(tag = "Tag::Admin")]
impl LimitApi {
    /// Change a limit
    ///
    /// Holds on this server at once and on all others within seconds, until it is reset. What was counted so
    /// far stays. Noted in the audit trail.
    #[oai(path = "/admin/limits/:name", method = "put", operation_id = "admin_change_limit")]
    async fn change(
        &self,
        by: Administrator,
        /// Its name.
        name: Path<String>,
        body: JsonBody<LimitRequest>,
    ) -> Result<Done, Refused<ActRefusals>> {
        let rate = Rate::new(body.0.burst, Duration::from_millis(body.0.every_ms.into()));
        self.adjust.change(&by.0, &name.0, rate).await.map_err(Refused::new)?;
        Ok(Done::Done)
    }

    /// Reset a limit
    ///
    /// Lets it be as the program has it. Noted in the audit trail where it was not.
    #[oai(path = "/admin/limits/:name", method = "delete", operation_id = "admin_reset_limit")]
    async fn reset(
        &self,
        by: Administrator,
        /// Its name.
        name: Path<String>,
    ) -> Result<Done, Refused<ActRefusals>> {
        self.adjust.reset(&by.0, &name.0).await.map_err(Refused::new)?;
        Ok(Done::Done)
    }
}

pub(crate) struct OffendersApi {
    pub(crate) adjust: Arc<AdjustLimits>,
}

#[OpenApi(tag = "Tag::Admin")]
impl OffendersApi {
    /// List who came too early
    ///
    /// The networks whose requests limits refused, most often first. Networks are kept for two hours, for this
    /// list alone.
    #[oai(path = "/admin/limits/offenders", method = "get", operation_id = "admin_list_offenders")]
    async fn list(&self, _by: Administrator) -> Result<Found<OffenderList>, Refused<ListRefusals>> {
        let offenders = self.adjust.offenders(MOST).await.into_iter().map(|offender| OffenderView {
            limit: offender.limit,
            network: offender.network,
            times: offender.times,
        });
        Ok(found(OffenderList { offenders: offenders.collect() }))
    }
}
