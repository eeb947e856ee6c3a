//! Servers that are away, stand still, or can no longer be reached.

use crate::{
    arena::{Arena, PATIENCE, Site, require, until},
    rig::{
        Backing, NodeSpec, Place,
        books::quantile,
        flows::{Transfer, micros},
        lag::Lag,
        load::Load,
        proxy::Cable,
        redis,
    },
    support::{
        Deployment, PASSWORD,
        services::{psql, unique, with_database},
    },
    table::Outcome,
};
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinHandle;

/// Starts runs, one number after the other, until it is told to stop.
struct Stream {
    over: Arc<AtomicBool>,
    next: Arc<AtomicI64>,
    tasks: Vec<JoinHandle<()>>,
}

impl Stream {
    fn of(load: &Load, callers: usize, pause: Duration) -> Self {
        let (over, next) = (Arc::<AtomicBool>::default(), Arc::<AtomicI64>::default());
        let tasks = (0..callers)
            .map(|_| {
                let (load, over, next) = (load.clone(), Arc::clone(&over), Arc::clone(&next));
                tokio::spawn(async move {
                    while !over.load(Ordering::Relaxed) {
                        load.start::<Transfer>(next.fetch_add(1, Ordering::Relaxed)).await;
                        tokio::time::sleep(pause).await;
                    }
                })
            })
            .collect();
        Self { over, next, tasks }
    }

    /// Ends it, and tells how many runs were accepted.
    async fn end(self) -> u64 {
        self.over.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.unwrap();
        }
        u64::try_from(self.next.load(Ordering::Relaxed)).unwrap()
    }
}

/// How many effects ended in a second of this window of time.
fn rate(site: &Site, from: u128, until: u128) -> f64 {
    let ended = site.books().of("end").filter(|deed| (from..until).contains(&deed.at)).count();
    ended as f64 * 1e6 / (until - from) as f64
}

/// Redis is emptied, stopped, restarted and starved while runs are started.
pub async fn redis_away(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let spec = NodeSpec { slots: 16, pool: 8, ..site.spec() };
    let _nodes = [site.ready(&spec).await, site.ready(&spec).await];
    let load = Load::on(&site.ground());
    let stream = Stream::of(&load, 4, Duration::from_millis(25));
    let window = Duration::from_secs(arena.measure(3, 10));
    let wait = || tokio::time::sleep(window);
    let mut marks = Vec::new();
    let mut phase = |name: &'static str| marks.push((name, micros()));

    tokio::time::sleep(Duration::from_secs(1)).await;
    phase("normal");
    wait().await;
    phase("emptied");
    for _ in 0..20 {
        arena.services.flush_redis();
        tokio::time::sleep(window / 20).await;
    }
    phase("stopped");
    arena.services.stop_redis();
    tokio::time::sleep(window * 2).await;
    phase("restarted");
    arena.services.start_redis();
    wait().await;
    phase("full");
    let url = arena.services.redis();
    redis::ask(&url, &["CONFIG", "SET", "maxmemory", "1"])?;
    redis::ask(&url, &["CONFIG", "SET", "maxmemory-policy", "noeviction"])?;
    wait().await;
    redis::ask(&url, &["CONFIG", "SET", "maxmemory", "0"])?;
    phase("settling");
    tokio::time::sleep(Duration::from_secs(2)).await;
    phase("after");
    wait().await;
    phase("over");

    let all = stream.end().await;
    site.until_done("transfer", all).await;
    let books = site.books();
    books.check(&site.place, &[("transfer", all)], &[&spec.canary])?;
    require(load.refused() == 0, || format!("{} starts were refused", load.refused()))?;
    let of = |name: &str| {
        let place = marks.iter().position(|(known, _)| *known == name).unwrap();
        (marks[place].1, marks[place + 1].1)
    };
    let rate_of = |name: &str| {
        let (from, to) = of(name);
        rate(&site, from, to)
    };
    let (normal, stopped, after) = (rate_of("normal"), rate_of("stopped"), rate_of("after"));
    // In small measures a neighbour on the machine counts for as much as what is measured.
    require(stopped >= arena.measure(0.1, 0.4) * normal, || {
        format!("{stopped:.0} runs a second without Redis instead of {normal:.0}")
    })?;
    let as_before = arena.measure(0.2, 0.8);
    require(after >= as_before * normal, || {
        format!("{after:.0} runs a second afterwards instead of {normal:.0}")
    })?;
    Ok(format!(
        "{all} runs, 0 refused; {normal:.0}/s before, {stopped:.0}/s without Redis, {after:.0}/s after"
    ))
}

