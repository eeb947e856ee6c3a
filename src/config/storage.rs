//! Where data is kept.

use super::{
    catalogue::{
        DATABASE_URL, IMPORT_DATABASE_URL, OATHGATE_DATA_DIR, OATHGATE_DATABASE_POOL, OATHGATE_REDIS_PREFIX,
        REDIS_URL,
    },
    reader::{Reader, Why},
};
use oathgate_domain::secret::Secret;
use std::path::{Path, PathBuf};
use url::Url;

/// The database's file within the data directory, where no address is given.
const FILE: &str = "oathgate.db";

/// Where data is kept.
#[derive(Debug, Clone)]
pub struct Storage {
    /// `DATABASE_URL`.
    pub database: Database,
    /// `OATHGATE_DATABASE_POOL`.
    pub pool: usize,
    /// `REDIS_URL`, with `OATHGATE_REDIS_PREFIX`.
    pub redis: Option<RedisPlace>,
    /// `IMPORT_DATABASE_URL`.
    pub import_from: Option<Secret>,
    /// `OATHGATE_DATA_DIR`.
    pub data_dir: PathBuf,
}

/// Which database.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file.
    Sqlite(PathBuf),
    /// A server. The address may hold a password.
    Postgres(Secret),
}

/// Which Redis.
#[derive(Debug, Clone)]
pub struct RedisPlace {
    /// The address, which may hold a password.
    pub url: Secret,
    /// What the names of keys begin with.
    pub prefix: String,
}

impl Storage {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let data_dir = reader.optional(&OATHGATE_DATA_DIR, |text| Ok(PathBuf::from(text)));
        let database = if reader.has(&DATABASE_URL) {
            reader.optional(&DATABASE_URL, database)
        } else {
            data_dir.as_ref().map(|directory| Database::Sqlite(directory.join(FILE)))
        };
        let pool = reader.number(&OATHGATE_DATABASE_POOL, 2..=500);
        let url = reader.optional(&REDIS_URL, redis);
        let prefix = reader.optional(&OATHGATE_REDIS_PREFIX, prefix);
        let import_from = reader.optional(&IMPORT_DATABASE_URL, foreign);
        Some(Self {
            database: database?,
            pool: pool?,
            redis: url.zip(prefix).map(|(url, prefix)| RedisPlace { url, prefix }),
            import_from,
            data_dir: data_dir?,
        })
    }
}

impl Database {
    /// Reads an address as `DATABASE_URL` takes it.
    ///
    /// # Errors
    /// Why it is none. Never repeats it, since it may hold a password.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        database(text).map_err(|why| {
            let allowed = "a database is sqlite:PATH or postgresql://…";
            why.map_or_else(|| allowed.to_owned(), |why| format!("{why}; {allowed}"))
        })
    }

    /// The database as people may see it: without a password.
    pub fn shown(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(address) => without_password(address.expose()),
        }
    }

    /// The file, where it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

impl RedisPlace {
    /// The address as people may see it: without a password.
    pub fn shown(&self) -> String {
        without_password(self.url.expose())
    }
}

fn database(text: &str) -> Result<Database, Why> {
    if let Some(path) = text.strip_prefix("sqlite:") {
        return sqlite_path(path).map(Database::Sqlite);
    }
    let Some((scheme, rest)) = text.split_once("://") else { return Err(None) };
    // Python names a driver behind a plus; it means the same server.
    let name = scheme.split_once('+').map_or(scheme, |(name, _driver)| name);
    if matches!(name, "postgresql" | "postgres") && !rest.is_empty() {
        return Ok(Database::Postgres(Secret::new(format!("postgresql://{rest}"))));
    }
    Err(None)
}

/// The database of another system.
fn foreign(text: &str) -> Result<Secret, Why> {
    match database(text)? {
        Database::Postgres(address) => Ok(address),
        Database::Sqlite(_) => Err(Some("it is a file".to_owned())),
    }
}

/// The path behind `sqlite:`; `sqlite://x` and `sqlite:///x` are read as other programs do: relative
/// and absolute.
fn sqlite_path(path: &str) -> Result<PathBuf, Why> {
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() {
        return Err(Some("it names no file".to_owned()));
    }
    if path.starts_with(":memory:") || path.contains('?') {
        return Err(Some("it must be a plain path, since several connections share the file".to_owned()));
    }
    Ok(PathBuf::from(path))
}

fn redis(text: &str) -> Result<Secret, Why> {
    let url = Url::parse(text).map_err(|_| None)?;
    let is_redis = matches!(url.scheme(), "redis" | "rediss") && url.has_host();
    let number = url.path().trim_start_matches('/');
    if is_redis && (number.is_empty() || number.parse::<u16>().is_ok()) {
        Ok(Secret::new(text))
    } else {
        Err(None)
    }
}

fn prefix(text: &str) -> Result<String, Why> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if (1..=32).contains(&text.len()) && text.bytes().all(allowed) { Ok(text.to_owned()) } else { Err(None) }
}

/// An address without its password and its parameters, which may hold one too.
fn without_password(address: &str) -> String {
    let plain = address.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = plain.split_once("://") else { return String::new() };
    // The last @ ends the user; a password may hold others.
    let Some((user, place)) = rest.rsplit_once('@') else { return plain.to_owned() };
    match user.split_once(':') {
        Some((name, _password)) => format!("{scheme}://{name}:…@{place}"),
        None => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_addresses_and_paths_are_understood() {
        for (text, shown) in [
            ("sqlite:data/x.db", "sqlite:data/x.db"),
            ("sqlite://x.db", "sqlite:x.db"),
            ("sqlite:///var/x.db", "sqlite:/var/x.db"),
            ("postgresql+asyncpg://a:b@db:5432/x?ssl=1", "postgresql://a:…@db:5432/x"),
            ("postgres://a@db/x", "postgresql://a@db/x"),
            ("postgresql://a:p@ss@db/x", "postgresql://a:…@db/x"),
            ("postgresql:///x?host=/run/postgresql&password=b", "postgresql:///x"),
        ] {
            assert_eq!(database(text).unwrap().shown(), shown);
        }
    }
}
