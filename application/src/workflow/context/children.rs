//! Runs that a run starts and whose end it may wait for.
//!
//! The end of a child is told to its parent by a signal, `child:` and the child's id, in the unit of
//! work that closes the child: it cannot be lost. A child that is not needed without its parent is
//! asked to cancel in the unit that closes the parent. Both units change the child first, so that
//! they do not wait for each other.

use super::{
    Context, StepName,
    memory::{event, unreadable},
};
use crate::{
    error::PortError,
    ports::{
        workflow_runs::{Addressee, NewEvent, NewSignal},
        workflow_store::Closing,
    },
    transact::Unit,
    workflow::{
        durable::{Durable, NotDurable},
        registry::Workflow,
        start::{Start, start},
        step::Flow,
    },
};
use oathgate_domain::{
    ids::RunId,
    workflow::{EventKind, RunStatus},
};
use serde_json::{Value, json};
use std::marker::PhantomData;

/// What becomes of a child that is not over when its parent ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnParentEnd {
    /// It is asked to cancel.
    Cancel,
    /// It goes on.
    GoOn,
}

/// A run that was started by another, of the workflow `W`.
#[derive(Debug)]
pub struct Child<W> {
    /// The run.
    pub run: RunId,
    workflow: PhantomData<fn() -> W>,
}

/// How a child ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChildEnd<T> {
    /// Well, and this is what it gave.
    Done(T),
    /// Badly. Why, its own history tells.
    Failed,
    /// Because somebody asked.
    Cancelled,
}

impl<T: Durable> ChildEnd<T> {
    fn from_json(json: &Value) -> Result<Self, NotDurable> {
        match (json["state"].as_str(), &json["output"]) {
            (Some("done"), output) => T::from_json(output).map(Self::Done),
            (Some("failed"), _) => Ok(Self::Failed),
            (Some("cancelled"), _) => Ok(Self::Cancelled),
            _ => Err(NotDurable { expected: "the end of a child" }),
        }
    }
}

/// The signal that tells of the end of a child.
const ENDED: &str = "child_ended";

/// The id of the signal that tells of the end of this child.
fn signal_id(child: RunId) -> String {
    format!("child:{child}")
}

impl<P: Send + Sync + 'static> Context<P> {
    /// Starts a run of `W` as a child, exactly once. It is about the same account, for the same
    /// request.
    ///
    /// # Errors
    /// [`Halt`](super::Halt), to be passed on with `?`.
    pub async fn child<W: Workflow>(
        &mut self,
        name: impl Into<StepName>,
        input: W::Input,
        on_parent_end: OnParentEnd,
    ) -> Flow<Child<W>> {
        let name = self.enter(name)?;
        let run = match self.recall::<RunId>(EventKind::Child, &name)? {
            Some(run) => run,
            None => self.start_child::<W>(&name, &input, on_parent_end).await?,
        };
        Ok(Child { run, workflow: PhantomData })
    }

    /// Waits for the end of a child.
    ///
    /// # Errors
    /// [`Halt`](super::Halt), to be passed on with `?`.
    #[expect(clippy::unused_async, reason = "a wait is a point at which the run may stop, and reads as one")]
    pub async fn end_of<W: Workflow>(
        &mut self,
        name: impl Into<StepName>,
        child: Child<W>,
    ) -> Flow<ChildEnd<W::Output>> {
        let name = self.enter(name)?;
        let id = signal_id(child.run);
        let told = self.take(&name, |signal| signal.name == ENDED && signal.id == id, None)?;
        let told = told.unwrap_or_default();
        ChildEnd::from_json(&told).map_err(|error| unreadable(&name, &error))
    }

    /// Whether the run has started others.
    pub fn has_children(&self) -> bool {
        self.remembered.keys().any(|(kind, _)| *kind == EventKind::Child)
    }

    /// The run that started it.
    pub fn parent(&self) -> Option<RunId> {
        self.lease.started_by
    }

    async fn start_child<W: Workflow>(
        &mut self,
        name: &str,
        input: &W::Input,
        on_parent_end: OnParentEnd,
    ) -> Flow<RunId> {
        let run = RunId(self.services.entropy.ordered_id());
        let mut begin = Start::new(run).trace(self.lease.trace.clone());
        if let Some(subject) = self.lease.subject {
            begin = begin.subject(subject);
        }
        begin.parent = Some(self.lease.held.run);
        begin.ends_with_parent = on_parent_end == OnParentEnd::Cancel;
        let begun = NewEvent {
            data: Some(json!({ "value": run.to_json(), "workflow": W::KIND }).to_string()),
            ..event(EventKind::Child, name)
        };
        self.commit(async |unit| {
            start::<W>(unit, &begin, input).await?;
            Ok((run, begun))
        })
        .await
    }
}

/// Asks the runs that `run` started, and that nobody needs without it, to cancel. In the unit of work
/// that ends it, before it is ended.
///
/// # Errors
/// [`PortError`].
pub async fn cancel_dependants(unit: &mut Unit, run: RunId) -> Result<(), PortError> {
    for child in unit.workflows().dependants(run).await? {
        unit.workflows().request_cancel(child, &format!("run {run}")).await?;
    }
    Ok(())
}

/// Tells the run that started `run`, if one did, how that ended. In the unit of work that ends it,
/// afterwards: only then is it certain whose child it is (see
/// [`hand_over`](crate::ports::operations::RunOperations::hand_over)).
///
/// # Errors
/// [`PortError`].
pub async fn tell_parent(unit: &mut Unit, run: RunId, closing: &Closing) -> Result<(), PortError> {
    let Some(parent) = unit.workflows().parent(run).await? else { return Ok(()) };
    let state = RunStatus::of(closing.state, false).as_str();
    let output: Option<Value> = closing.output.as_deref().and_then(|json| serde_json::from_str(json).ok());
    let data = json!({ "state": state, "output": output }).to_string();
    let told = NewSignal { id: signal_id(run), name: ENDED, data };
    unit.workflows().signal(&Addressee::Run(parent), &told).await?;
    Ok(())
}
