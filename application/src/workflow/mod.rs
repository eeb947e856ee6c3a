//! Durable workflows: ordinary `async` functions whose steps are remembered.
//!
//! A [`Workflow`] is carried out by a worker under a lease. Each step has a name; what it gave is
//! kept in the run's history, and when the function is run again after a stop of any kind, steps
//! that are remembered give the same at once. Between steps the code must be pure: it has no
//! clock, no chance and no ports; those are reachable inside of steps alone.

mod context;
mod durable;
mod lease;
mod registry;
mod start;
mod step;

pub use context::{
    Child, ChildEnd, Context, OnParentEnd, Once, Services, Shielded, StepName, cancel_dependants, tell_parent,
};
pub use durable::{Durable, NotDurable, Signal};
#[doc(hidden)]
pub use durable::{read_case, sealed};
pub use lease::{Held, Lease, PendingSignal};
pub use registry::{Carried, Kind, Registry, SMTP, Workflow};
pub use start::{Start, signal, start};
pub use step::{Done, Flow, Halt, Scope, StepError};
