//! Hints that never come, and hints that come again and again.

use crate::{
    arena::{Arena, require, until},
    rig::{
        Backing, Books, NodeSpec, Place,
        books::quantile,
        flows::{Transfer, Trio, micros},
        lag::Lag,
        load::Load,
    },
    table::Outcome,
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::hints::{Hint, Hints},
};
use oathgate_domain::ids::RunId;
use std::{collections::HashMap, process::Command, sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// Processes that accept a run and are killed at the moment at which they would hint it.
pub async fn lost_hint(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let spec = site.spec();
    let _node = site.ready(&spec).await;
    let lag = Lag::watch();
    let many: i64 = arena.measure(24, 1_000);
    let program = std::env::current_exe().unwrap();
    let place = serde_json::to_string(&site.place).unwrap();
    let mut committed: HashMap<i64, u128> = HashMap::new();
    let mut numbers = 0..many;
    let mut starters = JoinSet::new();
    loop {
        while starters.len() < 4
            && let Some(number) = numbers.next()
        {
            let mut starter = tokio::process::Command::new(&program);
            starter.args(["starter", &place, &number.to_string()]);
            starters.spawn(async move { (number, starter.output().await.unwrap()) });
        }
        let Some(ended) = starters.join_next().await else { break };
        let (number, output) = ended.unwrap();
        // It ends by its own signal, with the time at which its commit had been answered.
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        require(!output.status.success() && !said.is_empty(), || {
            format!("a starter was not killed: {}", String::from_utf8_lossy(&output.stderr))
        })?;
        committed.insert(number, said.parse().unwrap());
    }
    let all = u64::try_from(many).unwrap();
    site.until_done("transfer", all).await;
    let books = site.books();
    books.check(&site.place, &[("transfer", all)], &[&spec.canary])?;
    require(books.repeats() == 0, || format!("{} effects again", books.repeats()))?;
    let numbers = run_numbers(&site.place, "transfer");
    let mut waits: Vec<f64> = books
        .of("begin")
        .map(|deed| (deed.at.saturating_sub(committed[&numbers[&deed.run]])) as f64 / 1e6)
        .collect();
    let (median, longest) = (quantile(&mut waits, 0.5), quantile(&mut waits, 1.0));
    let limit = arena.allowed(1.5, &lag);
    require(longest <= limit, || format!("a run began after {longest:.2} s, limit {limit:.2} s"))?;
    let leased =
        site.place.count("SELECT count(*) FROM workflow_runs WHERE kind = 'transfer' AND fence & 65535 <> 1");
    require(leased == 0, || format!("{leased} runs were leased more than once"))?;
    Ok(format!("{all} kills; begun after {median:.2} s (p50), {longest:.2} s (worst); each leased once"))
}

/// The numbers of runs by their ids, as the world writes them.
fn run_numbers(place: &Place, kind: &str) -> HashMap<String, i64> {
    place
        .query(&format!("SELECT id, input FROM workflow_runs WHERE kind = '{kind}'"))
        .iter()
        .map(|line| {
            let (id, number) = line.split_once('\t').unwrap();
            (uuid::Uuid::parse_str(id).unwrap().to_string(), number.parse().unwrap())
        })
        .collect()
}

/// Accepts one run and dies as it is about to hint it. Gives back whether the process was told to.
pub fn became_starter() -> bool {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_none_or(|word| word != "starter") {
        return false;
    }
    let place: Place = serde_json::from_str(&words[1]).unwrap();
    let ground = place.open_with(1, |_| Arc::new(Fatal));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        Load::on(&ground).start::<Transfer>(words[2].parse().unwrap()).await;
        tokio::time::sleep(Duration::from_mins(1)).await;
    });
    true
}

/// Kills the process that would give a hint.
struct Fatal;

#[async_trait]
impl Hints for Fatal {
    async fn give(&self, _: &[Hint]) -> Result<(), PortError> {
        println!("{}", micros());
        let _ = Command::new("kill").args(["-9", &std::process::id().to_string()]).status();
        std::process::abort()
    }

    async fn take(&self, _: usize, patience: Duration) -> Result<Vec<RunId>, PortError> {
        tokio::time::sleep(patience).await;
        Ok(Vec::new())
    }

