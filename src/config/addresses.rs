//! Where the server is, and who may speak for its clients.

use super::{
    catalogue::{
        ALLOWED_ORIGINS, BACKEND_URL, BIND_ADDRESS, FRONTEND_URL, METRICS_ADDRESS, SSL_CERT_PATH,
        SSL_KEY_PATH, TRUSTED_PROXIES,
    },
    problems::Problem,
    reader::{Reader, Why},
};
use ipnet::IpNet;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};
use url::{Host, Url};

/// The port of an address that nobody has set.
const DEFAULT_PORT: u16 = 8000;

/// Where the server is.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// `BACKEND_URL`.
    pub backend: Url,
    /// `FRONTEND_URL`.
    pub frontend: Url,
    /// `BIND_ADDRESS`.
    pub bind: SocketAddr,
    /// `SSL_CERT_PATH` and `SSL_KEY_PATH`.
    pub tls: Option<TlsFiles>,
    /// `TRUSTED_PROXIES`.
    pub trusted_proxies: Vec<IpNet>,
    /// `ALLOWED_ORIGINS`.
    pub allowed_origins: Vec<Url>,
    /// `METRICS_ADDRESS`.
    pub metrics: Option<SocketAddr>,
    /// Whether nobody has set `BACKEND_URL`, so that it follows the port.
    follows_port: bool,
}

/// A certificate chain and its key, in PEM form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The chain.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
}

impl Addresses {
    /// The issuer: `BACKEND_URL` without a slash at its end (RFC 8414 §2).
    pub fn issuer(&self) -> &str {
        self.backend.as_str().trim_end_matches('/')
    }

    /// `FRONTEND_URL` without a slash at its end.
    pub fn web_app(&self) -> &str {
        self.frontend.as_str().trim_end_matches('/')
    }

    /// The addresses of a server that listens on `port`, where nobody has said how it is reached from outside:
    /// for a `BIND_ADDRESS` with the port 0.
    pub fn listening_on(&mut self, port: u16) {
        let moved = |url: &mut Url| {
            // It has a host, so it takes a port.
            let _ = url.set_port(Some(port));
        };
        if self.follows_port {
            if self.frontend == self.backend {
                moved(&mut self.frontend);
            }
            moved(&mut self.backend);
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let bind = reader.optional(&BIND_ADDRESS, socket_address);
        let backend = if reader.has(&BACKEND_URL) {
            reader.optional(&BACKEND_URL, |text| {
                let url = web_address(text)?;
                if url.path() == "/" { Ok(url) } else { Err(Some("it has a path".to_owned())) }
            })
        } else {
            let port = bind.map(|bind| bind.port()).filter(|port| *port != 0).unwrap_or(DEFAULT_PORT);
            Url::parse(&format!("http://localhost:{port}")).ok()
        };
        let frontend = if reader.has(&FRONTEND_URL) {
            reader.optional(&FRONTEND_URL, web_address)
        } else {
            backend.clone()
        };
        let metrics = reader.optional(&METRICS_ADDRESS, socket_address);
        if let (Some(bind), Some(metrics)) = (bind, metrics)
            && bind == metrics
            && bind.port() != 0
        {
            reader.problems.push(Problem::value(&METRICS_ADDRESS, &metrics.to_string(), None));
        }
        reader.together(&SSL_CERT_PATH, &SSL_KEY_PATH);
        let certificate = reader.optional(&SSL_CERT_PATH, |text| Ok(PathBuf::from(text)));
        let key = reader.optional(&SSL_KEY_PATH, |text| Ok(PathBuf::from(text)));
        let trusted_proxies = list(reader.optional(&TRUSTED_PROXIES, |text| each(text, network)));
        let allowed_origins = list(reader.optional(&ALLOWED_ORIGINS, |text| each(text, origin)));
        Some(Self {
            backend: backend?,
            frontend: frontend?,
            bind: bind?,
            tls: certificate.zip(key).map(|(certificate, key)| TlsFiles { certificate, key }),
            trusted_proxies,
            allowed_origins,
            metrics,
            follows_port: !reader.has(&BACKEND_URL),
        })
    }
}

/// Whether nobody but this machine reaches an address, so that plain HTTP gives nothing away.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_loopback_name(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        None => false,
    }
}

/// Whether a name is this machine by definition (RFC 6761 §6.3).
pub fn is_loopback_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name.ends_with(".localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// An http or https address without anything behind its path.
fn web_address(text: &str) -> Result<Url, Why> {
    let url = Url::parse(text).map_err(|_| None)?;
    let plain = url.username().is_empty() && url.password().is_none();
    if !plain {
        return Err(Some("it holds a user name or a password".to_owned()));
    }
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if is_web && url.query().is_none() && url.fragment().is_none() { Ok(url) } else { Err(None) }
}

fn socket_address(text: &str) -> Result<SocketAddr, Why> {
    // The one name that is worth understanding, since people write it.
    let text =
        text.strip_prefix("localhost:").map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
    text.parse().map_err(|_| None)
}

fn network(text: &str) -> Result<IpNet, Why> {
    text.parse::<IpNet>()
        .map(|network| network.trunc())
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| None)
}

fn origin(text: &str) -> Result<Url, Why> {
    if text == "*" {
        return Err(Some("a wildcard would let every site act for its visitors".to_owned()));
    }
    let url = web_address(text)?;
    if url.path() == "/" { Ok(url) } else { Err(Some("it has a path".to_owned())) }
}

/// The elements of a list with commas between, or of a JSON array as older installations have it.
fn each<T>(text: &str, parse: impl Fn(&str) -> Result<T, Why>) -> Result<Vec<T>, Why> {
    let elements: Vec<String> = if text.starts_with('[') && text.ends_with(']') {
        serde_json::from_str(text).unwrap_or_else(|_| vec![text.to_owned()])
    } else {
        text.split(',').map(str::to_owned).collect()
    };
    elements.iter().map(|element| element.trim()).filter(|element| !element.is_empty()).map(parse).collect()
}

fn list<T>(list: Option<Vec<T>>) -> Vec<T> {
    list.unwrap_or_default()
}
