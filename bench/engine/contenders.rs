//! Engines side by side: each in a process of its own, in turn, on the same Postgres and Redis.

use crate::{
    Measure,
    alone::Arena,
    report::Report,
    rig::{Backing, Place, books::quantile},
};
use serde_json::Value;
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc::channel,
    time::{Duration, Instant},
};

/// A median of rounds.
#[derive(Default)]
struct Figures {
    rates: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
}

impl Figures {
    /// None where it has failed in all rounds.
    fn rate(&self) -> Option<f64> {
        (!self.rates.is_empty()).then(|| quantile(&mut self.rates.clone(), 0.5))
    }
}

/// Whoever takes part.
enum Contender<'a> {
    Ours(Backing, Place),
    Dbos(&'a Peers, String),
    Restate(&'a Peers, Restate),
    BullMq(&'a Peers, String),
}

impl Contender<'_> {
    fn name(&self) -> String {
        match self {
            Self::Ours(backing, _) => format!("Oathgate, {}", backing.name()),
            Self::Dbos(..) => "DBOS (Rust), Postgres".to_owned(),
            Self::Restate(..) => "Restate, its own log".to_owned(),
            Self::BullMq(..) => "BullMQ, Redis, not durable".to_owned(),
        }
    }

    fn round(&self, callers: usize, seconds: u64, steps: u8) -> Result<Value, String> {
        // What hangs must not hold the others up.
        let limit = seconds + 60;
        let (callers, seconds, steps) = (callers.to_string(), seconds.to_string(), steps.to_string());
        let mut command = match self {
            Self::Ours(_, place) => {
                let mut command = Command::new(std::env::current_exe().unwrap());
                command.args([
                    "contender",
                    &serde_json::to_string(place).unwrap(),
                    &callers,
                    &seconds,
                    &steps,
                ]);
                command
            }
            Self::Dbos(peers, database) => {
                let mut command = Command::new(&peers.program);
                command.args(["dbos", database, &callers, &seconds]);
                command
            }
            Self::Restate(peers, restate) => {
                let mut command = Command::new(&peers.program);
                command.args(["restate", &restate.ingress, &restate.admin, &callers, &seconds]);
                command
            }
            Self::BullMq(peers, redis) => {
                let mut command = Command::new("node");
                command.current_dir(&peers.folder);
                command.args(["bullmq.mjs", redis, "bench", &callers, &seconds, &steps]);
                command
            }
        };
        let output = finish(&mut command, Duration::from_secs(limit))?;
        let said = String::from_utf8_lossy(&output.stdout);
        said.lines()
            .rev()
            .find_map(|line| serde_json::from_str::<Value>(line).ok().filter(|value| value["rate"].is_f64()))
            .ok_or_else(|| {
                let error = String::from_utf8_lossy(&output.stderr);
                error.lines().rev().take(3).collect::<Vec<_>>().join(" / ")
            })
    }
}

/// Runs a program to its end, or ends it.
fn finish(command: &mut Command, limit: Duration) -> Result<Output, String> {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    let process = child.id().to_string();
    let (sender, ended) = channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = ended.recv_timeout(limit) else {
        Command::new("kill").args(["-9", &process]).status().map_err(|error| error.to_string())?;
        return Err(format!("no end after {limit:?}"));
    };
    output.map_err(|error| error.to_string())
}

/// From so many callers on throughput is compared.
const CROWD: usize = 32;

/// Runs of three steps, for 1, 8, 32 and 64 callers.
pub async fn throughput(arena: &Arena, measure: &Measure, report: &mut Report) {
    let peers = Peers::find();
    let mut contenders = ours(arena).await;
    match &peers {
        Ok(peers) => {
            contenders.push(Contender::Dbos(peers, arena.database("dbos")));
            match Restate::start(peers).await {
                Ok(restate) => contenders.push(Contender::Restate(peers, restate)),
                Err(error) => report.missed.push(format!("Restate could not be started: {error}")),
            }
            contenders.push(Contender::BullMq(peers, arena.redis()));
        }
        Err(missing) => report.missed.push(format!("other engines are left out: {missing}")),
    }
    report.table(
        "Runs of three steps: one process starts them, carries them out and waits for their end",
        &["engine", "callers", "runs a second", "p50, ms", "p99, ms", "of DBOS", "of Restate"],
    );
    for callers in [1, 8, 32, 64] {
        let figures = rounds(&contenders, measure, callers, 3, report);
        let rate_of = |wanted: &dyn Fn(&Contender<'_>) -> bool| {
            contenders
                .iter()
                .zip(&figures)
                .find(|(one, _)| wanted(one))
                .and_then(|(_, figures)| figures.rate())
        };
        let dbos = rate_of(&|one| matches!(one, Contender::Dbos(..)));
        let restate = rate_of(&|one| matches!(one, Contender::Restate(..)));
        for (contender, figures) in contenders.iter().zip(&figures) {
            let Some(rate) = figures.rate() else { continue };
            let ratio = |of: Option<f64>| of.map_or_else(|| "–".to_owned(), |of| format!("{:.2}", rate / of));
            let (mut p50, mut p99) = (figures.p50.clone(), figures.p99.clone());
            let (p50, p99) = (quantile(&mut p50, 0.5), quantile(&mut p99, 0.5));
            report.row(&[
                contender.name(),
                callers.to_string(),
                format!("{rate:.0}"),
                format!("{:.1}", p50 * 1e3),
                format!("{:.1}", p99 * 1e3),
                ratio(dbos),
                ratio(restate),
            ]);
            let Contender::Ours(backing, _) = contender else { continue };
            if *backing == Backing::Sqlite {
                let what = || format!("SQLite: {rate:.0} runs a second with {callers} callers, goal 500");
                report.goal(rate >= 500.0, what);
                continue;
            }
            let backing = backing.name();
            if callers == 1 {
                report.goal(p50 <= 3e-3 && p99 <= 15e-3, || {
                    let (p50, p99) = (p50 * 1e3, p99 * 1e3);
                    format!(
                        "{backing}: one caller waits {p50:.1} ms (p50), {p99:.1} ms (p99), goals 3 and 15 ms"
                    )
                });
            }
            // With few callers the figure is how long one run takes, not how much is carried out.
            if callers < CROWD {
                continue;
            }
            let what = || format!("{backing}: {rate:.0} runs a second with {callers} callers, goal 1,200");
            report.goal(rate >= 1_200.0, what);
            for (name, other) in [("DBOS", dbos), ("Restate", restate)] {
                let times = rate / other.unwrap_or(f64::INFINITY);
                report.goal(times >= 2.0, || {
                    format!("{backing}: {times:.2} times {name}'s rate with {callers} callers, goal 2")
                });
            }
        }
    }
}

/// Jobs of one step.
pub async fn jobs(arena: &Arena, measure: &Measure, report: &mut Report) {
    let peers = Peers::find();
    let mut contenders = ours(arena).await;
    if let Ok(peers) = &peers {
        contenders.push(Contender::BullMq(peers, arena.redis()));
    }
    report.table("Jobs of one step, 64 callers", &["engine", "jobs a second", "p50, ms", "p99, ms"]);
    let figures = rounds(&contenders, measure, 64, 1, report);
    for (contender, mut figures) in contenders.iter().zip(figures) {
        let Some(rate) = figures.rate() else { continue };
        if matches!(contender, Contender::Ours(Backing::Postgres | Backing::PostgresAndRedis, _)) {
            let name = contender.name();
            report.goal(rate >= 4_000.0, || format!("{name}: {rate:.0} jobs a second, goal 4,000"));
        }
        report.row(&[
            contender.name(),
            format!("{rate:.0}"),
            format!("{:.1}", quantile(&mut figures.p50, 0.5) * 1e3),
            format!("{:.1}", quantile(&mut figures.p99, 0.5) * 1e3),
        ]);
    }
}

async fn ours(arena: &Arena) -> Vec<Contender<'static>> {
    let mut contenders = Vec::new();
    for backing in [Backing::Sqlite, Backing::Postgres, Backing::PostgresAndRedis] {
        contenders.push(Contender::Ours(backing, arena.place(backing).await));
    }
    contenders
}

