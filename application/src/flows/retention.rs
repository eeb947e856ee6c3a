//! What is kept for a while alone goes when its time is up: in small batches, each a step whose count
//! is seen in the history.

use super::{ports::FlowPorts, registration};
use crate::{
    error::PortError,
    ports::retention::{Leftover, MOST_AT_ONCE},
    schedules::Timetable,
    transact::Unit,
    workflow::{Context, Flow, Scope, Workflow},
};
use oathgate_domain::{registration::LIFETIME, workflow::Fault};
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// The workflow.
pub struct RetentionFlow;

/// For how long what is over is kept.
#[derive(Debug, Clone, Copy)]
pub struct Keeping {
    /// Sessions, grants, codes and questions by mail, after their end: for whoever looks into what
    /// happened, and to know a token that comes back.
    pub ended: Duration,
    /// Runs of workflows, after their end.
    pub runs: Duration,
    /// Devices that an account was signed in with, after the last time.
    pub devices: Duration,
    /// Clients that registered themselves openly, or whose documents were fetched, and that nobody has agreed to,
    /// after that; for ever where there is none.
    pub unused_clients: Option<Duration>,
}

impl Default for Keeping {
    fn default() -> Self {
        Self {
            ended: Duration::days(7),
            runs: Duration::days(30),
            devices: Duration::days(400),
            unused_clients: None,
        }
    }
}

impl Keeping {
    /// What was over before then is deleted.
    fn before(&self, what: Leftover, now: OffsetDateTime) -> OffsetDateTime {
        now - match what {
            Leftover::Interactions | Leftover::PushedRequests | Leftover::Replays => Duration::ZERO,
            Leftover::DeviceGuesses | Leftover::Exports => Duration::DAY,
            Leftover::Sessions
            | Leftover::Grants
            | Leftover::Codes
            | Leftover::DeviceRequests
            | Leftover::Challenges => self.ended,
            // Longer than a mail is tried, and a person may take to mend what keeps it.
            Leftover::MailRequests | Leftover::Farewells => Duration::days(30),
            Leftover::KnownDevices => self.devices,
            Leftover::Runs => self.runs,
            Leftover::Sweeps => self.runs.min(Duration::days(2)),
        }
    }
}

/// Four times an hour, so that what comes in great numbers goes in small ones.
pub const TIMETABLE: Timetable =
    Timetable::new("retention", "*/15 * * * *").jitter(std::time::Duration::from_mins(2));

/// Most steps for one kind of thing; the next run goes on.
const MOST_STEPS: u32 = 100;
/// Statements in a step.
const STATEMENTS: u64 = 10;
/// Registrations, accounts and runs that are looked at one by one in a step.
const FEW: u16 = 50;
/// A run that no worker has code for is shown to a person after as long.
const STRANDED: Duration = Duration::HOUR;

/// The names of the steps, which never change their meaning.
fn step(what: Leftover) -> &'static str {
    match what {
        Leftover::Sessions => "forget_sessions",
        Leftover::Grants => "forget_grants",
        Leftover::Codes => "forget_codes",
        Leftover::Interactions => "forget_interactions",
        Leftover::PushedRequests => "forget_pushed_requests",
        Leftover::Replays => "forget_replays",
        Leftover::DeviceRequests => "forget_device_requests",
        Leftover::DeviceGuesses => "forget_device_guesses",
        Leftover::Challenges => "forget_challenges",
        Leftover::MailRequests => "forget_mail_requests",
        Leftover::Farewells => "forget_farewells",
        Leftover::Exports => "forget_exports",
        Leftover::KnownDevices => "forget_devices",
        Leftover::Runs => "forget_runs",
        Leftover::Sweeps => "forget_sweeps",
    }
}

impl Workflow for RetentionFlow {
    const KIND: &'static str = "retention";
    type Input = ();
    /// How much was deleted or set aside.
    type Output = i64;
    type Ports = FlowPorts;

    async fn run(context: &mut Context<FlowPorts>, (): ()) -> Flow<i64> {
        let mut total = 0;
        for place in 0..MOST_STEPS {
            let gone = context
                .tx(("expire_registrations", place), async |unit, at| registrations(unit, &at).await)
                .await?;
            total += gone;
            if gone < i64::from(FEW) {
                break;
            }
        }
        for what in Leftover::ALL {
            for place in 0..MOST_STEPS {
                let gone =
                    context.tx((step(what), place), async |unit, at| forget(unit, &at, what).await).await?;
                total += gone;
                if gone < full(what) {
                    break;
                }
            }
        }
        let stranded = context.tx("pause_stranded_runs", async |unit, at| strand(unit, &at).await).await?;
        let unused =
            context.tx("forget_unused_clients", async |unit, at| unused_clients(unit, &at).await).await?;
        Ok(total + stranded + unused)
    }
}

/// How many rows a step deletes where there are enough.
fn full(what: Leftover) -> i64 {
    let batch = i64::from(match what {
        Leftover::Runs | Leftover::Sweeps => MOST_AT_ONCE / 10,
        _ => MOST_AT_ONCE,
    });
    batch * i64::try_from(STATEMENTS).unwrap_or(1)
}

/// Some statements' worth of what is over.
async fn forget(unit: &mut Unit, at: &Scope<FlowPorts>, what: Leftover) -> Result<i64, PortError> {
    let before = at.ports.keeping.before(what, at.now);
    let batch = full(what) / i64::try_from(STATEMENTS).unwrap_or(1);
    let mut gone = 0;
    for _ in 0..STATEMENTS {
        let some = i64::try_from(unit.retention().forget(what, before).await?).unwrap_or(i64::MAX);
        gone += some;
        if some < batch {
            break;
        }
    }
    Ok(gone)
}

/// Registrations that outlived the runs that should have ended them, and what was made for them.
async fn registrations(unit: &mut Unit, at: &Scope<FlowPorts>) -> Result<i64, PortError> {
    let before = at.now - 2 * LIFETIME;
    let stale = unit.retention().stale_registrations(before, FEW).await?;
    for (registration, account) in &stale {
        registration::expire(unit, *registration, *account).await?;
    }
    let left = FEW.saturating_sub(u16::try_from(stale.len()).unwrap_or(FEW));
    let accounts = unit.retention().stale_accounts(before, left).await?;
    for account in &accounts {
        unit.accounts().delete_unverified(*account).await?;
    }
    Ok(i64::try_from(stale.len() + accounts.len()).unwrap_or(i64::MAX))
}

/// Some of the clients that registered or published themselves and that nobody uses; the next run goes on.
async fn unused_clients(unit: &mut Unit, at: &Scope<FlowPorts>) -> Result<i64, PortError> {
    let Some(after) = at.ports.keeping.unused_clients else {
        return Ok(0);
    };
    let gone = unit.client_registrations().forget_unused(at.now - after).await?
        + unit.client_documents().forget_unused(at.now - after).await?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}

/// Shows runs to a person that wait for code which no worker has.
async fn strand(unit: &mut Unit, at: &Scope<FlowPorts>) -> Result<i64, PortError> {
    let fault = Fault::new("no_code", "no worker has had code for this workflow within the last day");
    let note = json!({ "code": fault.code, "detail": fault.detail }).to_string();
    let stranded = unit.retention().stranded_runs(at.now - STRANDED, MOST_AT_ONCE).await?;
    let mut paused = 0;
    for run in stranded {
        if unit.operations().pause(run, &fault, &note).await? {
            tracing::warn!(%run, "paused: no worker has code for it");
            paused += 1;
        }
    }
    Ok(paused)
}
