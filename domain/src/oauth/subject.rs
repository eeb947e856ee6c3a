//! Who people are to clients with pairwise subjects (OpenID Connect Core §8.1).

use super::{client::Client, redirect::RedirectUri};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::collections::BTreeSet;
use url::Url;

/// The `sub` of a person for the clients of one sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pseudonym(pub [u8; 32]);

impl Pseudonym {
    /// The pseudonym of a `sub`. None where it is none: the `sub` of a client whose subjects are public is a
    /// UUID, which never reads as one.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

impl std::fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// Why a client has no host for its sector (OpenID Connect Core §8.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSector {
    /// Its redirect URIs have several.
    #[error(
        "The redirect URIs of a pairwise client have one host, or it has a sector_identifier_uri \
         (OpenID Connect Core §8.1)."
    )]
    SeveralHosts,
    /// None of its redirect URIs has one.
    #[error("A pairwise client without a redirect URI on the web has a sector_identifier_uri.")]
    NoHost,
}

/// The clients to which a person has one and the same pairwise subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sector(String);

impl Sector {
    /// The sector of a client: the host of its `sector_identifier_uri`, or else that of its redirect URIs. A
    /// client that has neither, since it was registered before this was checked, is a sector of its own.
    pub fn of(client: &Client) -> Self {
        match Self::host(client.metadata.sector_identifier_uri.as_deref(), &client.redirect_uris) {
            Ok(host) => Self(format!("host {host}")),
            Err(_) => Self(format!("client {}", client.id)),
        }
    }

    /// The host that a sector goes by. Hosts of private schemes (RFC 8252 §7.1) are nobody's, and do not count.
    ///
    /// # Errors
    /// [`NoSector`].
    pub fn host(uri: Option<&str>, redirect_uris: &[RedirectUri]) -> Result<String, NoSector> {
        if let Some(host) = uri.and_then(web_host) {
            return Ok(host);
        }
        let mut hosts: BTreeSet<_> = redirect_uris.iter().map(|uri| web_host(uri.as_str())).collect();
        match (hosts.pop_first(), hosts.is_empty()) {
            (Some(Some(host)), true) => Ok(host),
            (None | Some(None), true) => Err(NoSector::NoHost),
            _ => Err(NoSector::SeveralHosts),
        }
    }

    /// Its name, which no other sector has.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn web_host(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
    url.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(uri: Option<&str>, redirects: &[&str]) -> Result<String, NoSector> {
        let redirects: Vec<_> = redirects.iter().map(|uri| RedirectUri::register(uri).unwrap()).collect();
        Sector::host(uri, &redirects)
    }

    #[test]
    fn a_sector_is_the_host_of_its_uri_or_of_all_redirect_uris() {
        let many = ["https://a.example/cb", "https://b.example/cb"];
        assert_eq!(
            host(Some("https://Sector.example:8443/list.json"), &many),
            Ok("sector.example".to_owned())
        );
        assert_eq!(host(None, &many), Err(NoSector::SeveralHosts));
        let one = ["https://A.example/cb", "https://a.example:8443/other?x=1"];
        assert_eq!(host(None, &one), Ok("a.example".to_owned()));
        assert_eq!(host(None, &["http://127.0.0.1:3000/cb"]), Ok("127.0.0.1".to_owned()));
    }

    #[test]
    fn private_schemes_have_no_host() {
        let app = "com.example.app://host/cb";
        assert_eq!(host(None, &[]), Err(NoSector::NoHost));
        assert_eq!(host(None, &[app]), Err(NoSector::NoHost));
        assert_eq!(host(None, &[app, "https://a.example/cb"]), Err(NoSector::SeveralHosts));
        assert_eq!(host(Some("https://s.example/"), &[app]), Ok("s.example".to_owned()));
    }

    #[test]
    fn a_pseudonym_is_read_as_it_is_written_and_an_account_is_none() {
        let pseudonym = Pseudonym([0xfb; 32]);
        assert_eq!(pseudonym.to_string().len(), 43);
        assert_eq!(Pseudonym::parse(&pseudonym.to_string()), Some(pseudonym));
        for other in ["", "00000000-0000-0000-0000-000000000001", "c2hvcA", &format!("{pseudonym}A")] {
            assert_eq!(Pseudonym::parse(other), None, "{other}");
        }
    }
}
