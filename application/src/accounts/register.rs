//! Somebody wants an account.

use super::{forms::AccountForm, origin::Origin};
use crate::{
    error::Failure,
    flows::registration::{Input, RegistrationFlow},
    ports::{clock::Clock, entropy::Entropy, password_hasher::PasswordHasher, store::Store},
    retried,
    telemetry::measures,
    transact::transact,
    workflow::{Start, start},
};
use oathgate_domain::{
    ids::{AccountId, RegistrationId, RunId},
    password::Strength,
    registration::Registration,
};
use std::sync::Arc;

/// Takes a registration and starts its workflow. Does the same work whether or not the address
/// is known.
pub struct Register {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Hashes the password.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// The registration was accepted.
#[derive(Debug, Clone, Copy)]
pub struct Accepted {
    /// Its id, which is also that of its workflow's run.
    pub registration: RegistrationId,
    /// How good the password is.
    pub strength: Strength,
}

/// Why a registration was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Another account or registration has the user name.
    UsernameTaken,
}

impl Register {
    /// Takes a registration.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "accounts.register", skip_all)]
    pub async fn run(&self, origin: &Origin, form: AccountForm) -> Result<Accepted, Failure<Refusal>> {
        let accepted = self.accept(origin, form).await;
        measures::REGISTRATIONS.count([match &accepted {
            Ok(_) => "accepted",
            Err(Failure::Refused(_)) => "refused",
            Err(_) => "failed",
        }]);
        accepted
    }

    async fn accept(&self, origin: &Origin, form: AccountForm) -> Result<Accepted, Failure<Refusal>> {
        let password = self.hasher.hash(form.password).await?;
        let id = self.entropy.ordered_id();
        let registration = Registration {
            id: RegistrationId(id),
            account: AccountId(self.entropy.ordered_id()),
            email: form.email,
            username: form.username,
            names: form.names,
            locale: form.locale.or(origin.locale),
            password,
            created_at: self.clock.now(),
        };
        let begin = Start::new(RunId(id))
            .key(&registration.id)
            .subject(registration.account)
            .trace(origin.request_id.clone());
        let input = Input { registration: registration.id };
        let taken = retried!(transact(&*self.store, async |unit| {
            if let Some(username) = &registration.username
                && !unit.accounts().claim_username(username, registration.account.0).await?
            {
                return Ok(Err(Refusal::UsernameTaken));
            }
            unit.registrations().insert(&registration).await?;
            start::<RegistrationFlow>(unit, &begin, &input).await?;
            Ok(Ok(()))
        }))?;
        taken.map_err(Failure::Refused)?;
        Ok(Accepted { registration: registration.id, strength: form.strength })
    }
}
