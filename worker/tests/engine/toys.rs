//! Toy workflows, and the world that their steps act on: it counts, and does what it is told.

use oathgate_application::{
    error::PortError,
    ports::{entropy::Entropy, workflow_runs::NewRun},
    transact::Unit,
    workflow::{Context, Done, Flow, Registry, Scope, Signal, StepError, Workflow},
};
use oathgate_domain::{
    ids::RunId,
    workflow::{Fault, OnExhaustion, Priority, RetryPolicy, Reuse},
};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::sync::Semaphore;

/// Three attempts, 20 ms to 40 ms apart, then a person.
pub(crate) const THRICE: RetryPolicy = RetryPolicy {
    base: Duration::from_millis(40),
    cap: Duration::from_millis(40),
    max_attempts: Some(3),
    ..RetryPolicy::SMTP
};

/// What a step does when its turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Fails; another time may be better.
    Fail,
    /// Fails for good.
    FailForGood,
    /// Panics, with words that were made at run time.
    Panic,
    /// Never ends.
    Hang,
    /// Succeeds as soon as the gate is opened for it.
    AtTheGate,
    /// For `tx` steps: meets another change.
    Contend,
}

/// A call that was carried out to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) run: RunId,
    pub(crate) step: &'static str,
    pub(crate) key: String,
    pub(crate) dated: OffsetDateTime,
}

/// The world.
pub(crate) struct Toys {
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) gate: Semaphore,
    script: Mutex<HashMap<&'static str, VecDeque<Deed>>>,
    begun: Mutex<HashMap<&'static str, u32>>,
    calls: Mutex<Vec<Call>>,
}

impl Toys {
    pub(crate) fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self {
            entropy,
            gate: Semaphore::new(0),
            script: Mutex::default(),
            begun: Mutex::default(),
            calls: Mutex::default(),
        }
    }

    /// Scripts the next calls of a step; those after them succeed.
    pub(crate) fn plan(&self, step: &'static str, deeds: &[Deed]) {
        self.script.lock().unwrap().entry(step).or_default().extend(deeds);
    }

    /// Calls of a step that were begun.
    pub(crate) fn begun(&self, step: &'static str) -> u32 {
        self.begun.lock().unwrap().get(step).copied().unwrap_or(0)
    }

    /// Calls that succeeded.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// How often a step succeeded.
    pub(crate) fn done(&self, step: &'static str) -> usize {
        self.calls().iter().filter(|call| call.step == step).count()
    }

    fn next(&self, step: &'static str) -> Option<Deed> {
        *self.begun.lock().unwrap().entry(step).or_default() += 1;
        self.script.lock().unwrap().get_mut(step)?.pop_front()
    }

    pub(crate) async fn act(&self, step: &'static str, at: &Scope<Self>) -> Result<Done<()>, StepError> {
        let fault = |code| StepError::transient(Fault::new(code, "the peer said so"));
        match self.next(step) {
            Some(Deed::Fail | Deed::Contend) => return Err(fault("peer_busy")),
            Some(Deed::FailForGood) => return Err(StepError { permanent: true, ..fault("peer_refused") }),
            Some(Deed::Panic) => panic!("{} of {}: a-planted-secret", step, at.run),
            Some(Deed::Hang) => std::future::pending().await,
            Some(Deed::AtTheGate) => self.gate.acquire().await.unwrap().forget(),
            None => {}
        }
        let call = Call { run: at.run, step, key: at.key.clone(), dated: at.dated };
        self.calls.lock().unwrap().push(call);
        Ok(Done::noted((), "250 ok"))
    }

    /// A change in the database that would be seen twice if it took place twice: it starts a run
    /// that nobody has code for, under an id of its own.
    pub(crate) async fn mark(
        &self,
        step: &'static str,
        unit: &mut Unit,
        at: &Scope<Self>,
    ) -> Result<i64, PortError> {
        let mark = NewRun {
            id: RunId(self.entropy.ordered_id()),
            kind: "mark",
            version: 1,
            key: None,
            reuse: Reuse::Always,
            priority: Priority::Normal,
            limit_key: None,
            subject: None,
            parent: Some(at.run),
            ends_with_parent: false,
            deadline: None,
            trace: Some(step.to_owned()),
            traced: None,
            first_due: None,
            input: "{}".to_owned(),
        };
        unit.workflows().start(&mark).await?;
        match self.next(step) {
            Some(Deed::Fail | Deed::FailForGood) => return Err(PortError::defect("toy", "broken")),
            Some(Deed::Contend) => return Err(PortError::Contended),
            Some(Deed::Panic) => panic!("{} of {}", step, at.run),
            Some(Deed::Hang) => std::future::pending().await,
            Some(Deed::AtTheGate) => self.gate.acquire().await.unwrap().forget(),
            None => {}
        }
        Ok(7)
    }
}

