//! A fresh database for one case, on either engine.

use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{
        clock::Clock,
        hints::{Hint, Hints},
        store::Store,
    },
    transact::Unit,
};
use oathgate_domain::ids::RunId;
use oathgate_infrastructure::{
    postgres::{PostgresDatabase, PostgresOptions, PostgresStore},
    sqlite::{SqliteDatabase, SqliteStore},
    testing::FixedClock,
};
use std::{
    future::Future,
    io::Write,
    panic::resume_unwind,
    sync::{
        Arc, Mutex, Once,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    runtime::{Builder, Runtime},
    sync::OnceCell,
};

/// Where the tests find a server.
pub(crate) const SERVER: &str = "OATHGATE_TEST_POSTGRES_URL";

/// How many cases have ended, well or not.
pub(crate) static ENDED: AtomicUsize = AtomicUsize::new(0);

/// What a case works with.
#[derive(Clone)]
pub(crate) struct World {
    /// The store.
    pub(crate) store: Arc<dyn Store>,
    /// The time.
    pub(crate) clock: Arc<FixedClock>,
    /// What was given to the workers.
    pub(crate) hints: Arc<RecordedHints>,
    /// The database itself.
    pub(crate) database: Database,
}

/// A database of either engine.
#[derive(Clone)]
pub(crate) enum Database {
    /// On PostgreSQL, at this address.
    Postgres(PostgresDatabase, String),
    /// On SQLite.
    Sqlite(SqliteDatabase),
}

impl World {
    /// A unit that may write.
    pub(crate) async fn unit(&self) -> Unit {
        self.store.begin().await.unwrap()
    }

    /// A unit that only reads.
    pub(crate) async fn reader(&self) -> Unit {
        self.store.begin_read().await.unwrap()
    }

    /// The embedded database.
    pub(crate) fn sqlite(&self) -> &SqliteDatabase {
        match &self.database {
            Database::Sqlite(database) => database,
            Database::Postgres(..) => panic!("this case is for SQLite alone"),
        }
    }

    /// The address of the PostgreSQL database.
    pub(crate) fn address(&self) -> &str {
        match &self.database {
            Database::Postgres(_, address) => address,
            Database::Sqlite(_) => panic!("this case is for PostgreSQL alone"),
        }
    }

    fn new(store: Arc<dyn Store>, parts: &Parts, database: Database) -> Self {
        Self { store, clock: parts.clock.clone(), hints: parts.hints.clone(), database }
    }
}

#[derive(Default)]
struct Parts {
    clock: Arc<FixedClock>,
    hints: Arc<RecordedHints>,
}

/// Runs a case on SQLite.
pub(crate) fn sqlite<F: Future<Output = ()> + Send + 'static>(case: fn(World) -> F) {
    // In memory where that is possible: no case is about a machine that loses its power.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let path = folder.path().join("data/oathgate.db");
    runtime().block_on(async {
        let parts = Parts::default();
        let clock: Arc<dyn Clock> = parts.clock.clone();
        let database = SqliteDatabase::open(&path, clock).unwrap().with_patience(PATIENCE);
        database.migrate().await.unwrap();
        let store = SqliteStore::new(database.clone(), parts.hints.clone());
        let world = World::new(Arc::new(store), &parts, Database::Sqlite(database));
        finish(tokio::spawn(case(world)).await);
    });
}

/// Runs a case on PostgreSQL, where there is a server.
pub(crate) fn postgres<F: Future<Output = ()> + Send + 'static>(case: fn(World) -> F) {
    let Some(server) = server() else {
        ENDED.fetch_add(1, Ordering::SeqCst);
        return;
    };
    runtime().block_on(async {
        let name = take_database(&server).await;
        let address = at(&server, &name);
        let database = PostgresDatabase::connect(&address, &patient(16)).unwrap();
        let parts = Parts::default();
        let store = PostgresStore::new(database.clone(), parts.hints.clone());
        let world = World::new(Arc::new(store), &parts, Database::Postgres(database, address));
        let ended = tokio::spawn(case(world)).await;
        if ended.is_ok() {
            give_back_database(&server, name).await;
        }
        finish(ended);
    });
}

/// A machine that does much else at the same time is no failure.
const PATIENCE: Duration = Duration::from_mins(1);

/// Options with as much patience.
pub(crate) fn patient(pool_size: usize) -> PostgresOptions {
    PostgresOptions { pool_size, patience: PATIENCE, ..PostgresOptions::default() }
}

/// Migrated databases that hold nothing. Making one takes far longer than emptying one.
static EMPTY: Mutex<Vec<String>> = Mutex::new(Vec::new());

async fn take_database(server: &str) -> String {
    let taken = EMPTY.lock().unwrap().pop();
    match taken {
        Some(name) => name,
        None => create_database(server, Some(template(server).await)).await,
    }
}

async fn give_back_database(server: &str, name: String) {
    // Foreign keys are not looked at, so the order of the tables does not matter.
    let empty = "DO $$ DECLARE name text; BEGIN \
         SET LOCAL session_replication_role = replica; \
         FOR name IN SELECT tablename FROM pg_tables \
             WHERE schemaname = 'public' AND tablename <> 'schema_migrations' \
         LOOP EXECUTE format('DELETE FROM %I', name); END LOOP; \
         DELETE FROM schema_migrations WHERE version > 4000; END $$";
    administer(&at(server, &name), empty).await.unwrap();
    EMPTY.lock().unwrap().push(name);
}

