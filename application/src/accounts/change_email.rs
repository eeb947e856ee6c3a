//! A person who is signed in wants another address.

use super::{authenticate::Principal, links::Links, origin::Origin};
use crate::{
    audit::{By, Record},
    error::Failure,
    flows::email_change::{EmailChangeFlow, Input},
    ports::{
        clock::Clock,
        entropy::Entropy,
        password_hasher::{PasswordHasher, Verdict},
        store::Store,
    },
    retried,
    transact::transact,
    workflow::{Start, start},
};
use oathgate_domain::{
    audit::Act,
    challenge::{CHANGE_EMAIL_LIFETIME, Challenge, Purpose},
    email::EmailAddress,
    ids::{ChallengeId, RunId},
    password::Password,
};
use std::sync::Arc;

/// Asks the new mailbox. The address changes when its link is followed.
pub struct ChangeEmail {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Verifies the password.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Names the key of the link.
    pub links: Links,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Why the new mailbox was not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The password is another one.
    WrongPassword,
    /// The account has this very address already.
    SameAddress,
}

impl ChangeEmail {
    /// Asks the new mailbox. Whether another account has the address is not told here.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.change_email",
        skip_all
    )]
    pub async fn run(
        &self,
        who: &Principal,
        origin: &Origin,
        email: EmailAddress,
        password: Password,
    ) -> Result<(), Failure<Refusal>> {
        let account = who.account.id;
        if email.as_str() == who.account.email.as_str() {
            return Err(Failure::Refused(Refusal::SameAddress));
        }
        let hash = self.store.begin_read().await?.accounts().password_of(account).await?;
        if self.hasher.verify(password, hash).await? == Verdict::Wrong {
            return Err(Failure::Refused(Refusal::WrongPassword));
        }
        let now = self.clock.now();
        let challenge = Challenge {
            id: ChallengeId(self.entropy.random_id()),
            purpose: Purpose::ChangeEmail,
            account: Some(account),
            registration: None,
            email: Some(email),
            key: self.links.current_key(),
            created_at: now,
            expires_at: now + CHANGE_EMAIL_LIFETIME,
        };
        let begin =
            Start::new(RunId(self.entropy.ordered_id())).subject(account).trace(origin.request_id.clone());
        let entry = Record::of(Act::EmailChangeAsked, &By::person(who, origin.clone()))
            .about(account)
            .to("account", account)
            .entry(self.entropy.ordered_id(), now);
        retried!(transact(&*self.store, async |unit| {
            unit.audit().record(&entry).await?;
            unit.challenges().withdraw(account, Purpose::ChangeEmail, now).await?;
            unit.challenges().insert(&challenge).await?;
            start::<EmailChangeFlow>(unit, &begin, &Input { challenge: challenge.id }).await
        }))?;
        Ok(())
    }
}
