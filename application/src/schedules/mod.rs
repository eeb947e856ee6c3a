//! Workflows that start by the clock: a layer over the workflow engine, which knows nothing of it.
//! Here is what is done with schedules, by the clock and by operators.
//!
//! A run that a schedule starts has a key of the schedule's name and the time that it is for. It
//! is started in the unit of work that moves the schedule on, so a crash at any point repeats
//! nothing and loses nothing.

mod timetable;

pub use timetable::{Catalogue, Timetable};

use crate::{
    audit::{By, Record},
    error::{Failure, PortError},
    ports::{
        entropy::Entropy,
        store::Store,
        workflow_runs::{NewRun, Started},
    },
    transact::{Unit, transact},
    workflow::{Kind, Start},
};
use oathgate_domain::{
    audit::Act,
    ids::RunId,
    invalid::Invalid,
    workflow::{Overlap, Reuse, Schedule},
};
use std::sync::Arc;
use time::OffsetDateTime;

/// Most runs that one backfill starts.
pub const MOST_BACKFILLED: usize = 1_000;

/// Schedules, for the engine and for operators.
#[derive(Clone)]
pub struct Schedules {
    store: Arc<dyn Store>,
    entropy: Arc<dyn Entropy>,
    catalogue: Arc<Catalogue>,
}

/// What came of a schedule whose time had come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fired {
    /// It started this run.
    Started(RunId),
    /// This earlier run is not over, and two at a time are not wanted.
    Overlapping(RunId),
    /// Its time was too long ago.
    Missed,
    /// It was paused because what is stored of it means nothing.
    Broken(Invalid),
    /// This program has no code for its workflow; another may.
    Unknown,
    /// Somebody else saw to it.
    Elsewhere,
}

/// Why an operator's wish about a schedule is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleRefusal {
    /// There is none of that name.
    #[error("there is no schedule {0}")]
    NotFound(String),
    /// This program has no code for its workflow.
    #[error("this version of the program has no workflow {0}")]
    UnknownKind(String),
    /// What is stored of it means nothing.
    #[error("the schedule cannot be read: {0}")]
    Broken(Invalid),
    /// This run of it is not over, and two at a time are not wanted.
    #[error("its run {0} is not over yet, and the schedule lets no other start beside it")]
    StillRunning(RunId),
    /// The span holds too many times.
    #[error("the span holds more than {MOST_BACKFILLED} times; take a shorter one")]
    TooMany,
}

type Outcome<T> = Result<T, Failure<ScheduleRefusal>>;

impl Schedules {
    /// Over a store, with what the program has code for.
    pub fn new(store: Arc<dyn Store>, entropy: Arc<dyn Entropy>, catalogue: Arc<Catalogue>) -> Self {
        Self { store, entropy, catalogue }
    }