/// Deletes what the cases left for each other.
pub(crate) fn delete_databases(server: &str) {
    let names = std::mem::take(&mut *EMPTY.lock().unwrap());
    runtime().block_on(async {
        for name in names.iter().chain(TEMPLATE.get()) {
            drop_database(server, name).await;
        }
    });
}

fn finish(ended: Result<(), tokio::task::JoinError>) {
    ENDED.fetch_add(1, Ordering::SeqCst);
    if let Err(error) = ended {
        resume_unwind(error.into_panic());
    }
}

/// The server's address; says so where there is none.
#[expect(clippy::disallowed_methods, reason = "the tests have no other settings than their environment")]
pub(crate) fn server() -> Option<String> {
    static SAID: Once = Once::new();
    let server = std::env::var(SERVER).ok().filter(|address| !address.is_empty());
    if server.is_none() {
        SAID.call_once(|| say(&format!("SKIPPED: {SERVER} is not set, so nothing is tested on PostgreSQL")));
    }
    server
}

/// Says something to whoever runs the tests. The test harness would keep what is printed the usual
/// way to itself.
pub(crate) fn say(words: &str) {
    std::io::stderr().write_all(format!("\n{words}\n").as_bytes()).unwrap();
}

/// A runtime with threads of its own, so that races are races.
fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap()
}

/// The name of a migrated database that the others are copied from. It is made once in a process.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

async fn template(server: &str) -> &'static str {
    TEMPLATE
        .get_or_init(|| async {
            delete_leftovers(server).await;
            let name = create_database(server, None).await;
            let database = PostgresDatabase::connect(&at(server, &name), &patient(2)).unwrap();
            database.migrate().await.unwrap();
            name
        })
        .await
}

/// Deletes what runs left behind that were stopped, or that ran only a part of the cases.
async fn delete_leftovers(server: &str) {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let ours = "SELECT datname FROM pg_database WHERE datname LIKE 'oathgate\\_test\\_%'";
    for row in client.query(ours, &[]).await.unwrap() {
        let name: String = row.get(0);
        let process = name.split('_').nth(2).unwrap_or_default();
        if !std::path::Path::new("/proc").join(process).exists() {
            let _ = administer(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

/// Makes a database, empty or as a copy, and gives its name.
pub(crate) async fn create_database(server: &str, from: Option<&str>) -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let name = format!("oathgate_test_{}_{number}", std::process::id());
    drop_database(server, &name).await;
    let copy = from.map(|from| format!(" TEMPLATE {from}")).unwrap_or_default();
    // The template's own connections take a moment to close.
    for _ in 0..200 {
        match administer(server, &format!("CREATE DATABASE {name}{copy}")).await {
            Ok(()) => {
                // No case is about a machine that loses its power.
                let careless = format!("ALTER DATABASE {name} SET synchronous_commit = off");
                administer(server, &careless).await.unwrap();
                return name;
            }
            Err(error) if error.code() == Some(&tokio_postgres::error::SqlState::OBJECT_IN_USE) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    panic!("the template is in use");
}

/// Deletes a database, whoever uses it.
pub(crate) async fn drop_database(server: &str, name: &str) {
    administer(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
}

/// Runs a statement as the server's administrator.
pub(crate) async fn administer(address: &str, sql: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    let result = client.batch_execute(sql).await;
    drop(client);
    let _ = connection.await;
    result
}

/// The address of another database on the same server.
pub(crate) fn at(server: &str, name: &str) -> String {
    let mut address = url::Url::parse(server).unwrap();
    address.set_path(name);
    address.into()
}

/// Hints that are kept for the case to look at.
#[derive(Default)]
pub(crate) struct RecordedHints {
    given: Mutex<Vec<Hint>>,
}

impl RecordedHints {
    /// What was given so far.
    pub(crate) fn given(&self) -> Vec<Hint> {
        self.given.lock().unwrap().clone()
    }
}

#[async_trait]
impl Hints for RecordedHints {
    async fn give(&self, hints: &[Hint]) -> Result<(), PortError> {
        self.given.lock().unwrap().extend_from_slice(hints);
        Ok(())
    }

    async fn take(&self, _: usize, _: Duration) -> Result<Vec<RunId>, PortError> {
        Ok(Vec::new())
    }

    async fn depth(&self) -> Result<u64, PortError> {
        Ok(0)
    }

    async fn ping(&self) -> Result<(), PortError> {
        Ok(())
    }
}

/// Waits until `done` says so, for some seconds at most.
pub(crate) async fn eventually(what: &str, done: impl Fn() -> bool) {
    for _ in 0..500 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what} did not come about");
}

/// Lets `racers` do the same at the same time and gives what each of them got.
pub(crate) async fn race<T, F>(racers: usize, run: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let start = Arc::new(tokio::sync::Barrier::new(racers));
    let tasks: Vec<_> = (0..racers)
        .map(|racer| {
            let (start, run) = (start.clone(), run(racer));
            tokio::spawn(async move {
                start.wait().await;
                run.await
            })
        })
        .collect();
    let mut results = Vec::with_capacity(racers);
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}
