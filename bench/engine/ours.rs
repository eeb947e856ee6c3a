//! Our engine as a contender: one process that starts runs, carries them out, and waits for their end,
//! as a library in somebody's program does.

use crate::rig::{
    Ground, NodeSpec, Place,
    books::quantile,
    flows::{Single, Trio},
    node::embed,
};
use oathgate_application::{
    transact::transact,
    workflow::{self, Start, Workflow},
};
use oathgate_domain::ids::RunId;
use serde_json::json;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::oneshot;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id},
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt, registry::LookupSpan};

/// The first second is not counted.
const WARM_UP: Duration = Duration::from_secs(1);

/// Carries out one round when the program was started with the word `contender`. Gives back whether it
/// was.
pub fn became_contender() -> bool {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_none_or(|word| word != "contender") {
        return false;
    }
    let place: Place = serde_json::from_str(&words[1]).unwrap();
    let (callers, seconds, steps) = (words[2].parse().unwrap(), words[3].parse().unwrap(), words[4].as_str());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let window = Duration::from_secs(seconds);
        match steps {
            "1" => round::<Single>(&place, callers, window).await,
            _ => round::<Trio>(&place, callers, window).await,
        }
    });
    true
}

async fn round<W: Workflow<Input = i64>>(place: &Place, callers: usize, window: Duration) {
    let ends = Ends::default();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(ends.clone())).unwrap();
    let spec = NodeSpec { lease: 30_000, slots: 64, ..NodeSpec::new(place) };
    let (engine, ground) = embed(&spec);
    let next = Arc::new(AtomicI64::new(i64::from(std::process::id()) * 1_000_000_000));
    let begun = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let (ground, ends, next) = (ground.clone(), ends.clone(), Arc::clone(&next));
            tokio::spawn(async move {
                let mut times = Vec::new();
                while begun.elapsed() < WARM_UP + window {
                    let asked = Instant::now();
                    let run = start::<W>(&ground, next.fetch_add(1, Ordering::Relaxed)).await;
                    ends.of(run).await;
                    if begun.elapsed() > WARM_UP {
                        times.push(asked.elapsed().as_secs_f64());
                    }
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    let rate = times.len() as f64 / begun.elapsed().saturating_sub(WARM_UP).as_secs_f64();
    let (p50, p99) = (quantile(&mut times, 0.5), quantile(&mut times, 0.99));
    println!("{}", json!({ "runs": times.len(), "rate": rate, "p50": p50, "p99": p99 }));
    engine.stop().await;
}

/// Starts a run as the others are started here: under an id of its own, and without a business key.
async fn start<W: Workflow<Input = i64>>(ground: &Ground, number: i64) -> RunId {
    let start = Start::new(RunId(ground.services.entropy.ordered_id()));
    let started =
        transact(&*ground.services.store, async |unit| workflow::start::<W>(unit, &start, &number).await);
    started.await.unwrap().run()
}

/// Hears from the engine's log which runs are closed: what it says after the store has answered.
#[derive(Clone, Default)]
struct Ends(Arc<Mutex<HashMap<RunId, End>>>);

enum End {
    Awaited(oneshot::Sender<()>),
    Come,
}

impl Ends {
    async fn of(&self, run: RunId) {
        let (sender, receiver) = oneshot::channel();
        {
            let mut ends = self.0.lock().unwrap();
            if matches!(ends.remove(&run), Some(End::Come)) {
                return;
            }
            ends.insert(run, End::Awaited(sender));
        }
        receiver.await.unwrap();
    }

    fn come(&self, run: RunId) {
        let mut ends = self.0.lock().unwrap();
        match ends.remove(&run) {
            Some(End::Awaited(sender)) => drop(sender.send(())),
            _ => drop(ends.insert(run, End::Come)),
        }
    }
}

struct OfRun(RunId);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Ends {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().name() != "run" {
            return;
        }
        let mut words = Words { wanted: "run", found: None };
        attributes.record(&mut words);
        if let (Some(span), Some(run)) = (context.span(id), words.found.and_then(|run| run.parse().ok())) {
            span.extensions_mut().insert(OfRun(run));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut words = Words { wanted: "message", found: None };
        event.record(&mut words);
        if words.found.as_deref() != Some("closed") {
            return;
        }
        let Some(span) = context.event_span(event) else { return };
        if let Some(OfRun(run)) = span.extensions().get::<OfRun>() {
            self.come(*run);
        }
    }
}

struct Words {
    wanted: &'static str,
    found: Option<String>,
}

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == self.wanted {
            self.found = Some(format!("{value:?}"));
        }
    }
}
