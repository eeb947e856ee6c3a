//! An operator's acts. Each is one unit of work: the change, its event in the run's history, and its
//! entry of the audit trail.

use super::{refusal::Refusal, signals::KnownSignal};
use crate::{
    audit::{By, Record},
    error::{Failure, PortError},
    ports::{
        clock::Clock,
        entropy::Entropy,
        operations::Standing,
        store::Store,
        workflow_runs::{Addressee, NewSignal, Signalled},
        workflow_store::{Closing, RunFilter, RunSummary, WorkflowStore},
    },
    retried,
    transact::{Unit, transact},
    workflow::{cancel_dependants, tell_parent},
};
use oathgate_domain::{
    audit::Act,
    ids::RunId,
    workflow::{Fault, RunState, RunStatus},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Longest reason, in characters.
const MAX_REASON: usize = 500;
/// Most runs that are looked at in one unit of work.
const BATCH: u16 = 200;
/// Most bytes of a value or a signal's data that an operator gives.
const MAX_VALUE: usize = 4096;

/// An operator's acts.
#[derive(Clone)]
pub struct Operate {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Finds runs.
    pub runs: Arc<dyn WorkflowStore>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// What came of cancelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    /// The run is over.
    Now,
    /// The worker that holds it was asked; it ends before its next step.
    Asked,
}

/// What came of retrying many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManyRetried {
    /// How many runs are due now.
    pub retried: u64,
    /// The last run that was looked at, where there may be more: go on before it.
    pub next: Option<RunId>,
}

type Acted<T> = Result<T, Failure<Refusal>>;

