//! The command line, as an operator and a shell script meet it: help, exit codes, words for what is wrong,
//! and no secret in any of it.
#![expect(clippy::unwrap_used, reason = "a case that cannot go on has failed")]

use clap::{Command as Described, CommandFactory};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const KEY: &str = "tCSjJ0xOGQ3CkZyT0hVbXFJ6m1yBzYQkO3oWQmQ9n3E=";
const FAST: (&str, &str) = ("OATHGATE_PASSWORD_ITERATIONS", "1000");

/// What a command gave.
struct Given {
    code: i32,
    out: String,
    err: String,
}

impl Given {
    fn done(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    fn failed(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert!(self.out.is_empty(), "a failure is told on standard error: {}", self.out);
        assert!(!self.err.is_empty());
        self
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

fn prepared(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oathgate"));
    command.args(arguments).current_dir(folder).env_clear().envs(settings.iter().copied());
    command
}

fn run_with_input(folder: &Path, arguments: &[&str], settings: &[(&str, &str)], input: &str) -> Given {
    let mut child = prepared(folder, arguments, settings)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that asks for no input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Given { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn run(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Given {
    run_with_input(folder, arguments, settings, "")
}

fn migrated() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["migrate"], &[]).done();
    folder
}

/// Every command below `command`, with the words that lead to it.
fn each(command: &Described, path: &str, look: &mut impl FnMut(&str, &Described)) {
    look(path, command);
    for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
        each(child, &format!("{path} {}", child.get_name()), look);
    }
}

#[test]
fn help_is_complete() {
    let mut seen = Vec::new();
    each(&oathgate::cli::Arguments::command(), "oathgate", &mut |path, command| {
        assert!(
            command.get_about().is_some() && command.get_long_about().is_some(),
            "{path} says not what it does"
        );
        let is_leaf = command.get_subcommands().next().is_none();
        let after = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
        assert!(!is_leaf || after.contains("Example") && after.contains(path), "{path} has no example");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{path} {} is not explained", argument.get_id());
            let name = argument.get_id().as_str();
            let takes_value = argument.get_action().takes_values();
            assert!(!takes_value || !name.contains("password") && !name.contains("secret"), "{path} {name}");
        }
        let help = command.clone().render_long_help().to_string();
        let wide = help.lines().find(|line| line.chars().count() > 100);
        assert_eq!(wide, None, "{path} does not fit a terminal");
        seen.push(path.to_owned());
    });
    for command in [
        "dev",
        "serve",
        "worker",
        "migrate status",
        "openapi",
        "doctor",
        "user create",
        "workflow retry",
        "schedule backfill",
    ] {
        assert!(seen.contains(&format!("oathgate {command}")), "{command}");
    }
}

#[test]
fn help_is_printed_and_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &["--help"], &[]).done().out;
    assert!(help.contains("Exit codes: 0 done, 1 failed") && help.contains("oathgate settings"), "{help}");
    let help = run(folder.path(), &["user", "create", "--help"], &[("RATE_LIMIT", "nonsense")]).done().out;
    assert!(help.contains("--password-stdin") && help.contains("Examples:"), "{help}");
    assert!(run(folder.path(), &["--version"], &[]).done().out.starts_with("oathgate "));
}

#[test]
fn wrong_usage_is_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &[][..],
        &["sevre"],
        &["user"],
        &["user", "create", "--email", "ada@example.com"],
        &["user", "create", "--email", "ada@example.com", "--password", "hunter2"],
        &["user", "create", "--email", "a@example.com", "--password-stdin", "--generate-password"],
        &["user", "list", "--limit", "0"],
        &["user", "list", "--status", "gone"],
        &["workflow", "show", "nonsense"],
        &["workflow", "list", "--format", "yaml"],
        &["schedule", "backfill", "any", "--from", "yesterday", "--to", "2026-03-01T00:00:00Z"],
        &["serve", "--worker"],
        &["migrate", "--status"],
    ] {
        run(folder.path(), arguments, &[]).failed(2);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was done");
}

