//! Somebody names an address and wants a mail sent there: a new password, or the verification
//! mail again. The request does the same work for every address; a workflow finds out afterwards
//! whether there is anything to send.

use super::origin::Origin;
use crate::{
    error::Failure,
    flows::{
        password_reset::{self, PasswordResetFlow},
        verification_mail::{self, VerificationMailFlow},
    },
    ports::{clock::Clock, entropy::Entropy, store::Store, token_keys::TokenKeys, workflow_runs::Started},
    retried,
    transact::transact,
    workflow::{Start, start},
};
use oathgate_domain::{
    email::EmailAddress,
    ids::{MailRequestId, RunId},
};
use std::{convert::Infallible, sync::Arc};

/// Which mail is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A link to set a new password.
    PasswordReset,
    /// The link that verifies the address, again.
    Verification,
}

/// Takes a request that names an address.
pub struct RequestMail {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Hides the address in the run's business key.
    pub keys: Arc<dyn TokenKeys>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl RequestMail {
    /// Takes the request. A repeat while an earlier one is under way is the same request.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "accounts.request_mail",
        skip_all
    )]
    pub async fn run(
        &self,
        origin: &Origin,
        wanted: Wanted,
        email: &EmailAddress,
    ) -> Result<(), Failure<Infallible>> {
        let id = self.entropy.ordered_id();
        let request = MailRequestId(id);
        let mut begin = Start::new(RunId(id)).trace(origin.request_id.clone());
        if let Some(mac) = self.keys.mac(self.keys.current(), "mail-request", &[email.canonical().as_bytes()])
        {
            begin = begin.key(&blake3::Hash::from_bytes(mac).to_hex());
        }
        let now = self.clock.now();
        retried!(transact(&*self.store, async |unit| {
            let started = match wanted {
                Wanted::PasswordReset => {
                    start::<PasswordResetFlow>(unit, &begin, &password_reset::Input { request }).await?
                }
                Wanted::Verification => {
                    start::<VerificationMailFlow>(unit, &begin, &verification_mail::Input { request }).await?
                }
            };
            if let Started::New(_) = started {
                unit.mail_requests().insert(request, email, now).await?;
            }
            Ok(())
        }))?;
        Ok(())
    }
}
