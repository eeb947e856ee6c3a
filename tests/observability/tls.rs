//! HTTPS by the server itself: the end of its certificate is told, and a new certificate is taken up.

use crate::{
    scrape::Scrape,
    support::{Deployment, deployment::free_port},
};
use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

/// Writes a certificate for localhost that ends after so many days, and its key.
fn write_certificate(folder: &Path, days: u32) {
    let path = |name: &str| folder.join(name).display().to_string();
    // The key last: the pair is read again when either has changed.
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-days", &days.to_string()])
        .args(["-keyout", &path("new.key"), "-out", &path("new.crt")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    std::fs::rename(folder.join("new.key"), folder.join("tls.key")).unwrap();
    std::fs::rename(folder.join("new.crt"), folder.join("tls.crt")).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_certificate_is_taken_up_and_its_end_is_told() {
    let mut deployment = Deployment::prepare("sqlite:data/oathgate.db", None).await;
    let folder = deployment.folder.path().to_owned();
    write_certificate(&folder, 3);
    let figures = format!("127.0.0.1:{}", free_port());
    let in_folder = |name: &str| folder.join(name).display().to_string();
    deployment.set("METRICS_ADDRESS", &figures);
    deployment.set("SSL_CERT_PATH", &in_folder("tls.crt"));
    deployment.set("SSL_KEY_PATH", &in_folder("tls.key"));
    deployment.migrate();
    deployment.add_server(true);
    let deadline = Instant::now() + Duration::from_mins(1);
    let ready = format!("http://{figures}/health/ready");
    while reqwest::get(&ready).await.map_or(0, |answer| answer.status().as_u16()) != 200 {
        assert!(Instant::now() < deadline, "{}", deployment.logs());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Ready is the process as a whole; the certificate is read when it begins to serve.
    let name = "oathgate_tls_certificate_expiry_timestamp_seconds";
    while Scrape::of(&figures).await.value(name).is_none() {
        assert!(Instant::now() < deadline, "{}", deployment.logs());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let days_left = |scrape: &Scrape| {
        let ends = scrape.value("oathgate_tls_certificate_expiry_timestamp_seconds").unwrap();
        (ends - scrape.value("process_start_time_seconds").unwrap()) / 86_400.0
    };
    let before = Scrape::of(&figures).await;
    assert!((2.9..3.1).contains(&days_left(&before)), "{}", days_left(&before));

    // Over HTTPS, and over HTTP/2 where the client knows it.
    let address = deployment.client(0).address();
    let served = |option: &str| {
        let curl = Command::new("curl")
            .args(["--silent", "--show-error", option, "--cacert", &in_folder("tls.crt")])
            .args(["--write-out", " %{http_version} %{http_code}", "--output", "/dev/null"])
            .arg(format!("https://{}/health/live", address.replace("127.0.0.1", "localhost")))
            .output()
            .unwrap();
        String::from_utf8_lossy(&curl.stdout).trim().to_owned()
    };
    assert_eq!(served("--http1.1"), "1.1 200");
    assert_eq!(served("--http2"), "2 200");

    write_certificate(&folder, 90);
    let deadline = Instant::now() + Duration::from_mins(1);
    while days_left(&Scrape::of(&figures).await) < 80.0 {
        assert!(Instant::now() < deadline, "{}", deployment.logs());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // The client trusts the new one alone, since it stands in the file.
    assert_eq!(served("--http2"), "2 200");
}