#[test]
fn all_wrong_settings_are_told_at_once_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".env"), "BIND_ADDRESS=nowhere\nRATE_LIMIT=on\nOATHGATE_WORKER_SLOTZ=4\n")
        .unwrap();
    let settings = [
        ("RATE_LIMIT", "sometimes"),
        ("JWT_ALGORITHM", "HS256"),
        ("JWT_SECRET_KEY", "hunter2"),
        ("DATABASE_URL", "mysql://root:hunter3@db/x"),
        ("OATHGATE_PASSWORD", "hunter4"),
    ];
    for command in
        [&["dev"][..], &["serve"], &["worker"], &["migrate"], &["user", "list"], &["workflow", "list"]]
    {
        let err = run(folder.path(), command, &settings).failed(1).err;
        assert!(err.starts_with("oathgate: 6 settings are wrong\n"), "{err}");
        for line in [
            "BIND_ADDRESS: \"nowhere\" is not allowed; it takes an IP address",
            "RATE_LIMIT: \"sometimes\" is not allowed; it takes on or off",
            "JWT_SECRET_KEY: (hidden) is not allowed; it has 7 bytes",
            "DATABASE_URL: (hidden) is not allowed",
            "OATHGATE_WORKER_SLOTZ: there is no such setting; did you mean OATHGATE_WORKER_SLOTS?",
            "OATHGATE_PASSWORD: there is no such setting",
        ] {
            assert!(err.lines().any(|told| told.trim_start().starts_with(line)), "{line}\n{err}");
        }
        assert!(!err.contains("hunter"), "{err}");
    }
    let told = run(folder.path(), &["doctor"], &settings);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("JWT_SECRET_KEY: (hidden)") && !told.out.contains("hunter"), "{}", told.out);
    // The list of settings is there to mend them.
    assert!(run(folder.path(), &["settings"], &settings).done().out.contains("JWT_SECRET_KEY"));
}

/// The file that came with the system that was there before.
const BEFORE: &str = "\
DATABASE_URL=postgresql://oauth2_user:oauth2_password@postgres:5432/oauth2_auth
JWT_SECRET_KEY=your-super-secret-jwt-key-change-in-production
JWT_ALGORITHM=HS256
SMTP_SERVER=smtp.gmail.com
SMTP_PORT=587
SMTP_USERNAME=your-email@gmail.com
SMTP_PASSWORD=your-app-password
OAUTH2_CLIENT_ID=oauth2-client
OAUTH2_CLIENT_SECRET=oauth2-client-secret
OAUTH2_REDIRECT_URI=http://localhost:3000/callback
FRONTEND_URL=http://localhost:3000
BACKEND_URL=http://api.example.com
";

#[test]
fn serve_and_worker_refuse_what_is_not_safe_and_name_each() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".env"), BEFORE).unwrap();
    for command in ["serve", "worker"] {
        let err = run(folder.path(), &[command], &[]).failed(1).err;
        let named: Vec<&str> = err.lines().skip(1).filter_map(|line| line.trim().split(':').next()).collect();
        assert_eq!(
            named,
            ["BACKEND_URL", "ENCRYPTION_KEY", "JWT_SECRET_KEY", "OAUTH2_CLIENT_SECRET"],
            "{err}"
        );
        assert!(!err.contains("your-super-secret") && !err.contains("oauth2-client-secret"), "{err}");
        assert!(err.contains("openssl rand -base64 32"), "it says how to mend it: {err}");
    }
}

#[test]
fn settings_are_listed_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let list = |format| run(folder.path(), &["settings", "--format", format], &[]).done();
    let json = list("json").json();
    let names: Vec<&str> =
        json.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect();
    assert!(names.len() > 30);
    for name in names {
        for format in ["text", "markdown", "env"] {
            assert!(list(format).out.contains(name), "{name} in {format}");
        }
    }
    fs::write(folder.path().join(".env"), list("env").out).unwrap();
    run(folder.path(), &["migrate"], &[]).done();
}

