//! Where secrets are searched: whatever the program writes, tells or sends.

use super::hoard::Place;
use crate::{
    scrape::Scrape,
    support::{Deployment, services::psql},
    traces::Collector,
};
use rusqlite::{Connection, types::ValueRef};
use std::{
    fmt::Write,
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Listens to everything that Redis is told. Killed when dropped.
pub struct Listener {
    child: Child,
    heard: PathBuf,
}

impl Listener {
    /// Begins to listen.
    pub async fn start(folder: &Path, url: &str) -> Self {
        let heard = folder.join("redis.heard");
        let child = Command::new("redis-cli")
            .args(["--no-auth-warning", "-u", url, "MONITOR"])
            .stdin(Stdio::null())
            .stdout(File::create(&heard).unwrap())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let this = Self { child, heard };
        let deadline = Instant::now() + Duration::from_secs(20);
        while !this.heard().starts_with("OK") {
            assert!(Instant::now() < deadline, "Redis tells nothing");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        this
    }

    /// Everything so far.
    pub fn heard(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.heard).unwrap()).into_owned()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everything, the processes being stopped.
pub async fn all(
    deployment: &mut Deployment,
    figures: &[String],
    collector: &Collector,
    redis: Option<&Listener>,
) -> Vec<Place> {
    let mut places = Vec::new();
    for (number, address) in figures.iter().enumerate() {
        places.push((format!("metrics {number}"), Scrape::of(address).await.0));
    }
    // The spans that wait are sent when a process ends.
    let patience = Duration::from_secs(40);
    for process in deployment.servers.iter_mut().chain(&mut deployment.workers) {
        assert_eq!(process.stop(patience).await, Some(0));
    }
    places.push(("logs".to_owned(), deployment.logs()));
    places.push(("spans".to_owned(), format!("{:#?}", collector.spans())));
    places.extend(redis.map(|redis| ("Redis".to_owned(), redis.heard())));
    let url = deployment.settings.iter().find(|(name, _)| name == "DATABASE_URL").unwrap().1.clone();
    places.extend(match url.strip_prefix("sqlite:") {
        Some(file) => tables_of_file(&deployment.folder.path().join(file)),
        None => tables_of_server(&url),
    });
    places
}

fn tables_of_server(url: &str) -> Vec<Place> {
    let names = psql(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    let table = |name: &str| (format!("table {name}"), psql(url, &format!("COPY {name} TO STDOUT")));
    names.lines().map(table).collect()
}

fn tables_of_file(path: &Path) -> Vec<Place> {
    let connection = Connection::open(path).unwrap();
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let mut statement = connection.prepare(names).unwrap();
    let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let table = |name: &String| {
        let mut content = String::new();
        let mut statement = connection.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                match row.get_ref(column).unwrap() {
                    ValueRef::Text(text) => content.push_str(&String::from_utf8_lossy(text)),
                    ValueRef::Blob(bytes) => {
                        content.push_str(&String::from_utf8_lossy(bytes));
                        content.push(' ');
                        for byte in bytes {
                            write!(content, "{byte:02x}").unwrap();
                        }
                    }
                    ValueRef::Integer(number) => write!(content, "{number}").unwrap(),
                    ValueRef::Real(_) | ValueRef::Null => {}
                }
                content.push('\t');
            }
            content.push('\n');
        }
        (format!("table {name}"), content)
    };
    names.iter().map(table).collect()
}
