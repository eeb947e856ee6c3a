//! A process with one engine in it: this very program, started again with the word `node`.

use super::{
    flows::{Transfer, World, registry},
    load::Load,
    place::{Ground, Place},
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::hints::{Hint, Hints},
};
use oathgate_domain::ids::RunId;
use oathgate_worker::{Engine, EngineSettings, EngineStats};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    signal::unix::{SignalKind, signal},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

/// What a node is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NodeSpec {
    /// Where it works.
    pub place: Place,
    /// Where its deeds are written down, if anywhere.
    pub world: Option<PathBuf>,
    /// How many runs at a time.
    pub slots: u32,
    /// Connections to the database.
    pub pool: usize,
    /// How long a lease lasts, in milliseconds.
    pub lease: u64,
    /// How long an effect takes, in milliseconds.
    pub step: u64,
    /// How long a slow peer takes, in milliseconds.
    pub slow: u64,
    /// How long running steps may take to end when it is told to stop, in milliseconds.
    pub drain: u64,
    /// Which version of the code it has.
    pub code: u8,
    /// How often it gets each hint, in another order than they were given.
    pub echoes: u8,
    /// What its steps know and nobody else must.
    pub canary: String,
}

impl NodeSpec {
    /// A worker with the measures of production, but for a lease of five seconds.
    pub fn new(place: &Place) -> Self {
        Self {
            place: place.clone(),
            world: None,
            slots: 32,
            pool: 16,
            lease: 5_000,
            step: 0,
            slow: 0,
            drain: 25_000,
            code: 2,
            echoes: 1,
            canary: "canary-3f1c9a7e".to_owned(),
        }
    }
}

/// A running node, killed when dropped.
pub struct Node {
    child: Child,
    log: PathBuf,
}

impl Node {
    /// Starts one.
    pub fn start(spec: &NodeSpec, log: &Path) -> Self {
        Self::start_under(spec, log, &[], &[])
    }

