//! A statement that no case runs is a failing test.

use crate::world::{ENDED, delete_databases, say, server};
use oathgate_infrastructure::sql::{Dialect, ledger};
use std::{
    process::Command,
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

/// How many cases there are: this program's own list of tests tells.
fn cases() -> usize {
    let program = std::env::current_exe().unwrap();
    let list = Command::new(program).arg("--list").output().unwrap().stdout;
    let is_case = |line: &&str| {
        let engine = |part: &str| part.starts_with("sqlite") || part.starts_with("postgres");
        line.ends_with(": test") && line.split("::").any(engine)
    };
    String::from_utf8(list).unwrap().lines().filter(is_case).count()
}

/// Whether this process was asked to run a part of the tests only.
fn is_partial() -> bool {
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--test-threads" | "--color" | "--format" | "--logfile" | "-Z" => {
                arguments.next();
            }
            "--skip" | "--exact" | "--ignored" => return true,
            other if !other.starts_with('-') => return true,
            _ => {}
        }
    }
    false
}

/// Its name puts it behind all others, which the test harness sorts.
#[test]
#[expect(clippy::disallowed_methods, reason = "it waits for other threads, outside of any runtime")]
fn zz_no_statement_is_left_untested() {
    if is_partial() {
        say("SKIPPED: only a part of the cases runs, so it is unknown which statements no case runs");
        return;
    }
    let begun = Instant::now();
    let cases = cases();
    assert!(cases > 100, "the list of tests shows {cases} cases");
    while ENDED.load(Ordering::SeqCst) < cases {
        assert!(begun.elapsed() < Duration::from_mins(5), "some cases do not come to an end");
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(ledger::unused(Dialect::Sqlite), [""; 0]);
    if let Some(server) = server() {
        delete_databases(&server);
        assert_eq!(ledger::unused(Dialect::Postgres), [""; 0]);
    }
}
