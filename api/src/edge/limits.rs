//! How often one network may ask for what invites guessing, costs a hash or sends a mail.
//!
//! The limits are generous for a household or an office behind one address, and tight for a
//! machine. Guessing one account's password is slowed down apart, whoever guesses.

use crate::problem::{Problem, ProblemCode, ProblemJson};
use oathgate_application::{accounts::sign_in_guard::network, ports::limits::Limits, telemetry::measures};
use oathgate_domain::rate::{Allowance, Rate};
use poem::{
    IntoResponse, Response,
    http::{HeaderMap, HeaderName, HeaderValue},
};
use std::{net::IpAddr, time::Duration};

/// The policy of a bucket, and what is left in it
/// (draft-ietf-httpapi-ratelimit-headers).
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// A bucket, which operations may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Policy {
    name: &'static str,
    rate: Rate,
}

/// A password is hashed.
const PASSWORDS: Policy = Policy { name: "passwords", rate: Rate::new(30, Duration::from_secs(2)) };
/// An account is made, which sends a mail.
const REGISTRATIONS: Policy = Policy { name: "registrations", rate: Rate::new(30, Duration::from_secs(20)) };
/// A mail is sent to whatever address is named.
const MAILS: Policy = Policy { name: "mails", rate: Rate::new(20, Duration::from_secs(20)) };
/// A token or code that was sent is shown.
const CODES: Policy = Policy { name: "codes", rate: Rate::new(60, Duration::from_secs(2)) };
/// Tokens are exchanged, also by servers with many users behind one address.
const TOKENS: Policy = Policy { name: "tokens", rate: Rate::new(600, Duration::from_millis(20)) };

/// The policy of an operation.
fn policy(operation: &str) -> Option<Policy> {
    Some(match operation {
        "login" | "change_password" | "change_email" | "delete_me" => PASSWORDS,
        "register" => REGISTRATIONS,
        "request_password_reset" | "resend_verification" | "request_export" => MAILS,
        "verify_email"
        | "confirm_password_reset"
        | "cancel_erasure"
        | "set_up"
        | "get_device_request"
        | "decide_device_request" => CODES,
        "refresh" | "token" | "revoke" | "device_authorization" | "push_authorization_request" => TOKENS,
        _ => return None,
    })
}

/// Whether requests of an operation are counted, so that it may answer 429.
pub(crate) fn is_limited(operation: &str) -> bool {
    policy(operation).is_some()
}

/// A request that was counted.
pub(super) struct Counted {
    policy: Policy,
    allowance: Allowance,
}

/// Counts a request of a network. None where the operation has no limit.
pub(super) async fn count(limits: &dyn Limits, operation: &str, client: Option<IpAddr>) -> Option<Counted> {
    let policy = policy(operation)?;
    let network = client.map_or_else(String::new, |client| network(&client.to_string()));
    let allowance = limits.take(&format!("{}:{network}", policy.name), policy.rate).await;
    Some(Counted { policy, allowance })
}

impl Counted {
    /// The answer to a request that came too early.
    pub(super) fn refusal(&self) -> Option<Response> {
        let wait = self.allowance.wait?;
        measures::RATE_LIMITED.count([self.policy.name]);
        tracing::warn!(target: "oathgate::http", limit = self.policy.name, "too many requests of one network");
        let problem = Problem::new(ProblemCode::RateLimited)
            .detail("Too many requests of this kind came from your network.")
            .retry_after(wait);
        Some(ProblemJson(problem).into_response())
    }

    /// Tells the client where it stands.
    pub(super) fn disclose(&self, headers: &mut HeaderMap) {
        let Policy { name, rate } = self.policy;
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