impl Operate {
    /// Makes a waiting or paused run due now.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn retry(&self, by: &By, run: RunId) -> Acted<()> {
        let note = act("retry", by, None);
        self.act(by, run, Act::RunRetried, None, async |unit, _| {
            Ok(unit.operations().wake(run, &note).await?.then_some(()))
        })
        .await
    }

    /// Makes every run that matches due now, newest first, at most 200 at a time. Only runs that
    /// wait or are paused can be.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn retry_matching(&self, by: &By, filter: &RunFilter) -> Acted<ManyRetried> {
        if !matches!(filter.status, Some(RunStatus::Paused | RunStatus::Waiting | RunStatus::Queued)) {
            return Err(Failure::Refused(Refusal::WrongState(RunState::Done)));
        }
        let filter = RunFilter { limit: BATCH, ..filter.clone() };
        let found = self.runs.list(&filter).await?;
        let note = act("retry", by, None);
        let now = self.clock.now();
        let ids: Vec<_> = found.iter().map(|_| self.entropy.ordered_id()).collect();
        let retried = retried!(transact(&*self.store, async |unit| {
            let mut retried = 0;
            for (RunSummary { id: run, subject, kind, .. }, id) in found.iter().zip(&ids) {
                if unit.operations().wake(*run, &note).await? {
                    let record = Record::of(Act::RunRetried, by).about(*subject).to("run", run);
                    unit.audit().record(&record.with("workflow", kind.as_str()).entry(*id, now)).await?;
                    retried += 1;
                }
            }
            Ok(retried)
        }))?;
        let is_full = found.len() == usize::from(BATCH);
        Ok(ManyRetried { retried, next: found.last().filter(|_| is_full).map(|run| run.id) })
    }

    /// Stops an unfinished run until a person decides. Where a worker is carrying it out, the
    /// worker loses it; a step that was under way is done once more when the run goes on.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn pause(&self, by: &By, run: RunId, reason: &str) -> Acted<()> {
        let reason = read_reason(reason)?;
        let fault = Fault::new("paused_by_operator", reason);
        let note =
            json!({ "code": fault.code, "detail": fault.detail, "by": by.actor.to_string() }).to_string();
        self.act(by, run, Act::RunPaused, Some(reason), async |unit, _| {
            Ok(unit.operations().pause(run, &fault, &note).await?.then_some(()))
        })
        .await
    }

    /// Lets a paused run go on.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn resume(&self, by: &By, run: RunId) -> Acted<()> {
        let note = act("resume", by, None);
        self.act(by, run, Act::RunResumed, None, async |unit, _| {
            Ok(unit.operations().resume(run, &note).await?.then_some(()))
        })
        .await
    }

    /// Cancels a run: at once where nobody works on it, else before its next step.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn cancel(&self, by: &By, run: RunId, reason: Option<&str>) -> Acted<Cancelled> {
        let reason = reason.map(read_reason).transpose()?;
        let mut ended = json!({ "state": "cancelled", "by": by.actor.to_string() });
        if let Some(reason) = reason {
            ended["reason"] = reason.into();
        }
        let (ended, asked) = (ended.to_string(), act("cancel", by, reason));
        self.act(by, run, Act::RunCancelled, reason, async |unit, _| {
            if end(unit, run, false, &ended).await? {
                return Ok(Some(Cancelled::Now));
            }
            Ok(unit.operations().ask_to_cancel(run, &asked).await?.then_some(Cancelled::Asked))
        })
        .await
    }

    /// Takes the step at which a run stands, or the one that is named, for done, and lets the run go
    /// on. `value` is what the step is to have given, as JSON; for a mail it may be left out.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn skip(
        &self,
        by: &By,
        run: RunId,
        step: Option<&str>,
        value: Option<&Value>,
        reason: &str,
    ) -> Acted<String> {
        let reason = read_reason(reason)?;
        if value.is_some_and(|value| value.to_string().len() > MAX_VALUE) {
            return Err(Failure::Refused(Refusal::ValueNeeded));
        }
        let standing = self.standing(run).await?;
        let step = step.or_else(|| stands_at(&standing)).ok_or(Failure::Refused(Refusal::NoSuchStep))?;
        if step.is_empty() || step.len() > 100 {
            return Err(Failure::Refused(Refusal::NoSuchStep));
        }
        // A mail that is not sent is one that had nothing to say any more; see `flows::post`.
        let moot = step.starts_with("mail_").then(|| json!("Moot"));
        let value = value.cloned().or(moot).ok_or(Failure::Refused(Refusal::ValueNeeded))?;
        let done = json!({ "value": value, "note": format!("skipped: {reason}") }).to_string();
        let note = act("skip", by, Some(reason));
        self.act(by, run, Act::StepSkipped, Some(reason), async |unit, _| {
            let skipped = unit.operations().skip(run, step, &done, &note).await?;
            if !skipped && unit.operations().standing(run).await?.is_some_and(|now| is_waiting(now.state)) {
                return Err(Failure::Refused(Refusal::StepDone));
            }
            Ok(skipped.then(|| step.to_owned()))
        })
        .await
    }

    /// Begins a run again from a step on: as another run, which remembers what was done before that
    /// step. The old one ends, if it has not. Unfinished runs that it had started before that step are the
    /// new one's; of those from after it, the ones that nobody else needs are asked to cancel. Gives the
    /// new run.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn reset(&self, by: &By, run: RunId, step: &str, reason: &str) -> Acted<RunId> {
        let reason = read_reason(reason)?;
        let copy = RunId(self.entropy.ordered_id());
        self.act(by, run, Act::RunReset, Some(reason), async |unit, _| {
            reset(unit, by, run, copy, step, reason).await.map(|()| Some(copy))
        })
        .await
    }

    /// Sends a signal to an unfinished run.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn signal(&self, by: &By, run: RunId, name: &str, data: &Value) -> Acted<()> {
        let standing = self.standing(run).await?;
        let known = KnownSignal::find(&standing.kind, name, data);
        let known = known.ok_or(Failure::Refused(Refusal::NoSuchSignal))?;
        let id = format!("operator:{}", self.entropy.ordered_id());
        let signal = NewSignal { id, name: known.name, data: data.to_string() };
        self.act(by, run, Act::RunSignalled, Some(name), async |unit, _| {
            let signalled = unit.workflows().signal(&Addressee::Run(run), &signal).await?;
            Ok((signalled == Signalled::Accepted).then_some(()))
        })
        .await
    }

    pub(super) async fn standing(&self, run: RunId) -> Acted<Standing> {
        let found = self.store.begin_read().await?.operations().standing(run).await?;
        found.ok_or(Failure::Refused(Refusal::NotFound))
    }

    /// Carries an act out and notes it. `work` gives none where the run was not in a state for it.
    pub(super) async fn act<T>(
        &self,
        by: &By,
        run: RunId,
        act: Act,
        reason: Option<&str>,
        work: impl AsyncFnOnce(&mut Unit, &Standing) -> Result<Option<T>, Failure<Refusal>>,
    ) -> Acted<T> {
        let standing = self.standing(run).await?;
        let mut record = Record::of(act, by).about(standing.subject).to("run", run);
        record = record.with("workflow", standing.kind.as_str());
        if let Some(reason) = reason {
            record = record.with("reason", reason);
        }
        let entry = record.entry(self.entropy.ordered_id(), self.clock.now());
        let mut unit = self.store.begin().await?;
        let Some(done) = work(&mut unit, &standing).await? else {
            drop(unit);
            // What it is now says why not; it may have changed since it was looked at.
            return Err(Failure::Refused(Refusal::WrongState(self.standing(run).await?.state)));
        };
        unit.audit().record(&entry).await?;
        unit.commit().await?;
        Ok(done)
    }
}

