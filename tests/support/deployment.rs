//! A deployment: servers, workers, a database, a queue and a mail server.

use super::{
    browser::Client,
    process::Process,
    services::{Database, shared_redis, unique},
};
use oathgate_infrastructure::testing::smtp::{FakeSmtp, FakeSmtpSettings, TakenMail};
use std::{
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    time::{Duration, Instant},
};

/// What deployments encrypt with.
pub const ENCRYPTION_KEY: &str = "b2F0aGdhdGUtdGVzdHMta2VlcC10aGlzLWtleS0zMmIh";

/// What a deployment stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backing {
    /// One process on one file.
    Sqlite,
    /// Two servers and two workers on Postgres; workers look for work by themselves.
    Postgres,
    /// Two servers and two workers on Postgres and Redis.
    PostgresAndRedis,
}

/// A running deployment with its mail server. Everything ends when it is dropped.
pub struct Deployment {
    /// Where its files are.
    pub folder: tempfile::TempDir,
    /// The program that its processes are of, from now on.
    pub program: PathBuf,
    /// What its processes are told.
    pub settings: Vec<(String, String)>,
    /// Its mail server.
    pub smtp: FakeSmtp,
    /// Its servers.
    pub servers: Vec<Process>,
    /// Its workers.
    pub workers: Vec<Process>,
    ports: Vec<u16>,
    started: usize,
    database: Option<Database>,
}

impl Deployment {
    /// Starts a deployment and waits until it answers. None where the machine lacks what it
    /// stands on.
    pub async fn start(backing: Backing) -> Option<Self> {
        let (database, redis) = match backing {
            Backing::Sqlite => (None, None),
            Backing::Postgres => (Some(Database::create()?), None),
            Backing::PostgresAndRedis => (Some(Database::create()?), Some(shared_redis()?)),
        };
        let url = database.as_ref().map_or_else(|| "sqlite:data/oathgate.db".to_owned(), Database::url);
        let mut deployment = Self::prepare(&url, redis.as_deref()).await;
        deployment.database = database;
        let many = backing != Backing::Sqlite;
        deployment.migrate();
        for _ in 0..if many { 2 } else { 1 } {
            deployment.add_server(!many);
        }
        if many {
            deployment.add_worker();
            deployment.add_worker();
        }
        deployment.wait_until_ready().await;
        Some(deployment)
    }

