//! Leases, fences and signals against a model: random courses of one run in the hands of two workers,
//! of which one may be a ghost, compared act by act with what a few lines of state say must come.

use super::{KINDS, LEASE, Works, beat, done, new_run, new_signal, number, run_id, worker};
use crate::{
    contract,
    world::{Database, World},
};
use oathgate_application::{
    ports::{
        entropy::Entropy,
        workflow_runs::{Addressee, Fencing, Signalled},
        workflow_store::{Claim, Closing, FailedAttempt, Suspension},
    },
    workflow::Held,
};
use oathgate_domain::{
    ids::RunId,
    workflow::{EventKind, Fault, RunState, RunStatus},
};
use oathgate_infrastructure::local::{OsEntropy, SeededEntropy};
use std::{collections::BTreeSet, time::Duration};

contract! { both; what_races_do_follows_the_model }

/// Longer than a lease, and than every sleep with an end.
const STEP: Duration = Duration::from_mins(1);
/// A sleep with an end.
const NAP: Duration = Duration::from_secs(30);

/// What somebody does. The number is a worker, or names a signal.
#[derive(Debug, Clone, Copy)]
enum Op {
    Claim(usize),
    Checkpoint(usize),
    Suspend(usize, bool),
    Read(usize),
    Fail(usize),
    Pause(usize),
    Close(usize),
    Release(usize),
    Beat(usize),
    Signal(u8),
    Sweep,
    Wait,
    Resume,
}

/// A random act; the common ones more often.
fn op(chance: &SeededEntropy) -> Op {
    let below = |most: u8| {
        let mut byte = [0];
        chance.fill(&mut byte);
        byte[0] % most
    };
    let who = usize::from(below(2));
    match below(34) {
        0..6 => Op::Claim(who),
        6..10 => Op::Checkpoint(who),
        10..14 => Op::Suspend(who, below(2) == 0),
        14..16 => Op::Read(who),
        16 => Op::Fail(who),
        17 => Op::Pause(who),
        18 => Op::Close(who),
        19..21 => Op::Release(who),
        21..23 => Op::Beat(who),
        23..27 => Op::Signal(below(5)),
        27..30 => Op::Sweep,
        30..33 => Op::Wait,
        _ => Op::Resume,
    }
}

/// Where the run is. Times are in steps of the clock; a lease and a nap last less than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Due from then on; none where only a signal wakes it.
    Open(Option<u32>),
    /// Held since that step.
    Leased(u32),
    Paused,
    Closed,
}

/// What a worker believes.
#[derive(Debug, Clone, Copy)]
struct Belief {
    held: Held,
    inbox: i64,
}

struct Model {
    /// Nobody else has the workers of a course, since who dies in company counts otherwise.
    first_worker: u128,
    state: State,
    now: u32,
    leases: i64,
    fence: i64,
    deaths: u32,
    inbox: i64,
    signals: BTreeSet<u8>,
    steps: usize,
    beliefs: [Option<Belief>; 2],
}

impl Model {
    fn new(first_worker: u128) -> Self {
        Self {
            first_worker,
            state: State::Open(Some(0)),
            now: 0,
            leases: 0,
            fence: 0,
            deaths: 0,
            inbox: 0,
            signals: BTreeSet::new(),
            steps: 0,
            beliefs: [None; 2],
        }
    }

    fn is_due(&self) -> bool {
        matches!(self.state, State::Open(Some(due)) if due <= self.now)
    }

    fn holds(&self, belief: Belief) -> bool {
        matches!(self.state, State::Leased(_)) && belief.held.fence == self.fence
    }

    fn status(&self) -> RunStatus {
        match self.state {
            State::Open(_) if self.is_due() => RunStatus::Queued,
            State::Open(_) => RunStatus::Waiting,
            State::Leased(_) => RunStatus::Running,
            State::Paused => RunStatus::Paused,
            State::Closed => RunStatus::Done,
        }
    }

    /// What a change by a worker must come to; `then` is where the run is if it is kept.
    fn change(&mut self, belief: Belief, then: State) -> Fencing {
        if !self.holds(belief) {
            return Fencing::Lost;
        }
        self.state = then;
        Fencing::Kept
    }
}

