//! `oathgate health`, as a container's health check meets it.
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

use base64::{Engine, engine::general_purpose::STANDARD};
use oathgate_infrastructure::testing::TestCertificate;
use std::{fs, path::Path};
use support::{
    deployment::{Backing, Deployment, free_port},
    process::{Process, run},
};

#[tokio::test]
async fn a_server_is_asked_by_its_own_settings() {
    let mut deployment = Deployment::start(Backing::Sqlite).await.unwrap();
    let port = free_port();
    deployment.set("BIND_ADDRESS", &format!("0.0.0.0:{port}"));
    let (code, output, errors) = deployment.run(&["health"]);
    assert_eq!((code, output.as_str()), (1, ""), "nobody is there");
    assert!(errors.contains(&format!("127.0.0.1:{port} does not answer")), "{errors}");

    let mut server = Process::start(deployment.folder.path(), "asked", &["serve"], &deployment.settings);
    until_healthy(&mut server, || deployment.run(&["health"]).0 == 0).await;
    assert_eq!(deployment.run(&["health", "live"]).1, "in order\n");
    let (code, _, errors) = deployment.run(&["health", "metrics"]);
    assert!(code == 1 && errors.contains("METRICS_ADDRESS is not set"), "{errors}");
}

#[tokio::test]
async fn by_tls_nothing_but_the_own_certificate_will_do() {
    let mut deployment = Deployment::start(Backing::Sqlite).await.unwrap();
    let port = free_port();
    let here = deployment.folder.path().to_owned();
    write_pem(&here, "own");
    write_pem(&here, "other");
    deployment.set("BIND_ADDRESS", &format!("127.0.0.1:{port}"));
    deployment.set("SSL_CERT_PATH", "own.crt");
    deployment.set("SSL_KEY_PATH", "own.key");
    deployment.set("BACKEND_URL", "https://login.example.com");
    let mut server = Process::start(&here, "asked", &["serve"], &deployment.settings);
    until_healthy(&mut server, || deployment.run(&["health"]).0 == 0).await;

    deployment.set("SSL_CERT_PATH", "other.crt");
    deployment.set("SSL_KEY_PATH", "other.key");
    let (code, _, errors) = run(&here, &["health"], &deployment.settings);
    assert!(code == 1 && errors.contains("another certificate than SSL_CERT_PATH"), "{errors}");
}

async fn until_healthy(server: &mut Process, is_healthy: impl Fn() -> bool) {
    for _ in 0..600 {
        if is_healthy() {
            return;
        }
        assert!(server.is_running(), "{}", server.printed());
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("it is not healthy: {}", server.printed());
}

fn write_pem(folder: &Path, name: &str) {
    let TestCertificate { certificate, key } = TestCertificate::generate();
    let pem = |label: &str, der: &[u8]| {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
    };
    fs::write(folder.join(format!("{name}.crt")), pem("CERTIFICATE", &certificate)).unwrap();
    fs::write(folder.join(format!("{name}.key")), pem("PRIVATE KEY", key.secret_der())).unwrap();
}
