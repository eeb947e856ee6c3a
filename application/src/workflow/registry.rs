//! Workflows by name.

use super::{
    context::Context,
    durable::Durable,
    step::{Flow, Halt},
};
use oathgate_domain::workflow::{Fault, Priority};
use serde_json::Value;
use std::{collections::BTreeMap, pin::Pin};

/// The limit of runs that send mail.
pub const SMTP: &str = "smtp";

/// A durable workflow. The type has no value: whatever the function needs comes from its context.
pub trait Workflow: Send + Sync + 'static {
    /// Its name, in storage and in lists. Never changes.
    const KIND: &'static str;
    /// The version of its code, for the history.
    const VERSION: i16 = 1;
    /// How urgent its runs are.
    const PRIORITY: Priority = Priority::Normal;
    /// What its runs share a limit by, such as [`SMTP`]; see [`super::Start::limit`].
    const LIMIT: Option<&'static str> = None;
    /// What it is started with.
    type Input: Durable;
    /// What it gives.
    type Output: Durable;
    /// The ports that its steps use.
    type Ports: Send + Sync + 'static;

    /// What happens, from top to bottom.
    fn run(
        context: &mut Context<Self::Ports>,
        input: Self::Input,
    ) -> impl Future<Output = Flow<Self::Output>> + Send;
}

/// What starting a run of a workflow takes.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// The version of its code.
    pub version: i16,
    /// How urgent its runs are.
    pub priority: Priority,
    /// What they share a limit by.
    pub limit: Option<&'static str>,
}

impl Kind {
    /// That of a workflow.
    pub(super) const fn of<W: Workflow>() -> Self {
        Self { name: W::KIND, version: W::VERSION, priority: W::PRIORITY, limit: W::LIMIT }
    }
}

/// A workflow's function at work; gives its output as JSON.
pub type Carried<'a> = Pin<Box<dyn Future<Output = Flow<Value>> + Send + 'a>>;

type Carry<P> = for<'a> fn(&'a mut Context<P>, &'a str) -> Carried<'a>;

/// The workflows that a worker has code for.
pub struct Registry<P> {
    entries: BTreeMap<&'static str, (Kind, Carry<P>)>,
}

impl<P: Send + Sync + 'static> Default for Registry<P> {
    fn default() -> Self {
        Self { entries: BTreeMap::new() }
    }
}

impl<P: Send + Sync + 'static> Registry<P> {
    /// Adds a workflow.
    #[must_use]
    pub fn with<W: Workflow<Ports = P>>(mut self) -> Self {
        self.entries.insert(W::KIND, (Kind::of::<W>(), carry::<W>));
        self
    }

    /// What starting a run of each workflow takes.
    pub fn workflows(&self) -> impl Iterator<Item = Kind> {
        self.entries.values().map(|(kind, _)| *kind)
    }

    /// The names of the workflows.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.entries.keys().copied().collect()
    }

    /// Carries out a run of `kind`. None where there is no code for it.
    pub fn carry<'a>(&self, kind: &str, context: &'a mut Context<P>, input: &'a str) -> Option<Carried<'a>> {
        self.entries.get(kind).map(|(_, carry)| carry(context, input))
    }
}

fn carry<'a, W: Workflow>(context: &'a mut Context<W::Ports>, input: &'a str) -> Carried<'a> {
    Box::pin(async move {
        let input =
            serde_json::from_str(input).ok().and_then(|json| W::Input::from_json(&json).ok()).ok_or_else(
                || Halt::Broken(Fault::new("unreadable_input", "the input is not what the workflow takes")),
            )?;
        W::run(context, input).await.map(|output| output.to_json())
    })
}
