//! Migrations: many starters at once, and programs that are older than the schema.

use crate::{
    contract,
    world::{Database, World, at, create_database, drop_database, patient, race, server},
};
use oathgate_infrastructure::{
    migrate::{MigrateError, Status},
    postgres::PostgresDatabase,
    sqlite::SqliteDatabase,
    testing::FixedClock,
};
use std::{collections::BTreeSet, sync::Arc};

contract! { both;
    everything_is_applied_and_nothing_waits,
    a_later_schema_is_refused,
    every_engine_has_the_same_tables_and_columns,
}

contract! { sqlite_starters => sqlite; ten_starters_at_once_on_sqlite }
contract! { postgres_starters => postgres; ten_starters_at_once_on_postgres }

async fn status(world: &World) -> Result<Status, MigrateError> {
    match &world.database {
        Database::Postgres(database, _) => database.migration_status().await,
        Database::Sqlite(database) => database.migration_status().await,
    }
}

async fn migrate(world: &World) -> Result<usize, MigrateError> {
    let applied = match &world.database {
        Database::Postgres(database, _) => database.migrate().await?,
        Database::Sqlite(database) => database.migrate().await?,
    };
    Ok(applied.len())
}

/// Runs a statement past the repositories.
pub(crate) async fn execute(world: &World, sql: &'static str) {
    match &world.database {
        Database::Postgres(_, address) => crate::world::administer(address, sql).await.unwrap(),
        Database::Sqlite(database) => database
            .write(move |connection| {
                connection.execute_batch(sql).map_err(oathgate_infrastructure::sql::SqlError::defect)
            })
            .await
            .unwrap(),
    }
}

async fn everything_is_applied_and_nothing_waits(world: World) {
    let status = status(&world).await.unwrap();
    assert!(status.is_current());
    let steps: Vec<_> = status.steps.iter().map(|step| (step.number, step.name.as_str())).collect();
    assert_eq!(steps[..2], [(1, "accounts"), (2, "workflows")]);
    assert!(status.steps.iter().all(|step| step.applied_at.is_some()));
    assert_eq!(migrate(&world).await.unwrap(), 0);
}

async fn a_later_schema_is_refused(world: World) {
    execute(
        &world,
        "INSERT INTO schema_migrations (version, name, applied_on, checksum) \
         VALUES (4711, 'later', '2030-01-01T00:00:00Z', '1')",
    )
    .await;
    for error in [status(&world).await.unwrap_err(), migrate(&world).await.unwrap_err()] {
        assert!(matches!(error, MigrateError::TooNew { found: 4711, .. }), "{error:?}");
        assert!(error.to_string().contains("start the version that migrated it"));
    }
}

async fn every_engine_has_the_same_tables_and_columns(world: World) {
    let found: BTreeSet<String> = match &world.database {
        Database::Postgres(_, address) => {
            let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let columns = "SELECT table_name || '.' || column_name FROM information_schema.columns \
                           WHERE table_schema = 'public'";
            client.query(columns, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
        }
        Database::Sqlite(database) => {
            let columns = "SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c \
                           WHERE m.type = 'table'";
            database
                .read(|connection| {
                    let mut statement = connection.prepare(columns).unwrap();
                    let names = statement.query_map([], |row| row.get(0)).unwrap();
                    Ok(names.map(Result::unwrap).collect())
                })
                .await
                .unwrap()
        }
    };
    compare_with_the_other_engine(&found);
}

/// Whichever engine comes second is compared with the first.
fn compare_with_the_other_engine(found: &BTreeSet<String>) {
    static FIRST: std::sync::OnceLock<BTreeSet<String>> = std::sync::OnceLock::new();
    let first = FIRST.get_or_init(|| found.clone());
    assert!(first.contains("accounts.email_canonical"), "{first:?}");
    assert_eq!(found, first);
}

async fn ten_starters_at_once_on_sqlite(world: World) {
    let path = world.sqlite().path().with_file_name("new/another.db");
    let applied = race(10, |_| {
        let path = path.clone();
        async move {
            // Each with connections of its own, as ten processes would have.
            let open = move || SqliteDatabase::open(&path, Arc::new(FixedClock::default())).unwrap();
            let database = tokio::task::spawn_blocking(open).await.unwrap();
            let applied = database.migrate().await.unwrap().len();
            assert!(database.migration_status().await.unwrap().is_current());
            applied
        }
    })
    .await;
    one_did_everything(applied);
}

async fn ten_starters_at_once_on_postgres(_: World) {
    let server = server().unwrap();
    let name = create_database(&server, None).await;
    let address = at(&server, &name);
    let applied = race(10, |_| {
        let database = PostgresDatabase::connect(&address, &patient(2)).unwrap();
        async move {
            let applied = database.migrate().await.unwrap().len();
            assert!(database.migration_status().await.unwrap().is_current());
            applied
        }
    })
    .await;
    drop_database(&server, &name).await;
    one_did_everything(applied);
}

fn one_did_everything(mut applied: Vec<usize>) {
    applied.sort_unstable();
    let all = applied.pop().unwrap();
    assert!(all >= 2);
    assert!(applied.iter().all(|count| *count == 0), "{applied:?} and {all}");
}
