//! A person answers a device (RFC 8628 §3.3).

use super::user_code_digest;
use crate::{
    accounts::authenticate::Principal,
    error::Failure,
    oauth::{OAuthIssuer, client_authentication::find},
    ports::store::Store,
    retried,
    transact::transact,
};
use oathgate_domain::{
    ids::AccountId,
    oauth::{AllowedDevice, Client, DeviceRequest, Scopes, UserCode},
    secret::TokenDigest,
};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// In which guesses are counted together.
const GUESSING: Duration = Duration::minutes(30);
/// How many wrong codes an account may type in that time (RFC 8628 §5.1). Of the 20^8 codes, with a
/// thousand devices waiting, one guess in 25 million is right.
const MOST_GUESSES: u32 = 10;

/// Takes people's answers.
pub struct AnswerDevice {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Digests codes, tells the time.
    pub issuer: OAuthIssuer,
}

/// A device that waits, for the page that asks.
#[derive(Debug, Clone)]
pub struct AskingDevice {
    /// The code, as it is written.
    pub user_code: UserCode,
    /// The client that runs on it.
    pub client: Client,
    /// What it asks for.
    pub scopes: Scopes,
    /// What of it was agreed to before.
    pub agreed: Scopes,
}

/// Why nothing came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No device waits with this code.
    UnknownCode,
    /// Too many codes were typed that were none.
    TooManyGuesses {
        /// After which time another may be typed, at the latest.
        retry_after: Duration,
    },
}

impl AnswerDevice {
    /// The device that waits with a code.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "device_answer.details",
        skip_all
    )]
    pub async fn details(&self, typed: &str, who: &Principal) -> Result<AskingDevice, Failure<Refusal>> {
        let (user_code, _, request, client) = self.waiting(typed, who.account.id).await?;
        let agreed = self.store.begin_read().await?.consents().scopes(who.account.id, &client.id).await?;
        Ok(AskingDevice { user_code, client, scopes: request.scopes, agreed })
    }

    /// Takes the person's decision. Of several at the same time one counts.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "device_answer.decide",
        skip_all
    )]
    pub async fn decide(&self, typed: &str, who: &Principal, allow: bool) -> Result<(), Failure<Refusal>> {
        let now = self.issuer.clock.now();
        let (_, digest, request, client) = self.waiting(typed, who.account.id).await?;
        let account = who.account.id;
        let by = AllowedDevice {
            account,
            session: who.session.id,
            authenticated_at: who.session.created_at,
            scopes: request.scopes.clone(),
            resources: request.resources.clone(),
        };
        let decided = retried!(transact(&*self.store, async |unit| {
            if !unit.devices().decide(digest, allow.then_some(&by), now).await? {
                return Ok(false);
            }
            if allow {
                let before = unit.consents().scopes(account, &client.id).await?;
                let agreed = before.intersection(&client.scopes).union(&request.scopes);
                unit.consents().put(account, &client.id, &agreed, now).await?;
            }
            Ok(true)
        }))?;
        if decided { Ok(()) } else { Err(Failure::Refused(Refusal::UnknownCode)) }
    }

    /// What waits with a code. Each try is counted before it is looked at, so that of any number at
    /// the same time no more are looked at than may be; the right one is taken off the count.
    async fn waiting(
        &self,
        typed: &str,
        account: AccountId,
    ) -> Result<(UserCode, TokenDigest, DeviceRequest, Client), Failure<Refusal>> {
        let unknown = || Failure::Refused(Refusal::UnknownCode);
        // What can be no code tells nothing to whoever guesses.
        let code = UserCode::read(typed).ok_or_else(unknown)?;
        let digest = user_code_digest(&code, &*self.issuer.keys)?;
        let now = self.issuer.clock.now();
        let since = now - GUESSING;
        let guesses = retried!(transact(&*self.store, async |unit| {
            unit.devices().count_guess(account, since, now).await
        }))?;
        if guesses > MOST_GUESSES {
            return Err(Failure::Refused(Refusal::TooManyGuesses { retry_after: GUESSING }));
        }
        let (request, client) = self.look(digest, now).await?.ok_or_else(unknown)?;
        retried!(transact(&*self.store, async |unit| unit.devices().uncount_guess(account).await))?;
        Ok((code, digest, request, client))
    }

    async fn look(
        &self,
        digest: TokenDigest,
        now: OffsetDateTime,
    ) -> Result<Option<(DeviceRequest, Client)>, Failure<Refusal>> {
        let mut unit = self.store.begin_read().await?;
        let Some(request) = unit.devices().find_waiting(digest, now).await? else {
            return Ok(None);
        };
        let client = find(&mut unit, request.client.as_str()).await?;
        Ok(client.filter(|client| !client.is_disabled).map(|client| (request, client)))
    }
}
