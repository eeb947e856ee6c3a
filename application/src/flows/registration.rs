//! Registration: make the account, ask the mailbox, remind, welcome, or forget.

use super::{
    ports::FlowPorts,
    post::{Composed, Delivery, post},
};
use crate::{
    error::PortError,
    ports::mailer::Content,
    transact::Unit,
    workflow::{Context, Flow, SMTP, Scope, Signal, Workflow},
};
use oathgate_domain::{
    account::{Account, AccountStatus},
    challenge::{Challenge, Purpose},
    contact::Contact,
    ids::{AccountId, ChallengeId, RegistrationId},
    registration::LIFETIME,
    workflow::Priority,
};
use time::Duration;

/// The workflow. One id leads from "register" to "welcome".
pub struct RegistrationFlow;

crate::durable! {
    /// What it is started with.
    pub struct Input {
        /// What was handed in.
        pub registration: RegistrationId,
    }
}

crate::durable! {
    /// What became of it.
    pub enum Output {
        /// The address was verified by this registration's link.
        Active(AccountId),
        /// The address was verified by another registration's link, or by other means.
        Superseded(AccountId),
        /// The address had an account already; its owner was told.
        AlreadyRegistered(AccountId),
        /// Nobody followed the link in time; everything was deleted.
        Expired,
    }
}

crate::durable! {
    /// What the run is told when the address is verified.
    pub enum Answer {
        /// By this registration's link.
        Verified,
        /// By other means.
        Superseded,
    }
}

impl Signal for Answer {
    const NAME: &'static str = "answer";
}

crate::durable! {
    /// What stood behind the address when the registration was looked at.
    pub enum Found {
        /// An account that waits for its address to be verified.
        Waiting(AccountId),
        /// An account whose owner has verified the address before, or which is disabled.
        Taken(AccountId),
        /// The registration itself is gone.
        Nothing,
    }
}

/// Reminders: the wait before each, its name, and days after the start.
const REMINDERS: [(&str, &str, i64); 3] = [
    ("answer_until_day_1", "mail_reminder_1", 1),
    ("answer_until_day_3", "mail_reminder_2", 3),
    ("answer_until_day_6", "mail_reminder_3", 6),
];

impl Workflow for RegistrationFlow {
    const KIND: &'static str = "registration";
    const PRIORITY: Priority = Priority::High;
    const LIMIT: Option<&'static str> = Some(SMTP);
    type Input = Input;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: Input) -> Flow<Output> {
        let id = input.registration;
        let account =
            match context.tx("create_account", async |unit, at| create_account(unit, &at, id).await).await? {
                Found::Waiting(account) => account,
                Found::Taken(account) => {
                    post(context, "mail_already_registered", async |unit, at| {
                        already_registered(unit, at, account).await
                    })
                    .await?;
                    return Ok(Output::AlreadyRegistered(account));
                }
                Found::Nothing => return Ok(Output::Expired),
            };
        let expires_at = context.started() + LIFETIME;
        let challenge = context
            .tx("issue_verification_token", async |unit, at| {
                let challenge = Challenge {
                    id: ChallengeId(at.ports.entropy.random_id()),
                    purpose: Purpose::VerifyEmail,
                    account: Some(account),
                    registration: Some(id),
                    email: unit.registrations().find(id).await?.map(|found| found.email),
                    key: at.ports.links.current_key(),
                    created_at: at.now,
                    expires_at,
                };
                unit.challenges().insert(&challenge).await?;
                Ok(challenge.id)
            })
            .await?;
        let mut delivery =
            post(context, "mail_verification", async |unit, at| verification(unit, at, challenge, 0).await)
                .await?;
        for (place, (wait, mail, days)) in (1..).zip(REMINDERS) {
            let until = context.started() + Duration::days(days);
            if let Some(answer) = context.wait::<Answer>(wait, Some(until)).await? {
                return welcome(context, account, answer).await;
            }
            if delivery != Delivery::Bounced {
                delivery =
                    post(context, mail, async |unit, at| verification(unit, at, challenge, place).await)
                        .await?;
            }
        }
        match context.wait::<Answer>("answer_until_expiry", Some(expires_at)).await? {
            Some(answer) => welcome(context, account, answer).await,
            None => context.tx("expire", async |unit, _| expire(unit, id, account).await).await,
        }
    }
}

