//! A person wants their account to be gone, or to keep it after all.

use super::{authenticate::Principal, links::Links, origin::Origin};
use crate::{
    error::{Failure, PortError},
    flows::erasure::{ErasureFlow, Input, Objection, key},
    ports::{
        clock::Clock,
        entropy::Entropy,
        password_hasher::{PasswordHasher, Verdict},
        store::Store,
        token_keys::TokenKeys,
    },
    retried,
    tokens::LinkToken,
    transact::{Unit, transact},
    workflow::{Start, signal, start},
};
use oathgate_domain::{
    challenge::{Challenge, Purpose},
    ids::{AccountId, ChallengeId, RunId},
    password::Password,
};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// For how long a sign-in shows that it is the owner who asks.
const FRESH: Duration = Duration::minutes(10);

/// Plans the erasure of accounts, and takes it back.
pub struct Erase {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Verifies the password.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Names the key of the link.
    pub links: Links,
    /// Reads the token.
    pub keys: Arc<dyn TokenKeys>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Between the request and the end.
    pub grace: Duration,
}

/// Why nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The password is another one.
    WrongPassword,
    /// No password was given, and the sign-in was too long ago.
    SignInAgain,
    /// The token is not one of ours, was used, or its time is up; or nothing is planned.
    TokenInvalid,
    /// The account is not to be erased, or its time has come.
    NothingPlanned,
}

impl Erase {
    /// Plans the erasure of one's own account, and tells when it will happen. A repeat tells the same.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.erase.plan",
        skip_all
    )]
    pub async fn plan(
        &self,
        who: &Principal,
        origin: &Origin,
        password: Option<Password>,
    ) -> Result<OffsetDateTime, Failure<Refusal>> {
        let account = &who.account;
        let now = self.clock.now();
        match password {
            Some(password) => {
                let hash = self.store.begin_read().await?.accounts().password_of(account.id).await?;
                if self.hasher.verify(password, hash).await? == Verdict::Wrong {
                    return Err(Failure::Refused(Refusal::WrongPassword));
                }
            }
            None if now - who.session.created_at <= FRESH => {}
            None => return Err(Failure::Refused(Refusal::SignInAgain)),
        }
        let due_at = now + self.grace;
        let challenge = Challenge {
            id: ChallengeId(self.entropy.random_id()),
            purpose: Purpose::CancelErasure,
            account: Some(account.id),
            registration: None,
            email: Some(account.email.clone()),
            key: self.links.current_key(),
            created_at: now,
            expires_at: due_at,
        };
        let begin = Start::new(RunId(self.entropy.ordered_id()))
            .key(&key(account.id, due_at))
            .subject(account.id)
            .trace(origin.request_id.clone());
        let input = Input { account: account.id, challenge: challenge.id, due_at };
        let planned = retried!(transact(&*self.store, async |unit| {
            if !unit.erasures().plan(account.id, due_at, now).await? {
                return Ok(unit.accounts().find(account.id).await?.and_then(|found| found.erasure_due_at));
            }
            unit.challenges().insert(&challenge).await?;
            start::<ErasureFlow>(unit, &begin, &input).await?;
            Ok(Some(due_at))
        }))?;
        // Disabled since the request began: the session is over.
        planned.ok_or(Failure::Refused(Refusal::SignInAgain))
    }

    /// Keeps one's own account after all.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.erase.keep",
        skip_all
    )]
    pub async fn keep(&self, who: &Principal) -> Result<(), Failure<Refusal>> {
        let (account, now) = (who.account.id, self.clock.now());
        let cause = self.entropy.ordered_id();
        let kept = retried!(transact(&*self.store, async |unit| take_back(unit, account, cause, now).await))?;
        if kept { Ok(()) } else { Err(Failure::Refused(Refusal::NothingPlanned)) }
    }

    /// Keeps the account of a mailed link.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.erase.keep_by_link",
        skip_all
    )]
    pub async fn keep_by_link(&self, token: &str) -> Result<(), Failure<Refusal>> {
        let invalid = || Failure::Refused(Refusal::TokenInvalid);
        let (now, purpose) = (self.clock.now(), Purpose::CancelErasure);
        let id = LinkToken::read(token, purpose, now, &*self.keys).ok_or_else(invalid)?.challenge;
        let kept = retried!(transact(&*self.store, async |unit| {
            match unit.challenges().consume(id, purpose, now).await?.and_then(|found| found.account) {
                Some(account) => take_back(unit, account, id.0, now).await,
                None => Ok(false),
            }
        }))?;
        if kept { Ok(()) } else { Err(invalid()) }
    }
}

/// Takes the plan back, and tells its workflow. False where nothing is planned, or its time has come.
async fn take_back(
    unit: &mut Unit,
    account: AccountId,
    cause: Uuid,
    now: OffsetDateTime,
) -> Result<bool, PortError> {
    let due_at = unit.accounts().find(account).await?.and_then(|found| found.erasure_due_at);
    let Some(due_at) = due_at.filter(|due_at| *due_at > now) else {
        return Ok(false);
    };
    if !unit.erasures().cancel(account, due_at, now).await? {
        return Ok(false);
    }
    unit.challenges().withdraw(account, Purpose::CancelErasure, now).await?;
    signal::<ErasureFlow, _>(unit, &key(account, due_at), &cause, &Objection::Kept).await?;
    Ok(true)
}
