//! Signals that come at the moment at which a run falls asleep.

use crate::{
    arena::{Arena, PATIENCE, require, until},
    rig::{
        Backing, NodeSpec,
        flows::{Call, Listener},
        load::Load,
        node::embed,
    },
    table::Outcome,
};
use oathgate_application::{
    transact::transact,
    workflow::{self},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinSet;

/// Two signals for each of many runs, each sent without a look at where the run is: while it is
/// taken up, falls asleep for the first, wakes, falls asleep for the second. A signal that got lost
/// would let its run sleep for ever, since these waits have no end.
pub async fn signal_races(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let many: i64 = arena.measure(400, 17_000);
    let spec = NodeSpec { world: None, ..site.spec() };
    // One process: whoever signals is as near to the engine as can be. Beside it on Postgres another.
    let (engine, ground) = embed(&spec);
    let other = (backing != Backing::Sqlite).then(|| site.node(&spec));
    let load = Load::on(&ground);
    let (next, sent) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut callers = JoinSet::new();
    for _ in 0..arena.measure(8, 48) {
        let (load, ground, next, sent) = (load.clone(), ground.clone(), Arc::clone(&next), Arc::clone(&sent));
        callers.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= many {
                    return;
                }
                load.start::<Listener>(number).await;
                for times in 0..2 {
                    // Most often within the few milliseconds in which it falls asleep, now and then later.
                    let chance = ground.services.entropy.chance();
                    let wait = Duration::from_millis(60).mul_f64(chance * chance);
                    tokio::time::sleep(wait).await;
                    let call = Call { times };
                    loop {
                        let signalled = transact(&*ground.services.store, async |unit| {
                            workflow::signal::<Listener, Call>(unit, &number, &times, &call).await
                        });
                        if signalled.await.is_ok() {
                            break;
                        }
                    }
                    sent.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    while let Some(ended) = callers.join_next().await {
        ended.map_err(|error| error.to_string())?;
    }
    let all = u64::try_from(many).unwrap();
    // Whoever sleeps now although both signals came has lost one.
    let deadline = std::time::Instant::now() + PATIENCE;
    loop {
        let done = site.done("listener");
        if done == all {
            break;
        }
        require(std::time::Instant::now() < deadline, || format!("{done} of {all} woke for both signals"))?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    engine.stop().await;
    drop(other);
    let slept =
        site.place.count("SELECT coalesce(sum(fence & 65535), 0) FROM workflow_runs WHERE kind = 'listener'");
    site.books().check(&site.place, &[("listener", all)], &[&spec.canary])?;
    let sent = sent.load(Ordering::Relaxed);
    Ok(format!("{sent} signals, runs taken up {slept} times, 0 lost"))
}
