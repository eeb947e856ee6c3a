//! A person wants everything that is kept of them: gather it, say where it is, forget it.

use super::{ports::FlowPorts, post::post};
use crate::{
    error::PortError,
    oauth::scopes::address_claim,
    ports::{
        exports::Made,
        mailer::Content,
        oauth::Consent,
        workflow_store::{RunFilter, RunSummary},
    },
    transact::Unit,
    workflow::{Context, Flow, SMTP, Scope, Signal, Workflow},
};
use oathgate_domain::{
    account::{Account, PersonNames},
    contact::PhoneNumber,
    ids::ExportId,
    locale::Locale,
    names::{PersonName, Username},
    session::Session,
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// The workflow.
pub struct ExportFlow;

crate::durable! {
    /// What it is started with.
    pub struct Input {
        /// What was asked for.
        pub export: ExportId,
        /// For how many days the file is kept.
        pub days: i64,
    }
}

crate::durable! {
    /// What became of it.
    pub enum Output {
        /// The file was there for its time.
        Expired,
        /// Its owner did not want it any more.
        Discarded,
        /// The account was gone before.
        Moot,
    }
}

crate::durable! {
    /// The owner does not want the file any more; it is gone.
    pub enum Discard {
        /// As they said.
        Asked,
    }
}

impl Signal for Discard {
    const NAME: &'static str = "discard";
}

/// What the file is sealed for.
pub(crate) const PURPOSE: &str = "data export";
/// Most sessions in a file.
const MOST_SESSIONS: u16 = 10_000;
/// Most workflows in a file: the latest.
const MOST_RUNS: u16 = 200;

impl Workflow for ExportFlow {
    const KIND: &'static str = "data_export";
    const LIMIT: Option<&'static str> = Some(SMTP);
    type Input = Input;
    type Output = Output;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, input: Input) -> Flow<Output> {
        let Input { export, days } = input;
        let Some(expires_at) =
            context.tx("gather", async |unit, at| gather(unit, &at, export, days).await).await?
        else {
            return Ok(Output::Moot);
        };
        post(context, "mail_export_ready", async |unit, at| {
            let Some(export) = unit.exports().find(export).await? else {
                return Ok(None);
            };
            let Some(account) = unit.accounts().find(export.account).await? else {
                return Ok(None);
            };
            let content = Content::ExportReady {
                name: account.greeting_name().to_owned(),
                page: at.ports.links.own_data(),
                expires_at,
            };
            Ok((expires_at > at.now).then_some((account.into(), content)))
        })
        .await?;
        if context.wait::<Discard>("discard_until_expiry", Some(expires_at)).await?.is_some() {
            return Ok(Output::Discarded);
        }
        context.tx("forget", async |unit, _| unit.exports().forget(export, None).await).await?;
        Ok(Output::Expired)
    }
}

/// Makes the file. Gives when it is to be forgotten; none where nobody wants it any more.
async fn gather(
    unit: &mut Unit,
    at: &Scope<FlowPorts>,
    export: ExportId,
    days: i64,
) -> Result<Option<OffsetDateTime>, PortError> {
    let Some(wanted) = unit.exports().find(export).await? else {
        return Ok(None);
    };
    let Some(account) = unit.accounts().find(wanted.account).await? else {
        return Ok(None);
    };
    let sessions = unit.sessions().list_all(account.id, MOST_SESSIONS).await?;
    let consents = unit.consents().list(account.id).await?;
    let about = RunFilter { subject: Some(account.id), limit: MOST_RUNS, ..RunFilter::default() };
    let runs = at.ports.runs.list(&about).await?;
    let file = json!({
        "format": "oathgate-export-1",
        "made_at": moment(at.now),
        "account": of_account(&account),
        "sessions": sessions.iter().map(of_session).collect::<Vec<_>>(),
        "connected_apps": consents.iter().map(of_consent).collect::<Vec<_>>(),
        "activity": runs.iter().map(of_run).collect::<Vec<_>>(),
    });
    let text = serde_json::to_vec_pretty(&file).map_err(|error| PortError::defect("data export", error))?;
    let sealed = at.ports.sealer.seal(PURPOSE, &text)?;
    let made = Made { at: at.now, expires_at: at.now + Duration::days(days) };
    Ok(unit.exports().put(export, &sealed, made).await?.then_some(made.expires_at))
}

fn of_account(account: &Account) -> Value {
    let PersonNames { first, last } = &account.names;
    json!({
        "id": account.id.to_string(),
        "email": account.email.as_str(),
        "email_verified_at": account.email_verified_at.map(moment),
        "username": account.username.as_ref().map(Username::as_str),
        "first_name": first.as_ref().map(PersonName::as_str),
        "last_name": last.as_ref().map(PersonName::as_str),
        "locale": account.locale.map(Locale::as_str),
        "phone_number": account.contact.phone.as_ref().map(PhoneNumber::as_str),
        "address": account.contact.address.as_ref().map(address_claim),
        "is_admin": account.is_admin,
        "created_at": moment(account.created_at),
        "updated_at": moment(account.updated_at),
        "last_login_at": account.last_login_at.map(moment),
        "erasure_due_at": account.erasure_due_at.map(moment),
    })
}

fn of_session(session: &Session) -> Value {
    json!({
        "id": session.id.to_string(),
        "signed_in_at": moment(session.created_at),
        "last_seen_at": moment(session.last_seen_at),
        "expires_at": moment(session.expires_at),
        "ended_at": session.revoked_at.map(moment),
        "user_agent": session.user_agent,
        "address": session.address,
    })
}

fn of_consent(consent: &Consent) -> Value {
    json!({
        "client_id": consent.client.as_str(),
        "name": consent.client_name,
        "home": consent.client_home,
        "scopes": consent.scopes.to_string(),
        "allowed_at": moment(consent.given_at),
    })
}

fn of_run(run: &RunSummary) -> Value {
    json!({
        "id": run.id.to_string(),
        "kind": run.kind,
        "status": run.status.as_str(),
        "began_at": moment(run.created_at),
        "ended_at": run.closed_at.map(moment),
    })
}

/// A moment as RFC 3339 writes it.
fn moment(time: OffsetDateTime) -> String {
    // It fails for years with five digits alone.
    time.format(&Rfc3339).unwrap_or_default()
}
