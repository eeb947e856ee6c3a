//! HTTPS by the server itself.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use arc_swap::ArcSwap;
use oathgate_api::server::{Limits, PROTOCOLS, Server, TlsConfig};
use oathgate_infrastructure::testing::TestCertificate;
use poem::{Request, Response, endpoint::make};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, ServerName},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_util::sync::CancellationToken;

fn server_config(certificate: &TestCertificate) -> Arc<ServerConfig> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.certificate.clone()], certificate.key.clone_key())
        .unwrap();
    config.alpn_protocols = PROTOCOLS.iter().map(|protocol| protocol.to_vec()).collect();
    Arc::new(config)
}

struct Running {
    address: SocketAddr,
    config: TlsConfig,
    stop: CancellationToken,
}

async fn start(certificate: &TestCertificate, limits: Limits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config: TlsConfig = Arc::new(ArcSwap::new(server_config(certificate)));
    let stop = CancellationToken::new();
    let app = make(async |request: Request| {
        Response::builder().body(format!("{:?} {}", request.version(), request.scheme()))
    });
    let server = Server::new(listener).tls(config.clone()).limits(limits);
    tokio::spawn(server.run(app, stop.clone()));
    Running { address, config, stop }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn connect(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
    protocol: &[u8],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let socket = TcpStream::connect(address).await?;
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), socket).await
}

#[tokio::test]
async fn http_1_is_served_over_tls() {
    let certificate = TestCertificate::generate();
    let running = start(&certificate, Limits::default()).await;
    let mut socket = connect(running.address, &certificate.certificate, b"http/1.1").await.unwrap();
    socket.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    socket.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("HTTP/1.1 https"), "{text}");
}

#[tokio::test]
async fn http_2_is_served_over_tls() {
    let certificate = TestCertificate::generate();
    let running = start(&certificate, Limits::default()).await;
    let mut socket = connect(running.address, &certificate.certificate, b"h2").await.unwrap();
    assert_eq!(socket.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    // The preface and empty settings (RFC 9113 §3.4); the server answers with its settings, among them
    // how many requests it takes at a time (0x3, here 128).
    socket.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    let mut head = [0; 9];
    socket.read_exact(&mut head).await.unwrap();
    assert_eq!(head[3], 4, "a SETTINGS frame comes first");
    let mut settings = vec![0; usize::from(head[2])];
    socket.read_exact(&mut settings).await.unwrap();
    assert!(settings.chunks(6).any(|setting| setting == [0, 3, 0, 0, 0, 128]), "{settings:?}");
}

#[tokio::test]
async fn a_new_certificate_counts_for_new_connections() {
    let (old, new) = (TestCertificate::generate(), TestCertificate::generate());
    let running = start(&old, Limits::default()).await;
    connect(running.address, &old.certificate, b"h2").await.unwrap();
    assert!(connect(running.address, &new.certificate, b"h2").await.is_err());
    running.config.store(server_config(&new));
    connect(running.address, &new.certificate, b"h2").await.unwrap();
    assert!(connect(running.address, &old.certificate, b"h2").await.is_err());
}

#[tokio::test]
async fn a_handshake_that_stalls_is_cut_and_plain_http_is_not_answered() {
    let certificate = TestCertificate::generate();
    let limits = Limits { handshake: Duration::from_millis(300), ..Limits::default() };
    let running = start(&certificate, limits).await;
    for bytes in [&b"\x16\x03\x01\x02"[..], b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
        let mut socket = TcpStream::connect(running.address).await.unwrap();
        socket.write_all(bytes).await.unwrap();
        let mut all = Vec::new();
        // A reset is an end as well.
        let _ = timeout(Duration::from_secs(10), socket.read_to_end(&mut all)).await.unwrap();
        assert!(!String::from_utf8_lossy(&all).contains("HTTP/"), "{all:?}");
    }
}
