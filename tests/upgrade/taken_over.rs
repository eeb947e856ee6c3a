//! A database of the version before becomes one of this version while it is used, and nothing is lost.

use crate::{
    fixture::{fill_postgres, fill_sqlite, last_migration, previous},
    growth::everybody_has_mail,
    lives::{find_everything, join},
    load::Load,
    support::{
        Backing, Deployment,
        process::program,
        services::{Database, psql, shared_redis, unique},
    },
};
use oathgate_infrastructure::{
    migrate::MigrateError,
    postgres::{PostgresDatabase, PostgresOptions},
};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio_postgres::NoTls;
use uuid::Uuid;

/// How long somebody looks at the runs, in the middle of whose time the migration begins.
const LONG_LOOK: Duration = Duration::from_secs(4);

/// What the version before does all the time, in its own words: it counts a session as seen, and starts a run.
const SEEN: &str = "UPDATE sessions SET last_seen_at = last_seen_at WHERE revoked_at IS NULL";
const START_POSTGRES: &str = "
WITH started AS (
    INSERT INTO workflow_runs (id, kind, version, key, priority, wake_at, limit_key, subject,
        parent, trace, input, sequence, traceparent)
    VALUES ($1, 'of_the_version_before', 1, NULL, 1, coalesce(NULL, workflow_now()), NULL, NULL, NULL, NULL, '{}', 1,
        NULL)
    ON CONFLICT DO NOTHING
    RETURNING id)
INSERT INTO workflow_events (run, sequence, kind) SELECT id, 1, 1 FROM started";
const START_SQLITE: &str = "
INSERT INTO workflow_runs (id, kind, version, key, priority, wake_at, limit_key, subject,
    parent, trace, input, sequence, created_at, traceparent)
VALUES ($1, 'of_the_version_before', 1, NULL, 1, 1, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL)
ON CONFLICT DO NOTHING";
const LEFT: &str = "SELECT count(*) FROM workflow_runs WHERE kind = 'of_the_version_before'";

/// How much was done, and how long the slowest took.
struct Done {
    runs: u64,
    slowest: Duration,
}

