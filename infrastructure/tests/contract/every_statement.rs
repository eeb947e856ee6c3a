//! A statement that no case runs is a failing test.

use crate::world::{ENDED, server};
use oathgate_infrastructure::sql::{Dialect, ledger};
use std::{
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

/// How many cases there are.
fn cases() -> usize {
    macro_rules! count {
        ($($module:ident: $($engine:ident),+);* $(;)?) => { 0 $($(+ crate::$module::$engine::CASES)+)* };
    }
    count! {
        accounts: sqlite, postgres;
        availability: sqlite, postgres;
        challenges: sqlite, postgres;
        group_commit: sqlite;
        mail_requests: sqlite, postgres;
        migrations: sqlite, postgres, sqlite_starters, postgres_starters;
        oauth: sqlite, postgres;
        registrations: sqlite, postgres;
        round_trips: sqlite, postgres;
        sessions: sqlite, postgres;
        signing_keys: sqlite, postgres;
        tls: postgres;
        units: sqlite, postgres;
        usernames: sqlite, postgres;
    }
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
        eprintln!("SKIPPED: only a part of the cases runs, so it is unknown which statements no case runs");
        return;
    }
    let begun = Instant::now();
    while ENDED.load(Ordering::SeqCst) < cases() {
        assert!(begun.elapsed() < Duration::from_secs(300), "some cases do not come to an end");
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(ledger::unused(Dialect::Sqlite), [""; 0]);
    if server().is_some() {
        assert_eq!(ledger::unused(Dialect::Postgres), [""; 0]);
    }
}
