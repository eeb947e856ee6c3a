//! From where a request comes.

use oathgate_domain::{locale::Locale, session::MAX_USER_AGENT};
use std::net::IpAddr;

/// From where a request comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The request's id, as in its answer and its log line.
    pub request_id: Option<String>,
    /// The client's address as text.
    pub address: Option<String>,
    /// The client's `User-Agent`, cut to a sensible length and free of control characters.
    pub user_agent: Option<String>,
    /// The language that it asks to be answered in, of those that there are words for.
    pub locale: Option<Locale>,
}

impl Origin {
    /// An origin; `user_agent` is cut to 256 characters and loses its control characters.
    pub fn new(request_id: Option<String>, address: Option<String>, user_agent: Option<&str>) -> Self {
        let user_agent = user_agent
            .map(|text| text.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT).collect())
            .filter(|text: &String| !text.is_empty());
        Self { request_id, address, user_agent, locale: None }
    }

    /// The same, asking for a language.
    #[must_use]
    pub fn reading(self, locale: Option<Locale>) -> Self {
        Self { locale, ..self }
    }

    /// The client's network, as of [`network`]. Empty where its address is not known.
    pub fn network(&self) -> String {
        self.address.as_deref().map(network).unwrap_or_default()
    }
}

/// The network of an address: an IPv4 address, or the /64 that an IPv6 connection commonly has for itself.
pub fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_what_one_connection_has() {
        assert_eq!(network("203.0.113.9"), "203.0.113.9");
        assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.9");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::9"), network("2001:db8:1:2:ffff::1"));
        assert_eq!((network(""), Origin::default().network()), (String::new(), String::new()));
    }
}