async fn use_postgres(url: String, stop: Arc<AtomicBool>) -> Done {
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let mut done = Done { runs: 0, slowest: Duration::ZERO };
    let (seen, start) = (client.prepare(SEEN).await.unwrap(), client.prepare(START_POSTGRES).await.unwrap());
    while !stop.load(Ordering::Relaxed) {
        let begun = Instant::now();
        client.execute(&seen, &[]).await.unwrap();
        client.execute(&start, &[&fresh()]).await.unwrap();
        done.runs += 1;
        done.slowest = done.slowest.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    done
}

#[expect(clippy::disallowed_methods, reason = "it has a thread of its own")]
fn use_sqlite(path: &Path, stop: &AtomicBool) -> Done {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.busy_timeout(Duration::from_secs(10)).unwrap();
    let mut done = Done { runs: 0, slowest: Duration::ZERO };
    while !stop.load(Ordering::Relaxed) {
        let begun = Instant::now();
        connection.execute(SEEN, []).unwrap();
        connection.execute(START_SQLITE, [fresh().as_bytes()]).unwrap();
        done.runs += 1;
        done.slowest = done.slowest.max(begun.elapsed());
        std::thread::sleep(Duration::from_millis(5));
    }
    done
}

/// Names a run that nobody else has.
fn fresh() -> Uuid {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(4711, NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Brings the schema up to date, which takes more than one migration.
async fn migrate(deployment: &Deployment) -> Duration {
    let (folder, settings) = (deployment.folder.path().to_owned(), deployment.settings.clone());
    let begun = Instant::now();
    let run = move || crate::support::process::run(&folder, &["migrate"], &settings);
    let (code, output, errors) = tokio::task::spawn_blocking(run).await.unwrap();
    assert_eq!(code, 0, "{output}{errors}");
    let next = format!("\n  {:04}_", last_migration() + 1);
    assert!(output.contains("Applied") && output.contains(&next), "{output}");
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() {
    let Some(database) = Database::create() else { return };
    let mut deployment = Deployment::prepare(&database.url(), shared_redis().as_deref()).await;
    let kept = fill_postgres(&database, deployment.folder.path());
    let stop = Arc::new(AtomicBool::new(false));
    let using: Vec<_> = (0..2).map(|_| tokio::spawn(use_postgres(database.url(), stop.clone()))).collect();
    // New processes may come first: they wait for the schema.
    deployment.add_server(false);
    deployment.add_worker();
    tokio::time::sleep(Duration::from_millis(500)).await;

    // Somebody reads for long what the migration changes. It waits for them, and nobody waits for it.
    let url = database.url();
    let look = format!(
        "BEGIN; SELECT count(*) FROM workflow_runs; SELECT pg_sleep({}); COMMIT",
        LONG_LOOK.as_secs()
    );
    let looking = tokio::task::spawn_blocking(move || psql(&url, &look));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let took = migrate(&deployment).await;
    looking.await.unwrap();
    assert!(took > LONG_LOOK / 2, "it did not wait: {took:?}");

    deployment.wait_until_ready().await;
    stop.store(true, Ordering::Relaxed);
    let mut runs = 0;
    for one in using {
        let done = one.await.unwrap();
        runs += done.runs;
        assert!(done.slowest < LONG_LOOK * 3 / 4, "somebody waited {:?}", done.slowest);
    }
    assert_eq!(psql(&database.url(), LEFT), runs.to_string());
    assert!(runs > 50, "{runs}");
    find_everything(&deployment, &kept).await;
    assert!(!deployment.logs().contains("panicked"), "{}", deployment.logs());
}

#[tokio::test(flavor = "multi_thread")]
async fn on_one_file() {
    let mut deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    let path = deployment.folder.path().join("data/oathgate.db");
    let kept = fill_sqlite(&path);
    let stop = Arc::new(AtomicBool::new(false));
    let using = {
        let (path, stop) = (path.clone(), stop.clone());
        tokio::task::spawn_blocking(move || use_sqlite(&path, &stop))
    };
    deployment.add_server(true);
    tokio::time::sleep(Duration::from_millis(500)).await;
    migrate(&deployment).await;
    deployment.wait_until_ready().await;
    stop.store(true, Ordering::Relaxed);
    let done = using.await.unwrap();
    assert!(done.runs > 20, "{}", done.runs);
    let connection = rusqlite::Connection::open(&path).unwrap();
    let left: i64 = connection.query_row(LEFT, [], |row| row.get(0)).unwrap();
    assert_eq!(left, i64::try_from(done.runs).unwrap());
    find_everything(&deployment, &kept).await;
    assert!(!deployment.logs().contains("panicked"), "{}", deployment.logs());
}

/// With the binary of the version before itself: it goes on through the migration, and beside the new one.
#[tokio::test(flavor = "multi_thread")]
async fn the_version_before_goes_on() {
    let Some(previous) = previous() else { return };
    let Some(database) = Database::create() else { return };
    let redis = shared_redis();
    for backing in [Backing::PostgresAndRedis, Backing::Sqlite] {
        let many = backing == Backing::PostgresAndRedis;
        let url = if many { database.url() } else { "sqlite:data/oathgate.db".to_owned() };
        let mut deployment = Deployment::prepare(&url, redis.as_deref().filter(|_| many)).await;
        deployment.program.clone_from(&previous);
        deployment.migrate();
        deployment.add_server(!many);
        if many {
            deployment.add_server(false);
            deployment.add_worker();
        }
        deployment.wait_until_ready().await;
        let kept = crate::lives::live(&deployment).await;
        deployment.smtp.set_trouble(oathgate_infrastructure::testing::smtp::Trouble::None);
        join(&deployment, &deployment.client(0), "alan@example.com").await;
        let clients: Vec<_> = (0..deployment.servers.len()).map(|number| deployment.client(number)).collect();
        let load = Load::on(&clients, "alan@example.com");
        load.go_on(50).await;

        deployment.program = program();
        migrate(&deployment).await;
        load.go_on(150).await;
        let came = load.stop().await;
        eprintln!(
            "{backing:?}: the version before alone: {} answers, slowest {:?}",
            came.answers, came.slowest
        );
        everybody_has_mail(&deployment, &came.registered).await;
        if many {
            // Both versions at a time, then the new one alone.
            deployment.add_server(false);
            deployment.add_worker();
            deployment.wait_until_ready().await;
            let clients: Vec<_> = (0..3).map(|number| deployment.client(number)).collect();
            let load = Load::on(&clients, "alan@example.com");
            load.go_on(200).await;
            let came = load.stop().await;
            eprintln!("both: {} answers, slowest {:?}", came.answers, came.slowest);
            everybody_has_mail(&deployment, &came.registered).await;
            assert_eq!(deployment.workers[0].stop(Duration::from_secs(30)).await, Some(0));
        }
        assert_eq!(deployment.servers[0].stop(Duration::from_secs(30)).await, Some(0));
        deployment.restart_server(0, !many);
        deployment.wait_until_ready().await;
        find_everything(&deployment, &kept).await;
        assert!(!deployment.logs().contains("panicked"), "{}", deployment.logs());
    }
}

/// Somebody keeps what they have changed to themselves, and does not come to an end.
#[tokio::test]
async fn a_table_that_is_never_free_is_said_so_and_the_next_attempt_goes_on() {
    let Some(database) = Database::create() else { return };
    let folder = tempfile::tempdir().unwrap();
    fill_postgres(&database, folder.path());
    let url = database.url();
    let (holder, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let all = psql(
        &url,
        "SELECT string_agg(tablename, ', ') FROM pg_tables
         WHERE schemaname = 'public' AND tablename <> 'schema_migrations'",
    );
    holder.batch_execute(&format!("BEGIN; LOCK TABLE {all} IN ROW EXCLUSIVE MODE")).await.unwrap();

    let store = PostgresDatabase::connect(&url, &PostgresOptions::default()).unwrap();
    let begun = Instant::now();
    let refused = store.migrate_trying(2).await.unwrap_err();
    assert!(matches!(refused, MigrateError::Busy), "{refused:?}");
    assert!(refused.to_string().contains("pg_stat_activity"), "{refused}");
    assert!((2..10).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    assert!(!store.migration_status().await.unwrap().is_current());

    holder.batch_execute("ROLLBACK").await.unwrap();
    store.migrate_trying(1).await.unwrap();
    assert!(store.migration_status().await.unwrap().is_current());
}
