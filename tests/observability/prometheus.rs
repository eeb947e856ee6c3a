//! A Prometheus that really scrapes.

use crate::{scrape::tool, support::deployment::free_port};
use serde_json::Value;
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A running server, killed when dropped.
pub struct Prometheus {
    child: Child,
    address: String,
    log: PathBuf,
}

impl Prometheus {
    /// Starts one with this configuration, and waits until it answers. None, with a loud word, where the machine has
    /// none.
    pub async fn start(folder: &Path, configuration: &str) -> Option<Self> {
        let address = format!("127.0.0.1:{}", free_port());
        let (file, log) = (folder.join("prometheus.yml"), folder.join("prometheus.out"));
        std::fs::write(&file, configuration).unwrap();
        let output = File::create(&log).unwrap();
        let child = Command::new(tool("prometheus"))
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("prometheus").display()))
            .arg(format!("--web.listen-address={address}"))
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn();
        let Ok(child) = child else {
            eprintln!("SKIPPED: there is no prometheus; `make test` fetches it (scripts/setup test)");
            return None;
        };
        let mut this = Self { child, address, log };
        let deadline = Instant::now() + Duration::from_secs(30);
        while !this.is_ready().await {
            assert!(this.child.try_wait().unwrap().is_none(), "it has ended:\n{}", this.printed());
            assert!(Instant::now() < deadline, "it is not ready:\n{}", this.printed());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Some(this)
    }

    async fn is_ready(&self) -> bool {
        let answer = reqwest::get(format!("http://{}/-/ready", self.address)).await;
        answer.is_ok_and(|answer| answer.status() == 200)
    }

    async fn ask(&self, path: &str, parameters: &[(&str, &str)]) -> Value {
        let url = format!("http://{}/api/v1/{path}", self.address);
        let url = reqwest::Url::parse_with_params(&url, parameters).unwrap();
        let answer: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
        assert_eq!(answer["status"], "success", "{answer}");
        answer["data"].clone()
    }

    /// The first value that an expression has now; none where it has none.
    pub async fn value(&self, expression: &str) -> Option<f64> {
        let data = self.ask("query", &[("query", expression)]).await;
        data["result"][0]["value"][1].as_str().map(|value| value.parse().unwrap())
    }

    /// The alerts that fire.
    pub async fn firing(&self) -> Vec<Value> {
        let Value::Array(alerts) = self.ask("alerts", &[]).await["alerts"].take() else { panic!("no list") };
        alerts.into_iter().filter(|alert| alert["state"] == "firing").collect()
    }

    /// What it has printed.
    pub fn printed(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