#[test]
fn the_openapi_document_needs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let document = run(folder.path(), &["openapi"], &[("RATE_LIMIT", "nonsense")]).done().json();
    assert!(document["paths"]["/auth/login"].is_object());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn migrations_are_shown_and_applied_once() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(folder.path(), &["migrate", "status"], &[]).failed(1).err.contains("oathgate migrate"));
    assert!(run(folder.path(), &["user", "list"], &[]).failed(1).err.contains("run `oathgate migrate`"));
    let status = run(folder.path(), &["migrate", "status", "--format", "json"], &[]).done().json();
    assert_eq!(status["current"], false);
    let applied = run(folder.path(), &["migrate"], &[]).done().out;
    assert!(applied.contains("0001_accounts"), "{applied}");
    assert!(run(folder.path(), &["migrate"], &[]).done().out.contains("is up to date"));
    let status = run(folder.path(), &["migrate", "status"], &[]).done().out;
    assert!(status.contains("0001_accounts") && !status.contains("pending"), "{status}");
}

#[test]
fn accounts_are_created_listed_disabled_and_enabled() {
    let folder = migrated();
    let user = |arguments: &[&str], input: &str| {
        run_with_input(folder.path(), &[&["user"], arguments].concat(), &[FAST], input)
    };
    let made = user(
        &[
            "create",
            "--email",
            "Ada@Example.com",
            "--username",
            "ada",
            "--admin",
            "--generate-password",
            "--format",
            "json",
        ],
        "",
    );
    let ada = made.done().json();
    let password = ada["password"].as_str().unwrap().to_owned();
    assert!(password.len() >= 20 && ada["is_admin"] == true && ada["status"] == "active", "{ada}");

    let text = user(&["create", "--email", "bob@example.com", "--password-stdin"], "violet otter nine\r\n")
        .done()
        .out;
    assert!(text.contains("bob@example.com") && !text.contains("violet"), "{text}");
    assert!(
        user(&["create", "--email", "ADA@example.com", "--generate-password"], "")
            .failed(1)
            .err
            .contains("already")
    );
    let weak = user(&["create", "--email", "x", "--password-stdin"], "hunter2\n").failed(1).err;
    assert!(weak.contains("email: ") && weak.contains("password: ") && !weak.contains("hunter2"), "{weak}");

    let list = user(&["list", "--format", "json"], "").done();
    assert!(!list.out.contains(&password) && !list.out.contains("pbkdf2"));
    let emails: Vec<Value> =
        list.json().as_array().unwrap().iter().map(|account| account["email"].clone()).collect();
    assert_eq!(emails, ["bob@example.com", "Ada@Example.com"], "newest first");
    assert!(user(&["list", "--limit", "1"], "").done().err.contains("--before"));

    let id = ada["id"].as_str().unwrap();
    assert!(user(&["disable", "ada@example.com"], "").done().out.contains("is disabled"));
    assert!(user(&["disable", id], "").done().out.contains("already"));
    assert_eq!(user(&["list", "--status", "disabled", "--format", "json"], "").done().json()[0]["id"], id);
    assert!(user(&["enable", id], "").done().out.contains("is enabled"));
    assert!(user(&["disable", "nobody@example.com"], "").failed(1).err.contains("there is no account"));

    for entry in fs::read_dir(folder.path().join("data")).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for secret in [password.as_str(), "violet otter nine"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
}

#[test]
fn clients_are_created_shown_disabled_and_given_new_secrets() {
    let folder = migrated();
    let client = |arguments: &[&str], input: &str| {
        let arguments = [&["client"], arguments].concat();
        run_with_input(folder.path(), &arguments, &[("ENCRYPTION_KEY", KEY)], input)
    };
    let shop = ["create", "--id", "shop", "--name", "Shop", "--redirect-uri", "https://shop.example.com/cb"];
    let made = client(&[&shop[..], &["--format", "json"]].concat(), "").done().json();
    let secret = made["client_secret"].as_str().unwrap().to_owned();
    assert!(secret.len() > 40 && made["is_public"] == false, "{made}");
    assert!(client(&shop, "").failed(1).err.contains("already"));

    let brought = "a-secret-that-was-agreed-on-elsewhere";
    let arguments = ["create", "--name", "Jobs", "--grant-type", "client_credentials", "--secret-stdin"];
    let text = client(&arguments, brought).done().out;
    assert!(!text.contains(brought), "{text}");
    assert!(client(&arguments, "hunter2").failed(1).err.contains("fewer than 24"));
    let app = ["create", "--id", "app", "--name", "App", "--public", "--redirect-uri", "com.example.app:/cb"];
    assert!(!client(&app, "").done().out.contains("secret"));
    client(&[&app[..], &["--secret-stdin"]].concat(), brought).failed(2);
    let wrong = client(&["create", "--name", "", "--redirect-uri", "http://example.com"], "").failed(1).err;
    assert!(wrong.contains("client_name: ") && wrong.contains("redirect_uris: "), "{wrong}");

    assert_eq!(client(&["list", "--format", "json"], "").done().json().as_array().unwrap().len(), 3);
    assert!(client(&["disable", "shop"], "").done().out.contains("is disabled."));
    assert!(client(&["disable", "shop"], "").done().out.contains("already"));
    let shown = client(&["show", "shop"], "").done().out;
    assert!(shown.contains("disabled") && shown.contains("https://shop.example.com/cb"), "{shown}");
    assert!(client(&["enable", "shop"], "").done().out.contains("is enabled."));
    let rotated = client(&["rotate-secret", "shop"], "").done().out;
    assert!(rotated.contains("ogs_") && !rotated.contains(&secret), "{rotated}");
    assert!(client(&["rotate-secret", "app"], "").failed(1).err.contains("public"));
    assert!(client(&["show", "nobody"], "").failed(1).err.contains("there is no client"));
    assert!(client(&["delete", "shop"], "").done().out.contains("is deleted"));
    assert!(client(&["delete", "shop"], "").failed(1).err.contains("there is no client"));
    let keys = folder.path().join("keys.json");
    let key = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    fs::write(&keys, key).unwrap();
    let keys = keys.to_str().unwrap();
    let bank = ["create", "--id", "bank", "--name", "Bank", "--redirect-uri", "https://bank.example/cb"];
    let signs = ["--auth-method", "private_key_jwt", "--jwks-file", keys, "--require-par", "--dpop-bound"];
    assert!(!client(&[&bank[..], &signs].concat(), "").done().out.contains("secret"));
    let bank = client(&["show", "bank", "--format", "json"], "").done().json();
    assert_eq!(bank["token_endpoint_auth_method"], "private_key_jwt");
    assert_eq!(
        (&bank["dpop_bound_access_tokens"], &bank["jwks"]["keys"][0]["kty"]),
        (&true.into(), &"OKP".into())
    );
    assert!(client(&["rotate-secret", "bank"], "").failed(1).err.contains("signs with a key"));
    let keyless = [
        "create",
        "--name",
        "X",
        "--redirect-uri",
        "https://x.example/cb",
        "--auth-method",
        "private_key_jwt",
    ];
    assert!(client(&keyless, "").failed(1).err.contains("token_endpoint_auth_method: "));
}

#[test]
fn workflows_are_listed_shown_retried_and_cancelled() {
    let folder = migrated();
    let settings = [FAST, ("ENCRYPTION_KEY", KEY)];
    let command = |arguments: &[&str]| run(folder.path(), arguments, &settings);
    command(&["user", "create", "--email", "ada@example.com", "--generate-password"]).done();
    assert!(command(&["user", "reset-password", "ada@example.com"]).done().out.contains("ada@example.com"));
    let no_key = run(folder.path(), &["user", "reset-password", "ada@example.com"], &[]).failed(1).err;
    assert!(no_key.contains("ENCRYPTION_KEY"), "{no_key}");

    let list = command(&["workflow", "list", "--status", "queued", "--format", "json"]).done().json();
    assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
    assert_eq!(list[0]["workflow"], "password_reset");
    let run = list[0]["id"].as_str().unwrap();
    assert!(command(&["workflow", "list"]).done().out.contains(run));

    assert!(command(&["workflow", "retry", run]).done().out.contains("is due now"));
    assert!(command(&["workflow", "cancel", run]).done().out.contains("is cancelled"));
    assert!(command(&["workflow", "cancel", run]).failed(1).err.contains("is over"));
    let shown = command(&["workflow", "show", run]).done().out;
    assert!(shown.contains("cancelled") && shown.contains("operator"), "{shown}");
    let shown = command(&["workflow", "show", run, "--format", "json"]).done();
    assert_eq!(shown.json()["status"], "cancelled");
    assert!(!shown.out.contains("ada@example.com"), "a run holds ids alone: {}", shown.out);
    let nobody = "00000000-0000-7000-8000-000000000000";
    assert!(command(&["workflow", "pause", run, "--reason", "x"]).failed(1).err.contains("is over"));
    let resumed = command(&["workflow", "resume", nobody]).failed(1).err;
    assert!(resumed.contains("there is no run"), "{resumed}");
    let unknown = command(&["workflow", "signal", run, "other", "--data", "1"]).failed(1).err;
    assert!(unknown.contains("answer to registration"), "{unknown}");
    assert!(command(&["workflow", "retry", "--status", "paused"]).done().out.contains("0 runs"));
    command(&["workflow", "retry"]).failed(2);
    let counts = command(&["workflow", "counts", "--format", "json"]).done().json();
    assert_eq!(counts[0]["status"], "cancelled", "{counts}");
    assert!(command(&["workflow", "workers"]).done().out.contains("HOST"));
    assert!(command(&["workflow", "show", nobody]).failed(1).err.contains("there is no run"));
}

#[test]
fn a_schedule_that_is_not_there_is_said_so() {
    let folder = migrated();
    for verb in [&["pause"][..], &["resume"], &["trigger"]] {
        let err = run(folder.path(), &[&["schedule"], verb, &["nothing"]].concat(), &[FAST]).failed(1).err;
        assert!(err.contains("there is no schedule nothing"), "{err}");
    }
    let span = ["--from", "2026-03-01T00:00:00Z", "--to", "2026-03-02T00:00:00+01:00"];
    let backfill = [&["schedule", "backfill", "nothing"][..], &span].concat();
    assert!(run(folder.path(), &backfill, &[FAST]).failed(1).err.contains("there is no schedule"));
    assert!(run(folder.path(), &["schedule", "list"], &[FAST]).done().out.starts_with("NAME"));
}

#[test]
fn the_audit_trail_is_listed_checked_and_exported() {
    let folder = migrated();
    let settings = [FAST, ("ENCRYPTION_KEY", KEY), ("USER", "grace")];
    let command = |arguments: &[&str]| run(folder.path(), arguments, &settings);
    command(&["user", "create", "--email", "ada@example.com", "--generate-password"]).done();
    command(&["user", "disable", "ada@example.com"]).done();
    let list = command(&["audit", "list", "--format", "json"]).done();
    let acts: Vec<_> = list.json().as_array().unwrap().iter().map(|entry| entry["act"].clone()).collect();
    assert_eq!(acts, ["account.disabled", "account.created"]);
    assert!(list.out.contains("user grace") && !list.out.contains("ada@example.com"), "{}", list.out);
    let narrowed = command(&["audit", "list", "--act", "account.disabled"]).done().out;
    assert!(narrowed.contains("account.disabled") && !narrowed.contains("account.created"), "{narrowed}");
    // Nobody has sealed anything: no worker ran.
    let verified = command(&["audit", "verify"]).done().out;
    assert!(verified.contains("whole: 0 entries") && verified.contains("Not sealed yet"), "{verified}");
    let verified = command(&["audit", "verify", "--format", "json"]).done().json();
    assert_eq!((&verified["whole"], &verified["head"]), (&true.into(), &0.into()), "{verified}");
    let noted = format!("7:{}", "0a".repeat(32));
    let missing = command(&["audit", "verify", "--noted", &noted]).failed(1).err;
    assert!(missing.contains("broken at number 1"), "{missing}");
    command(&["audit", "verify", "--noted", "7:0a"]).failed(2);
    command(&["audit", "list", "--since", "yesterday"]).failed(2);
    command(&["audit", "export"]).done();
    let exported = command(&["audit", "list", "--act", "audit"]).done().out;
    assert!(exported.contains("audit.exported"), "{exported}");
}

#[test]
fn the_doctor_says_what_is_wrong_and_how_to_mend_it() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = run(folder.path(), &["doctor", "--dev"], &[]).done();
    assert!(fresh.out.contains("Everything is in order."), "{}", fresh.out);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "it changes nothing");

    let port = free_port().to_string();
    let settings = [
        ("ENCRYPTION_KEY", KEY),
        ("SMTP_SERVER", "127.0.0.1"),
        ("SMTP_PORT", &port),
        ("SMTP_SECURITY", "none"),
        ("SMTP_USERNAME", "me@example.com"),
        ("SMTP_PASSWORD", "hunter2"),
        ("REDIS_URL", "redis://default:hunter3@127.0.0.1:1"),
    ];
    let told = run(folder.path(), &["doctor", "--format", "json"], &settings);
    assert_eq!(told.code, 1, "{}{}", told.out, told.err);
    let failed: Vec<(String, String)> = told.json()["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["verdict"] == "fail")
        .map(|check| {
            (check["check"].as_str().unwrap().to_owned(), check["remedy"].as_str().unwrap().to_owned())
        })
        .collect();
    let names: Vec<&str> = failed.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["database", "redis", "mail"], "{}", told.out);
    assert_eq!(failed[0].1, "run `oathgate migrate`");
    assert!(!told.out.contains("hunter") && !told.err.contains("hunter"), "{}{}", told.out, told.err);
}