async fn welcome(context: &mut Context<FlowPorts>, account: AccountId, answer: Answer) -> Flow<Output> {
    if answer == Answer::Superseded {
        return Ok(Output::Superseded(account));
    }
    post(context, "mail_welcome", async |unit, at| {
        Ok(unit.accounts().find(account).await?.map(|account| {
            let content = Content::Welcome {
                name: account.greeting_name().to_owned(),
                sign_in: at.ports.links.sign_in(),
            };
            (account.into(), content)
        }))
    })
    .await?;
    Ok(Output::Active(account))
}

/// Finds out what stands behind the address, and makes an account where nothing does.
async fn create_account(
    unit: &mut Unit,
    at: &Scope<FlowPorts>,
    id: RegistrationId,
) -> Result<Found, PortError> {
    let Some(registration) = unit.registrations().find(id).await? else {
        return Ok(Found::Nothing);
    };
    match unit.accounts().find_by_email(&registration.email).await? {
        None => {
            let account = Account {
                id: registration.account,
                email: registration.email.clone(),
                username: registration.username.clone(),
                names: registration.names.clone(),
                locale: registration.locale,
                status: AccountStatus::Unverified,
                is_admin: false,
                created_at: at.now,
                updated_at: at.now,
                email_verified_at: None,
                last_login_at: None,
                contact: Contact::default(),
                erasure_due_at: None,
            };
            if unit.accounts().insert(&account, &registration.password).await? {
                Ok(Found::Waiting(account.id))
            } else {
                Err(PortError::Contended)
            }
        }
        Some(account) if account.status == AccountStatus::Unverified => {
            if unit.accounts().replace_unverified(account.id, &registration, at.now).await? {
                unit.registrations().assign(id, account.id).await?;
                Ok(Found::Waiting(account.id))
            } else {
                Err(PortError::Contended)
            }
        }
        Some(account) => {
            unit.accounts().release_usernames(registration.account.0, None).await?;
            unit.registrations().delete(id).await?;
            Ok(Found::Taken(account.id))
        }
    }
}

/// The mail with the link, unless the address has been verified meanwhile.
async fn verification(
    unit: &mut Unit,
    at: &Scope<FlowPorts>,
    challenge: ChallengeId,
    reminder: u8,
) -> Composed {
    super::verification_mail::compose(unit, &at.ports.links, challenge, reminder).await
}

async fn already_registered(unit: &mut Unit, at: &Scope<FlowPorts>, account: AccountId) -> Composed {
    Ok(unit.accounts().find(account).await?.map(|account| {
        let content = Content::AlreadyRegistered {
            name: account.greeting_name().to_owned(),
            sign_in: at.ports.links.sign_in(),
            forgot_password: at.ports.links.forgot_password(),
        };
        (account.into(), content)
    }))
}

/// Deletes the registration, and the account if no other registration is waiting for it. A click
/// that came first wins: the account is then no longer unverified.
pub(super) async fn expire(
    unit: &mut Unit,
    id: RegistrationId,
    account: AccountId,
) -> Result<Output, PortError> {
    if let Some(registration) = unit.registrations().find(id).await? {
        if registration.account != account {
            unit.accounts().release_usernames(registration.account.0, None).await?;
        }
        unit.registrations().delete(id).await?;
    }
    if !unit.registrations().of_account(account).await?.is_empty() {
        return Ok(Output::Expired);
    }
    if unit.accounts().delete_unverified(account).await? {
        return Ok(Output::Expired);
    }
    Ok(match unit.accounts().find(account).await? {
        Some(_) => Output::Superseded(account),
        None => Output::Expired,
    })
}
