//! The way in, by the command, as an operator goes it: from the tables of the system that Oathgate replaces, and
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
use std::fs;
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