#[test]
fn the_doctor_finds_a_key_that_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::dev(folder.path(), &[FAST, ("ENCRYPTION_KEY", KEY)]);
    let beside = run(folder.path(), &["doctor", "--dev"], &[FAST, ("ENCRYPTION_KEY", KEY)]).done();
    assert!(beside.out.contains("workers: 1"), "{}", beside.out);
    server.stop("TERM");
    let other = ("ENCRYPTION_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    let told = run(folder.path(), &["doctor", "--dev"], &[FAST, other]);
    assert_eq!(told.code, 1, "{}", told.out);
    assert!(told.out.contains("fail  keys") && told.out.contains("ENCRYPTION_KEY"), "{}", told.out);
    let refused = run(folder.path(), &["dev"], &[FAST, other, ("BIND_ADDRESS", "127.0.0.1:0")]).failed(1).err;
    assert!(refused.contains("is this its ENCRYPTION_KEY?"), "{refused}");
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// The status of `GET path`; none where nobody answers.
fn get(port: u16, path: &str) -> Option<u16> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

/// A process that serves.
struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    port: u16,
}

impl Server {
    fn start(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let port = free_port();
        let mut server = Self::on(&format!("127.0.0.1:{port}"), folder, arguments, settings);
        server.port = port;
        server
    }

