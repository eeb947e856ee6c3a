//! Much to do, and peers that are slow.

use crate::{
    arena::{Arena, PATIENCE, Site, require, until},
    rig::{
        Backing, Ground, NodeSpec,
        books::quantile,
        drain::{self, Drained, Workers},
        flows::{Single, Slow, Urgent, micros},
        lag::Lag,
        load::Load,
        node::embed,
    },
    table::Outcome,
};
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

/// A backlog that nobody hints, and urgent runs while it is worked off.
pub async fn backlog(arena: &Arena, backing: Backing) -> Outcome {
    let mut told = Vec::new();
    let sizes: &[u64] = if arena.full { &[10_000, 100_000] } else { &[1_000] };
    for &size in sizes {
        told.push(work_off(arena, backing, size).await?);
    }
    Ok(told.join("; "))
}

async fn work_off(arena: &Arena, backing: Backing, size: u64) -> Outcome {
    let site = arena.site(backing).await;
    let spec = NodeSpec { lease: 30_000, ..site.spec() };
    let lag = Lag::watch();
    let logs = site.file("");
    let drained = drain::work_off(&spec, backing, size, 3, &logs, PATIENCE * 5).await?;
    let books = site.books();
    books.check(&site.place, &[("trio", size), ("urgent", drained.urgent)], &[&spec.canary])?;
    require(books.repeats() == 0, || format!("{} effects again", books.repeats()))?;
    let Drained { took, urgent_p99: p99, redis: bytes, resident, .. } = drained;
    // A development build proves the order, not the speed.
    let limit = arena.allowed(if cfg!(debug_assertions) { 3.0 } else { 0.25 }, &lag);
    require(p99 <= limit, || format!("urgent runs began after {p99:.2} s (p99), limit {limit:.2} s"))?;
    require(bytes <= 2 << 20, || format!("{bytes} bytes in Redis"))?;
    require(resident <= 150.0, || format!("{resident:.0} MiB"))?;
    if size == 10_000 && !cfg!(debug_assertions) {
        require(took <= 15.0, || format!("{size} runs took {took:.1} s"))?;
    }
    let redis =
        if site.place.redis.is_some() { format!(", {} KiB in Redis", bytes / 1024) } else { String::new() };
    let memory = if resident > 0.0 { format!(", {resident:.0} MiB") } else { String::new() };
    Ok(format!(
        "{size} of three steps in {took:.1} s ({:.0}/s), urgent p99 {:.0} ms{redis}{memory}",
        drained.rate(),
        p99 * 1e3
    ))
}

/// How many runs for one endpoint are carried out at a time (the limit of `hook:`). Limits are soft: a
/// worker counts what others carry out when it takes runs up, and of two at the same moment neither sees
/// what the other takes.
const AT_A_TIME: usize = 4;

/// A peer that takes seconds for everybody, and a long queue for it: other runs, and those for another
/// peer, take no notice.
pub async fn slow_peer(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let queue = arena.measure(60, 5_000);
    let spec = NodeSpec { slow: arena.measure(1_000, 15_000), slots: 16, ..site.spec() };
    let (workers, ground) = workers(&site, backing, &spec).await;
    let load = Load::on(&ground);
    let many = arena.measure(60, 300);
    // The first ones open connections and prepare statements.
    round(&site, &load, 0..many).await;
    let lag = Lag::watch();
    let (before, before99) = round(&site, &load, many..2 * many).await;
    load.pile_up::<Slow>(queue, |start| start.limit(&"hook:slow")).await;
    let asked = || site.books().of("begin").filter(|deed| deed.step == "deliver").count();
    until("the peer is busy", || asked() >= AT_A_TIME).await;
    let (during, during99) = round(&site, &load, 2 * many..3 * many).await;
    let others = arena.measure(20, 200);
    load.pile_up::<Urgent>(others, |start| start.limit(&"hook:quick")).await;
    site.until_done("urgent", others).await;
    let waiting = queue - site.done("slow");
    require(waiting > 0, || "the slow peer's queue was over before the others were".to_owned())?;
    let limit = arena.allowed((before99 * 1.2).max(before99 + 0.05), &lag);
    require(during99 <= limit, || {
        format!("other runs took {:.0} ms (p99) instead of {:.0} ms", during99 * 1e3, before99 * 1e3)
    })?;
    workers.stop().await;
    // The peer comes to, and its queue is worked off.
    let (workers, _ground) = self::workers(&site, backing, &NodeSpec { slow: 0, ..spec.clone() }).await;
    site.until_done("slow", queue).await;
    workers.stop().await;
    let most = at_a_time(&site, "deliver");
    let limit = if backing == Backing::Sqlite { AT_A_TIME } else { 2 * AT_A_TIME };
    require(most <= limit, || format!("{most} at a time at the peer"))?;
    let singles = u64::try_from(3 * many).unwrap();
    let accepted = [("slow", queue), ("single", singles), ("urgent", others)];
    site.books().check(&site.place, &accepted, &[&spec.canary])?;
    Ok(format!(
        "{queue} waited, at most {most} at the peer; meanwhile {others} for another peer were done, and other runs took {:.1} ms instead of {:.1} ms (p50), {:.1} ms instead of {:.1} ms (p99)",
        during * 1e3,
        before * 1e3,
        during99 * 1e3,
        before99 * 1e3
    ))
}

/// One process on a file, which starts runs as well; two on Postgres.
async fn workers(site: &Site, backing: Backing, spec: &NodeSpec) -> (Workers, Ground) {
    if backing == Backing::Sqlite {
        let (engine, ground) = embed(spec);
        (Workers::Here(engine), ground)
    } else {
        (Workers::There([site.ready(spec).await, site.ready(spec).await]), site.ground())
    }
}

/// Starts one run after the other. From the wish to start to the end, in seconds: p50 and p99.
async fn round(site: &Site, load: &Load, numbers: std::ops::Range<i64>) -> (f64, f64) {
    let until = u64::try_from(numbers.end).unwrap();
    let mut asked = HashMap::new();
    for number in numbers {
        let at = micros();
        asked.insert(load.start::<Single>(number).await.to_string(), at);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    site.until_done("single", until).await;
    let mut waits: Vec<f64> = site
        .books()
        .of("end")
        .filter_map(|deed| Some((deed.at - asked.get(&deed.run)?) as f64 / 1e6))
        .collect();
    (quantile(&mut waits, 0.5), quantile(&mut waits, 0.99))
}

/// The most runs that were in the middle of a step at one time.
fn at_a_time(site: &Site, step: &str) -> usize {
    let books = site.books();
    let (mut under_way, mut most) = (HashSet::new(), 0);
    for deed in books.deeds.iter().filter(|deed| deed.step == step) {
        if deed.phase == "begin" {
            under_way.insert(&deed.run);
            most = most.max(under_way.len());
        } else {
            under_way.remove(&deed.run);
        }
    }
    most
}
