//! Somebody signs in with a password.

use super::{
    origin::Origin,
    tokens::{TokenIssuer, TokenPair},
};
use crate::{
    audit::Record,
    error::Failure,
    flows::notices::{NewDevice, NewDeviceFlow},
    ports::{
        accounts::Login,
        password_hasher::{PasswordHasher, Verdict},
        store::Store,
    },
    retried,
    telemetry::measures,
    tokens::{DeviceToken, Family, RefreshToken},
    transact::transact,
    workflow::{Start, start},
};
use oathgate_domain::{
    account::Barred,
    audit::{Act, Actor},
    email::EmailAddress,
    ids::{AccountId, RunId, SessionId},
    names::Username,
    password::Password,
    secret::Secret,
    session::Session,
};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// How long a device counts as just seen. Within it a sign-in need not note it again.
const JUST_SEEN: Duration = Duration::days(7);

/// Signs somebody in. Takes the same time whether or not there is such an account.
pub struct LogIn {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Verifies the password.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Issues tokens.
    pub issuer: TokenIssuer,
}

/// Why nobody was signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No such account, or not its password. Which of both is not told.
    InvalidCredentials,
    /// The password was right; the account may not sign in.
    Barred(Barred),
}

/// Somebody was signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Their tokens.
    pub tokens: TokenPair,
    /// What the device is to keep, so that it is recognised the next time. None for a program that
    /// keeps nothing.
    pub device: Option<Secret>,
    /// When the account is to be erased, where its owner has asked for that.
    pub erasure_due_at: Option<OffsetDateTime>,
}

impl Refusal {
    /// The word for it in the audit trail.
    fn word(self) -> &'static str {
        match self {
            Self::InvalidCredentials => "invalid_credentials",
            Self::Barred(Barred::EmailNotVerified) => "email_not_verified",
            Self::Barred(Barred::Disabled) => "account_disabled",
        }
    }
}

impl LogIn {
    /// Signs in. `login` is an address or a user name; text that can be neither is treated like
    /// an unknown account. `device` is what the device has kept from an earlier sign-in. One that
    /// is new to the account is told to its owner by mail, but for the account's very first.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "accounts.log_in", skip_all)]
    pub async fn run(
        &self,
        origin: &Origin,
        login: &str,
        password: Password,
        device: Option<&Secret>,
    ) -> Result<SignedIn, Failure<Refusal>> {
        let signed_in = self.sign_in(origin, login, password, device).await;
        measures::LOGINS.count([match &signed_in {
            Ok(_) => "succeeded",
            Err(Failure::Refused(refusal)) => refusal.word(),
            Err(_) => "failed",
        }]);
        if signed_in.is_ok() {
            measures::TOKENS.count(["login"]);
        }
        signed_in
    }

    async fn sign_in(
        &self,
        origin: &Origin,
        login: &str,
        password: Password,
        device: Option<&Secret>,
    ) -> Result<SignedIn, Failure<Refusal>> {
        let found = match read_login(login) {
            Some(login) => {
                let mut unit = self.store.begin_read().await?;
                unit.accounts().find_by_login(&login).await?
            }
            None => None,
        };
        let hash = found.as_ref().map(|(_, hash)| hash.clone());
        let known = found.as_ref().map(|(account, _)| account.id);
        let verdict = self.hasher.verify(password.clone(), hash).await?;
        let (Some((account, hash)), Verdict::Right | Verdict::RightButOutdated) = (found, verdict) else {
            return self.refuse(origin, known, Refusal::InvalidCredentials).await;
        };
        if let Err(barred) = account.may_sign_in() {
            return self.refuse(origin, known, Refusal::Barred(barred)).await;
        }
        let renewed = match verdict {
            // A full pool must not keep somebody out whose password was right.
            Verdict::RightButOutdated => self.hasher.hash(password).await.ok(),
            _ => None,
        };

        let now = self.issuer.clock.now();
        let id = SessionId(self.issuer.entropy.ordered_id());
        let refresh = RefreshToken::first(Family::Session(id), &*self.issuer.keys, &*self.issuer.entropy);
        let session = Session {
            id,
            account: account.id,
            created_at: now,
            last_seen_at: now,
            expires_at: now + self.issuer.lifetimes.refresh,
            revoked_at: None,
            user_agent: origin.user_agent.clone(),
            address: origin.address.clone(),
            generation: refresh.generation(),
            rotated_at: now,
        };
        let pair = self.issuer.issue(&session, account.is_admin, &refresh, now)?;
        let device = DeviceToken::of(origin, device.map(Secret::expose), &*self.issuer.entropy);
        let digest = device.digest(account.id);
        let notice = Start::new(RunId(self.issuer.entropy.ordered_id()))
            .subject(account.id)
            .trace(origin.request_id.clone());
        let entry = Record::from(Act::SignedIn, Actor::Account(account.id), origin)
            .about(account.id)
            .to("session", id)
            .entry(self.issuer.entropy.ordered_id(), now);
        let opened = retried!(transact(&*self.store, async |unit| {
            let Some(recorded) = unit.accounts().record_login(account.id, &hash, digest, now).await? else {
                return Ok(false);
            };
            let just_seen = recorded.device_seen_at.is_some_and(|seen| now - seen < JUST_SEEN);
            if !just_seen
                && unit.known_devices().note(account.id, digest, now).await?
                && account.last_login_at.is_some()
            {
                start::<NewDeviceFlow>(unit, &notice, &NewDevice { session: id }).await?;
            }
            if let Some(renewed) = &renewed {
                unit.accounts().rehash(account.id, &hash, renewed).await?;
            }
            unit.sessions().open(&session, refresh.stored().digest).await?;
            unit.audit().record(&entry).await?;
            Ok(true)
        }))?;
        if opened {
            Ok(SignedIn { tokens: pair, device: device.to_keep(), erasure_due_at: account.erasure_due_at })
        } else {
            self.refuse(origin, known, Refusal::InvalidCredentials).await
        }
    }

    /// Refuses, and notes it: the same for an account that is known and one that is not, so that
    /// the time tells nothing. What was typed is not noted; people type passwords into the wrong
    /// field.
    async fn refuse<T>(
        &self,
        origin: &Origin,
        known: Option<AccountId>,
        refusal: Refusal,
    ) -> Result<T, Failure<Refusal>> {
        let entry = Record::from(Act::SignInRefused, Actor::Anonymous, origin)
            .about(known)
            .with("reason", refusal.word())
            .entry(self.issuer.entropy.ordered_id(), self.issuer.clock.now());
        retried!(transact(&*self.store, async |unit| unit.audit().record(&entry).await))?;
        Err(Failure::Refused(refusal))
    }
}

fn read_login(text: &str) -> Option<Login> {
    if text.contains('@') {
        EmailAddress::parse(text).ok().map(Login::Email)
    } else {
        Username::parse(text).ok().map(Login::Username)
    }
}
