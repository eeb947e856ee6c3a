//! Upgrades: what the version before has left is taken over without losing anything, while it is used; a
//! version goes on while the schema grows under it; and the rules that make both true.
//!
//! What the version before leaves is in `tests/fixtures/upgrade`, written by that version itself:
//! `OATHGATE_PREVIOUS=its-binary cargo test --workspace --test upgrade -- --ignored record` writes it anew.
//! With that variable `the_version_before_goes_on` also runs, in which the two versions work side by side.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::type_complexity,
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "tests stop at once when something is wrong, and each uses a part of what they share"
)]

mod fixture;
mod growth;
mod lives;
mod load;
mod rules;
#[path = "../support/mod.rs"]
mod support;
mod taken_over;
