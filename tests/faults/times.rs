//! Clocks that jump.

use crate::{
    arena::{Arena, PATIENCE, Site, require, until},
    rig::{
        Backing, Node, NodeSpec,
        books::quantile,
        flows::{Sleeper, Transfer},
        lag::Lag,
        load::Load,
    },
    support::services::psql,
    table::Outcome,
};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The library that gives a process another time.
fn library() -> Result<String, String> {
    ["x86_64-linux-gnu", "aarch64-linux-gnu"]
        .iter()
        .map(|folder| format!("/usr/lib/{folder}/faketime/libfaketimeMT.so.1"))
        .find(|path| Path::new(path).exists())
        .ok_or_else(|| "libfaketime is not installed; scripts/setup test installs it".to_owned())
}

/// A worker whose clock a file sets.
struct Dated {
    node: Node,
    file: PathBuf,
}

impl Dated {
    async fn start(site: &Site, spec: &NodeSpec) -> Result<Self, String> {
        let file = site.file("time");
        std::fs::write(&file, "+0").unwrap();
        let environment = [
            ("LD_PRELOAD", library()?),
            ("FAKETIME_TIMESTAMP_FILE", file.display().to_string()),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            // Clocks that are set jump; those that count seconds since the start of the machine do not.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        let mut node = Node::start_under(spec, &site.log(), &[], &environment);
        site.until_ready(&mut node).await;
        Ok(Self { node, file })
    }

    /// In one step: no half-written time is ever read.
    fn jump(&self, to: &str) {
        let fresh = self.file.with_extension("fresh");
        std::fs::write(&fresh, to).unwrap();
        std::fs::rename(fresh, &self.file).unwrap();
    }
}

/// A worker's clock jumps; then the database's.
pub async fn clock_jumps(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let spec = site.spec();
    let worker = Dated::start(&site, &spec).await?;
    let load = Load::on(&site.ground());
    let many: i64 = arena.measure(10, 60);
    let (mut sleepers, mut transfers) = (0, 0);
    let lag = Lag::watch();
    let mut measured = String::new();
    for jump in ["+3600", "-3600", "+86400", "-86400"] {
        worker.jump(jump);
        let late = backing == Backing::Sqlite && jump.starts_with('-');
        // Numbers below 100,000 are how many milliseconds it sleeps; above that they only differ.
        let numbers: Vec<i64> = (0..many).map(|number| (sleepers + number) * 100_000 + 1_500).collect();
        for &number in &numbers {
            load.start::<Sleeper>(number).await;
        }
        load.start_many::<Transfer>(transfers..transfers + many, 8).await;
        sleepers += many;
        transfers += many;
        if late {
            // The file's time is the worker's: what was accepted by others lies ahead of it.
            tokio::time::sleep(Duration::from_millis(500)).await;
            worker.jump("+0");
        }
        site.until_done("transfer", u64::try_from(transfers).unwrap()).await;
        site.until_done("sleeper", u64::try_from(sleepers).unwrap()).await;
    }
    worker.jump("+0");
    if backing == Backing::Sqlite {
        measured.push_str("a file's clock is its process's: timers early or late with it");
    } else {
        let mut sleeps: Vec<f64> = site
            .place
            .query(
                "SELECT extract(epoch FROM closed_at - created_at) FROM workflow_runs WHERE kind = 'sleeper'",
            )
            .iter()
            .map(|seconds| seconds.parse().unwrap())
            .collect();
        let (shortest, longest) = (quantile(&mut sleeps, 0.0), quantile(&mut sleeps, 1.0));
        let limit = arena.allowed(1.5 + 1.2, &lag);
        require((1.5..=limit).contains(&shortest) && longest <= limit, || {
            format!("sleeps of 1.5 s took {shortest:.2} s to {longest:.2} s, limit {limit:.2} s")
        })?;
        measured = format!("worker ±1 h, ±1 d: sleeps of 1.5 s took {shortest:.2} s to {longest:.2} s");

        // An hour ahead: what would sleep for a minute and a half is due at once. Then an hour back.
        // From one hour on to the next the database's clock is the runs' only one.
        let far: Vec<i64> = (0..many).map(|number| (sleepers + number) * 100_000 + 90_000).collect();
        for &number in &far {
            load.start::<Sleeper>(number).await;
        }
        sleepers += many;
        let begun = Instant::now();
        skew(arena, &site, "1 h");
        site.until_done("sleeper", u64::try_from(sleepers).unwrap()).await;
        let early = begun.elapsed();
        require(early < Duration::from_mins(1), || format!("{early:?} for timers that were due"))?;
        load.start_many::<Transfer>(transfers..transfers + many, 8).await;
        transfers += many;
        skew(arena, &site, "0");
        load.start_many::<Transfer>(transfers..transfers + many, 8).await;
        transfers += many;
        let ahead = site.place.count(
            "SELECT count(*) FROM workflow_runs WHERE kind = 'transfer' AND state < 3
             AND wake_at > workflow_now() + interval '1 minute'",
        );
        // What was accepted in the hour ahead waits for it, unless somebody makes it due.
        site.place.query(
            "UPDATE workflow_runs SET wake_at = workflow_now()
             WHERE kind = 'transfer' AND state = 0 AND wake_at > workflow_now() + interval '1 minute'",
        );
        let deadline = Instant::now() + PATIENCE;
        let wanted = u64::try_from(transfers).unwrap();
        while site.done("transfer") < wanted {
            require(Instant::now() < deadline, || {
                "not all are done after the database went back".to_owned()
            })?;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        measured = format!(
            "{measured}; database +1 h: timers early ({:.1} s), −1 h: {ahead} runs had to wait",
            early.as_secs_f64()
        );
    }
    until("everything is done", || site.done("sleeper") == u64::try_from(sleepers).unwrap()).await;
    let accepted =
        [("sleeper", u64::try_from(sleepers).unwrap()), ("transfer", u64::try_from(transfers).unwrap())];
    site.books().check(&site.place, &accepted, &[&spec.canary])?;
    drop(worker.node);
    Ok(measured)
}

/// Shifts the database's clock for everybody, as when its machine's is set.
fn skew(arena: &Arena, site: &Site, by: &str) {
    let name = &site.place.prefix;
    let server = arena.services.postgres();
    psql(&server, &format!("ALTER DATABASE {name} SET workflow.skew = '{by}'"));
    psql(
        &server,
        &format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        ),
    );
}
