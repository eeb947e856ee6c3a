//! The vocabulary of durable workflows: runs, steps, retry policies, faults.

mod fault;
mod history;
mod policy;
mod run;

pub use fault::Fault;
pub use history::{Event, EventKind};
pub use policy::{OnExhaustion, RetryPolicy};
pub use run::{Priority, Reuse, RunState, RunStatus};
