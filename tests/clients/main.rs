//! Clients of other people, unmodified as their registries have them, against the real binary: what a client
//! may expect of a server is what they expect, and not what our own tests say.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::type_complexity,
    unreachable_pub,
    unused_imports,
    reason = "tests stop at once when something is wrong, and each uses a part of what they share"
)]

mod apache;
mod person;
#[path = "../support/mod.rs"]
mod support;
mod surroundings;

use std::path::{Path, PathBuf};
use surroundings::{Surroundings, run};
use tokio::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The tests of these files of `npm/`.
async fn npm(surroundings: &Surroundings, files: &[&str]) {
    let mut command = Command::new("node");
    command.arg("--test").args(files).current_dir(root().join("tests/clients/npm"));
    run(command, surroundings).await;
}

fn packages_are_there() -> bool {
    is_there(&root().join("tests/clients/npm/node_modules/.package-lock.json"))
}

/// Whether something is installed, with a loud word where it is not.
fn is_there(path: &Path) -> bool {
    if !path.exists() {
        eprintln!("SKIPPED: there is no {}; `make test` sees to it", path.display());
    }
    path.exists()
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_and_oauth4webapi() {
    if packages_are_there() {
        let surroundings = Surroundings::start().await;
        npm(&surroundings, &["openid-client.test.mjs", "oauth4webapi.test.mjs"]).await;
        surroundings.assert_calm();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_client_ts_in_a_browser() {
    if packages_are_there() && is_there(&root().join("frontend/dist/index.html")) {
        let surroundings = Surroundings::start().await;
        npm(&surroundings, &["oidc-client-ts.test.mjs"]).await;
        surroundings.assert_calm();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn authlib() {
    let python = root().join("target/clients/python/bin/python");
    if is_there(&python) {
        let surroundings = Surroundings::start().await;
        let mut command = Command::new(python);
        command.args(["-B", "-W", "ignore"]).arg(root().join("tests/clients/python/authlib_test.py"));
        run(command, &surroundings).await;
        surroundings.assert_calm();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn apache_with_mod_auth_openidc() {
    if is_there(Path::new(apache::PROGRAM))
        && is_there(&Path::new(apache::MODULES).join("mod_auth_openidc.so"))
    {
        let mut surroundings = Surroundings::start().await;
        apache::protects_a_page(&mut surroundings).await;
        surroundings.assert_calm();
    }
}
