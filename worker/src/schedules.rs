//! What starts by the clock: a layer over the engine, which only starts runs.

use crate::{outage::chain, sweeper::AfterSweep};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::workflow_store::Swept,
    schedules::{Fired, Schedules},
};
use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};
use tokio::sync::OnceCell;

/// Registers the program's own schedules, and starts what is due by the clock.
pub struct Clockwork {
    schedules: Schedules,
    /// Set once the program's own schedules are in the store.
    registered: OnceCell<()>,
    /// Schedules whose workflow this worker has no code for; told once.
    foreign: Mutex<HashSet<String>>,
}

impl Clockwork {
    /// Over these schedules.
    pub fn new(schedules: Schedules) -> Self {
        Self { schedules, registered: OnceCell::new(), foreign: Mutex::default() }
    }

    async fn register(&self) -> Result<(), PortError> {
        for (name, invalid) in self.schedules.register().await? {
            tracing::error!(schedule = name, %invalid, "a schedule of the program means nothing; left out");
        }
        Ok(())
    }

    fn tell(&self, schedule: &str, fired: &Fired) {
        match fired {
            Fired::Started(run) => tracing::info!(schedule, %run, "scheduled run started"),
            Fired::Overlapping(run) => {
                tracing::warn!(schedule, %run, "left out: an earlier run is not over");
            }
            Fired::Missed => tracing::warn!(schedule, "left out: its time is too long ago"),
            Fired::Broken(invalid) => {
                tracing::error!(schedule, error = chain(invalid), "schedule paused: it means nothing");
            }
            Fired::Unknown => {
                // Every change is complete before anything could panic.
                let mut foreign = self.foreign.lock().unwrap_or_else(PoisonError::into_inner);
                if foreign.insert(schedule.to_owned()) {
                    tracing::warn!(schedule, "due, but this worker has no code for its workflow");
                }
            }
            Fired::Elsewhere => {}
        }
    }
}

#[async_trait]
impl AfterSweep for Clockwork {
    async fn follow(&self, swept: &Swept) -> Result<(), PortError> {
        self.registered.get_or_try_init(|| self.register()).await?;
        if swept.schedules_due {
            for (schedule, fired) in self.schedules.fire().await? {
                self.tell(&schedule, &fired);
            }
        }
        Ok(())
    }
}
