//! Where engines work: a database and perhaps a Redis, laid out as the product lays it out.

use oathgate_application::{
    ports::{clock::Clock, entropy::Entropy, hints::Hints},
    workflow::Services,
};
use oathgate_domain::{ids::WorkerId, secret::Secret};
use oathgate_infrastructure::{
    local::{LocalHints, OsEntropy, SystemClock},
    postgres::{PostgresDatabase, PostgresOptions, PostgresStore, PostgresWorkflows},
    redis::{Redis, RedisHints, RedisSettings},
    sqlite::{SqliteDatabase, SqliteStore, SqliteWorkflows},
};
use serde::{Deserialize, Serialize};
use std::{path::Path, process::Command, sync::Arc, time::Duration};

/// What an installation stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Backing {
    /// One file.
    Sqlite,
    /// Postgres; workers look for work by themselves.
    Postgres,
    /// Postgres, and hints by way of Redis.
    PostgresAndRedis,
}

impl Backing {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "Postgres",
            Self::PostgresAndRedis => "Postgres + Redis",
        }
    }
}

/// The addresses of an installation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Place {
    /// `sqlite:<file>` or `postgresql://…`.
    pub database: String,
    /// The Redis, where there is one.
    pub redis: Option<String>,
    /// What the keys in it begin with.
    pub prefix: String,
}

/// An opened [`Place`].
#[derive(Clone)]
pub struct Ground {
    /// The stores, the clock, chance.
    pub services: Services,
    /// The carrier of hints.
    pub hints: Arc<dyn Hints>,
}

impl Place {
    /// Whether it is a file.
    pub fn is_file(&self) -> bool {
        self.file().is_some()
    }

    fn file(&self) -> Option<&Path> {
        self.database.strip_prefix("sqlite:").map(Path::new)
    }

    /// Opens it with the hints that the installation has.
    pub fn open(&self, pool: usize) -> Ground {
        self.open_with(pool, |hints| hints)
    }

    /// Opens it with other hints in place of the installation's.
    pub fn open_with(&self, pool: usize, wrap: impl FnOnce(Arc<dyn Hints>) -> Arc<dyn Hints>) -> Ground {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy::default());
        let hints: Arc<dyn Hints> = match &self.redis {
            Some(url) => {
                let settings =
                    RedisSettings { url: Secret::new(url), certificates: None, prefix: self.prefix.clone() };
                let redis = Redis::new(&settings).unwrap();
                Arc::new(RedisHints::new(redis, WorkerId(entropy.ordered_id())))
            }
            None => Arc::new(LocalHints::new()),
        };
        let hints = wrap(hints);
        let services = if let Some(file) = self.file() {
            let database = SqliteDatabase::open(file, Arc::clone(&clock)).unwrap();
            Services {
                store: Arc::new(SqliteStore::new(database.clone(), Arc::clone(&hints))),
                runs: Arc::new(SqliteWorkflows::new(database, Arc::clone(&hints))),
                clock,
                entropy,
            }
        } else {
            let database = self.postgres(pool);
            Services {
                store: Arc::new(PostgresStore::new(database.clone(), Arc::clone(&hints))),
                runs: Arc::new(PostgresWorkflows::new(database, Arc::clone(&hints))),
                clock,
                entropy,
            }
        };
        Ground { services, hints }
    }

    fn postgres(&self, pool: usize) -> PostgresDatabase {
        let options = PostgresOptions { pool_size: pool, ..PostgresOptions::default() };
        PostgresDatabase::connect(&self.database, &options).unwrap()
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) {
        match self.file() {
            Some(file) => {
                SqliteDatabase::open(file, Arc::new(SystemClock)).unwrap().migrate().await.unwrap();
            }
            None => {
                self.postgres(2).migrate().await.unwrap();
            }
        }
    }

    /// What a query gives, each row's columns joined by tabs.
    pub fn query(&self, sql: &str) -> Vec<String> {
        self.try_query(sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// The same, for when the database may be away.
    pub fn try_query(&self, sql: &str) -> Result<Vec<String>, String> {
        match self.file() {
            Some(file) => query_file(file, sql).map_err(|error| error.to_string()),
            None => query_server(&self.database, sql),
        }
    }

    /// One number.
    pub fn count(&self, sql: &str) -> u64 {
        self.try_count(sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// One number, for when the database may be away.
    pub fn try_count(&self, sql: &str) -> Result<u64, String> {
        let rows = self.try_query(sql)?;
        let first = rows.first().ok_or_else(|| "no row".to_owned())?;
        first.parse().map_err(|_| format!("{first} is no number"))
    }
}

fn query_file(file: &Path, sql: &str) -> rusqlite::Result<Vec<String>> {
    let connection = rusqlite::Connection::open(file)?;
    connection.busy_timeout(Duration::from_mins(1))?;
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut found = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut line = Vec::new();
        for column in 0..columns {
            line.push(match row.get_ref(column)? {
                rusqlite::types::ValueRef::Null => String::new(),
                rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                rusqlite::types::ValueRef::Real(number) => number.to_string(),
                rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                rusqlite::types::ValueRef::Blob(bytes) => {
                    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
                }
            });
        }
        found.push(line.join("\t"));
    }
    Ok(found)
}

fn query_server(url: &str, sql: &str) -> Result<Vec<String>, String> {
    let output = Command::new("psql")
        .args(["--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "--field-separator", "\t"])
        .args(["--set", "ON_ERROR_STOP=1", "--dbname", url, "--command", sql])
        .env("PGCONNECT_TIMEOUT", "10")
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}
