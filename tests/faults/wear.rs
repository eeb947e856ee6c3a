//! Much to do.

use crate::{
    arena::{Arena, PATIENCE, require},
    rig::{
        Backing, NodeSpec,
        drain::{self, Drained},
        lag::Lag,
    },
    table::Outcome,
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
    let redis =
        if site.place.redis.is_some() { format!(", {} KiB in Redis", bytes / 1024) } else { String::new() };
    let memory = if resident > 0.0 { format!(", {resident:.0} MiB") } else { String::new() };
    Ok(format!(
        "{size} of three steps in {took:.1} s ({:.0}/s), urgent p99 {:.0} ms{redis}{memory}",
        drained.rate(),
        p99 * 1e3
    ))
}