    fn on(address: &str, folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let log = fs::File::create(folder.join("log")).unwrap();
        let mut child = prepared(folder, arguments, settings)
            .env("BIND_ADDRESS", address)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out, port: 0 }
    }

    fn dev(folder: &Path, settings: &[(&str, &str)]) -> Self {
        let mut server = Self::start(folder, &["dev"], settings);
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while get(self.port, "/health/ready") != Some(200) {
            assert!(self.child.try_wait().unwrap().is_none(), "it has ended");
            assert!(Instant::now() < deadline, "it is not ready");
            pause();
        }
    }

    fn banner(&mut self) -> String {
        let mut banner = String::new();
        while !banner.contains("Ctrl-C") {
            assert_ne!(self.out.read_line(&mut banner).unwrap(), 0, "{banner}");
        }
        banner
    }

    /// Sends a signal and waits for the end.
    fn stop(&mut self, signal: &str) {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert_eq!(status.code(), Some(0), "after SIG{signal}");
                return;
            }
            assert!(Instant::now() < deadline, "it does not stop");
            pause();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "this thread waits for another process and for nothing else")]
fn pause() {
    thread::sleep(Duration::from_millis(20));
}

#[test]
fn dev_needs_no_settings_and_tells_where_everything_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::dev(folder.path(), &[FAST]);
    let banner = server.banner();
    let port = server.port;
    for part in [
        format!("http://localhost:{port}\n"),
        format!("http://localhost:{port}/docs\n"),
        format!("http://localhost:{port}/dev/mailbox"),
        format!("http://localhost:{port}/setup?token="),
        "data/encryption.key".to_owned(),
    ] {
        assert!(banner.contains(&part), "{part}\n{banner}");
    }
    for path in ["/dev/mailbox", "/docs", "/openapi.json", "/health", "/health/live", "/health/temporal"] {
        assert_eq!(get(port, path), Some(200), "{path}");
    }
    let token = banner.split("token=").nth(1).unwrap().split_whitespace().next().unwrap();
    assert!(
        !fs::read_to_string(folder.path().join("log")).unwrap().contains(token),
        "the link is in the log"
    );
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("data"), mode("data/encryption.key"), mode("data/oathgate.db")), (0o700, 0o600, 0o600));

    // A second one beside it does nothing but say why.
    let address = format!("127.0.0.1:{port}");
    let second = run(folder.path(), &["dev"], &[FAST, ("BIND_ADDRESS", &address)]).failed(1).err;
    assert!(second.contains(&format!("BIND_ADDRESS {address} cannot be listened on")), "{second}");

    server.stop("INT");
    run(
        folder.path(),
        &["user", "create", "--email", "ada@example.com", "--admin", "--generate-password"],
        &[FAST],
    )
    .done();
    let mut server = Server::dev(folder.path(), &[FAST]);
    let banner = server.banner();
    assert!(!banner.contains("/setup") && !banner.contains("(new"), "{banner}");
    server.stop("TERM");
}