/// Lets the contenders take turns.
fn rounds(
    contenders: &[Contender<'_>],
    measure: &Measure,
    callers: usize,
    steps: u8,
    report: &mut Report,
) -> Vec<Figures> {
    let mut figures: Vec<Figures> = contenders.iter().map(|_| Figures::default()).collect();
    for round in 0..measure.rounds {
        // Not always the same one after the same one.
        let turn = round % contenders.len();
        for at in (turn..contenders.len()).chain(0..turn) {
            match contenders[at].round(callers, measure.seconds, steps) {
                Ok(value) => {
                    let number = |name: &str| value[name].as_f64().unwrap_or(0.0);
                    figures[at].rates.push(number("rate"));
                    figures[at].p50.push(number("p50"));
                    figures[at].p99.push(number("p99"));
                    eprintln!(
                        "   {callers} callers, round {round}, {}: {:.0}/s",
                        contenders[at].name(),
                        number("rate")
                    );
                }
                Err(error) => {
                    report.missed.push(format!("{}, {callers} callers: {error}", contenders[at].name()));
                }
            }
        }
    }
    figures
}

/// Where the other engines are; `make bench-engine` builds them.
struct Peers {
    program: PathBuf,
    folder: PathBuf,
}

impl Peers {
    fn find() -> Result<Self, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/peers");
        let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
        let program = folder.join("target").join(profile).join("oathgate-peers");
        if !program.exists() {
            return Err(format!("{} is not built", program.display()));
        }
        if !folder.join("node_modules/bullmq").exists() {
            return Err("the npm packages in bench/peers are not installed".to_owned());
        }
        Ok(Self { program, folder })
    }
}

