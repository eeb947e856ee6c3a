//! `GET /users/me/activity`.

use crate::{
    problem::{FieldError, Problem, Refused, refusals},
    security::SignedIn,
    tags::Tag,
};
use oathgate_application::accounts::journey::{Journey, Moment, What};
use oathgate_domain::{audit::Act, workflow::RunStatus};
use poem_openapi::{ApiResponse, Object, OpenApi, param::Query, payload::Json, types::Example};
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};

/// Something that happened with the account.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct ActivityView {
    /// When.
    at: OffsetDateTime,
    /// What, for a program: an act such as `sign_in.succeeded`, or `mail` and the workflow, such as
    /// `mail.password_reset`.
    kind: String,
    /// What, in plain words.
    text: String,
    /// The network address from which it was done.
    address: Option<String>,
    /// The browser or client, in its own words.
    user_agent: Option<String>,
}

/// What happened, latest first.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct ActivityPage {
    /// A page of it.
    activity: Vec<ActivityView>,
    /// Where there may be more: give it as `before` for the next page.
    next: Option<OffsetDateTime>,
}

impl Example for ActivityPage {
    fn example() -> Self {
        Self {
            activity: vec![ActivityView {
                at: datetime!(2026-01-02 12:00 UTC),
                kind: "sign_in.succeeded".to_owned(),
                text: "Signed in.".to_owned(),
                address: Some("198.51.100.7".to_owned()),
                user_agent: Some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0".to_owned()),
            }],
            next: None,
        }
    }
}

#[derive(ApiResponse)]
pub(crate) enum ActivityAnswer {
    /// What happened.
    #[oai(status = 200)]
    Found(Json<ActivityPage>),
}

refusals! {
    /// Why nothing is listed: for no reason of its own.
    pub(crate) ActivityRefusals:
}

/// An act in plain words, as far as it is the person's own business.
fn words(act: &str) -> Option<&'static str> {
    Some(match Act::parse(act)? {
        Act::SignedIn => "Signed in.",
        Act::SignInRefused => "Somebody tried to sign in and was refused.",
        Act::SignedOut => "Signed out.",
        Act::SessionRevoked => "Other sessions were ended.",
        Act::TokenReused => "A copied token was used; the session was ended to be safe.",
        Act::AccountCreated => "The account was created.",
        Act::AccountDisabled => "An administrator disabled the account.",
        Act::AccountEnabled => "An administrator enabled the account.",
        Act::AccountSignedOut => "An administrator ended every session.",
        Act::ResetMailSent => "An administrator had a link to set a new password mailed.",
        Act::EmailVerified => "The address was verified.",
        Act::EmailVouchedFor => "An administrator marked the address as verified.",
        Act::EmailChangeAsked => "Another address was asked for.",
        Act::EmailChanged => "The address was changed.",
        Act::EmailCorrected => "An administrator corrected the address.",
        Act::PasswordChanged => "The password was changed.",
        Act::PasswordReset => "The password was set by a mailed link.",
        Act::ConsentGiven => "An app was allowed to use the account.",
        Act::ConsentWithdrawn => "An app was disconnected.",
        _ => return None,
    })
}

/// The mails of a workflow in plain words.
fn mail(kind: &str, status: RunStatus) -> Option<&'static str> {
    let is_over = status == RunStatus::Done;
    Some(match (kind, is_over) {
        ("registration", _) => "A mail asked to verify the address.",
        ("verification_mail", _) => "The mail to verify the address was asked for again.",
        ("password_reset", true) => "A mail with a link to set a new password was sent.",
        ("password_reset", false) => "A mail with a link to set a new password is on its way.",
        ("email_change", _) => "A mail asked the new address for confirmation.",
        ("password_changed_notice", true) => "A mail told of the new password.",
        ("email_changed_notice", true) => "A mail told the old address of the change.",
        _ => return None,
    })
}

fn view(Moment { at, what }: Moment) -> Option<ActivityView> {
    match what {
        What::Audit(recorded) => {
            let entry = recorded.entry;
            let text = words(&entry.act)?.to_owned();
            // From where an administrator works is not the person's business.
            let is_own = entry.actor.account().is_none_or(|actor| Some(actor) == entry.subject);
            let (address, user_agent) = if is_own && entry.actor.kind() != "operator" {
                (entry.address, entry.user_agent)
            } else {
                (None, None)
            };
            Some(ActivityView { at, kind: entry.act, text, address, user_agent })
        }
        What::Run(run) => {
            let text = mail(&run.kind, run.status)?.to_owned();
            Some(ActivityView {
                at,
                kind: format!("mail.{}", run.kind),
                text,
                address: None,
                user_agent: None,
            })
        }
        // The audit trail tells of both.
        What::Session(_) | What::Consent(_) => None,
    }
}

pub(crate) struct ActivityApi {
    pub(crate) journey: Arc<Journey>,
}

#[OpenApi(tag = "Tag::Users")]
impl ActivityApi {
    /// My activity
    ///
    /// What happened with the account, in plain words: sign-ins, mails and changes, latest first. A page
    /// may hold fewer entries than asked for; there are more as long as there is a `next`.
    #[oai(path = "/users/me/activity", method = "get", operation_id = "list_activity")]
    async fn list(
        &self,
        who: SignedIn,
        /// Only what happened before then: `next` of the page before.
        before: Query<Option<OffsetDateTime>>,
        /// How many to look at, 1 to 200; 50 where nothing is said.
        limit: Query<Option<u16>>,
    ) -> Result<ActivityAnswer, Refused<ActivityRefusals>> {
        let limit = limit.0.unwrap_or(50);
        if !(1..=200).contains(&limit) {
            let wrong = FieldError::new("limit", "wrong_format", "A page has 1 to 200 entries.");
            return Err(Refused::new(Problem::fields(vec![wrong])));
        }
        let found = self.journey.run(who.0.account.id, None, before.0, limit).await;
        let (moments, next) = found.map_err(Refused::new)?;
        let activity = moments.into_iter().filter_map(view).collect();
        Ok(ActivityAnswer::Found(Json(ActivityPage { activity, next })))
    }
}
