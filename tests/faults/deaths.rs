//! Workers that die, and runs that they die of.

use crate::{
    arena::{Arena, PATIENCE, require, until},
    rig::{
        Backing, NodeSpec,
        books::quantile,
        flows::{Poison, Single, Transfer, micros},
        lag::Lag,
        load::Load,
    },
    table::Outcome,
};
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

/// A worker is killed in the middle of many steps. On Postgres another one is alive; on SQLite it is
/// started anew.
pub async fn killed_worker(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    // So few that who takes over has room when the leases end: what waits in a queue waits for its turn.
    let many: i64 = arena.measure(160, 200);
    let kills: u32 = arena.measure(1, 8);
    let spec = NodeSpec { slots: 64, step: 400, ..site.spec() };
    let mut victim = site.ready(&spec).await;
    let mut other = None;
    let load = Load::on(&site.ground());
    // A second for the sweeper.
    let (mut worst, mut held, mut limit) = (Vec::new(), 0, 6.0_f64);
    for kill in 0..kills {
        let lag = Lag::watch();
        let numbers = many * i64::from(kill)..many * i64::from(kill + 1);
        // All at once: however slowly they are accepted, the worker is in the middle of many.
        load.start_together::<Transfer>(numbers).await;
        let busy = |at_least: usize| {
            let id = victim.id();
            let site = &site;
            move || site.books().unfinished(id).len() >= at_least
        };
        until("the worker is in the middle of many steps", busy(40)).await;
        if backing != Backing::Sqlite && other.is_none() {
            other = Some(site.node(&spec));
        }
        let (dead, killed) = (victim.id(), micros());
        victim.kill();
        let open = site.books().unfinished(dead);
        held += open.len();
        let restarted = site.node(&spec);
        victim = restarted;
        let runs: HashSet<&str> = open.iter().map(|(run, _)| run.as_str()).collect();
        let deadline = Instant::now() + PATIENCE;
        let resumed = loop {
            let resumed = site.books().resumed(&runs, dead, killed);
            // What had ended in the world but not in the books goes on without a trace there.
            if resumed.len() == runs.len() || Instant::now() > deadline {
                break resumed;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        require(resumed.len() == runs.len(), || {
            format!("{} of {} held runs went on", resumed.len(), runs.len())
        })?;
        limit = limit.max(arena.allowed(6.0, &lag));
        worst.extend(resumed);
        // Whoever dies again before it got on waits longer on purpose: it may be what kills.
        let again = "SELECT count(*) FROM workflow_runs WHERE state < 3 AND deaths > 0";
        until("all that died have got on", || site.place.count(again) == 0).await;
    }
    let all = u64::try_from(many).unwrap() * u64::from(kills);
    site.until_done("transfer", all).await;
    let books = site.books();
    books.check(&site.place, &[("transfer", all)], &[&spec.canary])?;
    let repeats = books.repeats();
    let most = 64 * kills as usize;
    require(repeats <= most, || format!("{repeats} effects again"))?;
    let (median, longest) = (quantile(&mut worst, 0.5), quantile(&mut worst, 1.0));
    require(longest <= limit, || format!("a run went on after {longest:.1} s, limit {limit:.1} s"))?;
    drop((victim, other));
    Ok(format!(
        "{all} runs, {kills} kills, {held} steps under way; on after {median:.1} s (p50), {longest:.1} s (worst); {repeats} effects again"
    ))
}

/// Steps that kill their process, in three ways, among neighbours that do not.
pub async fn poison(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let spec = NodeSpec { lease: 1_200, slots: 16, ..site.spec() };
    let load = Load::on(&site.ground());
    let neighbours = arena.measure(30, 300);
    for number in 0..3 {
        load.start::<Poison>(number).await;
    }
    load.start_many::<Single>(0..neighbours, 8).await;
    let mut deaths = 0;
    // So much memory and no more, and no dump of it; whoever dies is started anew.
    let by = ["/bin/bash", "-c", "ulimit -v 8388608 -c 0; exec \"$@\"", "node"];
    let start = || crate::rig::Node::start_under(&spec, &site.log(), &by, &[]);
    let mut node = start();
    let paused =
        || site.place.count("SELECT count(*) FROM workflow_runs WHERE kind = 'poison' AND state = 2");
    let deadline = Instant::now() + PATIENCE;
    while paused() < 3 {
        require(Instant::now() < deadline, || format!("{} of 3 poisonous runs are paused", paused()))?;
        if !node.is_running() {
            deaths += 1;
            node = start();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let wanted = u64::try_from(neighbours).unwrap();
    site.until_done("single", wanted).await;
    // Nobody tries them again.
    require(deaths >= 3, || format!("only {deaths} deaths"))?;
    let faults = site
        .place
        .query("SELECT DISTINCT fault_code FROM workflow_runs WHERE kind = 'poison' ORDER BY 1")
        .join(", ");
    require(faults == "worker_died", || format!("the reasons are: {faults}"))?;
    let drinks = site.books().of("begin").filter(|deed| deed.step == "drink").count();
    // Three times each where it died alone; in company it takes longer to tell who it was.
    require(drinks <= 30, || format!("{drinks} tries of 3 poisonous steps"))?;
    let books = site.books();
    books.same_keys()?;
    books.check(&site.place, &[("single", wanted)], &[&spec.canary])?;
    Ok(format!(
        "{deaths} deaths, {drinks} tries of 3 steps, all 3 paused as worker_died; {neighbours} neighbours done"
    ))
}