/// A Restate server in a folder of its own.
struct Restate {
    child: Child,
    folder: tempfile::TempDir,
    ingress: String,
    admin: String,
}

impl Restate {
    async fn start(peers: &Peers) -> Result<Self, String> {
        let port = crate::support::deployment::free_port;
        let (ingress, admin, node) = (port(), port(), port());
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let machine = if cfg!(target_arch = "aarch64") { "linux-arm64" } else { "linux-x64" };
        let program = peers
            .folder
            .join(format!("node_modules/@restatedev/restate-server-{machine}/bin/restate-server"));
        let log = File::create(folder.path().join("log")).map_err(|error| error.to_string())?;
        let child = Command::new(&program)
            .current_dir(folder.path())
            .args(["--listen-mode", "tcp", "--bind-ip", "127.0.0.1", "--node-name", "bench", "--no-logo"])
            .args(["--bind-port", &node.to_string()])
            .env("RESTATE_BASE_DIR", folder.path().join("data"))
            .env("RESTATE_ADVERTISED_HOST", "127.0.0.1")
            .env("RESTATE_INGRESS__BIND_ADDRESS", format!("127.0.0.1:{ingress}"))
            .env("RESTATE_ADMIN__BIND_ADDRESS", format!("127.0.0.1:{admin}"))
            .env("RESTATE_DISABLE_TELEMETRY", "true")
            .env("DO_NOT_TRACK", "1")
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(|error| error.to_string())?)
            .stderr(log)
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let (ingress, admin) = (format!("http://127.0.0.1:{ingress}"), format!("http://127.0.0.1:{admin}"));
        let server = Self { child, folder, ingress, admin };
        let deadline = Instant::now() + Duration::from_mins(1);
        let client = reqwest::Client::new();
        for url in [format!("{}/health", server.admin), format!("{}/restate/health", server.ingress)] {
            while !client.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                if Instant::now() > deadline {
                    let log = std::fs::read_to_string(server.folder.path().join("log")).unwrap_or_default();
                    return Err(log.lines().rev().take(5).collect::<Vec<_>>().join(" / "));
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Ok(server)
    }
}

impl Drop for Restate {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