/// Begins a run again from a step on, as `copy`.
pub(super) async fn reset(
    unit: &mut Unit,
    by: &By,
    run: RunId,
    copy: RunId,
    step: &str,
    reason: &str,
) -> Result<(), Failure<Refusal>> {
    let ended = json!({ "state": "cancelled", "by": by.actor.to_string(), "reset_as": copy.to_string() });
    let Some(cut) = unit.operations().first_event(run, step).await? else {
        return Err(Failure::Refused(Refusal::NoSuchStep));
    };
    // The copy remembers to have started these, and may wait for their end.
    unit.operations().hand_over(run, cut, copy).await?;
    // Before the copy, so that nothing is added to what is copied. One that is over stays as it is.
    end(unit, run, true, &ended.to_string()).await?;
    let by = by.actor.to_string();
    let note = json!({ "act": "reset", "by": by, "from": run.to_string(), "step": step, "reason": reason });
    if unit.operations().copy(run, copy, cut, &note.to_string()).await? {
        Ok(())
    } else {
        Err(Failure::Refused(Refusal::KeyTaken))
    }
}

/// Ends a run as cancelled, and lets those that it started and the one that started it know. False
/// where it did not take place.
async fn end(unit: &mut Unit, run: RunId, even_held: bool, note: &str) -> Result<bool, PortError> {
    cancel_dependants(unit, run).await?;
    if !unit.operations().end(run, even_held, note).await? {
        return Ok(false);
    }
    let closing = Closing { state: RunState::Cancelled, output: None, fault: None };
    tell_parent(unit, run, &closing).await?;
    Ok(true)
}

/// What an act leaves in the history.
fn act(act: &str, by: &By, reason: Option<&str>) -> String {
    let mut note = json!({ "act": act, "by": by.actor.to_string() });
    if let Some(reason) = reason {
        note["reason"] = reason.into();
    }
    note.to_string()
}

pub(super) fn read_reason(reason: &str) -> Result<&str, Failure<Refusal>> {
    let reason = reason.trim();
    let fits = !reason.is_empty() && reason.chars().count() <= MAX_REASON;
    let is_plain = !reason.chars().any(char::is_control);
    if fits && is_plain { Ok(reason) } else { Err(Failure::Refused(Refusal::NoReason)) }
}

fn is_waiting(state: RunState) -> bool {
    matches!(state, RunState::Open | RunState::Paused)
}

/// The step that failed last: its attempts are counted, or the fault of a paused run begins with it.
fn stands_at(standing: &Standing) -> Option<&str> {
    if standing.attempt > 0 {
        return standing.step.as_deref();
    }
    if standing.state != RunState::Paused {
        return None;
    }
    let (step, _) = standing.fault.as_ref()?.detail.split_once(": ")?;
    let is_name = step.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    (is_name && !step.is_empty()).then_some(step)
}
