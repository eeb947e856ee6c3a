//! Servers of others, asked over HTTP/1.1. Their addresses come from strangers, so that this is no way into
//! a network of ours: names are looked up here, every address of a name must be public, and the connection
//! goes to the very address that was looked at.

mod networks;

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Method, Request,
    client::conn::http1,
    header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HOST, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use networks::is_public;
use oathgate_application::{
    error::PortError,
    ports::peers::{PeerAnswer, PeerFault, Peers},
};
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use std::{error::Error, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    sync::Semaphore,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// How long a call may take, all in all.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest body of an answer, in bytes.
const MAX_BODY: usize = 64 * 1024;
/// Most headers of an answer, in bytes.
const MAX_HEADERS: usize = 16 * 1024;
/// Most calls at a time.
const AT_ONCE: usize = 64;

/// Which addresses are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Public ones, by `https`.
    Public,
    /// Every one, also by `http`: for a server that is on its own machine alone.
    Everywhere,
}

/// Asks peers.
pub struct HttpPeers {
    reach: Reach,
    tls: TlsConnector,
    at_once: Semaphore,
}

impl HttpPeers {
    /// Asks whom `reach` allows, and trusts the certificates that the system trusts.
    ///
    /// # Errors
    /// [`PortError::Defect`] where the library offers no TLS.
    pub fn new(reach: Reach) -> Result<Self, PortError> {
        let mut roots = RootCertStore::empty();
        // A system that trusts none reaches no peer by https, and is told so then.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| PortError::defect("TLS", error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { reach, tls: Arc::new(config).into(), at_once: Semaphore::new(AT_ONCE) })
    }

    async fn ask(
        &self,
        url: &str,
        method: Method,
        body: Option<(&str, String)>,
    ) -> Result<PeerAnswer, PeerFault> {
        let call = async {
            let _place = self.at_once.acquire().await.map_err(|error| unreachable(&error))?;
            self.call(url, method, body).await
        };
        timeout(PATIENCE, call).await.unwrap_or(Err(PeerFault::TimedOut))
    }

    async fn call(
        &self,
        url: &str,
        method: Method,
        body: Option<(&str, String)>,
    ) -> Result<PeerAnswer, PeerFault> {
        let url = Url::parse(url).map_err(|_| PeerFault::Forbidden("it is no URL"))?;
        let is_tls = match (url.scheme(), self.reach) {
            ("https", _) => true,
            ("http", Reach::Everywhere) => false,
            _ => return Err(PeerFault::Forbidden("it is not https")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(PeerFault::Forbidden("it holds a user name or password"));
        }
        let host = url.host().ok_or(PeerFault::Forbidden("it names no host"))?;
        let port = url.port_or_known_default().ok_or(PeerFault::Forbidden("it names no port"))?;
        let tcp = timeout(CONNECT, self.connect(&host, port)).await.map_err(|_| PeerFault::TimedOut)??;
        let request = request(&url, &host, method, body)?;
        if is_tls {
            let name = match &host {
                Host::Domain(name) => {
                    ServerName::try_from((*name).to_owned()).map_err(|error| unreachable(&error))?
                }
                Host::Ipv4(address) => ServerName::from(std::net::IpAddr::V4(*address)),
                Host::Ipv6(address) => ServerName::from(std::net::IpAddr::V6(*address)),
            };
            let stream = self.tls.connect(name, tcp).await.map_err(|error| unreachable(&error))?;
            exchange(stream, request).await
        } else {
            exchange(tcp, request).await
        }
    }

    /// Connects to one of the addresses of a host, if each of them may be asked: a name with a public and a
    /// private address is a trap.
    async fn connect(&self, host: &Host<&str>, port: u16) -> Result<TcpStream, PeerFault> {
        let addresses: Vec<SocketAddr> = match host {
            Host::Domain(name) => {
                lookup_host((*name, port)).await.map_err(|error| unreachable(&error))?.collect()
            }
            Host::Ipv4(address) => vec![(*address, port).into()],
            Host::Ipv6(address) => vec![(*address, port).into()],
        };
        if self.reach == Reach::Public && !addresses.iter().all(|address| is_public(address.ip())) {
            return Err(PeerFault::Forbidden("it is not in a public network"));
        }
        let stream = TcpStream::connect(&*addresses).await.map_err(|error| unreachable(&error))?;
        Ok(stream)
    }
}

#[async_trait]
impl Peers for HttpPeers {
    async fn get(&self, url: &str) -> Result<PeerAnswer, PeerFault> {
        self.ask(url, Method::GET, None).await
    }

