//! A registration whose mail was refused because its address is wrong: the address is corrected, and
//! the run begins again with a new link.

use super::{
    operate::{Operate, read_reason, reset},
    refusal::Refusal,
};
use crate::{
    audit::{By, Record},
    error::Failure,
    flows::registration::{Input, RegistrationFlow},
    ports::{accounts::SetEmail, operations::Standing},
    transact::Unit,
    workflow::{Durable, Workflow},
};
use oathgate_domain::{
    account::AccountStatus,
    audit::Act,
    challenge::Purpose,
    email::EmailAddress,
    ids::{AccountId, RunId},
};
use serde_json::Value;
use time::OffsetDateTime;

/// The step from which a registration with another address begins again.
const FROM: &str = "issue_verification_token";

/// Whether the address that a run of this workflow is about could be corrected.
pub fn has_correctable_address(kind: &str) -> bool {
    kind == RegistrationFlow::KIND
}

impl Operate {
    /// Corrects the address of the registration that a run is about, withdraws the links that were
    /// mailed, and begins the run again with a new one. Gives the new run.
    ///
    /// Only as long as nothing was verified, and nobody else has registered the same address.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn correct(
        &self,
        by: &By,
        run: RunId,
        email: &EmailAddress,
        reason: &str,
    ) -> Result<RunId, Failure<Refusal>> {
        let reason = read_reason(reason)?;
        let copy = RunId(self.entropy.ordered_id());
        let (entry, now) = (self.entropy.ordered_id(), self.clock.now());
        self.act(by, run, Act::RunReset, Some(reason), async |unit, standing| {
            let account = correct(unit, standing, email, now).await?;
            reset(unit, by, run, copy, FROM, reason).await?;
            let record = Record::of(Act::EmailCorrected, by).about(account).to("account", account);
            unit.audit().record(&record.with("reason", reason).entry(entry, now)).await?;
            Ok(Some(copy))
        })
        .await
    }
}

async fn correct(
    unit: &mut Unit,
    standing: &Standing,
    email: &EmailAddress,
    now: OffsetDateTime,
) -> Result<AccountId, Failure<Refusal>> {
    let refused = Failure::Refused;
    if standing.kind != RegistrationFlow::KIND {
        return Err(refused(Refusal::NotCorrectable));
    }
    let input: Option<Value> = serde_json::from_str(&standing.input).ok();
    let input = input.and_then(|input| Input::from_json(&input).ok());
    let id = input.ok_or(refused(Refusal::NotCorrectable))?.registration;
    let registration = unit.registrations().find(id).await?;
    let registration = registration.ok_or(refused(Refusal::NothingToCorrect))?;
    let account = unit.accounts().find_by_email(&registration.email).await?;
    let account = account
        .filter(|account| account.status == AccountStatus::Unverified)
        .ok_or(refused(Refusal::NothingToCorrect))?;
    if unit.registrations().of_account(account.id).await? != [id] {
        return Err(refused(Refusal::NotCorrectable));
    }
    match unit.accounts().correct_email(account.id, email, now).await? {
        SetEmail::Done => {}
        SetEmail::Taken => return Err(refused(Refusal::AddressTaken)),
        SetEmail::NoAccount => return Err(refused(Refusal::NothingToCorrect)),
    }
    unit.registrations().set_email(id, email).await?;
    unit.challenges().withdraw(account.id, Purpose::VerifyEmail, now).await?;
    Ok(account.id)
}
