//! What only our engine is asked.

use crate::{
    report::Report,
    rig::{
        Backing, Books, Node, NodeSpec, Place,
        books::quantile,
        drain::{Workers, work_off},
        flows::{Single, Transfer, Trio, micros},
        load::Load,
        node::embed,
    },
    support::services::{psql, shared_postgres, shared_redis, unique, with_database},
};
use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tempfile::TempDir;

const BACKINGS: [Backing; 3] = [Backing::Sqlite, Backing::Postgres, Backing::PostgresAndRedis];

/// Where everything takes place.
pub struct Arena {
    postgres: String,
    redis: String,
    folder: TempDir,
}

impl Arena {
    /// On the Postgres and the Redis of the environment. None where there are none.
    pub fn prepare() -> Option<Self> {
        let (postgres, redis) = (shared_postgres()?, shared_redis()?);
        Some(Self { postgres, redis, folder: tempfile::tempdir().unwrap() })
    }

    /// The address of the Redis.
    pub fn redis(&self) -> String {
        self.redis.clone()
    }

    /// The address of a new database.
    pub fn database(&self, name: &str) -> String {
        let name = unique(&format!("bench_{name}"));
        psql(&self.postgres, &format!("CREATE DATABASE {name}"));
        with_database(&self.postgres, &name)
    }

