//! Client ids that are URLs, at which clients publish what would otherwise be registered about them
//! (draft-ietf-oauth-client-id-metadata-document, "Client Identifier URL").

use url::{Host, Position, Url};

/// A client id that is a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientIdUrl(Url);

impl ClientIdUrl {
    /// Whether a client id means to be one.
    pub fn is_meant(id: &str) -> bool {
        id.starts_with("https://") || id.starts_with("http://")
    }

    /// Reads a client id: `https`, with a path, without user info, fragment or dot segments, and in the form
    /// in which it is asked for, since ids are compared character by character. With `local`, `http` on this
    /// machine is taken as well, for those who try something out.
    ///
    /// # Errors
    /// What is wrong, in ASCII.
    pub fn parse(id: &str, local: bool) -> Result<Self, &'static str> {
        let Ok(url) = Url::parse(id) else { return Err("the client_id is no URL that can be read") };
        match url.scheme() {
            "https" => {}
            "http" if local && is_this_machine(&url) => {}
            _ => return Err("a client_id that is a URL has the scheme https"),
        }
        if id.contains('#') {
            return Err("a client_id that is a URL has no fragment");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("a client_id that is a URL holds no user name or password");
        }
        let after_scheme = id.split_once("://").map_or("", |(_, rest)| rest);
        if !after_scheme.contains('/') {
            return Err("a client_id that is a URL has a path");
        }
        // Dot segments, a port that goes without saying, capitals in the host, backslashes.
        if url.as_str() != id {
            return Err("a client_id that is a URL is written in its normal form, without dot segments");
        }
        Ok(Self(url))
    }

    /// Whose it is, with the port where there is one: names in other scripts as `xn--`.
    pub fn host(&self) -> &str {
        &self.0[Position::BeforeHost..Position::AfterPort]
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_an_id() {
        for (id, host) in [
            ("https://app.example/client.json", "app.example"),
            ("https://app.example:8443/oauth/client?v=2", "app.example:8443"),
            ("https://xn--bcher-kva.example/c", "xn--bcher-kva.example"),
            ("https://[2001:db8::1]/c", "[2001:db8::1]"),
            ("https://app.example/", "app.example"),
        ] {
            assert_eq!(ClientIdUrl::parse(id, false).unwrap().host(), host);
        }
        for id in [
            "http://localhost:3000/client.json",
            "http://127.0.0.1/client.json",
            "http://[::1]:1/client.json",
        ] {
            assert!(ClientIdUrl::is_meant(id) && ClientIdUrl::parse(id, true).is_ok(), "{id}");
            assert!(ClientIdUrl::parse(id, false).is_err(), "{id}");
        }
    }

    #[test]
    fn what_may_not() {
        for id in [
            "http://app.example/client.json",
            "ftp://app.example/client.json",
            "https://app.example",
            "https://app.example?x=/",
            "https://app.example/client.json#part",
            "https://app.example/client.json#",
            "https://user@app.example/client.json",
            "https://:secret@app.example/client.json",
            "https://@app.example/client.json",
            "https://app.example/a/../client.json",
            "https://app.example/./client.json",
            "https://app.example/%2e%2E/client.json",
            "https://app.example\\client.json",
            "https://App.example/client.json",
            "https://app.example:443/client.json",
            "https:///client.json",
            "https://",
        ] {
            assert!(ClientIdUrl::parse(id, true).is_err(), "{id}");
        }
    }
}