    /// Gets everything ready but starts nothing.
    pub async fn prepare(database: &str, redis: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let smtp = FakeSmtp::start(FakeSmtpSettings::default()).await.unwrap();
        let ports: Vec<u16> = (0..4).map(|_| free_port()).collect();
        let mut settings: Vec<(String, String)> = [
            ("BACKEND_URL", format!("http://localhost:{}", ports[0])),
            ("DATABASE_URL", database.to_owned()),
            ("ENCRYPTION_KEY", ENCRYPTION_KEY.to_owned()),
            ("SMTP_SERVER", "127.0.0.1".to_owned()),
            ("SMTP_PORT", smtp.address().port().to_string()),
            ("SMTP_SECURITY", "none".to_owned()),
            ("MAIL_FROM", "Photo Books <accounts@example.com>".to_owned()),
            ("RATE_LIMIT", "off".to_owned()),
            ("LOG_FORMAT", "json".to_owned()),
            ("OATHGATE_LEASE_SECONDS", "5".to_owned()),
            ("PATH", "/usr/bin:/bin".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        if let Some(redis) = redis {
            settings.push(("REDIS_URL".to_owned(), redis.to_owned()));
            settings.push(("OATHGATE_REDIS_PREFIX".to_owned(), unique("journey")));
        }
        Self {
            folder,
            program: super::process::program(),
            settings,
            smtp,
            servers: Vec::new(),
            workers: Vec::new(),
            ports,
            started: 0,
            database: None,
        }
    }

    /// Sets or changes what processes are told from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// Runs `oathgate ARGUMENTS` to its end.
    pub fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        super::process::run_program(&self.program, self.folder.path(), arguments, &self.settings)
    }

    /// Brings the schema up to date.
    pub fn migrate(&self) {
        let (code, output, errors) = self.run(&["migrate"]);
        assert_eq!(code, 0, "{output}{errors}");
    }

    /// Starts the next server.
    pub fn add_server(&mut self, with_worker: bool) {
        let port = self.ports[self.servers.len()];
        let server = self.server(port, with_worker);
        self.servers.push(server);
    }

    /// Starts server number `number` anew.
    pub fn restart_server(&mut self, number: usize, with_worker: bool) {
        let port = self.ports[number];
        self.servers[number] = self.server(port, with_worker);
    }

    fn server(&mut self, port: u16, with_worker: bool) -> Process {
        let mut settings = self.settings.clone();
        settings.push(("BIND_ADDRESS".to_owned(), format!("127.0.0.1:{port}")));
        let arguments: &[&str] = if with_worker { &["serve", "--with-worker"] } else { &["serve"] };
        let name = self.name("server");
        Process::start_program(&self.program, self.folder.path(), &name, arguments, &settings)
    }

    /// Starts another worker.
    pub fn add_worker(&mut self) {
        let worker = self.worker();
        self.workers.push(worker);
    }

    /// Starts worker number `number` anew.
    pub fn restart_worker(&mut self, number: usize) {
        self.workers[number] = self.worker();
    }

    fn worker(&mut self) -> Process {
        let name = self.name("worker");
        Process::start_program(&self.program, self.folder.path(), &name, &["worker"], &self.settings)
    }

    fn name(&mut self, kind: &str) -> String {
        self.started += 1;
        format!("{kind}-{}", self.started)
    }

    /// A client of server number `number`.
    pub fn client(&self, number: usize) -> Client {
        Client::new(&format!("http://127.0.0.1:{}", self.ports[number]))
    }

    /// Waits until every server is ready.
    pub async fn wait_until_ready(&mut self) {
        for number in 0..self.servers.len() {
            self.wait_until_server_ready(number).await;
        }
    }

    /// Waits until server number `number` is ready.
    pub async fn wait_until_server_ready(&mut self, number: usize) {
        let deadline = Instant::now() + Duration::from_mins(1);
        let client = self.client(number);
        while client.try_get("/health/ready").await != Some(200) {
            let printed = self.servers[number].printed();
            assert!(self.servers[number].is_running(), "server {number} has ended:\n{printed}");
            assert!(Instant::now() < deadline, "server {number} is not ready:\n{printed}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for a mail to `to` whose subject contains `subject`, the latest where there are more
    /// than `after`.
    pub async fn mail(&self, to: &str, subject: &str, after: usize) -> TakenMail {
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let mut found: Vec<_> = self
                .smtp
                .mails()
                .into_iter()
                .filter(|mail| mail.to.iter().any(|known| known.eq_ignore_ascii_case(to)))
                .filter(|mail| header(mail, "Subject").contains(subject))
                .collect();
            if found.len() > after {
                return found.pop().unwrap();
            }
            assert!(Instant::now() < deadline, "no mail to {to} about {subject:?}\n{}", self.logs());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Everything that any process has printed.
    pub fn logs(&self) -> String {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
            .collect();
        files.sort();
        files
            .iter()
            .map(|file| format!("== {}\n{}", file.display(), std::fs::read_to_string(file).unwrap()))
            .collect()
    }
}

/// A header of a mail; empty where there is none. Folded lines are joined.
pub fn header(mail: &TakenMail, name: &str) -> String {
    let head = mail
        .message
        .split("\r\n\r\n")
        .next()
        .unwrap_or_default()
        .replace("\r\n ", " ")
        .replace("\r\n\t", " ");
    head.lines()
        .find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
        .unwrap_or_default()
}

/// The token of the link to `page` in a mail.
pub fn token_in(mail: &TakenMail, page: &str) -> String {
    // Quoted-printable: soft line breaks, and the equals sign itself.
    let text = mail.message.replace("=\r\n", "").replace("=3D", "=");
    let marker = format!("/{page}?token=");
    let start = text.find(&marker).unwrap_or_else(|| panic!("no link to {page} in:\n{}", mail.message))
        + marker.len();
    text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// A port of this machine that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}
