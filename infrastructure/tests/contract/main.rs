//! The contract of the storage ports: one suite, stamped onto SQLite and PostgreSQL. Each case gets
//! a fresh database.
//!
//! PostgreSQL runs where `OATHGATE_TEST_POSTGRES_URL` names a server and a user that may create
//! databases; `make test` starts one.

#![expect(clippy::unwrap_used, reason = "a case that meets something unexpected has failed")]

mod accounts;
mod audit;
mod availability;
mod challenges;
mod erasures;
mod every_statement;
mod exports;
mod group_commit;
mod known_devices;
mod limit_changes;
mod mail_requests;
mod migrations;
mod oauth;
mod operations;
mod registrations;
mod round_trips;
mod samples;
mod sessions;
mod signing_keys;
mod subject_secrets;
mod tls;
mod trends;
mod units;
mod usernames;
mod workflows;
mod world;

/// Stamps cases, which are `async fn(World)`, onto the engines, as `#[test]`s.
///
/// `contract! { both; a, b }` stamps onto both; `sqlite;` and `postgres;` onto one, in modules of
/// the same name, or of another that begins with the engine: `contract! { sqlite_alone => sqlite; a, b }`.
macro_rules! contract {
    (both; $($case:ident),* $(,)?) => {
        crate::contract! { sqlite; $($case),* }
        crate::contract! { postgres; $($case),* }
    };
    ($engine:ident; $($case:ident),* $(,)?) => {
        crate::contract! { $engine => $engine; $($case),* }
    };
    ($module:ident => $engine:ident; $($case:ident),* $(,)?) => {
        mod $module {
            $(
                #[test]
                fn $case() {
                    crate::world::$engine(super::$case);
                }
            )*
        }
    };
}
pub(crate) use contract;
