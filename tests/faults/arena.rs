//! Where things are broken: a Postgres and a Redis of the suite's own, and a fresh installation for
//! each row.

use crate::{
    rig::{Backing, Books, Ground, Node, NodeSpec, Place, lag::Lag},
    support::services::{OwnServices, psql, unique, with_database},
};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// What all rows share.
pub struct Arena {
    /// Whether to break things in large measures.
    pub full: bool,
    /// How many runs the rows with everything at random carry out, all together.
    pub runs: u64,
    /// Its own, to be stopped and started at will.
    pub services: OwnServices,
}

impl Arena {
    /// Starts the services.
    pub fn prepare(full: bool, runs: Option<u64>) -> Self {
        let services = OwnServices::start().expect("a Postgres");
        Self { full, runs: runs.unwrap_or(if full { 100_000 } else { 900 }), services }
    }

    /// The small measure, or the large one.
    pub fn measure<T>(&self, small: T, large: T) -> T {
        if self.full { large } else { small }
    }

    /// How many seconds something may take that must take no more than `limit`: as many, and as long as
    /// the machine itself was late. Small measures run beside other tests, where a neighbour counts for
    /// more than what is measured: there only what waits for something else than it should is noticed.
    pub fn allowed(&self, limit: f64, lag: &Lag) -> f64 {
        let limit = limit + lag.worst().as_secs_f64();
        if self.full { limit } else { 2.0 * limit + 10.0 }
    }

    /// A fresh installation.
    pub async fn site(&self, backing: Backing) -> Site {
        self.site_with(backing, |address| address).await
    }

    /// A fresh installation whose processes reach the database by another address.
    pub async fn site_with(&self, backing: Backing, reach: impl FnOnce(String) -> String) -> Site {
        let folder = tempfile::tempdir().unwrap();
        let prefix = unique("faults");
        let database = if backing == Backing::Sqlite {
            format!("sqlite:{}", folder.path().join("oathgate.db").display())
        } else {
            psql(&self.services.postgres(), &format!("CREATE DATABASE {prefix}"));
            with_database(&self.services.postgres(), &prefix)
        };
        let redis = (backing == Backing::PostgresAndRedis).then(|| self.services.redis());
        let place = Place { database: reach(database), redis, prefix };
        place.migrate().await;
        Site { place, folder, nodes: std::cell::Cell::new(0) }
    }
}

/// An installation.
pub struct Site {
    /// Where it is.
    pub place: Place,
    folder: TempDir,
    nodes: std::cell::Cell<u32>,
}

impl Site {
    /// Where its world is written down.
    pub fn world(&self) -> PathBuf {
        self.folder.path().join("world")
    }

    /// A file of its own.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What its nodes are told.
    pub fn spec(&self) -> NodeSpec {
        NodeSpec { world: Some(self.world()), ..NodeSpec::new(&self.place) }
    }

    /// A log for another node.
    pub fn log(&self) -> PathBuf {
        self.nodes.set(self.nodes.get() + 1);
        self.folder.path().join(format!("node-{}.log", self.nodes.get()))
    }

    /// Starts a node.
    pub fn node(&self, spec: &NodeSpec) -> Node {
        Node::start(spec, &self.log())
    }

    /// Starts a node and waits until it is at work.
    pub async fn ready(&self, spec: &NodeSpec) -> Node {
        let mut node = self.node(spec);
        self.until_ready(&mut node).await;
        node
    }

    /// Waits until a node is at work.
    pub async fn until_ready(&self, node: &mut Node) {
        let id = node.id();
        let deadline = Instant::now() + PATIENCE;
        while !self.books().of("ready").any(|deed| deed.process == id) {
            assert!(node.is_running(), "a node has ended:\n{}", node.printed());
            assert!(Instant::now() < deadline, "a node is not ready:\n{}", node.printed());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Opens it here.
    pub fn ground(&self) -> Ground {
        self.place.open(16)
    }

    /// What its world saw so far.
    pub fn books(&self) -> Books {
        Books::read(&self.world())
    }

    /// How many runs of a kind are done.
    pub fn done(&self, kind: &str) -> u64 {
        self.place.count(&format!("SELECT count(*) FROM workflow_runs WHERE kind = '{kind}' AND state = 3"))
    }

    /// Waits until so many runs of a kind are done.
    pub async fn until_done(&self, kind: &str, count: u64) {
        until(&format!("{count} {kind} runs are done"), || self.done(kind) >= count).await;
    }
}

/// Waits until something is so.
pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    let mut pause = 10;
    while !is_so() {
        assert!(Instant::now() < deadline, "never: {what}");
        tokio::time::sleep(Duration::from_millis(pause)).await;
        pause = (pause + 10).min(250);
    }
}

/// Says what did not hold, unless it holds.
pub fn require(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}
