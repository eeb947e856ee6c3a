//! "Send it again": another verification mail for an account that waits for one.

use super::{
    ports::FlowPorts,
    post::{Composed, Delivery, post},
};
use crate::{
    accounts::links::Links,
    error::PortError,
    ports::mailer::{Content, Recipient},
    transact::Unit,
    workflow::{Context, Flow, SMTP, Scope, Workflow},
};
use oathgate_domain::{
    account::AccountStatus,
    challenge::{Challenge, Purpose},
    ids::{ChallengeId, MailRequestId},
    registration::LIFETIME,
    workflow::Priority,
};

/// The workflow.
pub struct VerificationMailFlow;

crate::durable! {
    /// What it is started with.
    pub struct Input {
        /// The request that names the address.
        pub request: MailRequestId,
    }
}

crate::durable! {
    /// What became of it.
    pub enum Output {
        /// A mail was handed over.
        Sent,
        /// The peer refused the recipient.
        Bounced,
        /// No account waits for a mail at this address.
        NothingToSend,
    }
}

impl From<Delivery> for Output {
    fn from(delivery: Delivery) -> Self {
        match delivery {
            Delivery::Sent => Self::Sent,
            Delivery::Bounced => Self::Bounced,
            Delivery::Moot => Self::NothingToSend,
        }
    }
}

impl Workflow for VerificationMailFlow {
    const KIND: &'static str = "verification_mail";
    const PRIORITY: Priority = Priority::High;
    const LIMIT: Option<&'static str> = Some(SMTP);
    type Input = Input;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: Input) -> Flow<Output> {
        let request = input.request;
        let challenge =
            context.tx("issue_verification_token", async |unit, at| issue(unit, &at, request).await).await?;
        let Some(challenge) = challenge else {
            return Ok(Output::NothingToSend);
        };
        post(context, "mail_verification", async |unit, at| {
            compose(unit, &at.ports.links, challenge, 0).await
        })
        .await
        .map(Output::from)
    }
}

async fn issue(
    unit: &mut Unit,
    at: &Scope<FlowPorts>,
    request: MailRequestId,
) -> Result<Option<ChallengeId>, PortError> {
    let Some(email) = unit.mail_requests().find(request).await? else {
        return Ok(None);
    };
    unit.mail_requests().delete(request).await?;
    let Some(account) = unit.accounts().find_by_email(&email).await? else {
        return Ok(None);
    };
    if account.status != AccountStatus::Unverified {
        return Ok(None);
    }
    // Who asks again does not say which registration is theirs. With one there is no question;
    // with several, none of their passwords may be activated by this link.
    let registrations = unit.registrations().of_account(account.id).await?;
    let registration = match registrations.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let challenge = Challenge {
        id: ChallengeId(at.ports.entropy.random_id()),
        purpose: Purpose::VerifyEmail,
        account: Some(account.id),
        registration,
        email: Some(account.email),
        key: at.ports.links.current_key(),
        created_at: at.now,
        // It works no longer than the account is kept.
        expires_at: at.now.min(account.created_at) + LIFETIME,
    };
    unit.challenges().insert(&challenge).await?;
    Ok(Some(challenge.id))
}

/// The mail with the link of a challenge, unless the address has been verified meanwhile.
pub(super) async fn compose(
    unit: &mut Unit,
    links: &Links,
    challenge: ChallengeId,
    reminder: u8,
) -> Composed {
    let Some(challenge) = unit.challenges().find(challenge).await? else {
        return Ok(None);
    };
    let Some(account) = (match challenge.account {
        Some(id) => unit.accounts().find(id).await?,
        None => None,
    }) else {
        return Ok(None);
    };
    if account.status != AccountStatus::Unverified {
        return Ok(None);
    }
    let content = Content::VerifyEmail {
        name: account.greeting_name().to_owned(),
        link: links.verify_email(&challenge)?,
        expires_at: challenge.expires_at,
        reminder,
    };
    let email = challenge.email.unwrap_or(account.email);
    Ok(Some((Recipient { email, locale: account.locale }, content)))
}
