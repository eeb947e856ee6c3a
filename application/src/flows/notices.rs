//! Notices: somebody changed something that its owner should know of.

use super::{ports::FlowPorts, post::post, verification_mail::Output};
use crate::{
    ports::mailer::{Content, Recipient},
    workflow::{Context, Flow, SMTP, Workflow},
};
use oathgate_domain::{
    device::Agent,
    ids::{AccountId, MailRequestId, SessionId},
    workflow::Priority,
};

/// "Your password was changed."
pub struct PasswordChangedFlow;

crate::durable! {
    /// What the notice of a new password is started with.
    pub struct PasswordChanged {
        /// Whose password.
        pub account: AccountId,
    }
}

impl Workflow for PasswordChangedFlow {
    const KIND: &'static str = "password_changed_notice";
    const LIMIT: Option<&'static str> = Some(SMTP);
    type Input = PasswordChanged;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: PasswordChanged) -> Flow<Output> {
        let changed_at = context.started();
        post(context, "mail_password_changed", async |unit, at| {
            Ok(unit.accounts().find(input.account).await?.map(|account| {
                let content = Content::PasswordChanged {
                    name: account.greeting_name().to_owned(),
                    at: changed_at,
                    forgot_password: at.ports.links.forgot_password(),
                };
                (account.into(), content)
            }))
        })
        .await
        .map(Output::from)
    }
}

/// "Your address was changed", to the old one.
pub struct EmailChangedFlow;

crate::durable! {
    /// What the notice of a new address is started with.
    pub struct EmailChanged {
        /// Whose address.
        pub account: AccountId,
        /// Names the old address.
        pub old: MailRequestId,
    }
}

impl Workflow for EmailChangedFlow {
    const KIND: &'static str = "email_changed_notice";
    const LIMIT: Option<&'static str> = Some(SMTP);
    type Input = EmailChanged;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: EmailChanged) -> Flow<Output> {
        let changed_at = context.started();
        let delivery = post(context, "mail_email_changed", async |unit, _| {
            let Some(old) = unit.mail_requests().find(input.old).await? else {
                return Ok(None);
            };
            Ok(unit.accounts().find(input.account).await?.map(|account| {
                let content = Content::EmailChanged {
                    name: account.greeting_name().to_owned(),
                    new_address: account.email.masked(),
                    at: changed_at,
                };
                (Recipient { email: old, locale: account.locale }, content)
            }))
        })
        .await?;
        context
            .tx("forget_old_address", async |unit, _| unit.mail_requests().delete(input.old).await)
            .await?;
        Ok(delivery.into())
    }
}

/// "Somebody signed in on a device that is new to your account."
pub struct NewDeviceFlow;

crate::durable! {
    /// What the notice of a new device is started with.
    pub struct NewDevice {
        /// The session that was opened on it.
        pub session: SessionId,
    }
}

impl Workflow for NewDeviceFlow {
    const KIND: &'static str = "new_device_notice";
    const PRIORITY: Priority = Priority::High;
    const LIMIT: Option<&'static str> = Some(SMTP);
    type Input = NewDevice;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: NewDevice) -> Flow<Output> {
        post(context, "mail_new_device", async |unit, at| {
            let Some(session) = unit.sessions().find(input.session).await? else {
                return Ok(None);
            };
            Ok(unit.accounts().find(session.account).await?.map(|account| {
                let content = Content::NewDevice {
                    name: account.greeting_name().to_owned(),
                    at: session.created_at,
                    device: Agent::read(session.user_agent.as_deref()).into(),
                    address: session.address,
                    forgot_password: at.ports.links.forgot_password(),
                };
                (account.into(), content)
            }))
        })
        .await
        .map(Output::from)
    }
}
