//! The walls between the crates: which may know which, and which libraries each may know.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::type_complexity,
    unreachable_pub,
    unused_imports,
    reason = "tests stop at once when something is wrong, and each uses a part of what they share"
)]

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

/// Each crate of the house with the crates of the house that it may depend on.
const ALLOWED: [(&str, &[&str]); 8] = [
    // It knows the server by its API alone.
    ("oathgate-sdk", &[]),
    // Tests alone.
    ("oathgate-rust-clients", &[]),
    ("oathgate-domain", &[]),
    ("oathgate-application", &["oathgate-domain"]),
    ("oathgate-infrastructure", &["oathgate-domain", "oathgate-application"]),
    ("oathgate-api", &["oathgate-domain", "oathgate-application"]),
    ("oathgate-worker", &["oathgate-domain", "oathgate-application"]),
    (
        "oathgate",
        &[
            "oathgate-domain",
            "oathgate-application",
            "oathgate-infrastructure",
            "oathgate-api",
            "oathgate-worker",
        ],
    ),
];

/// Libraries that only some crates may know: the world is reached through ports.
const KEPT_TO: [(&str, &[&str]); 9] = [
    ("tokio-postgres", &["oathgate-infrastructure"]),
    ("deadpool-postgres", &["oathgate-infrastructure"]),
    ("rusqlite", &["oathgate-infrastructure"]),
    ("redis", &["oathgate-infrastructure"]),
    ("mail-send", &["oathgate-infrastructure"]),
    ("jsonwebtoken", &["oathgate-infrastructure"]),
    ("poem", &["oathgate-api"]),
    ("poem-openapi", &["oathgate-api"]),
    ("clap", &["oathgate"]),
];

/// What the domain may know at all: no runtime, no wire format, no I/O.
const DOMAIN: [&str; 13] = [
    "base64",
    "croner",
    "email_address",
    "jiff",
    "secrecy",
    "sha2",
    "subtle",
    "thiserror",
    "time",
    "unicode-normalization",
    "url",
    "uuid",
    "zxcvbn",
];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let name = |package: &Value| package["name"].as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let known = package["dependencies"].as_array().unwrap().iter();
            (name(package), known.filter(|known| known["kind"].is_null()).map(name).collect())
        })
        .collect()
}

#[test]
fn crates_know_only_those_further_in() {
    let graph = dependencies();
    assert_eq!(graph.len(), ALLOWED.len(), "a crate without a wall: {:?}", graph.keys());
    for (from, allowed) in ALLOWED {
        for to in graph[from].iter().filter(|to| to.starts_with("oathgate")) {
            assert!(allowed.contains(&to.as_str()), "{from} must not depend on {to}");
        }
    }
}

#[test]
fn libraries_stay_behind_their_ports() {
    let graph = dependencies();
    for (library, homes) in KEPT_TO {
        let users: Vec<_> =
            graph.iter().filter(|(_, known)| known.contains(library)).map(|(name, _)| name).collect();
        assert!(!users.is_empty(), "nobody uses {library}: take it off the list");
        for user in users {
            assert!(homes.contains(&user.as_str()), "{user} must not depend on {library}");
        }
    }
    for known in &graph["oathgate-domain"] {
        assert!(DOMAIN.contains(&known.as_str()), "the domain must not depend on {known}");
    }
}

/// RFCs that the server leans on without a protocol of its own: formats, ciphers, HTTP, addresses.
const BENEATH: [&str; 12] = [
    "RFC 3986", "RFC 5321", "RFC 6454", "RFC 7518", "RFC 7519", "RFC 7638", "RFC 8037", "RFC 8176",
    "RFC 8725", "RFC 9110", "RFC 9111", "RFC 9864",
];

/// The table of what is supported names every RFC that the code follows, and tests that are there.
#[test]
fn the_table_of_rfcs_is_complete_and_its_tests_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/oauth.md")).unwrap();
    for row in rows_under(&page, "## What is refused") {
        shows(root, &row);
    }
    let rows = rows_under(&page, "## What is supported");
    assert!(rows.len() > 20, "{rows:?}");
    for row in &rows {
        shows(root, row);
    }
    let named: BTreeSet<String> = rows.iter().flat_map(|row| rfcs(row[0])).collect();
    let mut followed = BTreeSet::new();
    for path in sources(root, &["domain/src/oauth", "application/src/oauth", "api/src/oauth"]) {
        followed.extend(rfcs(&std::fs::read_to_string(&path).unwrap()));
    }
    for rfc in BENEATH {
        assert!(followed.remove(rfc), "nobody leans on {rfc}: take it off the list");
        assert!(!named.contains(rfc), "{rfc} is in the table: take it off the list");
    }
    let missing: Vec<_> = followed.difference(&named).collect();
    assert!(missing.is_empty(), "the code follows what the table does not name: {missing:?}");
}

