//! Tells a client that a session has ended (OpenID Connect Back-Channel Logout 1.0): by a token that it
//! verifies, posted from here to there, whatever becomes of the browser.

use super::ports::FlowPorts;
use crate::{
    ports::peers::{PeerAnswer, PeerFault},
    workflow::{Context, Done, Flow, Scope, StepError, Workflow},
};
use oathgate_domain::{
    ids::{AccountId, SessionId},
    oauth::ClientId,
    workflow::{Fault, RetryPolicy},
};
use serde_json::{Value, json};
use std::fmt::Write as _;
use time::Duration;

/// The type of a logout token (§2.4), lest it passes for another.
const TYPE: &str = "logout+jwt";
/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How long a logout token may be shown (§2.4 recommends at most two minutes).
const TOKEN_LIFETIME: Duration = Duration::minutes(2);
/// Most of what a client answers that is noted, in characters.
const MAX_WORDS: usize = 200;

/// The workflow: one run for each client and session.
pub struct BackchannelLogoutFlow;

crate::durable! {
    /// What it is started with.
    pub struct BackchannelLogout {
        /// Who has signed out.
        pub account: AccountId,
        /// The session that has ended.
        pub session: SessionId,
        /// Who is told.
        pub client: ClientId,
    }
}

crate::durable! {
    /// What became of it.
    pub enum Output {
        /// The client has signed the person out.
        Told,
        /// The client is gone, is disabled, or does not want to be told any more.
        Moot,
    }
}

/// The business key of the run of a session and a client.
pub fn key(session: SessionId, client: &ClientId) -> String {
    format!("{session} {client}")
}

impl Workflow for BackchannelLogoutFlow {
    const KIND: &'static str = "backchannel_logout";
    type Input = BackchannelLogout;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: BackchannelLogout) -> Flow<Output> {
        // Tokens of the session are taken nowhere here, but whoever verifies them alone does so until then.
        let until = context
            .tx("find_last_token", async |_, at| Ok(at.dated + at.ports.logout.access_lifetime))
            .await?;
        let patience = (until - context.started()).try_into().unwrap_or_default();
        let policy =
            RetryPolicy { deadline: RetryPolicy::LOGOUT.deadline.max(Some(patience)), ..RetryPolicy::LOGOUT };
        context.effect("tell_client", policy, async |scope| tell(&scope, &input).await).await
    }
}

/// One attempt, with a token of its own: a client may refuse a `jti` that it has seen.
async fn tell(scope: &Scope<FlowPorts>, input: &BackchannelLogout) -> Result<Done<Output>, StepError> {
    let ports = &scope.ports;
    let client = ports.store.begin_read().await?.clients().find(&input.client).await?;
    let Some(client) = client.filter(|client| !client.is_disabled) else {
        return Ok(Done::noted(Output::Moot, "the client is gone or disabled"));
    };
    let Some(uri) = &client.metadata.backchannel_logout_uri else {
        return Ok(Done::noted(Output::Moot, "the client has no backchannel_logout_uri any more"));
    };
    let subjects = &ports.logout.subjects;
    // `iss` is added where it is signed. There must be no `nonce` (§2.4).
    let claims = [
        ("sub", subjects.sub(&client, input.account).into()),
        ("sid", subjects.sid(&client, input.session).to_string().into()),
        ("aud", client.id.as_str().into()),
        ("jti", ports.entropy.random_id().to_string().into()),
        ("iat", scope.now.unix_timestamp().into()),
        ("exp", (scope.now + TOKEN_LIFETIME).unix_timestamp().into()),
        ("events", json!({ EVENT: {} })),
    ];
    let claims = claims.map(|(name, value): (&str, Value)| (name.to_owned(), value)).into_iter().collect();
    let token = ports.logout.id_tokens.sign_for(client.metadata.signs_with(), TYPE, claims)?;
    let answered = ports.logout.peers.post_form(uri, &[("logout_token", token.expose())]).await;
    judge(answered)
}

/// What an answer means (§2.7, §2.8).
fn judge(answered: Result<PeerAnswer, PeerFault>) -> Result<Done<Output>, StepError> {
    match answered {
        Ok(answer) if matches!(answer.status, 200 | 204) => Ok(Done::noted(Output::Told, words(&answer))),
        Ok(answer) => {
            let refused = answer.status == 400;
            let code = if refused { "client_refused" } else { "client_failed" };
            Err(StepError { permanent: refused, ..StepError::transient(Fault::new(code, words(&answer))) })
        }
        Err(fault) => {
            let code = match fault {
                PeerFault::Forbidden(_) => "address_forbidden",
                PeerFault::Unreachable(_) => "client_unreachable",
                PeerFault::TimedOut => "client_timeout",
                PeerFault::TooLong => "client_failed",
            };
            Err(StepError {
                permanent: matches!(fault, PeerFault::Forbidden(_)),
                ..StepError::transient(Fault::new(code, fault.to_string()))
            })
        }
    }
}

/// The status and the beginning of what a client said beside it. Whatever looks like a token in it, such as
/// the one that it was just given, is left out.
fn words(answer: &PeerAnswer) -> String {
    let mut told = answer.status.to_string();
    let body = String::from_utf8_lossy(&answer.body);
    let mut left = MAX_WORDS;
    for word in body.split_whitespace() {
        let word = if word.contains("eyJ") { "[token]" } else { word };
        let length = word.chars().count() + 1;
        if length > left {
            break;
        }
        left -= length;
        // Writing to a string cannot fail.
        let _ = write!(told, " {word}");
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> PeerAnswer {
        PeerAnswer { status, body: body.as_bytes().to_vec(), ..PeerAnswer::default() }
    }

    #[test]
    fn two_answers_are_success_and_one_is_final() {
        for (status, wanted) in [(200, None), (204, None), (400, Some(true))] {
            let judged = judge(Ok(answer(status, "")));
            assert_eq!(
                judged.map(|done| done.value).map_err(|error| error.permanent).err(),
                wanted,
                "{status}"
            );
        }
        for status in [201, 302, 401, 404, 429, 500, 503] {
            assert!(!judge(Ok(answer(status, ""))).unwrap_err().permanent, "{status}");
        }
        assert!(judge(Err(PeerFault::Forbidden("it is not https"))).unwrap_err().permanent);
        assert!(!judge(Err(PeerFault::TimedOut)).unwrap_err().permanent);
    }

    #[test]
    fn what_a_client_says_is_noted_without_tokens_and_not_for_ever() {
        let said = words(&answer(400, "{\"error\": \"no\",\n \"t\":\"eyJhbGciOi.eyJzdWI.c2ln\"}"));
        assert_eq!(said, "400 {\"error\": \"no\", [token]");
        assert!(words(&answer(500, &"long ".repeat(500))).chars().count() <= MAX_WORDS + 4);
        assert_eq!(words(&answer(204, "")), "204");
    }
}
