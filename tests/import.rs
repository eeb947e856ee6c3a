//! The way in and back, by the command, as an operator goes it: from the tables of the system that Oathgate replaces, and
//! from files.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::type_complexity,
    unreachable_pub,
    unused_imports,
    reason = "tests stop at once when something is wrong, and each uses a part of what they share"
)]

mod support;

use serde_json::{Value, json};
use std::{fs, os::unix::fs::PermissionsExt};
use support::{
    deployment::{Backing, Deployment},
    services::{Database, psql},
};

/// bcrypt of "correct horse battery staple", of the cost 4.
const BCRYPT: &str = "$2b$04$zC9ej/6..Wdp2gsKwHJDauZhz1M7cmshxuLoaW4cNnDr0oKCYcZy.";
const TABLES: &str = "
    CREATE TABLE users (
        id VARCHAR PRIMARY KEY, email VARCHAR(255) UNIQUE NOT NULL, username VARCHAR(50) UNIQUE,
        hashed_password VARCHAR(255) NOT NULL, first_name VARCHAR(50), last_name VARCHAR(50),
        is_active BOOLEAN DEFAULT TRUE, is_verified BOOLEAN DEFAULT FALSE, is_superuser BOOLEAN DEFAULT FALSE,
        email_verification_token VARCHAR(255), email_verification_expires TIMESTAMP,
        password_reset_token VARCHAR(255), password_reset_expires TIMESTAMP,
        created_at TIMESTAMP DEFAULT NOW(), updated_at TIMESTAMP, last_login TIMESTAMP);
    CREATE TABLE oauth2_clients (
        id VARCHAR PRIMARY KEY, client_id VARCHAR(255) UNIQUE NOT NULL, client_secret VARCHAR(255) NOT NULL,
        client_name VARCHAR(255) NOT NULL, redirect_uris JSON NOT NULL,
        grant_types JSON DEFAULT '[\"authorization_code\", \"refresh_token\"]',
        response_types JSON DEFAULT '[\"code\"]', scope VARCHAR(255) DEFAULT 'read write',
        is_active BOOLEAN DEFAULT TRUE, created_at TIMESTAMP DEFAULT NOW());";

fn lines(printed: &str) -> Vec<Value> {
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn people_sign_in_with_the_passwords_that_they_had() {
    let Some(original) = Database::create() else { return };
    for backing in [Backing::Sqlite, Backing::PostgresAndRedis] {
        let Some(mut deployment) = Deployment::start(backing).await else { continue };
        if backing == Backing::Sqlite {
            psql(&original.url(), TABLES);
            psql(
                &original.url(),
                &format!(
                    "INSERT INTO users (id, email, username, hashed_password, first_name, is_active, is_verified,
                                        is_superuser, created_at) VALUES
                     ('0b54b0a2-7a9a-4a3c-8a35-6a1f6f1c0d11', 'ada@example.com', 'ada', '{BCRYPT}', 'Ada', TRUE,
                      TRUE, TRUE, '2024-02-29 10:00'),
                     ('user-2', 'bob@example.com', 'Ada', '{BCRYPT}', NULL, TRUE, TRUE, FALSE, NULL),
                     ('user-3', 'not an address', NULL, '{BCRYPT}', NULL, TRUE, TRUE, FALSE, NULL),
                     ('user-4', 'carol@example.com', NULL, 'md5', NULL, FALSE, TRUE, FALSE, NULL);
                     INSERT INTO oauth2_clients (id, client_id, client_secret, client_name, redirect_uris, grant_types)
                     VALUES ('1', 'shop', 'oauth2-client-secret', 'Shop', '[\"https://shop.example.com/cb\"]',
                             '[\"authorization_code\", \"password\"]')"
                ),
            );
        }
        deployment.set("IMPORT_DATABASE_URL", &original.url());
        let import =
            |more: &[&str]| deployment.run(&[&["import", "database", "--format", "json"], more].concat());

        let (code, rehearsed, words) = import(&[]);
        assert_eq!(code, 1, "a row is refused: {words}");
        assert!(
            words.contains("users: 3 would be imported (2 of them with remarks), 0 were here, 1 refused"),
            "{words}"
        );
        assert!(words.contains("this was a rehearsal"), "{words}");
        let (_, listed, _) = deployment.run(&["user", "list", "--format", "json"]);
        assert_eq!(lines_of_list(&listed), 0, "a rehearsal keeps nothing");

        let (_, applied, words) = import(&["--apply"]);
        assert_eq!(applied, rehearsed, "it was foretold");
        assert!(words.contains("clients: 1 imported (1 of them with remarks)"), "{words}");
        assert!(!format!("{applied}{words}").contains("secret"), "no secret is told");
        let reports = lines(&applied);
        let remarks =
            |row: &str| reports.iter().find(|report| report["row"] == row).unwrap()["remarks"].to_string();
        assert!(remarks("user user-2").contains("Somebody has Ada already"), "{}", remarks("user user-2"));
        assert!(remarks("user user-4").contains("they must reset it"));
        assert!(remarks("client shop").contains("Not known here: password"));

        let (_, _, words) = import(&["--apply"]);
        assert!(
            words.contains("users: 0 imported (0 of them with remarks), 3 were here, 1 refused"),
            "{words}"
        );
        assert!(words.contains("clients: 0 imported (0 of them with remarks), 1 were here"), "{words}");

        let client = deployment.client(0);
        for login in ["ada@example.com", "ada", "bob@example.com"] {
            let body = json!({ "email": login, "password": "correct horse battery staple" });
            client.post("/auth/login", body).await.expect(200);
        }
        let body = json!({ "email": "carol@example.com", "password": "correct horse battery staple" });
        client.post("/auth/login", body).await.expect(401);
        let (_, listed, _) = deployment.run(&["user", "list", "--prefix", "ada", "--format", "json"]);
        let list: Value = serde_json::from_str(&listed).unwrap();
        assert_eq!(list[0]["id"], "0b54b0a2-7a9a-4a3c-8a35-6a1f6f1c0d11");
        assert_eq!(
            (list[0]["is_admin"].as_bool(), list[0]["created_at"].as_str()),
            (Some(true), Some("2024-02-29T10:00:00Z"))
        );
        assert!(deployment.smtp.mails().is_empty(), "nobody is mailed");
    }
}