/// The rows of the table under a heading.
fn rows_under<'a>(page: &'a str, heading: &str) -> Vec<[&'a str; 3]> {
    let (_, rest) = page.split_once(heading).unwrap();
    let lines = rest.split("\n## ").next().unwrap().lines();
    let rows = lines.filter(|line| line.starts_with("| ") && !line.starts_with("| ---")).skip(1);
    let cells = |row: &'a str| row.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>();
    rows.map(|row| cells(row).try_into().unwrap_or_else(|_| panic!("three cells: {row}"))).collect()
}

/// Asserts that the tests that a row names are there.
fn shows(root: &Path, row: &[&str; 3]) {
    let named: Vec<&str> = row[2].split('`').skip(1).step_by(2).collect();
    assert!(!named.is_empty(), "nothing shows {}", row[0]);
    for name in named {
        assert!(holds_tests(root, name), "{} names {name}, where there are no tests", row[0]);
    }
}

/// The RFCs that a text names.
fn rfcs(text: &str) -> Vec<String> {
    let numbers = text.split("RFC ").skip(1).filter_map(|rest| rest.get(..4));
    let numbers = numbers.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    numbers.map(|number| format!("RFC {number}")).collect()
}

/// Whether there is such a file or folder of tests, or a file of the program that holds its own.
fn holds_tests(root: &Path, name: &str) -> bool {
    if name.contains("/src/") {
        return std::fs::read_to_string(root.join(name)).is_ok_and(|text| text.contains("#[test]"));
    }
    root.join(name).exists() && name.split('/').any(|folder| folder == "tests" || folder == "e2e")
}

/// Where sessions are ended: what hangs on them ends with them there, and clients are told.
const ENDING: &str = "application/src/accounts/ending.rs";

#[test]
fn sessions_end_in_one_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut enders = Vec::new();
    for path in sources(root, &["src", "application/src", "api/src", "worker/src"]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let flat: String = text.split_whitespace().collect();
        // However it is broken into lines, and whatever the unit is called.
        if flat.contains("sessions().revoke") || flat.contains("Sessions::revoke") {
            enders.push(named(root, &path));
        }
    }
    assert_eq!(enders, [ENDING]);
}

#[test]
fn files_stay_small() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = ["src", "domain/src", "application/src", "infrastructure/src", "api/src", "worker/src"];
    let mut long = Vec::new();
    for path in sources(root, &crates) {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = without_tests(&text).lines().count();
        if lines > 400 {
            long.push(format!("{} has {lines} lines", named(root, &path)));
        }
    }
    assert!(long.is_empty(), "files of at most 400 lines, tests apart:\n{}", long.join("\n"));
}

/// The core of the workflow engine: the language of workflows, and the loops that carry them out.
const CORE: [&str; 2] = ["application/src/workflow", "worker/src"];

/// What lies in those folders and is a layer over the core: what starts runs by the clock. The rest of that layer is
/// in `application/src/schedules`.
const CLOCKWORK: &str = "worker/src/schedules.rs";

/// The one place in the core that may name the layer: where the crate shows it to others.
const FRONT: &str = "worker/src/lib.rs";

/// The longest that the core may become, in lines of code.
const MOST_OF_CORE: usize = 2_500;

#[test]
fn the_core_of_the_engine_stays_small_and_knows_no_clock() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut core, mut layers) = (0, 0);
    for path in sources(root, &CORE) {
        let name = named(root, &path);
        if name == CLOCKWORK {
            layers += 1;
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = without_tests(&text).lines().map(str::trim);
        let code: Vec<_> = code.filter(|line| !line.is_empty() && !line.starts_with("//")).collect();
        let knows = code.iter().any(|line| line.to_lowercase().contains("schedule"));
        assert!(!knows || name == FRONT, "{name} knows of schedules, which start runs from outside");
        core += code.len();
    }
    assert_eq!(layers, 1, "{CLOCKWORK} is gone: take it off the list");
    assert!(core <= MOST_OF_CORE, "the core has {core} lines of code, of {MOST_OF_CORE} that it may have");
}

/// The program's files in some folders.
fn sources(root: &Path, folders: &[&str]) -> Vec<PathBuf> {
    let mut folders: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found
}

/// A file's name within the project.
fn named(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap().display().to_string()
}

/// What comes before a file's own tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}