/// Acts on the store and on the model, and tells where they differ.
async fn play(works: &Works, run: RunId, ops: &[Op]) -> Result<(), String> {
    let mut model = Model::new(0x1_0000 + 2 * (run.0.as_u128() & 0xffff));
    let mut works = works.clone();
    for (place, op) in ops.iter().enumerate() {
        act(&mut works, &mut model, run, *op).await.map_err(|why| format!("{place}: {op:?}: {why}"))?;
        let status = works.detail(run).await.summary.status;
        same("status", status, model.status()).map_err(|why| format!("after {place}: {op:?}: {why}"))?;
    }
    let steps = works.history(run).await.into_iter().filter(|kind| *kind == EventKind::StepDone).count();
    same("remembered steps", steps, model.steps)
}

#[expect(clippy::needless_pass_by_value, reason = "what is compared is made for the comparison")]
fn same<T: PartialEq + std::fmt::Debug>(what: &str, store: T, model: T) -> Result<(), String> {
    if store == model {
        Ok(())
    } else {
        Err(format!("{what}: the store says {store:?}, the model {model:?}"))
    }
}

async fn act(works: &mut Works, model: &mut Model, run: RunId, op: Op) -> Result<(), String> {
    let store = works.store.clone();
    match op {
        Op::Claim(who) => {
            let only = [run];
            let who_asks = worker(model.first_worker + who as u128);
            let claim = Claim { worker: who_asks, kinds: KINDS, limit: 5, only: Some(&only), lease: LEASE };
            let leases = store.claim(&claim).await.unwrap();
            same("leases", leases.len(), usize::from(model.is_due()))?;
            if let Some(lease) = leases.first() {
                model.leases += 1;
                model.state = State::Leased(model.now);
                same("lease", number(lease), model.leases)?;
                model.fence = lease.held.fence;
                same("inbox", lease.inbox, model.inbox)?;
                same("signals", lease.signals.len(), model.signals.len())?;
                same("memory", lease.events.len(), model.steps)?;
                model.beliefs[who] = Some(Belief { held: lease.held, inbox: lease.inbox });
            }
        }
        Op::Signal(number) => {
            let signal = new_signal(&number.to_string());
            let mut unit = works.world.unit().await;
            let told = unit.workflows().signal(&Addressee::Run(run), &signal).await.unwrap();
            unit.commit().await.unwrap();
            let is_over = model.state == State::Closed;
            same("signal", told, if is_over { Signalled::NoOpenRun } else { Signalled::Accepted })?;
            if !is_over && model.signals.insert(number) {
                model.inbox += 1;
                // `now` of the unit is the machine's, or the clock's: due at once, or when the store's
                // own time has come that far.
                if let State::Open(due) = &mut model.state {
                    *due = Some(0);
                }
            }
        }
        Op::Sweep => {
            store.sweep(10).await.unwrap();
            if let State::Leased(since) = model.state
                && since < model.now
            {
                model.deaths += 1;
                let is_last = model.deaths >= 3;
                // The second time it comes at a time of its own, within seconds.
                let due = model.now + u32::from(model.deaths > 1);
                model.state = if is_last { State::Paused } else { State::Open(Some(due)) };
            }
        }
        Op::Wait => {
            model.now += 1;
            *works = works.later(STEP * model.now);
        }
        Op::Resume => {
            works.retry(run).await;
            if matches!(model.state, State::Open(_) | State::Paused) {
                model.deaths = 0;
                model.state = match model.state {
                    State::Open(Some(due)) if due <= model.now => model.state,
                    _ => State::Open(Some(model.now)),
                };
            }
        }
        Op::Checkpoint(who)
        | Op::Suspend(who, _)
        | Op::Read(who)
        | Op::Fail(who)
        | Op::Pause(who)
        | Op::Close(who)
        | Op::Release(who)
        | Op::Beat(who) => {
            if let Some(belief) = model.beliefs[who] {
                hold(works, model, op, who, belief).await?;
            }
        }
    }
    Ok(())
}

