//! A Redis of a test's own, which it may treat as it likes.

use redis::{Cmd, FromRedisValue, aio::MultiplexedConnection};
use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A Redis on a free port, without anything on disk.
pub(crate) struct Server {
    child: Child,
    port: u16,
    folder: TempDir,
    more: Vec<String>,
}

impl Server {
    /// Starts one, where the tests use Redis at all.
    pub(crate) async fn start() -> Option<Self> {
        Self::start_with(|_| Vec::new()).await
    }

    /// Starts one with further options, which may name files in the given folder.
    pub(crate) async fn start_with(more: impl FnOnce(&Path) -> Vec<String>) -> Option<Self> {
        super::shared_redis()?;
        let folder = tempfile::tempdir().unwrap();
        let more = more(folder.path());
        let port = free_port();
        let child = spawn(port, &folder, &more);
        let server = Self { child, port, folder, more };
        server.answers().await;
        Some(server)
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it without a word, as a power cut does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again, empty.
    pub(crate) async fn restart(&mut self) {
        self.child = spawn(self.port, &self.folder, &self.more);
        self.answers().await;
    }

    /// Lets it stand still, or go on, without closing any connection.
    pub(crate) fn signal(&self, signal: &str) {
        let process = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &process]).status().unwrap().success());
    }

    /// Runs a command, past the adapter.
    pub(crate) async fn run<T: FromRedisValue>(&self, command: &[&str]) -> T {
        let mut connection = self.connection().await.unwrap();
        Cmd::new().arg(command).query_async(&mut connection).await.unwrap()
    }

    async fn connection(&self) -> redis::RedisResult<MultiplexedConnection> {
        redis::Client::open(self.url())?.get_multiplexed_async_connection().await
    }

    async fn answers(&self) {
        let begun = Instant::now();
        loop {
            if let Ok(mut connection) = self.connection().await
                && redis::cmd("PING").query_async::<()>(&mut connection).await.is_ok()
            {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "Redis does not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(port: u16, folder: &TempDir, more: &[String]) -> Child {
    Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"])
        .args(["--daemonize", "no", "--dir", folder.path().to_str().unwrap()])
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("redis-server is installed")
}

/// A port that nobody uses just now.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
