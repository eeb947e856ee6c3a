//! "I forgot my password": find out whether the address has an account, and mail the link.

use super::{ports::FlowPorts, post::post, verification_mail::Output};
use crate::{
    error::PortError,
    ports::mailer::{Content, Recipient},
    transact::Unit,
    workflow::{Context, Flow, SMTP, Scope, Workflow},
};
use oathgate_domain::{
    account::AccountStatus,
    challenge::{Challenge, Purpose, RESET_LIFETIME},
    ids::{ChallengeId, MailRequestId},
    workflow::Priority,
};

/// The workflow.
pub struct PasswordResetFlow;

crate::durable! {
    /// What it is started with.
    pub struct Input {
        /// The request that names the address.
        pub request: MailRequestId,
    }
}

impl Workflow for PasswordResetFlow {
    const KIND: &'static str = "password_reset";
    const PRIORITY: Priority = Priority::High;
    const LIMIT: Option<&'static str> = Some(SMTP);
    type Input = Input;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: Input) -> Flow<Output> {
        let request = input.request;
        let challenge =
            context.tx("issue_reset_token", async |unit, at| issue(unit, &at, request).await).await?;
        let Some(challenge) = challenge else {
            return Ok(Output::NothingToSend);
        };
        post(context, "mail_reset", async |unit, at| {
            let Some(challenge) = unit.challenges().find(challenge).await? else {
                return Ok(None);
            };
            let Some((email, account)) = challenge.email.clone().zip(challenge.account) else {
                return Ok(None);
            };
            let Some(account) = unit.accounts().find(account).await? else {
                return Ok(None);
            };
            if challenge.expires_at <= at.now {
                return Ok(None);
            }
            let content = Content::ResetPassword {
                name: account.greeting_name().to_owned(),
                link: at.ports.links.reset_password(&challenge)?,
                expires_at: challenge.expires_at,
            };
            Ok(Some((Recipient { email, locale: account.locale }, content)))
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
    if account.status == AccountStatus::Disabled {
        return Ok(None);
    }
    unit.challenges().withdraw(account.id, Purpose::ResetPassword, at.now).await?;
    let challenge = Challenge {
        id: ChallengeId(at.ports.entropy.random_id()),
        purpose: Purpose::ResetPassword,
        account: Some(account.id),
        registration: None,
        email: Some(account.email),
        key: at.ports.links.current_key(),
        created_at: at.now,
        expires_at: at.now + RESET_LIFETIME,
    };
    unit.challenges().insert(&challenge).await?;
    Ok(Some(challenge.id))
}