/// A change, something in the world, a change.
pub(crate) struct Trip;

impl Workflow for Trip {
    const KIND: &'static str = "trip";
    type Input = i64;
    type Output = i64;
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, input: i64) -> Flow<i64> {
        let packed = context.tx("pack", async |unit, at| at.ports.mark("pack", unit, &at).await).await?;
        context.effect("travel", THRICE, async |at| at.ports.act("travel", &at).await).await?;
        context.tx("unpack", async |unit, at| at.ports.mark("unpack", unit, &at).await).await?;
        Ok(packed + input)
    }
}

/// Three things in the world.
pub(crate) struct Parcel;

impl Workflow for Parcel {
    const KIND: &'static str = "parcel";
    type Input = i64;
    type Output = ();
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, _: i64) -> Flow<()> {
        context.effect("collect", THRICE, async |at| at.ports.act("collect", &at).await).await?;
        context.effect("carry", THRICE, async |at| at.ports.act("carry", &at).await).await?;
        context.effect("deliver", THRICE, async |at| at.ports.act("deliver", &at).await).await
    }
}

/// One thing that is not worth a person's time.
pub(crate) struct Leaflet;

impl Workflow for Leaflet {
    const KIND: &'static str = "leaflet";
    type Input = i64;
    type Output = ();
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, _: i64) -> Flow<()> {
        let policy = RetryPolicy { on_exhaustion: OnExhaustion::Fail, ..THRICE };
        context.effect("throw", policy, async |at| at.ports.act("throw", &at).await).await
    }
}

oathgate_application::durable! {
    /// Somebody is at the door.
    pub(crate) struct Ring { pub(crate) times: i64 }
}

impl Signal for Ring {
    const NAME: &'static str = "ring";
}

/// Waits for a ring for a day, then opens the door; else goes to bed.
pub(crate) struct Guest;

impl Workflow for Guest {
    const KIND: &'static str = "guest";
    type Input = i64;
    type Output = Option<i64>;
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, _: i64) -> Flow<Option<i64>> {
        let day = context.started() + time::Duration::DAY;
        let Some(ring) = context.wait::<Ring>("ring_until_night", Some(day)).await? else {
            context.effect("bed", THRICE, async |at| at.ports.act("bed", &at).await).await?;
            return Ok(None);
        };
        context.effect("open", THRICE, async |at| at.ports.act("open", &at).await).await?;
        Ok(Some(ring.times))
    }
}

/// Something in the world, then waits for two rings for as long as it takes.
pub(crate) struct Porter;

impl Workflow for Porter {
    const KIND: &'static str = "porter";
    type Input = i64;
    type Output = i64;
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, _: i64) -> Flow<i64> {
        context.effect("arrive", THRICE, async |at| at.ports.act("arrive", &at).await).await?;
        let first = context.wait::<Ring>("first_ring", None).await?.map_or(0, |ring| ring.times);
        let second = context.wait::<Ring>("second_ring", None).await?.map_or(0, |ring| ring.times);
        context.tx("note", async |unit, at| at.ports.mark("note", unit, &at).await).await?;
        Ok(first + second)
    }
}

/// Waits for a fifth of a second, then acts.
pub(crate) struct Nap;

impl Workflow for Nap {
    const KIND: &'static str = "nap";
    type Input = i64;
    type Output = ();
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, _: i64) -> Flow<()> {
        let soon = context.started() + time::Duration::milliseconds(200);
        context.wait::<Ring>("rest", Some(soon)).await?;
        context.effect("rise", THRICE, async |at| at.ports.act("rise", &at).await).await
    }
}

/// Two steps of one name.
pub(crate) struct Echo;

impl Workflow for Echo {
    const KIND: &'static str = "echo";
    type Input = i64;
    type Output = ();
    type Ports = Toys;

    async fn run(context: &mut Context<Toys>, _: i64) -> Flow<()> {
        context.effect("call", THRICE, async |at| at.ports.act("call", &at).await).await?;
        context.effect("call", THRICE, async |at| at.ports.act("call", &at).await).await
    }
}

/// All of them.
pub(crate) fn registry() -> Arc<Registry<Toys>> {
    let registry = Registry::default()
        .with::<Trip>()
        .with::<Parcel>()
        .with::<Leaflet>()
        .with::<Guest>()
        .with::<Porter>()
        .with::<Nap>()
        .with::<Echo>();
    Arc::new(registry)
}
