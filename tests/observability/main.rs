//! What operators see of the real binary: figures, alerts, logs, traces, and that nothing in
//! them is secret.
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

mod alerts;
mod documented;
mod expressions;
mod figures;
#[path = "../support/keys.rs"]
mod keys;
mod logs;
mod prometheus;
mod scrape;
mod secrets;
mod story;
#[path = "../support/mod.rs"]
mod support;
mod tls;
mod traces;