fn lines_of_list(listed: &str) -> usize {
    serde_json::from_str::<Value>(listed).unwrap().as_array().unwrap().len()
}

#[tokio::test]
async fn files_are_read_row_by_row_and_faults_stay_in_their_rows() {
    let deployment = Deployment::start(Backing::Sqlite).await.unwrap();
    let place = |name: &str| deployment.folder.path().join(name);
    let write = |name: &str, text: &str| fs::write(place(name), text).unwrap();
    write(
        "users.csv",
        "id,email,username,password_hash,is_verified,created_at\n\
         1,ada@example.com,ada,\"$2b$04$zC9ej/6..Wdp2gsKwHJDauZhz1M7cmshxuLoaW4cNnDr0oKCYcZy.\",true,2024-01-01 10:00:00\n\
         2,bob@example.com\n\
         3,carol@example.com,carol,,maybe,\n\
         4,dora@example.com,,,false,\n",
    );
    let (code, told, words) =
        deployment.run(&["import", "users", "users.csv", "--apply", "--format", "json"]);
    assert_eq!(code, 1, "{told}{words}");
    let fates: Vec<_> = lines(&told).iter().map(|line| (line["row"].clone(), line["fate"].clone())).collect();
    let wanted =
        [("line 2", "imported"), ("line 3", "refused"), ("line 4", "refused"), ("line 5", "imported")];
    assert_eq!(fates, wanted.map(|(row, fate)| (json!(row), json!(fate))));

    write(
        "users.jsonl",
        &format!(
            "{{\"id\": \"5\", \"email\": \"eve@example.com\"}}\nnot json\n\n{{\"id\":\"6\",\"pad\":\"{}\"}}\n\
             {{\"id\": \"7\", \"email\": \"EVE@example.com\"}}\n{{\"id\": \"8\", \"email\": \"fay@example.com\"}}",
            "x".repeat(70_000)
        ),
    );
    for apply in [&[][..], &["--apply"]] {
        let (_, told, words) =
            deployment.run(&[&["import", "users", "users.jsonl", "--format", "json"], apply].concat());
        let fates: Vec<_> =
            lines(&told).iter().map(|line| line["fate"].as_str().unwrap().to_owned()).collect();
        assert_eq!(fates, ["imported", "refused", "refused", "refused", "imported"], "{told}{words}");
    }

    write(
        "clients.jsonl",
        "{\"client_id\":\"app\",\"client_name\":\"App\",\"redirect_uris\":[\"https://app.example.com/cb\"]}\n\
                            {\"client_id\":\"bad\",\"client_name\":\"Bad\",\"redirect_uris\":\"ftp://bad.example.com\"}\n",
    );
    let (code, told, words) = deployment.run(&["import", "clients", "clients.jsonl", "--apply"]);
    assert!(code == 1 && told.starts_with("line 2: refused. redirect_uris"), "{told}{words}");

    write("odd.csv", "id,email,shoe_size\n");
    for (file, wanted) in [
        ("odd.csv", "its column \"shoe_size\" is not known"),
        ("missing.csv", "it cannot be opened"),
        ("users.xml", "its name must end with"),
    ] {
        let (code, _, words) = deployment.run(&["import", "users", file]);
        assert!(code == 1 && words.contains(wanted), "{file}: {words}");
    }
    let (code, _, words) = deployment.run(&["import", "database"]);
    assert!(code == 1 && words.contains("IMPORT_DATABASE_URL is not set"), "{words}");
}