/// Postgres crashes, stands still, and closes all connections, while runs are started.
pub async fn postgres_away(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let spec = NodeSpec { slots: 16, pool: 8, step: 20, ..site.spec() };
    let _nodes = [site.ready(&spec).await, site.ready(&spec).await];
    let load = Load::on(&site.ground());

    // The product itself, for a person who signs in meanwhile.
    let name = unique("faults");
    psql(&arena.services.postgres(), &format!("CREATE DATABASE {name}"));
    let url = with_database(&arena.services.postgres(), &name);
    let mut deployment = Deployment::prepare(&url, site.place.redis.as_deref()).await;
    deployment.migrate();
    deployment.add_server(true);
    deployment.wait_until_ready().await;
    let client = deployment.client(0);
    client.register_until_accepted("ada@example.com", PASSWORD).await;
    let sign_in = || async {
        let begun = Instant::now();
        let body = json!({ "email": "ada@example.com", "password": PASSWORD });
        let answer = client.post("/auth/login", body).await;
        (answer.status, begun.elapsed())
    };

    let stream = Stream::of(&load, 4, Duration::from_millis(20));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let still = Duration::from_secs(arena.measure(7, 15));
    let lag = Lag::watch();
    let (mut silences, mut slowest) = (Vec::new(), Duration::ZERO);
    for outage in ["crash", "connections", "stands still"] {
        match outage {
            "crash" => arena.services.crash_postgres(),
            "connections" => {
                psql(
                    &arena.services.postgres(),
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                     WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'",
                );
            }
            _ => {
                arena.services.freeze_postgres(true);
                let (status, took) = sign_in().await;
                slowest = slowest.max(took);
                tokio::time::sleep(still.saturating_sub(took)).await;
                arena.services.freeze_postgres(false);
                require(status == 503, || format!("a sign-in was answered with {status}"))?;
            }
        }
        let back = micros();
        // Every run that was under way, not only new ones.
        let deadline = Instant::now() + PATIENCE;
        while !site.books().of("end").any(|deed| deed.at > back + 100_000) {
            require(Instant::now() < deadline, || format!("{outage}: nothing went on"))?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        silences.push((micros() - back) as f64 / 1e6);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let limit = arena.allowed(6.0, &lag);
    require(slowest.as_secs_f64() < limit, || format!("a sign-in hung for {slowest:?}"))?;
    let all = stream.end().await;
    let before = Instant::now();
    site.until_done("transfer", all).await;
    let rest = before.elapsed().as_secs_f64();
    let worst = quantile(&mut silences, 1.0).max(0.0);
    let limit = arena.allowed(6.0, &lag);
    require(worst <= limit, || format!("work went on after {worst:.1} s, limit {limit:.1} s"))?;
    site.books().check(&site.place, &[("transfer", all)], &[&spec.canary])?;
    require(client.try_get("/health/live").await == Some(200), || "the server has ended".to_owned())?;
    Ok(format!(
        "{all} runs; work went on after at most {worst:.1} s, all done {rest:.1} s later; sign-in 503 after {:.1} s",
        slowest.as_secs_f64()
    ))
}

/// The cable to the database is cut under a worker, a worker stands still for longer than its lease,
/// and the cable to Redis is cut.
pub async fn cut_cable(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let server = authority(&site.place.database);
    let cable = Cable::to(server.clone()).await;
    let far = Place {
        database: site.place.database.replace(&server, &format!("127.0.0.1:{}", cable.port())),
        ..site.place.clone()
    };
    let near = NodeSpec { step: 6_500, slots: 16, ..site.spec() };
    let behind = NodeSpec { place: far, ..near.clone() };
    let load = Load::on(&site.ground());

    // 1: cut for three leases.
    let mut zombie = site.ready(&behind).await;
    load.start_many::<Transfer>(0..16, 8).await;
    let busy = |node: u32, site: &Site| site.books().unfinished(node).len() >= 8;
    until("it is in the middle of its steps", || busy(zombie.id(), &site)).await;
    let other = site.ready(&near).await;
    let lag = Lag::watch();
    cable.cut(true);
    let cut = micros();
    until("it has stopped", || {
        site.books().of("idle").any(|deed| deed.process == zombie.id() && deed.at > cut)
    })
    .await;
    let stopped = site
        .books()
        .of("idle")
        .find(|deed| deed.process == zombie.id() && deed.at > cut)
        .map_or(0.0, |deed| (deed.at - cut) as f64 / 1e6);
    // Five sixths of the lease since its last sign of life; its watcher looks every 20 ms.
    let limit = arena.allowed(5.0 * 5.0 / 6.0 + 0.1, &lag);
    require(stopped <= limit, || format!("it stopped after {stopped:.2} s, limit {limit:.2} s"))?;
    site.until_done("transfer", 16).await;
    cable.cut(false);
    require(zombie.is_running(), || "the worker has ended".to_owned())?;

    // 2: a worker that stands still in the middle of its steps, and comes to when others are done.
    zombie.kill();
    let mut zombie = site.ready(&NodeSpec { step: 2_000, ..near.clone() }).await;
    drop(other);
    load.start_many::<Transfer>(16..32, 8).await;
    until("it is in the middle of its steps", || busy(zombie.id(), &site)).await;
    zombie.signal("-STOP");
    let other = site.ready(&NodeSpec { step: 0, ..near.clone() }).await;
    site.until_done("transfer", 32).await;
    let before = site.place.query("SELECT count(*), sum(sequence), sum(fence) FROM workflow_runs");
    zombie.signal("-CONT");
    let came_to = micros();
    until("it has noticed", || {
        site.books().of("idle").any(|deed| deed.process == zombie.id() && deed.at > came_to)
    })
    .await;
    let after = site.place.query("SELECT count(*), sum(sequence), sum(fence) FROM workflow_runs");
    require(before == after, || format!("it changed something: {before:?}, {after:?}"))?;
    zombie.stop().await;
    drop(other);

    // 3: Redis is silent for the workers alone.
    let mut worst = 0.0;
    if let Some(url) = &site.place.redis {
        let server = authority(url);
        let cable = Cable::to(server.clone()).await;
        let redis = Some(url.replace(&server, &format!("127.0.0.1:{}", cable.port())));
        let spec = NodeSpec { place: Place { redis, ..site.place.clone() }, ..site.spec() };
        let _node = site.ready(&spec).await;
        cable.cut(true);
        let mut begun = std::collections::HashMap::new();
        for number in 32..52 {
            let at = micros();
            begun.insert(load.start::<Transfer>(number).await.to_string(), at);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        site.until_done("transfer", 52).await;
        let mut waits: Vec<f64> = site
            .books()
            .of("begin")
            .filter_map(|deed| Some((deed.at - begun.get(&deed.run)?) as f64 / 1e6))
            .collect();
        worst = quantile(&mut waits, 1.0);
        let limit = arena.allowed(5.0, &lag);
        require(worst <= limit, || format!("a run began after {worst:.1} s, limit {limit:.1} s"))?;
    }
    let all = if site.place.redis.is_some() { 52 } else { 32 };
    let books = site.books();
    books.check(&site.place, &[("transfer", all)], &[&near.canary])?;
    let without_redis = if site.place.redis.is_some() {
        format!("; without Redis begun after at most {worst:.1} s")
    } else {
        String::new()
    };
    Ok(format!(
        "stopped after {stopped:.1} s of a lease of 5 s; 0 late changes; {} effects again{without_redis}",
        books.repeats()
    ))
}

/// The `host:port` of an address.
fn authority(url: &str) -> String {
    let parsed = url::Url::parse(url).unwrap();
    format!("{}:{}", parsed.host_str().unwrap(), parsed.port().unwrap())
}