    /// Adds the program's own schedules where there are none of their names. Gives those that mean
    /// nothing and were left out.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn register(&self) -> Result<Vec<(String, Invalid)>, PortError> {
        if self.catalogue.schedules.is_empty() {
            return Ok(Vec::new());
        }
        transact(&*self.store, async |unit| {
            let now = unit.schedules().now().await?;
            let mut left_out = Vec::new();
            for schedule in &self.catalogue.schedules {
                match schedule.first_after(now) {
                    Ok(next_at) => {
                        let schedule = Schedule { next_at, ..schedule.clone() };
                        unit.schedules().insert(&schedule).await?;
                    }
                    Err(invalid) => left_out.push((schedule.name.clone(), invalid)),
                }
            }
            Ok(left_out)
        })
        .await
    }

    /// Starts what is due by the database's clock, and tells for each schedule what came of it.
    ///
    /// # Errors
    /// [`PortError`]; what had been started by then stays started.
    pub async fn fire(&self) -> Result<Vec<(String, Fired)>, PortError> {
        let due = self.store.begin_read().await?.schedules().due().await?;
        let mut fired = Vec::with_capacity(due.len());
        for schedule in due {
            let outcome = match self.catalogue.kind(&schedule.kind) {
                Some(kind) => {
                    let id = RunId(self.entropy.ordered_id());
                    let unit = transact(&*self.store, async |unit| fire(unit, &schedule, kind, id).await);
                    // Somebody else is at it; whether they succeed, the next sweep tells.
                    match unit.await {
                        Err(PortError::Contended) => Fired::Elsewhere,
                        outcome => outcome?,
                    }
                }
                None => Fired::Unknown,
            };
            fired.push((schedule.name, outcome));
        }
        Ok(fired)
    }

    /// Every schedule, by name.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn list(&self) -> Result<Vec<Schedule>, PortError> {
        self.store.begin_read().await?.schedules().list().await
    }

    /// Lets a schedule start nothing until it is resumed.
    ///
    /// # Errors
    /// [`ScheduleRefusal::NotFound`].
    pub async fn pause(&self, by: &By, name: &str) -> Outcome<()> {
        let found = transact(&*self.store, async |unit| {
            let found = unit.schedules().pause(name, None).await?;
            if found {
                self.note(unit, Record::of(Act::SchedulePaused, by), name).await?;
            }
            Ok(found)
        });
        if found.await? { Ok(()) } else { Err(not_found(name)) }
    }

    /// Lets a schedule go on with its next time, which is given; what it missed meanwhile is not
    /// made up for.
    ///
    /// # Errors
    /// [`ScheduleRefusal::NotFound`] and [`ScheduleRefusal::Broken`].
    pub async fn resume(&self, by: &By, name: &str) -> Outcome<OffsetDateTime> {
        let resumed = transact(&*self.store, async |unit| {
            let Some(schedule) = unit.schedules().find(name).await? else {
                return Ok(Err(ScheduleRefusal::NotFound(name.to_owned())));
            };
            let now = unit.schedules().now().await?;
            let next_at = match schedule.first_after(now) {
                Ok(next_at) => next_at,
                Err(invalid) => return Ok(Err(ScheduleRefusal::Broken(invalid))),
            };
            unit.schedules().resume(name, next_at).await?;
            self.note(unit, Record::of(Act::ScheduleResumed, by), name).await?;
            Ok(Ok(next_at))
        });
        resumed.await?.map_err(Failure::Refused)
    }

    /// Starts a run now, also of a paused schedule. Its times are not changed by that.
    ///
    /// # Errors
    /// [`ScheduleRefusal::NotFound`], [`ScheduleRefusal::UnknownKind`] and
    /// [`ScheduleRefusal::StillRunning`].
    pub async fn trigger(&self, by: &By, name: &str) -> Outcome<RunId> {
        let (schedule, kind) = self.known(name).await?;
        let id = RunId(self.entropy.ordered_id());
        let triggered = transact(&*self.store, async |unit| {
            if let Some(other) = make_room(unit, &schedule).await? {
                return Ok(Err(ScheduleRefusal::StillRunning(other)));
            }
            let now = unit.schedules().now().await?;
            let key = format!("sched:{name}:triggered:{id}");
            let run = start(unit, &schedule, kind, id, key).await?.run();
            unit.schedules().started(name, now, run).await?;
            let record = Record::of(Act::ScheduleTriggered, by).with("run", run.to_string());
            self.note(unit, record, name).await?;
            Ok(Ok(run))
        });
        triggered.await?.map_err(Failure::Refused)
    }

    /// Starts a run for each time by the expression from `from` until `to`, except those that a
    /// run was started for already. They may go on at the same time. Gives the runs.
    ///
    /// # Errors
    /// [`ScheduleRefusal`].
    pub async fn backfill(
        &self,
        by: &By,
        name: &str,
        from: OffsetDateTime,
        to: OffsetDateTime,
    ) -> Outcome<Vec<RunId>> {
        let (schedule, kind) = self.known(name).await?;
        let times = schedule.times(from, to, MOST_BACKFILLED + 1);
        let times = times.map_err(|invalid| Failure::Refused(ScheduleRefusal::Broken(invalid)))?;
        if times.len() > MOST_BACKFILLED {
            return Err(Failure::Refused(ScheduleRefusal::TooMany));
        }
        let started = transact(&*self.store, async |unit| {
            let mut runs = Vec::new();
            for due in times {
                let id = RunId(self.entropy.ordered_id());
                if let Started::New(run) = start(unit, &schedule, kind, id, schedule.key(due)).await? {
                    runs.push(run);
                }
            }
            let record = Record::of(Act::ScheduleBackfilled, by).with("runs", runs.len());
            self.note(unit, record, name).await?;
            Ok(runs)
        });
        Ok(started.await?)
    }

    /// Notes an act in the audit trail.
    async fn note(&self, unit: &mut Unit, record: Record, name: &str) -> Result<(), PortError> {
        let now = unit.schedules().now().await?;
        let entry = record.to("schedule", name).entry(self.entropy.ordered_id(), now);
        unit.audit().record(&entry).await
    }

    async fn known(&self, name: &str) -> Outcome<(Schedule, Kind)> {
        let mut unit = self.store.begin_read().await?;
        let schedule = unit.schedules().find(name).await?.ok_or_else(|| not_found(name))?;
        let kind = self.catalogue.kind(&schedule.kind);
        let kind = kind.ok_or_else(|| ScheduleRefusal::UnknownKind(schedule.kind.clone()));
        Ok((schedule, kind.map_err(Failure::Refused)?))
    }
}