/// People in every state, with names that a file must quote.
const PEOPLE: &str = r#"{"id":"0b54b0a2-7a9a-4a3c-8a35-6a1f6f1c0d11","email":"Ada@Example.com","username":"Ada","password_hash":"$2b$04$zC9ej/6..Wdp2gsKwHJDauZhz1M7cmshxuLoaW4cNnDr0oKCYcZy.","first_name":"Ada, \"the\" Countess","last_name":"Größe","locale":"de","phone_number":"+49301234567","street_address":"Straße \"des\" 17. Juni 135\nHinterhaus, 2. Stock","locality":"Berlin","postal_code":"10623","country":"Deutschland","is_verified":true,"is_admin":true,"created_at":"2024-02-29T10:00:00.123456Z","updated_at":"2024-03-01T00:00:00Z","email_verified_at":"2024-02-29T11:00:00Z","last_login_at":"2025-01-01T00:00:00.5Z"}
{"id":"f0000000-0000-4000-8000-000000000001","email":"bob@example.com","is_verified":false}
{"id":"00000000-0000-4000-8000-000000000001","email":"carol@example.com","is_active":false,"is_verified":true,"password_hash":"$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHRzb21l$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI"}
{"id":"7fffffff-0000-4000-8000-000000000001","email":"dora@example.com","is_active":false}
"#;
const JWKS: &str =
    r#"{"keys":[{"x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kty":"OKP","crv":"Ed25519"}]}"#;

fn fill(deployment: &Deployment) {
    let place = |name: &str| deployment.folder.path().join(name);
    fs::write(place("people.jsonl"), PEOPLE).unwrap();
    fs::write(place("keys.json"), JWKS).unwrap();
    let callback = ["--redirect-uri", "https://shop.example/cb?tenant=7"];
    let commands: [&[&str]; 9] = [
        &["import", "users", "people.jsonl", "--apply"],
        &["user", "create", "--email", "eve@example.com", "--username", "eve", "--generate-password"],
        &[
            "client",
            "create",
            "--id",
            "app",
            "--name",
            "App, \"quoted\"",
            "--public",
            callback[0],
            callback[1],
        ],
        &["client", "create", "--id", "shop", "--name", "Läden", callback[0], callback[1], "--first-party"],
        &[
            "client",
            "create",
            "--id",
            "post",
            "--name",
            "P",
            "--auth-method",
            "client_secret_post",
            callback[0],
            callback[1],
            "--redirect-uri",
            "https://other.example/cb",
            "--scope",
            "",
            "--home",
            "https://shop.example/",
        ],
        &[
            "client",
            "create",
            "--id",
            "signs",
            "--name",
            "Signs",
            "--auth-method",
            "client_secret_jwt",
            "--grant-type",
            "client_credentials",
            "--scope",
            "openid reports",
        ],
        &[
            "client",
            "create",
            "--id",
            "keys",
            "--name",
            "Keys",
            "--auth-method",
            "private_key_jwt",
            "--jwks-file",
            "keys.json",
            callback[0],
            callback[1],
            "--auth-signing-alg",
            "EdDSA",
            "--id-token-alg",
            "ES256",
            "--userinfo-alg",
            "RS256",
            "--request-object-alg",
            "EdDSA",
            "--require-signed-request",
            "--require-par",
            "--dpop-bound",
            "--subject-type",
            "pairwise",
            "--post-logout-redirect-uri",
            "https://shop.example/bye",
            "--backchannel-logout-uri",
            "https://shop.example/out",
            "--backchannel-logout-session-required",
            "--contact",
            "ops@shop.example",
            "--logo-uri",
            "https://shop.example/logo.png",
            "--policy-uri",
            "https://shop.example/policy",
            "--tos-uri",
            "https://shop.example/tos",
            "--default-max-age",
            "3600",
            "--initiate-login-uri",
            "https://shop.example/start",
            "--audience",
            "https://api.shop.example",
            "--resource",
            "https://files.example",
        ],
        &["client", "create", "--id", "z", "--name", "Z", "--grant-type", "client_credentials"],
        &["client", "disable", "z"],
    ];
    for command in commands {
        let (code, out, err) = deployment.run(command);
        assert_eq!(code, 0, "{command:?}: {out}{err}");
    }
}

