//! The rules that let a version and the next one work on the same schema (docs/adr/0008): a migration adds,
//! and never takes anything away that the version before asks for, nor lets anybody wait for long.
//!
//! They hold for every migration that the version of the fixtures does not have.

use crate::fixture::last_migration;
use std::{collections::BTreeSet, path::Path};

/// What a migration does although the rules forbid it: its number, how the statement begins, and why nobody is
/// hurt. One that is not needed is an error, too.
const EXCEPTIONS: &[(u32, &str, &str)] = &[
    (
        19,
        "DROP INDEX workflow_runs_due",
        "It is made anew by the next statement, in the same transaction; no statement names an index.",
    ),
    (
        19,
        "CREATE INDEX workflow_runs_due ON workflow_runs",
        "It holds runs that are due alone; those that have ended, which are the many, are not in it.",
    ),
    (19, "CREATE INDEX workflow_runs_due_limited ON workflow_runs", "As the one before."),
    (
        25,
        "CREATE INDEX accounts_by_creation ON accounts",
        "One row a person, which a second or two is enough for where they are a million.",
    ),
    (25, "CREATE INDEX accounts_by_status_and_creation ON accounts", "As the one before."),
];

/// Statements without comments, white space made one blank.
fn statements(sql: &str) -> Vec<String> {
    let bare: String = sql
        .lines()
        .map(|line| line.split_once("--").map_or(line, |(code, _)| code))
        .flat_map(str::split_whitespace)
        .collect::<Vec<_>>()
        .join(" ");
    let mut found = vec![String::new()];
    // What stands between `$$` and `$$`, or between quotes, holds no end of a statement.
    for (number, part) in bare.split("$$").enumerate() {
        if number % 2 == 1 {
            found.last_mut().unwrap().extend(["$$", part, "$$"]);
            continue;
        }
        for (number, part) in part.split('\'').enumerate() {
            let last = found.last_mut().unwrap();
            if number > 0 {
                last.push('\'');
            }
            if number % 2 == 1 {
                last.push_str(part);
                continue;
            }
            let mut pieces = part.split(';');
            last.push_str(pieces.next().unwrap_or_default());
            found.extend(pieces.map(str::to_owned));
        }
    }
    let trimmed = found.into_iter().map(|statement| statement.trim().to_owned());
    trimmed.filter(|statement| !statement.is_empty()).collect()
}

/// The word after a phrase, without what is stuck to it.
fn word_after<'a>(statement: &'a str, phrase: &str) -> Option<&'a str> {
    let at = statement.to_uppercase().find(phrase)? + phrase.len();
    statement[at..].split([' ', '(']).find(|word| !word.is_empty())
}

/// What is wrong with a statement, in a migration that makes these tables itself.
fn judge(statement: &str, own: &[&str]) -> Result<(), &'static str> {
    let upper = statement.to_uppercase();
    let starts = |phrase: &str| upper.starts_with(phrase);
    let is_own = |phrase: &str| word_after(statement, phrase).is_some_and(|table| own.contains(&table));
    if starts("CREATE TABLE ") || starts("CREATE FUNCTION ") {
        Ok(())
    } else if starts("CREATE INDEX ") || starts("CREATE UNIQUE INDEX ") {
        if is_own(" ON ") {
            Ok(())
        } else if starts("CREATE UNIQUE") {
            Err("the version before may write what is not unique")
        } else {
            Err("nobody can write to the table until the index is made")
        }
    } else if starts("INSERT INTO ") && is_own("INSERT INTO ") {
        Ok(())
    } else if starts("ALTER TABLE ") && upper.contains(" ADD COLUMN ") {
        let column = &upper[upper.find(" ADD COLUMN ").unwrap()..];
        if upper.matches(" ADD ").count() > 1 {
            Err("one column a statement, please")
        } else if column.contains("NOT NULL") && !column.contains(" DEFAULT ") {
            Err("the version before does not know the column, and writes none")
        } else if column.contains(" UNIQUE") || column.contains("GENERATED") || column.contains("PRIMARY KEY")
        {
            Err("the table is written anew, or the version before may write what is not unique")
        } else if column.split(" DEFAULT ").nth(1).is_some_and(is_computed) {
            Err("a default that is not a constant writes the table anew")
        } else {
            Ok(())
        }
    } else {
        Err("it takes away or changes what the version before relies on")
    }
}