fn not_found(name: &str) -> Failure<ScheduleRefusal> {
    Failure::Refused(ScheduleRefusal::NotFound(name.to_owned()))
}

/// Moves a schedule on, and starts its run where there is one to start.
async fn fire(unit: &mut Unit, schedule: &Schedule, kind: Kind, id: RunId) -> Result<Fired, PortError> {
    let now = unit.schedules().now().await?;
    let tick = match schedule.tick(now) {
        Ok(tick) => tick,
        Err(invalid) => {
            unit.schedules().pause(&schedule.name, Some(&invalid.to_string())).await?;
            return Ok(Fired::Broken(invalid));
        }
    };
    if !unit.schedules().advance(schedule, tick.next_at).await? {
        return Ok(Fired::Elsewhere);
    }
    let Some(due) = tick.due else { return Ok(Fired::Missed) };
    if let Some(other) = make_room(unit, schedule).await? {
        return Ok(Fired::Overlapping(other));
    }
    let run = start(unit, schedule, kind, id, schedule.key(due)).await?.run();
    unit.schedules().started(&schedule.name, due, run).await?;
    Ok(Fired::Started(run))
}

/// The run because of which another one must not start. Where an earlier one has to go, it is asked
/// to.
async fn make_room(unit: &mut Unit, schedule: &Schedule) -> Result<Option<RunId>, PortError> {
    let Some(last) = schedule.last_run else { return Ok(None) };
    Ok(match schedule.overlap {
        Overlap::Allow => None,
        Overlap::Skip => unit.schedules().is_open(last).await?.then_some(last),
        Overlap::CancelOther => {
            unit.workflows().request_cancel(last, &format!("schedule {}", schedule.name)).await?;
            None
        }
    })
}

async fn start(
    unit: &mut Unit,
    schedule: &Schedule,
    kind: Kind,
    id: RunId,
    key: String,
) -> Result<Started, PortError> {
    let start = Start::new(id).key(&key).reuse(Reuse::Reject).trace(Some(key));
    // It is in no trace: its key leads to the schedule.
    let run = NewRun { traced: None, ..start.run_of(kind, schedule.input.clone()) };
    unit.workflows().start(&run).await
}
