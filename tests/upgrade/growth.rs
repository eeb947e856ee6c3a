//! This version, while the schema grows under it as the next version's migrations may let it grow: what runs
//! goes on, what starts refuses.

use crate::{
    lives::join,
    load::Load,
    support::{
        Backing, Deployment,
        services::{psql, unique},
    },
};
use std::time::{Duration, Instant};

/// A change of every kind that `rules` allows, for a table that is there.
fn grow(table: &str) -> [String; 2] {
    [
        format!("ALTER TABLE {table} ADD COLUMN later_note text"),
        format!("ALTER TABLE {table} ADD COLUMN later_count {{integer}} NOT NULL DEFAULT 0"),
    ]
}

const NEW: &str = "CREATE TABLE later (id {integer} PRIMARY KEY, note text);
    INSERT INTO later (id) VALUES (1);
    INSERT INTO schema_migrations (version, name, applied_on, checksum)
    VALUES (4711, 'later', '2030-01-01T00:00:00Z', '1');";

fn grow_postgres(url: &str) {
    let tables = psql(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    assert!(tables.lines().count() > 25, "{tables}");
    for table in tables.lines().filter(|table| *table != "schema_migrations") {
        // Each as a migration of its own, which steps back as `migrate` does.
        let change = grow(table).join("; ").replace("{integer}", "bigint");
        psql(url, &format!("SET lock_timeout = '5s'; BEGIN; {change}; COMMIT"));
    }
    psql(url, &NEW.replace("{integer}", "bigint"));
}

fn grow_sqlite(path: &std::path::Path) {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.busy_timeout(Duration::from_secs(10)).unwrap();
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let mut statement = connection.prepare(tables).unwrap();
    let tables: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(tables.len() > 25, "{tables:?}");
    for table in tables.iter().filter(|table| *table != "schema_migrations") {
        let change = grow(table).join("; ").replace("{integer}", "INTEGER");
        connection.execute_batch(&format!("BEGIN IMMEDIATE; {change}; COMMIT")).unwrap();
    }
    connection.execute_batch(&NEW.replace("{integer}", "INTEGER")).unwrap();
}

/// Whoever was told 202 has a mail.
pub async fn everybody_has_mail(deployment: &Deployment, people: &[String]) {
    assert!(people.len() > 3, "{people:?}");
    for person in people {
        deployment.mail(person, "", 0).await;
    }
}

async fn goes_on(backing: Backing) {
    let Some(mut deployment) = Deployment::start(backing).await else { return };
    join(&deployment, &deployment.client(0), "ada@example.com").await;
    let clients: Vec<_> = (0..deployment.servers.len()).map(|number| deployment.client(number)).collect();
    let load = Load::on(&clients, "ada@example.com");
    load.go_on(50).await;
    let url = deployment.settings.iter().find(|(name, _)| name == "DATABASE_URL").unwrap().1.clone();
    let path = deployment.folder.path().join("data/oathgate.db");
    let growing = move || if backing == Backing::Sqlite { grow_sqlite(&path) } else { grow_postgres(&url) };
    tokio::task::spawn_blocking(growing).await.unwrap();
    load.go_on(150).await;
    let came = load.stop().await;
    assert!(came.slowest < Duration::from_secs(10), "{:?}", came.slowest);
    everybody_has_mail(&deployment, &came.registered).await;

    // Whoever starts now is of the wrong version, and says so at once.
    let begun = Instant::now();
    for command in [&["serve", "--with-worker"][..], &["worker"], &["migrate"]] {
        let (code, output, errors) = deployment.run(command);
        let said = format!("{output}{errors}");
        assert!(code == 1 && said.contains("migration 4711 (later)"), "{command:?}: {code} {said}");
        assert!(said.contains("start the version that migrated it"), "{said}");
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert!(!deployment.logs().contains("panicked"), "{}", deployment.logs());
    for server in &mut deployment.servers {
        assert!(server.is_running());
        assert_eq!(server.stop(Duration::from_secs(30)).await, Some(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_and_redis() {
    goes_on(Backing::PostgresAndRedis).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_one_file() {
    goes_on(Backing::Sqlite).await;
}
