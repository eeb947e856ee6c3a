//! How often one network may ask for what invites guessing, costs a hash or sends a mail.
//!
//! The limits are generous for a household or an office behind one address, and tight for a
//! machine. Guessing one account's password is slowed down apart, whoever guesses.

use crate::problem::{Problem, ProblemCode};
use oathgate_application::{
    accounts::origin::network,
    limits::{self, Limit, LimitBook},
    ports::limits::Limits,
    telemetry::measures,
};
use oathgate_domain::rate::{Allowance, Rate};
use poem::http::{HeaderMap, HeaderName, HeaderValue};
use std::net::IpAddr;

/// The policy of a bucket, and what is left in it
/// (draft-ietf-httpapi-ratelimit-headers).
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// The limit of an operation.
fn limit(operation: &str) -> Option<&'static Limit> {
    Some(match operation {
        "login" | "change_password" | "change_email" | "delete_me" => &limits::PASSWORDS,
        "register" | "register_client" => &limits::REGISTRATIONS,
        "request_password_reset" | "resend_verification" | "request_export" => &limits::MAILS,
        "verify_email"
        | "confirm_password_reset"
        | "cancel_erasure"
        | "set_up"
        | "get_device_request"
        | "decide_device_request" => &limits::CODES,
        "refresh"
        | "token"
        | "revoke"
        | "device_authorization"
        | "push_authorization_request"
        | "get_registered_client"
        | "change_registered_client"
        | "delete_registered_client" => &limits::TOKENS,
        _ => return None,
    })
}

/// Whether requests of an operation are counted, so that it may answer 429.
pub(crate) fn is_limited(operation: &str) -> bool {
    // This one is counted by client alone.
    operation == "introspect" || limit(operation).is_some()
}

/// A request that was counted.
pub(super) struct Counted {
    name: &'static str,
    rate: Rate,
    allowance: Allowance,
}

/// Counts a request of a network. None where the operation has no limit.
pub(super) async fn count(
    limits: &dyn Limits,
    book: &LimitBook,
    operation: &str,
    client: Option<IpAddr>,
) -> Option<Counted> {
    let limit = limit(operation)?;
    let (name, rate) = (limit.name, book.rate(limit));
    let network = client.map_or_else(String::new, |client| network(&client.to_string()));
    let allowance = limits.take(&format!("{name}:{network}"), rate).await;
    if allowance.wait.is_some() {
        measures::RATE_LIMITED.count([name]);
        limits.refused(name, &network).await;
    }
    Some(Counted { name, rate, allowance })
}

impl Counted {
    /// What is told where a request came too early.
    pub(super) fn refusal(&self) -> Option<Problem> {
        let wait = self.allowance.wait?;
        tracing::warn!(target: "oathgate::http", limit = self.name, "too many requests of one network");
        let problem = Problem::new(ProblemCode::RateLimited)
            .detail("Too many requests of this kind came from your network.")
            .retry_after(wait);
        Some(problem)
    }

    /// Tells the client where it stands.
    pub(super) fn disclose(&self, headers: &mut HeaderMap) {
        let Self { name, rate, .. } = self;
        let window = rate.every.saturating_mul(rate.burst).as_secs();
        let wait = self.allowance.wait.unwrap_or(self.allowance.full_in);
        let wait = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let values = [
            (POLICY, format!("\"{name}\";q={};w={window}", rate.burst)),
            (LEFT, format!("\"{name}\";r={};t={wait}", self.allowance.remaining)),
        ];
        for (header, value) in values {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(header, value);
            }
        }
    }
}