    /// A fresh installation.
    pub async fn place(&self, backing: Backing) -> Place {
        let prefix = unique("bench");
        let database = if backing == Backing::Sqlite {
            format!("sqlite:{}", self.folder.path().join(format!("{prefix}.db")).display())
        } else {
            self.database("ours")
        };
        let redis = (backing == Backing::PostgresAndRedis).then(|| self.redis.clone());
        let place = Place { database, redis, prefix };
        place.migrate().await;
        place
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A worker that has nothing to do, in another process where there can be one.
async fn worker(arena: &Arena, spec: &NodeSpec, backing: Backing) -> (Workers, crate::rig::Ground) {
    let world = spec.world.clone().unwrap();
    let (workers, ground, many) = if backing == Backing::Sqlite {
        let (engine, ground) = embed(spec);
        (Workers::Here(engine), ground, 1)
    } else {
        let node = |name: &str| Node::start(spec, &arena.file(name));
        (Workers::There([node("worker-1.log"), node("worker-2.log")]), spec.place.open(4), 2)
    };
    let deadline = Instant::now() + Duration::from_mins(1);
    while Books::read(&world).of("ready").count() < many {
        assert!(Instant::now() < deadline, "a worker is not ready");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    (workers, ground)
}

/// How soon the first step of a run begins when there is nothing else to do.
pub async fn pickup(arena: &Arena, report: &mut Report) {
    report.table(
        "Pickup when idle: to the first step, from the answer that a start is accepted, and from the wish to start",
        &["on", "p50, ms", "p99, ms", "from the wish, p50, ms", "p99, ms"],
    );
    for backing in BACKINGS {
        let place = arena.place(backing).await;
        let world = arena.file(&format!("world-{}", place.prefix));
        let spec = NodeSpec { world: Some(world.clone()), lease: 30_000, ..NodeSpec::new(&place) };
        let (workers, ground) = worker(arena, &spec, backing).await;
        let load = Load::on(&ground);
        let mut asked = HashMap::new();
        for number in 0..420 {
            let at = micros();
            let run = load.start::<Single>(number).await;
            // The first ones open connections and prepare statements.
            if number >= 20 {
                asked.insert(run.to_string(), [micros(), at]);
            }
            let pause = 15.0 + 30.0 * ground.services.entropy.chance();
            tokio::time::sleep(Duration::from_secs_f64(pause / 1e3)).await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        workers.stop().await;
        let books = Books::read(&world);
        let begun = books.begun();
        // A run that began twice would hide behind its first time.
        assert_eq!(books.of("begin").count(), begun.len());
        let mut figures = Vec::new();
        for from in [0, 1] {
            // A worker may be at it before the answer is read.
            let wait = |(run, times): (&String, &[u128; 2])| {
                begun[run.as_str()].saturating_sub(times[from]) as f64 / 1e3
            };
            let mut waits: Vec<f64> = asked.iter().map(wait).collect();
            figures.extend([0.5, 0.99].map(|share| quantile(&mut waits, share)));
        }
        let row = figures.iter().map(|figure| format!("{figure:.2}"));
        report.row(&std::iter::once(backing.name().to_owned()).chain(row).collect::<Vec<_>>());
        if backing == Backing::PostgresAndRedis {
            let (p50, p99) = (figures[0], figures[1]);
            report.goal(p50 <= 2.0 && p99 <= 10.0, || {
                format!("idle pickup {p50:.2} ms (p50), {p99:.2} ms (p99), goals 2 and 10 ms")
            });
        }
    }
}

/// Backlogs of 10,000 and 100,000 runs of three steps, and of 10,000 jobs of one.
pub async fn drain(arena: &Arena, report: &mut Report) {
    report.table(
        "A backlog without hints; two workers, on SQLite the one process; urgent runs every 20 ms meanwhile",
        &["on", "runs", "steps", "seconds", "runs a second", "urgent p99, ms", "Redis, KiB", "worker, MiB"],
    );
    let sizes: &[(u64, u8)] = &[(10_000, 3), (10_000, 1), (100_000, 3)];
    let small = std::env::var("BACKLOG").ok().and_then(|size| size.parse::<u64>().ok());
    for &(size, steps) in sizes {
        let size = small.map_or(size, |small| small * size / 10_000);
        for backing in BACKINGS {
            let place = arena.place(backing).await;
            let world = arena.file(&format!("world-{}", place.prefix));
            let spec = NodeSpec { world: Some(world), lease: 30_000, ..NodeSpec::new(&place) };
            let logs = arena.folder.path();
            let drained = match work_off(&spec, backing, size, steps, logs, Duration::from_mins(10)).await {
                Ok(drained) => drained,
                Err(error) => {
                    report.missed.push(format!("{}: {error}", backing.name()));
                    continue;
                }
            };
            let dash = || "–".to_owned();
            report.row(&[
                backing.name().to_owned(),
                size.to_string(),
                steps.to_string(),
                format!("{:.1}", drained.took),
                format!("{:.0}", drained.rate()),
                format!("{:.0}", drained.urgent_p99 * 1e3),
                if place.redis.is_some() { (drained.redis / 1024).to_string() } else { dash() },
                if drained.resident > 0.0 { format!("{:.0}", drained.resident) } else { dash() },
            ]);
            if (size, steps) == (10_000, 3) {
                report.goal(drained.took <= 15.0, || {
                    format!("{}: 10,000 runs worked off in {:.1} s, goal 15 s", backing.name(), drained.took)
                });
            }
            report.goal(drained.redis <= 2 << 20, || format!("{} bytes in Redis, goal 2 MiB", drained.redis));
            report.goal(drained.urgent_p99 <= 0.25, || {
                format!(
                    "{}: urgent runs {:.0} ms (p99), goal 250 ms",
                    backing.name(),
                    drained.urgent_p99 * 1e3
                )
            });
        }
    }
}

/// How many runs the price of one is measured by.
const RUNS: u64 = 500;

/// What two workers cost that have nothing to do, and what a run costs the database.
pub async fn idle(arena: &Arena, report: &mut Report) {
    report.table(
        "Two workers with nothing to do, and what a run of three steps costs",
        &["on", "statements a second", "share of a core, %", "worker, MiB", "commits a run"],
    );
    for backing in [Backing::Postgres, Backing::PostgresAndRedis] {
        let place = arena.place(backing).await;
        let world = arena.file(&format!("world-{}", place.prefix));
        let spec = NodeSpec { world: Some(world.clone()), lease: 30_000, ..NodeSpec::new(&place) };
        let nodes =
            [Node::start(&spec, &arena.file("idle-1.log")), Node::start(&spec, &arena.file("idle-2.log"))];
        let deadline = Instant::now() + Duration::from_mins(1);
        while Books::read(&world).of("ready").count() < 2 {
            assert!(Instant::now() < deadline, "a worker is not ready");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // Whoever has nothing to do any more tells the statistics within ten seconds.
        tokio::time::sleep(Duration::from_secs(12)).await;
        let window = Duration::from_secs(20);
        let busy = || nodes.iter().map(|node| processor_ticks(node.id())).sum::<u64>();
        let (commits_before, busy_before) = (commits(&place), busy());
        tokio::time::sleep(window).await;
        let (commits_after, busy_after) = (commits(&place), busy());
        // One of them is the question itself.
        let statements = commits_after.saturating_sub(commits_before + 1) as f64 / window.as_secs_f64();
        // The kernel counts hundredths of a second.
        let share = (busy_after - busy_before) as f64 / window.as_secs_f64();
        let memory = nodes[0].resident_mib();

        let load = Load::on(&place.open(4));
        let before = commits(&place);
        load.start_many::<Trio>(0..i64::try_from(RUNS).unwrap(), 8).await;
        while place.count("SELECT count(*) FROM workflow_runs WHERE state < 3") > 0 {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        drop(nodes);
        // Connections tell the statistics when they end.
        drop(load);
        tokio::time::sleep(Duration::from_secs(2)).await;
        let a_run = (commits(&place) - before) as f64 / RUNS as f64;
        report.row(&[
            backing.name().to_owned(),
            format!("{statements:.1}"),
            format!("{share:.1}"),
            format!("{memory:.0}"),
            format!("{a_run:.2}"),
        ]);
        report.goal(statements <= 5.0, || {
            format!("{}: {statements:.1} statements a second when idle, goal 5", backing.name())
        });
        report.goal(a_run <= 5.0, || format!("{}: {a_run:.2} commits a run, goal 5", backing.name()));
    }
}

fn commits(place: &Place) -> u64 {
    place.count("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")
}

/// The time that a process has spent on the processor, in hundredths of a second.
fn processor_ticks(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, after) = stat.rsplit_once(')').unwrap();
    let fields: Vec<&str> = after.split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// `kill -9` in the middle of 64 steps, with the lease of production.
pub async fn recovery(arena: &Arena, report: &mut Report) {
    report.table(
        "After `kill -9` in the middle of 64 steps, with the lease of production (30 s)",
        &["on", "runs held", "goes on after, s, p50", "worst", "effects again"],
    );
    for backing in BACKINGS {
        let place = arena.place(backing).await;
        let world = arena.file(&format!("world-{}", place.prefix));
        let spec = NodeSpec {
            world: Some(world.clone()),
            lease: 30_000,
            slots: 64,
            step: 500,
            ..NodeSpec::new(&place)
        };
        let mut victim = Node::start(&spec, &arena.file("victim.log"));
        let load = Load::on(&place.open(4));
        load.start_many::<Transfer>(0..200, 8).await;
        let deadline = Instant::now() + Duration::from_mins(1);
        while Books::read(&world).unfinished(victim.id()).len() < 48 {
            assert!(Instant::now() < deadline, "the worker is not in the middle of its steps");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let (dead, killed) = (victim.id(), micros());
        victim.kill();
        let _other = Node::start(&spec, &arena.file("heir.log"));
        let open = Books::read(&world).unfinished(dead);
        let runs: HashSet<&str> = open.iter().map(|(run, _)| run.as_str()).collect();
        let deadline = Instant::now() + Duration::from_mins(2);
        while place.count("SELECT count(*) FROM workflow_runs WHERE kind = 'transfer' AND state < 3") > 0 {
            assert!(Instant::now() < deadline, "a run is lost");
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        let books = Books::read(&world);
        books.check(&place, &[("transfer", 200)], &[&spec.canary]).unwrap();
        let mut waits = books.resumed(&runs, dead, killed);
        assert_eq!(waits.len(), runs.len());
        let (p50, worst) = (quantile(&mut waits, 0.5), quantile(&mut waits, 1.0));
        report.row(&[
            backing.name().to_owned(),
            runs.len().to_string(),
            format!("{p50:.1}"),
            format!("{worst:.1}"),
            books.repeats().to_string(),
        ]);
        report.goal(worst <= 31.0, || format!("{}: on after {worst:.1} s, goal 31 s", backing.name()));
    }
}
