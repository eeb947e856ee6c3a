//! A backlog, and how it is worked off.

use super::{
    Backing, Books, Node, NodeSpec,
    books::quantile,
    flows::{Single, Trio, Urgent, micros},
    load::Load,
    node::{Embedded, embed},
    redis,
};
use std::{
    collections::HashMap,
    path::Path,
    time::{Duration, Instant},
};

/// Workers on any backing: two processes, or the one process that a file has.
pub enum Workers {
    /// Within this process.
    Here(Embedded),
    /// Beside it.
    There([Node; 2]),
}

impl Workers {
    /// The memory of the largest, in MiB; 0 for one within this process.
    pub fn resident_mib(&self) -> f64 {
        match self {
            Self::Here(_) => 0.0,
            Self::There(nodes) => nodes.iter().map(Node::resident_mib).fold(0.0, f64::max),
        }
    }

    /// Ends them in good order.
    pub async fn stop(self) {
        match self {
            Self::Here(engine) => engine.stop().await,
            Self::There(mut nodes) => {
                for node in &mut nodes {
                    node.stop().await;
                }
            }
        }
    }
}

/// How many urgent runs tell something.
const FEWEST: usize = 10;

/// What working off cost.
#[derive(Debug, Clone)]
pub struct Drained {
    /// How many runs waited.
    pub size: u64,
    /// How long it took, in seconds.
    pub took: f64,
    /// How many urgent runs there were.
    pub urgent: u64,
    /// From the wish to start one to its first step, in seconds, of those that came meanwhile.
    pub urgent_p99: f64,
    /// The most that Redis held, in bytes.
    pub redis: u64,
    /// The most memory that a worker had, in MiB.
    pub resident: f64,
}

impl Drained {
    /// Runs a second.
    pub fn rate(&self) -> f64 {
        self.size as f64 / self.took
    }
}

/// Lets so many runs of three steps wait, or of one, then lets workers at them, and meanwhile starts urgent
/// ones. Gives up after `patience`.
pub async fn work_off(
    spec: &NodeSpec,
    backing: Backing,
    size: u64,
    steps: u8,
    logs: &Path,
    patience: Duration,
) -> Result<Drained, String> {
    let place = &spec.place;
    {
        let load = Load::on(&place.open(4));
        if steps == 1 {
            load.pile_up::<Single>(size, |start| start).await;
        } else {
            load.pile_up::<Trio>(size, |start| start).await;
        }
    }
    if let Some(url) = &place.redis {
        redis::ask(url, &["FLUSHALL"])?;
    }
    if !place.is_file() {
        // As autovacuum would have done by the time that so much waits.
        place.query("ANALYZE workflow_runs");
    }
    let kind = if steps == 1 { "single" } else { "trio" };
    let left =
        || place.count(&format!("SELECT count(*) FROM workflow_runs WHERE kind = '{kind}' AND state < 3"));
    let begun = Instant::now();
    let (workers, ground) = if backing == Backing::Sqlite {
        let (engine, ground) = embed(spec);
        (Workers::Here(engine), ground)
    } else {
        let node = |name: &str| Node::start(spec, &logs.join(name));
        (Workers::There([node("drain-1.log"), node("drain-2.log")]), place.open(4))
    };
    let load = Load::on(&ground);
    let (mut asked, mut number) = (HashMap::new(), 0);
    let (mut bytes, mut resident) = (0, 0.0_f64);
    let mut look = Instant::now();
    let took = loop {
        let at = micros();
        asked.insert(load.start::<Urgent>(number).await.to_string(), at);
        number += 1;
        tokio::time::sleep(Duration::from_millis(if size < 10_000 { 5 } else { 20 })).await;
        if look.elapsed() > Duration::from_millis(250) {
            look = Instant::now();
            if let Some(url) = &place.redis {
                bytes = bytes.max(redis::usage(url, &place.prefix).0);
            }
            resident = resident.max(workers.resident_mib());
            let left = left();
            if left == 0 {
                break begun.elapsed().as_secs_f64();
            }
            if begun.elapsed() > patience {
                return Err(format!("{left} of {size} runs still wait after {patience:?}"));
            }
        }
    };
    let deadline = Instant::now() + patience;
    while place.count("SELECT count(*) FROM workflow_runs WHERE kind = 'urgent' AND state < 3") > 0 {
        if Instant::now() > deadline {
            return Err("urgent runs still wait".to_owned());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    workers.stop().await;
    let slots = 2 * usize::try_from(spec.slots).unwrap();
    let waits = spec.world.as_deref().map(|world| urgent_waits(&Books::read(world), &asked, slots));
    let mut waits = waits.unwrap_or_default();
    Ok(Drained {
        size,
        took,
        urgent: u64::try_from(number).unwrap(),
        urgent_p99: quantile(&mut waits, 0.99),
        redis: bytes,
        resident,
    })
}

/// How long urgent runs waited for their first step that were asked for while more of the backlog waited than `slots`
/// can hold, in seconds: before that there are no workers yet, and later they may be idle, which is another measure.
/// All of them, where those are too few to tell anything.
fn urgent_waits(books: &Books, asked: &HashMap<String, u128>, slots: usize) -> Vec<f64> {
    let begun = books.begun();
    let mut firsts: Vec<_> =
        begun.iter().filter(|(run, _)| !asked.contains_key(**run)).map(|(_, at)| *at).collect();
    firsts.sort_unstable();
    let left = firsts.len().saturating_sub(slots + 1);
    let meanwhile = firsts.first().zip(firsts.get(left)).map(|(first, last)| *first..=*last);
    let waits = |of_all: bool| -> Vec<f64> {
        let runs = begun.iter().filter_map(|(run, at)| Some((*at, *asked.get(*run)?)));
        let some =
            runs.filter(|(_, asked)| of_all || meanwhile.as_ref().is_some_and(|time| time.contains(asked)));
        some.map(|(at, asked)| at.saturating_sub(asked) as f64 / 1e6).collect()
    };
    let some = waits(false);
    if some.len() < FEWEST { waits(true) } else { some }
}
