//! A change of address: ask the new mailbox. The change itself happens when its link is followed.

use super::{ports::FlowPorts, post::post, verification_mail::Output};
use crate::{
    ports::mailer::{Content, Recipient},
    workflow::{Context, Flow, SMTP, Workflow},
};
use oathgate_domain::{ids::ChallengeId, workflow::Priority};

/// The workflow.
pub struct EmailChangeFlow;

crate::durable! {
    /// What it is started with.
    pub struct Input {
        /// The question to the new mailbox.
        pub challenge: ChallengeId,
    }
}

impl Workflow for EmailChangeFlow {
    const KIND: &'static str = "email_change";
    const PRIORITY: Priority = Priority::High;
    const LIMIT: Option<&'static str> = Some(SMTP);
    type Input = Input;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: Input) -> Flow<Output> {
        post(context, "mail_confirmation", async |unit, at| {
            let Some(challenge) = unit.challenges().find(input.challenge).await? else {
                return Ok(None);
            };
            let Some((email, account)) = challenge.email.clone().zip(challenge.account) else {
                return Ok(None);
            };
            if challenge.expires_at <= at.now {
                return Ok(None);
            }
            // An address that has an account gets to know that somebody wanted it, and nobody else does.
            if let Some(owner) = unit.accounts().find_by_email(&email).await?
                && owner.id != account
            {
                let content = Content::AlreadyRegistered {
                    name: owner.greeting_name().to_owned(),
                    sign_in: at.ports.links.sign_in(),
                    forgot_password: at.ports.links.forgot_password(),
                };
                return Ok(Some((owner.into(), content)));
            }
            let Some(account) = unit.accounts().find(account).await? else {
                return Ok(None);
            };
            let content = Content::ConfirmNewEmail {
                name: account.greeting_name().to_owned(),
                link: at.ports.links.verify_email(&challenge)?,
                expires_at: challenge.expires_at,
            };
            Ok(Some((Recipient { email, locale: account.locale }, content)))
        })
        .await
        .map(Output::from)
    }
}