    async fn depth(&self) -> Result<u64, PortError> {
        Ok(0)
    }

    async fn ping(&self) -> Result<(), PortError> {
        Ok(())
    }
}

/// Rounds with plain hints and with hints that come five times, in turn.
pub async fn repeated_hints(arena: &Arena, backing: Backing) -> Outcome {
    let rounds = arena.measure(2, 5);
    let many: i64 = arena.measure(60, 300);
    let mut medians = [Vec::new(), Vec::new()];
    for round in 0..2 * rounds {
        let repeated = round % 2 == 1;
        let (mut waits, leased_again) = if backing == Backing::Sqlite {
            in_process(arena, repeated, many).await?
        } else {
            across_processes(arena, backing, repeated, many).await?
        };
        require(leased_again == 0, || format!("{leased_again} runs were leased more than once"))?;
        medians[usize::from(repeated)].push(quantile(&mut waits, 0.5));
    }
    let [plain, repeated] = medians.map(|mut all| quantile(&mut all, 0.5));
    let slower = arena.measure(2.0, 1.2);
    require(repeated <= (plain * slower).max(plain + arena.measure(0.05, 0.001)), || {
        format!("p50 {:.2} ms instead of {:.2} ms", repeated * 1e3, plain * 1e3)
    })?;
    Ok(format!(
        "{} runs; p50 {:.2} ms instead of {:.2} ms; none leased twice",
        2 * i64::from(rounds) * many,
        repeated * 1e3,
        plain * 1e3
    ))
}

/// A worker in another process, hinted by way of Redis.
async fn across_processes(
    arena: &Arena,
    backing: Backing,
    repeated: bool,
    many: i64,
) -> Result<(Vec<f64>, u64), String> {
    let site = arena.site(backing).await;
    let spec = NodeSpec { echoes: if repeated { 5 } else { 1 }, ..site.spec() };
    let _nodes = [site.ready(&spec).await, site.ready(&spec).await];
    let load = Load::on(&site.ground());
    // The first ones open connections and prepare statements.
    load.start_many::<Trio>(0..20, 4).await;
    let mut begun = HashMap::new();
    for number in 20..20 + many {
        let at = micros();
        begun.insert(load.start::<Trio>(number).await.to_string(), at);
        // One after the other: what is measured is how long one takes, not how many wait.
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    let all = u64::try_from(20 + many).unwrap();
    site.until_done("trio", all).await;
    let books = site.books();
    books.check(&site.place, &[("trio", all)], &[&spec.canary])?;
    require(books.repeats() == 0, || format!("{} effects again", books.repeats()))?;
    let leased_again = site.place.count("SELECT count(*) FROM workflow_runs WHERE fence & 65535 > 1");
    Ok((waits(&books, &begun), leased_again))
}

/// The embedded engine, hinted within its process.
async fn in_process(arena: &Arena, repeated: bool, many: i64) -> Result<(Vec<f64>, u64), String> {
    let site = arena.site(Backing::Sqlite).await;
    let spec = NodeSpec { echoes: if repeated { 5 } else { 1 }, ..site.spec() };
    let (engine, ground) = crate::rig::node::embed(&spec);
    let load = Load::on(&ground);
    until("it is at work", || site.books().of("ready").count() == 1).await;
    let mut begun = HashMap::new();
    for number in 0..many {
        let at = micros();
        begun.insert(load.start::<Trio>(number).await.to_string(), at);
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    let all = u64::try_from(many).unwrap();
    site.until_done("trio", all).await;
    engine.stop().await;
    let books = site.books();
    books.check(&site.place, &[("trio", all)], &[&spec.canary])?;
    let leased_again = site.place.count("SELECT count(*) FROM workflow_runs WHERE fence & 65535 > 1");
    Ok((waits(&books, &begun), leased_again))
}

/// From the wish to start to the end of the third step.
fn waits(books: &Books, begun: &HashMap<String, u128>) -> Vec<f64> {
    books
        .of("end")
        .filter(|deed| deed.step == "three")
        .filter_map(|deed| Some((deed.at - begun.get(&deed.run)?) as f64 / 1e6))
        .collect()
}
