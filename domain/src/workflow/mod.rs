//! The vocabulary of durable workflows: runs, steps, retry policies, faults, schedules.

mod cron;
mod fault;
mod history;
mod policy;
mod run;
mod schedule;

pub use cron::Cron;
pub use fault::Fault;
pub use history::{Event, EventKind};
pub use policy::{OnExhaustion, RetryPolicy};
pub use run::{Priority, Reuse, RunState, RunStatus};
pub use schedule::{Overlap, Schedule, Tick};