    async fn post(&self, url: &str, content_type: &str, body: String) -> Result<PeerAnswer, PeerFault> {
        self.ask(url, Method::POST, Some((content_type, body))).await
    }
}

type Body = Full<Bytes>;

fn request(
    url: &Url,
    host: &Host<&str>,
    method: Method,
    body: Option<(&str, String)>,
) -> Result<Request<Body>, PeerFault> {
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let authority = url.port().map_or_else(|| host.to_string(), |port| format!("{host}:{port}"));
    let mut builder = Request::builder()
        .method(method)
        .uri(target)
        .header(HOST, authority)
        .header(USER_AGENT, concat!("oathgate/", env!("CARGO_PKG_VERSION")))
        .header(ACCEPT, "application/json, */*;q=0.1");
    if let Some((content_type, _)) = &body {
        builder = builder.header(CONTENT_TYPE, *content_type);
    }
    let body = Full::new(Bytes::from(body.map(|(_, body)| body).unwrap_or_default()));
    builder.body(body).map_err(|_| PeerFault::Forbidden("it cannot be asked for"))
}

async fn exchange<S>(stream: S, request: Request<Body>) -> Result<PeerAnswer, PeerFault>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let mut builder = http1::Builder::new();
    builder.max_buf_size(MAX_HEADERS);
    let (mut sender, connection) =
        builder.handshake(TokioIo::new(stream)).await.map_err(|error| unreachable(&error))?;
    // It ends when the sender does, at the latest when the call is given up.
    let driven = async {
        if let Err(error) = connection.await {
            tracing::debug!(error = &error as &dyn Error, "a connection to a peer ended early");
        }
    };
    let answered = async {
        let response = sender.send_request(request).await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.map(str::to_owned);
        let lines = response.headers().get_all(CACHE_CONTROL).iter().filter_map(|line| line.to_str().ok());
        let cache_control = Some(lines.collect::<Vec<_>>().join(", ")).filter(|all| !all.is_empty());
        let body = Limited::new(response.into_body(), MAX_BODY).collect().await.map_err(|error| {
            if error.is::<http_body_util::LengthLimitError>() {
                PeerFault::TooLong
            } else {
                unreachable(&*error)
            }
        })?;
        Ok(PeerAnswer { status, content_type, cache_control, body: body.to_bytes().to_vec() })
    };
    tokio::pin!(driven, answered);
    tokio::select! {
        answer = &mut answered => answer,
        () = &mut driven => answered.await,
    }
}

/// An error with its causes, which are the library's own words.
fn unreachable(error: &dyn Error) -> PeerFault {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    PeerFault::Unreachable(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    /// A peer that gives one answer and tells what it was asked.
    async fn peer(answer: String) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut text = vec![0; 4_096];
            let length = stream.read(&mut text).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            String::from_utf8_lossy(&text[..length]).into_owned()
        });
        (base, asked)
    }

    fn answer(status: &str, body: &str) -> String {
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    #[tokio::test]
    async fn a_peer_is_asked_and_its_answer_taken_as_it_is() {
        let peers = HttpPeers::new(Reach::Everywhere).unwrap();
        let (base, asked) = peer(answer("200 OK", "{}")).await;
        let got = peers.get(&format!("{base}/keys?a=b")).await.unwrap();
        assert_eq!((got.status, got.body.as_slice()), (200, &b"{}"[..]));
        assert_eq!(got.content_type.as_deref(), Some("application/json"));
        let asked = asked.await.unwrap();
        assert!(asked.starts_with("GET /keys?a=b HTTP/1.1\r\n"), "{asked}");
        assert!(asked.contains(&format!("host: {}\r\n", &base["http://".len()..])), "{asked}");

        let (base, asked) = peer(answer("302 Found\r\nlocation: http://127.0.0.1:1/", "")).await;
        assert_eq!(peers.post(&base, "text/plain", "told".to_owned()).await.unwrap().status, 302);
        let asked = asked.await.unwrap();
        assert!(asked.starts_with("POST / HTTP/1.1\r\n") && asked.ends_with("\r\n\r\ntold"), "{asked}");
    }

    #[tokio::test]
    async fn an_answer_that_is_too_long_or_none_is_a_fault() {
        let peers = HttpPeers::new(Reach::Everywhere).unwrap();
        let (base, _asked) = peer(answer("200 OK", &"x".repeat(MAX_BODY))).await;
        assert_eq!(peers.get(&base).await.unwrap().body.len(), MAX_BODY);
        let (base, _asked) = peer(answer("200 OK", &"x".repeat(MAX_BODY + 1))).await;
        assert_eq!(peers.get(&base).await, Err(PeerFault::TooLong));
        let long = format!("200 OK\r\nx: {}", "x".repeat(20_000));
        for wrong in ["SMTP ready\r\n".to_owned(), String::new(), answer(&long, "")] {
            let (base, _asked) = peer(wrong).await;
            assert!(matches!(peers.get(&base).await, Err(PeerFault::Unreachable(_))));
        }
    }

    #[tokio::test]
    async fn what_is_not_public_is_not_asked() {
        let peers = HttpPeers::new(Reach::Public).unwrap();
        for url in [
            "https://127.0.0.1/keys",
            "https://localhost/keys",
            "https://[::1]/keys",
            "https://[::ffff:10.0.0.1]/keys",
            "https://10.0.0.1/keys",
            "https://0x7f000001/keys",
            "https://169.254.169.254/latest/meta-data",
            "http://1.1.1.1/keys",
            "https://user@1.1.1.1/keys",
            "file:///etc/passwd",
            "keys",
        ] {
            let asked = peers.get(url).await;
            assert!(matches!(asked, Err(PeerFault::Forbidden(_))), "{url} {asked:?}");
        }
    }
}
