//! Databases for tests: a fresh one on the shared server, or a server of one's own to break.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

/// The address of the shared Postgres, or a loud word that there is none.
pub fn shared_postgres() -> Option<String> {
    shared("OATHGATE_TEST_POSTGRES_URL")
}

/// The address of the shared Redis, or a loud word that there is none.
pub fn shared_redis() -> Option<String> {
    shared("OATHGATE_TEST_REDIS_URL")
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where their services are")]
fn shared(variable: &str) -> Option<String> {
    let address = std::env::var(variable).ok();
    if address.is_none() {
        eprintln!("SKIPPED: {variable} is not set; `make test` sets it");
    }
    address
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A name that no other test has.
pub fn unique(prefix: &str) -> String {
    format!("{prefix}_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// A database of its own on the shared Postgres, dropped at the end.
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// Makes one. None where there is no shared Postgres.
    pub fn create() -> Option<Self> {
        let server = shared_postgres()?;
        let name = unique("journey");
        psql(&server, &format!("CREATE DATABASE {name}"));
        Some(Self { server, name })
    }

    /// Its address.
    pub fn url(&self) -> String {
        with_database(&self.server, &self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        psql(&self.server, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// The same server's address with another database.
pub fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let host = base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    if query.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{query}") }
}

/// Runs one statement; gives what it printed.
pub fn psql(url: &str, statement: &str) -> String {
    let output = Command::new("psql")
        .args([
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--quiet",
            "--dbname",
            url,
            "--command",
            statement,
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A Postgres and a Redis of one's own, to be stopped and started at will.
pub struct OwnServices {
    folder: PathBuf,
}

impl OwnServices {
    /// Starts both. None, with a loud word, where the machine has no Postgres server.
    pub fn start() -> Option<Self> {
        shared_postgres()?;
        let folder = PathBuf::from(shell("services_new_directory", &[]));
        shell("services_start \"$1\"", &[&folder]);
        Some(Self { folder })
    }

    /// The address of the Postgres.
    pub fn postgres(&self) -> String {
        self.variable("OATHGATE_TEST_POSTGRES_URL")
    }

    /// The address of the Redis.
    pub fn redis(&self) -> String {
        self.variable("OATHGATE_TEST_REDIS_URL")
    }

    fn variable(&self, name: &str) -> String {
        let all = shell("services_env \"$1\"", &[&self.folder]);
        let line = all.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=').map(str::to_owned));
        line.unwrap()
    }

    /// Lets everything run again, and empties it: the databases that tests have made are gone.
    pub fn clear(&self) {
        let state = self.folder.join("postgres/postmaster.pid");
        if state.exists() {
            self.freeze_postgres(false);
        } else {
            self.start_postgres();
        }
        let names = "SELECT datname FROM pg_database WHERE datname <> 'postgres' AND NOT datistemplate";
        for name in psql(&self.postgres(), names).lines() {
            psql(&self.postgres(), &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
        if !self.redis_answers() {
            self.start_redis();
        }
        // As full as a test may have made it, it takes no word but this one.
        self.ask_redis(&["CONFIG", "SET", "maxmemory", "0"]);
        self.flush_redis();
    }

    fn redis_answers(&self) -> bool {
        Command::new("redis-cli")
            .args(["--no-auth-warning", "-u", &self.redis(), "PING"])
            .output()
            .is_ok_and(|answer| answer.stdout.starts_with(b"PONG"))
    }

    /// Restarts the Postgres at once, as after a crash. It flushes all that it has before it answers, which
    /// may take long on a busy disk.
    pub fn crash_postgres(&self) {
        let pg_ctl = "unprivileged \"$(postgres_bin)/pg_ctl\" restart --silent --wait --timeout=300 --mode=immediate \
                      --pgdata=\"$1/postgres\" --log=\"$1/postgres.log\" >/dev/null";
        shell(pg_ctl, &[&self.folder]);
    }

    /// Stops the Postgres.
    pub fn stop_postgres(&self) {
        shell(
            "unprivileged \"$(postgres_bin)/pg_ctl\" stop --silent --wait --mode=immediate --pgdata=\"$1/postgres\"",
            &[&self.folder],
        );
    }

    /// Starts the Postgres again.
    pub fn start_postgres(&self) {
        shell(
            "unprivileged \"$(postgres_bin)/pg_ctl\" start --silent --wait --pgdata=\"$1/postgres\" \
             --log=\"$1/postgres.log\" --options=\"-c listen_addresses=127.0.0.1 -c port=$(cat \"$1/postgres.port\") \
             -c unix_socket_directories= -c max_connections=300\" >/dev/null",
            &[&self.folder],
        );
    }

    /// Empties the Redis.
    pub fn flush_redis(&self) {
        self.ask_redis(&["FLUSHALL"]);
    }

    fn ask_redis(&self, words: &[&str]) {
        let url = self.redis();
        let asked = Command::new("redis-cli").args(["--no-auth-warning", "-u", &url]).args(words).output();
        assert!(asked.unwrap().status.success(), "{words:?}");
    }

    /// Starts the Redis again, empty, where it was.
    pub fn start_redis(&self) {
        shell("unprivileged redis-server \"$1/redis.conf\" >/dev/null </dev/null", &[&self.folder]);
        while !self.redis_answers() {
            std::thread::yield_now();
        }
    }

    /// Lets every process of the Postgres stand still, or go on.
    pub fn freeze_postgres(&self, freeze: bool) {
        let signal = if freeze { "-STOP" } else { "-CONT" };
        let state = std::fs::read_to_string(self.folder.join("postgres/postmaster.pid")).unwrap();
        let server = state.lines().next().unwrap().trim().to_owned();
        // The server first, so that it makes no more of them.
        let processes = std::iter::once(server.clone()).chain(children_of(&server));
        for process in processes {
            // One that has ended meanwhile needs no word.
            let _ = Command::new("kill").args([signal, &process]).output().unwrap();
        }
    }

    /// Stops the Redis without saving anything.
    pub fn stop_redis(&self) {
        let _ = Command::new("redis-cli")
            .args(["--no-auth-warning", "-u", &self.redis(), "SHUTDOWN", "NOSAVE"])
            .status()
            .unwrap();
    }
}

impl Drop for OwnServices {
    fn drop(&mut self) {
        shell("services_stop \"$1\"", &[&self.folder]);
    }
}

/// The processes that a process has started.
fn children_of(parent: &str) -> Vec<String> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| {
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            // The name in brackets may hold anything; the state and the parent follow it.
            let (_, after) = stat.rsplit_once(')')?;
            (after.split_whitespace().nth(1)? == parent)
                .then(|| entry.file_name().to_string_lossy().into_owned())
        })
        .collect()
}

/// Runs a piece of shell with the functions of `scripts/lib/services.sh`.
fn shell(script: &str, arguments: &[&Path]) -> String {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/lib/services.sh");
    let output = Command::new("bash")
        .arg("-c")
        .arg(format!("source '{}' && {{ {script}; }}", library.display()))
        .arg("services")
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{script}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
