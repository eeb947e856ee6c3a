//! All of it, at random.

use crate::{
    arena::{Arena, PATIENCE, Site, require},
    rig::{
        Backing, Node, NodeSpec,
        flows::{Sleeper, Transfer, Trio},
        load::Load,
    },
    support::services::psql,
    table::Outcome,
};
use oathgate_application::transact::transact;
use oathgate_domain::workflow::RunStatus;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// What happens to whom, by chance.
const HAPPENINGS: [&str; 9] =
    ["kill", "kill", "kill", "stop", "abort", "pause", "flush", "connections", "crash"];

/// Runs are started as fast as they are carried out, and every moment something breaks.
pub async fn at_random(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    // A third on each backing, and none too few.
    let total = i64::try_from(arena.runs.div_ceil(3)).unwrap();
    let (transfers, trios, sleepers) = (total * 8 / 10, total / 10, total - total * 8 / 10 - total / 10);
    let spec = NodeSpec { lease: 1_500, drain: 300, slots: 24, pool: 8, step: 2, ..site.spec() };
    let ground = site.ground();
    let chance = || ground.services.entropy.chance();
    let below = |limit: usize| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
        let index = (chance() * limit as f64) as usize;
        index.min(limit - 1)
    };
    let many = if backing == Backing::Sqlite { 1 } else { 3 };
    let mut nodes: Vec<Node> = (0..many).map(|_| site.node(&spec)).collect();
    let load = Load::on(&ground);
    let starting = {
        let load = load.clone();
        tokio::spawn(async move {
            let sleeps = async {
                for number in 0..sleepers {
                    // From no time to a second and a half.
                    load.start::<Sleeper>(number * 100_000 + (number * 37) % 1_500).await;
                }
            };
            tokio::join!(
                load.start_many::<Transfer>(0..transfers, 6),
                load.start_many::<Trio>(0..trios, 2),
                sleeps
            );
        })
    };
    let begun = Instant::now();
    let mut happened = std::collections::BTreeMap::new();
    let (mut revived, mut paused): (u64, Option<usize>) = (0, None);
    let wanted = u64::try_from(total).unwrap();
    let done = || -> u64 {
        let count =
            "SELECT count(*) FROM workflow_runs WHERE kind IN ('transfer', 'trio', 'sleeper') AND state = 3";
        site.place.try_count(count).unwrap_or(0)
    };
    // Nothing breaks in the last stretch, or it would never end.
    let mut last_look = Instant::now();
    let (mut finished, mut at_last_fault) = (0, None);
    let deadline = begun + Duration::from_mins(14);
    while finished < wanted {
        require(Instant::now() < deadline, || format!("{finished} of {wanted} runs are done"))?;
        tokio::time::sleep(Duration::from_millis(250).mul_f64(chance())).await;
        if last_look.elapsed() > Duration::from_millis(500) {
            last_look = Instant::now();
            finished = done().max(finished);
            revived += revive(&ground).await;
        }
        if finished > wanted * 95 / 100 {
            if let Some(number) = paused.take() {
                nodes[number].signal("-CONT");
            }
            for node in &mut nodes {
                if !node.is_running() {
                    *node = site.node(&spec);
                }
            }
            continue;
        }
        // On a machine so busy that nothing was done since, the next fault would meet nobody at work.
        if at_last_fault == Some(finished) {
            for node in nodes.iter_mut().filter_map(|node| (!node.is_running()).then_some(node)) {
                *node = site.node(&spec);
            }
            continue;
        }
        let what = HAPPENINGS[below(HAPPENINGS.len())];
        let victim = below(nodes.len());
        if paused == Some(victim) {
            nodes[victim].signal("-CONT");
            paused = None;
        }
        match what {
            "kill" => {
                nodes[victim].kill();
                nodes[victim] = site.node(&spec);
            }
            "stop" => {
                nodes[victim].stop().await;
                nodes[victim] = site.node(&spec);
            }
            "abort" => {
                nodes[victim].signal("-TERM");
                nodes[victim].signal("-TERM");
                nodes[victim].ended(Duration::from_mins(1)).await;
                nodes[victim] = site.node(&spec);
            }
            "pause" if paused.is_none() && backing != Backing::Sqlite => {
                nodes[victim].signal("-STOP");
                paused = Some(victim);
            }
            "flush" if backing == Backing::PostgresAndRedis => arena.services.flush_redis(),
            "connections" if backing != Backing::Sqlite => {
                let name = &site.place.prefix;
                psql(
                    &arena.services.postgres(),
                    &format!(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE datname = '{name}' AND pid <> pg_backend_pid()"
                    ),
                );
            }
            // Rarely: it takes seconds until it is back.
            "crash" if backing != Backing::Sqlite && chance() < 0.15 => arena.services.crash_postgres(),
            _ => continue,
        }
        at_last_fault = Some(finished);
        *happened.entry(what).or_insert(0_u32) += 1;
    }
    starting.await.map_err(|error| error.to_string())?;
    for node in &mut nodes {
        node.stop().await;
    }
    let of = |number: i64| u64::try_from(number).unwrap();
    let accepted = [("transfer", of(transfers)), ("trio", of(trios)), ("sleeper", of(sleepers))];
    let books = site.books();
    books.check(&site.place, &accepted, &[&spec.canary])?;
    let kills: u32 = happened.values().sum();
    // Of each fault as many as a worker held, and one of each lease that ran out by itself on a busy machine.
    let expired = site.place.count("SELECT count(*) FROM workflow_events WHERE kind = 13");
    let most = 24 * usize::try_from(kills).unwrap() + usize::try_from(expired).unwrap();
    require(books.repeats() <= most, || format!("{} effects again after {kills} faults", books.repeats()))?;
    let faults =
        happened.iter().map(|(what, times)| format!("{times} {what}")).collect::<Vec<_>>().join(", ");
    Ok(format!(
        "{wanted} runs in {:.0} s, {kills} faults ({faults}), {} effects again, {revived} runs that died three times went on when asked",
        begun.elapsed().as_secs_f64(),
        books.repeats()
    ))
}

/// A run whose workers were killed three times at the same step waits for a person: this one.
async fn revive(ground: &crate::rig::Ground) -> u64 {
    let filter = oathgate_application::ports::workflow_store::RunFilter {
        status: Some(RunStatus::Paused),
        limit: 200,
        ..Default::default()
    };
    let Ok(runs) = ground.services.runs.list(&filter).await else { return 0 };
    let mut revived = 0;
    for run in runs {
        let woken = transact(&*ground.services.store, async |unit| {
            unit.operations().wake(run.id, r#"{"act":"retry","by":"the suite"}"#).await
        });
        revived += u64::from(woken.await.is_ok_and(|woken| woken));
    }
    revived
}