fn done(deployment: &Deployment, command: &[&str]) -> String {
    let (code, out, err) = deployment.run(command);
    assert_eq!(code, 0, "{command:?}: {out}{err}");
    out
}

#[tokio::test]
async fn what_was_exported_comes_back_the_same_on_the_other_engine() {
    let Some(database) = Database::create() else { return };
    let first = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    let second = Deployment::prepare(&database.url(), None).await;
    let third = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    for deployment in [&first, &second, &third] {
        deployment.migrate();
    }
    fill(&first);
    let files = ["users.csv", "users.jsonl", "clients.csv", "clients.jsonl"];
    let export = |deployment: &Deployment| {
        files.map(|file| {
            let (what, _) = file.split_once('.').unwrap();
            done(deployment, &["export", what, file]);
            let path = deployment.folder.path().join(file);
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::read_to_string(path).unwrap()
        })
    };
    let exported = export(&first);
    // A street has two lines.
    assert_eq!(exported[0].lines().count(), 7, "{}", exported[0]);
    assert_eq!(exported[3].lines().count(), 6, "{}", exported[3]);
    for (from, to, forms) in [(&first, &second, ["csv", "jsonl"]), (&second, &third, ["jsonl", "csv"])] {
        for (what, form) in [("users", forms[0]), ("clients", forms[1])] {
            let file = format!("{what}.{form}");
            fs::copy(from.folder.path().join(&file), to.folder.path().join("taken")).unwrap();
            fs::rename(to.folder.path().join("taken"), to.folder.path().join(format!("from.{form}")))
                .unwrap();
            done(to, &["import", what, &format!("from.{form}"), "--apply"]);
        }
        assert_eq!(export(to), exported);
    }

    // To standard output it is the same, and every export is in the audit trail.
    assert_eq!(done(&third, &["export", "users"]), exported[1]);
    assert_eq!(done(&third, &["export", "clients", "--form", "csv"]), exported[2]);
    for act in ["accounts.exported", "clients.exported"] {
        let entries = done(&third, &["audit", "list", "--act", act, "--format", "json"]);
        assert_eq!(
            serde_json::from_str::<Value>(&entries).unwrap().as_array().unwrap().len(),
            3,
            "{entries}"
        );
    }

    // What is there is not overwritten unless that was asked for.
    let path = third.folder.path().join("users.csv");
    fs::write(&path, "precious").unwrap();
    let (code, _, words) = third.run(&["export", "users", "users.csv"]);
    assert!(code == 1 && words.contains("users.csv is there already; add --overwrite"), "{words}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    done(&third, &["export", "users", "users.csv", "--overwrite"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), exported[0]);
    for (file, wanted) in [("users.xml", "its name must end with"), ("no/users.csv", "cannot be written")] {
        let (code, _, words) = third.run(&["export", "users", file]);
        assert!(code == 1 && words.contains(wanted), "{words}");
    }
    let left = fs::read_dir(third.folder.path()).unwrap();
    assert!(left.flatten().all(|entry| !entry.file_name().to_string_lossy().ends_with(".part")));
}

#[tokio::test]
async fn secrets_of_another_key_are_refused_and_go_on_working_under_the_same() {
    let mut first = Deployment::start(Backing::Sqlite).await.unwrap();
    let secret = "correct-horse-battery-staple-secret";
    let row = json!({ "client_id": "shop", "client_name": "Shop", "client_secret": secret,
                      "grant_types": ["client_credentials"] });
    fs::write(first.folder.path().join("shop.jsonl"), row.to_string()).unwrap();
    done(&first, &["import", "clients", "shop.jsonl", "--apply"]);
    done(
        &first,
        &[
            "client",
            "create",
            "--id",
            "signs",
            "--name",
            "S",
            "--auth-method",
            "client_secret_jwt",
            "--grant-type",
            "client_credentials",
        ],
    );
    let exported = done(&first, &["export", "clients"]);
    assert!(!exported.contains(secret));
    fs::write(first.folder.path().join("clients.jsonl"), &exported).unwrap();
    for client in ["shop", "signs"] {
        done(&first, &["client", "delete", client]);
    }
    done(&first, &["import", "clients", "clients.jsonl", "--apply"]);
    let token = reqwest::Client::new()
        .post(format!("http://{}/oauth/token", first.client(0).address()))
        .basic_auth("shop", Some(secret))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials")
        .send()
        .await
        .unwrap();
    assert_eq!(token.status(), 200);

    for client in ["shop", "signs"] {
        done(&first, &["client", "delete", client]);
    }
    first.set("ENCRYPTION_KEY", "YW5vdGhlci1rZXktdGhhdC1pcy0zMi1ieXRlcy1sb25n");
    for apply in [&[][..], &["--apply"]] {
        let (code, told, words) = first.run(&[&["import", "clients", "clients.jsonl"], apply].concat());
        assert_eq!(code, 1, "{told}{words}");
        assert!(told.contains("client_secret_digest: it was made under another ENCRYPTION_KEY"), "{told}");
        assert!(told.contains("client_secret_sealed: it was sealed"), "{told}");
    }
    let broken = [
        r#"{"client_id":"a","client_name":"A","client_secret_digest":"1:x","grant_types":["client_credentials"]}"#,
        r#"{"client_id":"b","client_name":"B","token_endpoint_auth_method":"client_secret_basic","grant_types":["client_credentials"]}"#,
        r#"{"client_id":"c","client_name":"C","client_secret":"x","client_secret_digest":"1:x","grant_types":["client_credentials"]}"#,
        r#"{"client_id":"d","client_name":"D","token_endpoint_auth_method":"none","client_secret":"x","redirect_uris":["https://d.example/"]}"#,
    ];
    fs::write(first.folder.path().join("broken.jsonl"), broken.join("\n")).unwrap();
    let (code, told, _) = first.run(&["import", "clients", "broken.jsonl", "--apply"]);
    assert_eq!(code, 1);
    for wanted in [
        "line 1: refused. client_secret_digest: it is none",
        "line 2: refused. client_secret: it is missing",
        "line 3: refused. client_secret, client_secret_digest",
        "line 4: refused. client_secret: a client",
    ] {
        assert!(told.contains(wanted), "{told}");
    }
}

/// As many people as a large installation has, with a look at the clock.
#[tokio::test]
#[ignore = "it takes minutes: `cargo test --test import hundred_thousand -- --ignored --nocapture`"]
async fn a_hundred_thousand_people_come_over() {
    const PEOPLE: usize = 100_000;
    let Some(original) = Database::create() else { return };
    psql(&original.url(), TABLES);
    let fill = format!(
        "INSERT INTO users (id, email, username, hashed_password, first_name, last_name, is_active, is_verified, created_at)
         SELECT gen_random_uuid()::text, 'person' || n || '@example.com', 'person' || n, '{BCRYPT}', 'First' || n,
                'Last' || n, TRUE, n % 10 > 0, '2024-01-01 10:00' FROM generate_series(1, {PEOPLE}) AS n"
    );
    psql(&original.url(), &fill);
    let copy =
        "COPY (SELECT id, email, username, hashed_password, first_name, last_name, is_verified, created_at
                      FROM users ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)";
    let people = psql(&original.url(), copy);
    for (engine, source) in
        [("sqlite", "csv"), ("sqlite", "database"), ("postgres", "csv"), ("postgres", "database")]
    {
        let database = Database::create().unwrap();
        let url = if engine == "sqlite" { "sqlite:data/oathgate.db".to_owned() } else { database.url() };
        let mut deployment = Deployment::prepare(&url, None).await;
        deployment.set("IMPORT_DATABASE_URL", &original.url());
        deployment.migrate();
        fs::write(deployment.folder.path().join("people.csv"), &people).unwrap();
        let command: &[&str] = match source {
            "csv" => &["import", "users", "people.csv", "--apply"],
            _ => &["import", "database", "--apply"],
        };
        for wanted in
            [format!("users: {PEOPLE} imported (0 of them"), format!("{PEOPLE} were here, 0 refused")]
        {
            let begun = std::time::Instant::now();
            let (code, _, words) = deployment.run(command);
            assert!(code == 0 && words.contains(&wanted), "{words}");
            eprintln!("{source} to {engine}: {:.0?} ({wanted})", begun.elapsed());
        }
        let begun = std::time::Instant::now();
        done(&deployment, &["export", "users", "back.csv"]);
        eprintln!("export from {engine}: {:.0?}", begun.elapsed());
        let back = fs::read_to_string(deployment.folder.path().join("back.csv")).unwrap();
        assert_eq!(back.lines().count(), PEOPLE + 1);
    }
}