    /// Starts one by way of another command, and with more in its environment.
    pub fn start_under(spec: &NodeSpec, log: &Path, by: &[&str], environment: &[(&str, String)]) -> Self {
        let program = std::env::current_exe().unwrap();
        let file = File::options().create(true).append(true).open(log).unwrap();
        let mut words: Vec<std::ffi::OsString> = by.iter().map(Into::into).collect();
        words.push(program.into());
        let child = Command::new(&words[0])
            .args(&words[1..])
            .args(["node", &serde_json::to_string(spec).unwrap()])
            .envs(environment.iter().map(|(name, value)| (*name, value.as_str())))
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Self { child, log: log.to_owned() }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Asks it to stop, and waits for it.
    pub async fn stop(&mut self) {
        self.signal("-TERM");
        self.ended(Duration::from_mins(1)).await;
    }

    /// Waits for its end.
    pub async fn ended(&mut self, within: Duration) {
        let deadline = Instant::now() + within;
        while self.is_running() {
            assert!(Instant::now() < deadline, "a node does not end:\n{}", self.printed());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// What it and those before it have printed.
    pub fn printed(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The memory that it keeps in RAM, in MiB.
    pub fn resident_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Carries out what a process is told that was started with the word `node`. Gives back whether it
/// was.
pub fn became_node() -> bool {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_none_or(|word| word != "node") {
        return false;
    }
    let spec: NodeSpec = serde_json::from_str(&words[1]).unwrap();
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(work(spec));
    true
}

async fn work(spec: NodeSpec) {
    let (embedded, ground) = embed(&spec);
    if let Ok(file) = std::env::var("RIG_ACCEPTS") {
        tokio::spawn(accept(ground, file.into()));
    }
    let mut terminate = signal(SignalKind::terminate()).unwrap();
    let Embedded { shutdown, abort, mut task } = embedded;
    tokio::select! {
        _ = terminate.recv() => shutdown.cancel(),
        ended = &mut task => return ended.unwrap(),
    }
    tokio::select! {
        _ = terminate.recv() => abort.cancel(),
        ended = &mut task => return ended.unwrap(),
    }
    task.await.unwrap();
}

/// Accepts runs for as long as the process lives, and writes down each that was accepted.
async fn accept(ground: Ground, file: PathBuf) {
    use std::io::Write;
    let load = Load::on(&ground);
    let taken = std::fs::read_to_string(&file).unwrap_or_default().lines().count();
    let mut book = File::options().create(true).append(true).open(&file).unwrap();
    // Some may have been accepted without a word before: their numbers are left alone.
    let mut number = i64::try_from(taken).unwrap() + i64::from(std::process::id()) * 1_000_000;
    loop {
        number += 1;
        if load.try_start::<Transfer>(number).await.is_ok() {
            book.write_all(format!("{number}\n").as_bytes()).unwrap();
        }
    }
}

/// An engine in this process.
pub struct Embedded {
    shutdown: CancellationToken,
    abort: CancellationToken,
    task: JoinHandle<()>,
}

impl Embedded {
    /// Ends it in good order.
    pub async fn stop(self) {
        self.shutdown.cancel();
        self.task.await.unwrap();
    }
}

/// Starts an engine in this process, and gives the ground that it works on.
pub fn embed(spec: &NodeSpec) -> (Embedded, Ground) {
    let echoes = spec.echoes;
    let ground = spec
        .place
        .open_with(spec.pool, |inner| if echoes > 1 { Arc::new(Echoing { inner, echoes }) } else { inner });
    let entropy = Arc::clone(&ground.services.entropy);
    let world = Arc::new(World::new(
        spec.world.as_deref(),
        entropy,
        Duration::from_millis(spec.step),
        Duration::from_millis(spec.slow),
        spec.canary.clone(),
    ));
    let engine = Engine::new(
        measures(spec.slots, spec.lease, spec.drain),
        ground.services.clone(),
        registry(spec.code),
        Arc::clone(&world),
        Arc::clone(&ground.hints),
    );
    let watcher = tokio::spawn(watch(engine.stats(), Arc::clone(&world)));
    let (shutdown, abort) = (CancellationToken::new(), CancellationToken::new());
    let task = tokio::spawn({
        let (shutdown, abort) = (shutdown.clone(), abort.clone());
        async move {
            engine.run(shutdown, abort).await;
            watcher.abort();
            world.note("left", "-", "-", "-");
        }
    });
    (Embedded { shutdown, abort, task }, ground)
}

/// Writes down when the engine is at work, and when it has come to have nothing under way.
async fn watch(stats: Arc<EngineStats>, world: Arc<World>) {
    while stats.beats() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    world.note("ready", "-", "-", "-");
    let mut was = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let now = stats.in_flight();
        if now == 0 && was > 0 {
            world.note("idle", "-", "-", &stats.lost().to_string());
        }
        was = now;
    }
}

/// An engine's measures as the product's wiring would make them.
pub fn measures(slots: u32, lease: u64, drain: u64) -> EngineSettings {
    let lease = Duration::from_millis(lease);
    let defaults = EngineSettings::new("rig");
    EngineSettings { slots, lease, drain: Duration::from_millis(drain), ..defaults }
}

/// Gives each hint several times, and the last first.
struct Echoing {
    inner: Arc<dyn Hints>,
    echoes: u8,
}

#[async_trait]
impl Hints for Echoing {
    async fn give(&self, hints: &[Hint]) -> Result<(), PortError> {
        self.inner.give(hints).await
    }

    // A worker next door gets none without the echo, so that all of them are carried.

    async fn take(&self, limit: usize, patience: Duration) -> Result<Vec<RunId>, PortError> {
        let taken = self.inner.take(limit, patience).await?;
        let many = taken.len() * usize::from(self.echoes);
        Ok(taken.into_iter().rev().cycle().take(many).collect())
    }

    async fn depth(&self) -> Result<u64, PortError> {
        self.inner.depth().await
    }

    async fn ping(&self) -> Result<(), PortError> {
        self.inner.ping().await
    }
}