/// What a worker does that holds the run, or believes so.
async fn hold(works: &Works, model: &mut Model, op: Op, who: usize, belief: Belief) -> Result<(), String> {
    let (store, held) = (&works.store, belief.held);
    let nap = model.now + 1;
    match op {
        Op::Checkpoint(_) => {
            let event = done(&format!("step_{}", model.steps));
            let kept = store.checkpoint(&held, &[event]).await.unwrap();
            same("checkpoint", kept, model.change(belief, model.state))?;
            if kept == Fencing::Kept {
                model.steps += 1;
                model.deaths = 0;
            }
        }
        Op::Suspend(_, is_nap) => {
            let until = is_nap.then(|| works.now_there(model.now) + NAP);
            let slept = store.suspend(&held, &[], until, belief.inbox).await.unwrap();
            let expected = if !model.holds(belief) {
                Suspension::Lost
            } else if belief.inbox == model.inbox {
                Suspension::Suspended
            } else {
                Suspension::Signalled
            };
            same("suspension", slept, expected)?;
            if slept == Suspension::Suspended {
                model.deaths = 0;
                model.state = State::Open(is_nap.then_some(nap));
            }
        }
        Op::Read(_) => {
            let (inbox, signals) = store.signals(held.run).await.unwrap();
            same("inbox", (inbox, signals.len()), (model.inbox, model.signals.len()))?;
            model.beliefs[who] = Some(Belief { inbox, ..belief });
        }
        Op::Fail(_) => {
            let fault = Fault::new("no", "not now");
            let failed = FailedAttempt { step: "f".to_owned(), attempt: 1, fault, retry_in: NAP };
            let kept = store.fail_attempt(&held, &[], &failed).await.unwrap();
            same("failure", kept, model.change(belief, State::Open(Some(nap))))?;
            if kept == Fencing::Kept {
                model.deaths = 0;
            }
        }
        Op::Pause(_) => {
            let kept = store.pause(&held, &[], &Fault::new("no", "never")).await.unwrap();
            same("pause", kept, model.change(belief, State::Paused))?;
        }
        Op::Close(_) => {
            let closing = Closing { state: RunState::Done, output: None, fault: None };
            let kept = store.close(&held, &[], &closing).await.unwrap();
            same("close", kept, model.change(belief, State::Closed))?;
        }
        Op::Release(_) => {
            store.release(&[held]).await.unwrap();
            let now = model.now;
            let _ = model.change(belief, State::Open(Some(now)));
        }
        Op::Beat(_) => {
            let still =
                store.beat(&beat(model.first_worker + who as u128, KINDS), &[held], LEASE).await.unwrap();
            let now = model.now;
            let kept = model.change(belief, State::Leased(now));
            same("still held", still.len(), usize::from(kept == Fencing::Kept))?;
        }
        _ => {}
    }
    Ok(())
}

impl Works {
    /// The time of the store after so many steps.
    fn now_there(&self, steps: u32) -> time::OffsetDateTime {
        match self.world.database {
            Database::Postgres(..) => self.now() + STEP * steps,
            Database::Sqlite(..) => self.now(),
        }
    }
}

/// Plays a course with a run of its own.
async fn try_out(works: &Works, number: u128, ops: &[Op]) -> Result<(), String> {
    // Nothing has passed yet.
    let works = works.later(Duration::ZERO);
    works.start(&new_run(number)).await;
    play(&works, run_id(number), ops).await
}

/// Leaves out what the failure does not need, as long as it stays one.
async fn least(works: &Works, number: &mut u128, mut ops: Vec<Op>, mut why: String) -> String {
    let mut place = 0;
    while place < ops.len() {
        let mut fewer = ops.clone();
        fewer.remove(place);
        *number += 1;
        match try_out(works, *number, &fewer).await {
            Err(still) => (ops, why) = (fewer, still),
            Ok(()) => place += 1,
        }
    }
    format!("{why}\nin the course {ops:?}")
}

async fn what_races_do_follows_the_model(world: World) {
    let (courses, longest) = match world.database {
        Database::Postgres(..) => (12, 24),
        Database::Sqlite(..) => (150, 40),
    };
    let works = Works::new(world);
    let mut seed = [0; 8];
    OsEntropy::default().fill(&mut seed);
    let seed = u64::from_ne_bytes(seed);
    let chance = SeededEntropy::new(seed);
    let mut number = 0;
    for _ in 0..courses {
        let ops: Vec<_> = (0..longest).map(|_| op(&chance)).collect();
        number += 1;
        if let Err(why) = try_out(&works, number, &ops).await {
            panic!("seed {seed}: {}", least(&works, &mut number, ops, why).await);
        }
    }
}
