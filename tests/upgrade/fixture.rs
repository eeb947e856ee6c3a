//! What the version before has left: written by itself, read by every test run.

use crate::{
    lives::{Kept, live},
    support::{
        Deployment,
        services::{Database, psql, shared_redis},
    },
};
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// The binary of the version before, where there is one.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment what they run against")]
pub fn previous() -> Option<PathBuf> {
    let told = std::env::var_os("OATHGATE_PREVIOUS");
    if told.is_none() {
        eprintln!("SKIPPED: OATHGATE_PREVIOUS names no binary of the version before");
    }
    told.map(PathBuf::from)
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/upgrade").join(name)
}

fn read(name: &str) -> String {
    let path = file(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The number of the last migration that the version before has.
pub fn last_migration() -> u32 {
    // As the fixture itself says, in each of its two dialects.
    let number_in = |text: &str| {
        let rows = text.lines().filter_map(|line| {
            let values = line.strip_prefix("INSERT INTO ")?;
            let (table, values) = values.split_once(" VALUES")?;
            table.ends_with("schema_migrations").then(|| values.trim_start_matches([' ', '(']))
        });
        let number =
            |row: &str| row.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok();
        rows.filter_map(number).max().unwrap()
    };
    let numbers: [u32; 2] = ["postgres.sql", "sqlite.sql"].map(|name| number_in(&read(name)));
    assert_eq!(numbers[0], numbers[1], "the fixtures are of two versions");
    numbers[0]
}

/// How old what was left is, in seconds; its times are moved by as much, as though it were of today.
fn age(kept: &Kept) -> i64 {
    i64::try_from(jsonwebtoken::get_current_timestamp()).unwrap() - kept.at
}

/// What the audit trail says is sealed, so its times stay.
const SEALED: &str = "audit_entries";

/// Fills an empty database of PostgreSQL.
pub fn fill_postgres(database: &Database, folder: &Path) -> Kept {
    let kept: Kept = serde_json::from_str(&read("postgres.json")).unwrap();
    let dump = folder.join("before.sql");
    let shift = format!(
        "DO $$ DECLARE c record; BEGIN
           FOR c IN SELECT table_name AS t, column_name AS n FROM information_schema.columns
             WHERE table_schema = 'public' AND data_type = 'timestamp with time zone' AND table_name <> '{SEALED}'
           LOOP EXECUTE format('UPDATE public.%I SET %I = %I + interval ''{} s''', c.t, c.n, c.n); END LOOP;
         END $$;",
        age(&kept)
    );
    std::fs::write(&dump, format!("{}\n{shift}\n", read("postgres.sql"))).unwrap();
    let done = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", "/dev/null"])
        .args(["--dbname", &database.url(), "--file", &dump.display().to_string()])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let seconds = age(&kept);
    kept.later(seconds)
}

/// Makes a file of SQLite.
pub fn fill_sqlite(path: &Path) -> Kept {
    let kept: Kept = serde_json::from_str(&read("sqlite.json")).unwrap();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.execute_batch(&read("sqlite.sql")).unwrap();
    let columns = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
                   WHERE m.type = 'table' AND c.type = 'INTEGER'
                     AND (c.name LIKE '%\\_at' ESCAPE '\\' OR c.name LIKE '%\\_until' ESCAPE '\\'
                          OR c.name IN ('deadline', 'since', 'last_due'))";
    let mut statement = connection.prepare(columns).unwrap();
    let columns: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    assert!(columns.len() > 30, "{columns:?}");
    let micros = age(&kept) * 1_000_000;
    for (table, column) in columns.iter().filter(|(table, _)| table != SEALED) {
        // The end of time stays where it is.
        let shift = format!("UPDATE {table} SET {column} = {column} + {micros} WHERE {column} < 4e18");
        connection.execute(&shift, []).unwrap();
    }
    let seconds = age(&kept);
    kept.later(seconds)
}

/// Lets the version before live for a while on each engine, and writes down what it leaves.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes the fixtures anew"]
async fn record() {
    let program = previous().unwrap();
    let database = Database::create().unwrap();
    for (engine, url) in [("sqlite", "sqlite:data/oathgate.db".to_owned()), ("postgres", database.url())] {
        let mut deployment = Deployment::prepare(&url, None).await;
        deployment.program.clone_from(&program);
        deployment.migrate();
        deployment.add_server(true);
        deployment.wait_until_ready().await;
        let kept = live(&deployment).await;
        assert_eq!(deployment.servers[0].stop(Duration::from_secs(30)).await, Some(0));
        let mut dump = if engine == "sqlite" {
            let path = deployment.folder.path().join("data/oathgate.db");
            Command::new("sqlite3").arg(path).arg(".dump").output().unwrap()
        } else {
            let options = ["--inserts", "--no-owner", "--no-privileges", "--no-comments", "--dbname"];
            Command::new("pg_dump").args(options).arg(&url).output().unwrap()
        };
        assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
        let text = String::from_utf8(std::mem::take(&mut dump.stdout)).unwrap();
        // What other versions of the tools do not know.
        let known = |line: &&str| !line.starts_with('\\') && !line.starts_with("SET transaction_timeout");
        let lines: Vec<&str> =
            text.lines().filter(|line| !line.starts_with("--") && !line.is_empty()).filter(known).collect();
        std::fs::write(file(&format!("{engine}.sql")), lines.join("\n") + "\n").unwrap();
        let kept = serde_json::to_string_pretty(&kept).unwrap();
        std::fs::write(file(&format!("{engine}.json")), kept + "\n").unwrap();
    }
}
