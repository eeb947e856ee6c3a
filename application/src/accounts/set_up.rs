//! The first administrator.

use super::{
    administer::{self, insert, new_account},
    forms::AccountForm,
    links::Links,
    origin::Origin,
};
use crate::{
    audit::Record,
    error::{Failure, PortError},
    ports::{
        clock::Clock, entropy::Entropy, password_hasher::PasswordHasher, store::Store, token_keys::TokenKeys,
    },
    retried,
    tokens::LinkToken,
    transact::transact,
};
use oathgate_domain::{
    account::Account,
    audit::{Act, Actor},
    challenge::{Challenge, Purpose},
    ids::{AccountId, ChallengeId},
    secret::Secret,
};
use std::sync::Arc;
use time::Duration;

/// How long a link to create the first administrator works.
const LIFETIME: Duration = Duration::hours(24);

/// Creates the first administrator by a link that is shown once, where the server is started.
pub struct SetUp {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Hashes the password.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Reads the token.
    pub keys: Arc<dyn TokenKeys>,
    /// Makes the link.
    pub links: Links,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Why no administrator was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The token is not one of ours, was used, or its time is up; or there is an administrator.
    TokenInvalid,
    /// Another account has the address.
    EmailTaken,
    /// Another account or registration has the user name.
    UsernameTaken,
}

impl SetUp {
    /// A link to create the first administrator. None where there is one.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.set_up.invite",
        skip_all
    )]
    pub async fn invite(&self) -> Result<Option<Secret>, PortError> {
        let now = self.clock.now();
        let challenge = Challenge {
            id: ChallengeId(self.entropy.random_id()),
            purpose: Purpose::FirstAdministrator,
            account: None,
            registration: None,
            email: None,
            key: self.links.current_key(),
            created_at: now,
            expires_at: now + LIFETIME,
        };
        let needed = retried!(transact(&*self.store, async |unit| {
            if unit.accounts().has_administrator().await? {
                return Ok(false);
            }
            unit.challenges().insert(&challenge).await?;
            Ok(true)
        }))?;
        if needed { self.links.set_up(&challenge).map(Some) } else { Ok(None) }
    }

    /// Creates the first administrator, active at once.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "accounts.set_up", skip_all)]
    pub async fn run(
        &self,
        origin: &Origin,
        token: &str,
        form: AccountForm,
    ) -> Result<Account, Failure<Refusal>> {
        let invalid = || Failure::Refused(Refusal::TokenInvalid);
        let now = self.clock.now();
        let purpose = Purpose::FirstAdministrator;
        let id = LinkToken::read(token, purpose, now, &*self.keys).ok_or_else(invalid)?.challenge;
        let hash = self.hasher.hash(form.password.clone()).await?;
        let form = AccountForm { locale: form.locale.or(origin.locale), ..form };
        let account = new_account(AccountId(self.entropy.ordered_id()), &form, true, now);
        let entry = Record::from(Act::AccountCreated, Actor::Anonymous, origin)
            .about(account.id)
            .to("account", account.id)
            .with("is_admin", true)
            .entry(self.entropy.ordered_id(), now);
        let created = retried!(transact(&*self.store, async |unit| {
            if unit.accounts().has_administrator().await? {
                return Ok(Err(Refusal::TokenInvalid));
            }
            let inserted = insert(unit, &account, &hash).await?;
            if let Err(refusal) = inserted {
                return Ok(Err(match refusal {
                    administer::Refusal::EmailTaken => Refusal::EmailTaken,
                    administer::Refusal::UsernameTaken => Refusal::UsernameTaken,
                }));
            }
            if unit.challenges().consume(id, purpose, now).await?.is_none() {
                // Rolls the account back: the link was used by somebody else meanwhile.
                return Err(PortError::Contended);
            }
            unit.audit().record(&entry).await?;
            Ok(Ok(()))
        }));
        match created {
            Ok(Ok(())) => Ok(account),
            Ok(Err(refusal)) => Err(Failure::Refused(refusal)),
            Err(PortError::Contended) => Err(invalid()),
            Err(error) => Err(error.into()),
        }
    }
}