#[test]
fn dev_makes_the_client_of_the_settings_and_takes_any_free_port() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [
        FAST,
        ("ENCRYPTION_KEY", KEY),
        ("OAUTH2_CLIENT_ID", "oauth2-client"),
        ("OAUTH2_CLIENT_SECRET", "oauth2-client-secret"),
        ("OAUTH2_REDIRECT_URI", "http://localhost:3000/callback"),
    ];
    for _ in ["it is made", "it is there"] {
        let mut server = Server::on("127.0.0.1:0", folder.path(), &["dev"], &settings);
        let banner = server.banner();
        let address = banner.split("http://localhost:").nth(1).unwrap();
        server.port = address.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap();
        server.wait_until_ready();
        let list = run(folder.path(), &["client", "list", "--format", "json"], &settings).done();
        assert_eq!(list.json()[0]["client_id"], "oauth2-client");
        assert!(!list.out.contains("oauth2-client-secret"));
        server.stop("TERM");
    }
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(!log.contains("oauth2-client-secret"), "{log}");
}

const PRODUCTION: [(&str, &str); 5] = [
    FAST,
    ("ENCRYPTION_KEY", KEY),
    ("SMTP_SERVER", "127.0.0.1"),
    ("SMTP_SECURITY", "none"),
    ("MAIL_FROM", "no-reply@example.com"),
];