/// Whether a default is more than a number, a text or a truth.
fn is_computed(value: &str) -> bool {
    let first = value.split([' ', ',']).next().unwrap_or_default();
    !(first.starts_with(|c: char| c == '\'' || c == '-' || c.is_ascii_digit())
        || matches!(first, "TRUE" | "FALSE" | "NULL"))
}

#[test]
fn a_statement_is_judged_by_what_it_does() {
    let judged = |sql: &str| {
        let all = statements(sql);
        let own: Vec<&str> = all.iter().filter_map(|one| word_after(one, "CREATE TABLE ")).collect();
        all.iter().map(|one| judge(one, &own).is_ok()).collect::<Vec<_>>()
    };
    for good in [
        "CREATE TABLE things (id uuid PRIMARY KEY, name text NOT NULL UNIQUE); -- new; and its own
         CREATE UNIQUE INDEX things_by_name ON things (name);
         INSERT INTO things (id, name) VALUES (1, 'a;b--'), (2, 'c')",
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT 1; DROP TABLE accounts $$",
        "ALTER TABLE accounts ADD COLUMN note text CHECK (octet_length(note) <= 9)",
        "alter table accounts add column tries bigint not null default 0",
        "ALTER TABLE accounts ADD COLUMN is_new boolean NOT NULL DEFAULT false",
        "ALTER TABLE accounts ADD COLUMN kind text NOT NULL DEFAULT 'plain'",
    ] {
        assert!(judged(good).into_iter().all(|one| one), "{good}");
    }
    for bad in [
        "DROP TABLE accounts",
        "DROP INDEX accounts_by_status",
        "ALTER TABLE accounts DROP COLUMN email",
        "ALTER TABLE accounts RENAME COLUMN email TO address",
        "ALTER TABLE accounts RENAME TO people",
        "ALTER TABLE accounts ALTER COLUMN username SET NOT NULL",
        "ALTER TABLE accounts ALTER COLUMN email TYPE bytea",
        "ALTER TABLE accounts ADD CHECK (email <> '')",
        "ALTER TABLE accounts ADD COLUMN tries bigint NOT NULL",
        "ALTER TABLE accounts ADD COLUMN number bigint UNIQUE",
        "ALTER TABLE accounts ADD COLUMN token uuid DEFAULT gen_random_uuid()",
        "ALTER TABLE accounts ADD COLUMN a text, ADD COLUMN b text NOT NULL",
        "CREATE INDEX accounts_by_name ON accounts (first_name)",
        "CREATE UNIQUE INDEX accounts_by_name ON accounts (first_name)",
        "CREATE TRIGGER guard BEFORE INSERT ON accounts EXECUTE FUNCTION f()",
        "CREATE OR REPLACE FUNCTION workflow_now() RETURNS bigint LANGUAGE sql AS $$ SELECT 1 $$",
        "UPDATE accounts SET status = 'active'",
        "DELETE FROM sessions",
        "INSERT INTO accounts (id) VALUES (1)",
        "TRUNCATE sessions",
    ] {
        assert_eq!(judged(bad), [false], "{bad}");
    }
}

#[test]
fn migrations_leave_the_version_before_able_to_work() {
    let known = last_migration();
    let mut unused: BTreeSet<_> = EXCEPTIONS.iter().map(|(number, begins, _)| (*number, *begins)).collect();
    let mut faults = Vec::new();
    for engine in ["postgres", "sqlite"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let mut seen = 0;
        for path in files {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let number: u32 = name[..4].parse().unwrap();
            if number <= known {
                continue;
            }
            seen += 1;
            let all = statements(&std::fs::read_to_string(&path).unwrap());
            assert!(!all.is_empty(), "{name} does nothing");
            let own: Vec<&str> = all.iter().filter_map(|one| word_after(one, "CREATE TABLE ")).collect();
            for statement in &all {
                let excepted =
                    EXCEPTIONS.iter().find(|(of, begins, _)| *of == number && statement.starts_with(begins));
                match (judge(statement, &own), excepted) {
                    (Err(_), Some((number, begins, _))) => {
                        unused.remove(&(*number, *begins));
                    }
                    (Err(why), None) => faults.push(format!("{engine}/{name}: {statement}\n    {why}")),
                    (Ok(()), _) => {}
                }
            }
        }
        assert!(seen > 0, "no migration is newer than the fixtures: record those of the version before that");
    }
    assert!(faults.is_empty(), "\n{}\nSee docs/adr/0008.", faults.join("\n"));
    assert!(unused.is_empty(), "exceptions that nobody needs: {unused:?}");
}
