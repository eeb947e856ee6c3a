//! Redirect URIs: compared character by character, with one exception for programs that listen on
//! a port of this machine (RFC 9700 §2.1, RFC 8252 §7.3).

use crate::invalid::Invalid;
use url::{Host, Url};

/// Longest redirect URI, in bytes.
const MAX_BYTES: usize = 2000;

/// A registered redirect URI.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Takes a URI for registration: absolute, without a fragment; `https`, or `http` on this
    /// machine, or a private scheme in reverse domain order (RFC 8252 §7.1).
    ///
    /// # Errors
    /// [`Invalid`] for the field `redirect_uris`.
    pub fn register(text: &str) -> Result<Self, Invalid> {
        let invalid = |message: &str| Err(Invalid::new("redirect_uris", "invalid_redirect_uri", message));
        if text.len() > MAX_BYTES {
            return invalid("A redirect URI has at most 2000 bytes.");
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || !c.is_ascii()) {
            return invalid("A redirect URI is made of visible ASCII characters; encode others.");
        }
        let Ok(url) = Url::parse(text) else {
            return invalid("A redirect URI is absolute, for example https://app.example.com/callback.");
        };
        if url.fragment().is_some() {
            return invalid("A redirect URI has no fragment (RFC 6749 §3.1.2).");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return invalid("A redirect URI holds no user name or password.");
        }
        if text.contains('*') {
            return invalid("A redirect URI is compared as it is; there are no wildcards.");
        }
        match url.scheme() {
            "https" if url.host().is_some() => Ok(Self(text.to_owned())),
            "http" if is_this_machine(&url) => Ok(Self(text.to_owned())),
            "http" => invalid("http is for this machine alone (localhost, 127.0.0.1, [::1]); use https."),
            scheme if scheme.contains('.') => Ok(Self(text.to_owned())),
            _ => invalid(
                "Use https, http on this machine, or a private scheme such as com.example.app:/callback.",
            ),
        }
    }

    /// Puts together a URI that [`Self::register`] has accepted before, from storage.
    pub fn from_storage(text: String) -> Self {
        Self(text)
    }

    /// The URI.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The origin (RFC 6454) of the page that it leads to, as browsers write it; none where it leads to a
    /// program of the machine by a private scheme.
    pub fn origin(&self) -> Option<String> {
        let url = Url::parse(&self.0).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
        Some(url.origin().ascii_serialization())
    }

    /// Whether `asked` is this URI: the same characters, or the same but for the port where both
    /// are `http` on a loopback address (RFC 8252 §7.3; not the name `localhost`).
    pub fn matches(&self, asked: &str) -> bool {
        if self.0 == asked {
            return true;
        }
        let (Ok(registered), Ok(mut asked_url)) = (Url::parse(&self.0), Url::parse(asked)) else {
            return false;
        };
        // What is not written as it is read (dots, encodings, backslashes) is no candidate.
        if asked_url.as_str() != asked
            || registered.scheme() != "http"
            || asked_url.scheme() != "http"
            || !is_loopback_literal(&registered)
        {
            return false;
        }
        asked_url.set_port(registered.port()).is_ok() && asked_url == registered
    }
}

fn is_this_machine(url: &Url) -> bool {
    url.host_str() == Some("localhost") || is_loopback_literal(url)
}

fn is_loopback_literal(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_registered() {
        for good in [
            "https://app.example.com/callback",
            "https://app.example.com/callback?tenant=1",
            "http://localhost:3000/callback",
            "http://127.0.0.1/callback",
            "http://[::1]:8080/",
            "com.example.app:/oauth2redirect",
        ] {
            assert!(RedirectUri::register(good).is_ok(), "{good}");
        }
        for bad in [
            "/callback",
            "http://app.example.com/callback",
            "https://app.example.com/#part",
            "https://user@app.example.com/",
            "https://*.example.com/callback",
            "javascript:alert(1)",
            "data:text/html,x",
            "myapp://callback",
            "https://app.example.com/ä",
            "https://app.example.com/a b",
        ] {
            assert!(RedirectUri::register(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn compared_character_by_character() {
        let uri = RedirectUri::register("https://app.example.com/callback").unwrap();
        assert!(uri.matches("https://app.example.com/callback"));
        for other in [
            "https://app.example.com/callback/",
            "https://app.example.com/Callback",
            "https://APP.example.com/callback",
            "https://app.example.com:443/callback",
            "https://app.example.com/callback?x=1",
            "https://app.example.com/%63allback",
            "https://app.example.com/a/../callback",
            "http://app.example.com/callback",
            "https://app.example.com.evil.example/callback",
            "https://app.example.com@evil.example/callback",
        ] {
            assert!(!uri.matches(other), "{other}");
        }
    }

    #[test]
    fn an_origin_is_written_as_browsers_do() {
        for (uri, origin) in [
            ("https://app.example.com:443/callback?x=1", Some("https://app.example.com")),
            ("https://APP.example.com:8443/", Some("https://app.example.com:8443")),
            ("http://[::1]:8080/cb", Some("http://[::1]:8080")),
            ("com.example.app:/callback", None),
        ] {
            assert_eq!(RedirectUri::register(uri).unwrap().origin().as_deref(), origin, "{uri}");
        }
    }

    #[test]
    fn programs_on_this_machine_choose_their_port() {
        let uri = RedirectUri::register("http://127.0.0.1/callback").unwrap();
        assert!(uri.matches("http://127.0.0.1:53123/callback"));
        assert!(!uri.matches("http://127.0.0.1:53123/other"));
        assert!(!uri.matches("http://127.0.0.1:53123/x/../callback"));
        assert!(!uri.matches("https://127.0.0.1:53123/callback"));
        assert!(!uri.matches("http://localhost:53123/callback"));
        let named = RedirectUri::register("http://localhost/callback").unwrap();
        assert!(!named.matches("http://localhost:53123/callback"));
    }
}