#[test]
fn servers_wait_for_the_schema_and_stop_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let settings = &PRODUCTION[1..];
    let mut server = Server::start(folder.path(), &["serve", "--with-worker"], settings);
    let log = || fs::read_to_string(folder.path().join("log")).unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !log().contains("waiting for the database") {
        assert!(Instant::now() < deadline, "{}", log());
        pause();
    }
    run(folder.path(), &["migrate"], settings).done();
    server.wait_until_ready();
    server.stop("TERM");
    let log = log();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let place =
        |message: &str| lines.iter().position(|line| line["message"].as_str().unwrap().starts_with(message));
    assert!(
        place("stopping") < place("worker stopped") && place("worker stopped") < place("stopped"),
        "{log}"
    );
    assert!(place("stopping").is_some() && !log.contains(KEY), "{log}");
}

#[test]
fn a_worker_listens_nowhere_and_stops_when_asked() {
    let folder = migrated();
    let mut worker = Server::start(folder.path(), &["worker"], &PRODUCTION[1..]);
    let deadline = Instant::now() + Duration::from_secs(20);
    while !fs::read_to_string(folder.path().join("log")).unwrap().contains("worker starts") {
        assert!(Instant::now() < deadline, "it does not start");
        pause();
    }
    assert_eq!(get(worker.port, "/health/live"), None);
    worker.stop("TERM");
}

#[test]
fn a_second_signal_stops_at_once() {
    let folder = migrated();
    let settings = [&PRODUCTION[1..], &[("OATHGATE_SHUTDOWN_DELAY_SECONDS", "60")]].concat();
    let mut server = Server::start(folder.path(), &["serve"], &settings);
    server.wait_until_ready();
    let sent = Command::new("kill").arg(server.child.id().to_string()).status().unwrap();
    assert!(sent.success());
    let deadline = Instant::now() + Duration::from_secs(10);
    // It goes on answering, but says that it is about to stop.
    while get(server.port, "/health/ready") != Some(503) {
        assert!(Instant::now() < deadline, "it is ready still");
        pause();
    }
    assert_eq!(get(server.port, "/health/live"), Some(200));
    server.stop("TERM");
}
