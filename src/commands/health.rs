//! `oathgate health`: asks the server of these settings how it is, for images that hold no HTTP client.

use crate::{
    cli::HealthSubject,
    config::{Settings, Source},
    failure::Failure,
    output,
    wiring::pinned_client,
};
use rustls::{ClientConnection, StreamOwned};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

/// How long each read and write may take, and connecting.
const PATIENCE: Duration = Duration::from_secs(4);
/// Longest first line of an answer that is read, in bytes.
const LONGEST_LINE: u64 = 256;

pub(super) fn run(source: &Source, subject: HealthSubject) -> Result<(), Failure> {
    let settings = Settings::for_tool(source)?;
    let (address, path, tls) = match subject {
        HealthSubject::Ready => (settings.addresses.bind, "/health/ready", settings.addresses.tls.as_ref()),
        HealthSubject::Live => (settings.addresses.bind, "/health/live", settings.addresses.tls.as_ref()),
        HealthSubject::Metrics => {
            let address = settings
                .addresses
                .metrics
                .ok_or_else(|| Failure::new("METRICS_ADDRESS is not set, so there is nothing to ask"))?;
            (address, "/metrics", None)
        }
    };
    let address = reachable(address);
    let tls = tls.map(|files| pinned_client(files, address.ip())).transpose()?;
    let status = ask(address, path, tls)
        .map_err(|error| Failure::because(format!("{address} does not answer"), error))?;
    if status == "200" {
        return output::print("in order");
    }
    Err(Failure::new(format!("{address}{path} answers {status}")))
}

/// Where a process of this machine reaches a server that listens on `bind`.
fn reachable(bind: SocketAddr) -> SocketAddr {
    let here: IpAddr = match bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        other => other,
    };
    SocketAddr::new(here, bind.port())
}

/// The status of the answer, as its three digits.
fn ask(
    address: SocketAddr,
    path: &str,
    tls: Option<ClientConnection>,
) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    match tls {
        None => exchange(stream, address, path),
        Some(connection) => exchange(StreamOwned::new(connection, stream), address, path),
    }
}

fn exchange(
    mut stream: impl Read + Write,
    address: SocketAddr,
    path: &str,
) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    stream.flush()?;
    let mut line = String::new();
    BufReader::new(stream.take(LONGEST_LINE)).read_line(&mut line)?;
    let mut words = line.split_ascii_whitespace();
    match (words.next(), words.next()) {
        (Some(version), Some(status)) if version.starts_with("HTTP/1.") => Ok(status.to_owned()),
        _ => Err("it does not speak HTTP".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// What was written, and what is to be read.
    struct Wire(Vec<u8>, Cursor<Vec<u8>>);

    impl Read for Wire {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.1.read(buffer)
        }
    }

    impl Write for Wire {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn answered(answer: &str) -> Result<String, String> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
        exchange(Wire(Vec::new(), Cursor::new(answer.into())), address, "/health/live")
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_status_is_read_and_nothing_else_is_believed() {
        assert_eq!(answered("HTTP/1.1 503 Service Unavailable\r\n\r\n"), Ok("503".to_owned()));
        for other in ["", "220 mail.example.com ESMTP\r\n", "HTTP/1.1", &"x".repeat(100_000)] {
            assert_eq!(answered(other), Err("it does not speak HTTP".to_owned()), "{other:.20}");
        }
    }

    #[test]
    fn a_server_that_listens_everywhere_is_asked_here() {
        let reached = |bind: &str| reachable(bind.parse().expect("an address")).to_string();
        assert_eq!(reached("0.0.0.0:8000"), "127.0.0.1:8000");
        assert_eq!(reached("[::]:8000"), "[::1]:8000");
        assert_eq!(reached("10.1.2.3:80"), "10.1.2.3:80");
    }
}
