//! Somebody follows the link in a mail that asked whether an address is theirs.

use super::origin::Origin;
use crate::{
    audit::Record,
    error::{Failure, PortError},
    flows::{
        notices::{EmailChanged, EmailChangedFlow},
        registration::{Answer, RegistrationFlow},
    },
    ports::{accounts::SetEmail, clock::Clock, entropy::Entropy, store::Store, token_keys::TokenKeys},
    retried,
    tokens::LinkToken,
    transact::{Unit, transact},
    workflow::{Start, signal, start},
};
use oathgate_domain::{
    account::{AccountStatus, PasswordHash},
    audit::{Act, Actor},
    challenge::{Challenge, Purpose},
    ids::{AccountId, ChallengeId, MailRequestId, RegistrationId, RunId},
};
use std::sync::Arc;
use time::OffsetDateTime;

/// Verifies the address of a new account, or changes that of an old one.
pub struct VerifyEmail {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Reads the token.
    pub keys: Arc<dyn TokenKeys>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// What the link was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// A new account is active now.
    Activated(AccountId),
    /// An account has a new address now.
    AddressChanged(AccountId),
}

/// Why nothing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The token is not one of ours, was used or withdrawn, or its time is up.
    TokenInvalid,
}

impl VerifyEmail {
    /// Follows the link.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.verify_email",
        skip_all
    )]
    pub async fn run(&self, origin: &Origin, token: &str) -> Result<Verified, Failure<Refusal>> {
        let now = self.clock.now();
        let read = |purpose| {
            LinkToken::read(token, purpose, now, &*self.keys).map(|token| (token.challenge, purpose))
        };
        let Some((id, purpose)) = read(Purpose::VerifyEmail).or_else(|| read(Purpose::ChangeEmail)) else {
            return Err(Failure::Refused(Refusal::TokenInvalid));
        };
        let entry = self.entropy.ordered_id();
        let outcome = retried!(transact(&*self.store, async |unit| {
            let Some(challenge) = unit.challenges().consume(id, purpose, now).await? else {
                return Ok(None);
            };
            let Some(account) = challenge.account else {
                return Ok(None);
            };
            let (act, verified) = if purpose == Purpose::ChangeEmail {
                (Act::EmailChanged, self.change(unit, origin, account, &challenge, now).await?)
            } else {
                (Act::EmailVerified, activate(unit, account, &challenge, now).await?)
            };
            if verified.is_some() {
                let record = Record::from(act, Actor::Anonymous, origin).about(account);
                unit.audit().record(&record.to("account", account).entry(entry, now)).await?;
            }
            Ok(verified)
        }))?;
        outcome.ok_or(Failure::Refused(Refusal::TokenInvalid))
    }

    async fn change(
        &self,
        unit: &mut Unit,
        origin: &Origin,
        account: AccountId,
        challenge: &Challenge,
        now: OffsetDateTime,
    ) -> Result<Option<Verified>, PortError> {
        let (Some(email), Some(before)) = (&challenge.email, unit.accounts().find(account).await?) else {
            return Ok(None);
        };
        if before.status == AccountStatus::Disabled
            || unit.accounts().set_email(account, email, now).await? != SetEmail::Done
        {
            return Ok(None);
        }
        // Links that were mailed to the old address must not open the account any more.
        for purpose in [Purpose::ResetPassword, Purpose::ChangeEmail, Purpose::VerifyEmail] {
            unit.challenges().withdraw(account, purpose, now).await?;
        }
        let old = MailRequestId(self.entropy.ordered_id());
        unit.mail_requests().insert(old, &before.email, now).await?;
        let begin =
            Start::new(RunId(self.entropy.ordered_id())).subject(account).trace(origin.request_id.clone());
        start::<EmailChangedFlow>(unit, &begin, &EmailChanged { account, old }).await?;
        Ok(Some(Verified::AddressChanged(account)))
    }
}

/// Makes the account active with the credentials of the registration whose link was followed, and
/// tells the workflows of all its registrations.
async fn activate(
    unit: &mut Unit,
    account: AccountId,
    challenge: &Challenge,
    now: OffsetDateTime,
) -> Result<Option<Verified>, PortError> {
    let registration = match challenge.registration {
        Some(id) => unit.registrations().find(id).await?,
        None => None,
    };
    let of_account = unit.registrations().of_account(account).await?;
    let activated = if let Some(registration) = &registration {
        let activated = unit.accounts().activate(account, registration, now).await?;
        if activated {
            unit.accounts().release_usernames(account.0, registration.username.as_ref()).await?;
            unit.accounts().transfer_usernames(registration.account.0, account.0).await?;
        }
        activated
    } else {
        let Some(email) = &challenge.email else {
            return Ok(None);
        };
        let marked = unit.accounts().mark_email_verified(account, email, now).await?;
        if marked && of_account.len() > 1 {
            // Several people may have registered this address, and this link does not say which
            // of their passwords is its owner's: none is.
            unit.accounts().set_password(account, &PasswordHash::unusable(), now).await?;
        }
        marked
    };
    if !activated {
        return Ok(None);
    }
    unit.challenges().withdraw(account, Purpose::VerifyEmail, now).await?;
    settle(unit, account, &of_account, challenge.registration, challenge.id).await?;
    Ok(Some(Verified::Activated(account)))
}

/// Deletes every registration of an account that is active now, and tells their workflows:
/// `winner` was verified, the others are superseded.
pub(super) async fn settle(
    unit: &mut Unit,
    account: AccountId,
    registrations: &[RegistrationId],
    winner: Option<RegistrationId>,
    cause: ChallengeId,
) -> Result<(), PortError> {
    let winner = winner.or(match registrations {
        [only] => Some(*only),
        _ => None,
    });
    for id in registrations {
        let answer = if winner == Some(*id) { Answer::Verified } else { Answer::Superseded };
        if let Some(registration) = unit.registrations().find(*id).await?
            && registration.account != account
            && winner != Some(*id)
        {
            unit.accounts().release_usernames(registration.account.0, None).await?;
        }
        signal::<RegistrationFlow, _>(unit, id, &cause, &answer).await?;
        unit.registrations().delete(*id).await?;
    }
    Ok(())
}
