//! Much to do, and peers that are slow.

use crate::{
    arena::{Arena, PATIENCE, require, until},
    rig::{
        Backing, NodeSpec,
        books::quantile,
        drain::{self, Drained, Workers},
        flows::{Single, Slow, micros},
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
    // A development build on a busy machine proves the order, not the speed.
    let limit = if cfg!(debug_assertions) { 3.0 } else { 0.25 } + lag.worst().as_secs_f64();
    require(p99 <= limit, || format!("urgent runs began after {p99:.2} s (p99), limit {limit:.2} s"))?;
    require(bytes <= 2 << 20, || format!("{bytes} bytes in Redis"))?;
    require(resident <= 150.0, || format!("{resident:.0} MiB"))?;
    if size == 10_000 && !cfg!(debug_assertions) {
        require(took <= 15.0, || format!("{size} runs took {took:.1} s"))?;
    }
    let redis = if site.place.redis.is_some() { format!(", {} KiB in Redis", bytes / 1024) } else { String::new() };
    let memory = if resident > 0.0 { format!(", {resident:.0} MiB") } else { String::new() };
    Ok(format!(
        "{size} of three steps in {took:.1} s ({:.0}/s), urgent p99 {:.0} ms{redis}{memory}",
        drained.rate(),
        p99 * 1e3
    ))
}

/// A peer that takes seconds for everybody, and a long queue for it.
pub async fn slow_peer(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let queue = arena.measure(40, 5_000);
    let slow = arena.measure(400, 15_000);
    let spec = NodeSpec { slow, slots: 16, ..site.spec() };
    let (workers, ground) = if backing == Backing::Sqlite {
        let (engine, ground) = embed(&spec);
        (Workers::Here(engine), ground)
    } else {
        (Workers::There([site.ready(&spec).await, site.ready(&spec).await]), site.ground())
    };
    let load = Load::on(&ground);
    let many = arena.measure(60, 300);
    let round = async |from: i64| {
        let mut asked = HashMap::new();
        for number in from..from + many {
            let at = micros();
            asked.insert(load.start::<Single>(number).await.to_string(), at);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        site.until_done("single", u64::try_from(from + many).unwrap()).await;
        let books = site.books();
        let mut waits: Vec<f64> = books
            .of("end")
            .filter_map(|deed| Some((deed.at - asked.get(&deed.run)?) as f64 / 1e6))
            .collect();
        (quantile(&mut waits, 0.5), quantile(&mut waits, 0.99))
    };
    // The first ones open connections and prepare statements.
    round(0).await;
    let lag = Lag::watch();
    let (before, before99) = round(many).await;
    load.pile_up::<Slow>(queue, |start| start).await;
    until("the peer is busy", || site.books().of("begin").filter(|deed| deed.step == "deliver").count() >= 4)
        .await;
    let (during, during99) = round(2 * many).await;
    let limit = (before99 * 1.2).max(before99 + 0.05) + lag.worst().as_secs_f64();
    require(during99 <= limit, || {
        format!("other runs took {:.0} ms (p99) instead of {:.0} ms", during99 * 1e3, before99 * 1e3)
    })?;
    if !arena.full {
        site.until_done("slow", queue).await;
    }
    let books = site.books();
    let (mut under_way, mut most) = (HashSet::new(), 0);
    for deed in books.deeds.iter().filter(|deed| deed.step == "deliver") {
        if deed.phase == "begin" {
            under_way.insert(&deed.run);
            most = most.max(under_way.len());
        } else {
            under_way.remove(&deed.run);
        }
    }
    require(most <= 4, || format!("{most} at a time at the peer"))?;
    books.same_keys()?;
    workers.stop().await;
    Ok(format!(
        "{queue} waited, at most {most} at the peer; other runs p50 {:.1} ms instead of {:.1} ms, p99 {:.1} ms instead of {:.1} ms",
        during * 1e3,
        before * 1e3,
        during99 * 1e3,
        before99 * 1e3
    ))
}
