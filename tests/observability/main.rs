//! What operators see of the real binary: figures, alerts, logs, traces.
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
mod figures;
mod logs;
mod scrape;
#[path = "../support/mod.rs"]
mod support;
mod tls;
mod traces;
